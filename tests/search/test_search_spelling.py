"""Slips are mended by the words of the index, and what one types is completed from it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.engine import SearchEngine
from search.model import Passage, PracticeCard
from search.question import tidy
from search.spelling import sound_of

from .conftest import OpenIndex

TEXT = (
    "Assistenza domiciliare e badante di condominio per chi è anziano. Lo psicologo accompagna le "
    "famiglie in difficoltà; il doposcuola aiuta i ragazzi a fare i compiti. L'ambulatorio mobile "
    "e la città. Per il dopo di noi c'è un appartamento. Assistenza domiciliare integrata."
)


@pytest.fixture
def told(village: SearchEngine) -> SearchEngine:
    card = PracticeCard(
        "aiuto", "x:aiuto", "Aiuto di vicinato", "aiuto", "s:x", "",
        {"measure": ("measure:dopo-di-noi",), "region": ("08",)},
        organisations=(("organisation/auser", "Auser Ostellato"), ("organisation/avis", "AVIS")),
    )  # fmt: skip
    village.add("aiuto", "1", [card], [Passage("aiuto#0", "aiuto", "aiuto", 0, len(TEXT), TEXT)])
    return village


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("badante di condomigno", "badante di condominio"),
        ("asistenza domicigliare", "assistenza domiciliare"),
        ("piscologo", "psicologo"),
        ("il dopodinoi", "il dopo di noi"),
        ("assistenzadomiciliare", "assistenza domiciliare"),
        ("aiuto x i compiti", "aiuto per i compiti"),
        ("famiglie in dificolta", "famiglie in difficoltà"),
        ("Konpiti per ragazi", "compiti per ragazzi"),
        ("anbulatorio mobbile", "ambulatorio mobile"),
    ],
)
def test_slips_are_mended_by_the_words_of_the_index(told: SearchEngine, typed: str, meant: str):
    assert told.suggest(typed) == meant
    assert told.search(typed).suggestion == meant


@pytest.mark.parametrize(
    "typed",
    [
        "badante di condominio",
        "difficolta della citta",  # accents are often left out, and lost nowhere
        "elderly people",  # the English names of concepts are known
        "Lombardia",  # so are territories
        "gelato artigianale",
        "orto",
        "il di la",
        "12345 2021",
        "",
    ],
)
def test_what_is_well_written_or_unlike_everything_is_left_alone(told: SearchEngine, typed: str):
    assert told.suggest(typed) is None


def test_a_mended_word_is_found_as_if_well_written(told: SearchEngine):
    first = told.search("condomigno").hits[0]
    assert first.id == "aiuto"
    words = next(reason for reason in first.reasons if reason.kind == "parole")
    assert words.detail == ("condominio",)
    assert told.search("condomigno").query == "condomigno"


def test_the_vocabulary_goes_with_the_documents(told: SearchEngine, tmp_path: Path):
    assert told.suggest("condomigno") == "condominio"
    told.remove("aiuto")
    assert told.suggest("condomigno") is None
    for path in tmp_path.glob("index.sqlite*"):
        assert b"condomini" not in path.read_bytes()
        assert b"Auser" not in path.read_bytes()


def test_counting_words_in_and_out_leaves_the_vocabulary_as_before(
    village: SearchEngine, open_index: OpenIndex
):
    def forms() -> list[tuple[str, int]]:
        with open_index().reading() as lookup:
            return lookup.forms()

    before = forms()
    card = PracticeCard("x", "x:x", "Famiglie e orti", "x", "s:x", "")
    for text in ("orti, orti e ancora orti", "famiglie nuove"):  # the second replaces the first
        village.add("x", "1", [card], [Passage("x#0", "x", "x", 0, len(text), text)])
    assert dict(forms())["nuove"] == 1
    assert "ancora" not in dict(forms())
    village.remove("x")
    assert forms() == before


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80, deadline=None
)
@given(st.text(max_size=60) | st.lists(st.sampled_from(TEXT.split())).map("".join))
def test_no_text_makes_the_speller_fail(told: SearchEngine, typed: str):
    mended = told.suggest(typed)
    assert mended is None or mended != tidy(typed)


@pytest.mark.parametrize(
    ("one", "other"),
    [("perche", "perke"), ("mamma", "mama"), ("hanno", "anno"), ("campo", "canpo")],
)
def test_what_is_heard_alike_has_one_sound(one: str, other: str):
    assert sound_of(one) == sound_of(other)


@pytest.mark.parametrize(
    ("one", "other"), [("casa", "cesa"), ("gatto", "ghetto"), ("cane", "pane")]
)
def test_what_is_heard_apart_has_two(one: str, other: str):
    assert sound_of(one) != sound_of(other)


def test_what_is_typed_is_completed_by_titles_concepts_places_and_bodies(told: SearchEngine):
    def completed(typed: str) -> set[tuple[str, str, str]]:
        return {(one.kind, one.label, one.value) for one in told.complete(typed)}

    assert completed("dopo d") == {("concept", "Dopo di noi", "measure:dopo-di-noi")}
    assert completed("emi") == {("place", "Emilia-Romagna", "08")}
    assert completed("a") == set()  # one letter begins everything
    assert completed("AIUTO DI") == {("practice", "Aiuto di vicinato", "aiuto")}
    assert completed("aus") == {("organisation", "Auser Ostellato", "organisation/auser")}
    assert completed("lig") == set()  # a region where nothing is
    assert completed("%") == completed("'; --") == set()
    assert len(told.complete("or", limit=1)) == 1


def test_nothing_is_completed_after_a_delete(told: SearchEngine):
    told.remove("aiuto")
    for typed in ("dopo", "aiuto", "auser", "avis"):
        assert told.complete(typed) == ()


def test_a_title_is_known_by_its_words(village: SearchEngine, open_index: OpenIndex):
    with open_index().reading() as lookup:
        (key,) = lookup.titled("  ORTI  urbani! ")
        assert lookup.cards([key])[key].id == "orti"
        assert lookup.titled("orti") == lookup.titled("") == lookup.titled("!!") == ()
