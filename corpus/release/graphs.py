"""The graph of a release: every graph of the library in a fixed order, and what is counted in it.

What is loaded from it is the library's store again: the default graph is the curated one, the named
ones hold what each document says with its evidence, the vocabulary, the territories, the merges.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import IO

import pyoxigraph as ox

from corpus.holdings import Holdings
from corpus.merging import GRAPH
from corpus.reference import ReferenceWorks
from corpus.store import DEFAULT_GRAPH, Graph, GraphStore
from ontology.terms import PREFIXES


def graphs(store: GraphStore, reference: ReferenceWorks) -> tuple[Graph, ...]:
    """Return the graphs of a library: the default one, then the named ones in order."""
    names = reference.names
    named = {names.graph(held.document) for held in Holdings(store, names)}
    named |= {reference.graph_node(name) for name in (*reference.versions(), GRAPH)}
    return (DEFAULT_GRAPH, *sorted(named, key=lambda node: node.value))


def write_graphs(
    store: GraphStore, reference: ReferenceWorks, trig: IO[bytes], nquads: IO[bytes]
) -> int:
    """Write a library as TriG and as N-Quads, return how many quads: equal libraries, equal bytes.

    One graph at a time is sorted in memory.
    """
    namespace = reference.terms.namespace
    prefixes = {prefix: namespace(prefix) for prefix in PREFIXES}
    written = 0

    def quads() -> Iterator[ox.Quad]:
        nonlocal written
        for graph in graphs(store, reference):
            lines = sorted(((str(quad), quad) for quad in store.quads(graph=graph)), key=_line)
            for line, quad in lines:
                nquads.write(f"{line} .\n".encode())
                yield quad
            written += len(lines)

    ox.serialize(quads(), trig, format=ox.RdfFormat.TRIG, prefixes=prefixes)
    return written


def _line(pair: tuple[str, ox.Quad]) -> str:
    return pair[0]


@dataclass(frozen=True, slots=True)
class Linkset:
    """Triples by which our things lead to another dataset: its name, the property, how many."""

    target: str
    predicate: str
    triples: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What VoID tells of the curated graph: IRI → how many triples, or instances of a class.

    `entities` are the subjects under the base.
    """

    triples: int
    entities: int
    subjects: int
    objects: int
    properties: Mapping[str, int] = field(default_factory=dict)
    classes: Mapping[str, int] = field(default_factory=dict)
    linksets: tuple[Linkset, ...] = ()


@cache
def targets() -> Mapping[str, Mapping[str, str]]:
    """Return the datasets of others that ours leads to: name → title, space, home (TOML)."""
    text = resources.files(__package__).joinpath("targets.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def count(store: GraphStore, reference: ReferenceWorks) -> Counts:
    """Count what the curated graph of a library holds, in one pass."""
    a = reference.names.node("rdf:type")
    subjects: set[str] = set()
    objects: set[str] = set()
    properties: Counter[str] = Counter()
    classes: Counter[str] = Counter()
    links: Counter[tuple[str, str]] = Counter()
    spaces = {entry["space"]: name for name, entry in targets().items()}
    base = reference.terms.base
    for quad in store.quads(graph=DEFAULT_GRAPH):
        subject, predicate, value = quad.subject, quad.predicate, quad.object
        properties[predicate.value] += 1
        if isinstance(subject, ox.NamedNode):
            subjects.add(subject.value)
        objects.add(str(value))
        if isinstance(value, ox.NamedNode):
            if predicate == a:
                classes[value.value] += 1
            elif isinstance(subject, ox.NamedNode) and subject.value.startswith(base):
                for space, target in spaces.items():
                    if value.value.startswith(space):
                        links[target, predicate.value] += 1
    return Counts(
        triples=properties.total(),
        entities=sum(1 for subject in subjects if subject.startswith(base)),
        subjects=len(subjects),
        objects=len(objects),
        properties=dict(sorted(properties.items())),
        classes=dict(sorted(classes.items())),
        linksets=tuple(Linkset(*pair, number) for pair, number in sorted(links.items())),
    )
