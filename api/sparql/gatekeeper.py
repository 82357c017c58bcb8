"""Deciding whether a stranger's query may run: parse it, walk its algebra, and know why not.

rdflib parses and translates; oxigraph runs. The walk visits everything the parser produced, so a
subselect in an EXISTS in a FILTER is no hiding place. Parsing a hostile 16 KiB text can take ten
seconds, so the service examines queries in the same killable worker that runs them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pyoxigraph as ox
from pyparsing import ParseBaseException
from rdflib import XSD, Literal, URIRef
from rdflib.paths import AlternativePath, InvPath, MulPath, NegatedPath, Path, SequencePath
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from api.settings import Settings
from api.sparql.lexical import federation_refused, inspect, unescape
from api.sparql.refusal import Refusal
from api.sparql.regexes import repeats_a_repetition
from ontology.terms import PREFIXES, Terms

_FORMS = {
    "SelectQuery": "select",
    "AskQuery": "ask",
    "ConstructQuery": "construct",
    "DescribeQuery": "describe",
}
_POSITION = re.compile(r"error at (\d+):(\d+): ")
_PATHS = (AlternativePath, InvPath, MulPath, NegatedPath, SequencePath)
# rdflib leaves an EXISTS inside && untranslated: there paths still have their grammar's names.
_RAW_PATHS = {"PathAlternative", "PathSequence", "PathNegatedPropertySet"}


@dataclass(frozen=True, slots=True)
class Examined:
    """A query that may run: its text as the engine must read it, and what it will answer with.

    `form` is ``select``, ``ask``, ``construct`` or ``describe``; `prefixes` are ours and its own.
    """

    text: str
    form: str
    prefixes: Mapping[str, str]

    @property
    def gives_rows(self) -> bool:
        """True for SELECT and ASK, whose answers are tables; the others answer with triples."""
        return self.form in ("select", "ask")


@lru_cache(maxsize=4)
def known_prefixes(base: str) -> Mapping[str, str]:
    """Return the prefixes that queries may use without declaring them."""
    terms = Terms(base)
    return {prefix: terms.namespace(prefix) for prefix in PREFIXES}


def examine(query: str, settings: Settings) -> Examined:
    """Return the query ready to run, within the `sparql_*` limits of the settings.

    Raises Refusal: too large, too deep, malformed (with line and column), an update, SERVICE, a
    graph that is not ours, a function we do not have, too many patterns or path operators, a
    regular expression that is too long, not constant or explosive.
    """
    size = len(query.encode("utf-8", "surrogatepass"))
    if size > settings.sparql_max_query:
        raise Refusal(
            "too-large",
            f"La domanda è di {size} byte: al massimo {settings.sparql_max_query}.",
            settings.sparql_max_query,
        )
    if not query.isascii() and not _is_text(query):
        raise Refusal("malformed", "La domanda contiene caratteri che non esistono in Unicode.")
    text = unescape(query)
    inspect(text, settings.sparql_max_depth)
    prefixes = known_prefixes(settings.base)
    try:
        parsed = parseQuery(text)
        translated = translateQuery(parsed, initNs=prefixes)
        _Judge(settings).judge(list(_nodes(parsed)), list(_nodes(translated.algebra)))
    except RecursionError:
        raise Refusal("too-complex", "La domanda è troppo intricata: dividetela.") from None
    except ParseBaseException as error:
        raise _malformed(text, prefixes, error) from None
    except Refusal:
        raise
    except Exception as error:
        # rdflib signals undeclared prefixes, misplaced aggregates and the like with bare Exception.
        if type(error) not in (Exception, ValueError, SyntaxError, NotImplementedError):
            raise
        raise Refusal("malformed", f"La domanda non è valida: {error}.") from None
    return Examined(text, _FORMS[translated.algebra.name], {**prefixes, **_declared(parsed[0])})


def graph_refusal(iri: str, base: str) -> Refusal | None:
    """Return why a graph may not be read, or None: only the graphs of this library may."""
    if iri.startswith(f"{base}graph/"):
        return None
    return Refusal(
        "graph",
        f"Il grafo <{iri}> non è di questa libreria: i nostri cominciano con <{base}graph/>. "
        "Senza FROM si interroga il grafo curato.",
    )


class _Judge:
    """Counts and refuses while it looks at each node of parse tree and algebra."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def judge(self, parsed: list[Any], algebra: list[Any]) -> None:
        for node in [*parsed, *algebra]:
            if isinstance(node, CompValue) and node.name == "ServiceGraphPattern":
                raise federation_refused()
        for node in algebra:
            if isinstance(node, CompValue):
                self._judge_node(node)
        self._at_most(
            sum(map(_patterns, algebra)), self._settings.sparql_max_patterns, "patterns", "triple"
        )
        self._at_most(
            sum(map(_path_operators, algebra)),
            self._settings.sparql_max_path_operators,
            "path-operators",
            "operatori nei cammini di proprietà",
        )

    def _judge_node(self, node: CompValue) -> None:
        if node.name == "DatasetClause":
            refusal = graph_refusal(str(node.default or node.named), self._settings.base)
            if refusal:
                raise refusal
        elif node.name == "Function":
            if not str(node.iri).startswith(str(XSD)):
                raise Refusal(
                    "function", f"La funzione <{node.iri}> non esiste in questo servizio."
                )
        elif node.name in ("Builtin_REGEX", "Builtin_REPLACE"):
            self._judge_regex(node.pattern)

    def _judge_regex(self, pattern: object) -> None:
        longest = self._settings.sparql_max_regex
        if not isinstance(pattern, Literal):
            raise Refusal("regex", "L'espressione di REGEX e REPLACE deve essere una costante.")
        if len(pattern) > longest:
            raise Refusal("regex", f"Un'espressione regolare supera {longest} caratteri.", longest)
        if repeats_a_repetition(str(pattern)):
            raise Refusal(
                "regex",
                f"L'espressione «{pattern}» ripete una ripetizione, come in (a+)+: semplificatela.",
            )

    def _at_most(self, count: int, limit: int, slug: str, what: str) -> None:
        if count > limit:
            raise Refusal(
                f"too-many-{slug}", f"La domanda ha {count} {what}: al massimo {limit}.", limit
            )


def _nodes(tree: Any) -> Iterator[Any]:
    """Yield every node below `tree`, itself included, whatever container holds it."""
    pending = [tree]
    while pending:
        node = pending.pop()
        yield node
        if isinstance(node, Mapping):
            pending += [value for key, value in node.items() if key != "_vars"]
        elif isinstance(node, Path):
            pending += vars(node).values()
        elif isinstance(node, URIRef | Literal | str):
            continue
        elif isinstance(node, list | tuple | set | frozenset) or hasattr(node, "as_list"):
            pending += list(node)


def _patterns(node: Any) -> int:
    """Count the triple patterns in this very node: tuples in the algebra, else flat lists."""
    if not isinstance(node, CompValue) or not node.triples:
        return 0
    return sum(1 if isinstance(one, tuple) else -(-len(one) // 3) for one in node.triples)


def _path_operators(node: Any) -> int:
    if isinstance(node, SequencePath | AlternativePath | NegatedPath):
        return max(1, len(node.args) - 1)
    if isinstance(node, _PATHS):
        return 1
    if isinstance(node, CompValue):
        if node.name in _RAW_PATHS:
            return max(0, len(node.part or ()) - 1)
        return 1 if node.name == "PathElt" and node.mod else 0
    return 0


def _declared(prologue: Any) -> dict[str, str]:
    """Return the prefixes the query declares itself; the empty prefix is "" there."""
    found = (node for node in _nodes(prologue) if isinstance(node, CompValue))
    return {str(node.prefix or ""): str(node.iri) for node in found if node.name == "PrefixDecl"}


def _is_text(query: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for sign in query)


def _malformed(text: str, prefixes: Mapping[str, str], error: ParseBaseException) -> Refusal:
    """Say where the text goes wrong; the engine knows it better than rdflib, if it may be asked."""
    line, column = error.lineno, error.column
    if "service" not in text.lower():
        try:
            ox.Store().query(text, prefixes=dict(prefixes))
        except SyntaxError as precise:
            if found := _POSITION.match(str(precise)):
                line, column = int(found[1]), int(found[2])
        except (RuntimeError, ValueError):
            return _unreadable(line, column)
    return _unreadable(line, column)


def _unreadable(line: int, column: int) -> Refusal:
    where = f"riga {line}, colonna {column}"
    return Refusal(
        "malformed", f"La domanda non è SPARQL 1.1 valido: {where}.", line=line, column=column
    )
