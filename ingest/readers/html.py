"""HTML: the main content of a page by trafilatura, with its structure, without its menus."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import trafilatura
from lxml import etree, html

from ingest.errors import Refusal, UnreadableDocument
from ingest.readers.archives import broken
from ingest.readers.decoding import decode
from ingest.readers.draft import Draft
from ingest.readers.limits import limits
from ingest.readers.reading import Reading

_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s{0,9}+=\s{0,9}+[\"']?\s{0,9}+([\w-]{2,40})", re.IGNORECASE
)
_ENTITIES = re.compile(r"<!ENTITY|<!DOCTYPE[^>\[]{0,1000}\[", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"<\?xml[^>?]{0,300}+\?>")
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
# The tags of a page and those of trafilatura's tree, which the same walk reads.
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "head": 0}
_LISTS = frozenset({"ul", "ol", "list"})
_DEFINITIONS = frozenset({"dt", "dd"})
_ITEMS = frozenset({"li", "item"}) | _DEFINITIONS
_TAGS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
_INLINE = frozenset(_TAGS["inline"].split())
_DROPPED = frozenset(_TAGS["dropped"].split())
# Where the page says this many times what trafilatura kept, it was misjudged and is read whole.
_MISJUDGED = 4


def read_html(data: bytes) -> Reading:
    """Return the main content of a page with its blocks; its title, date and site as metadata.

    Raises UnreadableDocument (rovinato) for entity declarations or markup nested beyond the limit.
    """
    source = _decode(data)
    if _ENTITIES.search(source[:20_000]):
        raise UnreadableDocument(
            "La pagina contiene dichiarazioni ENTITY, che una pagina web non ha: non viene aperta."
            " Salvala di nuovo dal browser.",
            Refusal.BROKEN,
        )
    page = _parse(source)
    found: Any = trafilatura.bare_extraction(
        source, include_comments=False, include_tables=True, favor_recall=True, with_metadata=True
    )
    title = str((found.title if found else "") or page.findtext(".//title") or "")
    stated = {"date": found.date, "site_name": found.sitename, "url": found.url} if found else {}
    metadata = {key: str(value) for key, value in stated.items() if value}
    body = page.find("body")
    whole = _drafted(page if body is None else body).reading(title, metadata)
    if found is None or found.body is None:
        return whole
    main = _drafted(found.body, page.find(".//h1")).reading(title, metadata)
    if len(main.text) * _MISJUDGED < len(whole.text):
        return whole
    # Of a short page trafilatura keeps the words and drops the structure.
    flat = len(main.blocks) == 1 < len(whole.blocks)
    return whole if flat and len(whole.text) < 1.5 * len(main.text) else main


def _decode(data: bytes) -> str:
    """Return the characters of a page, in the encoding it declares if that is true of it."""
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith(_MARKS):
        try:
            return data.decode(declared[1].decode("ascii"))
        except (UnicodeDecodeError, LookupError):
            return decode(data)  # many pages are mistaken about themselves
    return decode(data)


def _parse(source: str) -> html.HtmlElement:
    parser = html.HTMLParser(
        no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        page = html.document_fromstring(_XML_DECLARATION.sub("", source, count=1), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise broken() from error
    depth = 0
    for event, _ in etree.iterwalk(page, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > limits().document.markup_depth:
            raise UnreadableDocument(
                "La pagina annida gli elementi oltre ogni misura: non viene aperta."
                " Salva solo il testo e invialo come .txt.",
                Refusal.BROKEN,
            )
    return page


def _drafted(body: Any, top: Any = None) -> Draft:
    """Read a tree; `top` is the page's first heading, which trafilatura keeps only as a title."""
    draft = Draft()
    words = " ".join("".join(top.itertext()).split()) if top is not None else ""
    if words and words not in " ".join(" ".join(body.itertext()).split()):
        draft.heading(words, 1)
    walk = _Walk(draft)
    walk.element(body, 0)
    walk.flush(0)
    return draft


class _Walk:
    """One walk over a tree: inline words are gathered until a block begins or ends."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.words: list[str] = []
        self.term = ""  # of a list of definitions, waiting for what defines it

    def flush(self, depth: int) -> None:
        """Add the gathered words as an item of the list of that depth, or a paragraph."""
        words = "".join(self.words)
        self.words.clear()
        if words.strip():
            if depth:
                self.draft.item(words, depth)
            else:
                self.draft.paragraph(words)

    def element(self, element: Any, depth: int) -> None:
        """Read what an element holds; `depth` is that of the innermost list."""
        self._gather(element.text)
        for child in element:
            tag = child.tag if isinstance(child.tag, str) else ""
            if tag in ("br", "lb"):
                self.words.append("\n")
            elif tag in _INLINE:
                self.element(child, depth)
            elif tag and tag not in _DROPPED:
                self.flush(depth)
                self._block(child, tag, depth)
                self.flush(depth)
            self._gather(child.tail)

    def _block(self, element: Any, tag: str, depth: int) -> None:
        if tag in _HEADINGS:
            stated = str(element.get("rend") or "h3")
            level = _HEADINGS[tag] or (int(stated[1]) if stated[1:].isdigit() else 3)
            self.draft.heading(" ".join(element.itertext()), level)
        elif tag in _ITEMS and (part := self._definition(element, tag)):
            words = " ".join("".join(element.itertext()).split())
            if part == "dt":
                self.term = words
            elif words:
                self.draft.paragraph(f"{self.term}: {words}" if self.term else words)
        elif tag == "table" and not any(True for _ in element.iterdescendants("table", "ul", "p")):
            self.draft.table(
                [
                    [" ".join(cell.itertext()) for cell in row.iter("td", "th", "cell")]
                    for row in element.iter("tr", "row")
                ]
            )
        else:
            inner = depth + 1 if tag in _LISTS else depth
            self.element(element, inner)
            self.flush(inner if tag in _ITEMS or tag in _LISTS else depth)

    def _definition(self, element: Any, tag: str) -> str:
        """Return "dt" or "dd" for the halves of a definition, of the page or of trafilatura."""
        part = str(element.get("rend") or "")[:2] if tag == "item" else tag
        return part if part in _DEFINITIONS else ""

    def _gather(self, words: str | None) -> None:
        # Line breaks of the source are blanks; only <br> breaks a line.
        if words:
            self.words.append(" ".join(words.split("\n")).replace("\r", " "))
