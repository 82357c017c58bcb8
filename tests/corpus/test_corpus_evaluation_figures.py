"""Figures carry their doubt, and tables show them alike everywhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.evaluation.figures import (
    Interval,
    Tally,
    bootstrap,
    bootstrap_difference,
    bootstrap_f1,
    macro,
)
from corpus.evaluation.page import PageError, fill
from corpus.evaluation.tables import Table, as_json, as_markdown, as_text, shown

TALLIES = st.builds(
    lambda right, more, missed: Tally(right, right + more, right + missed),
    st.integers(0, 5),
    st.integers(0, 5),
    st.integers(0, 5),
)


@given(st.lists(TALLIES, min_size=1, max_size=12))
def test_the_interval_of_f1_holds_what_all_documents_together_give(tallies: list[Tally]) -> None:
    found = bootstrap_f1([tallies])
    assert found.mean == pytest.approx(sum(tallies, Tally()).f1)
    assert 0 <= found.low <= found.high <= 1


def test_the_macro_mean_weighs_labels_alike_whatever_their_size() -> None:
    many, few = [Tally(90, 100, 100)], [Tally(1, 10, 10)]
    assert bootstrap_f1([many, few]).mean == pytest.approx((0.9 + 0.1) / 2)
    assert macro([*many, *few]) == pytest.approx(0.5)


def test_an_interval_is_narrower_with_more_documents() -> None:
    wide = bootstrap_f1([[Tally(1, 1, 1), Tally(0, 1, 1)] * 3])
    narrow = bootstrap_f1([[Tally(1, 1, 1), Tally(0, 1, 1)] * 60])
    assert narrow.high - narrow.low < wide.high - wide.low


def test_a_difference_is_taken_value_by_value() -> None:
    ones, others = [0.9, 0.1, 0.5], [0.8, 0.0, 0.4]
    found = bootstrap_difference(ones, others)
    assert (found.mean, found.low, found.high) == (pytest.approx(0.1),) * 3
    with pytest.raises(ValueError, match="argument 2"):
        bootstrap_difference([1.0], [1.0, 0.0])


def test_nothing_measured_is_no_figure() -> None:
    with pytest.raises(ValueError, match="no documents"):
        bootstrap_f1([[]])
    with pytest.raises(ValueError, match="no values"):
        bootstrap([])
    assert Tally().precision == Tally().recall == Tally().f1 == 0


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (0.5, ".500"),
        (1.0, "1.000"),
        (-0.02, "-.020"),
        (None, "–"),
        (7, "7"),
        ("ACTOR", "ACTOR"),
        (Interval(0.5, 0.25, 0.75), ".500 [.250–.750]"),
    ],
)
def test_a_cell_is_shown_as_people_read_it(cell: object, words: str) -> None:
    assert shown(cell) == words  # type: ignore[arg-type]


TABLE = Table(
    "spans",
    "Span",
    ("etichetta", "F1"),
    (("ACTOR", Interval(0.5, 0.4, 0.6)), ("a|b", None)),
    "Nota",
)


def test_one_table_has_three_forms() -> None:
    assert as_json(TABLE)["rows"][0] == {"etichetta": "ACTOR", "F1": [0.5, 0.4, 0.6]}
    assert "ACTOR      .500 [.400–.600]" in as_text(TABLE)
    assert as_markdown(TABLE).splitlines()[:3] == [
        "| etichetta | F1 |",
        "|---|--:|",
        "| ACTOR | .500 [.400–.600] |",
    ]
    assert "| a∣b | – |" in as_markdown(TABLE)


def test_a_row_of_another_width_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="2 cells"):
        Table("t", "T", ("a",), (("x", 1),))


def test_the_page_holds_its_tables_and_asks_for_none_that_was_not_measured() -> None:
    page = fill("Al {{ date }}:\n\n{{ spans }}\n", [TABLE], {"date": "2026-11-22"})
    assert page.startswith("Al 2026-11-22:\n\n| etichetta | F1 |")
    with pytest.raises(PageError, match="links"):
        fill("{{ links }}", [TABLE], {})
