"""DOCX: the body's paragraphs and tables in order, as Word shows them with changes accepted.

python-docx opens the package and its styles; the text is taken from the XML itself, because
`Paragraph.text` leaves out content controls (the fillable fields of every regional form) and
inserted revisions. Footnotes follow the paragraph that they explain. Headers, footers and comments
are not part of the text; a header is a title where the document has no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
from lxml import etree

from ingest.readers.archives import broken, parse_xml
from ingest.readers.draft import Draft
from ingest.readers.reading import Reading, title_of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_HEADING = re.compile(r"(?:heading|titolo|intestazione)\s*(\d)", re.IGNORECASE)
_LIST = re.compile(r"(?:list|elenco|punto elenco)(?!\s*paragraph)", re.IGNORECASE)
_SKIPPED = frozenset({_W + "del", _W + "moveFrom", _MC + "Fallback", _W + "instrText", _W + "rPr"})
_NOTES = {_W + "footnoteReference": "/footnotes", _W + "endnoteReference": "/endnotes"}
_BOX = _W + "txbxContent"
_SHORT_WORDS = 14


def read_docx(data: bytes) -> Reading:
    """Return the text of a Word document with its blocks. Raises UnreadableDocument (rovinato)."""
    try:
        document: Any = docx.Document(BytesIO(data))
        body = document.element.body
    except (KeyError, ValueError, AttributeError, etree.XMLSyntaxError) as error:
        raise broken() from error  # python-docx says so of packages without their main parts
    styles = {style.style_id: str(style.name or "") for style in document.styles}
    notes = _notes(document)
    draft = Draft()
    for element in _flow(body):
        if element.tag == _W + "tbl":
            draft.table([[_cell(cell) for cell in _row(row)] for row in element.iter(_W + "tr")])
        else:
            _paragraph(draft, element, styles)
            for words in _boxes(element):
                draft.paragraph(words)
        for reference in element.iter(*_NOTES):
            if not any(above.tag in _SKIPPED for above in reference.iterancestors()):
                draft.paragraph(notes.get((reference.tag, reference.get(_W + "id")), ""))
    properties = document.core_properties
    title = str(properties.title or "")
    date = properties.modified.date().isoformat() if properties.modified else ""
    stated = (
        "" if title.lower().startswith(("word document", "microsoft word", "documento")) else title
    )
    reading = draft.reading("", {"date": date})
    running = [p.text for section in document.sections for p in section.header.paragraphs]
    return draft.reading(title_of(reading, stated, running), {"date": date})


def _notes(document: Any) -> dict[tuple[str, str | None], str]:
    """Return the words of every footnote and endnote, by the tag and id of what refers to it."""
    notes: dict[tuple[str, str | None], str] = {}
    for tag, kind in _NOTES.items():
        for relation in document.part.rels.values():
            if relation.reltype.endswith(kind):
                for note in parse_xml(relation.target_part.blob):
                    words = "\n".join(_words(paragraph) for paragraph in note.iter(_W + "p"))
                    notes[tag, note.get(_W + "id")] = words
    return notes


def _flow(container: Any) -> Iterator[Any]:
    """Yield paragraphs and tables in order, looking inside content controls and revisions."""
    for element in container:
        if element.tag in (_W + "p", _W + "tbl"):
            yield element
        elif element.tag in (_W + "sdt", _W + "sdtContent", _W + "ins", _W + "customXml"):
            yield from _flow(element)


def _row(row: Any) -> Iterator[Any]:
    for element in row:
        if element.tag == _W + "tc":
            yield element
        elif element.tag in (_W + "sdt", _W + "sdtContent"):
            yield from _row(element)


def _cell(cell: Any) -> str:
    return "\n".join(_words(paragraph) for paragraph in cell.iter(_W + "p"))


def _boxes(element: Any) -> Iterator[str]:
    """Yield the paragraphs of the text boxes that hang on a paragraph, each box once."""
    for child in element:
        if child.tag == _BOX:
            for paragraph in child.iter(_W + "p"):
                yield _words(paragraph)
        elif child.tag not in _SKIPPED:
            yield from _boxes(child)


def _words(element: Any) -> str:
    """Return the visible words of a paragraph, without those of its text boxes."""
    if element.tag == _W + "r" and element.find(f"{_W}rPr/{_W}vanish") is not None:
        return ""
    parts: list[str] = []
    for child in element:
        if child.tag in _SKIPPED or child.tag == _BOX:
            continue
        if child.tag == _W + "t":
            parts.append(child.text or "")
        elif child.tag in (_W + "tab", _W + "ptab"):
            parts.append("\t")
        elif child.tag in (_W + "br", _W + "cr"):
            parts.append("\n")
        elif child.tag == _W + "noBreakHyphen":
            parts.append("-")
        elif child.tag != _W + "pPr":
            parts.append(_words(child))
    return "".join(parts)


def _paragraph(draft: Draft, element: Any, styles: dict[str, str]) -> None:
    words = _words(element)
    properties = element.find(_W + "pPr")
    style = properties.find(_W + "pStyle") if properties is not None else None
    name = styles.get(style.get(_W + "val"), "") if style is not None else ""
    outline = properties.find(_W + "outlineLvl") if properties is not None else None
    numbering = properties.find(_W + "numPr") if properties is not None else None
    heading = _HEADING.search(name)
    if name.lower() in ("title", "titolo"):
        draft.heading(words, 1)
    elif heading:
        draft.heading(words, int(heading[1]))
    elif outline is not None and outline.get(_W + "val", "9") < "6":
        draft.heading(words, int(outline.get(_W + "val")) + 1)
    elif numbering is not None or _LIST.match(name):
        depth = numbering.find(_W + "ilvl") if numbering is not None else None
        stated = re.search(r"(\d)$", name)
        level = int(depth.get(_W + "val", "0")) + 1 if depth is not None else 0
        draft.item(words, level or (int(stated[1]) if stated else 1))
    elif _is_bold(element) and _looks_like_heading(words):
        draft.heading(words, 3)
    else:
        draft.paragraph(words)


def _is_bold(paragraph: Any) -> bool:
    runs = [run for run in paragraph.iter(_W + "r") if "".join(run.itertext(_W + "t")).strip()]
    marks = [run.find(f"{_W}rPr/{_W}b") for run in runs]
    return bool(runs) and all(
        m is not None and m.get(_W + "val", "1") not in ("0", "false") for m in marks
    )


def _looks_like_heading(words: str) -> bool:
    words = words.strip()
    return 0 < len(words.split()) <= _SHORT_WORDS and not words.endswith((".", ";", ",", ":"))
