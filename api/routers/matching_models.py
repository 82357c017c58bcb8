"""The JSON of matches, comparisons and likenesses, declared: what `matching_shapes` writes."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, Field

from api.routers.models import EvidenceModel, FactModel, Model, PassageModel

_PLACE: dict[str, Any] = {"code": "066036", "name": "Corfinio", "level": "comune"}
_TERRITORY: dict[str, Any] = {
    **_PLACE,
    "same": None,
    "kilometres": 57,
    "kind": 0.5,
    "nearness": 0.68,
    "text": "Corfinio (a circa 57 km): un paese piccolissimo in una zona abitata (970 abitanti)",
}
_PRACTICE: dict[str, Any] = {
    "id": "mosca-bianca-corfinio",
    "iri": "https://w3id.org/welfare-practices/id/practice/mosca-bianca-corfinio",
    "title": "La mosca bianca - pulmino di comunità",
    "status": "in-corso",
    "status_label": "In corso",
    "document": "mosca-bianca-corfinio",
    "who": [
        {
            "label": "Comune di Corfinio",
            "concept": "organisation/comune-di-corfinio",
            "role_label": "Promotore",
        }
    ],
    "where": [_PLACE],
    "for_whom": [{"label": "Anziani", "concept": "beneficiary:anziani"}],
    "measures": [
        {"label": "Trasporto sociale e accompagnamento", "concept": "measure:trasporto-sociale"}
    ],
    "needs": [{"label": "Mobilità e trasporto", "concept": "need:mobilita-trasporto"}],
    "money": ["30.000 €"],
    "score": 0.81,
    "passage": {
        "text": "Il pulmino porta gli anziani alle visite …",
        "document": "mosca-bianca-corfinio",
        "start": 210,
        "end": 640,
    },
    "reasons": [
        {
            "kind": "destinatari",
            "text": "è per le stesse persone: anziani",
            "detail": ["beneficiary:anziani"],
        }
    ],
}
_ORGANISATION: dict[str, Any] = {
    "id": "auser-sulmona",
    "iri": "https://w3id.org/welfare-practices/id/organisation/auser-sulmona",
    "name": "Auser Sulmona",
    "kind_label": "Organizzazione di volontariato",
    "score": 0.66,
    "practices": [
        {
            "id": "mosca-bianca-corfinio",
            "title": "La mosca bianca - pulmino di comunità",
            "role_label": "Partner",
        }
    ],
    "territory": _TERRITORY,
    "reasons": [
        {
            "kind": "ruolo",
            "text": "è partner in «La mosca bianca - pulmino di comunità» "
            "(trasporto sociale e accompagnamento)",
            "detail": ["mosca-bianca-corfinio"],
        }
    ],
    "evidence": {
        "document": "mosca-bianca-corfinio",
        "start": 700,
        "end": 770,
        "quote": "Al volante si alternano i volontari dell'Auser di Sulmona.",
    },
}


class NamedModel(Model):
    """Something with its concept, or only in the words of the source."""

    label: str
    concept: str | None


class ParticipantModel(NamedModel):
    """Who takes part: an organisation, or a kind of actor; the role where it is said."""

    role_label: str | None


class PlaceModel(Model):
    """A territory by its ISTAT code."""

    code: str
    name: str
    level: str = Field(description="comune, provincia, regione")


class TerritoryModel(PlaceModel):
    """How a territory stands to the one asked about; `text` says it in Italian.

    `same` is the smallest territory that holds both. `kind` (size, people around) and `nearness`
    are in [0, 1].
    """

    same: str | None
    kilometres: int | None
    kind: float
    nearness: float
    text: str


class BecauseModel(Model):
    """A reason, in Italian; `detail` has the concepts, words or identifiers behind it."""

    kind: str = Field(
        description="misura, bisogno, destinatari, territorio, mezzi, significato, parole, ruolo"
    )
    text: str
    detail: list[str]


class ConceptModel(Model):
    """A concept and its Italian name."""

    concept: str
    label: str


class SituationModel(Model):
    """What was understood of the situation: named by who asks, or in the description."""

    description: str
    needs: list[ConceptModel]
    beneficiaries: list[ConceptModel]
    measures: list[ConceptModel]
    place: PlaceModel | None
    means: str


class OutlineModel(Model):
    """A practice in outline: who, where, for whom, what, with what money."""

    id: str
    iri: str
    title: str
    status: str
    status_label: str
    document: str
    who: list[ParticipantModel]
    where: list[PlaceModel]
    for_whom: list[NamedModel]
    measures: list[NamedModel]
    needs: list[NamedModel]
    money: list[str]


class MatchedPracticeModel(OutlineModel):
    """A practice that answers; `score` is in [0, 1] and orders this answer only."""

    score: float
    territory: TerritoryModel | None
    passage: PassageModel | None
    reasons: list[BecauseModel]


class MeasureGroupModel(Model):
    """Who has done one thing; `measure` is null for practices that name no known one.

    `total` counts all the practices found that do it; each is shown once, under one measure.
    """

    measure: str | None
    label: str
    total: int
    practices: list[MatchedPracticeModel]


class PartModel(Model):
    """What an organisation was in a practice; empty where the source does not say."""

    id: str
    title: str
    role_label: str


class OrganisationMatchModel(Model):
    """An organisation with the practices, the reasons and the sentence that speak for it."""

    id: str
    iri: str
    name: str
    kind_label: str | None
    score: float
    practices: list[PartModel]
    territory: TerritoryModel | None
    reasons: list[BecauseModel]
    evidence: EvidenceModel | None


class MatchModel(Model):
    """Who has done it already, by measure, and who could be a partner."""

    situation: SituationModel
    groups: list[MeasureGroupModel]
    partners: list[OrganisationMatchModel]
    note: str | None
    doubted: bool = Field(
        description="true se forse nessuna pratica risponde: sono solo le più vicine"
    )

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "situation": {
                    "description": "gli anziani del paese non riescono ad andare alle visite",
                    "needs": [],
                    "beneficiaries": [{"concept": "beneficiary:anziani", "label": "Anziani"}],
                    "measures": [],
                    "place": {"code": "094002", "name": "Agnone", "level": "comune"},
                    "means": "un furgone",
                },
                "groups": [
                    {
                        "measure": "measure:trasporto-sociale",
                        "label": "Trasporto sociale e accompagnamento",
                        "total": 1,
                        "practices": [{**_PRACTICE, "territory": _TERRITORY}],
                    }
                ],
                "partners": [_ORGANISATION],
                "note": None,
                "doubted": False,
            }
        }
    )


class ComparedModel(Model):
    """The head of a column."""

    id: str
    iri: str
    title: str
    status: str
    status_label: str
    document: str


class RowModel(Model):
    """One kind of fact: a cell for each practice, what all share, what each alone has."""

    kind: str
    label: str
    shared: list[str]
    only: list[list[str]]
    cells: list[list[FactModel]]


class ComparisonModel(Model):
    """Two to five practices side by side."""

    practices: list[ComparedModel]
    rows: list[RowModel]

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "practices": [
                    {name: _PRACTICE[name] for name in ComparedModel.model_fields},
                    {
                        "id": "taxi-amico",
                        "iri": "https://w3id.org/welfare-practices/id/practice/taxi-amico",
                        "title": "Taxi amico",
                        "status": "conclusa",
                        "status_label": "Conclusa",
                        "document": "taxi-amico",
                    },
                ],
                "rows": [
                    {
                        "kind": "status",
                        "label": "A che punto",
                        "shared": [],
                        "only": [["In corso"], ["Conclusa"]],
                        "cells": [[], []],
                    }
                ],
            }
        }
    )


class SimilarPracticeModel(OutlineModel):
    """A practice like another; `shared` has, by kind of fact, the concepts of both."""

    score: float
    shared: dict[str, list[str]]
    passage: PassageModel | None
    reasons: list[BecauseModel]


class SimilarListModel(Model):
    """The practices like one, the most alike first."""

    practice: str
    similar: list[SimilarPracticeModel]

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "practice": "taxi-amico",
                "similar": [{**_PRACTICE, "shared": {"beneficiary": ["beneficiary:anziani"]}}],
            }
        }
    )


class OrganisationModel(Model):
    """An organisation and the practices it takes part in."""

    id: str
    iri: str
    name: str
    kind: str | None
    kind_label: str | None
    practices: list[str]


class AlikeListModel(Model):
    """The organisations that do what one does, nearest first."""

    organisation: OrganisationModel
    alike: list[OrganisationMatchModel]

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "organisation": {
                    "id": "misericordia-aquila",
                    "iri": "https://w3id.org/welfare-practices/id/organisation/misericordia-aquila",
                    "name": "Misericordia dell'Aquila",
                    "kind": "actor:odv",
                    "kind_label": "Organizzazione di volontariato",
                    "practices": ["trasporto-chiamata-l-aquila"],
                },
                "alike": [_ORGANISATION],
            }
        }
    )
