"""``/api/v1/gaps``: where, for whom and with what measure this archive has practices, or none."""

# No postponed annotations here: FastAPI reads the types of the parameters.
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.responses import Response

from api.routers.desk import Desk, desk_of
from api.routers.filtering import understood
from api.routers.listing import LISTED, PAGING, SPARSE, Asked, ListModel, example, listing
from api.routers.matching_models import ConceptModel, PlaceModel
from api.routers.models import Model, problems
from api.routers.naming import Naming
from api.routers.parameters import Filters, filters, only
from api.settings import Settings
from corpus.registers.register import Key, page_of

_NOTE = (
    "Zero vuol dire che nessun documento in questo archivio ne racconta: non che sul territorio "
    "non ci sia nulla."
)
_FACET = {"regione": "region", "provincia": "province"}
_EXAMPLE: dict[str, Any] = {
    "place": {"code": "14", "name": "Molise", "level": "regione"},
    "beneficiary": {"concept": "beneficiary:anziani", "label": "Anziani"},
    "measure": None,
    "practices": 0,
    "text": "Molise, Anziani: nessun documento in questo archivio.",
}


class CellModel(Model):
    """How many practices are in a territory, for a group, with a measure (null: with any)."""

    place: PlaceModel
    beneficiary: ConceptModel
    measure: ConceptModel | None
    practices: int
    text: str

    model_config = SPARSE


class GapsModel(ListModel):
    """A page of cells: territories in order of code, groups and measures as in their schemes."""

    note: str = Field(description="Che cosa vuol dire zero")
    cells: list[CellModel]

    model_config = example("cells", _EXAMPLE, note=_NOTE)


def gaps_router(settings: Settings) -> APIRouter:
    """Return the route, with the limits of these settings."""
    router = APIRouter(tags=["vuoti"])

    @router.get(
        "/gaps",
        summary="Dove, per chi e con che misura l'archivio non ha pratiche",
        response_model=GapsModel,
        responses=LISTED | problems(406, 414, 422, 503),
        dependencies=[Depends(only("level", "by_measure", "empty", *PAGING))],
    )
    def gaps(
        desk: Annotated[Desk, Depends(desk_of)],
        asked: Annotated[Asked, Depends(listing(settings, CellModel, parts=3))],
        chosen: Annotated[Filters, Depends(filters)],
        level: Annotated[
            Literal["regione", "provincia"], Query(description="Di che territori.")
        ] = "regione",
        by_measure: Annotated[
            bool, Query(description="Anche per misura, non solo per destinatari.")
        ] = False,
        empty: Annotated[
            bool, Query(description="Solo dove non c'è nulla; false: tutte le caselle.")
        ] = True,
    ) -> Response:
        """`region` o `province` scelgono i territori, `beneficiary` e `measure` le voci.

        Senza, tutti i territori e le voci più ampie. Gli altri filtri dicono quali pratiche
        contare.
        """
        naming = Naming(desk)
        meant = dict(understood(desk.library.engine, chosen))
        places = territories(naming, level, meant)
        groups = asked_or_broadest(naming, "beneficiary", meant)
        measures = asked_or_broadest(naming, "measure", meant) if by_measure else ()
        axes = [_axis(_FACET[level], places), _axis("beneficiary", groups)]
        axes += [_axis("measure", measures)] if by_measure else []
        counts = desk.library.engine.crossed(axes, meant) if all(axes) else None
        cells = [
            _Cell(key, int(count))
            for key, count in zip(
                product(places, groups, measures or ("",)),
                () if counts is None else counts.ravel().tolist(),
                strict=False,
            )
            if not (empty and count)
        ]
        page = page_of(cells, lambda cell: cell.key, asked.after, asked.limit)
        shape = partial(_shape, naming=naming)
        return asked.page("cells", page, shape, naming.registers.generation, {"note": _NOTE})

    return router


@dataclass(frozen=True, slots=True)
class _Cell:
    """A territory, a group and a measure, and how many practices have all three."""

    key: Key
    practices: int


def territories(naming: Naming, level: str, meant: dict[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the territories that are asked about; their filters are no longer filters."""
    chosen = set(meant.pop(_FACET[level], ()))
    around = set(meant.pop("region", ())) if level == "provincia" else set()
    return tuple(
        sorted(
            one.id
            for one in naming.registers.places.entries
            if one.level == level
            and (not chosen or one.id in chosen)
            and (not around or one.within[0] in around)
        )
    )


def asked_or_broadest(
    naming: Naming, scheme: str, meant: dict[str, Sequence[str]]
) -> tuple[str, ...]:
    """Return the concepts that are asked about, else the broadest; the filter is none any more."""
    chosen = meant.pop(scheme, ())
    broadest = (
        one.id
        for one in naming.registers.concepts.entries
        if one.scheme == scheme and not one.broader
    )
    return tuple(sorted(chosen or broadest))


def _axis(facet: str, values: Sequence[str]) -> list[tuple[str, str]]:
    return [(facet, value) for value in values]


def _shape(cell: _Cell, naming: Naming) -> Mapping[str, Any]:
    code, group, measure = cell.key
    place, beneficiary = naming.place(code), naming.concept(group)
    named = naming.concept(measure) if measure else None
    about = ", ".join(one["label"] for one in (beneficiary, named) if one)
    found = {0: "nessun documento in questo archivio", 1: "una pratica"}
    said = found.get(cell.practices, f"{cell.practices} pratiche")
    return {
        "place": place,
        "beneficiary": beneficiary,
        "measure": named,
        "practices": cell.practices,
        "text": f"{place['name']}, {about}: {said}.",
    }
