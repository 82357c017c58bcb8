"""PPTX: slide by slide, titles as headings, bullets as list items, from top to bottom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

import pptx
from lxml import etree
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER
from pptx.exc import PythonPptxError

from ingest.errors import Refusal, UnreadableDocument
from ingest.readers.archives import broken
from ingest.readers.draft import Draft
from ingest.readers.limits import limits
from ingest.readers.reading import Reading

_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
_FURNITURE = (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.DATE)
_BODIES = (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.VERTICAL_BODY)
_BAND = 360_000  # a centimetre: shapes this close in height stand side by side


def read_pptx(data: bytes) -> Reading:
    """Return the text of a presentation with its blocks; speaker notes are not part of it.

    Raises UnreadableDocument: rovinato, or troppo-lungo beyond the limit of pages.
    """
    try:
        presentation: Any = pptx.Presentation(BytesIO(data))
        slides = list(presentation.slides)
    except (KeyError, ValueError, AttributeError, PythonPptxError, etree.XMLSyntaxError) as error:
        raise broken() from error
    if len(slides) > limits().document.pages:
        raise UnreadableDocument(
            f"La presentazione ha più di {limits().document.pages} diapositive. Dividila in parti.",
            Refusal.TOO_LONG,
        )
    draft = Draft()
    for number, slide in enumerate(slides):
        title = slide.shapes.title
        if title is not None:
            draft.heading(title.text_frame.text, 2 if number else 1)
        for shape in _in_order(slide.shapes):
            if title is None or shape.shape_id != title.shape_id:
                _shape(draft, shape)
    properties = presentation.core_properties
    date = properties.modified.date().isoformat() if properties.modified else ""
    return draft.reading("", {"date": date})


def _in_order(shapes: Iterable[Any]) -> Iterator[Any]:
    """Yield shapes as a reader meets them: top to bottom, then left to right, groups opened."""
    for shape in sorted(shapes, key=lambda s: ((s.top or 0) // _BAND, s.left or 0)):
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            yield from _in_order(shape.shapes)
        else:
            yield shape


def _shape(draft: Draft, shape: Any) -> None:
    if getattr(shape, "has_table", False) and shape.has_table:
        draft.table([[cell.text for cell in row.cells] for row in shape.table.rows])
    if not shape.has_text_frame:
        return
    role = shape.placeholder_format.type if shape.is_placeholder else None
    for paragraph in shape.text_frame.paragraphs:
        words = "".join(run.text for run in paragraph.runs) or paragraph.text
        if role in _FURNITURE:
            draft.furniture(words)
        elif role in _TITLES:
            draft.heading(words, 2)
        elif role in _BODIES or paragraph.level or _has_bullet(paragraph):
            draft.item(words, paragraph.level + 1)
        else:
            draft.paragraph(words)


def _has_bullet(paragraph: Any) -> bool:
    properties = paragraph._p.pPr  # python-pptx has no public name for bullets
    if properties is None:
        return False
    return any(str(child.tag).endswith(("}buChar", "}buAutoNum")) for child in properties)
