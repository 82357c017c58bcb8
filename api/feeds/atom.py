"""A feed as Atom (RFC 4287). Pure."""

from __future__ import annotations

from lxml import etree

from api.feeds.model import Entry, Feed, plain
from corpus.changes.ledger import stamp

MEDIA_TYPE = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def atom(feed: Feed) -> bytes:
    """Return the document, in UTF-8."""
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    root.set(_LANG, "it")
    _text(root, "id", feed.here)
    _text(root, "title", feed.title)
    _text(root, "updated", stamp(feed.updated))
    _text(etree.SubElement(root, f"{{{_ATOM}}}author"), "name", feed.author)
    _link(root, "self", feed.here, MEDIA_TYPE)
    _link(root, "alternate", feed.page, "text/html")
    for entry in feed.entries:
        _entry(root, entry)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _entry(root: etree._Element, entry: Entry) -> None:
    element = etree.SubElement(root, f"{{{_ATOM}}}entry")
    _text(element, "id", entry.iri)
    _text(element, "title", entry.title)
    _text(element, "updated", stamp(entry.updated))
    _link(element, "alternate", entry.page, "text/html")
    _link(element, "related", entry.data, "application/json")
    for theme in entry.themes:
        etree.SubElement(element, f"{{{_ATOM}}}category").set("term", theme)
    _text(element, "summary", entry.summary)


def _text(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}{name}").text = plain(text)


def _link(parent: etree._Element, rel: str, address: str, media_type: str) -> None:
    link = etree.SubElement(parent, f"{{{_ATOM}}}link")
    link.set("rel", rel)
    link.set("href", address)
    link.set("type", media_type)
