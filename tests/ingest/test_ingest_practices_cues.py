"""The examples beside every phrase are the tests of the phrase."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.practices.boundaries import heading_shape
from ingest.practices.cues import line_opening, phrase, read_rules
from ingest.practices.kinds import kind_of_title

SHAPES = read_rules("ingest.practices", "boundaries.toml")["shape"]
KINDS = read_rules("ingest.practices", "kinds.toml")["kind"]


@pytest.mark.parametrize("rule", SHAPES, ids=lambda rule: rule["name"])
def test_each_heading_shape_knows_its_headings_from_others(rule: dict[str, Any]) -> None:
    for example in rule["positive"]:
        assert heading_shape(example) == rule["name"], example
    for example in rule["negative"]:
        assert heading_shape(example) != rule["name"], example


@pytest.mark.parametrize("rule", KINDS, ids=lambda rule: rule["concept"])
def test_each_kind_of_practice_is_told_by_its_title(rule: dict[str, Any]) -> None:
    for example in rule["positive"]:
        assert kind_of_title(example) == rule["concept"], example
    for example in rule["negative"]:
        assert kind_of_title(example) != rule["concept"], example


@pytest.mark.parametrize(
    "text",
    [
        "promosso da Auser",
        "PROMOSSO DALL'AUSER",
        "promossa dall’Auser",
        "promossi\n  dalla Caritas",
    ],
)
def test_a_phrase_meets_every_form_of_a_preposition(text: str) -> None:
    assert phrase("promoss[oaie] {da}").search(text)


def test_a_phrase_falls_on_word_boundaries() -> None:
    assert not phrase("bando").search("abbandono scolastico")
    assert not phrase("con {a}").search("conalco")
    assert phrase("accanto {a} comune").search("accanto al Comune")
    assert phrase("accanto {a} auser").search("accanto all'Auser")


def test_a_malformed_phrase_is_named() -> None:
    with pytest.raises(ValueError, match="chissà"):
        phrase("(?:chissà")
    with pytest.raises(ValueError, match="ignota"):
        line_opening("{ignota} scheda")
