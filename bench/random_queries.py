"""Small random queries over a small graph, always the same for a seed.

They are made to be legal, to hold few rows, and to meet one another: three properties, a dozen
things, values of a few kinds, variables drawn from four names.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import TypeVar

import pyoxigraph as ox

_NAMESPACE = "http://example.org/"
PREFIX = f"PREFIX : <{_NAMESPACE}>\n"
_THINGS = [f":t{number}" for number in range(6)]
_PROPERTIES = [":p", ":q", ":r"]
_VALUES = ["1", "2", "3", "10", "1.5", "true", "'casa'", "'casa'@it", "'house'@en"]
_QUOTED = ["'it'", "'a'", "'e'", "''"]
_GRAPHS = [":g1", ":g2"]
_VARIABLES = ["?a", "?b", "?c", "?d"]
_NAME = re.compile(r"\?[a-d]")
_DEEPEST = 2
#: Where these are, rdflib loses duplicates or makes them: answers are compared as sets.
_BAGS = re.compile(r"UNION|VALUES|MINUS|\*|:\w\?")
_T = TypeVar("_T")


def small_graph() -> list[ox.Quad]:
    """Return the quads that every query is asked of: a default graph and two named ones."""
    chance = random.Random(1)
    lines = set()
    for _ in range(40):
        value = chance.choice(_THINGS + _VALUES)
        lines.add(f"{chance.choice(_THINGS)} {chance.choice(_PROPERTIES)} {value} .")
    named = [line for line in sorted(lines) if chance.random() < 0.4]
    text = " ".join(sorted(lines)) + "".join(
        f" {chance.choice(_GRAPHS)} {{ {line} }}" for line in named
    )
    return list(ox.parse(f"@prefix : <{_NAMESPACE}> . {text}", format=ox.RdfFormat.TRIG))


def random_query(seed: int) -> str:
    """Return the query of a seed."""
    return PREFIX + _Writer(random.Random(seed)).query()


class _Writer:
    """Writes one query; `depth` is how many groups deep it may still go.

    What is said of variables in an inner group is said of those that the group itself binds:
    rdflib lets the others in from outside, where the language keeps them out.
    """

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._names = _VARIABLES
        self._once = False

    def query(self) -> str:
        form = self._chance.choices(("select", "count", "ask", "construct"), (6, 2, 1, 1))[0]
        group = self.group(_DEEPEST)
        while "VALUES" in group and "OPTIONAL" in group:  # rdflib loses rows of the two together
            group = self.group(_DEEPEST)
        self._once = _BAGS.search(group) is not None
        match form:
            case "ask":
                return f"ASK {group}"
            case "construct":
                template = "?a :made ?b . ?c :made ?d"
                return f"CONSTRUCT {{ {template} }} WHERE {group}"
            case "count":
                return self.counted(group)
        distinct = "DISTINCT " if self._once else self._one(("", "DISTINCT "))
        return f"SELECT {distinct}?a ?b ?c ?d WHERE {group}"

    def counted(self, group: str) -> str:
        by, of = self._chance.sample(_VARIABLES, 2)
        length = f"STRLEN(COALESCE(STR({of}), ''))"
        bags = ("COUNT(*)", f"COUNT({of})", f"SUM({length})")
        sets = (f"COUNT(DISTINCT {of})", f"MAX({length})")
        total = self._one(sets if self._once else bags + sets)
        having = self._one(("", f" HAVING (COUNT(DISTINCT {of}) > 1)"))
        return f"SELECT {by} ({total} AS ?n) WHERE {group} GROUP BY {by}{having}"

    def group(self, depth: int) -> str:
        parts = [self.pattern() for _ in range(self._chance.randint(1, 2))]
        outside, self._names = self._names, _NAME.findall(" ".join(parts)) or ["?nobody"]
        try:
            return self._filled(parts, depth)
        finally:
            self._names = outside

    def _filled(self, parts: list[str], depth: int) -> str:
        more: list[Callable[[], str]] = [self.pattern, self.path, self.bind, self.values]
        if depth:
            inner = depth - 1
            more += [
                lambda: f"OPTIONAL {self.group(inner)}",
                lambda: f"{self.group(inner)} UNION {self.group(inner)}",
                lambda: f"GRAPH {self._one((*_GRAPHS, '?d'))} {{ {self.pattern()} }}",
            ]
        if depth == _DEEPEST:  # rdflib lets outer variables into these when they are further in
            more += [
                lambda: f"MINUS {self.group(1)}",
                lambda: f"{{ SELECT DISTINCT ?a ?b WHERE {self.group(1)} }}",
            ]
        parts += [self._one(more)() for _ in range(self._chance.choice((0, 1, 1, 2)))]
        if self._chance.random() < 0.3:
            parts.append(f"FILTER ({self.condition(2)})")
        if depth == _DEEPEST and self._chance.random() < 0.15:  # and into an EXISTS
            how = self._one(("EXISTS", "NOT EXISTS"))
            parts.append(f"FILTER {how} {{ {self.pattern()} }}")
        return "{ " + " ".join(parts) + " }"

    def pattern(self) -> str:
        # Constants are rare, or nearly all answers would be empty.
        rarely = self._chance.random
        subject = self._one(_THINGS if rarely() < 0.1 else _VARIABLES)
        predicate = "?c" if rarely() < 0.1 else self._one(_PROPERTIES)
        constant = _THINGS + _VALUES
        # rdflib drops a row in which nothing is bound: one variable at least.
        value = self._one(constant if subject[0] == "?" and rarely() < 0.1 else _VARIABLES)
        return f"{subject} {predicate} {value} ."

    def path(self) -> str:
        first, second = self._chance.sample(_PROPERTIES, 2)
        shape = self._one(
            ("{0}/{1}", "^{0}", "{0}+", "{0}*", "{0}?", "!({0}|{1})", "({0}|{1})+", "({0}/^{1})+")
        )
        start, end = self._one(_VARIABLES), self._one((*_VARIABLES, *_THINGS))
        return f"{start} {shape.format(first, second)} {end} ."

    def bind(self) -> str:
        # A name of its own: BIND to one that is in scope is no legal query.
        return f"BIND ({self.value(1)} AS ?x{self._chance.randrange(10**6)})"

    def values(self) -> str:
        name = self._one(_VARIABLES)
        rows = " ".join(self._chance.sample(_THINGS + _VALUES, 4))
        return f"VALUES {name} {{ {rows} }}"

    def condition(self, depth: int) -> str:
        name, other = self._one(self._names), self._one(self._names)
        simple = [
            f"BOUND({name})",
            f"isIRI({name})",
            f"isLiteral({name})",
            f"{name} {self._one(('=', '!='))} {other}",
            f"BOUND({name}) && isNumeric({name}) && {name} {self._one(('<', '>='))} 2",
            f"{name} IN ({', '.join(self._chance.sample(_VALUES + _THINGS, 3))})",
            f"sameTerm({name}, {self._one(_THINGS)})",
            f"LANG({name}) = {self._one(_QUOTED)}",
            f"CONTAINS(STR({name}), {self._one(_QUOTED)})",
            f"REGEX(STR({name}), '^h.*[0-9a]$')",
            f"{self.value(min(depth, 1))} = {self.value(min(depth, 1))}",
        ]
        if not depth or self._chance.random() < 0.5:
            return self._one(simple)
        # An error beside what decides alone is none in the language, and one in rdflib.
        one, two = (f"COALESCE({self.condition(depth - 1)}, false)" for _ in range(2))
        return self._one((f"({one} && {two})", f"({one} || {two})", f"!({one})"))

    def value(self, depth: int) -> str:
        name = self._one(self._names)
        simple = [name, self._one(_VALUES), f"STR({name})", f"STRLEN(STR({name}))"]
        if not depth or self._chance.random() < 0.4:
            return self._one(simple)
        one, two = self.value(depth - 1), self.value(depth - 1)
        return self._one(
            (
                f"({one} {self._one('+-*')} {two})",
                f"IF({self.condition(0)}, {one}, {two})",
                f"COALESCE({one}, {two})",
                f"CONCAT(STR({one}), 'x')",
                f"UCASE(STR({one}))",
            )
        )

    def _one(self, choices: Sequence[_T]) -> _T:
        return self._chance.choice(choices)
