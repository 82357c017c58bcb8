"""What stands in the tables of a release, row by row, from one snapshot of the library."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from corpus.reference import ReferenceWorks
from corpus.registers.calls import CallEntry
from corpus.registers.concepts import ConceptEntry
from corpus.registers.documents import DocumentEntry
from corpus.registers.measures import MeasureEntry
from corpus.registers.organisations import OrganisationEntry
from corpus.registers.places import PlaceEntry
from corpus.registers.practices import PracticeEntry
from corpus.registers.registry import Registers
from corpus.release.tables import Value
from corpus.store import GraphStore
from corpus.views import Evidence, Fact, PracticeView

Row = Mapping[str, Value]
_DETAILS = (
    *("role", "type", "words", "code", "region_code"),
    *("start", "end", "value", "currency", "scope", "funder", "unit"),
)


class Rows:
    """The rows of every table."""

    def __init__(
        self,
        store: GraphStore,
        reference: ReferenceWorks,
        registers: Registers,
        standing_for: Callable[[str], str],
    ) -> None:
        self._store = store
        self._reference = reference
        self._registers = registers
        self._standing_for = standing_for
        self._label = reference.portraitist.label

    def of(self, table: str) -> Iterable[Row]:
        """Return the rows of a table but facts and evidence, in a fixed order; raises KeyError."""
        made: Mapping[str, Callable[[], Iterable[Row]]] = {
            "practices": lambda: map(self._practice, self._registers.practices.entries),
            "organisations": lambda: map(self._organisation, self._registers.organisations.entries),
            "places": lambda: (
                self._place(entry) for entry in self._registers.places.entries if entry.practices
            ),
            "calls": lambda: map(self._call, self._registers.calls.entries),
            "measures": lambda: map(self._measure, self._registers.measures.entries),
            "documents": lambda: map(self._document, self._registers.documents.entries),
            "concepts": lambda: map(self._concept, self._registers.concepts.entries),
        }
        return made[table]()

    def facts(self) -> Iterator[tuple[Row, list[Row]]]:
        """Yield every fact of every document with its evidence, in a fixed order."""
        for document in sorted(entry.id for entry in self._registers.documents.entries):
            for view in self._views(document):
                practice = self._standing_for(f"practice/{view.id}").removeprefix("practice/")
                for number, fact in enumerate(view.facts, 1):
                    me = f"{view.id}#{number}"
                    yield (
                        {"id": me, "practice": practice, "document": document, **_fact(fact)},
                        [{"fact": me, **_words(one)} for one in fact.evidence],
                    )

    def _views(self, document: str) -> tuple[PracticeView, ...]:
        quads = self._store.quads(graph=self._reference.names.graph(document))
        return self._reference.portraitist.practices(document, quads)

    def _practice(self, entry: PracticeEntry) -> Row:
        regions = {code[:2] for code in entry.places if len(code) == 2}
        gazetteer = self._reference.gazetteer
        regions |= {place.region_code for code in entry.places if (place := gazetteer.get(code))}
        return {
            "id": entry.id,
            "iri": entry.iri,
            "title": entry.title,
            "kind": entry.kind,
            "kind_label": self._label(entry.kind),
            "status": f"implementation-status:{entry.status}",
            "status_label": self._label(f"implementation-status:{entry.status}"),
            "measures": entry.measures,
            "beneficiaries": entry.beneficiaries,
            "needs": entry.needs,
            "organisations": entry.organisations,
            "places": entry.places,
            "regions": sorted(regions),
            "programmes": entry.programmes,
            "periods": [f"{start or '..'}/{end or '..'}" for start, end in entry.periods],
            "budgets": entry.budgets,
            "documents": entry.documents,
        }

    def _organisation(self, entry: OrganisationEntry) -> Row:
        return {
            "id": entry.id,
            "iri": entry.iri,
            "name": entry.name,
            "other_names": entry.other_names,
            "kind": entry.kind,
            "kind_label": self._label(entry.kind) if entry.kind else None,
            "place": entry.place,
            "places": entry.places,
            "practices": entry.practices,
            "merged": entry.merged,
        }

    def _place(self, entry: PlaceEntry) -> Row:
        return {
            "code": entry.id,
            "iri": entry.iri,
            "name": entry.name,
            "level": str(entry.level),
            "within": entry.within,
            "lat": entry.lat,
            "lon": entry.lon,
            "population": entry.population,
            "practices": entry.practices,
        }

    def _call(self, entry: CallEntry) -> Row:
        return {
            "id": entry.id,
            "iri": entry.iri,
            "title": entry.title,
            "issuer": entry.issuer.concept if entry.issuer else None,
            "issuer_label": entry.issuer.label if entry.issuer else None,
            "deadline": entry.deadline,
            "budget": entry.budget,
            "maximum_grant": entry.maximum_grant,
            "maximum_share": entry.maximum_share,
            "applicants": [one.concept for one in entry.applicants],
            "audience": entry.audience,
            "programmes": entry.programmes,
            "practices": entry.practices,
            "document": entry.document,
        }

    def _measure(self, entry: MeasureEntry) -> Row:
        return {
            "id": entry.id,
            "iri": entry.iri,
            "words": entry.words,
            "concept": entry.concept,
            "concept_label": self._label(entry.concept) if entry.concept else None,
            "practice": entry.practice,
            "beneficiaries": entry.beneficiaries,
            "budget": entry.budget,
            "unit_amount": entry.unit_amount,
            "call": entry.call,
        }

    def _document(self, entry: DocumentEntry) -> Row:
        return {
            "id": entry.id,
            "iri": entry.iri,
            "title": entry.title,
            "sha256": entry.sha256,
            "media_type": entry.media_type,
            "source_url": entry.source_url,
            "source_title": entry.source_title,
            "licence": entry.licence,
            "practices": entry.practices,
        }

    def _concept(self, entry: ConceptEntry) -> Row:
        return {
            "id": entry.id,
            "iri": entry.iri,
            "scheme": entry.scheme,
            "label": entry.label,
            "label_en": entry.label_en,
            "alt_labels": entry.alt_labels,
            "broader": entry.broader,
            "exact_match": [match.code for match in entry.matches if match.exact],
            "close_match": [match.code for match in entry.matches if not match.exact],
        }


def _fact(fact: Fact) -> Row:
    return {
        "kind": fact.kind.value,
        "label": fact.label,
        "concept": fact.concept,
        "confidence": fact.confidence,
        **{name: fact.detail.get(name) for name in _DETAILS},
    }


def _words(words: Evidence) -> Row:
    return {
        "document": words.document,
        "start": words.start,
        "end": words.end,
        "quote": words.quote,
        "confidence": words.confidence,
    }
