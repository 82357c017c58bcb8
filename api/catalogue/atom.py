"""The changes as Atom (RFC 4287), for readers of feeds: the newest first, paged (RFC 5005).

What is gone is a tombstone (RFC 6721). Pure.
"""

from __future__ import annotations

from lxml import etree

from api.catalogue.activities import PATH, activity_address, page_address, page_of
from api.catalogue.addresses import Addresses
from corpus.changes.ledger import Extent, stamp
from corpus.changes.model import Act, Change
from corpus.release.colophon import TITLE

MEDIA_TYPE = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
_SAID = {
    Act.CREATED: "Aggiunta",
    Act.UPDATED: "Cambiata",
    Act.MOVED: "Unita a un'altra",
    Act.DELETED: "Ritirata",
    Act.REFRESHED: "Il registro dei cambiamenti ricomincia",
}
_KINDS = {"practice": "Pratica", "document": "Documento", "organisation": "Organizzazione"}
#: An empty ledger was never changed: a date that no change can have.
_NEVER = "1970-01-01T00:00:00Z"


def feed(
    addresses: Addresses,
    extent: Extent,
    number: int,
    changes: tuple[Change, ...],
    beside: tuple[int | None, int | None],
    publisher: str,
) -> bytes:
    """Return a page of changes as a feed; `beside` are the numbers before and after the page."""
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM, "at": _TOMBSTONES})
    root.set("{http://www.w3.org/XML/1998/namespace}lang", "it")
    _text(root, "id", f"{addresses.here}{PATH}")
    _text(root, "title", f"{TITLE}: i cambiamenti")
    _text(root, "updated", stamp(changes[-1].at) if changes else _NEVER)
    author = etree.SubElement(root, f"{{{_ATOM}}}author")
    _text(author, "name", publisher)
    # Readers begin from the newest: what they call next is older.
    before, after = beside
    pages = {
        "self": number,
        "first": page_of(extent.last),
        "last": page_of(extent.first),
        **({"next": page_of(before)} if before else {}),
        **({"previous": page_of(after)} if after else {}),
    }
    for rel, page in pages.items():
        _link(root, rel, f"{page_address(addresses, page)}.atom", MEDIA_TYPE)
    _link(root, "alternate", page_address(addresses, number), "application/activity+json")
    for change in reversed(changes):
        _entry(root, addresses, extent, change)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _entry(root: etree._Element, addresses: Addresses, extent: Extent, change: Change) -> None:
    me = activity_address(addresses, extent, change)
    if change.gone:
        gone = etree.SubElement(root, f"{{{_TOMBSTONES}}}deleted-entry")
        gone.set("ref", addresses.iri(change.name))
        gone.set("when", stamp(change.at))
        return
    entry = etree.SubElement(root, f"{{{_ATOM}}}entry")
    _text(entry, "id", addresses.iri(change.name) if change.name else me)
    said = _SAID[change.act]
    kind, _, identifier = change.name.partition("/")
    _text(
        entry, "title", f"{_KINDS.get(kind, kind)} «{identifier}»: {said.lower()}" if kind else said
    )
    _text(entry, "updated", stamp(change.at))
    _text(entry, "summary", said)
    if change.name:
        _link(entry, "alternate", addresses.page(change.name), "text/html")
        for address, media_type in addresses.data(change.name):
            _link(entry, "related", address, media_type)
    else:
        _link(entry, "alternate", me, "application/activity+json")


def _text(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}{name}").text = text


def _link(parent: etree._Element, rel: str, address: str, media_type: str) -> None:
    link = etree.SubElement(parent, f"{{{_ATOM}}}link")
    link.set("rel", rel)
    link.set("href", address)
    link.set("type", media_type)
