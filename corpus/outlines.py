"""Practices in outline: their facts without the evidence, read from the curated graph alone.

A whole view weighs every assertion of a document (tens of milliseconds); a match looks at dozens of
practices and shows a few. An outline takes the hundred triples around a practice, so its cost does
not grow with the document, nor with the library.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox

from corpus.holdings import is_identifier
from corpus.quotations import quotations
from corpus.reference import ReferenceWorks
from corpus.store import DEFAULT_GRAPH, GraphStore
from corpus.views import Evidence, FactKind, PracticeView
from ontology.places import Place

_STEPS = 3  # practice → funding → amount; practice → participation → organisation
_KEPT = 2048


@dataclass(frozen=True, slots=True)
class Outline:
    """A practice, its facts without evidence, and the territories where it is, smallest first."""

    view: PracticeView
    places: tuple[Place, ...]

    def concepts(self, kind: FactKind) -> tuple[str, ...]:
        """Return the concepts of one kind of fact, each once, in order."""
        return tuple(dict.fromkeys(f.concept for f in self.view.of(kind) if f.concept))


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """An organisation and the practices it takes part in; `kind` is ``actor:…`` or None."""

    id: str
    iri: str
    name: str
    kind: str | None
    kind_label: str | None
    practices: tuple[str, ...]


class Outlines:
    """Reads outlines from one snapshot of the graph, and remembers them. Thread-safe."""

    def __init__(self, store: GraphStore, reference: ReferenceWorks) -> None:
        self._store = store
        self._reference = reference
        self._names = reference.names
        self._remembered = lru_cache(maxsize=_KEPT)(self._read)

    def practice(self, identifier: str) -> Outline | None:
        """Return the outline of a practice, or None."""
        return self._remembered(identifier) if is_identifier(identifier) else None

    def facts(self, identifier: str) -> Iterator[ox.Quad]:
        """Yield the facts of a practice and of its parts, without evidence; none if not held."""
        if is_identifier(identifier):
            yield from self._around(self._names.node(f"practice/{identifier}"))

    def organisation(self, identifier: str) -> OrganisationView | None:
        """Return an organisation (``auser-ostellato``) with its practices, or None."""
        if not is_identifier(identifier):
            return None
        node = self._names.node
        me = node(f"organisation/{identifier}")
        names = [q.object for q in self._of(me, "skos:prefLabel")]
        name = min((n.value for n in names if isinstance(n, ox.Literal)), default=None)
        if name is None:
            return None
        classes = [q.object for q in self._of(me, "org:classification")]
        kinds = sorted(self._names.compact(c) for c in classes if isinstance(c, ox.NamedNode))
        practices = {self._names.compact(p).removeprefix("practice/") for p in self._joined(me)}
        label = self._reference.portraitist.label(kinds[0]) if kinds else None
        iri = me.value
        kind = kinds[0] if kinds else None
        return OrganisationView(identifier, iri, name, kind, label, tuple(sorted(practices)))

    def mentions(self, practice: str, organisation: str) -> tuple[Evidence, ...]:
        """Return the words by which the document of a practice names an organisation, in order."""
        node = self._names.node
        view = self.practice(practice)
        if view is None:
            return ()
        document = view.view.document
        graph = self._names.graph(document)
        found: list[Evidence] = []
        who = node(f"organisation/{organisation}")
        for said in self._store.quads(None, node("rdf:object"), who, graph):
            if isinstance(said.subject, ox.NamedNode):
                found += quotations(self._store, self._names, document, said.subject)
        return tuple(sorted(set(found), key=lambda words: (words.start, words.end)))

    def _read(self, identifier: str) -> Outline | None:
        me = self._names.node(f"practice/{identifier}")
        sources = [q.object for q in self._of(me, "dct:source")]
        if not sources or not isinstance(sources[0], ox.NamedNode):
            return None
        document = self._names.compact(sources[0]).removeprefix("document/")
        views = self._reference.portraitist.practices(document, self._around(me))
        view = next((view for view in views if view.id == identifier), None)
        return Outline(view, self._places(me)) if view else None

    def _around(self, start: ox.NamedNode) -> Iterator[ox.Quad]:
        """Yield the facts of a practice and of what it points to, as far as our own nodes go."""
        ours = f"{self._reference.terms.base}id/"
        seen, edge = {start}, [start]
        for _ in range(_STEPS):
            further: list[ox.NamedNode] = []
            for quad in self._store.about(edge, DEFAULT_GRAPH):
                yield quad
                value = quad.object
                new = isinstance(value, ox.NamedNode) and value not in seen
                if new and isinstance(value, ox.NamedNode) and value.value.startswith(ours):
                    seen.add(value)
                    further.append(value)
            edge = further

    def _places(self, me: ox.NamedNode) -> tuple[Place, ...]:
        found: dict[str, Place] = {}
        for quad in self._of(me, "dct:spatial"):
            if not isinstance(quad.object, ox.NamedNode):
                continue
            # A quarter or a valley is where the territory around it is.
            around = (q.object for q in self._of(quad.object, "clv:situatedWithin"))
            for node in (quad.object, *around):
                if isinstance(node, ox.NamedNode):
                    code = self._names.compact(node).removeprefix("place:")
                    if place := self._reference.gazetteer.get(code):
                        found[place.code] = place
                        break
        return tuple(sorted(found.values(), key=lambda place: (-len(place.code), place.code)))

    def _joined(self, who: ox.NamedNode) -> Iterator[ox.NamedNode]:
        node = self._names.node
        relation, takes_part = node("dct:relation"), node("cv:hasParticipation")
        for quad in self._store.quads(None, node("cv:hasParticipant"), who, DEFAULT_GRAPH):
            if isinstance(quad.subject, ox.NamedNode):
                for by in self._store.quads(None, takes_part, quad.subject, DEFAULT_GRAPH):
                    if isinstance(by.subject, ox.NamedNode):
                        yield by.subject
        for quad in self._store.quads(None, relation, who, DEFAULT_GRAPH):
            if isinstance(quad.subject, ox.NamedNode):
                yield quad.subject

    def _of(self, subject: ox.NamedNode, predicate: str) -> Iterator[ox.Quad]:
        return self._store.quads(subject, self._names.node(predicate), None, DEFAULT_GRAPH)
