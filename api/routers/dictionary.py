"""``/api/v1/dictionary``: the data dictionary for programs."""

# No postponed annotations here: FastAPI reads them.
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import ConfigDict, Field

from api.routers.desk import Desk, desk_of
from api.routers.models import Model, problems
from api.routers.parameters import alone
from api.settings import Settings
from api.sparql.census import Census, Counts
from ontology.dictionary import Explained, Term, Use, load_dictionary
from ontology.terms import Terms


class TermModel(Model):
    """A class or a property; `page` is where it is told to people, relative to this service."""

    name: str
    iri: str
    label: str
    definition: str
    page: str
    facts: int | None = Field(description="Usi nel grafo predefinito; null se non si sa")
    told: int | None = Field(description="Usi nei grafi dei documenti; null se non si sa")


class UseModel(Model):
    """How the things of a class have a property."""

    property: str
    values: list[str] = Field(
        description="Tipi di dato e classi; `scheme:…` i concetti di uno schema, `= …` un valore"
    )
    at_least: int | None
    at_most: int | None
    expected: bool = Field(description="Attesa: chi non ce l'ha è segnalato ai curatori")
    pattern: str | None


class ClassModel(TermModel):
    """A class with its properties; `parents` and names in `properties` are compact."""

    parents: list[str]
    properties: list[UseModel]


class PropertyModel(TermModel):
    """A property, the classes that have it and what its values are."""

    classes: list[str]
    values: list[str]


class SchemeModel(Model):
    """A concept scheme; `top` counts the concepts that have none broader."""

    name: str
    iri: str
    title: str
    definition: str
    concepts: int
    top: int


class CodeListModel(Model):
    """A list of others' codes."""

    name: str
    namespace: str
    title: str
    source: str
    licence: str
    codes: int


class ExplainedModel(Model):
    """A graph, a pattern of addresses or a step from a statement to its words."""

    name: str
    pattern: str
    meaning: str


class DictionaryModel(Model):
    """The whole dictionary."""

    base: str
    prefixes: dict[str, str]
    classes: list[ClassModel]
    properties: list[PropertyModel]
    schemes: list[SchemeModel]
    code_lists: list[CodeListModel]
    graphs: list[ExplainedModel]
    addresses: list[ExplainedModel]
    evidence: list[ExplainedModel]

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "base": "https://w3id.org/welfare-practices/",
                "prefixes": {"wp": "https://w3id.org/welfare-practices/onto#"},
                "classes": [],
                "properties": [
                    {
                        "name": "wp:hasMeasure",
                        "iri": "https://w3id.org/welfare-practices/onto#hasMeasure",
                        "label": "ha misura",
                        "definition": "Una misura che la pratica offre o finanzia.",
                        "page": "/dizionario#wp-hasMeasure",
                        "facts": 2356,
                        "told": 2356,
                        "classes": ["wp:Practice"],
                        "values": ["wp:Measure"],
                    }
                ],
                "schemes": [],
                "code_lists": [],
                "graphs": [],
                "addresses": [],
                "evidence": [],
            }
        }
    )


def dictionary_router(settings: Settings, census: Census) -> APIRouter:
    """Return the route, with the dictionary under the base of these settings."""
    router = APIRouter(tags=["SPARQL"])
    terms = Terms(settings.base)

    @router.get(
        "/dictionary",
        summary="Il dizionario dei dati: classi, proprietà, vocabolari, grafi",
        response_model=DictionaryModel,
        responses=problems(414, 422, 503),
        dependencies=[Depends(alone())],
    )
    def dictionary(desk: Annotated[Desk, Depends(desk_of)], response: Response) -> dict[str, Any]:
        told = load_dictionary(terms)
        usage = census.of(desk.library.generation, desk.pool)
        if not usage.lasting:
            response.headers["Cache-Control"] = "no-store"
        return {
            "base": settings.base,
            "prefixes": terms.prefixes(),
            "classes": [
                {
                    **_term(one.term, usage.classes),
                    "parents": list(one.parents),
                    "properties": [_use(use) for use in one.uses],
                }
                for one in told.classes
            ],
            "properties": [
                {
                    **_term(one.term, usage.properties),
                    "classes": list(one.classes),
                    "values": list(one.values),
                }
                for one in told.properties
            ],
            "schemes": [
                {name: getattr(one, name) for name in SchemeModel.model_fields}
                for one in told.schemes
            ],
            "code_lists": [
                {name: getattr(one, name) for name in CodeListModel.model_fields}
                for one in told.code_lists
            ],
            "graphs": list(map(_explained, told.graphs)),
            "addresses": list(map(_explained, told.addresses)),
            "evidence": list(map(_explained, told.evidence)),
        }

    return router


def _term(term: Term, counts: Counts) -> dict[str, Any]:
    return {
        "name": term.name,
        "iri": term.iri,
        "label": term.label,
        "definition": term.definition,
        "page": f"/dizionario#{term.anchor}",
        "facts": counts.facts.get(term.iri, 0) if counts.facts else None,
        "told": counts.told.get(term.iri, 0) if counts.told else None,
    }


def _use(use: Use) -> dict[str, Any]:
    told = use.constraint
    return {
        "property": use.property.name,
        "values": list(told.values),
        "at_least": told.at_least,
        "at_most": told.at_most,
        "expected": told.expected,
        "pattern": told.pattern,
    }


def _explained(one: Explained) -> dict[str, str]:
    return {"name": one.name, "pattern": one.pattern, "meaning": one.meaning}
