"""The changes as W3C Activity Streams 2.0, paged as IIIF Change Discovery: oldest first. Pure."""

from __future__ import annotations

from typing import Any

from api.catalogue.addresses import Addresses
from corpus.changes.ledger import Extent, stamp
from corpus.changes.model import Act, Change

MEDIA_TYPE = "application/activity+json"
PER_PAGE = 100
PATH = "/changes"
_STREAMS = "https://www.w3.org/ns/activitystreams"
_TYPES = {
    Act.CREATED: "Create",
    Act.UPDATED: "Update",
    Act.MOVED: "Move",
    Act.DELETED: "Delete",
    Act.REFRESHED: "Refresh",
}
_CLASSES = {"practice": "Practice", "document": "SourceDocument", "organisation": "Organization"}
_REFRESH = (
    "Il registro dei cambiamenti ricomincia: segue tutto ciò che c'è. Chi ha una copia di prima "
    "dimentichi quello che da qui in poi non è nominato."
)


def page_of(number: int) -> int:
    """Return the page on which a change stands, counting from 1."""
    return max(1, -(-number // PER_PAGE))


def numbers_of(page: int) -> tuple[int, int]:
    """Return the first and the last number of a page."""
    return (page - 1) * PER_PAGE + 1, page * PER_PAGE


def page_address(addresses: Addresses, page: int) -> str:
    """Return the address of a page."""
    return f"{addresses.here}{PATH}/page/{page}"


def activity_address(addresses: Addresses, extent: Extent, change: Change) -> str:
    """Return the name of an activity: a ledger that began anew never gives an old one."""
    page = page_address(addresses, page_of(change.number))
    return f"{page}#{extent.epoch}-{change.number}"


def context(addresses: Addresses) -> list[Any]:
    """Return the JSON-LD context: that of the standard, and our few names beside it."""
    ours = {
        "wp": f"{addresses.base}onto#",
        "Practice": "wp:Practice",
        "SourceDocument": "wp:SourceDocument",
        "Refresh": "http://iiif.io/api/discovery/1#Refresh",
        "seeAlso": {"@id": "http://www.w3.org/2000/01/rdf-schema#seeAlso", "@container": "@set"},
        "format": "http://purl.org/dc/elements/1.1/format",
        "Dataset": "http://purl.org/dc/dcmitype/Dataset",
    }
    return [_STREAMS, ours]


def collection(addresses: Addresses, extent: Extent) -> dict[str, Any]:
    """Return the collection of all changes."""
    first, last = page_of(extent.first), page_of(extent.last)
    return {
        "@context": context(addresses),
        "id": f"{addresses.here}{PATH}",
        "type": "OrderedCollection",
        "summary": "I cambiamenti di questo archivio, dal più vecchio al più recente.",
        "totalItems": extent.total,
        **({"updated": stamp(extent.until)} if extent.until else {}),
        "first": _page_link(addresses, first),
        "last": _page_link(addresses, last),
    }


def page(
    addresses: Addresses,
    extent: Extent,
    number: int,
    changes: tuple[Change, ...],
    beside: tuple[int | None, int | None],
) -> dict[str, Any]:
    """Return a page; `beside` are the numbers of the changes before and after it."""
    before, after = beside
    return {
        "@context": context(addresses),
        "id": page_address(addresses, number),
        "type": "OrderedCollectionPage",
        "partOf": {"id": f"{addresses.here}{PATH}", "type": "OrderedCollection"},
        **({"prev": _page_link(addresses, page_of(before))} if before else {}),
        **({"next": _page_link(addresses, page_of(after))} if after else {}),
        "orderedItems": [activity(addresses, extent, change) for change in changes],
    }


def activity(addresses: Addresses, extent: Extent, change: Change) -> dict[str, Any]:
    """Return one change. Of what is gone there is nothing to see."""
    told: dict[str, Any] = {
        "id": activity_address(addresses, extent, change),
        "type": _TYPES[change.act],
        "endTime": stamp(change.at),
    }
    if change.act is Act.REFRESHED:
        return {**told, "summary": _REFRESH}
    told["object"] = _thing(addresses, change.name, shown=not change.gone)
    if change.act is Act.MOVED:
        told["target"] = _thing(addresses, change.standing.into, shown=True)
    return told


def _thing(addresses: Addresses, name: str, *, shown: bool) -> dict[str, Any]:
    thing: dict[str, Any] = {
        "id": addresses.iri(name),
        "type": _CLASSES.get(name.partition("/")[0], "Object"),
    }
    if shown:
        thing["url"] = addresses.page(name)
        thing["seeAlso"] = [
            {"id": address, "type": "Dataset", "format": media_type}
            for address, media_type in addresses.data(name)
        ]
    return thing


def _page_link(addresses: Addresses, number: int) -> dict[str, str]:
    return {"id": page_address(addresses, number), "type": "OrderedCollectionPage"}
