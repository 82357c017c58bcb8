"""ODT: headings, paragraphs, lists and tables of `content.xml`, in order.

Footnotes follow the paragraph that they explain.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from ingest.errors import Refusal, UnreadableDocument
from ingest.readers.archives import broken, opened, parse_xml
from ingest.readers.draft import Draft
from ingest.readers.reading import Reading

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_SKIPPED = frozenset(
    {
        _TEXT + "note",
        _OFFICE + "annotation",
        _TEXT + "tracked-changes",
        _TEXT + "bookmark-start",
        _TEXT + "bibliography-mark",
    }
)


def read_odt(data: bytes) -> Reading:
    """Return the text of an OpenDocument text with its blocks.

    Raises UnreadableDocument: cifrato where a password is asked, rovinato where a part is missing.
    """
    try:
        with opened(data) as archive:
            if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise UnreadableDocument(
                    "Il documento è protetto da una password."
                    " Togli la protezione e invialo di nuovo.",
                    Refusal.ENCRYPTED,
                )
            content = parse_xml(archive.read("content.xml"))
            about = (
                parse_xml(archive.read("meta.xml")) if "meta.xml" in archive.namelist() else None
            )
    except KeyError as error:
        raise broken() from error
    body = content.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise broken()
    draft = Draft()
    _flow(draft, body, 0)
    title = about.findtext(f".//{_DC}title") if about is not None else None
    date = about.findtext(f".//{_DC}date") if about is not None else None
    return draft.reading(title or "", {"date": (date or "")[:10]})


def _flow(draft: Draft, container: etree._Element, depth: int) -> None:
    """Add what a container holds; `depth` is that of the list it is part of."""
    for element in container:
        if element.tag == _TEXT + "h":
            draft.heading(_words(element), int(element.get(_TEXT + "outline-level", "1")))
        elif element.tag == _TEXT + "p":
            if depth:
                draft.item(_words(element), depth)
            else:
                draft.paragraph(_words(element))
        elif element.tag == _TEXT + "list":
            _flow(draft, element, depth + 1)
        elif element.tag == _TABLE + "table":
            draft.table(list(_rows(element)))
        elif element.tag in (_TEXT + "list-item", _TEXT + "list-header", _TEXT + "section"):
            _flow(draft, element, depth)
        if element.tag in (_TEXT + "h", _TEXT + "p", _TABLE + "table"):
            for body in element.iter(_TEXT + "note-body"):
                draft.paragraph("\n".join(map(_words, body.iter(_TEXT + "p"))))


def _rows(table: etree._Element) -> Iterator[list[str]]:
    for row in table.iter(_TABLE + "table-row"):
        yield [
            "\n".join(
                _words(paragraph)
                for paragraph in cell.iter(_TEXT + "p", _TEXT + "h")
                if next(paragraph.iterancestors(_TEXT + "note"), None) is None
            )
            for cell in row.iterfind(_TABLE + "table-cell")
        ]


def _words(element: etree._Element) -> str:
    """Return the words of a paragraph; notes, comments and deletions are not among them."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == _TEXT + "line-break":
            parts.append("\n")
        elif child.tag in (_TEXT + "s", _TEXT + "tab"):
            parts.append(" ")
        elif isinstance(child.tag, str) and child.tag not in _SKIPPED:
            parts.append(_words(child))
        parts.append(child.tail or "")
    return "".join(parts)
