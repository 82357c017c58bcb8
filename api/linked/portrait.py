"""A neighbourhood as a reader sees it: rows of names and values, parts apart, links to pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from api.linked.addresses import Resource, resource_of
from api.linked.words import pointing_name, term_name, words
from api.web.sources import web_address
from corpus.neighbourhoods import Neighbourhood
from corpus.projection import Names

_NAMING = ("skos:prefLabel", "dct:title", "rdfs:label", "foaf:name", "oa:exact", "dct:description")
_LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class Value:
    """What a property says: words, where they lead (our page or a site), in which language."""

    text: str
    link: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A property with its values."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A node: what it is called, what kind of thing it is, what is said of it."""

    title: str
    kind: str
    rows: tuple[Row, ...]
    link: str | None = None


@dataclass(frozen=True, slots=True)
class ThingView:
    """A thing with its parts, and who points to it, by property."""

    title: str
    kind: str
    iri: str
    rows: tuple[Row, ...]
    parts: tuple[Section, ...]
    pointing: tuple[Row, ...]
    more: bool


def thing_view(found: Resource, told: Neighbourhood, names: Names) -> ThingView:
    """Return a neighbourhood as its page shows it."""
    page = _Page(told.triples, names)
    own: defaultdict[ox.NamedNode, list[ox.Triple]] = defaultdict(list)
    for triple in told.told:
        own[triple.subject].append(triple)  # type: ignore[index]
    parts = tuple(
        page.section(node, triples) for node, triples in own.items() if node != told.centre
    )
    kind = words().kinds.get(found.kind, found.kind)
    title = page.title(told.centre)
    return ThingView(
        title=title if title != told.centre.value else f"{kind} {found.identifier}",
        kind=kind,
        iri=told.centre.value,
        rows=page.rows(own[told.centre]),
        parts=parts,
        pointing=page.pointing(told),
        more=told.more,
    )


class _Page:
    """Gives nodes their names, as far as the triples at hand know them."""

    def __init__(self, triples: Iterable[ox.Triple], names: Names) -> None:
        self._names = names
        self._naming = [names.node(one) for one in _NAMING]
        self._labels: defaultdict[object, dict[ox.NamedNode, ox.Literal]] = defaultdict(dict)
        for triple in triples:
            if triple.predicate in self._naming and isinstance(triple.object, ox.Literal):
                labels = self._labels[triple.subject]
                former = labels.get(triple.predicate)
                if former is None or former.language == "en":  # Italian before English
                    labels[triple.predicate] = triple.object

    def title(self, node: ox.NamedNode) -> str:
        """Return what a node is called, or its IRI."""
        labels = self._labels.get(node, {})
        found = next((labels[one].value for one in self._naming if one in labels), node.value)
        return found if len(found) <= _LONGEST_TITLE else f"{found[:_LONGEST_TITLE]}…"

    def section(self, node: ox.NamedNode, triples: Sequence[ox.Triple]) -> Section:
        found = resource_of(node, self._names)
        kind = words().kinds.get(found.kind, "") if found else ""
        title = self.title(node)
        link = found.page if found else None
        return Section(title if title != node.value else kind, kind, self.rows(triples), link)

    def rows(self, triples: Iterable[ox.Triple]) -> tuple[Row, ...]:
        """Return what is said, by property."""
        by_property: defaultdict[ox.NamedNode, list[Value]] = defaultdict(list)
        for triple in triples:
            by_property[triple.predicate].append(self._value(triple.object))
        return tuple(
            Row(term_name(one.value, self._names.terms), tuple(values))
            for one, values in by_property.items()
        )

    def pointing(self, told: Neighbourhood) -> tuple[Row, ...]:
        """Return who points to the centre by each property, under the name of its whole."""
        above: dict[object, ox.NamedNode] = {}
        for triple in told.pointing:
            if triple.object != told.centre and isinstance(triple.subject, ox.NamedNode):
                above.setdefault(triple.object, triple.subject)
        found: defaultdict[ox.NamedNode, dict[Value, None]] = defaultdict(dict)
        for triple in told.pointing:
            if triple.object == told.centre and isinstance(triple.subject, ox.NamedNode):
                found[triple.predicate][self._value(_top(triple.subject, above))] = None
        return tuple(
            Row(pointing_name(one.value, self._names.terms), tuple(values))
            for one, values in found.items()
        )

    def _value(self, value: object) -> Value:
        if isinstance(value, ox.Literal):
            language = value.language if value.language not in (None, "it") else None
            return Value(value.value, language=language)
        if not isinstance(value, ox.NamedNode):
            return Value(str(value))
        found = resource_of(value, self._names)
        title = self.title(value)
        if title == value.value:
            title = term_name(value.value, self._names.terms)
        return Value(title, found.page if found else web_address(value.value))


def _top(node: ox.NamedNode, above: Mapping[object, ox.NamedNode]) -> ox.NamedNode:
    seen = {node}
    while (whole := above.get(node)) and whole not in seen:
        seen.add(whole)
        node = whole
    return node
