"""``/qualita``: how often Prassi is right, in plain words, with what misses its aim."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from api.web.environment import page
from api.web.numbers.quality import published, quality
from corpus import italian


def add_to(router: APIRouter) -> None:
    """Add the route."""

    @router.get("/qualita")
    def figures() -> HTMLResponse:
        told = quality(published())
        return page("numbers_quality.html", told=told, date=italian.date(told.date))
