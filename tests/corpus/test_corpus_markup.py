"""Inline annotation gives back the clean text and exact offsets."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.gold import PRACTICES, gold_documents, publish
from corpus.markup import GoldSpan, MarkupError, mark, strip
from ingest.model import Label

WORDS = st.text(alphabet="abcàè' \n.’", min_size=1, max_size=12)
SPANS = WORDS.filter(lambda words: words == words.strip() and words)
LABELS = st.sampled_from(list(Label))
CONCEPTS = st.sampled_from([None, "actor:comune", "037006", "measure:banca-del-tempo"])


@given(st.lists(st.tuples(WORDS, SPANS, LABELS, CONCEPTS), max_size=8), WORDS)
def test_marking_and_stripping_undo_each_other(
    pieces: list[tuple[str, str, Label, str | None]], tail: str
) -> None:
    text, spans = "", []
    for before, words, label, concept in pieces:
        start = len(text) + len(before)
        spans.append(GoldSpan(start, start + len(words), words, label, concept))
        text += before + words
    text += tail
    assert strip(mark(text, spans)) == (text, tuple(spans))


def test_a_mark_carries_label_concept_and_attributes() -> None:
    text, (span,) = strip("Il [[Comune di Asti|ACTOR actor:comune role=promotore]] apre.")
    assert text == "Il Comune di Asti apre."
    assert text[span.start : span.end] == span.text == "Comune di Asti"
    assert (span.label, span.concept) == (Label.ACTOR, "actor:comune")
    assert span.attributes == {"role": "promotore"}


def test_words_may_run_over_a_line_and_pipes_elsewhere_are_text() -> None:
    text, spans = strip("| a | [[anziani\nsoli|BENEFICIARY]] |")
    assert text == "| a | anziani\nsoli |"
    assert spans[0].text == "anziani\nsoli"


@pytest.mark.parametrize(
    ("marked", "reason"),
    [
        ("uno\n[[due|NIENTE]]", "riga 2: etichetta sconosciuta «NIENTE»"),
        ("[[due|ACTOR Boh]]", "«Boh» non è un concetto né un attributo"),
        ("[[ due|ACTOR]]", "spazi ai bordi"),
        ("[[due]]", "fuori da un segno"),
        ("due]]", "fuori da un segno"),
    ],
)
def test_a_malformed_mark_is_refused_with_its_line(marked: str, reason: str) -> None:
    with pytest.raises(MarkupError, match=reason):
        strip(marked)


def test_a_span_that_does_not_match_its_text_cannot_be_written() -> None:
    with pytest.raises(MarkupError, match="non combacia"):
        mark("abc", [GoldSpan(0, 2, "xx", Label.ACTOR)])


def test_the_published_corpus_is_the_annotated_one_without_its_marks() -> None:
    clean = {path.stem: path.read_text(encoding="utf-8") for path in PRACTICES.glob("*.md")}
    assert clean == {document.id: document.text for document in gold_documents()}
    assert len(clean) >= 60


def test_what_the_writer_knows_of_the_whole_is_not_published() -> None:
    for document in gold_documents():
        assert set(document.truths) == {"genre", "status"}, document.id
        front = document.text.partition("\n---\n")[0]
        assert "\nstatus:" not in front
        assert "\ngenre:" not in front
        for span in document.spans:
            assert document.text[span.start : span.end] == span.text


def test_publishing_writes_what_changed_and_drops_what_has_no_source(tmp_path: Path) -> None:
    source, target = tmp_path / "inline", tmp_path / "practices"
    source.mkdir()
    (source / "orti.md").write_text("Gli [[orti|MEASURE]]", encoding="utf-8")
    assert publish(source, target) == ["orti"]
    assert (target / "orti.md").read_text(encoding="utf-8") == "Gli orti"
    assert publish(source, target) == []
    (source / "orti.md").unlink()
    assert publish(source, target) == ["orti"]
    assert not list(target.iterdir())
