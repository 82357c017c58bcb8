"""The registers of one snapshot, each read when it is first asked for."""

from __future__ import annotations

from functools import cached_property

from corpus.holdings import Holdings
from corpus.merging import InForce
from corpus.reference import ReferenceWorks
from corpus.registers.calls import CallEntry, call_entries
from corpus.registers.concepts import ConceptEntry, concept_entries
from corpus.registers.documents import DocumentEntry, document_entries
from corpus.registers.facts import Facts
from corpus.registers.leaflets import Leaflets
from corpus.registers.measures import MeasureEntry, measure_entries
from corpus.registers.money import Grant, grants_of
from corpus.registers.organisations import OrganisationEntry, organisation_entries
from corpus.registers.places import PlaceEntry, place_entries
from corpus.registers.practices import PracticeEntry, practice_entries
from corpus.registers.register import Register
from corpus.registers.statements import Statements
from corpus.store import GraphStore


class Registers:
    """What a library holds at one generation, thing by thing. Thread-safe: nothing changes."""

    def __init__(
        self,
        store: GraphStore,
        reference: ReferenceWorks,
        merges: InForce,
        leaflets: Leaflets,
        generation: str,
    ) -> None:
        self.generation = generation
        self._store = store
        self._leaflets = leaflets
        self._reference = reference
        self._merges = merges
        self._facts = Facts(store, reference.names)
        self._iri = reference.terms.expand
        self.label = reference.portraitist.label

    @cached_property
    def practices(self) -> Register[PracticeEntry]:
        """Practices by title; those merged into others are part of these."""
        names = self._merges.standing_for
        return Register(practice_entries(self._facts, self._reference.gazetteer, self._iri, names))

    @cached_property
    def organisations(self) -> Register[OrganisationEntry]:
        """Organisations by name; those merged into others are part of these."""
        names, places = self._merges.standing_for, self._reference.territory_in_name
        return Register(
            organisation_entries(self._facts, self.practices.entries, places, self._iri, names)
        )

    @cached_property
    def concepts(self) -> Register[ConceptEntry]:
        """Concepts in the order of their schemes, whether a document has them or not."""
        return Register(concept_entries(self._reference.schemes, self._reference.terms))

    @cached_property
    def places(self) -> Register[PlaceEntry]:
        """Every territory of Italy, each region with what it contains."""
        return Register(place_entries(self._reference.gazetteer, self.practices.entries))

    @cached_property
    def calls(self) -> Register[CallEntry]:
        """Calls by deadline."""
        return Register(
            call_entries(
                self._facts,
                self.practices.entries,
                self._iri,
                self.label,
                self._merges.standing_for,
            )
        )

    @cached_property
    def documents(self) -> Register[DocumentEntry]:
        """Documents by title."""
        return Register(document_entries(self._facts, self.practices.entries, self._iri))

    @cached_property
    def measures(self) -> Register[MeasureEntry]:
        """Measures as stated, by their words."""
        return Register(measure_entries(self._facts, self._iri, self._merges.standing_for))

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        """Every grant of every practice."""
        return tuple(grants_of(self._facts, self._merges.standing_for))

    @cached_property
    def statements(self) -> Statements:
        """Statements by document and place in its text."""
        held = Holdings(self._store, self._reference.names)
        documents = [(one.document, one.digest, one.version) for one in held]
        names = self._merges.standing_for
        return Statements(self._store, self._reference.names, self._leaflets, documents, names)

    def warm_up(self) -> None:
        """Read what takes longest, so that the first reader need not wait."""
        for register in (self.organisations, self.places, self.statements):
            len(register)
