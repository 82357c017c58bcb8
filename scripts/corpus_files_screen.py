"""Slide decks, web pages and workbooks."""

from __future__ import annotations

import html
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

import jinja2
import openpyxl
import pptx
from corpus_files_layout import Layout
from corpus_files_text import Piece, Text
from markupsafe import Markup
from openpyxl.styles import Alignment, Font
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.util import Cm, Pt

_PAGE = Path(__file__).with_name("corpus_files_page.html")
_COLUMNS = ("Titolo", "Temi", "In breve", "Descrizione", "Fonte")


def write_pptx(layout: Layout, pieces: tuple[Piece, ...]) -> bytes:
    """Return a deck: each heading begins a slide."""
    deck: Any = pptx.Presentation()
    slide: Any = None
    frame: Any = None
    for number, piece in enumerate(pieces):
        if piece.kind == "heading" or slide is None:
            slide = deck.slides.add_slide(deck.slide_layouts[1 if number else 0])
            slide.shapes.title.text = piece.words
            frame = slide.placeholders[1].text_frame
            _slide_footer(slide, deck.slide_layouts[1 if number else 0], layout)
        elif piece.kind == "table":
            frame = _slide_table(slide, piece)
        else:
            _slide_words(frame, piece, layout)
    deck.core_properties.title = layout.title if layout.stated_title else "PowerPoint Presentation"
    out = BytesIO()
    deck.save(out)
    return out.getvalue()


def _slide_words(frame: Any, piece: Piece, layout: Layout) -> None:
    paragraph = frame.paragraphs[0] if not frame.text else frame.add_paragraph()
    paragraph.level = max(piece.level - 1, 0)
    if piece.lead:
        run = paragraph.add_run()
        run.text, run.font.bold = f"{piece.lead} ", True
    run = paragraph.add_run()
    run.text, run.font.name, run.font.size = piece.words, layout.font, Pt(layout.size)


def _slide_table(slide: Any, piece: Piece) -> Any:
    """Add a table and return the text box below it."""
    width = max(map(len, piece.rows))
    place = (Cm(1.5), Cm(9), Cm(22), Cm(1.2 * len(piece.rows)))
    table = slide.shapes.add_table(len(piece.rows), width, *place).table
    for cells, row in zip(table.rows, piece.rows, strict=True):
        for cell, words in zip(cells.cells, row, strict=False):
            cell.text = words
    below = place[1] + place[3] + Cm(0.5)
    return slide.shapes.add_textbox(place[0], below, place[2], Cm(2)).text_frame


def _slide_footer(slide: Any, design: Any, layout: Layout) -> None:
    """Copy the footer and the number of the slide from its design, as PowerPoint does."""
    for shape in design.placeholders:
        role = shape.placeholder_format.type
        if role in (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER):
            slide.shapes.clone_placeholder(shape)
            copy = slide.shapes[-1]
            is_footer = role == PP_PLACEHOLDER.FOOTER
            copy.text_frame.text = layout.footer if is_footer else str(slide.slide_id - 255)


def write_html(layout: Layout, pieces: tuple[Piece, ...]) -> bytes:
    """Return a page with menu, breadcrumb, sidebar, cookie banner and footer round the text."""
    template = jinja2.Template(_PAGE.read_text("utf-8"), autoescape=True)
    body = "\n".join(_markup(list(group)) for _, group in groupby(pieces, lambda p: p.kind))
    page: str = template.render(
        title=layout.title,
        site=layout.site,
        body=Markup(body),  # noqa: S704 (escaped piece by piece below)
        variant=layout.through,
    )
    return page.encode()


def _markup(pieces: list[Piece]) -> str:
    kind = pieces[0].kind
    if kind in ("item", "step"):
        tag = "ul" if kind == "item" else "ol"
        return f"<{tag}>" + "".join(f"<li>{_led(p)}</li>\n" for p in pieces) + f"</{tag}>"
    if kind == "table":
        return "\n".join(_table_markup(piece) for piece in pieces)
    if kind == "heading":
        return "\n".join(f"<h{p.level}>{html.escape(p.words)}</h{p.level}>" for p in pieces)
    return "\n".join(f"<p>{_led(piece)}</p>" for piece in pieces)


def _table_markup(piece: Piece) -> str:
    rows = []
    for number, row in enumerate(piece.rows):
        tag = "td" if number else "th"
        rows.append("".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in row))
    return "<table>" + "".join(f"<tr>{row}</tr>\n" for row in rows) + "</table>"


def _led(piece: Piece) -> str:
    lead = f"<strong>{html.escape(piece.lead)}</strong> " if piece.lead else ""
    return lead + html.escape(piece.words)


def write_xlsx(layout: Layout, texts: tuple[Text, ...]) -> tuple[bytes, str]:
    """Return a workbook of one practice a row (of one text: a sheet of its fields), and its words.

    A list has a merged line of title above its columns, as such sheets do.
    """
    book = openpyxl.Workbook()
    sheet: Any = book.active
    if len(texts) == 1:
        rows = _fields(layout, texts[0])
        lines = [f"{name}: {value}" for name, value in rows[1:]]
    else:
        rows = [list(_COLUMNS), *map(_record, texts)]
        lines = [_row_words(row) for row in rows[1:]]
        sheet.append([layout.title])
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(_COLUMNS))
        lines.insert(0, layout.title)
    for row in rows:
        sheet.append(row)
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.font = Font(name=layout.font, size=layout.size, bold=cell.row <= 2)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A3"
    sheet.oddFooter.center.text = f"{layout.footer} – pagina &P di &N"
    out = BytesIO()
    book.save(out)
    return out.getvalue(), "\n\n".join(lines) + "\n"


def _record(document: Text) -> list[str]:
    body = [p.text for p in document.pieces if p.kind != "heading" or p.level > 1]
    themes = document.about["themes"]
    return [
        str(document.about["title"]),
        ", ".join(map(str, themes if isinstance(themes, list) else [themes])),
        body[0],
        "\n".join(body[1:]),
        str(document.about["source_title"]),
    ]


def _row_words(row: list[str]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in zip(_COLUMNS, row, strict=True))


def _fields(layout: Layout, document: Text) -> list[list[str]]:
    fields = [[p.lead.rstrip(":"), p.words] for p in document.pieces if p.lead.endswith(":")]
    return [["Voce", "Contenuto"], ["Titolo", layout.title], *fields]
