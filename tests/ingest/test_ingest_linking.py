"""Phrases, numbers, names and territories are joined to what they mean."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.linking.labels import LabelIndex, content_lemmas
from ingest.linking.numbers import number_words, parse_number
from ingest.linking.organisations import link_organisations, slug
from ingest.linking.territories import choose_place
from ingest.model import Label, Span
from ontology.places import Place
from ontology.schemes import load_schemes

GENERIC = {"comune": "actor:comune", "amministrazione comunale": "actor:comune"}


def actor(text: str, at: int, concept: str | None = "actor:comune") -> Span:
    return Span(at, at + len(text), text, Label.ACTOR, 0.9, concept)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.146", "1146"), ("6,4 milioni", "6400000"), ("12.000,00", "12000.00"),
     ("200mila", "200000"), ("un milione", "1000000"), ("duemilaventi", "2020"),
     ("quattordici", "14"), ("duecentocinquanta", "250"), ("ventitré", "23"), ("tremila", "3000"),
     ("mille", "1000"), ("3,5 mln", "3500000")],
)  # fmt: skip
def test_numbers_are_read_in_digits_and_words(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "anziani", "1.2.3.4", "mila mila", "uno due", "12/13"])
def test_what_is_no_number_gives_none(text: str) -> None:
    assert parse_number(text) is None


@given(st.integers(min_value=1, max_value=10**11))
def test_digits_with_thousands_dots_round_trip(number: int) -> None:
    assert parse_number(f"{number:,}".replace(",", ".")) == number


@given(st.sampled_from(sorted(number_words().items())))
def test_thousands_in_words_are_thousand_times_the_word(item: tuple[str, int]) -> None:
    word, number = item
    if number > 1:
        assert parse_number(f"{word}mila") == number * 1000


def test_function_words_do_not_count_in_a_label() -> None:
    assert content_lemmas("servizi per la domiciliarità") == content_lemmas(
        "servizio di domiciliarità"
    )
    assert "senza" in content_lemmas("persone senza dimora")


def test_the_longest_label_inside_a_phrase_says_what_it_is() -> None:
    index = LabelIndex(load_schemes(), ("beneficiary", "measure"))
    entry = index.inside(content_lemmas("anziani soli del centro storico"), "beneficiary")
    assert entry is not None
    assert entry.concept == "beneficiary:anziani-soli"
    assert index.inside(content_lemmas("pietre preziose"), "beneficiary") is None


@pytest.mark.parametrize(
    ("one", "other"),
    [("Comune di Ferrara", "COMUNE DI\nFERRARA"), ("La Quercia Onlus", "La Quercia"),
     ("Coop. L’Albero", "coop L'Albero"), ("Il Faggio S.r.l.", "Il Faggio srl")],
)  # fmt: skip
def test_capitals_line_ends_and_legal_forms_do_not_change_the_node(one: str, other: str) -> None:
    assert slug(one) == slug(other)


def test_a_name_that_is_only_a_legal_form_still_has_a_node() -> None:
    assert slug("APS") == "aps"


@given(st.text(max_size=60))
def test_a_slug_is_plain_whatever_the_name(name: str) -> None:
    assert set(slug(name)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_the_comune_is_the_only_comune_named() -> None:
    spans = (
        actor("Comune di Ostellato", 0),
        actor("Comune", 40),
        actor("amministrazione comunale", 60),
    )
    linked = link_organisations(spans, {}, GENERIC)
    assert {span.entity for span in linked} == {"organisation/comune-di-ostellato"}


def test_the_comune_stays_open_where_two_are_named() -> None:
    spans = (actor("Comune di Ostellato", 0), actor("Comune di Argenta", 30), actor("Comune", 60))
    assert [span.entity for span in link_organisations(spans, {}, GENERIC)][2] is None


def test_an_acronym_is_the_body_that_introduced_it() -> None:
    spans = (actor("Azienda Servizi alla Persona", 0, "actor:asp"), actor("ASP", 40, "actor:asp"))
    linked = link_organisations(spans, {"ASP": "Azienda Servizi alla Persona"}, GENERIC)
    assert linked[0].entity == linked[1].entity == "organisation/azienda-servizi-alla-persona"


def test_a_category_of_bodies_is_no_node() -> None:
    span = actor("cooperative sociali", 0, "actor:cooperativa-sociale")
    assert link_organisations((span,), {}, GENERIC)[0].entity is None


def place(code: str, name: str, level: str, population: int = 1000) -> Place:
    return Place(
        code=code, name=name, level=level, region_code=code[:2], province_code=code[:3],
        other_name=None, lat=None, lon=None, population=population, iri=f"https://example.org/{code}",
    )  # type: ignore[arg-type]  # fmt: skip


def test_the_words_around_a_name_choose_its_level() -> None:
    both = (place("038008", "Ferrara", "comune"), place("038", "Ferrara", "provincia"))
    chosen = [choose_place(both), choose_place(both, level="provincia")]
    assert [p.code for p in chosen if p] == ["038008", "038"]


def test_of_two_comuni_the_one_in_a_mentioned_territory_wins() -> None:
    both = (place("022001", "Samone", "comune", 500), place("001235", "Samone", "comune", 1600))
    found = choose_place(both, mentioned={"022"})
    assert found is not None
    assert found.code == "022001"
    larger = choose_place(both)
    assert larger is not None
    assert larger.code == "001235"
    assert choose_place(both, level="regione") is None
