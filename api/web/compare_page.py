"""``/confronta``: from two to five practices side by side, each fact with its sentence."""

# No postponed annotations here: FastAPI reads the types of the parameters.
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import HTMLResponse

from api.routers.desk import Desk, desk_of
from api.routers.matching import matchmaker_of
from api.routers.parameters import LONGEST_IDENTIFIER, clean_question
from api.settings import Settings
from api.web.environment import address, page
from api.web.side_by_side import lines
from corpus.matching.limits import load_limits
from corpus.matching.matchmaker import Matchmaker
from corpus.registers.practices import PracticeEntry

#: Of too many practices, how many are listed to choose from.
_LISTED = 30


@dataclass(frozen=True, slots=True)
class Chosen:
    """The practices asked for: those held, each once; the names of those that are not."""

    held: tuple[PracticeEntry, ...]
    unknown: tuple[str, ...]
    repeated: bool


def compare_pages(_settings: Settings) -> APIRouter:
    """Return the page; it works by GET, so that a comparison can be sent to somebody else."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    most = load_limits().input.compared

    @router.get("/confronta")
    def compare(
        desk: Annotated[Desk, Depends(desk_of)],
        asked: Annotated[Matchmaker, Depends(matchmaker_of)],
        pratica: Annotated[list[str], Query()] = [],  # noqa: B006 - FastAPI copies it
    ) -> HTMLResponse:
        chosen = _chosen(pratica[: 10 * _LISTED], desk)
        held = chosen.held
        side_by_side = 2 <= len(held) <= most
        comparison = asked.compare([one.id for one in held]) if side_by_side else None
        views = comparison.practices if comparison else ()
        return page(
            "compare.html",
            _status(chosen, most),
            chosen=chosen,
            most=most,
            listed=held[:_LISTED],
            alike=desk.similar(held[0].id) if len(held) == 1 else (),
            views=views,
            lines=lines(comparison, desk.document) if comparison else (),
            documents={view.id: desk.document(view.document) for view in views},
            without={view.id: _without(view.id, held) for view in views},
            data=address("/api/v1/compare", {"id": [one.id for one in held]}),
        )

    return router


def _chosen(identifiers: Iterable[str], desk: Desk) -> Chosen:
    held: dict[str, PracticeEntry] = {}
    unknown: dict[str, None] = {}
    repeated = False
    for one in (typed.strip() for typed in identifiers if typed.strip()):
        entry = None
        if len(one) <= LONGEST_IDENTIFIER:
            kept = desk.library.standing_for(f"practice/{one}").removeprefix("practice/")
            entry = desk.library.registers.practices.get(kept)
        if entry is None:
            unknown[clean_question(one)[:80]] = None
        else:
            repeated = repeated or entry.id in held
            held.setdefault(entry.id, entry)
    return Chosen(tuple(held.values()), tuple(unknown)[:_LISTED], repeated)


def _status(chosen: Chosen, most: int) -> int:
    if chosen.unknown and not chosen.held:
        return 404
    return 422 if len(chosen.held) > most else 200


def _without(identifier: str, held: Iterable[PracticeEntry]) -> str:
    rest = [one.id for one in held if one.id != identifier]
    return address("/confronta", {"pratica": rest})
