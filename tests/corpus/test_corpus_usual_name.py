"""An organisation goes by the name people know, not by the first of the alphabet."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given

from corpus.usual_name import is_acronym_of, usual_name

INPS = "Istituto nazionale della previdenza sociale"


@pytest.mark.parametrize(
    ("spellings", "name"),
    [
        ({"Caritas di Asti": 1, "Caritas diocesana di Asti": 4}, "Caritas diocesana di Asti"),
        ({"INPS": 50, INPS: 1}, INPS),
        ({"Inps": 50, INPS: 1}, INPS),
        ({"COMUNE DI ASTI": 9, "Comune di Asti": 2}, "Comune di Asti"),
        ({"associazione Auser": 1, "Auser Ostellato": 1}, "Auser Ostellato"),
        ({"Auser": 2, "Auser Ostellato": 2}, "Auser Ostellato"),
        ({"ACLI": 3, "ASL TO3": 7}, "ASL TO3"),
        ({"Comune": 5, "COMUNE DI MORANO": 1}, "COMUNE DI MORANO"),
        ({"Regione": 5, "Regione Umbria": 1}, "Regione Umbria"),
        ({"Emmaus": 1}, "Emmaus"),
    ],
)
def test_the_full_name_met_most_often_wins(spellings: dict[str, int], name: str) -> None:
    assert usual_name(spellings) == name


def test_an_acronym_may_skip_the_words_that_join_others() -> None:
    assert is_acronym_of("A.C.L.I.", "Associazioni Cristiane Lavoratori Italiani")
    assert is_acronym_of("CSV", "Centro di Servizio per il Volontariato")
    assert not is_acronym_of("Auser", "Auser Ostellato")
    assert not is_acronym_of("INAIL", INPS)


def test_no_name_is_no_answer() -> None:
    with pytest.raises(ValueError, match="no spelling"):
        usual_name({})


@given(st.dictionaries(st.text(min_size=1, max_size=30), st.integers(0, 9), min_size=1, max_size=6))
def test_the_name_is_always_one_that_some_document_has(spellings: dict[str, int]) -> None:
    assert usual_name(spellings) in spellings
    assert usual_name(dict(reversed(spellings.items()))) == usual_name(spellings)
