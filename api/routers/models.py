"""The JSON of the REST door, declared: what `shapes` writes, checked and documented."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Model(BaseModel):
    """A part of an answer; a member that is not declared here is a mistake of ours."""

    model_config = ConfigDict(extra="forbid")


class PassageModel(Model):
    """The words of a document that best answer the question: ``text[start:end]`` of its text."""

    text: str
    document: str
    start: int
    end: int


class ReasonModel(Model):
    """Why a practice was found; `share` is the part of its score, in [0, 1]."""

    kind: str = Field(description="significato, parole, concetti o temi")
    text: str
    share: float
    detail: list[str]


class HitModel(Model):
    """A practice that answers a question. `score` orders the hits of this question only."""

    id: str
    iri: str
    title: str
    score: float
    status: str
    document: str
    passage: PassageModel | None
    reasons: list[ReasonModel]


class FacetCountModel(Model):
    """A value to filter by, and how many practices it would leave."""

    value: str
    label: str
    count: int


class SearchResultsModel(Model):
    """A page of hits; `total` counts all of them, `note` says what limits the answer."""

    query: str
    total: int
    hits: list[HitModel]
    facets: dict[str, list[FacetCountModel]]
    note: str | None
    suggestion: str | None = Field(
        description="La domanda con le parole probabilmente sbagliate corrette, o null"
    )
    answered: float | None = Field(
        description="Probabilità che una delle pratiche risponda davvero; null se non si può dire"
    )
    doubted: bool = Field(
        description="true se la probabilità è troppo bassa: le pratiche sono solo le più vicine"
    )

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "query": "anziani soli in un paese di montagna",
                "total": 1,
                "hits": [
                    {
                        "id": "taxi-amico",
                        "iri": "https://w3id.org/welfare-practices/id/practice/taxi-amico",
                        "title": "Taxi amico",
                        "score": 1.31,
                        "status": "in-corso",
                        "document": "taxi-amico",
                        "passage": {
                            "text": "Agli anziani soli delle frazioni i volontari offrono …",
                            "document": "taxi-amico",
                            "start": 120,
                            "end": 640,
                        },
                        "reasons": [
                            {
                                "kind": "parole",
                                "text": "contiene «anziani», «soli»",
                                "share": 0.62,
                                "detail": ["anziani", "soli"],
                            }
                        ],
                    }
                ],
                "facets": {"region": [{"value": "01", "label": "Piemonte", "count": 1}]},
                "note": None,
                "suggestion": None,
                "answered": 0.93,
                "doubted": False,
            }
        }
    )


class SuggestionModel(Model):
    """How what was typed may go on; `facet` is the filter that takes `value`, or null."""

    kind: str = Field(description="practice, concept, place o organisation")
    label: str
    value: str
    facet: str | None


class SuggestionsModel(Model):
    """At most ten suggestions, of what is in the library now."""

    query: str
    suggestions: list[SuggestionModel]

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "query": "trasp",
                "suggestions": [
                    {
                        "kind": "concept",
                        "label": "Trasporto sociale e accompagnamento",
                        "value": "measure:trasporto-sociale",
                        "facet": "measure",
                    }
                ],
            }
        }
    )


class EvidenceModel(Model):
    """The words that say a fact: `quote` is ``text[start:end]`` of the document."""

    document: str
    start: int
    end: int
    quote: str


class FactModel(Model):
    """One thing stated of a practice, with its evidence; `confidence` in [0, 1]."""

    kind: str = Field(
        description="actor, measure, beneficiary, need, place, period, money, result, status"
    )
    label: str
    concept: str | None
    confidence: float
    detail: dict[str, str]
    evidence: list[EvidenceModel]


class PracticeModel(Model):
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
    facts: list[FactModel]


class DocumentModel(Model):
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


class ReadinessModel(Model):
    """Whether the service may be sent readers, and what is missing when it may not."""

    ready: bool
    library: str
    index: str
    encoder: str
    documents: int
    generation: str | None


class ProblemModel(BaseModel):
    """What went wrong (RFC 9457); `detail` is Italian, for people, `type` is for programs."""

    type: str
    title: str
    status: int
    detail: str
    instance: str | None = None

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "example": {
                "type": "urn:prassi:problem:not-found",
                "title": "Non trovato",
                "status": 404,
                "detail": "Non c'è la pratica «orti-x» in questo archivio.",
                "instance": "/api/v1/practices/orti-x",
            }
        },
    )


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Declare the problems a route may answer with."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": _MEANING[status], "content": content} for status in statuses}


_MEANING = {
    400: "La richiesta non è scritta bene.",
    404: "Non c'è in questo archivio.",
    406: "Non c'è nel formato chiesto.",
    408: "La richiesta non è arrivata in tempo.",
    413: "La richiesta è troppo grande.",
    414: "L'indirizzo è troppo lungo.",
    416: "La parte chiesta è oltre la fine del file.",
    415: "La richiesta è inviata in un modo che non conosciamo.",
    422: "Un parametro non è valido.",
    503: "Il servizio non è pronto.",
}
