"""A span from anybody gets its value, its territory, its organisation."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from ingest.linking.completing import complete
from ingest.model import Label, Money, Period, Quantity, Span
from ontology.places import Gazetteer, Place

REGION = Place("08", "Emilia-Romagna", "regione", "08", None, None, None, None, None, "x:08")
PROVINCE = Place("038", "Ferrara", "provincia", "08", None, None, None, None, None, "x:038")
TOWN = Place("038017", "Ostellato", "comune", "08", "038", None, 44.7, 11.9, 5900, "x:038017")
GAZETTEER = Gazetteer({place.code: place for place in (REGION, PROVINCE, TOWN)})


def spans_in(text: str, **labels: str) -> list[Span]:
    """The spans of ``Label="words|words"``, in order."""
    spans = [
        Span(found.start(), found.end(), words, Label(label), 0.9, source="tagger")
        for label, listed in labels.items()
        for words in listed.split("|")
        for found in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)
    ]
    return sorted(spans, key=lambda span: span.start)


def completed(text: str, *candidates: Span, **labels: str) -> dict[str, Span]:
    spans = spans_in(text, **labels)
    done = complete(spans, text, candidates, GAZETTEER)
    assert [(s.start, s.end, s.text, s.label) for s in done] == [
        (s.start, s.end, s.text, s.label) for s in spans
    ]
    return {span.text: span for span in done}


def test_amounts_periods_and_counts_get_their_value() -> None:
    text = "Con circa 12.000 euro, dal 2021 al 2023, sono state seguite 64 persone."
    done = completed(text, FUNDING="12.000 euro", PERIOD="dal 2021 al 2023", RESULT="64 persone")
    assert done["12.000 euro"].value == Money(Decimal(12000), approximate=True)
    assert done["dal 2021 al 2023"].value == Period("2021", "2023")
    assert done["64 persone"].value == Quantity(Decimal(64), "persone")


def test_an_amount_is_no_fund() -> None:
    text = "Costa 12.000 euro."
    (span,) = spans_in(text, FUNDING="12.000 euro")
    (done,) = complete([replace(span, concept="funding:fse-plus")], text, (), GAZETTEER)
    assert done.concept is None
    assert isinstance(done.value, Money)


def test_a_fund_keeps_its_concept() -> None:
    text = "Lo paga il FSE+."
    (span,) = [Span(11, 15, "FSE+", Label.FUNDING, 0.9, "funding:fse-plus")]
    assert complete([span], text, (), GAZETTEER) == (span,)


def test_territories_get_their_code_and_bodies_their_node() -> None:
    text = "Il Comune di Ostellato e Auser lavorano in provincia di Ferrara."
    done = completed(text, ACTOR="Comune di Ostellato|Auser", PLACE="provincia di Ferrara")
    assert done["provincia di Ferrara"].concept == "038"
    assert done["Comune di Ostellato"].entity == "organisation/comune-di-ostellato"
    assert (done["Auser"].entity or "").startswith("organisation/auser")


def test_an_acronym_has_the_concept_of_what_it_stands_for() -> None:
    text = "Il centro antiviolenza (CAV) è aperto. Il CAV ascolta."
    whole, *short = spans_in(text, MEASURE="centro antiviolenza|CAV")
    known = replace(whole, concept="measure:centro-antiviolenza")
    done = complete([known, *short], text, (), GAZETTEER)
    assert {span.concept for span in done} == {"measure:centro-antiviolenza"}


def test_what_a_rule_read_in_the_same_words_is_kept() -> None:
    text = "Nel quartiere si spende: 300."
    place, money = spans_in(text, PLACE="quartiere", FUNDING="300")
    value = Money(Decimal(300))
    ruled = (replace(place, concept="038017"), replace(money, value=value))
    done = complete([place, money], text, ruled, GAZETTEER)
    assert done[1].value == value
    elsewhere = replace(money, start=money.start - 2, value=Money(Decimal(7)))
    assert complete([money], text, (elsewhere,), GAZETTEER)[0].value != Money(Decimal(7))


def test_nothing_is_completed_to_nothing() -> None:
    assert complete((), "", (), GAZETTEER) == ()
