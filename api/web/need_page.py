"""``/bisogno``: from a situation in one's own words to who has faced it already."""

# No postponed annotations here: FastAPI reads the types of the parameters.
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import HTMLResponse, RedirectResponse

from api.errors import NotFoundError
from api.routers.days import today
from api.routers.desk import Desk, desk_of
from api.routers.matching import matchmaker_of
from api.routers.parameters import clean_question
from api.settings import Settings
from api.web.environment import address, page
from api.web.need_answer import answer
from api.web.need_form import Typed, picks, understand
from api.web.proof import first_lit
from api.web.words import words
from corpus.matching.limits import load_limits
from corpus.matching.matchmaker import Matchmaker
from corpus.matching.situation import Situation

_Several = Annotated[list[str], Query()]


def need_pages(_settings: Settings) -> APIRouter:
    """Return the page; it works by GET, so that an answer can be sent to somebody else."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    limits = load_limits()

    @router.get("/bisogno")
    def need(
        desk: Annotated[Desk, Depends(desk_of)],
        asked: Annotated[Matchmaker, Depends(matchmaker_of)],
        q: str = "",
        beneficiary: _Several = [],  # noqa: B006 - FastAPI copies it
        need: _Several = [],  # noqa: B006
        luogo: str = "",
        mezzi: str = "",
    ) -> HTMLResponse:
        typed = Typed(
            "\n".join(map(clean_question, q.splitlines())),
            tuple(map(clean_question, beneficiary)),
            tuple(map(clean_question, need)),
            clean_question(luogo),
            clean_question(mezzi),
        )
        meant = None if typed.is_blank else understand(typed, asked)
        situation = meant.situation if meant else None
        schemes = asked.library.reference.schemes
        return page(
            "need.html",
            422 if meant and situation is None else 200,
            typed=typed,
            complaints=meant.complaints if meant else {},
            answer=answer(asked.match(situation), desk, today()) if situation else None,
            named={one: schemes[one].label for one in _concepts(situation)},
            place=asked.territories.described(situation.place)
            if situation and situation.place
            else "",
            beneficiaries=picks(asked, "beneficiary", typed.beneficiary),
            needs=picks(asked, "need", typed.need),
            examples=words().examples,
            longest=limits.input.description,
            shorter=limits.input.words,
            most=limits.input.compared,
            data=address(
                "/api/v1/match",
                {
                    "q": typed.q,
                    "beneficiary": typed.beneficiary,
                    "need": typed.need,
                    "place": typed.luogo,
                    "means": typed.mezzi,
                },
            ),
        )

    @router.get("/bisogno/passo")
    def passage(
        desk: Annotated[Desk, Depends(desk_of)],
        pratica: str,
        da: Annotated[int, Query(ge=0)],
        a: Annotated[int, Query(ge=0)],
    ) -> RedirectResponse:
        view = desk.practice(pratica)
        if view is None:
            raise NotFoundError(f"la pratica «{clean_question(pratica)[:80]}»")
        return RedirectResponse(first_lit(view, da, a), 303)

    return router


def _concepts(situation: Situation | None) -> tuple[str, ...]:
    if situation is None:
        return ()
    return (*situation.needs, *situation.beneficiaries, *situation.measures)
