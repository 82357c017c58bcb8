"""PDF files made here, and the pure layout that puts their words in order."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import Refusal, UnreadableDocument
from ingest.model import BlockKind, Document
from ingest.readers import read
from ingest.readers.pdf_layout import paragraphs
from ingest.readers.pdf_pieces import Fragment, Page, Rule, join_lines, rules
from ingest.readers.pdf_tables import grids

sys.path.append(str(Path(__file__).parents[1] / "fixtures" / "readers"))
from tiny_pdf import Placed, placed, tiny_pdf


def column(x: float, top: float, lines: list[str]) -> list[Placed]:
    return [placed(x, top - 12 * n, words) for n, words in enumerate(lines)]


def shown(document: Document) -> list[tuple[str, str]]:
    return [
        (str(b.kind), document.text[b.start : b.end])
        for b in document.blocks
        if b.kind is not BlockKind.FURNITURE
    ]


def test_lines_flow_into_paragraphs_and_divided_words_are_made_whole() -> None:
    lines = [
        "Il Comune di Prova assegna quaranta orti agli anziani soli, insieme alla Caritas dioce-",
        "sana e alle scuole, con un servizio socio-",
        "sanitario di prossimità.",
    ]
    page = [placed(60, 780, "Orti urbani per anziani", 18, True), *column(60, 750, lines)]
    document = read(tiny_pdf([page]), "a.pdf")
    assert document.title == "Orti urbani per anziani"
    assert document.metadata["date"] == "2021-05-03"
    assert shown(document) == [
        ("heading", "Orti urbani per anziani"),
        (
            "paragraph",
            "Il Comune di Prova assegna quaranta orti agli anziani soli, insieme alla Caritas"
            " diocesana e alle scuole, con un servizio socio-sanitario di prossimità.",
        ),
    ]


def test_two_columns_are_read_one_after_the_other_however_they_were_written() -> None:
    left = column(60, 700, [f"a sinistra la riga {n} racconta degli orti" for n in range(6)])
    right = column(320, 700, [f"a destra la riga {n} parla dei volontari" for n in range(6)])
    across = [
        placed(60, 740, "Il Comune di Prova racconta su tutta la pagina la storia degli orti di")
    ]
    woven = [line for pair in zip(left, right, strict=True) for line in pair]
    text = read(tiny_pdf([[*across, *woven]]), "a.pdf").text
    order = [
        text.index(words) for words in ("racconta su", "sinistra la riga 5", "destra la riga 0")
    ]
    assert order == sorted(order)


def test_labels_and_values_side_by_side_are_not_columns() -> None:
    pairs = [("Ente", "Comune di Prova, ufficio di piano"), ("Durata", "dal 2021 al 2023 compreso")]
    pairs += [("Costo", "12.000 euro, in parte regionali"), ("Sede", "quartiere Cinghio Sud, orti")]
    page = [
        item
        for n, (label, value) in enumerate(pairs)
        for item in (placed(60, 700 - 20 * n, f"{label}:"), placed(200, 700 - 20 * n, value))
    ]
    document = read(tiny_pdf([page]), "a.pdf")
    fields = [b for b in document.blocks if b.kind is BlockKind.FIELD]
    assert [(b.label, document.text[b.start : b.end]) for b in fields] == pairs


def test_headers_footers_and_page_numbers_are_furniture_and_sentences_cross_the_page() -> None:
    first = column(60, 700, ["Il Comune di Prova assegna gli orti agli anziani soli e"])
    second = column(60, 780, ["alle famiglie del quartiere, con i volontari Auser."])
    edges = [
        [placed(60, 820, f"Piano di zona – anno {n}"), placed(290, 30, f"pag. {n} di 2")]
        for n in (1, 2)
    ]
    document = read(tiny_pdf([edges[0] + first, edges[1] + second]), "a.pdf")
    assert shown(document) == [
        (
            "paragraph",
            "Il Comune di Prova assegna gli orti agli anziani soli e alle famiglie del quartiere,"
            " con i volontari Auser.",
        )
    ]
    furniture = [
        document.text[b.start : b.end] for b in document.blocks if b.kind is BlockKind.FURNITURE
    ]
    assert sorted(furniture) == [
        "Piano di zona – anno 1",
        "Piano di zona – anno 2",
        "pag. 1 di 2",
        "pag. 2 di 2",
    ]


def test_bullets_and_fields_of_a_page_begin_blocks() -> None:
    lines = ["Destinatari: anziani soli", "Si offrono:", "• gruppi di cammino;", "• pasti a casa"]
    assert shown(read(tiny_pdf([column(60, 700, lines)]), "a.pdf")) == [
        ("field", "anziani soli"),
        ("paragraph", "Si offrono:"),
        ("list_item", "gruppi di cammino;"),
        ("list_item", "pasti a casa"),
    ]


def test_bold_lines_are_headings_below_the_larger_ones() -> None:
    prose = ["Il Comune apre gli orti agli anziani.", "Le famiglie partecipano con i volontari."]
    page = [
        placed(60, 800, "Orti urbani", 18),
        placed(60, 760, "Che cosa si fa", 10, True),
        *column(60, 740, prose),
    ]
    headings = [b for b in read(tiny_pdf([page]), "a.pdf").blocks if b.kind is BlockKind.HEADING]
    assert [b.level for b in headings] == [1, 2]


def test_a_stated_title_is_used_where_no_heading_is_found_unless_a_program_wrote_it() -> None:
    page = column(60, 700, ["Il Comune di Prova assegna gli orti agli anziani, e prosegue nel"] * 3)
    assert read(tiny_pdf([page], title="Orti di Prova"), "a.pdf").title == "Orti di Prova"
    document = read(tiny_pdf([page], title="Microsoft Word - orti.docx"), "a.pdf")
    assert "Word" not in document.title


def test_a_scanned_pdf_says_it_has_no_text() -> None:
    with pytest.raises(UnreadableDocument, match="OCR") as refused:
        read(tiny_pdf([[], []]), "a.pdf")
    assert refused.value.code is Refusal.SCAN


def test_a_pdf_with_a_password_asks_to_take_it_off() -> None:
    page = column(60, 700, ["Il Comune di Prova assegna gli orti."])
    with pytest.raises(UnreadableDocument, match="password") as refused:
        read(tiny_pdf([page], password="segreta"), "a.pdf")
    assert refused.value.code is Refusal.ENCRYPTED


def test_a_pdf_that_only_forbids_printing_is_read() -> None:
    page = column(60, 700, ["Il Comune di Prova assegna gli orti agli anziani soli."])
    assert "anziani soli" in read(tiny_pdf([page], password=""), "a.pdf").text


def test_too_many_pages_are_refused_before_any_is_read() -> None:
    with pytest.raises(UnreadableDocument, match="501 pagine") as refused:
        read(tiny_pdf([[placed(60, 700, "Pagina di testo")]] * 501), "a.pdf")
    assert refused.value.code is Refusal.TOO_LONG


@given(st.lists(st.text("abcè -", min_size=1), min_size=1, max_size=6))
def test_joining_lines_loses_nothing_but_blanks_and_hyphens(lines: list[str]) -> None:
    joined = join_lines(lines)
    bare = "".join(lines).translate({ord(" "): None, ord("-"): None})
    assert joined.replace(" ", "").replace("-", "") == bare


def test_a_paragraph_that_opens_in_bold_is_neither_a_heading_nor_cut_at_its_first_line() -> None:
    page = [
        placed(60, 700, "Destinatari.", 10, True),
        *column(122, 700, ["Giovani con disabilità di Udine pronti, con l'aiuto giu-"]),
        *column(60, 688, ["sto, a vivere fuori dalla casa in cui sono cresciuti e a lavorare."]),
        *column(60, 676, ["Il Comune mette a disposizione due appartamenti in centro città."]),
    ]
    [(kind, words)] = shown(read(tiny_pdf([page]), "a.pdf"))
    assert kind == "paragraph"
    assert "con l'aiuto giusto, a vivere" in words


def test_a_footer_with_a_page_count_is_furniture_on_a_document_of_one_page_too() -> None:
    words = "Il Comune di Prova assegna gli orti agli anziani soli."
    page = [
        *column(60, 700, [words]),
        placed(60, 30, "Atto n. 41/2020 – pagina 1 di 1"),
    ]
    assert shown(read(tiny_pdf([page]), "a.pdf")) == [("paragraph", words)]


def test_the_short_last_line_of_a_title_over_two_columns_stays_with_it() -> None:
    left = column(60, 700, [f"a sinistra la riga {n} racconta degli orti" for n in range(6)])
    right = column(320, 700, [f"a destra la riga {n} parla dei volontari" for n in range(6)])
    title = [placed(60, 760, "LETTERA AGLI AMICI DELLE BUONE", 24), placed(60, 734, "PRATICHE", 24)]
    document = read(tiny_pdf([[*title, *left, *right]]), "a.pdf")
    assert document.title == "LETTERA AGLI AMICI DELLE BUONE PRATICHE"


LEVELS, UPRIGHTS = (640.0, 660.0, 690.0, 710.0), (60.0, 160.0, 400.0)


def drawn(levels: tuple[float, ...] = LEVELS) -> tuple[Rule, ...]:
    level = [(UPRIGHTS[0], at, UPRIGHTS[-1], at + 1) for at in levels]
    upright = [(at, levels[0], at + 1, levels[-1]) for at in UPRIGHTS]
    return rules([*level, *upright])


def at(x: float, y: float, words: str) -> Fragment:
    return Fragment(words, x, x + 5 * len(words), y, y + 10, 10)


def test_a_table_is_read_by_its_lines_cell_by_cell_and_row_by_row() -> None:
    cells = [at(62, 695, "Azione"), at(162, 695, "Che cosa si fa"), at(62, 677, "Orti")]
    # The name of the row wraps, and so do its words.
    cells += [at(62, 663, "urbani"), at(162, 677, "lotti agli anziani"), at(162, 663, "soli")]
    cells += [at(62, 645, "Pasti"), at(162, 645, "a domicilio")]
    around = [at(60, 750, "Il Comune presenta le azioni."), at(60, 600, "Il bando resta aperto.")]
    found = paragraphs([Page(842, (*around, *cells), drawn())])
    rows = (
        ("Azione", "Che cosa si fa"),
        ("Orti urbani", "lotti agli anziani soli"),
        ("Pasti", "a domicilio"),
    )
    assert [paragraph.table or paragraph.words for paragraph in found] == [
        "Il Comune presenta le azioni.",
        rows,
        "Il bando resta aperto.",
    ]


def test_a_table_goes_on_over_the_page_with_its_header_and_a_divided_row() -> None:
    first = [
        at(62, 695, "Azione"),
        at(162, 695, "Ente"),
        at(62, 677, "Orti"),
        at(162, 677, "Cari-"),
    ]
    second = [
        at(62, 695, "Azione"),
        at(162, 695, "Ente"),
        at(162, 677, "tas"),
        at(62, 645, "Pasti"),
    ]
    pages = [
        Page(842, tuple(cells), drawn()) for cells in (first, [*second, at(162, 645, "Auser")])
    ]
    [table] = [paragraph.table for paragraph in paragraphs(pages)]
    assert table == (("Azione", "Ente"), ("Orti", "Caritas"), ("Pasti", "Auser"))


def test_frames_and_underlines_are_no_tables() -> None:
    assert grids(drawn()[:4]) == []
    assert grids(drawn((60, 780))) == []
    framed = [at(62, 700 - 12 * n, f"riga {n} a sinistra") for n in range(40)]
    framed += [at(220, 700 - 12 * n, f"riga {n} a destra") for n in range(40)]
    found = paragraphs([Page(842, tuple(framed), drawn((60, 720, 780)))])
    assert not any(paragraph.table for paragraph in found)
