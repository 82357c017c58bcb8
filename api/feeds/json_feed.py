"""A feed as JSON Feed 1.1. Pure."""

from __future__ import annotations

from typing import Any

from api.feeds.model import Feed, plain
from corpus.changes.ledger import stamp

MEDIA_TYPE = "application/feed+json"


def json_feed(feed: Feed) -> dict[str, Any]:
    """Return the members of the document."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": plain(feed.title),
        "home_page_url": feed.page,
        "feed_url": feed.here,
        "language": "it",
        "authors": [{"name": plain(feed.author)}],
        "items": [
            {
                "id": entry.iri,
                "url": entry.page,
                "title": plain(entry.title),
                "content_text": plain(entry.summary),
                "date_modified": stamp(entry.updated),
                "tags": list(entry.themes),
            }
            for entry in feed.entries
        ],
    }
