"""Which formats a client wants, in which order, from what it says."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given

from api.errors import PrassiError
from api.sparql.complaints import complaint
from api.sparql.negotiation import FORMATS, accepted

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "first"),
    [
        ("text/csv;q=0.2, application/sparql-results+xml;q=0.9", "xml"),
        ("*/*;q=0.1, text/csv", "csv"),
        ("*/*, text/csv;q=0.5", "json"),
        ("text/*;q=0.9, text/csv;q=0.1", "tsv"),
        ("TEXT/CSV", "csv"),
        ("text/csv; charset=utf-8; q=1", "csv"),
        ("text/csv;q=7, application/json", "csv"),
        (BROWSER, "xml"),
        ("", "json"),
        (" , ,", "json"),
    ],
)
def test_the_most_wanted_format_comes_first(accept: str, first: str) -> None:
    assert accepted(accept, None)[0] == first


@pytest.mark.parametrize(
    ("accept", "unwanted"),
    [
        ("application/sparql-results+json;q=0, */*", "json"),
        ("text/*;q=0, */*", "turtle"),
        ("text/csv;q=0, text/*", "csv"),
        ("text/csv;q=nan, */*;q=0.5", "csv"),
    ],
)
def test_a_format_that_is_ruled_out_is_not_given_under_a_wider_range(accept, unwanted) -> None:
    assert unwanted not in accepted(accept, None)
    assert accepted(accept, None)


@pytest.mark.parametrize("accept", ["image/png", "text/csv;q=0", "garbage", "*/*;q=0"])
def test_what_we_cannot_write_is_not_acceptable(accept: str) -> None:
    with pytest.raises(PrassiError) as refused:
        accepted(accept, None)
    assert refused.value.problem.status == 406


def test_the_name_of_a_format_may_be_in_capitals_and_an_empty_one_is_none() -> None:
    assert accepted("text/csv", "JSON") == ("json",)
    assert accepted("text/csv", "") == ("csv",)


@given(st.text(st.sampled_from("text/csv*;q=01.,- xml+nai"), max_size=60))
def test_no_header_is_too_odd_to_be_understood(accept: str) -> None:
    try:
        found = accepted(accept, None)
    except PrassiError:
        found = ()
    assert set(found) <= set(FORMATS)


def test_a_complaint_of_the_engine_is_told_in_italian_with_its_place() -> None:
    told = complaint(
        "error at 3:33: expected one of IF, The SELECT contains a variable that is unbound, [_]"
    )
    assert (told.line, told.column) == (3, 33)
    assert "GROUP BY" in told.detail
    assert "expected" not in told.detail
    assert complaint("something else").line is None
