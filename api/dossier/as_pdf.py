"""A dossier as PDF: pages to read or to print, with title, language and working links."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache
from xml.sax.saxutils import escape, quoteattr

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph

from api.dossier.as_csv import MOVED
from api.dossier.as_docx import UNTITLED, WARNING
from api.dossier.contents import Contents, Sheet
from api.dossier.wanted import clean_note
from corpus import italian

_INK, _QUIET, _BLUE = HexColor("#17324d"), HexColor("#55646f"), "#0059b3"
_EDGE = 20 * mm


def written(contents: Contents, day: date) -> bytes:
    """Return the pages, dated and numbered."""
    _fonts()
    title = clean_note(contents.title) or UNTITLED
    out = io.BytesIO()
    made = BaseDocTemplate(
        out,
        pagesize=A4,
        title=title,
        author="",
        lang="it-IT",
        invariant=1,  # one dossier on one day is one file, byte for byte
    )
    frame = Frame(_EDGE, _EDGE, A4[0] - 2 * _EDGE, A4[1] - 2 * _EDGE, 0, 0, 0, 0)
    made.addPageTemplates(PageTemplate(frames=[frame], onPage=_number))
    made.build(list(_story(contents, title, day)))
    return out.getvalue()


@cache
def _fonts() -> None:
    """Take in the typefaces that come with ReportLab (Bitstream Vera, free)."""
    for name, file in (("Prassi", "Vera"), ("Prassi-Bold", "VeraBd"), ("Prassi-It", "VeraIt")):
        pdfmetrics.registerFont(TTFont(name, f"{file}.ttf"))
    pdfmetrics.registerFontFamily("Prassi", "Prassi", "Prassi-Bold", "Prassi-It", "Prassi-Bold")


@cache
def _style(name: str) -> ParagraphStyle:
    size, space, bold = {
        "title": (20, 6, True),
        "practice": (14, 4, True),
        "part": (10.5, 2, True),
        "text": (9.5, 3, False),
        "quiet": (8.5, 3, False),
        "quote": (8.5, 4, False),
    }[name]
    return ParagraphStyle(
        name,
        fontName="Prassi-Bold" if bold else "Prassi",
        fontSize=size,
        leading=size * 1.4,
        textColor=_QUIET if name in ("quiet", "quote") else _INK,
        spaceBefore={"practice": 16, "part": 7}.get(name, 0),
        spaceAfter=space,
        leftIndent=10 if name == "quote" else 0,
        keepWithNext=int(bold),
        splitLongWords=1,
    )


def _story(contents: Contents, title: str, day: date) -> Iterator[Flowable]:
    yield _said(title, "title")
    yield _said(f"Scritto il {italian.date(f'{day}')}. {WARNING}", "quiet")
    for sheet in contents.sheets:
        yield from _practice(sheet)
    if contents.gone:
        yield _said("Non sono più in questo archivio", "practice")
        for one in contents.gone:
            yield _said(f"{one.practice}: {one.note}" if one.note else one.practice, "text")


def _practice(sheet: Sheet) -> Iterator[Flowable]:
    yield _said(sheet.title, "practice")
    if sheet.asked:
        yield _said(MOVED.format(sheet.asked), "quiet")
    if sheet.note:
        yield _said("I vostri appunti", "part")
        yield _said(sheet.note, "text")
    for part in sheet.parts:
        yield _said(part.title, "part")
        for told in part.told:
            yield _said(told.label, "text")
            if told.sentence:
                yield _said(f"«{told.sentence}»", "quote")
        if part.more:
            yield _said(f"E altre voci: {part.more}.", "quiet")
    yield _said("Fonte", "part")
    yield _said(sheet.source or "Non dichiarata", "text")
    if sheet.source_address:
        yield _linked(sheet.source_address)
    if sheet.licence:
        yield _said(f"Licenza: {sheet.licence}", "quiet")
    yield _said(f"Identificativo: {sheet.iri}", "quiet")


def _said(text: str, style: str) -> Paragraph:
    return Paragraph(escape(_writable(clean_note(text))).replace("\n", "<br/>"), _style(style))


def _writable(text: str) -> str:
    """Return a text in signs that the typeface has: «č» as «c», what it lacks as «?»."""
    has = pdfmetrics.getFont("Prassi").face.charToGlyph

    def sign(one: str) -> str:
        if one in "\n\t" or ord(one) in has:
            return one
        plain = [part for part in unicodedata.normalize("NFKD", one) if ord(part) in has]
        return "".join(plain) or "?"

    return "".join(map(sign, text))


def _linked(address: str) -> Paragraph:
    """Return an address that can be followed; it was looked at by `web_address` before."""
    shown = escape(address)
    return Paragraph(f'<a href={quoteattr(address)} color="{_BLUE}">{shown}</a>', _style("quiet"))


def _number(canvas: Canvas, made: BaseDocTemplate) -> None:
    canvas.saveState()
    canvas.setFont("Prassi", 8)
    canvas.setFillColor(_QUIET)
    canvas.drawRightString(A4[0] - _EDGE, _EDGE / 2, f"Pagina {made.page}")
    canvas.restoreState()
