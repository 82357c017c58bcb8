"""Roll-ups: what follows from a statement by the trees of concepts and territories, written out.

Who offers a *caffè Alzheimer* offers a measure of *prossimità*, what is in Ostellato is in the
province of Ferrara and in Emilia-Romagna. No reasoner runs, so that one plain triple pattern finds
either, in any engine, without a property path. `rollups.csv` says, for a class of things, which
property gathers what lies at the end of a path of facts; that and everything above it is its value.

The properties are ours alone and never stated by a document: who wants only what was said leaves
them out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from ontology.places import Gazetteer
from ontology.schemes import ConceptSchemes
from ontology.tables import BrokenTable, read_table
from ontology.terms import Terms

Tree = Literal["concepts", "territories"]
#: Subject, predicate and object of a triple whose object is a thing: three IRIs.
Link = tuple[str, str, str]

_FILE = "rollups.csv"
_TREES = ("concepts", "territories")


@dataclass(frozen=True, slots=True)
class Rollup:
    """A row of the table, in compact identifiers; `path` leads from a thing to its own value."""

    of: str
    property: str
    path: tuple[str, ...]
    tree: Tree


@cache
def load_rollups() -> tuple[Rollup, ...]:
    """Return the rows of `ontology/rollups.csv`; raises BrokenTable for an unsound one."""
    rows = read_table(_FILE, ("class", "property", "path", "tree"))
    for row in rows:
        if row["tree"] not in _TREES or not row["path"]:
            raise BrokenTable(f"{_FILE}: la riga di {row['property']} non ha percorso o albero")
    return tuple(
        Rollup(row["class"], row["property"], tuple(row["path"].split()), cast(Tree, row["tree"]))
        for row in rows
    )


class Rollups:
    """Writes out what follows from the facts of one document, under one base. Pure."""

    def __init__(self, terms: Terms, schemes: ConceptSchemes, gazetteer: Gazetteer) -> None:
        self._type = terms.expand("rdf:type")
        self._rules = [
            (
                terms.expand(rule.of),
                terms.expand(rule.property),
                [terms.expand(step) for step in rule.path],
                rule.tree,
            )
            for rule in load_rollups()
        ]
        self._above: Mapping[Tree, Mapping[str, tuple[str, ...]]] = {
            "concepts": {
                terms.expand(concept.id): tuple(map(terms.expand, _line(concept.id, schemes)))
                for concept in schemes
            },
            "territories": {
                place.iri: (place.iri, *(one.iri for one in gazetteer.containing(place.code)))
                for place in gazetteer
            },
        }
        #: The properties that only this class writes.
        self.properties = frozenset(name for _, name, _, _ in self._rules)
        #: What `of` looks at: predicates, each with its object where only one matters.
        self.reads: frozenset[tuple[str, str | None]] = frozenset(
            [(self._type, kind) for kind, _, _, _ in self._rules]
            + [(step, None) for _, _, path, _ in self._rules for step in path]
        )

    def of(self, facts: Iterable[Link]) -> frozenset[Link]:
        """Return the links that follow from a document's own; former roll-ups among them are none.

        Only what the document itself says counts: the kind of an organisation that another
        document tells is not looked up, so the answer does not depend on what else is held.
        """
        values: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        members: defaultdict[str, list[str]] = defaultdict(list)
        for subject, predicate, value in facts:
            values[subject, predicate].append(value)
            if predicate == self._type:
                members[value].append(subject)
        return frozenset(
            (thing, name, above)
            for kind, name, path, tree in self._rules
            for thing in members.get(kind, ())
            for end in _ends(thing, path, values)
            for above in self._above[tree].get(end, ())
        )


def _line(concept: str, schemes: ConceptSchemes) -> tuple[str, ...]:
    return (concept, *schemes.ancestors(concept))


def _ends(
    thing: str, path: list[str], values: Mapping[tuple[str, str], list[str]]
) -> Iterator[str]:
    if not path:
        yield thing
        return
    for step in values.get((thing, path[0]), ()):
        yield from _ends(step, path[1:], values)
