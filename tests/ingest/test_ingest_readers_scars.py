"""Scars of files from real offices: justified columns, text boxes, titles above tables."""

from __future__ import annotations

import sys
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.model import BlockKind, Document
from ingest.readers import read

sys.path.append(str(Path(__file__).parents[1] / "fixtures" / "readers"))
from tiny_pdf import placed, tiny_pdf

_BOX = """<mc:AlternateContent {names}
 xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
 <mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>
 <w:p><w:r><w:t>Il servizio è gratuito.</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing>
 </mc:Choice><mc:Fallback><w:pict><w:p><w:r><w:t>Il servizio è gratuito.</w:t></w:r></w:p></w:pict>
 </mc:Fallback></mc:AlternateContent>"""


def shown(document: Document) -> list[tuple[str, str | None, str]]:
    return [
        (str(b.kind), b.label, document.text[b.start : b.end])
        for b in document.blocks
        if b.kind is not BlockKind.FURNITURE
    ]


def saved(document: docx.document.Document) -> bytes:
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def test_justified_lines_with_wide_blanks_keep_their_two_columns() -> None:
    page = []
    for n in range(8):
        y = 700 - 12 * n
        page += [placed(60, y, f"orti{n}"), placed(120, y, "degli anziani"), placed(255, y, "soli")]
        page += [placed(320, y, f"scuole{n}"), placed(400, y, "del quartiere")]
        page += [placed(500, y, "nord")]
    text = read(tiny_pdf([page]), "a.pdf").text
    assert text.index("orti7") < text.index("scuole0")


def test_a_heading_over_several_lines_is_one_heading() -> None:
    page = [
        placed(60, 780, "Autonomia degli anziani non", 18, True),
        placed(60, 758, "autosufficienti in Molise", 18, True),
        *(placed(60, 720 - 12 * n, "Il Comune aiuta chi vive da solo in casa.") for n in range(4)),
    ]
    document = read(tiny_pdf([page]), "a.pdf")
    assert document.title == "Autonomia degli anziani non autosufficienti in Molise"


def test_the_rows_of_a_form_in_a_pdf_are_fields() -> None:
    rows = [("Ente capofila", "Comune di Prova"), ("Destinatari", "anziani soli della città")]
    page = [placed(60, 780, "Il Comune di Prova racconta gli orti degli anziani della città.")]
    for n, (name, value) in enumerate(rows):
        page += [placed(60, 740 - 14 * n, name), placed(220, 740 - 14 * n, value)]
    document = read(tiny_pdf([page]), "a.pdf")
    for name, value in rows:
        assert ("field", name, value) in shown(document)


def test_a_word_of_a_justified_line_that_is_also_a_label_gets_no_colon() -> None:
    page = []
    for n in range(5):
        page += [placed(60, 740 - 12 * n, "luogo"), placed(180, 740 - 12 * n, "degli incontri,")]
    assert ":" not in read(tiny_pdf([page]), "a.pdf").text


def test_two_words_in_the_first_heading_are_the_title_before_a_longer_section() -> None:
    text = "# Habitat Microaree\n\nLa casa.\n\n## Come si lavora\n\nIl Comune aiuta gli anziani.\n"
    assert read(text.encode(), "a.md").title == "Habitat Microaree"


def test_a_text_box_is_a_paragraph_of_its_own_once() -> None:
    document = docx.Document()
    run = document.add_paragraph("Lo sportello apre agli anziani.").add_run()
    run._r.append(parse_xml(_BOX.format(names=nsdecls("w"))))
    assert shown(read(saved(document), "a.docx")) == [
        ("paragraph", None, "Lo sportello apre agli anziani."),
        ("paragraph", None, "Il servizio è gratuito."),
    ]


def test_hidden_words_of_a_document_are_not_read() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Lo sportello apre agli anziani.")
    paragraph.add_run(" bozza").font.hidden = True
    assert read(saved(document), "a.docx").text == "Lo sportello apre agli anziani."


def test_a_table_of_one_row_is_layout_and_its_cells_are_paragraphs() -> None:
    document = docx.Document()
    row = document.add_table(rows=1, cols=2).rows[0].cells
    row[0].text, row[1].text = "Il Comune apre lo sportello.", "La cooperativa lo gestisce."
    assert [kind for kind, _, _ in shown(read(saved(document), "a.docx"))] == ["paragraph"] * 2


def test_lines_above_a_sheet_are_not_the_names_of_its_columns() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Elenco delle pratiche"])
    sheet.append(["Aggiornato al", date(2023, 5, 1)])
    sheet.append([])
    sheet.append(["Titolo", "Ente", "Importo", "Avvio", "Destinatari"])
    sheet.append(["Orti urbani", "Comune di Prova", 20000, date(2021, 3, 1), "anziani"])
    sheet["C5"].number_format = '#,##0\\ "€"'
    file = BytesIO()
    book.save(file)
    document = read(file.getvalue(), "a.xlsx")
    assert ("table_cell", "Titolo", "Orti urbani") in shown(document)
    assert ("table_cell", "Importo", "20000 €") in shown(document)
    assert ("table_cell", "Avvio", "2021-03-01") in shown(document)


@pytest.mark.parametrize(
    ("value", "shape", "words"),
    [(12500.5, "General", "12500,5"), (0.1, "0%", "10%"), (1 / 3, "0.00", "0,3333")],
)
def test_numbers_of_a_sheet_are_written_as_italian_sheets_show_them(
    value: float, shape: str, words: str
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Titolo", "Valore"])
    sheet.append(["Orti urbani", value])
    sheet["B2"].number_format = shape
    file = BytesIO()
    book.save(file)
    assert shown(read(file.getvalue(), "a.xlsx"))[-1] == ("table_cell", "Valore", words)


def test_a_page_keeps_its_first_heading_and_its_definitions() -> None:
    page = (
        "<html><head><title>Orti | Comune</title></head><body><h1>Orti per tutti</h1>"
        "<p>Il Comune di Prova assegna gli orti agli anziani soli della città, con la Caritas.</p>"
        "<dl><dt>Referente</dt><dd>Ufficio di piano</dd><dt>Durata</dt><dd>tre anni</dd></dl>"
        "</body></html>"
    )
    found = shown(read(page.encode(), "a.html"))
    assert found[0] == ("heading", None, "Orti per tutti")
    assert ("field", "Durata", "tre anni") in found
