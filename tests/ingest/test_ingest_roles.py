"""Roles of actors: every example in roles.toml, coordinations, labels, hostile text."""

from __future__ import annotations

import re
import time
from decimal import Decimal

import pytest

from ingest.model import Block, BlockKind, Document, Label, Money, Practice, Span
from ingest.practices.reading import Reading, Stretch
from ingest.roles import find_roles
from ingest.roles.triggers import FieldLabel, Trigger, field_labels, role_of_label, triggers

MARK = re.compile(r"<([^>]+)>|\{([^}]+)\}")  # <an actor>, {an amount}
SENTENCE = re.compile(r"[^.!?]+(?:[.!?](?!\s|$)[^.!?]*)*(?:[.!?]|$)")


def read(example: str, *blocks: tuple[BlockKind, str | None]) -> Reading:
    """Marked text becomes a reading: one block a line, one sentence a full stop."""
    text, spans, position = "", [], 0
    for mark in MARK.finditer(example):
        text += example[position : mark.start()]
        words = mark.group(1) or mark.group(2)
        label = Label.ACTOR if mark.group(1) else Label.FUNDING
        value = None if mark.group(1) else Money(Decimal(1))
        spans.append(Span(len(text), len(text) + len(words), words, label, 1.0, value=value))
        text += words
        position = mark.end()
    text += example[position:]
    lines = list(re.finditer(r"[^\n]+", text))
    kinds = blocks or ((BlockKind.PARAGRAPH, None),) * len(lines)
    laid = tuple(
        Block(kind, line.start(), line.end(), 1, label)
        for line, (kind, label) in zip(lines, kinds, strict=True)
    )
    sentences = tuple(Stretch(*found.span()) for found in SENTENCE.finditer(text))
    return Reading(Document("d", "d", "00", "text/plain", text, laid), tuple(spans), sentences)


def roles_of(reading: Reading, kind: str = "practice-type:progetto") -> dict[str, str]:
    practice = Practice("d", "d", 0, len(reading.document.text), kind=kind)
    return {found.span.text: found.role for found in find_roles(reading, [practice])}


@pytest.mark.parametrize("trigger", triggers(), ids=lambda t: f"{t.role} {t.direction}")
def test_each_trigger_gives_its_role_to_its_examples_only(trigger: Trigger) -> None:
    assert trigger.positive
    assert trigger.negative
    kind = next(iter(trigger.kinds), "practice-type:progetto")
    for example in trigger.positive:
        reading = read(example)
        actors = {span.text for span in reading.spans if span.label is Label.ACTOR}
        assert roles_of(reading, kind) == dict.fromkeys(actors, trigger.role), example
    for example in trigger.negative:
        assert trigger.role not in roles_of(read(example), kind).values(), example


@pytest.mark.parametrize("label", field_labels(), ids=lambda label: label.role)
def test_each_field_label_is_known_from_others(label: FieldLabel) -> None:
    for example in label.positive:
        assert role_of_label(example) == label.role, example
    for example in label.negative:
        assert role_of_label(example) != label.role, example


def test_each_trigger_of_a_sentence_takes_its_own_actors() -> None:
    reading = read(
        "Promosso dal <Comune di Lecco> e finanziato dalla <Regione>, il servizio è gestito "
        "da <Iris> in collaborazione con <Auser>, <Anteas> e la <Croce Rossa>."
    )
    assert roles_of(reading) == {
        "Comune di Lecco": "role:promotore",
        "Regione": "role:finanziatore",
        "Iris": "role:ente-gestore",
        "Auser": "role:partner",
        "Anteas": "role:partner",
        "Croce Rossa": "role:partner",
    }


def test_an_aside_between_actor_and_verb_keeps_its_own_role() -> None:
    reading = read(
        "Il <Comune di Lecco>, insieme ad <Auser> e <Anteas>, ha attivato uno sportello."
    )
    assert roles_of(reading) == {
        "Comune di Lecco": "role:promotore",
        "Auser": "role:partner",
        "Anteas": "role:partner",
    }


def test_a_trigger_does_not_reach_beyond_its_sentence() -> None:
    assert roles_of(read("È in collaborazione con tutti. La <Caritas> tace.")) == {}


def test_an_actor_that_nothing_reaches_has_no_role() -> None:
    assert roles_of(read("Alla riunione c'era la <Caritas>.")) == {}


def test_the_evidence_holds_trigger_and_actor() -> None:
    reading = read("Un progetto promosso dal <Comune di Lecco>.")
    (found,) = find_roles(reading, ())
    assert reading.words(found.start, found.end) == "promosso dal Comune di Lecco"


def test_a_field_label_gives_its_role_and_belongs_to_the_evidence() -> None:
    reading = read(
        "Partner:\n<Auser>; <Anteas>\nNote:\n<Caritas>",
        (BlockKind.FURNITURE, None),
        (BlockKind.FIELD, "Partner"),
        (BlockKind.FURNITURE, None),
        (BlockKind.FIELD, "Note"),
    )
    assert roles_of(reading) == {"Auser": "role:partner", "Anteas": "role:partner"}
    assert reading.words(*_evidence(reading)) == "Partner: Auser"


def _evidence(reading: Reading) -> tuple[int, int]:
    first = find_roles(reading, ())[0]
    return first.start, first.end


def test_a_lead_in_gives_its_role_to_the_list_below() -> None:
    item = (BlockKind.LIST_ITEM, None)
    reading = read(
        "Il progetto è gestito da:\n- <Iris>;\n- <Auser>, che conosce la <Caritas>."
        "\nE la <Diocesi>?",
        (BlockKind.PARAGRAPH, None),
        item,
        item,
        (BlockKind.PARAGRAPH, None),
    )
    assert roles_of(reading) == {"Iris": "role:ente-gestore", "Auser": "role:ente-gestore"}


def test_a_name_alone_at_the_head_of_a_paper_is_its_promoter() -> None:
    assert roles_of(read("<REGIONE LAZIO>\nAvviso ai <Comuni>")) == {
        "REGIONE LAZIO": "role:promotore"
    }


def test_an_offer_to_companies_makes_applicants_in_a_call_only() -> None:
    reading = read("Contributi rivolti alle <imprese>.")
    assert roles_of(reading, "practice-type:bando-avviso") == {
        "imprese": "role:soggetto-ammissibile"
    }
    assert roles_of(reading, "practice-type:servizio") == {}


@pytest.mark.parametrize(
    "worst",
    [
        "promosso dal ",
        "promosso dal <Comune> ",
        "<Comune>, ",
        "<Comune> ha attivato ",
        "(",
        "e ",
        "\n",
    ],
)
def test_a_hundred_kilobytes_of_one_phrase_take_no_more_than_a_moment(worst: str) -> None:
    reading = read("x" + worst * (100_000 // len(worst)))
    started = time.thread_time()  # of the processor: what else runs here is no fault of a pattern
    find_roles(reading, ())
    assert time.thread_time() - started < 5
