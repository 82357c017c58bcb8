"""The pages of numbers as routes: filters in, tables out, each with its own file to download."""

# No postponed annotations here: FastAPI reads the types of the parameters.
from fastapi import APIRouter
from starlette.responses import HTMLResponse

from api.settings import Settings
from api.web.numbers import gaps_page, glance_page, money_page, quality_page, years_page


def numbers_router(settings: Settings) -> APIRouter:
    """Return the pages, with the limits of these settings."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    glance_page.add_to(router)
    gaps_page.add_to(router)
    money_page.add_to(router, settings)
    years_page.add_to(router, settings)
    quality_page.add_to(router)
    return router
