"""From the bytes of a document to everything the library will keep of it.

This is the work that many processes share: reading in the jail, extraction, projection, validation,
passages and their vectors. It knows no library: what comes out, a `Record`, is plain values that
travel between processes; shelving them is the business of `corpus.accession`, and of one process.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property

import pyoxigraph as ox

from corpus.deciding import decided
from corpus.decisions import Decision
from corpus.holdings import is_identifier
from corpus.indexing import Entry, make_entry
from corpus.intake.recipe import Recipe
from corpus.intake.vectors import EntryVectors, encode
from corpus.projection import DocumentGraph, Names, project
from corpus.reference import ReferenceWorks, to_rdflib
from corpus.rollups import rolled_up
from ingest.errors import Refusal, UnreadableDocument
from ingest.extraction import EXTRACTOR_VERSION, Extractor
from ingest.jail import ReadingRoom
from ingest.model import Document
from ontology.validation import validate
from search.encoder import Encoder

_LOG = logging.getLogger(__name__)
INTERNAL_ERROR = "errore interno durante la lettura: il documento è stato lasciato fuori"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A document at the door: its file's name, its bytes and their hash.

    `identifier` serves where the document does not name itself; `known_as` is the identifier of
    the document held with the same bytes, which comes before any other. `told` is what who brought
    it says of it, where it does not say so itself; `decisions` are those of curators on its bytes.
    """

    name: str
    data: bytes
    sha256: str
    identifier: str
    known_as: str | None = None
    told: Mapping[str, str] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """A document that cannot be taken in, and why (Italian)."""

    document: str
    reason: str


@dataclass(frozen=True, slots=True)
class Record:
    """What the library will keep of one document; facts and evidence are N-Triples.

    `version` is that of the extractor; `seconds` says where the time went, by step.
    """

    document: Document
    facts: bytes
    evidence: bytes
    digest: str
    entry: Entry
    vectors: EntryVectors | None
    version: str
    seconds: Mapping[str, float]

    def graph(self, names: Names) -> DocumentGraph:
        """Return the document's graph."""
        name = names.graph(self.document.id)
        return DocumentGraph(name, _triples(self.facts), _triples(self.evidence), self.digest)


Answer = Record | TurnedAway


class Cataloguer:
    """Catalogues documents, one at a time; built once a process, for its tools are costly.

    `encoder` makes the vectors of passages; None where whoever shelves the records will.
    """

    def __init__(
        self, recipe: Recipe, reference: ReferenceWorks, room: ReadingRoom, encoder: Encoder | None
    ) -> None:
        self._recipe = recipe
        self._reference = reference
        self._room = room
        self._encoder = encoder

    @property
    def version(self) -> str:
        """The version of the extractor, and the way it reads."""
        return EXTRACTOR_VERSION + self._recipe.way

    @property
    def room(self) -> ReadingRoom:
        """Where the bytes are parsed."""
        return self._room

    @cached_property
    def extractor(self) -> Extractor:
        """The extraction pipeline, built when first needed."""
        return self._recipe.extractor(self._reference)

    def catalogue(self, delivery: Delivery) -> Answer:
        """Return the record of a document, or why there is none. A bad document never raises.

        What raises is the set-up: a missing language model, say.
        """
        extractor = self.extractor
        try:
            return self._record(delivery, extractor)
        except UnreadableDocument as error:
            return TurnedAway(delivery.identifier, str(error))
        except Exception:  # noqa: BLE001 - one document must not stop the others; the log tells
            _LOG.exception("document %s failed", delivery.identifier)
            return TurnedAway(delivery.identifier, INTERNAL_ERROR)

    def read(self, delivery: Delivery) -> Document:
        """Read a document under the name it will have; raises UnreadableDocument."""
        document = self._room.read_bytes(delivery.data, delivery.name)
        if "id" not in document.metadata:
            document = replace(document, id=delivery.identifier)
        if not is_identifier(document.id):
            raise UnreadableDocument(
                f"l'identificativo «{document.id[:80]}» non va: servono minuscole, cifre e "
                "trattini, e non può essere «vocabulary», «places» o «identities»",
                Refusal.BROKEN,
            )
        if document.sha256 != delivery.sha256:  # the jailed reader was taken over
            raise RuntimeError("the reader answered for another document")
        if delivery.known_as:
            document = replace(document, id=delivery.known_as)
        return replace(document, metadata={**delivery.told, **document.metadata})

    def _record(self, delivery: Delivery, extractor: Extractor) -> Answer:
        seconds: defaultdict[str, float] = defaultdict(float)
        with _timed(seconds, "lettura"):
            document = self.read(delivery)
        with _timed(seconds, "estrazione"):
            extraction = decided(extractor.extract(document), delivery.decisions)
        with _timed(seconds, "grafo"):
            graph = project(extraction, self._reference.names, self.version)
        with _timed(seconds, "validazione"):
            problems = self._problems(graph)
        if problems:
            return TurnedAway(document.id, "; ".join(problems))
        with _timed(seconds, "grafo"):  # what follows from valid facts needs no validation
            graph = rolled_up(graph, self._reference.rollups)
        with _timed(seconds, "passaggi"):
            entry = make_entry(self._reference, document, graph.quads(), graph.digest)
        with _timed(seconds, "vettori"):
            vectors = encode(entry, self._encoder) if self._encoder else None
        return Record(
            document,
            _ntriples(graph.facts),
            _ntriples(graph.evidence),
            graph.digest,
            entry,
            vectors,
            self.version,
            dict(seconds),
        )

    def _problems(self, graph: DocumentGraph) -> list[str]:
        report = validate(to_rdflib((*graph.facts, *graph.evidence)), self._reference.terms)
        return sorted({violation.message for violation in report.violations})


def _ntriples(triples: Iterable[ox.Triple]) -> bytes:
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""


def _triples(lines: bytes) -> tuple[ox.Triple, ...]:
    return tuple(quad.triple for quad in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES))


@contextmanager
def _timed(seconds: defaultdict[str, float], step: str) -> Iterator[None]:
    started = time.perf_counter()
    try:
        yield
    finally:
        seconds[step] += time.perf_counter() - started
