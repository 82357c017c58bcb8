"""What the words of a span are worth, whatever its boundaries."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.linking.values import value_of
from ingest.model import Label, Money, Period, Quantity


@pytest.mark.parametrize(
    ("words", "amount", "approximate"),
    [
        ("3 milioni di euro", "3000000", False),
        ("circa 3 milioni di euro", "3000000", True),
        ("€ 12.000,00 annui", "12000.00", False),
        ("un milione e mezzo di euro", "1500000", False),
        ("300.000", "300000", False),
        ("50k", "50000", False),
        ("1 500 000,00 euro", "1500000.00", False),
        ("1.500.000,00.=", "1500000.00", False),
        ("da 5.000 a 10.000 euro", "10000", True),
        ("500 euro o 600 euro", "600", True),
    ],
)
def test_the_words_of_an_amount_are_money(words: str, amount: str, approximate: bool) -> None:
    assert value_of(Label.FUNDING, words) == Money(Decimal(amount), "EUR", approximate)


@pytest.mark.parametrize("words", ["FSE", "POR FESR 2014-2020", "30%", "2020", "8 per mille", ""])
def test_funds_shares_and_years_are_no_amount(words: str) -> None:
    assert value_of(Label.FUNDING, words) is None


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("dal 2013", "2013", None),
        ("entro il 30.11.2020", None, "2020-11-30"),
        ("01/01/2021 - 31/12/2021", "2021-01-01", "2021-12-31"),
        ("30/6/21", "2021-06-30", "2021-06-30"),
        ("dal marzo 2021 al 2023", "2021", "2023"),
        ("anno scolastico 2021/22", "2021", "2022"),
        ("1975", "1975", "1975"),
    ],
)
def test_the_words_of_a_time_are_iso_dates(words: str, start: str | None, end: str | None) -> None:
    assert value_of(Label.PERIOD, words) == Period(start, end)


@pytest.mark.parametrize("words", ["due anni", "a marzo", "tre mesi"])
def test_durations_and_months_of_no_year_are_no_period(words: str) -> None:
    assert value_of(Label.PERIOD, words) is None


@pytest.mark.parametrize(
    ("words", "value", "unit", "approximate"),
    [
        ("64 persone", "64", "persone", False),
        ("oltre 300 minori dai 6 ai 18 anni", "300", "minori", True),
        ("una trentina di anziani", "30", "anziani", True),
        ("Persone seguite: 64", "64", "persone", False),
        ("70% dei partecipanti", "70", "%", False),
        ("dieci nuovi posti letto", "10", "posti", False),
        ("un milione e mezzo di pasti", "1500000", "pasti", False),
        ("nel 2021 64 famiglie", "64", "famiglie", False),
        ("1.200 kg di cibo", "1200", "kg", False),
    ],
)
def test_the_words_of_a_count_are_a_number_and_its_unit(
    words: str, value: str, unit: str, approximate: bool
) -> None:
    assert value_of(Label.RESULT, words) == Quantity(Decimal(value), unit, approximate)


def test_words_before_a_span_say_what_stands_outside_it() -> None:
    assert value_of(Label.PERIOD, "30 giugno 2022", "entro il") == Period(None, "2022-06-30")
    assert value_of(Label.FUNDING, "3 milioni di euro", "spesi circa") == Money(
        Decimal(3_000_000), "EUR", True
    )
    # An amount that stands before the span is not its own.
    assert value_of(Label.FUNDING, "FSE", "300 euro dal") is None


def test_other_labels_have_no_value() -> None:
    assert value_of(Label.MEASURE, "300 euro") is None


@given(st.sampled_from(list(Label)), st.text(max_size=80))
def test_any_words_at_all_have_a_value_or_none(label: Label, words: str) -> None:
    value = value_of(label, words)
    assert value is None or isinstance(value, Money | Period | Quantity)
