"""A feed as an answer: in which format, how it is declared, since when it stands."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from fastapi import Request, Response

from api.catalogue.tagged import tagged
from api.feeds import atom, json_feed
from api.feeds.model import Feed
from api.routers.desk import Desk
from corpus.changes.ledger import NoLedger

#: Whose every feed is.
AUTHOR = "Prassi, buone pratiche di welfare"


def as_atom(request: Request, feed: Feed) -> Response:
    """Return a feed as Atom, or 304 where the client has it already."""
    return tagged(request, atom.atom(feed), f"{atom.MEDIA_TYPE}; charset=utf-8")


def as_json(request: Request, feed: Feed) -> Response:
    """Return a feed as JSON Feed, or 304 where the client has it already."""
    body = json.dumps(json_feed.json_feed(feed), ensure_ascii=False)
    return tagged(request, body, json_feed.MEDIA_TYPE)


def declared(media_type: str) -> dict[int | str, dict[str, Any]]:
    """Return how an answer of this type is declared."""
    anything = {"type": "object", "additionalProperties": True}
    schema = {"schema": anything} if media_type.endswith("json") else {}
    return {200: {"description": "Il documento.", "content": {media_type: schema}}}


def since(desk: Desk) -> datetime:
    """Return when the library last changed; long ago where nothing tells."""
    try:
        until = desk.library.changes.extent().until
    except NoLedger:
        until = None
    return until or datetime(1970, 1, 1, tzinfo=UTC)
