"""ODT files: page styles, sections in columns, tables, lists, footnotes."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from corpus_files_layout import PAGES, Layout
from corpus_files_text import Piece
from corpus_files_word import soft_hyphenated
from odf import dc, text
from odf.opendocument import OpenDocumentText
from odf.style import (
    Column,
    Columns,
    Footer,
    FooterStyle,
    Header,
    HeaderFooterProperties,
    HeaderStyle,
    ListLevelProperties,
    MasterPage,
    PageLayout,
    PageLayoutProperties,
    ParagraphProperties,
    SectionProperties,
    Style,
    TableCellProperties,
    TableColumnProperties,
    TextProperties,
)
from odf.table import Table, TableCell, TableColumn, TableHeaderRows, TableRow

_SIZES = {1: 20, 2: 14, 3: 12}


def write_odt(layout: Layout, pieces: tuple[Piece, ...]) -> bytes:
    """Return the ODT of a layout."""
    return _Open(layout).save(pieces)


class _Open:
    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.file: Any = OpenDocumentText()
        self.into = self.file.text
        self.notes = 0
        self._styles()
        self._page()

    def save(self, pieces: tuple[Piece, ...]) -> bytes:
        """Write the pieces and return the file."""
        if self.layout.stated_title:
            self.file.meta.addElement(dc.Title(text=self.layout.title))
        last: Any = None
        for number, piece in enumerate(pieces):
            if number in self.layout.notes:
                self._note(last, piece)
            elif piece.level == 1 and piece.kind == "heading":
                if not self.layout.title_in_header:
                    self._add(text.H(outlinelevel=1, stylename="Titolo1", text=piece.words))
                self._columns()
            else:
                last = self._piece(piece)
        out = BytesIO()
        self.file.write(out)
        return out.getvalue()

    def _styles(self) -> None:
        layout, styles = self.layout, self.file.styles
        breaks = {"hyphenate": "true"} if layout.hyphens == "automatic" else {}
        look = {"fontfamily": layout.font, "language": "it", "country": "IT", **breaks}
        after = {"marginbottom": "0.2cm"}
        for name, size in (("Corpo", layout.size), *((f"Titolo{n}", s) for n, s in _SIZES.items())):
            style = Style(name=name, family="paragraph")
            style.addElement(ParagraphProperties(**after))
            weight = {} if name == "Corpo" else {"fontweight": "bold"}
            style.addElement(TextProperties(fontsize=f"{size}pt", **look, **weight))
            styles.addElement(style)
        bold = Style(name="Grassetto", family="text")
        bold.addElement(TextProperties(fontweight="bold"))
        styles.addElement(bold)
        cell = Style(name="Cella", family="table-cell")
        cell.addElement(TableCellProperties(border="0.5pt solid #444444", padding="0.1cm"))
        self.file.automaticstyles.addElement(cell)
        for name, width in (("Stretta", "4cm"), ("Larga", "11cm")):
            column = Style(name=name, family="table-column")
            column.addElement(TableColumnProperties(columnwidth=width))
            self.file.automaticstyles.addElement(column)
        columns = Style(name="Colonne", family="section")
        properties = SectionProperties()
        shape = Columns(columncount=layout.columns, columngap="0.8cm")
        for _ in range(layout.columns):
            shape.addElement(Column(relwidth="1000*"))
        properties.addElement(shape)
        columns.addElement(properties)
        self.file.automaticstyles.addElement(columns)
        bullets, steps = text.ListStyle(name="Punti"), text.ListStyle(name="Numeri")
        for level in (1, 2):
            signs = {"numsuffix": ".", "numformat": "1" if level == 1 else "a"}
            bullet = text.ListLevelStyleBullet(level=level, bulletchar="•")
            step = text.ListLevelStyleNumber(level=level, **signs)
            for sign, holder in ((bullet, bullets), (step, steps)):
                sign.addElement(
                    ListLevelProperties(spacebefore=f"{0.6 * level}cm", minlabelwidth="0.6cm")
                )
                holder.addElement(sign)
        styles.addElement(bullets)
        styles.addElement(steps)

    def _page(self) -> None:
        width, height = PAGES[self.layout.page]
        page = PageLayout(name="Foglio")
        size = {"pagewidth": f"{width}cm", "pageheight": f"{height}cm"}
        page.addElement(PageLayoutProperties(margin="2cm" if width > 20 else "1.5cm", **size))
        for edge, side in ((HeaderStyle, "marginbottom"), (FooterStyle, "margintop")):
            style = edge()
            style.addElement(HeaderFooterProperties(minheight="0.8cm", **{side: "0.4cm"}))
            page.addElement(style)
        self.file.automaticstyles.addElement(page)
        master = MasterPage(name="Standard", pagelayoutname="Foglio")
        header, footer = Header(), Footer()
        head = self.layout.letterhead.split(" | ") if self.layout.letterhead else []
        for line in filter(None, (*head, self.layout.running_header)):
            header.addElement(text.P(stylename="Corpo", text=line))
        foot = text.P(stylename="Corpo", text=f"{self.layout.footer} – pagina ".lstrip(" –"))
        foot.addElement(text.PageNumber(selectpage="current"))
        foot.addText(" di ")
        foot.addElement(text.PageCount())
        footer.addElement(foot)
        for edge in (header, footer):
            master.addElement(edge)
        self.file.masterstyles.addElement(master)

    def _add(self, element: Any) -> Any:
        self.into.addElement(element)
        return element

    def _columns(self) -> None:
        if self.layout.columns > 1:
            section = text.Section(name="Colonne", stylename="Colonne")
            self.file.text.addElement(section)
            self.into = section

    def _piece(self, piece: Piece) -> Any:
        if piece.kind == "heading":
            level = 2 if piece.level <= 2 else 3
            heading = text.H(outlinelevel=level, stylename=f"Titolo{level}", text=piece.words)
            return self._add(heading)
        if piece.kind == "table":
            return self._table(piece)
        paragraph = self._paragraph(piece.words, piece.lead)
        if piece.kind == "paragraph":
            return self._add(paragraph)
        holder: Any = paragraph
        for _ in range(piece.level):
            item = text.ListItem()
            item.addElement(holder)
            holder = text.List()
            holder.addElement(item)
        name = "Punti" if piece.kind == "item" else "Numeri"
        holder.setAttribute("stylename", name)
        if piece.kind == "step":
            holder.setAttribute("continuenumbering", "true")
        self._add(holder)
        return paragraph

    def _paragraph(self, words: str, lead: str = "") -> Any:
        paragraph = text.P(stylename="Corpo")
        if lead:
            paragraph.addElement(text.Span(stylename="Grassetto", text=lead))
            words = f" {words}"
        paragraph.addText(soft_hyphenated(words) if self.layout.hyphens == "soft" else words)
        return paragraph

    def _note(self, paragraph: Any, piece: Piece) -> None:
        self.notes += 1
        note = text.Note(noteclass="footnote", id=f"nota{self.notes}")
        note.addElement(text.NoteCitation(text=str(self.notes)))
        body = text.NoteBody()
        body.addElement(self._paragraph(piece.words, piece.lead))
        note.addElement(body)
        paragraph.addElement(note)

    def _table(self, piece: Piece) -> Any:
        width = max(map(len, piece.rows))
        table = Table(name=f"Tabella{len(self.into.childNodes)}")
        if width == 2:
            for name in ("Stretta", "Larga"):
                table.addElement(TableColumn(stylename=name))
        else:
            table.addElement(TableColumn(numbercolumnsrepeated=width))
        for number, words in enumerate(piece.rows):
            row = TableRow()
            for cell_words in words:
                cell = TableCell(stylename="Cella", valuetype="string")
                for line in cell_words.split("\n"):
                    cell.addElement(self._paragraph(line))
                row.addElement(cell)
            if number == 0 and width > 2:
                head = TableHeaderRows()
                head.addElement(row)
                row = head
            table.addElement(row)
        return self._add(table)
