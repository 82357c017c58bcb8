"""What is compared, as graph and index hold it: traits of practices and organisations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

import numpy as np
import pyoxigraph as ox

from corpus.reference import ReferenceWorks
from corpus.sameness.blocks import Rarity, stems_of
from corpus.sameness.organisations import OrganisationTraits, around
from corpus.sameness.practices import Background, PracticeTraits, years_of
from corpus.store import DEFAULT_GRAPH, GraphStore
from corpus.views import FactKind, PracticeView
from search.contract import Census

_SAMPLE = 64  # passages that tell what is usual
_CONCEPTS = (FactKind.MEASURE, FactKind.BENEFICIARY)


class Shelf:
    """Reads one state of graph and index; remembers what it read. For one search, or one batch."""

    def __init__(self, store: GraphStore, reference: ReferenceWorks, index: Census) -> None:
        self._store = store
        self._names = reference.names
        self._reference = reference
        self.index = index
        self.rarity = Rarity(index)
        self._views: dict[str, tuple[PracticeView, ...]] = {}
        self._bodies: dict[str, frozenset[str]] = {}

    @cached_property
    def background(self) -> Background:
        """How near the oldest passages are to each other."""
        found = [*self.index.vectors_of(self.index.first_keys(_SAMPLE)).values()]
        sizes = {len(vector) for vector in found}
        if len(found) < _SAMPLE // 4 or len(sizes) != 1:
            return Background(0.0, 0.0)
        table = np.stack(found) @ np.stack(found).T
        pairs = table[np.triu_indices(len(found), 1)]
        return Background(float(pairs.mean()), float(pairs.std()))

    def views(self, document: str) -> tuple[PracticeView, ...]:
        """Return the practices that a document tells of."""
        if document not in self._views:
            quads = self._facts(self._names.graph(document))
            self._views[document] = self._reference.portraitist.practices(document, quads)
        return self._views[document]

    def _facts(self, graph: ox.NamedNode) -> Iterator[ox.Quad]:
        """Yield what a document says of its practices, without the evidence: most of its graph."""
        practice = self._names.node("wp:Practice")
        found = self._store.quads(None, self._names.node("rdf:type"), practice, graph)
        ahead = [q.subject for q in found if isinstance(q.subject, ox.NamedNode)]
        seen = set(ahead)
        while ahead:
            edge, ahead = ahead, []
            for quad in self._store.about(edge, graph):
                yield quad
                if isinstance(quad.object, ox.NamedNode) and quad.object not in seen:
                    seen.add(quad.object)
                    ahead.append(quad.object)

    def sources(self, name: str) -> tuple[str, ...]:
        """Return the documents whose graph describes a practice or an organisation."""
        kind = self._names.node("rdf:type")
        graphs = (q.graph_name for q in self._store.quads(self._names.node(name), kind))
        found = (g.value for g in graphs if isinstance(g, ox.NamedNode))
        start = len(self._names.graph("x").value) - 1
        return tuple(sorted({iri[start:] for iri in found}))

    def practice(self, identifier: str, document: str, indexed_as: str) -> PracticeTraits | None:
        """Return the traits of a practice as one document tells it; None where it does not.

        `indexed_as` is the name it bears in the index, another one where it was merged.
        """
        view = next((one for one in self.views(document) if one.id == identifier), None)
        if view is None:
            return None
        rows = self.index.texts(document)
        passages = self.index.passages([key for key, _, _ in rows])
        own = [
            (key, text)
            for key, _, text in rows
            if len(self.views(document)) == 1 or passages[key].practice == indexed_as
        ]
        vectors = self.index.vectors_of([key for key, _ in own])
        return PracticeTraits(
            id=identifier,
            document=document,
            heading=view.title,
            stems=self.rarity.weigh([view.title, *(text for _, text in own)]),
            title=frozenset(stems_of(view.title)),
            vectors=np.stack([*vectors.values()]) if vectors else None,
            around=self._around([view]),
            names=frozenset(
                fact.concept
                for fact in view.of(FactKind.ACTOR)
                if fact.concept and fact.concept.startswith("organisation/")
            ),
            labels={f.concept: f.label for f in view.facts if f.concept},
            amounts=frozenset(
                v for f in view.of(FactKind.MONEY) if (v := f.detail.get("value", ""))
            ),
            years=years_of(view),
            concepts=frozenset(
                fact.concept for kind in _CONCEPTS for fact in view.of(kind) if fact.concept
            ),
        )

    def bodies(self, document: str) -> frozenset[str]:
        """Return the organisations that a document names."""
        if document not in self._bodies:
            node = self._names.node
            quads = self._store.quads(
                None, node("rdf:type"), node("org:Organization"), self._names.graph(document)
            )
            found = (q.subject for q in quads if isinstance(q.subject, ox.NamedNode))
            self._bodies[document] = frozenset(map(self._names.compact, found))
        return self._bodies[document]

    def organisation(self, name: str) -> OrganisationTraits | None:
        """Return the traits of a node of an organisation, ``organisation/…``; None if not held."""
        documents = self.sources(name)
        if not documents:
            return None
        label = self._names.node("skos:prefLabel")
        labels = self._store.quads(self._names.node(name), label, None, DEFAULT_GRAPH)
        names = sorted({q.object.value for q in labels if isinstance(q.object, ox.Literal)})
        views = [view for document in documents[:_SAMPLE] for view in self.views(document)]
        return OrganisationTraits(
            name, tuple(names[:_MOST_NAMES]), self._around(views), frozenset(documents)
        )

    def _around(self, views: Iterable[PracticeView]) -> frozenset[str]:
        codes = {
            fact.concept.removeprefix("place:")
            for view in views
            for fact in view.of(FactKind.PLACE)
            if fact.concept and fact.concept.startswith("place:")
        }
        regions = {
            code
            for view in views
            for fact in view.of(FactKind.PLACE)
            if (code := fact.detail.get("region_code", ""))
        }
        return around(codes | regions, self._reference.gazetteer)


_MOST_NAMES = 6  # of one node: spellings of its name
