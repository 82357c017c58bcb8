"""How the spans of one practice belong together, on hand-marked sentences."""

from __future__ import annotations

import re
import time
from decimal import Decimal

import pytest

from ingest.model import (
    Block,
    BlockKind,
    Document,
    Label,
    Money,
    Period,
    Practice,
    Quantity,
    Span,
)
from ingest.practices.cues import read_rules
from ingest.practices.reading import Reading, Stretch
from ingest.relations.money import find_finances
from ingest.relations.periods import find_times
from ingest.relations.recipients import find_recipients
from ingest.relations.results import find_outcomes, is_expected
from ingest.relations.seats import find_seats, territory_of
from ingest.roles import find_roles
from ontology.places import Gazetteer, Level, Place

RULES = read_rules("ingest.relations", "relations.toml")
MARK = re.compile(r"\[([^|\]]+)\|(\w+)(?: ([^\]]+))?\]")  # [words|LABEL value]
SENTENCE = re.compile(r"[^.!?]+(?:[.!?](?!\s|$)[^.!?]*)*(?:[.!?]|$)")


def read(marked: str, label: str | None = None) -> tuple[Reading, Practice]:
    text, spans, position = "", [], 0
    for mark in MARK.finditer(marked):
        text += marked[position : mark.start()]
        words, name, value = mark.groups()
        spans.append(_span(len(text), words, Label[name], value))
        text += words
        position = mark.end()
    text += marked[position:]
    kind = BlockKind.FIELD if label else BlockKind.PARAGRAPH
    document = Document("d", "d", "00", "text/plain", text, (Block(kind, 0, len(text), 0, label),))
    sentences = tuple(Stretch(*found.span()) for found in SENTENCE.finditer(text))
    return Reading(document, tuple(spans), sentences), Practice("d", "d", 0, len(text))


def _span(start: int, words: str, label: Label, value: str | None) -> Span:
    parsed: Money | Period | Quantity | None = None
    concept = entity = None
    if label is Label.FUNDING and value and value.isdigit():
        parsed = Money(Decimal(value))
    elif label is Label.PERIOD and value:
        first, _, last = value.partition("/")
        parsed = Period(first, last or first)
    elif label is Label.RESULT and value:
        parsed = Quantity(Decimal(value), "persone")
    elif label is Label.ACTOR:
        entity = f"organisation/{words.casefold().replace(' ', '-')}"
    else:
        concept = value
    return Span(start, start + len(words), words, label, 1.0, concept, entity, parsed)


def pairs(marked: str) -> set[tuple[str, str]]:
    reading, practice = read(marked)
    return {(t.measure.text, t.beneficiary.text) for t in find_recipients(reading, practice)}


@pytest.mark.parametrize(
    "join", ["per gli", "per", "rivolto agli", "a sostegno degli", "destinato in particolare agli"]
)
def test_a_preposition_joins_a_measure_to_its_people(join: str) -> None:
    reading, practice = read(f"Un [trasporto|MEASURE] {join} [anziani|BENEFICIARY].")
    (tie,) = find_recipients(reading, practice)
    assert tie.confidence == RULES["recipients"]["joined"]
    assert reading.words(tie.start, tie.end).startswith("trasporto")


def test_a_list_of_people_shares_the_measure() -> None:
    assert pairs(
        "[Orti|MEASURE] per [anziani|BENEFICIARY], [giovani|BENEFICIARY] e [rifugiati|BENEFICIARY]."
    ) == {("Orti", "anziani"), ("Orti", "giovani"), ("Orti", "rifugiati")}


def test_a_list_of_measures_shares_its_people() -> None:
    assert pairs("[Spesa|MEASURE] e [compagnia|MEASURE] per [anziani|BENEFICIARY].") == {
        ("Spesa", "anziani"),
        ("compagnia", "anziani"),
    }


def test_without_a_join_the_nearest_people_of_the_sentence_are_less_sure() -> None:
    reading, practice = read(
        "[Anziani|BENEFICIARY] trovano [orti|MEASURE]. Altri [giovani|BENEFICIARY]."
    )
    (tie,) = find_recipients(reading, practice)
    assert (tie.beneficiary.text, tie.confidence) == ("Anziani", RULES["recipients"]["nearest"])


def test_a_measure_is_not_for_the_people_of_another_sentence() -> None:
    assert pairs("Offre [orti|MEASURE]. Ci sono [giovani|BENEFICIARY].") == set()


def finances(marked: str) -> tuple[str | None, list[tuple[str | None, str | None, str | None]]]:
    reading, practice = read(marked)
    found = find_finances(reading, practice, find_roles(reading, [practice]))
    grants = [
        (
            grant.amount.text if grant.amount else None,
            grant.fund.concept if grant.fund else None,
            grant.funder.span.text if grant.funder else None,
        )
        for grant in found.grants
    ]
    return (found.budget.text if found.budget else None), grants


def test_the_only_amount_is_the_budget() -> None:
    assert finances("Con [1.500 euro|FUNDING 1500] si parte.") == ("1.500 euro", [])


def test_the_amount_called_total_is_the_budget_and_its_shares_are_grants() -> None:
    budget, grants = finances(
        "Il costo complessivo è di [52.000 euro|FUNDING 52000], dei quali"
        " [40.000 euro|FUNDING 40000] a carico del bilancio del [Comune|ACTOR]."
    )
    assert budget == "52.000 euro"
    assert ("40.000 euro", None, "Comune") in grants


@pytest.mark.parametrize("example", RULES["money"]["negative"])
def test_a_price_or_a_cap_is_no_funding_of_the_practice(example: str) -> None:
    assert finances(re.sub(r"\{([^}]+)\}", r"[\1|FUNDING 500]", example)) == (None, [])


@pytest.mark.parametrize("example", RULES["money"]["positive"])
def test_words_for_a_total_make_a_budget(example: str) -> None:
    marked = re.sub(r"\{([^}]+)\}", r"[\1|FUNDING 500]", example)
    budget, _ = finances(marked + " Poi [9 euro|FUNDING 9] e [8 euro|FUNDING 8].")
    assert budget is not None
    assert budget in example


def test_two_amounts_of_which_none_is_called_total_make_no_budget() -> None:
    budget, grants = finances("Prima [10 euro|FUNDING 10]. Dopo [20 euro|FUNDING 20].")
    assert budget is None
    assert len(grants) == 2


def test_a_grant_takes_the_fund_and_the_funder_of_its_sentence() -> None:
    _, grants = finances(
        "La [Regione|ACTOR] ha stanziato [3 milioni|FUNDING 3000000] dal"
        " [POR FSE|FUNDING funding:fse-1420]. C'è anche il [FAMI|FUNDING funding:fami]."
    )
    assert grants == [("3 milioni", "funding:fse-1420", "Regione"), (None, "funding:fami", None)]


@pytest.mark.parametrize(
    ("marked", "start", "end"),
    [
        ("Il servizio, avviato nel [2019|PERIOD 2019], va.", "2019", None),
        ("Chiuso nel [2023|PERIOD 2023].", None, "2023"),
        ("Per il triennio [2021-2023|PERIOD 2021/2023].", "2021", "2023"),
        ("Lavori [2021-2023|PERIOD 2021/2023].", "2021", "2023"),
    ],
)
def test_words_make_a_date_the_beginning_or_the_end(
    marked: str, start: str | None, end: str | None
) -> None:
    (found,) = find_times(*read(marked))
    assert found.period == Period(start, end)


@pytest.mark.parametrize(
    "marked",
    [
        "Domande entro il [30 maggio|PERIOD 2021-05-30].",
        "Con delibera n. 12 del [23 maggio 2017|PERIOD 2017-05-23].",
        "Nel [2013|PERIOD 2013] sono state 550.",
    ],
)
def test_deadlines_acts_and_data_are_not_the_time_of_the_practice(marked: str) -> None:
    assert find_times(*read(marked)) == ()


def test_the_label_of_a_field_says_what_a_date_is() -> None:
    (found,) = find_times(*read("[2023|PERIOD 2023]", label="Avvio"))
    assert found.period == Period("2023", None)


@pytest.mark.parametrize("example", RULES["results"]["positive"])
def test_results_spoken_of_in_the_future_are_expected(example: str) -> None:
    reading, _ = read(example)
    assert is_expected(reading, Span(0, 1, example[0], Label.RESULT, 1.0))


@pytest.mark.parametrize("example", RULES["results"]["negative"])
def test_results_spoken_of_in_the_past_are_reached(example: str) -> None:
    reading, practice = read(example.replace("64 persone", "[64 persone|RESULT 64]"))
    (outcome,) = find_outcomes(reading, practice)
    assert (outcome.kind, outcome.quantity.value) == ("result-type:output", Decimal(64))


def place(code: str, name: str, level: Level) -> Place:
    return Place(code, name, level, "08", None, None, 0.0, 0.0, 1, f"https://example.org/{code}")


GAZETTEER = Gazetteer(
    {
        "038017": place("038017", "Ostellato", "comune"),
        "08": place("08", "Emilia-Romagna", "regione"),
    }
)


def test_the_territory_of_a_body_stands_in_its_name() -> None:
    assert territory_of("Comune di Ostellato", GAZETTEER) == "038017"
    assert territory_of("Regione Emilia-Romagna", GAZETTEER) == "08"
    assert territory_of("Comune di Atlantide", GAZETTEER) is None
    assert territory_of("Auser Ostellato", GAZETTEER) is None


def test_a_practice_happens_where_its_promoter_is_only_if_no_place_is_named() -> None:
    told = "Il [Comune di Ostellato|ACTOR] ha attivato un trasporto"
    reading, practice = read(told + ".")
    (seat,) = find_seats(reading, practice, find_roles(reading, [practice]), GAZETTEER)
    assert seat.code == "038017"
    reading, practice = read(told + " a [Ferrara|PLACE 038008].")
    assert find_seats(reading, practice, find_roles(reading, [practice]), GAZETTEER) == ()


def test_a_body_only_mentioned_says_where_with_less_confidence() -> None:
    reading, practice = read("Un mezzo fermo davanti al [Comune di Ostellato|ACTOR].")
    (seat,) = find_seats(reading, practice, find_roles(reading, [practice]), GAZETTEER)
    assert (seat.code, seat.confidence) == ("038017", RULES["seats"]["confidence_of_a_mention"])


@pytest.mark.parametrize(
    "worst",
    [
        "[orti|MEASURE], ",
        "[orti|MEASURE] per [anziani|BENEFICIARY], ",
        "[9 euro|FUNDING 9] ",
        "[2019|PERIOD 2019] dal ",
    ],
)
def test_a_sentence_without_end_takes_no_more_than_a_moment(worst: str) -> None:
    reading, practice = read(worst * 5_000)
    started = time.perf_counter()
    find_recipients(reading, practice)
    find_finances(reading, practice)
    find_times(reading, practice)
    assert time.perf_counter() - started < 5
