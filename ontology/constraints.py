"""What the shapes ask of each property of each class, read out of SHACL for a person.

Several shapes may speak of one property: what each asks is joined. A path of alternatives asks of
all of them together, so it says nothing of one; a path of steps speaks of what lies at its end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from rdflib import SH, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from ontology.terms import Terms, UnknownTerm


@dataclass(frozen=True, slots=True)
class Constraint:
    """How a class has a property.

    `values` are compact names of datatypes and classes, ``scheme:measure`` for the concepts of a
    scheme, ``= EUR`` for a fixed value; `at_least` and `at_most` are None where nothing is asked.
    `expected`: a thing without it is accepted, but curators are told.
    """

    values: tuple[str, ...] = ()
    at_least: int | None = None
    at_most: int | None = None
    expected: bool = False
    pattern: str | None = None

    def with_values(self, values: tuple[str, ...]) -> Constraint:
        """Return the same constraint with other values."""
        return replace(self, values=values)

    def joined(self, other: Constraint) -> Constraint:
        """Return what both ask."""
        return Constraint(
            values=tuple(dict.fromkeys((*self.values, *other.values))),
            at_least=self.at_least if other.at_least is None else other.at_least,
            at_most=self.at_most if other.at_most is None else other.at_most,
            expected=self.expected or other.expected,
            pattern=self.pattern or other.pattern,
        )


def constraints(shapes: Graph, terms: Terms) -> Mapping[tuple[str, str], Constraint]:
    """Return what is asked, by class and property, both compact."""
    reader = _Reader(shapes, terms)
    found: dict[tuple[str, str], Constraint] = {}
    for shape, kind in shapes.subject_objects(SH.targetClass):
        for node in shapes.objects(shape, SH.property):
            for name, told in reader.property(node):
                key = (reader.compact(kind), name)
                found[key] = found.get(key, Constraint()).joined(told)
    return found


class _Reader:
    def __init__(self, shapes: Graph, terms: Terms) -> None:
        self._shapes = shapes
        self._terms = terms

    def property(self, node: Node) -> Iterator[tuple[str, Constraint]]:
        path = self._shapes.value(node, SH.path)
        told = self._told(node)
        if isinstance(path, URIRef):
            yield self.compact(path), told
        elif others := self._shapes.value(path, SH.alternativePath):
            for one in Collection(self._shapes, others):
                yield self.compact(one), Constraint()  # it may be there, and another may do
        elif path is not None:  # steps: the first is the property of this class
            first = next(iter(Collection(self._shapes, path)))
            yield self.compact(first), Constraint()

    def _told(self, node: Node) -> Constraint:
        least = self._number(node, SH.minCount)
        warned = self._shapes.value(node, SH.severity) == SH.Warning
        pattern = self._shapes.value(node, SH.pattern)
        return Constraint(
            values=tuple(dict.fromkeys(self._values(node))),
            at_least=None if warned else least,
            at_most=self._number(node, SH.maxCount),
            expected=warned and bool(least),
            pattern=str(pattern) if pattern else None,
        )

    def _values(self, node: Node) -> Iterator[str]:
        for kind in (SH.datatype, SH["class"]):
            yield from map(self.compact, self._shapes.objects(node, kind))
        for shape in self._shapes.objects(node, SH.node):
            yield from self._schemes_of(shape)
        for fixed in self._shapes.objects(node, SH.hasValue):
            yield f"= {self.compact(fixed)}"
        for listed in self._shapes.objects(node, SH["in"]):
            yield from map(self.compact, Collection(self._shapes, listed))
        for either in self._shapes.objects(node, SH["or"]):
            for one in Collection(self._shapes, either):
                yield from self._values(one)

    def _schemes_of(self, shape: Node) -> Iterator[str]:
        """Yield the scheme that a shape asks its concepts to be of."""
        prefix = f"{self._terms.base}scheme/"
        for node in self._shapes.objects(shape, SH.property):
            for value in self._shapes.objects(node, SH.hasValue):
                if str(value).startswith(prefix):
                    yield f"scheme:{str(value).removeprefix(prefix)}"

    def _number(self, node: Node, asked: URIRef) -> int | None:
        value = self._shapes.value(node, asked)
        return int(str(value)) if value is not None else None

    def compact(self, node: Node) -> str:
        try:
            return self._terms.compact(str(node))
        except UnknownTerm:
            return str(node)
