"""The answers of the service.

Written by scripts/make_client.py from the OpenAPI description: change that instead.
"""

from __future__ import annotations

from typing import NotRequired, TypedDict


class AlikeList(TypedDict):
    """The organisations that do what one does, nearest first."""

    organisation: Organisation
    alike: list[OrganisationMatch]


class Because(TypedDict):
    """A reason, in Italian; `detail` has the concepts, words or identifiers behind it."""

    kind: str
    text: str
    detail: list[str]


class Compared(TypedDict):
    """The head of a column."""

    id: str
    iri: str
    title: str
    status: str
    status_label: str
    document: str


class Comparison(TypedDict):
    """Two to five practices side by side."""

    practices: list[Compared]
    rows: list[Row]


class Concept(TypedDict):
    """A concept and its Italian name."""

    concept: str
    label: str


class Document(TypedDict):
    """A document of the library with its text, in which evidence is counted in characters."""

    id: str
    iri: str
    title: str
    sha256: str
    media_type: str
    practices: list[str]
    source_url: str | None
    source_title: str | None
    licence: str | None
    notes: list[str]
    text: str


class Duplicates(TypedDict):
    """What may be the same as `id`, and what was merged into it already."""

    id: str
    duplicates: list[Likely]
    merged: list[str]


class Evidence(TypedDict):
    """The words that say a fact: `quote` is ``text[start:end]`` of the document."""

    document: str
    start: int
    end: int
    quote: str


class FacetCount(TypedDict):
    """A value to filter by, and how many practices it would leave."""

    value: str
    label: str
    count: int


class Fact(TypedDict):
    """One thing stated of a practice, with its evidence; `confidence` in [0, 1]."""

    kind: str
    label: str
    concept: str | None
    confidence: float
    detail: dict[str, str]
    evidence: list[Evidence]


class Hit(TypedDict):
    """A practice that answers a question. `score` orders the hits of this question only."""

    id: str
    iri: str
    title: str
    score: float
    status: str
    document: str
    passage: Passage | None
    reasons: list[Reason]


class Likely(TypedDict):
    """Something that may be the same: `score` in [0, 1], `reasons` in Italian."""

    id: str
    label: str
    score: float
    reasons: list[str]


class Match(TypedDict):
    """Who has done it already, by measure, and who could be a partner."""

    situation: Situation
    groups: list[MeasureGroup]
    partners: list[OrganisationMatch]
    note: str | None
    doubted: bool


class MatchedPractice(TypedDict):
    """A practice that answers; `score` is in [0, 1] and orders this answer only."""

    id: str
    iri: str
    title: str
    status: str
    status_label: str
    document: str
    who: list[Participant]
    where: list[Place]
    for_whom: list[Named]
    measures: list[Named]
    needs: list[Named]
    money: list[str]
    score: float
    territory: Territory | None
    passage: Passage | None
    reasons: list[Because]


class MeasureGroup(TypedDict):
    """Who has done one thing; `measure` is null for practices that name no known one."""

    measure: str | None
    label: str
    total: int
    practices: list[MatchedPractice]


class Named(TypedDict):
    """Something with its concept, or only in the words of the source."""

    label: str
    concept: str | None


class Organisation(TypedDict):
    """An organisation and the practices it takes part in."""

    id: str
    iri: str
    name: str
    kind: str | None
    kind_label: str | None
    practices: list[str]


class OrganisationMatch(TypedDict):
    """An organisation with the practices, the reasons and the sentence that speak for it."""

    id: str
    iri: str
    name: str
    kind_label: str | None
    score: float
    practices: list[Part]
    territory: Territory | None
    reasons: list[Because]
    evidence: Evidence | None


class Part(TypedDict):
    """What an organisation was in a practice; empty where the source does not say."""

    id: str
    title: str
    role_label: str


class Participant(TypedDict):
    """Who takes part: an organisation, or a kind of actor; the role where it is said."""

    label: str
    concept: str | None
    role_label: str | None


class Passage(TypedDict):
    """The words of a document that best answer the question: ``text[start:end]`` of its text."""

    text: str
    document: str
    start: int
    end: int


class Place(TypedDict):
    """A territory by its ISTAT code."""

    code: str
    name: str
    level: str


class Practice(TypedDict):
    """A practice with every fact known of it; ``text[start:end]`` of its document tells of it."""

    id: str
    iri: str
    title: str
    status: str
    status_label: str
    kind: str
    kind_label: str
    document: str
    start: int
    end: int
    facts: list[Fact]


class PracticeCard(TypedDict):
    """A practice in a list."""

    id: str
    iri: str
    title: str
    status: str
    document: str
    summary: str


class PracticeList(TypedDict):
    """A page of practices in alphabetical order; `total` counts all that pass the filters."""

    total: int
    limit: int
    offset: int
    next: str | None
    previous: str | None
    practices: list[PracticeCard]


class Problem(TypedDict):
    """What went wrong (RFC 9457); `detail` is Italian, for people, `type` is for programs."""

    type: str
    title: str
    status: int
    detail: str
    instance: NotRequired[str | None]


class Readiness(TypedDict):
    """Whether the service may be sent readers, and what is missing when it may not."""

    ready: bool
    library: str
    index: str
    encoder: str
    documents: int
    generation: str | None


class Reason(TypedDict):
    """Why a practice was found; `share` is the part of its score, in [0, 1]."""

    kind: str
    text: str
    share: float
    detail: list[str]


class Row(TypedDict):
    """One kind of fact: a cell for each practice, what all share, what each alone has."""

    kind: str
    label: str
    shared: list[str]
    only: list[list[str]]
    cells: list[list[Fact]]


class SearchResults(TypedDict):
    """A page of hits; `total` counts all of them, `note` says what limits the answer."""

    query: str
    total: int
    hits: list[Hit]
    facets: dict[str, list[FacetCount]]
    note: str | None
    suggestion: str | None
    answered: float | None
    doubted: bool


class SimilarList(TypedDict):
    """The practices like one, the most alike first."""

    practice: str
    similar: list[SimilarPractice]


class SimilarPractice(TypedDict):
    """A practice like another; `shared` has, by kind of fact, the concepts of both."""

    id: str
    iri: str
    title: str
    status: str
    status_label: str
    document: str
    who: list[Participant]
    where: list[Place]
    for_whom: list[Named]
    measures: list[Named]
    needs: list[Named]
    money: list[str]
    score: float
    shared: dict[str, list[str]]
    passage: Passage | None
    reasons: list[Because]


class Situation(TypedDict):
    """What was understood of the situation: named by who asks, or in the description."""

    description: str
    needs: list[Concept]
    beneficiaries: list[Concept]
    measures: list[Concept]
    place: Place | None
    means: str


class Suggestion(TypedDict):
    """How what was typed may go on; `facet` is the filter that takes `value`, or null."""

    kind: str
    label: str
    value: str
    facet: str | None


class Suggestions(TypedDict):
    """At most ten suggestions, of what is in the library now."""

    query: str
    suggestions: list[Suggestion]


class Territory(TypedDict):
    """How a territory stands to the one asked about; `text` says it in Italian."""

    code: str
    name: str
    level: str
    same: str | None
    kilometres: int | None
    kind: float
    nearness: float
    text: str
