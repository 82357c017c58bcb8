"""Concepts of the schemes, with the codes of others' lists that they are matched to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.registers.register import Key
from ontology.codelists import load_codes
from ontology.schemes import ConceptSchemes
from ontology.terms import Terms


@dataclass(frozen=True, slots=True)
class Match:
    """A code of another list that a concept is matched to: ``fnps:1.1``, its IRI and name."""

    code: str
    iri: str
    label: str | None
    exact: bool


@dataclass(frozen=True, slots=True)
class ConceptEntry:
    """A concept; `id` is ``scheme:notation``, `broader` and `narrower` are others, directly."""

    id: str
    iri: str
    scheme: str
    label: str
    label_en: str
    alt_labels: tuple[str, ...]
    broader: tuple[str, ...]
    narrower: tuple[str, ...]
    matches: tuple[Match, ...]
    place: int  # in its scheme, whose order says what belongs together

    @property
    def key(self) -> Key:
        """Where it stands: schemes in order of name, each in its own order."""
        return self.scheme, f"{self.place:06d}", self.id

    @property
    def names(self) -> tuple[str, ...]:
        """Every label, Italian first."""
        return (self.label, *self.alt_labels, *((self.label_en,) if self.label_en else ()))


def concept_entries(schemes: ConceptSchemes, terms: Terms) -> Iterator[ConceptEntry]:
    """Yield every concept of every scheme."""
    codes = load_codes()

    def match(code: str, *, exact: bool) -> Match:
        known = codes.get(code)
        return Match(code, terms.expand(code), known.label if known else None, exact)

    for place, concept in enumerate(schemes):
        yield ConceptEntry(
            id=concept.id,
            iri=terms.expand(concept.id),
            scheme=concept.scheme,
            label=concept.label,
            label_en=concept.label_en,
            alt_labels=concept.alt_labels,
            broader=concept.parents,
            narrower=schemes.children(concept.id),
            matches=(
                *(match(code, exact=True) for code in concept.exact_match),
                *(match(code, exact=False) for code in concept.close_match),
            ),
            place=place,
        )
