"""From a document's graph to the search index: a card for each practice, passages of its text."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pyoxigraph as ox

from corpus.reference import ReferenceWorks
from corpus.views import FactKind, PracticeView
from ingest.model import BlockKind, Document
from search.contract import Census
from search.encoder import EncoderUnavailableError, Progress
from search.engine import SearchEngine
from search.model import Passage, PracticeCard
from search.passages import Stretch, split

_LOG = logging.getLogger(__name__)
_SILENT = (BlockKind.METADATA, BlockKind.FURNITURE)
_CONCEPTS = {
    "measure": FactKind.MEASURE,
    "beneficiary": FactKind.BENEFICIARY,
    "need": FactKind.NEED,
}
_SUMMARY_WORDS = 40
_PROVINCE, _COMUNE = 3, 6  # digits of ISTAT's codes; a comune's begin with its province's
_YEAR = re.compile(r"[0-9]{4}")
_GOING_ON = "in-corso"
_FOR_EVER = 9999


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index will keep of one document."""

    document: str
    digest: str
    cards: tuple[PracticeCard, ...]
    passages: tuple[Passage, ...]


def make_entry(
    reference: ReferenceWorks, document: Document, quads: Iterable[ox.Quad], digest: str
) -> Entry:
    """Return the entry of a document from its graph and its reading. Pure."""
    views = reference.portraitist.practices(document.id, quads)
    blocks = [(b.start, b.end) for b in document.blocks if b.kind not in _SILENT]
    stretches = [Stretch(view.id, view.start, view.end) for view in views]
    passages = split(document.id, document.text, blocks, stretches)
    cards = tuple(_card(view, document) for view in views)
    return Entry(document.id, digest, cards, passages)


class IndexDesk:
    """Hands entries to the search engine."""

    def __init__(self, engine: SearchEngine, reference: ReferenceWorks) -> None:
        self._engine = engine
        self._reference = reference

    def prepare(self, document: Document, quads: Iterable[ox.Quad], digest: str) -> Entry:
        """Return the entry of a document from its graph and its reading. Pure."""
        return make_entry(self._reference, document, quads, digest)

    def commit(self, entry: Entry) -> None:
        """Put an entry in the index, in place of the document's former one."""
        self._engine.add(entry.document, entry.digest, entry.cards, entry.passages)

    def remove(self, document: str) -> None:
        """Take a document out of the index."""
        self._engine.remove(document)

    def census(self) -> AbstractContextManager[Census]:
        """Compare practices in one unchanging state of the index."""
        return self._engine.census()

    def encode_missing(self, progress: Progress | None = None) -> int:
        """Encode what another encoder, or none, had indexed; return how many documents."""
        try:
            return self._engine.encode_missing(progress)
        except EncoderUnavailableError as error:
            _LOG.warning("indexed by words only: %s", error)
            return 0

    def filled(self) -> None:
        """Say that the index holds all there is: from here on questions are answered."""
        self._engine.filled()

    def versions(self) -> Mapping[str, str]:
        """Return the digest under which each document is indexed."""
        return self._engine.versions()


def _card(view: PracticeView, document: Document) -> PracticeCard:
    return PracticeCard(
        id=view.id,
        iri=view.iri,
        title=view.title,
        document=view.document,
        status=view.status,
        summary=_summary(view, document),
        facets=_facets(view),
        places=_unique(fact.detail.get("code") for fact in view.of(FactKind.PLACE)),
        years=_years(view),
        organisations=tuple(
            {
                fact.concept: fact.label
                for fact in view.of(FactKind.ACTOR)
                if fact.concept and fact.concept.startswith("organisation/") and fact.label
            }.items()
        ),
    )


def _facets(view: PracticeView) -> dict[str, tuple[str, ...]]:
    facets = {
        name: _unique(fact.concept for fact in view.of(kind)) for name, kind in _CONCEPTS.items()
    }
    facets["actor"] = _unique(fact.detail.get("type") for fact in view.of(FactKind.ACTOR))
    places = view.of(FactKind.PLACE)
    facets["region"] = _unique(fact.detail.get("region_code") for fact in places)
    codes = [fact.detail.get("code", "") for fact in places]
    facets["province"] = _unique(code[:_PROVINCE] for code in codes if len(code) >= _PROVINCE)
    facets["comune"] = _unique(code for code in codes if len(code) == _COMUNE)
    facets["funding"] = _unique(fact.concept for fact in view.of(FactKind.MONEY))
    facets["status"] = (view.status,)
    facets["kind"] = (view.kind,)
    return facets


def _years(view: PracticeView) -> tuple[tuple[int, int], ...]:
    """Return first and last year of each period.

    One with a beginning alone goes on if the practice is said to; else it is that year: "nel 2019"
    and "dal 2019" may read the same, and more than is written is not to be guessed.
    """
    found = dict[tuple[int, int], None]()
    for fact in view.of(FactKind.PERIOD):
        years = [_YEAR.match(fact.detail.get(name, "")) for name in ("start", "end")]
        first, last = (int(year.group()) if year else None for year in years)
        if last is None and first is not None and view.status == _GOING_ON:
            last = _FOR_EVER
        start, end = first or last, last or first
        if start and end and start <= end:
            found[start, end] = None
    return tuple(found)


def _summary(view: PracticeView, document: Document) -> str:
    """Return the first words of the practice's first paragraph."""
    for block in document.blocks:
        if block.kind is BlockKind.PARAGRAPH and view.start <= block.start < view.end:
            words = document.text[block.start : block.end].split()
            return " ".join(words[:_SUMMARY_WORDS]) + (" …" if len(words) > _SUMMARY_WORDS else "")
    return ""


def _unique(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
