"""The joins of the trained reader that a practice keeps."""

from __future__ import annotations

from dataclasses import replace

from ingest.model import Label, Practice, Span
from ingest.relations.recipients import Recipient, joined_recipients
from ingest.tagging import Join


def span(start: int, end: int, label: Label) -> Span:
    return Span(start, end, "x" * (end - start), label, 0.9)


MEASURE = span(10, 15, Label.MEASURE)
PEOPLE = span(20, 26, Label.BENEFICIARY)
BEFORE = span(2, 6, Label.BENEFICIARY)


def test_a_join_inside_a_practice_is_a_recipient_with_both_in_its_words() -> None:
    joins = [Join(MEASURE, PEOPLE, 0.8), Join(MEASURE, BEFORE, 0.6)]
    assert joined_recipients(Practice("p", "p", 0, 30), joins) == (
        Recipient(MEASURE, PEOPLE, 10, 26, 0.8),
        Recipient(MEASURE, BEFORE, 2, 15, 0.6),
    )


def test_a_join_that_leaves_the_practice_is_not_its_own() -> None:
    joins = [Join(MEASURE, PEOPLE, 0.8), Join(MEASURE, BEFORE, 0.6)]
    assert joined_recipients(Practice("p", "p", 10, 26), joins) == (
        Recipient(MEASURE, PEOPLE, 10, 26, 0.8),
    )
    assert joined_recipients(Practice("p", "p", 10, 25), joins) == ()
    assert joined_recipients(Practice("p", "p", 11, 40), joins) == ()


def test_a_join_of_which_too_much_is_doubtful_is_left_out() -> None:
    whole = Practice("p", "p", 0, 30)
    doubtful = replace(MEASURE, confidence=0.4)
    assert joined_recipients(whole, [Join(doubtful, PEOPLE, 0.4)]) == ()
    assert len(joined_recipients(whole, [Join(doubtful, PEOPLE, 0.9)])) == 1
    assert len(joined_recipients(whole, [Join(MEASURE, PEOPLE, 0.4)])) == 1
