"""``/api/v1/queries``: the gallery of questions, each with its SPARQL and where to run it."""

# No postponed annotations here: FastAPI reads them.
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from pydantic import ConfigDict, Field

from api.errors import NotFoundError
from api.routers.models import Model, problems
from api.routers.parameters import alone, clean_question
from api.settings import Settings
from ontology.queries import CompetencyQuery, competency_queries
from ontology.terms import Terms


class ColumnModel(Model):
    """A column of the answer; a row may lack it when `optional`."""

    name: str
    datatypes: list[str] = Field(description="Nomi come xsd:decimal, o iri per un nodo")
    optional: bool
    meaning: str


class ParameterModel(Model):
    """A value of the query that a reader may change: `sparql` holds ``VALUES ?name { value }``."""

    name: str
    meaning: str
    value: str = Field(description="Il valore che c'è, come lo scrive SPARQL")
    example: str = Field(description="Un altro valore da provare al suo posto")


class QueryModel(Model):
    """A question of the gallery; `run` and `page` are addresses relative to this service."""

    id: str
    title: str
    question: str
    theme: str
    shows: str = Field(description="Che cos'è una riga della risposta, e che cosa non è")
    columns: list[ColumnModel]
    parameters: list[ParameterModel]
    sparql: str
    run: str = Field(description="L'indirizzo che risponde, nel formato chiesto con Accept")
    page: str = Field(description="La pagina con le prime righe della risposta")

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "cq03",
                "title": "Pratiche che rispondono a un bisogno",
                "question": "Quali pratiche rispondono a un bisogno?",
                "theme": "Per chi e per quale bisogno",
                "shows": "Una riga per ogni pratica e bisogno.",
                "columns": [
                    {
                        "name": "practice",
                        "datatypes": ["iri"],
                        "optional": False,
                        "meaning": "Pratica",
                    }
                ],
                "parameters": [
                    {
                        "name": "wanted",
                        "meaning": "Bisogno",
                        "value": "<https://w3id.org/welfare-practices/scheme/need/casa-abitare>",
                        "example": "<https://w3id.org/welfare-practices/scheme/need/spreco>",
                    }
                ],
                "sparql": "SELECT ?practice WHERE { … }",
                "run": "/sparql?query=SELECT+…",
                "page": "/interrogazioni/cq03",
            }
        }
    )


class QueriesModel(Model):
    """The whole gallery, in order."""

    total: int
    queries: list[QueryModel]


def queries_router(settings: Settings) -> APIRouter:
    """Return the routes, with the questions under the base of these settings."""
    router = APIRouter(tags=["SPARQL"], dependencies=[Depends(alone())])
    shapes = {query.id: query_shape(query) for query in competency_queries(Terms(settings.base))}

    @router.get(
        "/queries",
        summary="Le interrogazioni pronte, con il loro SPARQL",
        response_model=QueriesModel,
        responses=problems(414, 422, 503),
    )
    def queries() -> dict[str, Any]:
        return {"total": len(shapes), "queries": list(shapes.values())}

    @router.get(
        "/queries/{identifier}",
        summary="Una interrogazione pronta",
        response_model=QueryModel,
        responses=problems(404, 414, 422, 503),
    )
    def query(identifier: str) -> dict[str, Any]:
        if identifier not in shapes:
            raise NotFoundError(f"l'interrogazione «{clean_question(identifier)[:80]}»")
        return shapes[identifier]

    return router


def query_shape(query: CompetencyQuery) -> dict[str, Any]:
    """Return a question as JSON."""
    return {
        "id": query.id,
        "title": query.title,
        "question": query.question,
        "theme": query.theme,
        "shows": query.shows,
        "columns": [
            {
                "name": one.name,
                "datatypes": list(one.datatypes),
                "optional": one.optional,
                "meaning": one.meaning,
            }
            for one in query.columns
        ],
        "parameters": [
            {
                "name": one.name,
                "meaning": one.meaning,
                "value": one.value,
                "example": one.example,
            }
            for one in query.parameters
        ],
        "sparql": query.sparql,
        "run": f"/sparql?{urlencode({'query': query.sparql})}",
        "page": f"/interrogazioni/{query.id}",
    }
