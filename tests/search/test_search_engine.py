from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ontology.schemes import load_schemes
from search import answering
from search.answering import NO_MATCH, NO_WORDS
from search.encoder import EncoderUnavailableError, HashingEncoder
from search.engine import SearchEngine
from search.fusion import load_weights
from search.meaning import NO_ENCODER
from search.model import FACETS, Passage, PracticeCard, SearchResults
from search.page import UnknownFacetError

from .conftest import IN_A_FILE, VILLAGE, MakeEngine, OpenIndex, fill

WEIRD = [
    '"', "OR", "NEAR(a b)", "a AND NOT b", "title:orti", "*", "^orti", "(", ")", "orti*", "-orti",
    "{title text}: orti", "'; DROP TABLE documents; --", "%", "_", "SELECT ?s WHERE { ?s ?p ?o }",
    "👵🏔️", "\ud800", "\0", "a\0b", "ORTI URBANI", "È", "ﷺ" * 50, "故鄉", "\u202eitro", "<script>",
    "+" * 300, "orti " * 2000, "x" * 10_000, "di " * 3333, "\n\t ", "𝓸𝓻𝓽𝓲", "1" * 400, "½ ⅷ",
]  # fmt: skip


def ids(results: SearchResults) -> list[str]:
    return [hit.id for hit in results.hits]


def test_a_hit_is_a_practice_with_its_passage_and_reasons(village: SearchEngine):
    first = village.search("orti per le famiglie del quartiere").hits[0]
    assert (first.id, first.title) == ("orti", "Orti urbani")
    assert first.passage is not None
    text = VILLAGE["orti"][1]
    assert text[first.passage.start : first.passage.end] == first.passage.text
    words = next(reason for reason in first.reasons if reason.kind == "parole")
    assert {"famiglie", "quartiere", "Orti"} <= set(words.detail)
    assert "«famiglie»" in words.text
    assert sum(reason.share for reason in first.reasons) == pytest.approx(1, abs=0.02)
    assert 0 < first.score <= 1


def test_a_narrower_concept_answers_a_broader_one(village: SearchEngine):
    hits = village.search("terza età").hits
    hit = next(hit for hit in hits if hit.id == "inverno")
    reason = next(reason for reason in hit.reasons if reason.kind == "concetti")
    assert reason.detail == ("beneficiary:anziani",)
    assert reason.text == "riguarda: Anziani"


def test_a_region_in_the_question_counts_for_its_practices(village: SearchEngine):
    reasons = {h.id: [r.kind for r in h.reasons] for h in village.search("Lombardia").hits}
    assert "concetti" in reasons["casa"]
    assert "concetti" not in reasons["orti"]


def test_a_phrase_of_empty_words_is_found_as_it_stands(village: SearchEngine):
    first = village.search("dopo di noi").hits[0]
    assert first.id == "casa"
    assert any("dopo di noi" in reason.detail for reason in first.reasons)


def test_filters_are_exact_and_keep_all_that_pass(village: SearchEngine):
    results = village.search("anziani soli", {"region": ["08"]}, limit=3)
    assert sorted(ids(results)) == ["nidi", "orti"]
    assert results.total == 2


def test_values_of_a_facet_are_alternatives_and_facets_add_up(village: SearchEngine):
    assert village.search("", {"region": ["08", "03"]}).total == 3
    both = village.search("", {"region": ["08"], "beneficiary": ["beneficiary:minori"]})
    assert ids(both) == ["nidi"]
    assert village.search("", {"region": ["08"], "measure": ["measure:banca"]}).total == 0


def test_a_filter_by_a_broader_concept_finds_narrower_ones(village: SearchEngine):
    assert ids(village.search("", {"beneficiary": ["beneficiary:persone"]})) == ["inverno"]


def test_a_filter_does_not_change_scores(village: SearchEngine):
    free = {hit.id: hit.score for hit in village.search("orti e famiglie").hits}
    held = {hit.id: hit.score for hit in village.search("orti e famiglie", {"region": ["08"]}).hits}
    assert held == {name: pytest.approx(free[name]) for name in ("orti", "nidi")}


def test_facets_count_what_each_value_would_leave(village: SearchEngine):
    facets = village.search("", {"region": ["08"]}).facets
    assert set(facets) == set(FACETS)
    # Its own filter does not narrow a facet, the others' do.
    assert [(f.value, f.label, f.count) for f in facets["region"]] == [
        ("08", "Emilia-Romagna", 2),
        ("03", "Lombardia", 1),
        ("01", "Piemonte", 1),
    ]
    assert [(f.value, f.count) for f in facets["beneficiary"]] == [("beneficiary:minori", 1)]


def test_every_facet_count_is_what_filtering_gives(village: SearchEngine):
    for start in ({}, {"region": ["08"]}, {"beneficiary": ["beneficiary:anziani"]}):
        for facet, counts in village.search("", start).facets.items():
            for found in counts:
                assert village.search("", {**start, facet: [found.value]}).total == found.count


def test_an_unknown_facet_is_named(village: SearchEngine):
    with pytest.raises(UnknownFacetError, match="«colore»"):
        village.search("orti", {"colore": ["blu"]})


def test_a_blank_question_lists_all_alphabetically(village: SearchEngine):
    results = village.search("  \n ")
    assert ids(results) == ["casa", "nidi", "orti", "inverno"]
    assert results.note is None
    assert all(hit.passage is None and hit.reasons == () for hit in results.hits)


@pytest.mark.parametrize("query", ["di", "che cosa", "👵", "??!"])
def test_a_question_without_useful_words_says_so_and_lists_all(village: SearchEngine, query: str):
    results = village.search(query)
    assert results.note == NO_WORDS
    assert results.total == 4


def test_pages_follow_one_another(village: SearchEngine):
    whole = ids(village.search("famiglie", limit=10))
    assert len(whole) == 4
    paged = [ids(village.search("famiglie", limit=1, offset=n)) for n in range(6)]
    assert [name for page in paged for name in page] == whole
    assert village.search("famiglie", limit=0).total == 4
    with pytest.raises(ValueError, match="negative"):
        village.search("famiglie", offset=-1)


@pytest.mark.parametrize("query", WEIRD)
def test_odd_questions_are_only_words(village: SearchEngine, query: str):
    results = village.search(query)
    assert results.total == 4
    assert village.search("orti").hits[0].id == "orti"


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(st.text(max_size=80) | st.lists(st.sampled_from([*WEIRD, "orti", "anziani"])).map(" ".join))
def test_no_question_ever_fails(village: SearchEngine, query: str):
    results = village.search(query, limit=2)
    assert results.total == 4
    for hit in results.hits:
        assert 0 <= hit.score <= 1
        assert sum(reason.share for reason in hit.reasons) <= 1.001


def test_removing_a_document_takes_its_practices_out_of_everything(village: SearchEngine):
    village.search("orti")  # memory is in step before the removal
    village.remove("orti")
    results = village.search("orti urbani")
    assert "orti" not in ids(results)
    assert results.facets["measure"] == ()
    village.remove("orti")  # a second time does nothing


def test_adding_and_removing_leaves_answers_as_before(village: SearchEngine):
    queries = ["anziani", "orti delle famiglie", "dopo di noi", ""]
    before = [village.search(query) for query in queries]
    card = PracticeCard("x", "https://x/x", "Famiglie e orti", "x", "s:x", "", {"region": ("08",)})
    village.add("x", "1", [card], [Passage("x#0", "x", "x", 0, 8, "famiglie")])
    assert village.search("orti delle famiglie") != before[1]
    village.remove("x")
    assert [village.search(query) for query in queries] == before


def test_memory_and_disk_give_the_same_answers(make_engine: MakeEngine):
    engine = make_engine(HashingEncoder(), cache=True)
    engine.search("prima")  # from here on vectors are changed in memory
    fill(engine)
    engine.remove("nidi")
    expected = engine.search("famiglie sole")
    assert make_engine(HashingEncoder()).search("famiglie sole") == expected  # from SQLite
    engine.close()
    assert make_engine(HashingEncoder(), cache=True).search("famiglie sole") == expected  # copy


@IN_A_FILE  # a server's vectors have no copy
def test_a_damaged_copy_of_the_vectors_changes_nothing(make_engine: MakeEngine, tmp_path: Path):
    engine = fill(make_engine(HashingEncoder(), cache=True))
    expected = engine.search("famiglie sole")
    engine.close()
    (file,) = (tmp_path / "vectors").glob("*.faiss")
    content = bytearray(file.read_bytes())
    content[-100] ^= 255
    file.write_bytes(content)
    again = make_engine(HashingEncoder(), cache=True)
    assert again.search("famiglie sole") == expected
    assert again.save_vectors()  # and a good copy takes its place
    assert not again.save_vectors()


def test_what_another_process_writes_is_seen(make_engine: MakeEngine):
    engine, other = fill(make_engine(HashingEncoder())), make_engine(HashingEncoder())
    assert other.search("orti").hits[0].id == "orti"
    engine.remove("orti")
    assert other.search("orti") == engine.search("orti")
    other.add("z", "1", [PracticeCard("z", "i", "Zanzare", "z", "s:x", "Zanzare")], [])
    assert engine.search("zanzare").hits[0].id == "z"


def test_the_same_practice_in_two_documents_is_one_hit(village: SearchEngine):
    again = PracticeCard("orti", "i", "Orti urbani", "rivista", "s:x", "", {"region": ("08",)})
    village.add("rivista", "1", [again], [Passage("r", "rivista", "orti", 0, 13, "Orti di città")])
    for query in ("orti", ""):
        results = village.search(query)
        assert results.total == 4
        assert ids(results).count("orti") == 1
        assert results.facets["region"][0].count == 2


def test_a_practice_without_passages_is_found_by_its_card(village: SearchEngine):
    card = PracticeCard("bus", "i", "Navetta della valle", "bus", "s:x", "Trasporto a chiamata")
    village.add("bus", "1", [card], [])
    hit = village.search("navetta").hits[0]
    assert hit.id == "bus"
    assert hit.passage is None
    assert village.search("trasporto a chiamata").hits[0].id == "bus"


def test_what_belongs_to_another_document_is_refused_whole(village: SearchEngine):
    card = PracticeCard("q", "i", "Q", "altro", "s:x", "")
    with pytest.raises(ValueError, match="not of document"):
        village.add("d", "1", [card], [])
    bad = PracticeCard("q", "i", "Q", "d", "s:x", "", {"colour": ("red",)})
    with pytest.raises(UnknownFacetError):
        village.add("d", "1", [bad], [])
    assert village.search("").total == 4


class Absent(HashingEncoder):
    """An encoder whose model may be missing."""

    missing = True

    def encode_passages(self, texts, progress=None):
        if self.missing:
            raise EncoderUnavailableError("manca")
        return super().encode_passages(texts, progress)


@pytest.mark.parametrize("encoder", [None, Absent()])
def test_without_a_model_words_and_concepts_are_searched(make_engine: MakeEngine, encoder):
    engine = fill(make_engine(encoder))
    assert not engine.warm_up()
    results = engine.search("famiglie")
    assert sorted(ids(results)) == ["nidi", "orti"]
    assert results.total == 2
    assert results.note == NO_ENCODER
    assert [(f.value, f.count) for f in results.facets["region"]] == [("08", 2)]
    assert ids(engine.search("terza età")) == ["inverno"]
    nothing = engine.search("astronave")
    assert (nothing.total, nothing.note) == (0, NO_MATCH)


def test_documents_indexed_without_a_model_are_encoded_later(make_engine: MakeEngine):
    encoder = Absent()
    engine = fill(make_engine(encoder))
    encoder.missing = False
    assert engine.encode_missing() == 4
    assert engine.encode_missing() == 0
    assert engine.warm_up()
    reference = [(h.id, h.score) for h in engine.search("anziano solo").hits]
    engine.remove("casa")
    fill(engine)
    assert [(h.id, h.score) for h in engine.search("anziano solo").hits] == reference


def test_vectors_of_another_model_are_not_mixed_in(make_engine: MakeEngine):
    fill(make_engine(HashingEncoder(64)))
    other = make_engine(HashingEncoder(32))
    assert ids(other.search("famiglie"))[:2] == ["orti", "nidi"]  # words alone still work
    assert other.encode_missing() == 4
    assert any(r.kind == "significato" for r in other.search("famiglie").hits[0].reasons)


def test_a_large_corpus_is_ranked_near_and_listed_whole(make_engine: MakeEngine):
    weights = replace(load_weights(), passages=1)
    results = fill(make_engine(HashingEncoder(), weights=weights)).search("orti urbani")
    assert results.total == 4
    assert results.hits[0].id == "orti"
    assert [hit.score for hit in results.hits[1:]] == [0, 0, 0]
    assert ids(results)[1:] == ["casa", "nidi", "inverno"]


def test_a_practice_called_by_its_title_comes_first_whatever_the_others_say(
    open_index: OpenIndex,
) -> None:
    engine = SearchEngine(open_index(), HashingEncoder(), load_schemes())
    for name, title, text in (
        ("a", "Orti sociali", "orti sociali orti sociali orti sociali per anziani"),
        ("b", "Gli orti", "Un campo in paese."),
    ):
        card = PracticeCard(name, name, title, name, "", "")
        engine.add(name, "1", [card], [Passage(f"{name}#0", name, name, 0, len(text), text)])
    assert engine.search("orti").hits[0].id == "a"
    assert engine.search("GLI ORTI").hits[0].id == "b"


def test_a_passage_of_three_words_does_not_stand_for_a_practice_that_says_more(
    make_engine: MakeEngine,
):
    short, long = "Trasporto per anziani;", "I volontari accompagnano gli anziani del paese con due"
    text = f"{short}\n\n{long} auto, per le visite e per il trasporto a scuola."
    card = PracticeCard("auto", "x:auto", "Auto", "auto", "", "")
    passages = [
        Passage("auto#0", "auto", "auto", 0, len(short), short),
        Passage("auto#1", "auto", "auto", len(short) + 2, len(text), text[len(short) + 2 :]),
    ]
    engine = make_engine(HashingEncoder())
    engine.add("auto", "1", [card], passages)
    shown = engine.search("trasporto per anziani").hits[0].passage
    assert shown is not None
    assert shown.text.startswith(long)
    engine.add("auto", "2", [card], passages[:1])
    only = engine.search("trasporto per anziani").hits[0].passage
    assert only is not None
    assert only.text == short


def test_nothing_is_called_near_where_an_answer_is_doubted(
    village: SearchEngine, monkeypatch: pytest.MonkeyPatch
):
    question = "orti per le famiglie del quartiere"
    sure = village.search(question).hits[0]
    assert any("vicino alla domanda" in reason.text for reason in sure.reasons)
    severe = SimpleNamespace(probability=lambda *_: 0.1, answers=lambda _: False)
    monkeypatch.setattr(answering, "judge_for", lambda _encoder: severe)
    doubted = village.search(question)
    assert doubted.doubted
    texts = [reason.text for hit in doubted.hits for reason in hit.reasons]
    assert not any("vicino alla domanda" in text for text in texts)
    assert any("meno lontani" in text for text in texts)
