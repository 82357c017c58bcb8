"""The sheet of a practice as a PDF, written by ReportLab.

It has a title, its language and links, and its text comes in reading order; it has no tags, which
ReportLab does not write: who reads by ear has the same sheet as a page.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from api.web.sheet import Part

_MARGIN = 54  # points: three quarters of an inch
_INK, _QUIET = "#17324d", "#4a5761"


@dataclass(frozen=True, slots=True)
class Paper:
    """What is written: `lead` under the title, `foot` at the end, each as (words, address)."""

    title: str
    lead: str
    parts: Sequence[Part]
    foot: Sequence[tuple[str, str | None]]


def as_pdf(paper: Paper) -> bytes:
    """Return a sheet as a PDF; the same sheet gives the same bytes."""
    # It takes a while to load, and most who come never ask for a PDF.
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    fonts = _fonts()
    out = BytesIO()
    made = SimpleDocTemplate(
        out,
        pagesize=A4,
        title=fonts.writable(paper.title),
        author="Prassi",
        subject="Buona pratica di welfare",
        lang="it-IT",
        invariant=1,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
    )
    made.build(list(_flow(paper, fonts)))
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class _Fonts:
    styles: dict[str, Any]
    has: Callable[[int], bool]

    def writable(self, text: str) -> str:
        """Return a text in signs that the typeface has: «č» as «c», what it lacks as «?»."""
        return "".join(map(self._sign, unicodedata.normalize("NFC", text)))

    def _sign(self, sign: str) -> str:
        if unicodedata.category(sign)[0] == "C":
            return " "
        if self.has(ord(sign)):
            return sign
        plain = [one for one in unicodedata.normalize("NFKD", sign) if self.has(ord(one))]
        return "".join(plain) or "?"


@cache
def _fonts() -> _Fonts:
    """Return the styles, in the typefaces that come with ReportLab (Bitstream Vera, free)."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name, file in (("Vera", "Vera.ttf"), ("Vera-Bold", "VeraBd.ttf")):
        pdfmetrics.registerFont(TTFont(name, file))
    pdfmetrics.registerFontFamily("Vera", normal="Vera", bold="Vera-Bold")
    glyphs = pdfmetrics.getFont("Vera").face.charToGlyph
    text = ParagraphStyle("text", fontName="Vera", fontSize=9, leading=12.5, textColor=_INK)
    styles = {
        "text": text,
        "title": ParagraphStyle("title", text, fontName="Vera-Bold", fontSize=16, leading=20),
        "lead": ParagraphStyle("lead", text, textColor=_QUIET, spaceBefore=4, spaceAfter=6),
        "head": ParagraphStyle(
            "head", text, fontName="Vera-Bold", fontSize=10, spaceBefore=8, keepWithNext=1
        ),
        "line": ParagraphStyle("line", text, leftIndent=10, bulletIndent=0),
        "missing": ParagraphStyle("missing", text, textColor=_QUIET),
    }
    return _Fonts(styles, glyphs.__contains__)


def _flow(paper: Paper, fonts: _Fonts) -> Iterator[Any]:
    from reportlab.platypus import HRFlowable, Paragraph

    def said(style: str, text: str, **more: str) -> Any:
        return Paragraph(text, fonts.styles[style], **more)

    def safe(text: str) -> str:
        return escape(fonts.writable(text))

    yield said("title", safe(paper.title))
    yield said("lead", safe(paper.lead))
    for part in paper.parts:
        yield said("head", safe(part.title))
        for line in part.lines:
            more = f' <font color="{_QUIET}">({safe(line.more)})</font>' if line.more else ""
            yield said("line", f"<b>{safe(line.label)}</b>{more}", bulletText="•")
        if part.left:
            yield said("missing", f"E altre {part.left}, nella pagina della pratica.")
        if not part.lines:
            yield said("missing", safe(part.missing))
    yield HRFlowable(width="100%", spaceBefore=10, spaceAfter=6, color=_QUIET, thickness=0.5)
    for words, address in paper.foot:
        link = f"<a href={quoteattr(address)}>{safe(address)}</a>" if address else ""
        yield said("missing", f"{safe(words)} {link}")
