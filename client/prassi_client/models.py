"""The answers of the service.

Written by scripts/make_client.py from the OpenAPI description: change that instead.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict


class AlikeList(TypedDict):
    """The organisations that do what one does, nearest first."""

    organisation: MatchingModelsOrganisation
    alike: list[OrganisationMatch]


class Because(TypedDict):
    """A reason, in Italian; `detail` has the concepts, words or identifiers behind it."""

    kind: str
    text: str
    detail: list[str]


class Branch(TypedDict):
    """A concept with those directly under it, and so on."""

    concept: str
    label: str
    practices: int | None
    narrower: list[Branch]


class Call(TypedDict):
    """A call as its document states it; amounts in euros, null where nothing is said."""

    id: str
    iri: str
    title: str
    status: CallStatus
    deadline: str | None
    issuer: Concept | None
    budget: float | None
    maximum_grant: float | None
    maximum_share: float | None
    applicants: list[Concept]
    audience: list[Concept]
    programmes: list[Concept]
    practices: list[PracticeName]
    document: str | None
    on: str


class CallList(TypedDict):
    """Calls by deadline, those without one last."""

    total: int
    limit: int
    cursor: str | None
    next: str | None
    generation: str
    changed: bool
    calls: list[CallRow]


class CallRow(TypedDict):
    """A call in a list."""

    id: str
    iri: NotRequired[str]
    title: NotRequired[str]
    status: NotRequired[CallStatus]
    deadline: NotRequired[str | None]
    issuer: NotRequired[Concept | None]
    budget: NotRequired[float | None]
    maximum_grant: NotRequired[float | None]
    maximum_share: NotRequired[float | None]
    applicants: NotRequired[list[Concept]]
    audience: NotRequired[list[Concept]]
    programmes: NotRequired[list[Concept]]
    practices: NotRequired[list[PracticeName]]
    document: NotRequired[str | None]
    on: NotRequired[str]


CallStatus = Literal["aperto", "chiuso", "scadenza-non-dichiarata"]


class Cell(TypedDict):
    """How many practices are in a territory, for a group, with a measure (null: with any)."""

    place: NotRequired[Place]
    beneficiary: NotRequired[Concept]
    measure: NotRequired[Concept | None]
    practices: NotRequired[int]
    text: NotRequired[str]


class Class(TypedDict):
    """A class with its properties; `parents` and names in `properties` are compact."""

    name: str
    iri: str
    label: str
    definition: str
    page: str
    facts: int | None
    told: int | None
    parents: list[str]
    properties: list[Use]


class CodeList(TypedDict):
    """A list of others' codes."""

    name: str
    namespace: str
    title: str
    source: str
    licence: str
    codes: int


class CodeMatch(TypedDict):
    """A code of a list of others; `exact` where it means the same, else something close."""

    code: str
    iri: str
    label: str | None
    exact: bool


class Column(TypedDict):
    """A column of the answer; a row may lack it when `optional`."""

    name: str
    datatypes: list[str]
    optional: bool
    meaning: str


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


class ConceptFull(TypedDict):
    """A concept of a scheme, with all its names and what practices do with it."""

    id: str
    iri: str
    scheme: str
    label: str
    label_en: str
    alt_labels: list[str]
    broader: list[Concept]
    narrower: list[Concept]
    matches: list[CodeMatch]
    practices: int | None


class ConceptList(TypedDict):
    """Concepts in the order of their schemes."""

    total: int
    limit: int
    cursor: str | None
    next: str | None
    generation: str
    changed: bool
    concepts: list[ConceptRow]


class ConceptRow(TypedDict):
    """A concept in a list."""

    id: str
    iri: NotRequired[str]
    scheme: NotRequired[str]
    label: NotRequired[str]
    label_en: NotRequired[str]
    alt_labels: NotRequired[list[str]]
    broader: NotRequired[list[Concept]]
    narrower: NotRequired[list[Concept]]
    matches: NotRequired[list[CodeMatch]]
    practices: NotRequired[int | None]


class ConceptsScheme(TypedDict):
    """A scheme of concepts; `holds` says what it is about."""

    id: str
    iri: str
    title: str
    title_en: str
    holds: str
    concepts: int


class CountedPlace(TypedDict):
    """A territory and how many practices are in it."""

    code: str
    name: str
    level: str
    practices: int


class Dictionary(TypedDict):
    """The whole dictionary."""

    base: str
    prefixes: dict[str, str]
    classes: list[Class]
    properties: list[Property]
    schemes: list[DictionaryScheme]
    code_lists: list[CodeList]
    graphs: list[Explained]
    addresses: list[Explained]
    evidence: list[Explained]


class DictionaryScheme(TypedDict):
    """A concept scheme; `top` counts the concepts that have none broader."""

    name: str
    iri: str
    title: str
    definition: str
    concepts: int
    top: int


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


class DocumentList(TypedDict):
    """Documents by title."""

    total: int
    limit: int
    cursor: str | None
    next: str | None
    generation: str
    changed: bool
    documents: list[DocumentRow]


class DocumentRow(TypedDict):
    """A document in a list, without its text."""

    id: str
    iri: NotRequired[str]
    title: NotRequired[str]
    sha256: NotRequired[str]
    media_type: NotRequired[str]
    source_url: NotRequired[str | None]
    source_title: NotRequired[str | None]
    licence: NotRequired[str | None]
    practices: NotRequired[list[PracticeName]]


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


class Explained(TypedDict):
    """A graph, a pattern of addresses or a step from a statement to its words."""

    name: str
    pattern: str
    meaning: str


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


class FunderList(TypedDict):
    """Organisations that give money, by name."""

    total: int
    limit: int
    cursor: str | None
    next: str | None
    generation: str
    changed: bool
    funders: list[Sum]


class Gaps(TypedDict):
    """A page of cells: territories in order of code, groups and measures as in their schemes."""

    total: int
    limit: int
    cursor: str | None
    next: str | None
    generation: str
    changed: bool
    note: str
    cells: list[Cell]


class HitRow(TypedDict):
    """A hit in a list."""

    id: str
    iri: NotRequired[str]
    title: NotRequired[str]
    score: NotRequired[float]
    status: NotRequired[str]
    document: NotRequired[str]
    passage: NotRequired[Passage | None]
    reasons: NotRequired[list[Reason]]


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


class MatchingModelsOrganisation(TypedDict):
    """An organisation and the practices it takes part in."""

    id: str
    iri: str
    name: str
    kind: str | None
    kind_label: str | None
    practices: list[str]


class Measure(TypedDict):
    """A measure of one practice, as its document states it; amounts in euros."""

    id: str
    iri: str
    words: str
    concept: Concept | None
    practice: PracticeName
    beneficiaries: list[Concept]
    budget: float | None
    unit_amount: float | None
    call: str | None


class MeasureGroup(TypedDict):
    """Who has done one thing; `measure` is null for practices that name no known one."""

    measure: str | None
    label: str
    total: int
    practices: list[MatchedPractice]


class MeasureList(TypedDict):
    """Measures in the order of their words."""

    total: int
    limit: int
    cursor: str | None
    next: str | None
    generation: str
    changed: bool
    measures: list[MeasureRow]


class MeasureRow(TypedDict):
    """A measure in a list."""

    id: str
    iri: NotRequired[str]
    words: NotRequired[str]
    concept: NotRequired[Concept | None]
    practice: NotRequired[PracticeName]
    beneficiaries: NotRequired[list[Concept]]
    budget: NotRequired[float | None]
    unit_amount: NotRequired[float | None]
    call: NotRequired[str | None]


class Named(TypedDict):
    """Something with its concept, or only in the words of the source."""

    label: str
    concept: str | None


class Network(TypedDict):
    """A page of ties, and what they leave out."""

    total: int
    limit: int
    cursor: str | None
    next: str | None
    generation: str
    changed: bool
    members: list[OrganisationName]
    left_out: list[str]
    ties: list[Tie]


class Object(TypedDict):
    """What is said: a node by its identifier and name, or words with datatype and language."""

    id: str | None
    label: str
    datatype: str | None
    language: str | None


class OrganisationList(TypedDict):
    """Organisations by name."""

    total: int
    limit: int
    cursor: str | None
    next: str | None
    generation: str
    changed: bool
    organisations: list[OrganisationRow]


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


class OrganisationName(TypedDict):
    """An organisation by its name."""

    id: str
    name: str


class OrganisationRow(TypedDict):
    """An organisation in a list."""

    id: str
    iri: NotRequired[str]
    name: NotRequired[str]
    other_names: NotRequired[list[str]]
    kind: NotRequired[Concept | None]
    place: NotRequired[Place | None]
    places: NotRequired[list[Place]]
    practices: NotRequired[list[TakingPart]]
    merged: NotRequired[list[str]]


class OrganisationsOrganisation(TypedDict):
    """An organisation; `merged` are the identifiers that now lead to this one."""

    id: str
    iri: str
    name: str
    other_names: list[str]
    kind: Concept | None
    place: Place | None
    places: list[Place]
    practices: list[TakingPart]
    merged: list[str]


class Parameter(TypedDict):
    """A value of the query that a reader may change: `sparql` holds ``VALUES ?name { value }``."""

    name: str
    meaning: str
    value: str
    example: str


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


class PlaceList(TypedDict):
    """Territories, each region with its provinces and each province with its comuni."""

    total: int
    limit: int
    cursor: str | None
    next: str | None
    generation: str
    changed: bool
    places: list[PlaceRow]


class PlaceRow(TypedDict):
    """A territory in a list."""

    id: str
    iri: NotRequired[str]
    name: NotRequired[str]
    other_name: NotRequired[str | None]
    level: NotRequired[Literal["comune", "provincia", "regione"]]
    within: NotRequired[list[Place]]
    lat: NotRequired[float | None]
    lon: NotRequired[float | None]
    population: NotRequired[int | None]
    practices: NotRequired[int]
    stated: NotRequired[int]


class PlaceWithParts(TypedDict):
    """A territory with those that it contains directly."""

    id: str
    iri: str
    name: str
    other_name: str | None
    level: Literal["comune", "provincia", "regione"]
    within: list[Place]
    lat: float | None
    lon: float | None
    population: int | None
    practices: int
    stated: int
    contains: list[CountedPlace]


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


class PracticeList(TypedDict):
    """A page of practices in alphabetical order."""

    total: int
    limit: int
    cursor: str | None
    next: str | None
    generation: str
    changed: bool
    offset: int
    previous: str | None
    practices: list[PracticeRow]


class PracticeName(TypedDict):
    """A practice by its title."""

    id: str
    title: str


class PracticeRow(TypedDict):
    """A practice in a list, with what its documents say of it, concepts as stated."""

    id: str
    iri: NotRequired[str]
    title: NotRequired[str]
    status: NotRequired[str]
    kind: NotRequired[str]
    document: NotRequired[str]
    summary: NotRequired[str]
    measures: NotRequired[list[Concept]]
    beneficiaries: NotRequired[list[Concept]]
    needs: NotRequired[list[Concept]]
    organisations: NotRequired[list[OrganisationName]]
    places: NotRequired[list[Place]]
    programmes: NotRequired[list[Concept]]
    budget: NotRequired[float | None]
    start: NotRequired[str | None]
    end: NotRequired[str | None]


class Problem(TypedDict):
    """What went wrong (RFC 9457); `detail` is Italian, for people, `type` is for programs."""

    type: str
    title: str
    status: int
    detail: str
    instance: NotRequired[str | None]


class ProgrammeList(TypedDict):
    """Programmes and funds by name; one counts what is under it too."""

    total: int
    limit: int
    cursor: str | None
    next: str | None
    generation: str
    changed: bool
    programmes: list[Sum]


class Property(TypedDict):
    """A property, the classes that have it and what its values are."""

    name: str
    iri: str
    label: str
    definition: str
    page: str
    facts: int | None
    told: int | None
    classes: list[str]
    values: list[str]


class Queries(TypedDict):
    """The whole gallery, in order."""

    total: int
    queries: list[Query]


class Query(TypedDict):
    """A question of the gallery; `run` and `page` are addresses relative to this service."""

    id: str
    title: str
    question: str
    theme: str
    shows: str
    columns: list[Column]
    parameters: list[Parameter]
    sparql: str
    run: str
    page: str


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


class SchemeList(TypedDict):
    """Every scheme of concepts."""

    schemes: list[ConceptsScheme]


class SchemeTree(TypedDict):
    """A scheme with its concepts as a tree; one with two broader ones stands under both."""

    id: str
    iri: str
    title: str
    title_en: str
    holds: str
    concepts: int
    tree: list[Branch]


class SearchPage(TypedDict):
    """A page of hits. Ranks move when the library does: `changed` says that it did meanwhile."""

    query: str
    total: int
    hits: list[HitRow]
    facets: dict[str, list[FacetCount]]
    note: str | None
    suggestion: str | None
    answered: float | None
    doubted: bool
    limit: int
    cursor: str | None
    next: str | None
    previous: str | None
    generation: str
    changed: bool


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


class Statement(TypedDict):
    """A statement: identifiers are compact (``wp:hasMeasure``, ``measure:…``, ``practice/…``)."""

    id: str
    iri: str
    document: str
    practice: str | None
    subject: str
    predicate: str
    object: Object
    confidence: float
    status: str
    extractor: str
    evidence: list[Evidence]


class StatementList(TypedDict):
    """Statements document by document, each in the order of its text."""

    total: int
    limit: int
    cursor: str | None
    next: str | None
    generation: str
    changed: bool
    statements: list[StatementRow]


class StatementRow(TypedDict):
    """A statement in a list."""

    id: str
    iri: NotRequired[str]
    document: NotRequired[str]
    practice: NotRequired[str | None]
    subject: NotRequired[str]
    predicate: NotRequired[str]
    object: NotRequired[Object]
    confidence: NotRequired[float]
    status: NotRequired[str]
    extractor: NotRequired[str]
    evidence: NotRequired[list[Evidence]]


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


class Sum(TypedDict):
    """What documents say that somebody gave: `total` euros, added up over the `stated` grants."""

    id: str
    name: NotRequired[str]
    grants: NotRequired[int]
    stated: NotRequired[int]
    total: NotRequired[float]
    practices: NotRequired[list[PracticeName]]


class TakingPart(TypedDict):
    """A practice that an organisation takes part in; without a role where it is only named."""

    id: str
    title: str
    roles: list[Concept]


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


class TerritoryNode(TypedDict):
    """A territory with what it contains, as far as practices are there."""

    code: str
    name: str
    level: str
    practices: int
    contains: list[TerritoryNode]


class TerritoryTree(TypedDict):
    """Every territory where some practice is, as a tree."""

    regions: list[TerritoryNode]


class Tie(TypedDict):
    """Two organisations that take part in the same practices."""

    one: NotRequired[OrganisationName]
    other: NotRequired[OrganisationName]
    practices: NotRequired[list[PracticeName]]


class Use(TypedDict):
    """How the things of a class have a property."""

    property: str
    values: list[str]
    at_least: int | None
    at_most: int | None
    expected: bool
    pattern: str | None
