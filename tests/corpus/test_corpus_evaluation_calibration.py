"""The calibration error is what its definition says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.evaluation.calibration import binned, calibration_error, calibration_table
from corpus.gold import GoldDocument
from corpus.markup import strip
from ingest.model import Document, Extraction, Label, Span

CLAIMS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


def test_eight_of_ten_at_four_fifths_is_calibrated() -> None:
    claims = [(0.8, at < 8) for at in range(10)]
    assert calibration_error(claims) == pytest.approx(0)
    assert calibration_error([(0.8, at < 5) for at in range(10)]) == pytest.approx(0.3)


def test_bins_are_weighted_by_how_many_they_hold() -> None:
    claims = [(0.95, True)] * 3 + [(0.45, True)]
    assert calibration_error(claims) == pytest.approx((3 * 0.05 + 0.55) / 4)


@given(CLAIMS)
def test_the_error_lies_between_none_and_all_and_no_claim_is_lost(
    claims: list[tuple[float, bool]],
) -> None:
    assert 0 <= calibration_error(claims) <= 1
    assert sum(map(len, binned(claims))) == len(claims)


@pytest.mark.parametrize("confidence", [-0.1, 1.1, float("nan")])
def test_a_confidence_that_is_none_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        calibration_error([(confidence, True)])


def test_the_table_holds_a_label_a_row_and_what_was_right_in_each_bin() -> None:
    text, spans = strip("gli [[anziani|BENEFICIARY]] e le famiglie con [[minori|BENEFICIARY]]")
    gold = GoldDocument("a", text, spans, {})
    found = (
        Span(4, 11, "anziani", Label.BENEFICIARY, 1.0),
        Span(17, 25, "famiglie", Label.BENEFICIARY, 0.93),
        Span(30, 36, "minori", Label.BENEFICIARY, 0.35),
        Span(30, 36, "minori", Label.NEED, 0.35),
    )
    read = Extraction(Document("a", "A", "0" * 64, "text/plain", text, ()), (), found, (), ())
    table = calibration_table([gold], lambda _: read)
    rows = {row[0]: dict(zip(table.columns, row, strict=True)) for row in table.rows}
    people = rows["BENEFICIARY"]
    assert (people["span"], people[".9–1.0"], people[".3–.4"]) == (3, 0.5, 1.0)
    assert people["giusti"] == pytest.approx(2 / 3)
    assert people["ECE"] == pytest.approx((2 * abs(0.965 - 0.5) + 0.65) / 3)
    assert rows["tutte"]["span"] == 4
    assert rows["tutte"][".3–.4"] == 0.5
    assert rows["tutte: quanti span"][".3–.4"] == 2
    assert rows["ACTOR"]["ECE"] is None
