"""The data dictionary: every class and property of the graph, with what a reader must know of it.

Made from the ontology (`welfare.ttl`), from the words of others that it uses (`reused.ttl`), from
the shapes, which say how many values of what kind, and from the tables of schemes and code lists.
Only what no vocabulary says, graphs, addresses and how evidence is tied, is told in
`dictionary.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from rdflib import OWL, RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from ontology.codelists import load_codes
from ontology.constraints import Constraint, constraints
from ontology.graph import read_turtle
from ontology.schemes import load_schemes, scheme_titles
from ontology.tables import read_table, read_text
from ontology.terms import Terms, UnknownTerm

SCHEMA = Namespace("https://schema.org/")


@dataclass(frozen=True, slots=True)
class Term:
    """A class or a property; `name` is compact (``wp:hasMeasure``), `ours` when we coined it."""

    name: str
    iri: str
    label: str
    definition: str
    ours: bool

    @property
    def anchor(self) -> str:
        """The fragment of a page where the term is told: ``wp-hasMeasure``."""
        return self.name.replace(":", "-")


@dataclass(frozen=True, slots=True)
class Use:
    """A property as the things of a class have it."""

    property: Term
    constraint: Constraint


@dataclass(frozen=True, slots=True)
class ClassEntry:
    """A class, the compact names of the classes it is a kind of, and the properties it has."""

    term: Term
    parents: tuple[str, ...]
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class PropertyEntry:
    """A property, the classes that have it, and what its values are; compact names."""

    term: Term
    classes: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SchemeEntry:
    """A concept scheme: how many concepts it has, and how many of them have none broader."""

    name: str
    iri: str
    title: str
    definition: str
    concepts: int
    top: int


@dataclass(frozen=True, slots=True)
class CodeListEntry:
    """A list of others' codes that concepts are matched to."""

    name: str
    namespace: str
    title: str
    source: str
    licence: str
    codes: int


@dataclass(frozen=True, slots=True)
class Explained:
    """Something told in words: the name of a graph, a pattern of addresses, a step of evidence."""

    name: str
    pattern: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Dictionary:
    """All of it, each part in alphabetical or reading order."""

    classes: tuple[ClassEntry, ...]
    properties: tuple[PropertyEntry, ...]
    schemes: tuple[SchemeEntry, ...]
    code_lists: tuple[CodeListEntry, ...]
    graphs: tuple[Explained, ...]
    addresses: tuple[Explained, ...]
    evidence: tuple[Explained, ...]


@lru_cache(maxsize=4)
def load_dictionary(terms: Terms) -> Dictionary:
    """Return the dictionary under the base of `terms`, made once."""
    return _Maker(terms).make()


class _Maker:
    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._graph = read_turtle("welfare.ttl", terms) + read_turtle("reused.ttl", terms)
        self._constraints = constraints(read_turtle("shapes.ttl", terms), terms)

    def make(self) -> Dictionary:
        # Ours first, those with most to say before the others.
        classes = tuple(
            sorted(self._classes(), key=lambda one: (not one.term.ours, -len(one.uses)))
        )
        told = tomllib.loads(read_text("dictionary.toml").replace("{base}", self._terms.base))
        return Dictionary(
            classes=classes,
            properties=tuple(self._properties(classes)),
            schemes=tuple(self._schemes()),
            code_lists=tuple(_code_lists(self._terms)),
            graphs=tuple(Explained(**one) for one in told["graphs"]),
            addresses=tuple(Explained(name="", **one) for one in told["addresses"]),
            evidence=tuple(
                Explained(one["step"], one["path"], one["meaning"]) for one in told["evidence"]
            ),
        )

    def _classes(self) -> Iterator[ClassEntry]:
        declared = {self._compact(node) for node in self._graph.subjects(RDF.type, OWL.Class)}
        known = declared | {kind for kind, _ in self._constraints}
        for name in sorted(known, key=self._order):
            node = URIRef(self._terms.expand(name))
            properties = {p for kind, p in self._constraints if kind == name}
            properties |= {self._compact(one) for one in self._having(node)}
            yield ClassEntry(
                term=self._term(name),
                parents=tuple(
                    sorted(map(self._compact, self._graph.objects(node, RDFS.subClassOf)))
                ),
                uses=tuple(self._use(name, one) for one in sorted(properties, key=self._order)),
            )

    def _having(self, node: URIRef) -> Iterator[Node]:
        yield from self._graph.subjects(RDFS.domain, node)
        yield from self._graph.subjects(SCHEMA.domainIncludes, node)

    def _use(self, kind: str, name: str) -> Use:
        told = self._constraints.get((kind, name), Constraint())
        if not told.values:
            ranges = tuple(self._ranges(URIRef(self._terms.expand(name))))
            told = told.with_values(ranges)
        return Use(self._term(name), told)

    def _ranges(self, node: URIRef) -> Iterator[str]:
        for said in (RDFS.range, SCHEMA.rangeIncludes):
            yield from sorted(map(self._compact, self._graph.objects(node, said)))

    def _properties(self, classes: Iterable[ClassEntry]) -> Iterator[PropertyEntry]:
        having: dict[str, list[str]] = {}
        values: dict[str, dict[str, None]] = {}
        for entry in classes:
            for use in entry.uses:
                having.setdefault(use.property.name, []).append(entry.term.name)
                values.setdefault(use.property.name, {}).update(
                    dict.fromkeys(use.constraint.values)
                )
        kinds = (OWL.ObjectProperty, OWL.DatatypeProperty, RDF.Property)
        declared = {
            self._compact(node) for kind in kinds for node in self._graph.subjects(RDF.type, kind)
        }
        for name in sorted(declared | set(having), key=self._order):
            ranges = self._ranges(URIRef(self._terms.expand(name)))
            yield PropertyEntry(
                self._term(name),
                tuple(having.get(name, ())),
                tuple(values.get(name) or dict.fromkeys(ranges)),
            )

    def _schemes(self) -> Iterator[SchemeEntry]:
        schemes = load_schemes()
        for name, (title, _, definition) in scheme_titles().items():
            concepts = schemes.scheme(name)
            top = sum(not concept.parents for concept in concepts)
            iri = self._terms.scheme(name)
            yield SchemeEntry(name, iri, title, definition, len(concepts), top)

    def _term(self, name: str) -> Term:
        iri = self._terms.expand(name)
        label = _italian(self._graph, URIRef(iri), RDFS.label)
        definition = _italian(self._graph, URIRef(iri), RDFS.comment)
        return Term(name, iri, label, definition, name.startswith("wp:"))

    def _compact(self, node: Node) -> str:
        try:
            return self._terms.compact(str(node))
        except UnknownTerm:
            return str(node)

    @staticmethod
    def _order(name: str) -> tuple[bool, str]:
        """Ours first, then by name, whatever the case."""
        return not name.startswith("wp:"), name.casefold()


def _italian(graph: Graph, node: URIRef, predicate: URIRef) -> str:
    for value in graph.objects(node, predicate):
        if isinstance(value, Literal) and value.language == "it":
            return str(value)
    return ""


def _code_lists(terms: Terms) -> Iterator[CodeListEntry]:
    columns = ("name", "namespace", "title_it", "source", "licence")
    codes = [code.partition(":")[0] for code in load_codes()]
    for row in read_table("codelists.csv", columns):
        yield CodeListEntry(
            name=row["name"],
            namespace=terms.namespace(row["name"]),
            title=row["title_it"],
            source=row["source"],
            licence=row["licence"],
            codes=codes.count(row["name"]),
        )
