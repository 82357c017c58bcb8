"""What the tagger may say is what the schemes and the guideline know."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.model import BlockKind, Label
from ingest.tagging.alphabet import (
    BLOCK_NUMBER,
    LABELS,
    ROLES,
    SCHEMES,
    STATUSES,
    TAGS,
    forbidden,
    tags_of,
)
from ontology.schemes import load_schemes

Spans = list[tuple[int, int, Label]]


@st.composite
def spans_in_order(draw: st.DrawFn) -> tuple[int, Spans]:
    """A number of tokens and spans over them that do not overlap."""
    spans: Spans = []
    at = 0
    for gap, length, label in draw(
        st.lists(
            st.tuples(st.integers(0, 3), st.integers(1, 4), st.sampled_from(LABELS)), max_size=6
        )
    ):
        spans.append((at + gap, at + gap + length, label))
        at += gap + length
    return at + draw(st.integers(0, 3)), spans


def spans_of(tags: list[str]) -> Spans:
    """Read tags as a person would: a span goes on while its label is inside."""
    spans: Spans = []
    for n, tag in enumerate(tags):
        if tag.startswith("B-"):
            spans.append((n, n + 1, Label(tag[2:])))
        elif tag.startswith("I-"):
            first, end, label = spans.pop()
            assert (end, label) == (n, tag[2:])
            spans.append((first, n + 1, label))
    return spans


@given(spans_in_order())
def test_tags_give_back_the_spans_that_they_were_made_of(case: tuple[int, Spans]) -> None:
    length, spans = case
    tags = tags_of(length, spans)
    assert len(tags) == length
    assert spans_of([TAGS[tag] for tag in tags]) == spans


def test_a_span_that_a_window_cuts_begins_inside_and_ends_with_the_window() -> None:
    tags = tags_of(4, [(-2, 1, Label.NEED), (3, 9, Label.PLACE), (7, 9, Label.ACTOR)])
    assert [TAGS[tag] for tag in tags] == ["I-NEED", "O", "O", "B-PLACE"]


def test_only_a_span_of_the_same_label_goes_on() -> None:
    after, first = forbidden()
    for column, tag in enumerate(TAGS):
        assert first[column] == tag.startswith("I-")
        for row, former in enumerate(TAGS):
            goes_on = former != "O" and former[2:] == tag[2:]
            assert after[row, column] == (tag.startswith("I-") and not goes_on)


def test_every_role_status_and_label_is_one_that_the_schemes_have() -> None:
    schemes = load_schemes()
    assert ROLES[0] == ""
    assert {f"role:{role}" for role in ROLES[1:]} <= {c.id for c in schemes.scheme("role")}
    statuses = {c.id for c in schemes.scheme("implementation-status")}
    assert {f"implementation-status:{status}" for status in STATUSES} == statuses
    assert set(LABELS) == set(Label)
    for scheme in SCHEMES.values():
        assert schemes.scheme(scheme)


def test_every_block_that_may_be_read_has_a_number_of_its_own() -> None:
    assert set(BLOCK_NUMBER) == set(BlockKind) - {BlockKind.METADATA}
    assert sorted(BLOCK_NUMBER.values()) == list(range(len(BLOCK_NUMBER)))
