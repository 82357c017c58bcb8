"""What joins the spans is compared as the table says."""

from __future__ import annotations

from typing import Any

import pytest

from corpus.evaluation.relations import linked, relation_table
from corpus.gold import GoldDocument
from corpus.markup import strip
from ingest.model import Document, Extraction, Literal, Practice, Ref, Statement

MARKED = (
    "[[Navetta amica|PRACTICE main=yes]]: il [[Comune di Asti|ACTOR actor:comune role=promotore]] "
    "offre [[trasporto sociale|MEASURE measure:trasporto-sociale for=1+2 cost=3]] ad [[anziani|"
    "BENEFICIARY beneficiary:anziani n=1]] e [[gente di valle|BENEFICIARY n=2]] per [[900 euro|"
    "FUNDING value=900 n=3]]."
)


def gold(marked: str = MARKED, **truths: str) -> GoldDocument:
    text, spans = strip(marked)
    return GoldDocument("asti", text, spans, truths)


def read(*statements: Statement, title: str = "La navetta amica") -> Extraction:
    text = gold().text
    document = Document("asti", "Asti", "0" * 64, "text/plain", text, ())
    practices = (Practice("asti", title, 0, len(text)),)
    return Extraction(document, practices, (), statements, ())


def say(subject: str, predicate: str, value: Ref | Literal, words: str = "offre") -> Statement:
    start = gold().text.index(words)
    return Statement(subject, predicate, value, start, start + len(words), 0.9)


MEASURE = "measure/asti-trasporto-sociale"
FOR_ELDERS = say(MEASURE, "wp:hasBeneficiary", Ref("beneficiary-target/asti-anziani"))
FOR_OTHERS = say(MEASURE, "wp:hasBeneficiary", Ref("beneficiary-target/asti-gente-di-valle"))
AMOUNT = say("amount/asti-1", "schema:value", Literal("900", "xsd:decimal"))
COST = say(MEASURE, "wp:budget", Ref("amount/asti-1"))
TOWN = say("participation/a", "cv:hasParticipant", Ref("organisation/asti"), "Comune di Asti")
ROLE = say("participation/a", "cv:role", Ref("role:promotore"), "Comune di Asti offre")


def rows(found: Extraction, given: Extraction, *documents: GoldDocument) -> dict[str, Any]:
    table = relation_table(documents or [gold()], lambda _: found, lambda _: given)
    return {str(row[0]): dict(zip(table.columns, row, strict=True)) for row in table.rows}


def test_pairs_of_measure_and_people_are_compared_by_concept_or_words() -> None:
    found = rows(read(FOR_ELDERS), read(FOR_ELDERS, FOR_OTHERS))["misura → beneficiario"]
    assert (found["gold"], found["P"], found["R"]) == (2, 1.0, 0.5)
    assert (found["P span dati"], found["R span dati"]) == (1.0, 1.0)
    assert found["F1 span dati"].mean == 1.0


def test_people_of_the_whole_practice_are_no_pair_of_a_measure() -> None:
    whole = say("practice/asti", "wp:hasBeneficiary", Ref("beneficiary-target/asti-anziani"))
    found = rows(read(whole), read())["misura → beneficiario"]
    assert (found["P"], found["R"]) == (0, 0)


def test_a_budget_joins_a_measure_with_an_amount() -> None:
    found = rows(read(AMOUNT, COST), read(AMOUNT))["misura → importo"]
    assert (found["gold"], found["R"], found["R span dati"]) == (1, 1.0, 0.0)


def test_an_actor_is_right_where_its_mention_has_its_role() -> None:
    partner = say("participation/a", "cv:role", Ref("role:partner"))
    name = next(name for name in rows(read(), read()) if "ruol" in name)
    found = rows(read(TOWN, ROLE), read(TOWN, partner))[name]
    assert (found["gold"], found["P"], found["R"]) == (1, 1.0, 1.0)
    assert (found["P span dati"], found["R span dati"]) == (0.0, 0.0)


@pytest.mark.parametrize(("title", "recall"), [("La navetta amica", 1.0), ("Orti sociali", 0.0)])
def test_a_practice_is_known_by_half_of_the_words_of_its_name(title: str, recall: float) -> None:
    assert rows(read(title=title), read())["nomi delle pratiche"]["R"] == recall


def test_a_document_in_which_nobody_joined_anything_does_not_count() -> None:
    bare = gold("Il [[trasporto sociale|MEASURE measure:trasporto-sociale]] per [[anziani|"
                "BENEFICIARY beneficiary:anziani]].")  # fmt: skip
    found = rows(read(FOR_ELDERS), read(), gold(), bare)["misura → beneficiario"]
    assert found["P"] == 1.0


def test_a_mark_may_be_joined_with_several() -> None:
    pairs = [(one.text, other.text) for one, other in linked(gold(), "for")]
    assert pairs == [("trasporto sociale", "anziani"), ("trasporto sociale", "gente di valle")]
    assert not list(linked(gold("[[a b|MEASURE for=9]]"), "for"))
