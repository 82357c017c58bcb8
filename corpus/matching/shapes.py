"""What a match, a likeness and a comparison tell, each thing beside its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from corpus.matching.situation import Situation
from corpus.matching.territory import Relation
from corpus.views import Evidence, Fact, FactKind, PracticeView
from ontology.places import Place
from search.model import Passage

BecauseKind = Literal[
    "misura", "bisogno", "destinatari", "territorio", "mezzi", "significato", "parole", "ruolo"
]


@dataclass(frozen=True, slots=True)
class Because:
    """One reason, in Italian; `detail` lists concepts, words or identifiers behind it."""

    kind: BecauseKind
    text: str
    detail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PracticeMatch:
    """A practice that answers; its facts come without evidence, `passage` proves it.

    `score` is in [0, 1] and orders the practices of one answer, `fit` is what of it owes nothing
    to the territory. `relation` is None where no place was asked about or the practice says none.
    """

    view: PracticeView
    places: tuple[Place, ...]
    fit: float
    score: float
    passage: Passage | None
    relation: Relation | None
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class MeasureGroup:
    """Who has done one thing; `concept` is None for practices that name no known measure.

    `total` counts the practices found that do it, those shown under another measure included.
    """

    concept: str | None
    label: str
    total: int
    practices: tuple[PracticeMatch, ...]


@dataclass(frozen=True, slots=True)
class PartIn:
    """What an organisation was in a practice; `role` is Italian, empty where it is not said."""

    practice: str
    title: str
    role: str


@dataclass(frozen=True, slots=True)
class OrganisationMatch:
    """An organisation that could join, or that does the same; `evidence` is a whole sentence."""

    id: str
    iri: str
    name: str
    kind_label: str | None
    score: float
    parts: tuple[PartIn, ...]
    relation: Relation | None
    because: tuple[Because, ...]
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class Match:
    """The answer to a situation. `note` is that of search: what limits the answer.

    `doubted` says, as search does, that no practice answers probably: these are only the nearest.
    """

    situation: Situation
    groups: tuple[MeasureGroup, ...]
    partners: tuple[OrganisationMatch, ...]
    note: str | None
    doubted: bool


def nothing(note: str) -> Match:
    """Return the answer to who said nothing of a situation; `note` says what to say."""
    return Match(Situation("", (), (), (), None, "", ""), (), (), note, doubted=True)


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of fact of the practices compared, in their order; the status is one cell each.

    `shared` is what all have, in words; `only` what each alone has.
    """

    kind: FactKind
    label: str
    cells: tuple[tuple[Fact, ...], ...]
    shared: tuple[str, ...]
    only: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two to five practices side by side."""

    practices: tuple[PracticeView, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Similar:
    """A practice like another one; `shared` maps a kind of fact to the concepts of both."""

    view: PracticeView
    places: tuple[Place, ...]
    score: float
    shared: Mapping[str, tuple[str, ...]]
    passage: Passage | None
    because: tuple[Because, ...]
