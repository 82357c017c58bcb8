"""Lists as CSV: columns that follow from the fields, cells that no spreadsheet runs."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.routers.measures import MeasureRowModel
from api.routers.organisations import OrganisationRowModel
from api.routers.tables import Column, as_csv, columns_of

TEXTS = Column("words", "words", lambda value: value)


def table(rows: list[dict[str, object]], *columns: Column) -> list[list[str]]:
    return list(csv.reader(io.StringIO("".join(as_csv(rows, columns)), newline="")))


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_looks_like_a_formula_is_made_text(sign) -> None:
    assert table([{"words": f"{sign}cmd"}], TEXTS)[1] == [f"'{sign}cmd"]
    assert table([{"words": [f"{sign}cmd", "b"]}], TEXTS)[1] == [f"'{sign}cmd | b"]


def test_numbers_stay_numbers_even_below_zero() -> None:
    assert table([{"words": -3}, {"words": 2.5}, {"words": True}, {}], TEXTS)[1:] == [
        ["-3"],
        ["2.5"],
        ["true"],
        [""],
    ]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))))
def test_any_words_come_back_as_they_went_in(texts) -> None:
    rows = table([{"words": text} for text in texts], TEXTS)[1:]
    assert [row[0] if row else "" for row in rows] == [
        f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text for text in texts
    ]


def test_columns_follow_from_the_fields() -> None:
    names = [column.name for column in columns_of(OrganisationRowModel)]
    assert names == [
        *("id", "iri", "name", "other_names", "kind", "kind_label"),
        *("place", "place_name", "place_level", "places", "places_label"),
        *("practices", "practices_label", "merged"),
    ]
    some = [column.name for column in columns_of(MeasureRowModel, ("practice", "words"))]
    assert some == ["words", "practice", "practice_title"]
