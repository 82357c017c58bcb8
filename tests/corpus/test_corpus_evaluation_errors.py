"""Every way of being wrong is told from the others, and counted once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest

from corpus.evaluation.error_tables import confusion_table, error_tables, examples
from corpus.evaluation.errors import Mistake, Wrong, mistakes
from corpus.gold import GoldDocument
from corpus.markup import strip
from ingest.model import Document, Extraction, Label, Ref, Span, Statement

MARKED = (
    "Il [[Comune di Asti|ACTOR actor:comune role=promotore]] offre [[trasporto sociale|MEASURE "
    "measure:trasporto-sociale]] agli [[anziani soli del paese e della valle|BENEFICIARY "
    "beneficiary:anziani-soli]] contro la [[solitudine|NEED need:solitudine-isolamento]]. Le "
    "famiglie guardano."
)


def gold(name: str = "asti") -> GoldDocument:
    text, spans = strip(MARKED)
    return GoldDocument(name, text, spans, {"genre": "news"})


def span(words: str, label: Label, concept: str | None = None, sure: float = 0.9) -> Span:
    start = gold().text.index(words)
    return Span(start, start + len(words), words, label, sure, concept)


def extraction(spans: Sequence[Span], role: str | None = None) -> Extraction:
    text = gold().text
    document = Document("asti", "Asti", "0" * 64, "text/plain", text, ())
    node, at = "participation/asti-x", (text.index("Comune"), text.index(" offre"), 0.9)
    told = (
        Statement(node, "cv:role", Ref(f"role:{role}"), *at),
        Statement(node, "cv:hasParticipant", Ref("organisation/comune-di-asti"), *at),
    )
    return Extraction(document, (), tuple(spans), told if role else (), ())


RIGHT = (
    span("Comune di Asti", Label.ACTOR, "actor:comune"),
    span("trasporto sociale", Label.MEASURE, "measure:trasporto-sociale"),
    span("anziani soli del paese e della valle", Label.BENEFICIARY, "beneficiary:anziani-soli"),
    span("solitudine", Label.NEED, "need:solitudine-isolamento"),
)


def only(found: Extraction) -> Mistake:
    (mistake,) = mistakes(gold(), found)
    return mistake


def test_what_is_wholly_right_has_no_mistake() -> None:
    assert not list(mistakes(gold(), extraction(RIGHT, "promotore")))


def test_what_was_missed_is_told_with_its_concept_and_its_sentence() -> None:
    mistake = only(extraction(RIGHT[:3], "promotore"))
    assert (mistake.wrong, mistake.label) == (Wrong.MISSED, Label.NEED)
    assert mistake.detail == "need:solitudine-isolamento"
    assert (mistake.given, mistake.found) == ("solitudine", "")
    assert mistake.sentence.startswith("Il Comune di Asti offre")
    assert "famiglie" not in mistake.sentence
    assert (mistake.document, mistake.family, mistake.genre) == ("asti", "pratica", "news")


def test_what_nobody_marked_is_invented() -> None:
    more = span("famiglie", Label.BENEFICIARY, "beneficiary:famiglie", 0.7)
    mistake = only(extraction((*RIGHT, more), "promotore"))
    assert (mistake.wrong, mistake.found, mistake.confidence) == (Wrong.INVENTED, "famiglie", 0.7)


def test_the_same_words_under_another_name_are_one_mistake_of_label() -> None:
    other = span("solitudine", Label.MEASURE)
    mistake = only(extraction((*RIGHT[:3], other), "promotore"))
    assert (mistake.wrong, mistake.label) == (Wrong.LABEL, Label.NEED)
    assert mistake.detail == "NEED → MEASURE"


@pytest.mark.parametrize(
    ("words", "detail"),
    [("anziani", "troppo corto"), ("valle contro la solitudine. Le famiglie", "spostato")],
)
def test_less_than_half_of_the_words_is_a_mistake_of_boundary(words: str, detail: str) -> None:
    found = (*RIGHT[:2], span(words, Label.BENEFICIARY), RIGHT[3])
    mistake = only(extraction(found, "promotore"))
    assert (mistake.wrong, mistake.detail) == (Wrong.BOUNDARY, detail)


def test_another_concept_is_told_as_given_and_found() -> None:
    found = (RIGHT[0], span("trasporto sociale", Label.MEASURE, "measure:taxi"), *RIGHT[2:])
    mistake = only(extraction(found, "promotore"))
    assert mistake.wrong is Wrong.CONCEPT
    assert mistake.detail == "measure:trasporto-sociale → measure:taxi"


@pytest.mark.parametrize(
    ("role", "detail"), [("partner", "promotore → partner"), (None, "promotore → –")]
)
def test_another_role_or_none_is_a_mistake_of_role(role: str | None, detail: str) -> None:
    mistake = only(extraction(RIGHT, role))
    assert (mistake.wrong, mistake.detail) == (Wrong.ROLE, detail)


def test_every_gold_span_is_right_or_in_one_mistake() -> None:
    kinds = Counter(m.wrong for m in mistakes(gold(), extraction(())))
    assert kinds == {Wrong.MISSED: 4}


def test_counts_are_by_label_and_by_style_and_hold_no_words() -> None:
    found = list(mistakes(gold(), extraction(RIGHT[:2], "partner")))
    kinds, styles = error_tables([gold()], found)
    for table in (kinds, styles, confusion_table(found, 9)):
        assert len(set(table.columns)) == len(table.columns)  # in JSON they are keys
    rows = {row[0]: dict(zip(kinds.columns, row, strict=True)) for row in kinds.rows}
    assert rows["NEED"]["mancato"] == rows["BENEFICIARY"]["mancato"] == 1
    assert rows["ACTOR"]["altro ruolo"] == 1
    assert (rows["tutte"]["gold"], rows["tutte"]["mancato"]) == (4, 2)
    genres = {row[0]: dict(zip(styles.columns, row, strict=True)) for row in styles.rows}
    assert genres["pratica"]["mancato"] == genres["news"]["mancato"] == 2
    assert genres["news"]["NEED"] == 1
    assert "solitudine" not in f"{kinds}{styles}"


def test_examples_show_the_frequent_first_and_of_each_the_surest() -> None:
    def wrong(detail: str, sure: float) -> Mistake:
        words = ("a", "b", sure, "frase", "asti", "pratica", "news")
        return Mistake(Wrong.CONCEPT, Label.NEED, detail, *words)

    found = [wrong("rara", 0.9), wrong("spesso", 0.2), wrong("spesso", 0.8)]
    shown = [(one.detail, one.confidence) for one in examples(found, 2)]
    assert shown == [("spesso", 0.8), ("rara", 0.9)]
    assert confusion_table(found, 1).rows == (("altro concetto", "NEED", "spesso", 2, 1),)
