"""From the graph of a document to what a reader sees: practices, facts, evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from corpus import italian
from corpus.description import Description, Support
from corpus.projection import Names
from corpus.views import Fact, FactKind, PracticeView
from ontology.places import Gazetteer
from ontology.schemes import ConceptSchemes


class Portraitist:
    """Reads practices out of a document's quads, with labels from schemes and gazetteer."""

    def __init__(self, names: Names, schemes: ConceptSchemes, gazetteer: Gazetteer) -> None:
        self._names = names
        self._schemes = schemes
        self._gazetteer = gazetteer

    def practices(self, document: str, quads: Iterable[ox.Quad]) -> tuple[PracticeView, ...]:
        """Return the practices that a document's graph describes, in order of position."""
        graph = Description(document, quads, self._names)
        found = graph.subjects("rdf:type", self._names.node("wp:Practice"))
        views = (self._portray(graph, practice) for practice in found)
        return tuple(sorted(views, key=lambda view: (view.start, view.id)))

    def _portray(self, graph: Description, me: ox.NamedNode) -> PracticeView:
        status = graph.ref(me, "wp:implementationStatus", "implementation-status:non-dichiarata")
        kind = graph.ref(me, "dct:type", "practice-type:progetto")
        facts = [fact for read in _READERS for fact in read(self, graph, me)]
        return PracticeView(
            id=self._names.compact(me).removeprefix("practice/"),
            iri=me.value,
            title=graph.text(me, "dct:title"),
            status=status.partition(":")[2],
            status_label=self.label(status),
            kind=kind,
            kind_label=self.label(kind),
            start=int(graph.text(me, "wp:textStart", "0")),
            end=int(graph.text(me, "wp:textEnd", "0")),
            document=graph.document,
            facts=tuple(facts),
        )

    def label(self, compact: str) -> str:
        """Return the Italian name of a concept or a territory, or its identifier."""
        if compact.startswith("place:"):
            place = self._gazetteer.get(compact.removeprefix("place:"))
            return place.name if place else compact
        concept = self._schemes.get(compact)
        return concept.label if concept else compact

    def actors(self, graph: Description, me: ox.NamedNode) -> Iterator[Fact]:
        """Participations with their role, then organisations only mentioned."""
        seen = set()
        for node, support in graph.objects(me, "cv:hasParticipation"):
            role = graph.ref(node, "cv:role")
            detail = {"role": role, "role_label": self.label(role)} if role else {}
            who = graph.ref(node, "cv:hasParticipant")
            if who:
                seen.add(who)
                yield self._organisation(graph, who, support, detail)
            elif category := graph.ref(node, "wp:participantCategory"):
                detail |= {"type": category, "type_label": self.label(category)}
                yield _fact(FactKind.ACTOR, self.label(category), category, support, detail)
        for node, support in graph.objects(me, "dct:relation"):
            if (who := self._names.compact(node)) not in seen:
                yield self._organisation(graph, who, support, {})

    def _organisation(
        self, graph: Description, who: str, support: Support, detail: dict[str, str]
    ) -> Fact:
        node = self._names.node(who)
        if kind := graph.ref(node, "org:classification"):
            detail = detail | {"type": kind, "type_label": self.label(kind)}
        return _fact(FactKind.ACTOR, graph.text(node, "skos:prefLabel"), who, support, detail)

    def measures(self, graph: Description, me: ox.NamedNode) -> Iterator[Fact]:
        """What is done, with the words used for it."""
        for node, support in graph.objects(me, "wp:hasMeasure"):
            concept = graph.ref(node, "dct:type")
            words = graph.text(node, "dct:title") or graph.text(node, "rdfs:label")
            label = self.label(concept) if concept else words
            yield _fact(FactKind.MEASURE, label, concept or None, support, {"words": words})

    def beneficiaries(self, graph: Description, me: ox.NamedNode) -> Iterator[Fact]:
        """Whom it is for."""
        for node, support in graph.objects(me, "wp:hasBeneficiary"):
            concept = graph.ref(node, "wp:group")
            label = self.label(concept) if concept else graph.text(node, "wp:mention")
            yield _fact(FactKind.BENEFICIARY, label, concept or None, support)

    def needs(self, graph: Description, me: ox.NamedNode) -> Iterator[Fact]:
        """Which problem it answers."""
        for node, support in graph.objects(me, "wp:addressesNeed"):
            concept = self._names.compact(node)
            yield _fact(FactKind.NEED, self.label(concept), concept, support)

    def places(self, graph: Description, me: ox.NamedNode) -> Iterator[Fact]:
        """Where, with the region and province that contain it."""
        for node, support in graph.objects(me, "dct:spatial"):
            code = self._names.compact(node)
            place = self._gazetteer.get(code.removeprefix("place:"))
            label = self.label(code)
            if place is None and (within := graph.ref(node, "clv:situatedWithin")):
                # A quarter or a valley: under its own name, found with the territory around it.
                place = self._gazetteer.get(within.removeprefix("place:"))
                label = graph.text(node, "rdfs:label") or label
            around = self._gazetteer.containing(place.code) if place else ()
            detail = {p.level: p.name for p in (*around, *((place,) if place else ()))}
            if place:
                detail |= {"code": place.code, "region_code": place.region_code}
            yield _fact(FactKind.PLACE, label, code, support, detail)

    def periods(self, graph: Description, me: ox.NamedNode) -> Iterator[Fact]:
        """When."""
        for node, support in graph.objects(me, "dct:temporal"):
            start = graph.text(node, "dcat:startDate")
            end = graph.text(node, "dcat:endDate")
            detail = {key: value for key, value in (("start", start), ("end", end)) if value}
            label = italian.period(start or None, end or None)
            yield _fact(FactKind.PERIOD, label, None, support, detail)

    def money(self, graph: Description, me: ox.NamedNode) -> Iterator[Fact]:
        """With what money: the budget first, then grants with their fund or funder."""
        for node, support in graph.objects(me, "wp:budget"):
            detail = _amount(graph, node) | {"scope": "budget"}
            label = italian.money(detail["value"], detail["currency"])
            yield _fact(FactKind.MONEY, label, None, support, detail)
        for node, support in graph.objects(me, "schema:funding"):
            yield self._grant(graph, node, support)

    def _grant(self, graph: Description, node: ox.NamedNode, support: Support) -> Fact:
        parts: list[str] = []
        detail = {"scope": "grant"}
        for amount, _ in graph.objects(node, "schema:amount"):
            detail |= _amount(graph, amount)
            parts.append(italian.money(detail["value"], detail["currency"]))
        fund = graph.ref(node, "wp:underProgramme")
        if fund:
            parts.append(self.label(fund))
        if funder := graph.ref(node, "schema:funder"):
            detail["funder"] = funder
            parts.append(graph.text(self._names.node(funder), "skos:prefLabel"))
        label = " · ".join(parts) or graph.text(node, "rdfs:label")
        return _fact(FactKind.MONEY, label, fund or None, support, detail)

    def results(self, graph: Description, me: ox.NamedNode) -> Iterator[Fact]:
        """What was or will be counted, in the words of the source."""
        for node, support in graph.objects(me, "wp:hasResult"):
            detail: dict[str, str] = {}
            for quantity, _ in graph.objects(node, "wp:quantity"):
                detail = {
                    "value": graph.text(quantity, "schema:value"),
                    "unit": graph.text(quantity, "schema:unitText"),
                }
            label = graph.text(node, "dct:description")
            yield _fact(FactKind.RESULT, label, None, support, detail)

    def status(self, graph: Description, me: ox.NamedNode) -> Iterator[Fact]:
        """The state of the practice, only where the text says it."""
        for node, support in graph.objects(me, "wp:implementationStatus"):
            if support[1]:
                concept = self._names.compact(node)
                yield _fact(FactKind.STATUS, self.label(concept), concept, support)


_READERS = (
    Portraitist.actors,
    Portraitist.measures,
    Portraitist.beneficiaries,
    Portraitist.needs,
    Portraitist.places,
    Portraitist.periods,
    Portraitist.money,
    Portraitist.results,
    Portraitist.status,
)


def _amount(graph: Description, node: ox.NamedNode) -> dict[str, str]:
    return {
        "value": graph.text(node, "schema:value"),
        "currency": graph.text(node, "schema:currency", "EUR"),
    }


def _fact(
    kind: FactKind,
    label: str,
    concept: str | None,
    support: Support,
    detail: dict[str, str] | None = None,
) -> Fact:
    confidence, evidence = support
    return Fact(kind, label, concept, confidence, evidence, detail or {})
