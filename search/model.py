"""The shapes that travel through `search`: passages and cards go in, explained hits come out.

Identifiers are the compact strings of the other rooms: practices and documents as their room names
them, concepts as ``measure:banca-del-tempo``, regions as the two digits of ISTAT (``"08"``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

FacetName = Literal[
    "region",
    "province",
    "comune",
    "beneficiary",
    "measure",
    "need",
    "actor",
    "funding",
    "status",
    "kind",
]
FACETS: tuple[FacetName, ...] = get_args(FacetName)

LimitName = Literal["from", "to", "near", "km"]
LIMITS: tuple[LimitName, ...] = get_args(LimitName)
"""Filters that are not a choice of values: years, and a distance from a place."""

ReasonKind = Literal["significato", "parole", "concetti", "temi"]


@dataclass(frozen=True, slots=True)
class Passage:
    """At most 200 words of a document: ``document_text[start:end] == text``, always.

    `practice` is the practice whose stretch the passage lies in, or None for text that speaks of
    no practice in particular (indexed for nobody: a hit is a practice).
    """

    id: str
    document: str
    practice: str | None
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class PracticeCard:
    """What the index keeps of a practice: enough to show a hit and to filter it.

    `facets` maps a name of `FACETS` to values: concept ids for the schemes, ISTAT codes of 2, 3 and
    6 digits for ``region``, ``province``, ``comune``, the notation (``in-corso``) for ``status``.
    Give the concepts as stated; the index adds their broader ones itself.

    `places` are the codes of the territories as stated, each of its own level: what a distance is
    measured by. `years` are first and last year of each period. `organisations` are identifier and
    name of those that take part, for who types a name.
    """

    id: str
    iri: str
    title: str
    document: str
    status: str
    summary: str
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    places: tuple[str, ...] = ()
    years: tuple[tuple[int, int], ...] = ()
    organisations: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a practice was found. `text` is Italian, for people.

    `share` is the part of the score this reason brought, in [0, 1]; the shares of a hit sum to 1
    unless nothing scored at all. `detail` lists matched words or concept ids, best first.
    """

    kind: ReasonKind
    text: str
    share: float
    detail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A practice that answers a query, its best passage and the reasons.

    `score` orders the hits of one query; it is not comparable between queries. `passage` is None
    when browsing and for practices without text. `facets` are the card's own, without ancestors.
    """

    id: str
    iri: str
    title: str
    score: float
    status: str
    passage: Passage | None
    reasons: tuple[Reason, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    summary: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class FacetCount:
    """A value one could filter by and how many practices it would leave."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class SearchResults:
    """One page of hits. `total` counts all of them, before `limit` and `offset`.

    `note` is a sentence in Italian for the reader when something limits the answer (no useful word
    in the query, encoder missing…), else None. `suggestion` is the question with words nobody uses
    here replaced by the likely ones, None where there is nothing to mend.

    `answered` is the probability that some practice answers, None where that cannot be told (no
    words, no encoder, another one); `doubted` says that it is too small: the hits are only near.
    """

    query: str
    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetCount, ...]]
    note: str | None = None
    suggestion: str | None = None
    answered: float | None = None
    doubted: bool = False


CompletionKind = Literal["practice", "concept", "place", "organisation"]


@dataclass(frozen=True, slots=True)
class Completion:
    """How what one is typing may go on.

    `value` is the identifier: of a practice, of an organisation, or the value of `facet`.
    """

    kind: CompletionKind
    label: str
    value: str
    facet: FacetName | None = None
