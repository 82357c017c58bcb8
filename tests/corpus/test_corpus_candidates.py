"""Terms that no concept says, gathered for curators."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.settings import Settings
from api.workplace import Workplace
from corpus.candidates import (
    Mention,
    candidates,
    mentions_held,
    mentions_in,
    nearest_concept,
    sentence_around,
)
from corpus.outcomes import Status
from ingest.jail import ReadingRoom
from ingest.model import Block, BlockKind, Document, Extraction, Label, Span
from ontology.schemes import load_schemes
from search.encoder import HashingEncoder

TEXT = "Nasce un laboratorio di falegnameria. Il laboratorio di falegnameria accoglie anziani soli."


def extraction(*spans: Span) -> Extraction:
    block = Block(BlockKind.PARAGRAPH, 0, len(TEXT))
    document = Document("doc", "Doc", "0" * 64, "text/plain", TEXT, (block,))
    return Extraction(document, (), spans, (), ())


def span(words: str, label: Label, concept: str | None = None, entity: str | None = None) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words), words, label, 0.9, concept, entity)


def test_only_spans_with_a_scheme_and_without_a_concept_are_mentions() -> None:
    found = list(
        mentions_in(
            extraction(
                span("laboratorio di falegnameria", Label.MEASURE),
                span("anziani soli", Label.BENEFICIARY, "beneficiary:anziani-soli"),
                span("Nasce", Label.PERIOD),
                span("Il", Label.ACTOR, entity="organisation/il"),
            )
        )
    )
    words = "laboratorio di falegnameria"
    assert found == [Mention("measure", words, "doc", "Nasce un laboratorio di falegnameria.")]


def test_inflections_and_longer_names_are_one_candidate_counted_over_documents() -> None:
    mentions = [
        Mention("measure", "laboratorio di falegnameria", "a", "Uno."),
        Mention("measure", "laboratori di falegnameria", "b", "Due."),
        Mention("measure", "Laboratorio di falegnameria solidale", "b", "Tre."),
        Mention("measure", "serra", "c", "Quattro."),
        Mention("need", "noia", "d", "Cinque."),
    ]
    first, *others = candidates(mentions, load_schemes(), "measure")
    assert (first.head, first.count, first.documents) == (
        "laboratorio falegnameria",
        3,
        ("a", "b"),
    )
    assert first.examples == ("Uno.", "Due.", "Tre.")
    assert [other.words for other in others] == ["serra"]
    assert len(candidates(mentions, load_schemes())) == 3


def test_at_most_five_sentences_are_shown_from_different_documents_first() -> None:
    mentions = [Mention("measure", "serra", "a", f"Prima {n}.") for n in range(6)]
    mentions.append(Mention("measure", "serra", "b", "Altrove."))
    (only,) = candidates(mentions, load_schemes())
    assert len(only.examples) == 5
    assert only.examples[:2] == ("Prima 0.", "Altrove.")


def test_the_nearest_concept_shares_words_or_there_is_none() -> None:
    near = nearest_concept("banca del tempo di quartiere", "measure", load_schemes())
    assert near is not None
    assert near.concept == "measure:banca-del-tempo"
    assert nearest_concept("zzz", "measure", load_schemes()) is None


@given(st.text(max_size=600), st.integers(0, 600), st.integers(0, 30))
def test_the_sentence_of_words_holds_them(text: str, start: int, size: int) -> None:
    start = min(start, len(text))
    end = min(start + size, len(text))
    sentence = sentence_around(text, start, end)
    assert " ".join(text[start:end].split()) in sentence
    assert "\n" not in sentence


@pytest.mark.slow
def test_a_library_gives_the_terms_that_its_graph_keeps(tmp_path: Path) -> None:
    workplace = Workplace(Settings(data=tmp_path / "data"), encoder=HashingEncoder())
    path = tmp_path / "atelier.md"
    path.write_text(
        "# Navetta a Ostellato\n\nIl Comune di Ostellato ha attivato un servizio di trasporto "
        "sociale rivolto agli inquilini. Il servizio è in corso.\n",
        encoding="utf-8",
    )
    with ReadingRoom() as room, workplace.accessions(room) as accessions:
        assert accessions.ingest(path).status is Status.ADDED
    held = list(mentions_held(workplace.library()))
    assert [(mention.scheme, mention.words) for mention in held] == [("beneficiary", "inquilini")]
    assert "rivolto agli inquilini." in held[0].sentence
