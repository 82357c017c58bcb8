"""``/aiuto``, ``/metodo``, ``/privacy``, ``/accessibilita``: the texts of `help/`, each a page."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Container
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse
from starlette.routing import Match, Router

from api.routers.desk import Desk, desk_of
from api.settings import Settings
from api.web.environment import page
from api.web.help_text import written
from corpus.italian import date, number

#: When the statement of accessibility was last gone through. Change it when you do.
DECLARED = "2026-11-23"


@dataclass(frozen=True, slots=True)
class HelpPage:
    """A page of help, as `help/pages.toml` tells it."""

    address: str
    text: str
    short: str
    description: str

    def source(self) -> str:
        """Return its text, in Markdown."""
        return (resources.files("api.web") / "help" / self.text).read_text("utf-8")


class Doors(Container[str]):
    """Which addresses answer here: a text speaks of a door only where there is one."""

    def __init__(self, router: Router) -> None:
        self._router = router

    def __contains__(self, path: object) -> bool:
        asked = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
        return any(one.matches(asked)[0] is Match.FULL for one in self._router.routes)


@cache
def help_pages() -> tuple[HelpPage, ...]:
    """Return the pages of help in their order, read once."""
    raw = (resources.files("api.web") / "help" / "pages.toml").read_text("utf-8")
    return tuple(HelpPage(**one) for one in tomllib.loads(raw)["pages"])


def help_router(settings: Settings) -> APIRouter:
    """Return the pages of help, with the name and the address that the settings give."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    for one in help_pages():
        router.add_api_route(one.address, _telling(one, settings))
    return router


def _telling(told: HelpPage, settings: Settings) -> Callable[..., HTMLResponse]:
    def tell(request: Request, desk: Annotated[Desk, Depends(desk_of)]) -> HTMLResponse:
        values = {
            "contact": settings.contact,
            "publisher": settings.publisher,
            "declared": date(DECLARED),
            "practices": number(str(len(desk.library.practices()))),
            "documents": number(str(len(desk.library.documents()))),
            "seconds": number(f"{settings.sparql_timeout:g}"),
            "rows": number(str(settings.sparql_max_rows)),
            "doors": Doors(request.app.router),
        }
        return page(
            "help.html",
            told=told,
            pages=help_pages(),
            text=written(told.source(), values),
        )

    return tell
