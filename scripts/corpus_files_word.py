"""DOCX files: sections in columns, tables, lists, headers and footers, protection, revisions."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import docx
from corpus_files_layout import PAGES, Layout
from corpus_files_text import Piece
from docx.enum.section import WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

_SOFT = re.compile(r"(?<=[aeiou])(?=[bcdfglmnprstvz][aeiou]\w{2})")
_DELETED = "in via provvisoria e a titolo meramente indicativo"


def soft_hyphenated(words: str) -> str:
    """Return words with soft hyphens between the plain syllables of the long ones."""
    return re.sub(r"\w{9,}", lambda m: _SOFT.sub("\u00ad", m[0]), words)


def write_docx(layout: Layout, pieces: tuple[Piece, ...]) -> bytes:
    """Return the DOCX of a layout."""
    return _Word(layout).save(pieces)


class _Word:
    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.file: Any = docx.Document()
        normal = self.file.styles["Normal"]
        normal.font.name, normal.font.size = layout.font, Pt(layout.size)
        normal.paragraph_format.space_after = Pt(6)
        _child(normal.element.get_or_add_rPr(), "w:lang", val="it-IT")
        for name in ("Title", "Heading 1", "Heading 2", "Heading 3"):
            fonts = self.file.styles[name].element.rPr.rFonts
            for attribute in list(fonts.attrib):
                del fonts.attrib[attribute]
            self.file.styles[name].font.name = layout.font
        self._page()

    def save(self, pieces: tuple[Piece, ...]) -> bytes:
        """Write the pieces and return the file."""
        for piece in pieces:
            if piece.level == 1 and piece.kind == "heading":
                if not self.layout.title_in_header:
                    self.file.add_paragraph(piece.words, style="Title")
                if self.layout.columns > 1:
                    self._columns()
            else:
                self._piece(piece)
        settings = self.file.settings.element
        if self.layout.hyphens == "automatic":
            _child(settings, "w:autoHyphenation", val="true")
            _child(settings, "w:doNotHyphenateCaps", val="true")
        if self.layout.protected:
            _child(settings, "w:documentProtection", edit="readOnly", enforcement="1")
        about = self.file.core_properties
        about.title = self.layout.title if self.layout.stated_title else ""
        about.author, about.comments, about.language = "", "", "it-IT"
        out = BytesIO()
        self.file.save(out)
        return out.getvalue()

    def _page(self) -> None:
        section = self.file.sections[0]
        width, height = PAGES[self.layout.page]
        section.page_width, section.page_height = Cm(width), Cm(height)
        margin = Cm(2.5 if width > 20 else 1.6)
        section.left_margin = section.right_margin = margin
        section.top_margin = section.bottom_margin = Cm(2.4)
        if self.layout.letterhead:
            section.different_first_page_header_footer = True
            lines = self.layout.letterhead.split(" | ")
            section.first_page_header.paragraphs[0].text = lines[0]
            section.first_page_header.paragraphs[0].runs[0].bold = True
            for line in lines[1:]:
                section.first_page_header.add_paragraph(line).runs[0].font.size = Pt(8)
            self._footer(section.first_page_footer)
        section.header.paragraphs[0].text = self.layout.running_header
        self._footer(section.footer)

    def _footer(self, footer: Any) -> None:
        paragraph = footer.paragraphs[0]
        paragraph.add_run(f"{self.layout.footer} – pag. ".lstrip(" –"))
        _field(paragraph, "PAGE")
        paragraph.add_run(" di ")
        _field(paragraph, "NUMPAGES")

    def _columns(self) -> None:
        section = self.file.add_section(WD_SECTION.CONTINUOUS)
        columns = section._sectPr.find(qn("w:cols"))
        columns.set(qn("w:num"), str(self.layout.columns))
        columns.set(qn("w:space"), "500")

    def _piece(self, piece: Piece) -> None:
        if piece.kind == "heading":
            self.file.add_heading(piece.words, min(max(piece.level - 1, 1), 3))
        elif piece.kind == "table":
            self._table(piece)
        else:
            name = {"item": "List Bullet", "step": "List Number"}.get(piece.kind)
            deeper = " 2" if piece.level > 1 else ""
            paragraph = self.file.add_paragraph(style=f"{name}{deeper}" if name else None)
            if piece.lead:
                paragraph.add_run(f"{piece.lead} ").bold = True
            self._words(paragraph, piece.words)

    def _words(self, paragraph: Any, words: str) -> None:
        if self.layout.hyphens == "soft":
            words = soft_hyphenated(words)
        if not self.layout.tracked or len(words.split()) < 20:
            paragraph.add_run(words)
            return
        # The last sentence is new, and six words before it were struck out.
        before, found, after = words.rstrip(".").rpartition(". ")
        paragraph.add_run(before + found)
        _revision(paragraph, "w:del", f"{_DELETED} ")
        _revision(paragraph, "w:ins", f"{after}.")

    def _table(self, piece: Piece) -> None:
        width = max(map(len, piece.rows))
        table = self.file.add_table(rows=0, cols=width, style="Table Grid")
        for number, row in enumerate(piece.rows):
            cells = table.add_row().cells
            for cell, words in zip(cells, row, strict=False):
                lines = words.split("\n")
                cell.text = lines[0]
                for line in lines[1:]:
                    cell.add_paragraph(line)
                if self.layout.form:
                    cell.width = Cm(3.5) if cell is cells[0] else Cm(11)
            if number == 0 and width > 2:
                _child(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")
        self.file.add_paragraph()


def _child(parent: Any, tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    parent.append(element)
    return element


def _field(paragraph: Any, instruction: str) -> None:
    field = _child(paragraph._p, "w:fldSimple", instr=instruction)
    _child(_child(field, "w:r"), "w:t").text = "1"


def _revision(paragraph: Any, tag: str, words: str) -> None:
    mark = _child(paragraph._p, tag, id="7", author="Redazione", date="2026-01-15T09:00:00Z")
    text = _child(_child(mark, "w:r"), "w:delText" if tag == "w:del" else "w:t")
    text.text = words
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
