"""The measure of reconciliation: names that are mistyped always alike, tables that count right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from corpus.evaluation.reconciling import Told, reconciling_table, told
from corpus.evaluation.reconciling_truth import Question, body_trials, practice_trials
from corpus.evaluation.slips import mistyped
from corpus.reconciling.things import Candidate, Query, Thing
from corpus.same_as import SamePair

NODES = {
    "Auser Ostellato": frozenset({"organisation/auser"}),
    "AUSER di Ostellato": frozenset({"organisation/auser"}),
    "Il Faro": frozenset({"organisation/faro"}),
    "Centro Il Faro": frozenset({"organisation/centro"}),
}
PAIRS = (
    SamePair("organisation", "Auser Ostellato", "AUSER di Ostellato", True, ""),
    SamePair("organisation", "Il Faro", "Centro Il Faro", False, ""),
    SamePair("practice", "orti", "orti-due", False, ""),
)


@given(st.text(alphabet="abcdeè ABC", max_size=30))
def test_a_mistyped_name_is_one_slip_away_and_always_the_same(name) -> None:
    assert OSA.distance(name, mistyped(name)) <= 1
    assert mistyped(name) == mistyped(name)


def test_what_is_asked_for_is_not_in_the_directory_and_what_is_absent_has_no_answer() -> None:
    other, absent, _ = body_trials(PAIRS, NODES)
    asked = {question.query.name for question in other.questions}
    names = {name for thing in other.organisations for name in thing.names}
    assert len(asked) == 1
    assert not asked & names
    assert other.questions[0].right == {"organisation/auser"}
    (stranger,) = absent.questions
    assert stranger.query.name == "Il Faro"
    assert not stranger.right
    assert "organisation/faro" not in {thing.id for thing in absent.organisations}
    assert "organisation/centro" in {thing.id for thing in absent.organisations}


def test_titles_are_asked_mistyped_cut_short_and_where_they_are_not() -> None:
    titles = {"orti": "Orti sociali", "orti-due": "Orti per tutti in ogni quartiere della città"}
    there, absent = practice_trials(PAIRS, titles)
    assert {question.kind for question in there.questions} == {
        "titolo con un errore",
        "inizio del titolo",
    }
    assert [thing.id for thing in absent.practices] == ["practice/orti-due"]
    assert [question.query.name for question in absent.questions] == ["Orti sociali"]


@pytest.mark.parametrize(
    ("match", "right", "precision", "recall"),
    [("a", "a", 1.0, 1.0), ("b", "a", 0.0, 0.0), (None, "a", None, 0.0), ("b", "", 0.0, None)],
)
def test_a_match_counts_as_right_only_where_it_is_meant(match, right, precision, recall) -> None:
    question = Question("prova", Query("x"), frozenset(right), True)
    (row,) = reconciling_table([Told(question, match, ("c", "a"), False)]).rows
    assert row[4] == precision
    assert row[5] == recall
    assert row[6] == (1.0 if right else None)


def test_an_answer_is_told_with_its_match_and_its_first_three() -> None:
    things = [Thing(str(n), "place", (str(n),), ("place",)) for n in range(5)]
    found = [Candidate(one, 90.0, one.id == "1", {"same_name": one.id == "1"}) for one in things]
    answer = told(Question("prova", Query("x"), frozenset({"1"}), False), lambda _: found)
    assert answer.match == "1"
    assert answer.first == ("0", "1", "2")
    assert answer.is_right
    assert answer.same_letters
