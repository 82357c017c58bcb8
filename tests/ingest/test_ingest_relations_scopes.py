"""What an amount is the amount of, and whether the parts make the total."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from ingest.assertions import Findings, to_statements
from ingest.linking.money_words import italian_amount
from ingest.linking.values import value_of
from ingest.model import Block, BlockKind, Document, Label, Practice, Span
from ingest.practices.reading import Reading, Stretch
from ingest.relations.money import Finances, find_finances
from ingest.relations.scopes import Scope

_MARK = re.compile(r"([{\[])([^}\]]+)[}\]]")
WHOLE = "Costo complessivo {100.000 euro}"
PRACTICE = Practice("p", "P", 0, 10_000)


def read(marked: str) -> Reading:
    """Return a reading with each {amount} and each [measure]; list items are lines with a dash."""
    text, at, spans = "", 0, []
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        label = Label.FUNDING if match[1] == "{" else Label.MEASURE
        value = value_of(label, match[2])
        spans.append(
            Span(len(text), len(text) + len(match[2]), match[2], label, 0.9, None, None, value)
        )
        text += match[2]
        at = match.end()
    text += marked[at:]
    blocks, sentences, start = [], [], 0
    for line in text.splitlines(keepends=True):
        kind = BlockKind.LIST_ITEM if line.startswith("-") else BlockKind.PARAGRAPH
        blocks.append(Block(kind, start, start + len(line)))
        sentences.append(Stretch(start, start + len(line)))
        start += len(line)
    document = Document("d", "D", "0" * 64, "text/plain", text, tuple(blocks))
    return Reading(document, tuple(spans), tuple(sentences))


def finances(marked: str) -> Finances:
    return find_finances(read(marked), PRACTICE)


@pytest.mark.parametrize(
    ("marked", "scope"),
    [
        ("Il costo complessivo è di {52.000 euro}", Scope.TOTAL),
        ("Si dà un contributo di {300 euro} a famiglia", Scope.PER_HEAD),
        ("Il contributo arriva fino a {5.000 euro}", Scope.CAP),
        ("La gestione vale {9.000 euro} all’anno", Scope.PER_YEAR),
        ("Arrivano soldi, di cui {2.000 euro} dal Comune", Scope.SHARE),
        ("Servono {2.000 euro} per il [trasporto sociale]", Scope.MEASURE),
        ("Arrivano {2.000 euro} dal Comune", Scope.UNSAID),
    ],
)
def test_words_near_an_amount_say_what_it_covers(marked: str, scope: Scope) -> None:
    (amount,) = finances(marked).amounts
    assert amount.scope is scope


def test_an_amount_pays_the_measure_that_follows_it_or_stands_in_its_row() -> None:
    first, second = finances(
        "- [sportello sociale]: {1.000 euro}\n- {2.000 euro} per l’[ascolto]\n"
    ).amounts
    assert first.measure is not None
    assert first.measure.text == "sportello sociale"
    assert second.measure is not None
    assert second.measure.text == "ascolto"
    (alone,) = finances("Arrivano {2.000 euro} e nasce un servizio di [ascolto]").amounts
    assert alone.measure is None


@pytest.mark.parametrize(
    "marked",
    [
        "Nascono [borse lavoro] di sei mesi per chi esce dal carcere ({118.000 euro})",
        "Il [pulmino] è costato {54.000 euro}",
        "Un [fondo di garanzia] di {60.000 euro}",
        "[Sportello contratti] aperto due giorni, con una spesa di {6.900 euro}",
        "Si danno [prestiti senza interessi] fino a {20.000 euro}",
    ],
)
def test_an_amount_pays_the_measure_before_it_where_the_words_between_say_so(marked: str) -> None:
    (amount,) = finances(marked).amounts
    assert amount.measure is not None


@pytest.mark.parametrize(
    "marked",
    [
        "Il [trasporto sociale] è finito. {6.000 euro} restano in cassa",
        "Il [trasporto sociale] nasce con la Regione, che ha dato {6.000 euro}",
        "Per il [trasporto sociale] ({6.000 euro}) e altro servono in tutto {9.000 euro}",
    ],
)
def test_an_amount_that_only_stands_near_a_measure_is_not_its_price(marked: str) -> None:
    assert finances(marked).amounts[-1].measure is None


@pytest.mark.parametrize(
    ("marked", "pays"),
    [
        ("Voce e costo\n| [doposcuola] | tutti i giorni | {9.000 euro} |\nfine", "doposcuola"),
        ("Voce e costo\n| A | {4.000 euro} | [doposcuola] in due scuole |\nfine", "doposcuola"),
        ("Quadro\n[doposcuola] per le medie        {€ 9.000}      {€ 4.000}\nfine", "doposcuola"),
        ("- [Doposcuola]. Due scuole, trenta posti; in tutto {9.000 euro}\n", "Doposcuola"),
        ("b) un [doposcuola] nelle due scuole del paese, per una spesa annua che il Comune "
         "stima in {9.000 euro}\n", "doposcuola"),
        ("Di questi {9.000 euro} sono riservati al [doposcuola]", "doposcuola"),
        ("Il [rimborso dei viaggi] non supera i {60 euro}", "rimborso dei viaggi"),
    ],
)  # fmt: skip
def test_an_amount_pays_the_measure_of_its_row_or_the_one_that_opens_its_item(
    marked: str, pays: str
) -> None:
    measure = finances(marked).amounts[0].measure
    assert measure is not None
    assert measure.text == pays


@pytest.mark.parametrize(
    "marked",
    [
        "Voce e costo\n| [doposcuola]; [gite]; [mensa] | {9.000 euro} |\nfine",
        "Quadro\n[doposcuola]        {€ 9.000}      {€ 4.000}\nfine",
        "- [Doposcuola] a chi ha un ISEE fino a {9.000 euro}\n",
        "- [Doposcuola], {9.000 euro} dal Comune e poi {4.000 euro} dalla banca\n",
        "- Dalla Regione, che vuole il [doposcuola] in ogni scuola, sono venuti {9.000 euro}\n",
    ],
)
def test_a_sum_for_several_measures_an_income_or_the_second_of_a_row_pays_no_measure(
    marked: str,
) -> None:
    assert finances(marked).amounts[-1].measure is None


def test_what_one_gets_or_may_get_at_most_is_not_the_budget_of_a_measure() -> None:
    reading = read("Si danno [buoni spesa] fino a {250 euro} e un [fondo affitti] di {9.000 euro}")
    found = Findings(PRACTICE, finances=find_finances(reading, PRACTICE))
    statements, _ = to_statements(reading, [found])
    said = {s.predicate for s in statements if s.subject.startswith("measure/")}
    assert {"wp:unitAmount", "wp:budget"} <= said


def test_parts_that_make_the_total_raise_its_confidence() -> None:
    right = f"{WHOLE}, di cui {{60.000 euro}} dalla Regione e {{40.000 euro}} dal Comune"
    found = finances(right)
    assert found.arithmetic is not None
    assert found.arithmetic.agrees
    assert [part.text for part in found.arithmetic.parts] == ["60.000 euro", "40.000 euro"]
    alone = finances(WHOLE)
    assert alone.arithmetic is None
    assert _rate(right) > _rate(WHOLE)


def test_parts_beyond_the_total_are_noted_and_nothing_is_changed() -> None:
    wrong = f"{WHOLE}, di cui {{70.000 euro}} dalla Regione e {{40.000 euro}} dal Comune"
    found = finances(wrong)
    assert found.arithmetic is not None
    assert not found.arithmetic.agrees
    assert "110.000 euro" in found.arithmetic.note
    reading = read(wrong)
    statements, entities = to_statements(reading, [Findings(PRACTICE, finances=found)])
    amounts = [s.object for s in statements if s.predicate == "schema:value"]
    assert "100000" in {value.value for value in amounts if hasattr(value, "value")}
    notes = [p for e in entities for p in e.properties if p[0] == "skos:note"]
    assert len(notes) == 1
    assert _rate(wrong) == _rate(WHOLE)


def test_some_parts_of_a_total_are_no_mistake() -> None:
    some = f"{WHOLE}, di cui {{50.000 euro}} dalla Regione e {{10.000 euro}} dal Comune"
    assert finances(some).arithmetic is None


def test_the_rows_after_a_total_are_its_parts() -> None:
    rows = "Budget: {90.000 euro}\n- [ascolto]: {50.000 euro}\n- [mensa]: {40.000 euro}\n"
    found = finances(rows)
    assert found.arithmetic is not None
    assert found.arithmetic.agrees


def _rate(marked: str) -> float:
    statements, _ = to_statements(read(marked), [Findings(PRACTICE, finances=finances(marked))])
    (rate,) = [s.confidence for s in statements if s.predicate == "wp:budget"]
    return rate


def test_sums_are_written_as_italians_write_them() -> None:
    assert italian_amount(Decimal("1234567.5")) == "1.234.567,50"
    assert italian_amount(Decimal("90000")) == "90.000"
