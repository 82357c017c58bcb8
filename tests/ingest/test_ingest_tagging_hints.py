"""The head is told a concept and those broader than it, by number."""

from __future__ import annotations

from ingest.tagging.hints import Hints
from ontology.schemes import load_schemes

SCHEMES = load_schemes()
NARROW = "beneficiary:anziani-soli"
BROADER = SCHEMES.ancestors(NARROW)


def test_a_concept_is_told_with_those_broader_than_it() -> None:
    numbers = {name: number for number, name in enumerate(("", *BROADER, NARROW))}
    hint = Hints(SCHEMES, numbers).of(NARROW)
    assert hint is not None
    assert hint.exact == len(BROADER) + 1
    assert hint.broader == tuple(range(1, len(BROADER) + 1))


def test_what_has_no_number_is_not_told() -> None:
    hints = Hints(SCHEMES, {"": 0, NARROW: 1, "measure:non-esiste": 2})
    hint = hints.of(NARROW)
    assert hint is not None
    assert hint.broader == ()
    assert hints.of(BROADER[0]) is None
    assert hints.of("measure:non-esiste") is None


def test_no_concept_is_no_hint() -> None:
    hints = Hints(SCHEMES, {"": 0, NARROW: 1})
    assert hints.of("") is None
    assert hints.of(None) is None
