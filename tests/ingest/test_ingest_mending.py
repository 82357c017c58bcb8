"""What rules know for certain mends what the trained reader found, and nothing else."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

import pytest

from ingest.linking.values import value_of
from ingest.mending import mend
from ingest.model import Block, BlockKind, Document, Label, Money, Span
from ingest.practices.reading import Reading, Stretch
from ontology.places import Gazetteer, Place


def place(code: str, name: str, level: str = "comune") -> Place:
    return Place(code, name, level, code[:2], code[:3], None, 44.7, 11.9, 5900, f"x:{code}")  # type: ignore[arg-type]


GAZETTEER = Gazetteer(
    {
        one.code: one
        for one in (
            place("08", "Emilia-Romagna", "regione"),
            place("038017", "Ostellato"),
            place("038007", "Copparo"),
            place("038019", "Portomaggiore"),
            place("048024", "Lastra a Signa"),
            place("048044", "Signa"),
            place("101007", "Cirò"),
        )
    }
)
_MARK = re.compile(r"\[(?P<words>[^|\]]+)\|(?P<label>[A-Z]+)(?: (?P<rate>[\d.]+))?\]")


def read(marked: str, kind: BlockKind = BlockKind.PARAGRAPH, label: str | None = None) -> Reading:
    """Return a reading of one block and one sentence, with each [words|LABEL confidence]."""
    text, at, spans = "", 0, []
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        words = match["words"]
        spans.append(
            Span(
                len(text), len(text) + len(words), words, Label(match["label"]),
                float(match["rate"] or 0.9), value=value_of(Label(match["label"]), words),
            )
        )  # fmt: skip
        text += words
        at = match.end()
    text += marked[at:]
    document = Document(
        "d", "D", "0" * 64, "text/plain", text, (Block(kind, 0, len(text), label=label),)
    )
    return Reading(document, tuple(spans), (Stretch(0, len(text)),))


def mended(marked: str, *candidates: Span, **layout: object) -> list[tuple[str, str]]:
    reading = read(marked, **layout)  # type: ignore[arg-type]
    spans = mend(reading, candidates, GAZETTEER)
    assert all(reading.document.text[s.start : s.end] == s.text for s in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    return [(span.text, str(span.label)) for span in spans]


def candidate(text: str, words: str, label: Label, concept: str | None = None) -> Span:
    start = text.index(words)
    return Span(
        start, start + len(words), words, label, 0.9, concept, value=value_of(label, words)
    )  # fmt: skip


def test_a_name_of_the_gazetteer_that_was_cut_in_two_is_one_place() -> None:
    marked = "Si comincia da [Lastra|PLACE 0.5] a [Signa|PLACE 0.6] in aprile."
    plain = "Si comincia da Lastra a Signa in aprile."
    whole = candidate(plain, "Lastra a Signa", Label.PLACE, "048024")
    assert mended(marked, whole) == [("Lastra a Signa", "PLACE")]


def test_a_name_inside_that_of_a_body_stays_the_body_s() -> None:
    marked = "La [Pro Loco Signa|ACTOR] apre."
    inside = candidate("La Pro Loco Signa apre.", "Signa", Label.PLACE, "048044")
    assert mended(marked, inside) == [("Pro Loco Signa", "ACTOR")]


def test_territories_in_one_row_have_one_label() -> None:
    row = "con sede a [Ostellato|PLACE 0.9], [Copparo|ACTOR 0.6] o [Portomaggiore|PLACE 0.8]"
    assert {label for _, label in mended(row)} == {"PLACE"}


def test_a_row_of_comuni_that_act_is_a_row_of_bodies() -> None:
    row = "i [Comuni di Ostellato|ACTOR], [Copparo|PLACE 0.9] e [Portomaggiore|PLACE 0.9] firmano"
    assert {label for _, label in mended(row)} == {"ACTOR"}


def test_territories_that_words_part_are_no_row() -> None:
    row = "a [Ostellato|PLACE 0.9] arriva [Copparo|ACTOR 0.6], che paga"
    assert [label for _, label in mended(row)] == ["PLACE", "ACTOR"]


@pytest.mark.parametrize(
    "marked",
    [
        "Domenica il [Copparo|PLACE] gioca fuori casa.",
        "Ci si trova in sala [Copparo|PLACE] alle cinque.",
        "Grazie a [Ciro|PLACE] per la torta.",
        "Alla fine [Oreste|PLACE] ha suonato.",
        "Si va a [Ostellato|PLACE 0.2] forse.",
    ],
)
def test_what_bears_the_name_of_a_place_is_none(marked: str) -> None:
    assert mended(marked) == []


@pytest.mark.parametrize(
    "marked",
    [
        "Si parte a [Copparo|PLACE].",
        "L’[Emilia-Romagna|PLACE] paga.",
        "Il servizio copre l’[Alto Ferrarese|PLACE].",
        "Nel quartiere [Arginone|PLACE] si apre.",
    ],
)
def test_a_place_stays_one(marked: str) -> None:
    assert len(mended(marked)) == 1


def test_a_quarter_that_nobody_marked_is_a_place() -> None:
    text = "Un punto di ascolto nella frazione Medelana."
    area = candidate(text, "frazione Medelana", Label.PLACE)
    assert mended(text, area) == [("frazione Medelana", "PLACE")]
    heading = "FRAZIONE UNICA DEL BANDO"
    assert mended(heading, candidate(heading, "FRAZIONE UNICA", Label.PLACE)) == []


def test_an_amount_in_euros_is_money_even_where_it_was_taken_for_a_result() -> None:
    text = "Sono serviti 4.200 euro in tutto."
    amount = candidate(text, "4.200 euro", Label.FUNDING)
    assert mended(text, amount) == [("4.200 euro", "FUNDING")]
    marked = "Sono serviti [4.200 euro|RESULT] in tutto."
    assert mended(marked, amount) == [("4.200 euro", "FUNDING")]


def test_a_saying_is_no_amount() -> None:
    text = "Lavorano senza prendere un euro."
    assert mended(text, candidate(text, "un euro", Label.FUNDING)) == []


def test_an_amount_inside_what_the_reader_marked_is_not_marked_twice() -> None:
    marked = "Un [buono da 200 euro|MEASURE] al mese."
    inside = candidate("Un buono da 200 euro al mese.", "200 euro", Label.FUNDING)
    assert mended(marked, inside) == [("buono da 200 euro", "MEASURE")]


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        ("Personale            31.400,00", "31.400,00"),
        ("Di questi [9.000 euro|FUNDING] dal Comune e 4.500 dalla parrocchia.", "4.500"),
        ("Il 60% viene dal Ministero, il [40%|FUNDING] dalla Regione.", "60%"),
    ],
)
def test_a_number_that_its_place_makes_an_amount_is_money(marked: str, found: str) -> None:
    assert (found, "FUNDING") in mended(marked)


def test_a_bare_number_under_a_header_of_costs_is_money_and_has_its_value() -> None:
    reading = read("1.350", BlockKind.TABLE_CELL, "Importo (€)")
    (span,) = mend(reading, (), GAZETTEER)
    assert span.value == Money(Decimal(1350))
    assert mended("1.350", kind=BlockKind.TABLE_CELL, label="Ore di ascolto") == []
    assert mended("2024", kind=BlockKind.TABLE_CELL, label="Importo (€)") == []


@pytest.mark.parametrize(
    "marked",
    [
        "Si sono visti 4.500 ragazzi.",
        "Su 12.300 abitanti si spendono [9.000 euro|FUNDING].",
        "Un terreno di 12.500,00 mq",
        "Il codice è 80.012.345.678",
        "Con una spesa di [9.000 euro|FUNDING] si seguono 1.200 famiglie.",
    ],
)
def test_other_numbers_are_no_money(marked: str) -> None:
    assert [words for words, _ in mended(marked)] in ([], ["9.000 euro"])


def test_a_share_of_what_is_no_money_and_a_law_that_is_cited_pay_nothing() -> None:
    assert mended("Ai residenti va il [20%|FUNDING] dei posti.") == []
    assert mended("Si copre il [20%|FUNDING] della spesa.") == [("20%", "FUNDING")]
    assert mended("Visto l’avviso di cui alla [L.R. 12/2009|FUNDING];") == []
    assert mended("Si colloca nell’[OS ix – PI 4|FUNDING] del programma.") == []
    assert mended("Paga la [L.R. 12/2009|FUNDING].") == [("L.R. 12/2009", "FUNDING")]
