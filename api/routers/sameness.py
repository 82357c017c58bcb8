"""``…/duplicates``: what may be the same as a practice or an organisation, and where merges lead.

A name that was merged into another answers 303 and the address of the other: not a permanent
redirect, because a merge can be taken back.
"""

# No postponed annotations here: FastAPI reads the types of the parameters.
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from starlette.responses import RedirectResponse, Response

from api.errors import NotFoundError
from api.routers.desk import Desk, desk_of
from api.routers.models import Model, problems
from api.routers.parameters import clean_question
from corpus.sameness.finder import Likely


class LikelyModel(Model):
    """Something that may be the same: `score` in [0, 1], `reasons` in Italian."""

    id: str
    label: str
    score: float
    reasons: list[str]


class DuplicatesModel(Model):
    """What may be the same as `id`, and what was merged into it already."""

    id: str
    duplicates: list[LikelyModel] = Field(
        examples=[
            [
                {
                    "id": "welfare-in-azione",
                    "label": "Welfare in azione",
                    "score": 0.97,
                    "reasons": ["gli stessi importi: 36.500.000 €", "31 parole rare in comune"],
                }
            ]
        ]
    )
    merged: list[str]


router = APIRouter(tags=["doppioni"])
# No content is declared, because there is none: what there is to know is the address.
ELSEWHERE: dict[int | str, dict[str, Any]] = {
    303: {
        "description": "È unita a un'altra.",
        "headers": {
            "Location": {
                "description": "L'indirizzo di quella in cui è unita",
                "required": True,
                "schema": {"type": "string", "format": "uri-reference"},
            }
        },
    }
}


@router.get(
    "/practices/{identifier}/duplicates",
    summary="Le pratiche che forse sono la stessa",
    response_model=DuplicatesModel,
    responses=ELSEWHERE | problems(404, 422, 503),
)
def practice_duplicates(
    request: Request, desk: Annotated[Desk, Depends(desk_of)], identifier: str
) -> Any:
    """Return what may be the same as a practice, best first."""
    if there := moved(request, desk, "practice", identifier):
        return there
    if desk.practice(identifier) is None:
        raise NotFoundError(f"la pratica «{clean_question(identifier)[:80]}»")
    return _duplicates(desk, f"practice/{identifier}")


@router.get(
    "/organisations/{identifier}/duplicates",
    summary="Le organizzazioni che forse sono la stessa",
    response_model=DuplicatesModel,
    responses=ELSEWHERE | problems(404, 422, 503),
)
def organisation_duplicates(
    request: Request, desk: Annotated[Desk, Depends(desk_of)], identifier: str
) -> Any:
    """Return what may be the same as an organisation, best first."""
    if there := moved(request, desk, "organisation", identifier):
        return there
    if not desk.library.has_organisation(identifier):
        raise NotFoundError(f"l'organizzazione «{clean_question(identifier)[:80]}»")
    return _duplicates(desk, f"organisation/{identifier}")


def moved(request: Request, desk: Desk, kind: str, identifier: str) -> Response | None:
    """Return the way to what a name was merged into; None where it stands for itself."""
    name = f"{kind}/{identifier}"
    kept = desk.library.standing_for(name)
    if kept == name:
        return None
    there = quote(kept.partition("/")[2], safe="")
    # The last part of the path that is the identifier: what follows it stays.
    before, _, after = request.url.path.rpartition(identifier)
    question = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{before}{there}{after}{question}", 303)


def likely_shape(likely: Likely) -> dict[str, Any]:
    """Return something that may be the same, as both doors print it."""
    return {
        "id": likely.id.partition("/")[2],
        "label": likely.label,
        "score": round(likely.score, 4),
        "reasons": list(likely.reasons),
    }


def _duplicates(desk: Desk, name: str) -> dict[str, Any]:
    with desk.library.finder() as finder:
        found = finder.alike(name)
    return {
        "id": name.partition("/")[2],
        "duplicates": [likely_shape(one) for one in found],
        "merged": [one.partition("/")[2] for one in desk.library.merged(name)],
    }
