"""The JSON of matches, comparisons and likenesses: command line and REST print the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from api.routers.shapes import evidence_shape, fact_shape, passage_shape
from corpus.matching.shapes import (
    Because,
    Comparison,
    Match,
    MeasureGroup,
    OrganisationMatch,
    PracticeMatch,
    Similar,
)
from corpus.matching.territory import Relation
from corpus.outlines import OrganisationView
from corpus.views import Fact, FactKind, PracticeView
from ontology.places import Place
from ontology.schemes import ConceptSchemes


def match_shape(match: Match, schemes: ConceptSchemes) -> dict[str, Any]:
    """Return the answer to a situation, what was understood of it first."""
    asked = match.situation
    return {
        "situation": {
            "description": asked.description,
            "needs": _concepts(asked.needs, schemes),
            "beneficiaries": _concepts(asked.beneficiaries, schemes),
            "measures": _concepts(asked.measures, schemes),
            "place": _place(asked.place) if asked.place else None,
            "means": asked.means,
        },
        "groups": [_group(group) for group in match.groups],
        "partners": [organisation_match_shape(partner) for partner in match.partners],
        "note": match.note,
        "doubted": match.doubted,
    }


def comparison_shape(comparison: Comparison) -> dict[str, Any]:
    """Return practices side by side: the cells of each row are in the order of the practices."""
    heads = ("id", "iri", "title", "status", "status_label", "document")
    return {
        "practices": [{n: getattr(view, n) for n in heads} for view in comparison.practices],
        "rows": [
            {
                "kind": row.kind.value,
                "label": row.label,
                "shared": list(row.shared),
                "only": [list(labels) for labels in row.only],
                "cells": [[fact_shape(fact) for fact in cell] for cell in row.cells],
            }
            for row in comparison.rows
        ],
    }


def similar_shape(practice: str, found: Iterable[Similar]) -> dict[str, Any]:
    """Return the practices like one."""
    return {
        "practice": practice,
        "similar": [
            {
                **_practice(one.view, one.places),
                "score": round(one.score, 4),
                "shared": {kind: list(concepts) for kind, concepts in one.shared.items()},
                "passage": passage_shape(one.passage) if one.passage else None,
                "reasons": _because(one.because),
            }
            for one in found
        ],
    }


def alike_shape(one: OrganisationView, found: Iterable[OrganisationMatch]) -> dict[str, Any]:
    """Return the organisations that do what one does."""
    return {
        "organisation": {
            "id": one.id,
            "iri": one.iri,
            "name": one.name,
            "kind": one.kind,
            "kind_label": one.kind_label,
            "practices": list(one.practices),
        },
        "alike": [organisation_match_shape(other) for other in found],
    }


def organisation_match_shape(match: OrganisationMatch) -> dict[str, Any]:
    """Return an organisation with the practices and the sentence that speak for it."""
    return {
        "id": match.id,
        "iri": match.iri,
        "name": match.name,
        "kind_label": match.kind_label,
        "score": round(match.score, 4),
        "practices": [
            {"id": part.practice, "title": part.title, "role_label": part.role}
            for part in match.parts
        ],
        "territory": _relation(match.relation) if match.relation else None,
        "reasons": _because(match.because),
        "evidence": evidence_shape(match.evidence) if match.evidence else None,
    }


def _group(group: MeasureGroup) -> dict[str, Any]:
    return {
        "measure": group.concept,
        "label": group.label,
        "total": group.total,
        "practices": [_matched(practice) for practice in group.practices],
    }


def _matched(match: PracticeMatch) -> dict[str, Any]:
    return {
        **_practice(match.view, match.places),
        "score": round(match.score, 4),
        "territory": _relation(match.relation) if match.relation else None,
        "passage": passage_shape(match.passage) if match.passage else None,
        "reasons": _because(match.because),
    }


def _practice(view: PracticeView, places: Iterable[Place]) -> dict[str, Any]:
    return {
        "id": view.id,
        "iri": view.iri,
        "title": view.title,
        "status": view.status,
        "status_label": view.status_label,
        "document": view.document,
        "who": [
            {**_named(fact), "role_label": fact.detail.get("role_label")}
            for fact in view.of(FactKind.ACTOR)
        ],
        "where": [_place(place) for place in places],
        "for_whom": [_named(fact) for fact in view.of(FactKind.BENEFICIARY)],
        "measures": [_named(fact) for fact in view.of(FactKind.MEASURE)],
        "needs": [_named(fact) for fact in view.of(FactKind.NEED)],
        "money": [fact.label for fact in view.of(FactKind.MONEY)],
    }


def _named(fact: Fact) -> dict[str, Any]:
    return {"label": fact.label, "concept": fact.concept}


def _place(place: Place) -> dict[str, Any]:
    return {"code": place.code, "name": place.name, "level": place.level}


def _relation(relation: Relation) -> dict[str, Any]:
    apart = relation.kilometres
    return {
        **_place(relation.place),
        "same": relation.same,
        "kilometres": None if apart is None else round(apart),
        "kind": round(relation.kind, 4),
        "nearness": round(relation.nearness, 4),
        "text": relation.text,
    }


def _concepts(concepts: Iterable[str], schemes: ConceptSchemes) -> list[dict[str, str]]:
    return [{"concept": one, "label": schemes[one].label} for one in concepts]


def _because(because: Iterable[Because]) -> list[dict[str, Any]]:
    return [{"kind": b.kind, "text": b.text, "detail": list(b.detail)} for b in because]
