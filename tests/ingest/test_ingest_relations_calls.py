"""A call for proposals: whether a text is one, what it sets, and the statements that say it."""

from __future__ import annotations

import re
import time
from decimal import Decimal
from typing import Any

import pytest

from ingest.assertions import Findings, to_statements
from ingest.linking.values import value_of
from ingest.model import Block, BlockKind, Document, Label, Money, Practice, Ref, Span, Statement
from ingest.practices.cues import phrase, read_rules
from ingest.practices.reading import Reading, Stretch
from ingest.relations.call_cues import first, heads, opens
from ingest.relations.call_terms import find_cap, find_deadline, find_share, find_total
from ingest.relations.calls import APPLICANT, Call, find_call
from ingest.roles import RoleFound, find_roles

RULES = read_rules("ingest.relations", "calls.toml")
MARK = re.compile(r"\[([^|\]]+)\|(\w+)(?: ([^\]]+))?\]")  # [words|LABEL concept]
SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s|$)[^.!?\n]*)*(?:[.!?\n]+|$)")
CALL = "practice-type:bando-avviso"


def read(marked: str, title: str = "Orti di tutti") -> tuple[Reading, Practice]:
    """A text with hand-made spans: a line beginning with # is a heading, others are paragraphs."""
    text, spans, position = "", [], 0
    for mark in MARK.finditer(marked):
        text += marked[position : mark.start()]
        words, name, concept = mark.groups()
        label = Label[name]
        value = value_of(label, words, text)
        entity = None
        if label is Label.ACTOR and words[0].isupper():
            entity = f"organisation/{words.casefold().replace(' ', '-')}"
        spans.append(
            Span(len(text), len(text) + len(words), words, label, 1.0, concept, entity, value)
        )
        text += words
        position = mark.end()
    text += marked[position:]
    blocks = tuple(
        Block(
            BlockKind.HEADING if line.group().startswith("#") else BlockKind.PARAGRAPH,
            line.start() + (2 if line.group().startswith("#") else 0),
            line.end(),
        )
        for line in re.finditer(r"[^\n]+", text)
    )
    document = Document("d", title, "00", "text/plain", text, blocks)
    sentences = tuple(Stretch(*found.span()) for found in SENTENCE.finditer(text))
    return Reading(document, tuple(spans), sentences), Practice("d", title, 0, len(text))


def marked_date(example: str) -> tuple[Reading, Practice]:
    return read(re.sub(r"\{([^}]+)\}", r"[\1|PERIOD]", example))


def marked_sum(example: str) -> tuple[Reading, Practice]:
    return read(re.sub(r"\{([^}]+)\}", r"[\1|FUNDING]", example))


def call_of(marked: str, title: str = "Orti di tutti", kind: str | None = None) -> Call | None:
    reading, practice = read(marked, title)
    if kind is not None:
        practice = Practice("d", title, 0, practice.end, kind=kind)
    return find_call(reading, practice, find_roles(reading, (practice,)))


@pytest.mark.parametrize("group", ["acts", "results", "invited", "aside", "unfunded"])
def test_words_are_told_from_words_that_look_like_them(group: str) -> None:
    rule = RULES[group]
    for example in rule["positive"]:
        assert first(group, example), example
    for example in rule["negative"]:
        assert first(group, example) is None, example


def test_the_opening_line_of_a_call_is_told_from_others() -> None:
    for example in RULES["lines"]["positive"]:
        assert opens("lines", example), example
    for example in RULES["lines"]["negative"]:
        assert not opens("lines", example), example


@pytest.mark.parametrize("group", ["labels", "applicants"])
def test_a_heading_is_told_from_others(group: str) -> None:
    for example in RULES[group]["positive"]:
        assert heads(group, example), example
    for example in RULES[group]["negative"]:
        assert not heads(group, example), example


@pytest.mark.parametrize("group", ["strong", "weak"])
def test_a_deadline_is_told_by_words_and_a_goal_is_none(group: str) -> None:
    for example in RULES[group]["positive"]:
        assert find_deadline(*marked_date(example)), example
    for example in RULES[group]["negative"]:
        assert find_deadline(*marked_date(example)) is None, example


def test_the_total_is_told_from_other_amounts() -> None:
    for example in RULES["total"]["positive"]:
        assert find_total(*marked_sum(example)), example
    for example in RULES["total"]["negative"]:
        assert find_total(*marked_sum(example)) is None, example


def test_the_most_for_a_project_is_told_from_the_total_and_from_what_one_person_gets() -> None:
    for example in RULES["cap"]["positive"]:
        assert find_cap(*marked_sum(example), None), example
    for example in RULES["cap"]["negative"]:
        assert find_cap(*marked_sum(example), None) is None, example
    for example in RULES["not_of_a_project"]["positive"]:
        assert find_cap(*marked_sum(f"Contributo fino a {example}."), None) is None, example


def test_an_amount_for_a_project_is_not_one_for_a_person() -> None:
    for example in RULES["not_of_a_project"]["negative"]:
        assert find_cap(*marked_sum(f"Contributo fino a {example}."), None), example


def test_the_share_of_the_cost_is_read_in_percent() -> None:
    for example, percent in RULES["share"]["share"]:
        share = find_share(*read(example))
        assert share is not None, example
        assert share.percent == Decimal(percent)
    for example in RULES["share"]["negative"]:
        assert find_share(*read(example)) is None, example


NOTICE = """# AVVISO PUBBLICO «Vicinanze»
La [Regione Puglia|ACTOR actor:regione] promuove la mutualità di vicinato.
# Art. 2 – Soggetti ammissibili
Già attive: [odv|ACTOR actor:odv]; [coop sociali|ACTOR actor:cooperativa-sociale].
È obbligatoria l'adesione di un [Comune|ACTOR actor:comune].
# Art. 3 – Interventi
[Orti|MEASURE measure:orti-sociali] per [anziani|BENEFICIARY beneficiary:anziani].
Non sono ammesse le [gite|MEASURE measure:turismo-sociale].
# Art. 4 – Risorse
La dotazione complessiva è di [4 milioni di euro|FUNDING].
Il contributo non può superare [120.000 euro|FUNDING] e non va oltre l'80% della spesa.
# Art. 5 – Termini
Le istanze si trasmettono entro le ore 12 del [31 luglio 2025|PERIOD].
Le attività si concludono entro il [30 aprile 2027|PERIOD].
"""


def test_a_notice_gives_everything_it_sets() -> None:
    call = call_of(NOTICE)
    assert call is not None
    assert call.deadline is not None
    assert call.deadline.date == "2025-07-31"
    assert call.total is not None
    assert call.total.span.value == Money(Decimal(4_000_000))
    assert call.cap is not None
    assert call.cap.span.text == "120.000 euro"
    assert call.share is not None
    assert call.share.percent == 80
    assert {role.span.concept for role in call.applicants} == {
        "actor:odv",
        "actor:cooperativa-sociale",
    }
    assert [span.text for span in call.measures] == ["Orti"]
    assert [span.text for span in call.beneficiaries] == ["anziani"]


def test_a_lead_of_a_kind_may_apply_and_a_named_partner_is_no_applicant() -> None:
    reading, practice = read(
        "Bando «Radici»\n# Chi può candidarsi\n"
        "Capofila un [ente|ACTOR actor:ente-pubblico] con [Auser|ACTOR actor:aps]."
    )
    lead, partner = reading.spans
    roles = (
        RoleFound(lead, "role:capofila", lead.start, lead.end, 0.9),
        RoleFound(partner, "role:partner", partner.start, partner.end, 0.9),
    )
    call = find_call(reading, practice, roles)
    assert call is not None
    assert [role.span.text for role in call.applicants] == ["ente"]


def test_the_words_of_every_term_hold_what_they_prove() -> None:
    call = call_of(NOTICE)
    reading, _ = read(NOTICE)
    assert call is not None
    assert call.deadline
    assert call.total
    assert call.cap
    assert reading.words(call.start, call.end) == "AVVISO PUBBLICO «Vicinanze»"
    deadline = reading.words(call.deadline.start, call.deadline.end)
    assert deadline.startswith("istanze")
    assert deadline.endswith("entro le ore 12 del 31 luglio 2025")
    assert reading.words(call.total.start, call.total.end).endswith("di 4 milioni di euro")
    assert reading.words(call.cap.start, call.cap.end).startswith("non può superare")


@pytest.mark.parametrize(
    "text",
    [
        "Il progetto, sostenuto dal bando Aree interne, porta [orti|MEASURE] in paese.",
        "Un servizio di [trasporto|MEASURE] per [anziani|BENEFICIARY], attivo dal [2019|PERIOD].",
        "L'obiettivo è aprire dieci centri entro il [2027|PERIOD].",
        "BANDO 2024\nEsito della selezione\nDomande entro il [3 maggio 2024|PERIOD].",
    ],
)
def test_a_practice_that_won_a_call_or_never_met_one_is_no_call(text: str) -> None:
    assert call_of(text) is None


def test_a_kind_read_in_the_opening_is_not_enough_for_a_call() -> None:
    words = "Il bando fu vinto da tutti. Un servizio di [trasporto|MEASURE]."
    assert call_of(words, kind=CALL) is None
    assert call_of(f"{words} Domande entro il [3 maggio 2024|PERIOD].", kind=CALL) is not None


def test_of_two_windows_the_last_is_the_deadline() -> None:
    deadline = find_deadline(
        *read("Scadenza: [31 marzo 2024|PERIOD]. Altra scadenza: [30 settembre 2024|PERIOD].")
    )
    assert deadline is not None
    assert deadline.date == "2024-09-30"


def statements(marked: str) -> tuple[tuple[Statement, ...], set[str]]:
    reading, practice = read(marked)
    issuer = next(span for span in reading.spans if span.label is Label.ACTOR)
    roles = (RoleFound(issuer, "role:promotore", issuer.start, issuer.end, 0.9),)
    call = find_call(reading, practice, roles)
    told, entities = to_statements(reading, (Findings(practice, roles=roles, call=call),))
    return told, {entity.id for entity in entities if "itproj:Call" in entity.types}


def test_a_call_is_a_node_with_its_statements() -> None:
    told, calls = statements(NOTICE)
    assert calls == {"call/d"}
    facts: dict[str, Any] = {s.predicate: s.object for s in told if s.subject == "call/d"}
    assert facts["dct:publisher"] == Ref("organisation/regione-puglia")
    assert facts["wp:deadline"].value == "2025-07-31"
    assert facts["wp:deadline"].datatype == "xsd:date"
    assert facts["wp:maximumShare"].value == "80"
    assert facts["dct:audience"] == Ref("beneficiary:anziani")
    applicants = {s.object for s in told if s.predicate == "wp:eligibleApplicant"}
    assert applicants == {Ref("actor:odv"), Ref("actor:cooperativa-sociale")}
    under = {s.subject for s in told if s.predicate == "wp:underCall"}
    assert under == {"practice/d", "measure/d-orti-sociali"}
    values = {s.subject: s.object for s in told if s.predicate == "schema:value"}
    assert {facts["wp:budget"].id, facts["wp:maximumGrant"].id} <= values.keys()


def test_an_organisation_may_be_the_applicant() -> None:
    text = NOTICE.replace("[odv|ACTOR actor:odv]", "[Auser Bari|ACTOR actor:aps]")
    told, _ = statements(text)
    applicants = {s.object for s in told if s.predicate == "wp:eligibleApplicant"}
    assert Ref("organisation/auser-bari") in applicants


@pytest.mark.parametrize(
    "group", [name for name, rule in RULES.items() if "phrases" in rule], ids=str
)
def test_no_phrase_is_slow_on_a_long_text(group: str) -> None:
    texts = ["entro il 12 del " * 6000, "bando " * 16000, "a" * 100_000, "dal 1 " * 16000]
    for cue in RULES[group]["phrases"]:
        compiled = phrase(cue)
        for text in texts:
            begun = time.process_time()
            list(compiled.finditer(text[:100_000]))
            assert time.process_time() - begun < 0.2, cue


def test_applicants_keep_the_role_that_the_text_gives_them() -> None:
    call = call_of("Bando «Radici»\nPossono presentare domanda le [odv|ACTOR actor:odv].")
    assert call is not None
    assert [(r.span.text, r.role) for r in call.applicants] == [("odv", APPLICANT)]


@pytest.mark.slow
def test_one_endless_sentence_of_sums_and_dates_is_read_in_time() -> None:
    text = (
        "Bando «Radici»\n" + "fino a [9.000 euro|FUNDING] entro il [3 maggio 2024|PERIOD], " * 1500
    )
    reading, practice = read(text + "[odv|ACTOR actor:odv]")
    begun = time.process_time()
    assert find_call(reading, practice, ()) is not None
    assert time.process_time() - begun < 3
