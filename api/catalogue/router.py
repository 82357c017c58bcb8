"""The routes of this room, together."""

from __future__ import annotations

from fastapi import APIRouter

from api.catalogue.descriptions import descriptions_router
from api.catalogue.downloads import downloads_router
from api.catalogue.feed import feed_router
from api.catalogue.oai.router import oai_router
from api.catalogue.sitemap import sitemap_router
from api.settings import Settings


def catalogue_router(settings: Settings) -> APIRouter:
    """Return catalogue, dumps, feeds, and what harvesters and search engines ask."""
    router = APIRouter()
    for part in (feed_router, downloads_router, descriptions_router, oai_router, sitemap_router):
        router.include_router(part(settings))
    return router
