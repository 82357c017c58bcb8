"""What answers for a library, made once a generation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

from corpus.library import Library
from corpus.reconciling.directory import Bodies, Shelf
from corpus.reconciling.extension import Extender
from corpus.reconciling.gathering import Gatherer
from corpus.reconciling.limits import load_limits
from corpus.reconciling.places import PlaceReader
from corpus.reconciling.properties import PropertyReader
from corpus.reconciling.reconciler import ByMeaning, Reconciler
from corpus.reconciling.reference import concepts, territories
from corpus.reconciling.things import Thing
from corpus.reconciling.vocabulary import Family, Vocabulary
from corpus.reference import ReferenceWorks
from ontology.places import Gazetteer
from search.index import BrokenIndexError


def reference_shelves(works: ReferenceWorks, vocabulary: Vocabulary) -> Mapping[Family, Shelf]:
    """Return the shelves of concepts and of territories, made once for each gazetteer."""
    with _MAKING:
        if not _MADE or _MADE[0][0] is not works.gazetteer:
            shelves: dict[Family, Shelf] = {
                "concept": Shelf([*concepts(works.schemes, vocabulary)]),
                "place": Shelf([*territories(works.gazetteer)]),
            }
            _MADE[:] = [(works.gazetteer, shelves)]
        return _MADE[0][1]


#: The last made: a process has one gazetteer, and many libraries only in tests.
_MADE: list[tuple[Gazetteer, Mapping[Family, Shelf]]] = []
_MAKING = Lock()


def assembled(
    works: ReferenceWorks,
    vocabulary: Vocabulary,
    practices: Iterable[Thing],
    organisations: Iterable[Thing],
    reference: Mapping[Family, Shelf],
    by_meaning: ByMeaning | None = None,
    standing_for: Callable[[str], str] = str,
) -> Reconciler:
    """Return the reconciler of some practices and organisations, beside the reference works."""
    bodies = Bodies([*organisations], works.gazetteer)
    reader = PropertyReader(
        vocabulary, works.schemes, works.terms, PlaceReader(works.gazetteer), bodies
    )
    shelves: dict[Family, Shelf] = {
        "practice": Shelf([*practices]),
        "organisation": bodies,
        **reference,
    }
    return Reconciler(shelves, reader, load_limits(), by_meaning, standing_for)


@dataclass(frozen=True, slots=True)
class Edition:
    """Who matches names and who reads properties, both of one generation."""

    reconciler: Reconciler
    extender: Extender


class Editions:
    """Makes the edition of what a library shows, and keeps the last. Thread-safe."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._making = Lock()
        self._made: tuple[str, Edition] | None = None

    def newest(self) -> Edition:
        """Return the edition of the generation that the library shows now."""
        with self._making:
            generation = self.library.generation
            if self._made is None or self._made[0] != generation:
                self._made = generation, self._make()
            return self._made[1]

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The types, properties and features there are."""
        return Vocabulary.load(self.library.reference.schemes)

    @cached_property
    def _reference(self) -> Mapping[Family, Shelf]:
        return reference_shelves(self.library.reference, self.vocabulary)

    def _make(self) -> Edition:
        works, registers = self.library.reference, self.library.registers
        gatherer = Gatherer(self.library, registers, self.vocabulary)
        reconciler = assembled(
            works,
            self.vocabulary,
            gatherer.practices(),
            gatherer.organisations(),
            self._reference,
            self._by_meaning,
            self.library.standing_for,
        )
        return Edition(reconciler, Extender(self.library, registers))

    def _by_meaning(self, text: str, most: int) -> Sequence[str]:
        try:
            found = self.library.search(text, limit=most)
        except BrokenIndexError:  # titles are matched without the index
            return ()
        return () if found.doubted else tuple(hit.id for hit in found.hits)
