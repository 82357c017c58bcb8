"""Where the words stand that a curator means: exactly, in one place, or to be asked."""

from __future__ import annotations

import time

import pytest

from corpus.correcting import SeveralPlaces, nearest, place_of, places
from corpus.decisions import About, BadDecision
from ingest.practices.reading import Stretch

TEXT = "Gli anziani soli e gli anziani\nsoli. Un anziano. Il **Comune** di *Bari* e il Comune."


def words(place: Stretch) -> str:
    return TEXT[place.start : place.end]


def test_white_space_and_emphasis_between_words_do_not_count() -> None:
    assert [words(one) for one in places(TEXT, "anziani soli")] == ["anziani soli", "anziani\nsoli"]
    assert words(place_of(TEXT, "Comune di Bari", None)) == "Comune** di *Bari"


def test_whole_words_come_before_parts_of_words() -> None:
    assert [words(one) for one in places(TEXT, "anzian")] == ["anzian"] * 3
    assert len(places(TEXT, "anziano")) == 1
    assert [one.start for one in places("sole solenne", "sole")] == [0]


def test_exact_edges_must_hold_exactly_these_words() -> None:
    first, second = places(TEXT, "anziani soli")
    assert place_of(TEXT, "anziani soli", second) == second
    for edges in (
        Stretch(first.start + 1, first.end),
        Stretch(first.start - 1, first.end),  # the blank before is no part of the words
        Stretch(first.end, first.start),
        Stretch(10_000, 10_012),
    ):
        with pytest.raises(BadDecision) as told:
            place_of(TEXT, "anziani soli", edges)
        assert told.value.about is About.WORDS


def test_several_places_are_asked_about_unless_one_is_the_words_that_are_mended() -> None:
    first, second = places(TEXT, "anziani soli")
    with pytest.raises(SeveralPlaces) as asked:
        place_of(TEXT, "anziani soli", None)
    assert asked.value.found == (first, second)
    assert place_of(TEXT, "anziani soli", None, Stretch(second.start, second.start + 3)) == second
    with pytest.raises(SeveralPlaces):
        place_of(TEXT, "anziani soli", None, Stretch(0, 3))


def test_the_nearest_place_is_for_who_gives_no_more() -> None:
    first, second = places(TEXT, "anziani soli")
    assert nearest(TEXT, "anziani soli", 0) == first
    assert nearest(TEXT, "anziani soli", len(TEXT)) == second


@pytest.mark.parametrize("sought", ["", "  ", "**", "parole che non ci sono", "a " * 400])
def test_words_that_stand_nowhere_are_refused(sought: str) -> None:
    with pytest.raises(BadDecision) as told:
        places(TEXT, sought)
    assert told.value.about is About.WORDS


def test_signs_that_repeat_do_not_make_the_search_slow() -> None:
    began = time.perf_counter()
    for sought in ("* " * 200 + "x", "a* " * 150 + "x", "_ a_ " * 90 + "x"):
        with pytest.raises(BadDecision):
            places("*** " * 5_000 + "a*** " * 5_000 + "_a_ " * 5_000, sought)
    assert time.perf_counter() - began < 2
