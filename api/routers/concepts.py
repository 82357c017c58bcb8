"""``/api/v1/concepts``, ``/schemes``: measures, needs, beneficiaries… and how many have them."""

# No postponed annotations here: FastAPI reads the types of the parameters.
from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import ConfigDict, Field
from starlette.responses import Response

from api.routers.counting import Counts
from api.routers.desk import Desk, desk_of
from api.routers.listing import LISTED, PAGING, SPARSE, Asked, ListModel, example, listing
from api.routers.matching_models import ConceptModel
from api.routers.models import Model, problems
from api.routers.naming import Naming
from api.routers.near import missing, unknown
from api.routers.parameters import LONGEST_VALUE, MISSING, Filters, alone, filters, only
from api.settings import Settings
from corpus.registers.concepts import ConceptEntry
from corpus.registers.register import contains
from ontology.schemes import scheme_titles
from ontology.terms import scheme_names

_EXAMPLE: dict[str, Any] = {
    "id": "measure:trasporto-sociale",
    "iri": "https://w3id.org/welfare-practices/scheme/measure/trasporto-sociale",
    "scheme": "measure",
    "label": "Trasporto sociale e accompagnamento",
    "label_en": "Social transport and escort",
    "alt_labels": ["trasporto sociale", "taxi sociale"],
    "broader": [{"concept": "measure:prossimita-comunita", "label": "Prossimità e comunità"}],
    "narrower": [],
    "matches": [
        {
            "code": "fnps:3.5",
            "iri": "https://w3id.org/welfare-practices/code/fnps/3.5",
            "label": "Trasporto sociale",
            "exact": True,
        }
    ],
    "practices": 12,
}
_SCHEMES = {"enum": sorted(scheme_names())}


class CodeMatchModel(Model):
    """A code of a list of others; `exact` where it means the same, else something close."""

    code: str
    iri: str
    label: str | None
    exact: bool


class ConceptFullModel(Model):
    """A concept of a scheme, with all its names and what practices do with it."""

    id: str
    iri: str
    scheme: str
    label: str
    label_en: str
    alt_labels: list[str]
    broader: list[ConceptModel]
    narrower: list[ConceptModel]
    matches: list[CodeMatchModel]
    practices: int | None = Field(
        description="Quante pratiche ce l'hanno, o ne hanno uno più specifico; null dove le "
        "pratiche non si contano così"
    )

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": _EXAMPLE})


class ConceptRowModel(ConceptFullModel):
    """A concept in a list."""

    model_config = SPARSE


class ConceptListModel(ListModel):
    """Concepts in the order of their schemes."""

    concepts: list[ConceptRowModel]

    model_config = example("concepts", _EXAMPLE)


class BranchModel(Model):
    """A concept with those directly under it, and so on."""

    concept: str
    label: str
    practices: int | None
    narrower: list["BranchModel"]


class SchemeModel(Model):
    """A scheme of concepts; `holds` says what it is about."""

    id: str
    iri: str
    title: str
    title_en: str
    holds: str
    concepts: int


class SchemeListModel(Model):
    """Every scheme of concepts."""

    schemes: list[SchemeModel]

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "schemes": [
                    {
                        "id": "measure",
                        "iri": "https://w3id.org/welfare-practices/scheme/measure",
                        "title": "Misure",
                        "title_en": "Measures",
                        "holds": "Che cosa si fa.",
                        "concepts": 110,
                    }
                ]
            }
        },
    )


class SchemeTreeModel(SchemeModel):
    """A scheme with its concepts as a tree; one with two broader ones stands under both."""

    tree: list[BranchModel]

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "id": "measure",
                "iri": "https://w3id.org/welfare-practices/scheme/measure",
                "title": "Misure",
                "title_en": "Measures",
                "holds": "Che cosa si fa.",
                "concepts": 110,
                "tree": [
                    {
                        "concept": "measure:prossimita-comunita",
                        "label": "Prossimità e comunità",
                        "practices": 40,
                        "narrower": [
                            {
                                "concept": "measure:trasporto-sociale",
                                "label": "Trasporto sociale e accompagnamento",
                                "practices": 12,
                                "narrower": [],
                            }
                        ],
                    }
                ],
            }
        },
    )


def concepts_router(settings: Settings) -> APIRouter:
    """Return the routes, with the limits of these settings."""
    router = APIRouter(tags=["concetti"])

    @router.get(
        "/concepts",
        summary="Elenca i concetti: misure, bisogni, destinatari, attori, fondi…",
        response_model=ConceptListModel,
        responses=LISTED | problems(406, 414, 422, 503),
        dependencies=[Depends(only("q", "scheme", "used", *PAGING))],
    )
    def concepts(
        desk: Annotated[Desk, Depends(desk_of)],
        asked: Annotated[Asked, Depends(listing(settings, ConceptRowModel, parts=3))],
        chosen: Annotated[Filters, Depends(filters)],
        scheme: Annotated[
            str,
            Query(
                max_length=LONGEST_VALUE,
                description="Lo schema di cui fanno parte.",
                examples=["measure"],
                json_schema_extra=_SCHEMES,
            ),
        ] = MISSING,
        q: Annotated[
            str,
            Query(
                max_length=LONGEST_VALUE,
                description="Parole di uno dei suoi nomi.",
                examples=["trasporto"],
            ),
        ] = "",
        used: Annotated[
            bool, Query(description="Solo quelli che hanno le pratiche che passano i filtri.")
        ] = False,
    ) -> Response:
        """I filtri dicono di quali pratiche contare i concetti, non quali concetti elencare."""
        naming = Naming(desk)
        if scheme is not None:
            _known(scheme)
        counts = Counts(desk, naming, chosen)
        called = contains(q) if q.strip() else None

        def wanted(one: ConceptEntry) -> bool:
            return (
                scheme in (None, one.scheme)
                and (not used or bool(counts.of(one.id)))
                and (called is None or called(one))
            )

        page = naming.registers.concepts.page(asked.after, asked.limit, wanted)
        shape = partial(_shape, naming=naming, counts=counts)
        return asked.page("concepts", page, shape, naming.registers.generation)

    @router.get(
        "/concepts/{identifier}",
        summary="Un concetto, con i suoi nomi e i suoi codici",
        response_model=ConceptFullModel,
        responses=problems(404, 422, 503),
        dependencies=[Depends(alone())],
    )
    def concept(desk: Annotated[Desk, Depends(desk_of)], identifier: str) -> Any:
        """L'identificativo è `schema:nome`, per esempio `measure:trasporto-sociale`."""
        naming = Naming(desk)
        entry = naming.registers.concepts.get(identifier)
        if entry is None:
            near = naming.registers.concepts.near(identifier.rpartition(":")[2])
            raise missing("il concetto", identifier, near)
        return _shape(entry, naming, Counts(desk, naming, {}))

    @router.get(
        "/schemes",
        summary="Gli schemi di concetti",
        response_model=SchemeListModel,
        responses=problems(422, 503),
        dependencies=[Depends(alone())],
    )
    def schemes(desk: Annotated[Desk, Depends(desk_of)]) -> Any:
        """Che cosa si può classificare, e con che cosa."""
        naming = Naming(desk)
        return {"schemes": [_scheme(name, desk, naming) for name in sorted(scheme_names())]}

    @router.get(
        "/schemes/{identifier}",
        summary="Uno schema di concetti, come albero con quante pratiche ha ciascuno",
        response_model=SchemeTreeModel,
        responses=problems(404, 414, 422, 503),
        dependencies=[Depends(only())],
    )
    def scheme_tree(
        desk: Annotated[Desk, Depends(desk_of)],
        chosen: Annotated[Filters, Depends(filters)],
        identifier: str,
    ) -> Any:
        """I filtri dicono di quali pratiche contare i concetti."""
        if identifier not in scheme_names():
            raise missing("lo schema", identifier)
        naming = Naming(desk)
        counts = Counts(desk, naming, chosen)
        held = desk.library.reference.schemes

        def branch(concept: str) -> dict[str, Any]:
            return {
                **naming.concept(concept),
                "practices": counts.of(concept),
                "narrower": [branch(one) for one in held.children(concept)],
            }

        top = [one.id for one in held.scheme(identifier) if not one.parents]
        return {**_scheme(identifier, desk, naming), "tree": [branch(one) for one in top]}

    return router


def _known(scheme: str) -> None:
    if scheme not in scheme_names():
        titles = scheme_titles()
        raise unknown("scheme", scheme, [(name, titles[name][0]) for name in sorted(titles)])


def _scheme(name: str, desk: Desk, naming: Naming) -> dict[str, Any]:
    title, title_en, holds = scheme_titles()[name]
    reference = desk.library.reference
    return {
        "id": name,
        "iri": reference.terms.scheme(name),
        "title": title,
        "title_en": title_en,
        "holds": holds,
        "concepts": sum(one.scheme == name for one in naming.registers.concepts.entries),
    }


def _shape(one: ConceptEntry, naming: Naming, counts: Counts) -> Mapping[str, Any]:
    return {
        "id": one.id,
        "iri": one.iri,
        "scheme": one.scheme,
        "label": one.label,
        "label_en": one.label_en,
        "alt_labels": list(one.alt_labels),
        "broader": [naming.concept(concept) for concept in one.broader],
        "narrower": [naming.concept(concept) for concept in one.narrower],
        "matches": [
            {"code": m.code, "iri": m.iri, "label": m.label, "exact": m.exact} for m in one.matches
        ],
        "practices": counts.of(one.id),
    }
