"""DOCX, ODT, PPTX and sheets, made here with the programs' own libraries."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import docx
import openpyxl
import pptx
import pytest
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from odf.opendocument import OpenDocumentText
from odf.table import Table, TableCell, TableRow
from odf.text import H, List, ListItem, Note, NoteBody, NoteCitation, P

from ingest.model import BlockKind, Document
from ingest.readers import read

PROSE = "Il Comune di Prova assegna quaranta orti agli anziani soli, insieme alla Caritas."
NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def saved(file: Any) -> bytes:
    out = BytesIO()
    file.save(out)
    return out.getvalue()


def shown(document: Document) -> list[tuple[str, int, str | None, str]]:
    return [
        (str(b.kind), b.level, b.label, document.text[b.start : b.end])
        for b in document.blocks
        if b.kind is not BlockKind.FURNITURE
    ]


def test_word_gives_headings_lists_fields_and_forms() -> None:
    file = docx.Document()
    file.core_properties.title = "Word Document"
    file.add_heading("Orti urbani per anziani", 0)
    file.add_heading("Destinatari", 2)
    file.add_paragraph("anziani\xa0soli", style="List Bullet")
    file.add_paragraph("over 75", style="List Bullet 2")
    file.add_paragraph(PROSE)
    file.add_paragraph().add_run("Risultati attesi").bold = True
    file.add_paragraph("Soggetto proponente: Comune di Prova")
    form = file.add_table(rows=1, cols=2)
    form.cell(0, 0).text, form.cell(0, 1).text = "Importo", "2 milioni di euro"
    document = read(saved(file), "Scheda (1).docx")
    assert document.title == "Orti urbani per anziani"
    assert shown(document) == [
        ("heading", 1, None, "Orti urbani per anziani"),
        ("heading", 2, "Destinatari", "Destinatari"),
        ("list_item", 1, "Destinatari", "anziani soli"),
        ("list_item", 2, "Destinatari", "over 75"),
        ("paragraph", 0, None, PROSE),
        ("heading", 3, "Risultati attesi", "Risultati attesi"),
        ("field", 0, "Soggetto proponente", "Comune di Prova"),
        ("table_cell", 0, "Importo", "2 milioni di euro"),
    ]


def test_word_content_controls_and_insertions_are_read_and_deletions_are_not() -> None:
    file = docx.Document()
    body = file.element.body
    body.insert(
        0,
        parse_xml(
            f"<w:sdt {NAMESPACE}><w:sdtContent><w:p><w:r><w:t>Promosso dalla Caritas </w:t></w:r>"
            "<w:ins w:id='1' w:author='x'><w:r><w:t>diocesana.</w:t></w:r></w:ins>"
            "<w:del w:id='2' w:author='x'><w:r><w:delText>regionale</w:delText></w:r></w:del>"
            "</w:p></w:sdtContent></w:sdt>"
        ),
    )
    assert read(saved(file), "a.docx").text == "Promosso dalla Caritas diocesana."


def test_a_footnote_of_word_follows_the_paragraph_that_it_explains() -> None:
    file = docx.Document()
    paragraph = file.add_paragraph(PROSE)
    reference = f"<w:r {NAMESPACE}><w:footnoteReference w:id='7'/></w:r>"
    paragraph._p.append(parse_xml(reference))
    file.add_paragraph("Il bando resta aperto.")
    notes = (
        f"<w:footnotes {NAMESPACE}><w:footnote w:id='7'><w:p><w:r><w:footnoteRef/></w:r>"
        "<w:r><w:t>Con il sostegno della Regione.</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    name = PackURI("/word/footnotes.xml")
    part = Part(name, CONTENT_TYPE.WML_FOOTNOTES, notes.encode(), file.part.package)
    file.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    text = read(saved(file), "a.docx").text
    assert text == f"{PROSE}\n\nCon il sostegno della Regione.\n\nIl bando resta aperto."


def test_a_footnote_of_opendocument_follows_the_paragraph_that_it_explains() -> None:
    file = OpenDocumentText()
    paragraph = P(text=PROSE)
    note, body = Note(noteclass="footnote"), NoteBody()
    note.addElement(NoteCitation(text="1"))
    body.addElement(P(text="Con il sostegno della Regione."))
    note.addElement(body)
    paragraph.addElement(note)
    file.text.addElement(paragraph)
    assert read(saved(file), "a.odt").text == f"{PROSE}\n\nCon il sostegno della Regione."


@pytest.mark.parametrize(
    ("section", "title"),
    [("Premessa", "Orti urbani di Prova"), ("Orti per gli anziani", "Orti per gli anziani")],
)
def test_a_header_names_a_document_whose_headings_are_sections(section: str, title: str) -> None:
    file = docx.Document()
    file.core_properties.title = ""
    file.sections[0].header.paragraphs[0].text = "Orti urbani di Prova"
    for heading in (section, "Destinatari"):
        file.add_heading(heading, 1)
        file.add_paragraph(PROSE)
    document = read(saved(file), "a.docx")
    assert document.title == title
    assert "Orti urbani di Prova" not in document.text


def test_a_name_of_one_word_over_sections_is_a_title() -> None:
    file = docx.Document()
    for words, level in (("Telesanitel", 1), ("Che cosa fa", 2)):
        file.add_heading(words, level)
        file.add_paragraph(PROSE)
    assert read(saved(file), "a.docx").title == "Telesanitel"


def test_word_headers_and_footers_are_left_out() -> None:
    file = docx.Document()
    file.sections[0].header.paragraphs[0].text = "Comune di Prova – riservato"
    file.add_paragraph(PROSE)
    assert read(saved(file), "a.docx").text == PROSE


def test_opendocument_text_gives_headings_nested_lists_and_tables() -> None:
    file = OpenDocumentText()
    file.text.addElement(H(outlinelevel=1, text="Orti urbani"))
    file.text.addElement(P(text=PROSE))
    outer, inner = List(), List()
    for words, holder in (("anziani soli", outer), ("over 75", inner)):
        item = ListItem()
        item.addElement(P(text=words))
        if holder is outer:
            item.addElement(inner)
        holder.addElement(item)
    file.text.addElement(outer)
    table = Table()
    for words in (("Azione", "Ente", "Costo"), ("Orti", "Auser", "3.000 euro")):
        row = TableRow()
        for word in words:
            cell = TableCell()
            cell.addElement(P(text=word))
            row.addElement(cell)
        table.addElement(row)
    file.text.addElement(table)
    document = read(saved(file), "a.odt")
    assert document.media_type == "application/vnd.oasis.opendocument.text"
    assert shown(document)[:4] == [
        ("heading", 1, None, "Orti urbani"),
        ("paragraph", 0, None, PROSE),
        ("list_item", 1, None, "anziani soli"),
        ("list_item", 2, None, "over 75"),
    ]
    assert shown(document)[-1] == ("table_cell", 0, "Costo", "3.000 euro")


def test_slides_give_their_titles_and_bullets_in_order() -> None:
    file = pptx.Presentation()
    first = file.slides.add_slide(file.slide_layouts[0])
    first.shapes.title.text = "Orti urbani"
    second = file.slides.add_slide(file.slide_layouts[1])
    second.shapes.title.text = "A chi è rivolto"
    frame = second.placeholders[1].text_frame
    frame.text = "anziani soli"
    deeper = frame.add_paragraph()
    deeper.text, deeper.level = "over 75", 1
    box = second.shapes.add_textbox(0, 6_000_000, 3_000_000, 500_000)
    box.text_frame.text = "Costo: 12.000 euro"
    assert shown(read(saved(file), "a.pptx")) == [
        ("heading", 1, None, "Orti urbani"),
        ("heading", 2, "A chi è rivolto", "A chi è rivolto"),
        ("list_item", 1, "A chi è rivolto", "anziani soli"),
        ("list_item", 2, "A chi è rivolto", "over 75"),
        ("field", 0, "Costo", "12.000 euro"),
    ]


def test_each_row_of_a_workbook_is_a_record_with_named_cells() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Elenco delle pratiche"])
    book.active.append(["Titolo", "Destinatari", "Costo"])
    book.active.append(["Orti urbani", "anziani soli", 12000.0])
    book.active.append([None, None, None])
    book.active.append(["Banca del tempo", None, "=1+1"])
    hidden = book.create_sheet("nascosto")
    hidden.append(["Titolo", "Segreto"])
    hidden.append(["x", "da non leggere"])
    hidden.sheet_state = "hidden"
    document = read(saved(book), "a.xlsx")
    cells = [b for b in document.blocks if b.kind is BlockKind.TABLE_CELL]
    assert [(b.record, b.label, document.text[b.start : b.end]) for b in cells] == [
        (0, "Titolo", "Orti urbani"),
        (0, "Destinatari", "anziani soli"),
        (0, "Costo", "12000"),
        (1, "Titolo", "Banca del tempo"),
    ]
    assert "Destinatari: anziani soli\nCosto: 12000" in document.text


def test_a_sheet_of_fields_is_one_practice_and_not_one_a_row() -> None:
    book = openpyxl.Workbook()
    rows = [["Voce", "Contenuto"], ["Titolo", "Orti urbani"], ["Destinatari", "anziani soli"]]
    for row in [*rows, ["Costo", 12000], ["Sede", "via Roma"]]:
        book.active.append(row)
    document = read(saved(book), "a.xlsx")
    assert document.title == "Orti urbani"
    assert shown(document) == [
        ("heading", 1, None, "Orti urbani"),
        ("table_cell", 0, "Destinatari", "anziani soli"),
        ("table_cell", 0, "Costo", "12000"),
        ("table_cell", 0, "Sede", "via Roma"),
    ]


@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_the_separator_of_a_table_of_values_is_found(sign: str) -> None:
    rows = [["Titolo", "Destinatari", "Sintesi"], ["Orti", "anziani", '"uno, due;\ne tre"']]
    data = "\r\n".join(sign.join(row) for row in rows).encode("cp1252")
    document = read(data, "a.csv")
    cells = [b for b in document.blocks if b.kind is BlockKind.TABLE_CELL]
    assert [(b.record, b.label) for b in cells] == [
        (0, "Titolo"),
        (0, "Destinatari"),
        (0, "Sintesi"),
    ]
    assert document.text.endswith("Sintesi: uno, due;\ne tre")


def test_a_table_with_the_line_ends_of_an_old_mac_is_read() -> None:
    document = read(b"Titolo;Anno\rOrti urbani;2021\r", "a.csv")
    assert document.text == "Titolo: Orti urbani\nAnno: 2021"


def test_composed_letters_no_break_spaces_and_nuls_are_normalised() -> None:
    file = docx.Document()
    file.add_paragraph("La comunita\u0300\xa0che cura\u200b gli an\u00adziani.")
    assert read(saved(file), "a.docx").text == "La comunità che cura gli anziani."
