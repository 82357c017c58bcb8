"""Tables of documents, rows and columns again on the page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.web.document_page import Shape, lay_out
from api.web.environment import environment
from corpus.views import DocumentView
from ingest.model import Block, BlockKind
from ingest.structure_tables import table_blocks

FORM = """| Voce | Contenuto |
|---|---|
| Territorio | Asti |
| Importo | 2 milioni |
| Destinatari | anziani |"""
GRID = """| | Prima | Seconda |
|---|---|---|
| Anno | 2018 | 2020 |
| Esito | | altre 16 |"""
YEARS = """| Anno | Persone |
|---|---|
| 2020 | 40 |"""


def document(text: str) -> DocumentView:
    lines, start = [], 0
    for line in text.split("\n"):
        lines.append((start, start + len(line)))
        start += len(line) + 1
    return view(text, tuple(table_blocks(text, lines)))


def view(text: str, blocks: tuple[Block, ...]) -> DocumentView:
    return DocumentView(
        id="d",
        iri="https://example.org/d",
        title="D",
        sha256="0" * 64,
        media_type="text/markdown",
        text=text,
        blocks=blocks,
        practices=("a",),
    )


def words(text: str) -> list[list[tuple[str, bool]]]:
    (run,) = lay_out(document(text), ()).runs
    assert run.shape is Shape.TABLE
    return [
        [("".join(p.text for p in cell.pieces), cell.heads) for cell in row.cells]
        for row in run.rows
    ]


def test_in_a_form_the_first_cell_of_a_row_names_the_second() -> None:
    assert words(FORM) == [
        [("Voce", True), ("Contenuto", True)],
        [("Territorio", True), ("Asti", False)],
        [("Importo", True), ("2 milioni", False)],
        [("Destinatari", True), ("anziani", False)],
    ]


def test_cells_stand_under_their_column_even_where_some_are_empty() -> None:
    assert words(GRID) == [
        [("", True), ("Prima", True), ("Seconda", True)],
        [("Anno", True), ("2018", False), ("2020", False)],
        [("Esito", True), ("", False), ("altre 16", False)],
    ]


def test_a_table_of_two_columns_that_is_no_form_keeps_its_header() -> None:
    assert words(YEARS) == [
        [("Anno", True), ("Persone", True)],
        [("2020", True), ("40", False)],
    ]


def test_a_name_is_shown_once_and_read_aloud_as_a_heading() -> None:
    reading = lay_out(document(FORM), ())
    shown = str(environment().get_template("parts.html").module.text(reading, 3))  # type: ignore[attr-defined]
    assert shown.count("Territorio") == 1
    assert '<th scope="row">Territorio</th><td>Asti</td>' in shown
    assert '<th scope="col">Voce</th>' in shown


def test_two_tables_apart_stay_two() -> None:
    text = f"{YEARS}\n\n{YEARS}"
    first = document(YEARS).blocks
    shift = len(YEARS) + 2
    again = tuple(Block(b.kind, b.start + shift, b.end + shift, label=b.label) for b in first)
    assert len(lay_out(view(text, first + again), ()).runs) == 2


@pytest.mark.parametrize("between", [" ", "\n", "\n\n"])
def test_furniture_that_is_no_name_of_a_cell_stays_furniture(between: str) -> None:
    text = f"Pagina{between}valore"
    blocks = (
        Block(BlockKind.FURNITURE, 0, 6),
        Block(BlockKind.TABLE_CELL, 6 + len(between), len(text), label="Altro"),
    )
    shapes = [run.shape for run in lay_out(view(text, blocks), ()).runs]
    assert shapes == [Shape.FURNITURE, Shape.SHEET]


@given(st.lists(st.lists(st.text("ab *_:", max_size=4), max_size=4), min_size=2, max_size=5))
def test_no_word_of_a_table_is_lost(cells: list[list[str]]) -> None:
    lines = ["|" + "|".join(row) + "|" for row in cells]
    text = "\n".join([lines[0], "|---|", *lines[1:]])
    held = document(text)
    runs = lay_out(held, ()).runs
    pieces = [p for run in runs for row in run.rows for cell in row.cells for p in cell.pieces]
    pieces += [p for run in runs for line in run.lines for p in line.pieces]
    read = [text[block.start : block.end] for block in held.blocks]
    assert [p.text for p in pieces if "a" in p.text or "b" in p.text] == [
        one for one in read if "a" in one or "b" in one
    ]
