"""What is kept in memory says what the index says, however it came to be there."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ontology.schemes import ConceptSchemes
from search.concordance import Concordance, located
from search.contract import Lookup
from search.encoder import HashingEncoder
from search.engine import SearchEngine
from search.holdings import Holdings
from search.index import PracticeEntry, SearchIndex
from search.model import Passage, PracticeCard
from search.scope import Scope

WORDS = ["orti", "anziani", "casa", "nido", "àncora"]
FACETS = [("region", "08"), ("region", "03"), ("need", "need:casa"), ("place", "08")]


@dataclass(frozen=True)
class Write:
    """A document comes, instead of what it held before; or, without practices, goes."""

    document: str
    practices: tuple[tuple[str, str, tuple[tuple[str, str], ...], tuple[int, int] | None], ...]

    def do(self, index: SearchIndex) -> None:
        if not self.practices:
            index.remove(self.document)
            return
        entries = []
        for name, text, values, years in self.practices:
            card = PracticeCard(
                name, "i", text.title(), self.document, "s", "", years=(years,) if years else ()
            )
            passages = tuple(
                Passage(f"{self.document}#{name}{n}", self.document, name, n, n + 1, f"{text} {n}")
                for n in range(1 + len(text) % 2)
            )
            vectors = HashingEncoder(16).encode_passages([p.text for p in passages])
            entries.append(PracticeEntry(card, frozenset(values), passages, vectors))
        index.add(self.document, "1", entries, HashingEncoder(16).name)


PRACTICES = st.lists(
    st.tuples(
        st.sampled_from(["p", "q", "r", "s"]),
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join),
        st.lists(st.sampled_from(FACETS), max_size=3, unique=True).map(tuple),
        st.none() | st.just((2010, 2012)) | st.just((2015, 2015)),
    ),
    max_size=3,
    unique_by=lambda practice: practice[0],
).map(tuple)
WRITES = st.lists(st.builds(Write, st.sampled_from(["a", "b", "c"]), PRACTICES), max_size=6)
SCOPES = [
    Scope(),
    Scope({"region": ("08",)}),
    Scope({"region": ("08", "03"), "need": ("need:casa",)}),
    Scope(years=(2011, 2013)),
    Scope({"need": ("need:casa",)}, (2015, 2015), frozenset({"08", "x"})),
]


def asked_of_the_index(path: Path, scope: Scope) -> tuple[list[int], dict[object, int]]:
    """Which practices pass, in order of title, and how often a value stands: by plain queries."""
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT key, id FROM practices ORDER BY sort_title, id, key")
    passing = []
    for key, name in rows.fetchall():
        own = set(connection.execute("SELECT facet, value FROM facets WHERE practice = ?", (key,)))
        years = connection.execute(
            "SELECT first, last FROM periods WHERE practice = ?", (key,)
        ).fetchall()
        if (
            all(any((f, v) in own for v in values) for f, values in scope.facets.items())
            and (
                scope.years is None
                or any(a <= scope.years[1] and b >= scope.years[0] for a, b in years)
            )
            and (scope.places is None or any(("place", v) in own for v in scope.places))
        ):
            passing.append((key, name, own))
    connection.close()
    having: dict[object, set[str]] = {}
    for _, name, own in passing:
        for value in own:
            having.setdefault(value, set()).add(name)
    return [key for key, _, _ in passing], {v: len(names) for v, names in having.items()}


def told(holdings: Holdings, scope: Scope) -> tuple[list[int], dict[object, int]]:
    mask = holdings.passing(scope)
    keys = [holdings.practices[place].key for place in holdings.alphabet if mask[place]]
    counts = holdings.counts(mask).tolist()
    return keys, {name: n for name, n in zip(holdings.facets.names, counts, strict=True) if n}


def documents_of(lookup: Lookup) -> np.ndarray:
    return lookup.documents("")[0]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(first=WRITES, second=WRITES)
def test_holdings_that_follow_are_those_that_are_read_at_once(
    tmp_path_factory: pytest.TempPathFactory, first: list[Write], second: list[Write]
):
    index = SearchIndex(tmp_path_factory.mktemp("holdings") / "index.sqlite")
    for write in first:
        write.do(index)
    with index.reading() as lookup:
        holdings, known = Holdings().followed(lookup, 0), documents_of(lookup)
    for write in second:
        write.do(index)
    with index.reading() as lookup:
        last = int(holdings.catalogue.keys[-1]) if len(holdings.catalogue.keys) else 0
        lost = np.setdiff1d(known, documents_of(lookup))
        followed = holdings.without(lost).followed(lookup, last)
        fresh = Holdings().followed(lookup, 0)
    assert followed.practices == fresh.practices
    assert followed.alphabet.tolist() == fresh.alphabet.tolist()
    assert followed.catalogue.keys.tolist() == fresh.catalogue.keys.tolist()
    for scope in SCOPES:
        expected = asked_of_the_index(index.path, scope)
        assert told(followed, scope) == expected
        assert told(fresh, scope) == expected
    index.close()


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None
)
@given(writes=st.lists(WRITES.filter(bool), min_size=1, max_size=4))
def test_a_concordance_that_follows_finds_what_the_index_finds(
    tmp_path_factory: pytest.TempPathFactory, writes: list[list[Write]]
):
    index = SearchIndex(tmp_path_factory.mktemp("words") / "index.sqlite")
    concordance, holdings = Concordance(), Holdings()
    known = np.empty(0, np.int64)
    terms = [(stem,) for stem in ("ort", "anzian", "cas", "nid", "ancor")] + [("cas", "nid")]
    for some in writes:
        for write in some:
            write.do(index)
        with index.reading() as lookup:
            former = holdings.catalogue.keys
            rest = holdings.without(np.setdiff1d(known, documents_of(lookup)))
            concordance.without(np.isin(former, rest.catalogue.keys))
            count = len(rest.catalogue.keys)
            holdings = rest.followed(lookup, int(former[-1]) if len(former) else 0)
            concordance.followed(holdings.catalogue, lookup, count)
            known = documents_of(lookup)
            for term in terms:
                found = concordance.of(term, holdings.catalogue, lookup)
                expected = located(lookup.postings(term), holdings.catalogue)
                assert found.places.tolist() == expected.places.tolist()
                assert found.titled.tolist() == expected.titled.tolist()
                assert found.told.tolist() == expected.told.tolist()
    index.close()


def test_no_more_words_are_remembered_than_there_is_room_for(tmp_path: Path):
    index = SearchIndex(tmp_path / "index.sqlite")
    Write("a", (("p", "orti casa", (), None), ("q", "orti", (), None))).do(index)
    small = Concordance(most=2)
    with index.reading() as lookup:
        holdings = Holdings().followed(lookup, 0)
        for term in ("ort", "cas", "ort", "nid"):
            expected = located(lookup.postings([term]), holdings.catalogue)
            found = small.of([term], holdings.catalogue, lookup)
            assert found.places.tolist() == expected.places.tolist()
    assert small._held <= 2 or len(small._terms) == 1
    index.close()


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None
)
@given(writes=st.lists(WRITES, min_size=1, max_size=4), others=st.booleans())
def test_an_engine_that_saw_every_write_answers_as_one_that_just_opened(
    tmp_path_factory: pytest.TempPathFactory,
    schemes: ConceptSchemes,
    writes: list[list[Write]],
    others: bool,
):
    path = tmp_path_factory.mktemp("engines") / "index.sqlite"
    index, encoder = SearchIndex(path), HashingEncoder(16)
    engine = SearchEngine(index, encoder, schemes)
    writer = SearchIndex(path) if others else index  # another process, or this one
    questions: Sequence[str] = ("orti per anziani", "casa", "", "Emilia-Romagna")
    for some in writes:
        for write in some:
            write.do(writer)
        fresh = SearchEngine(SearchIndex(path), encoder, schemes)
        for question in questions:
            assert engine.search(question) == fresh.search(question)
            assert engine.search(question, {"region": ["08"]}) == fresh.search(
                question, {"region": ["08"]}
            )
    index.close()


def test_vectors_that_were_missing_are_compared_once_they_are_there(
    tmp_path: Path, schemes: ConceptSchemes
):
    index = SearchIndex(tmp_path / "index.sqlite")
    encoder = HashingEncoder(16)
    engine = SearchEngine(index, encoder, schemes)
    Write("a", (("p", "orti", (), None),)).do(index)
    card = PracticeCard("q", "i", "Nido", "b", "s", "")
    passage = Passage("b#0", "b", "q", 0, 4, "nido")
    index.add("b", "1", [PracticeEntry(card, frozenset(), (passage,), None)], None)
    without = {hit.id: hit.score for hit in engine.search("nido").hits}
    assert engine.encode_missing() == 1
    with_it = {hit.id: hit.score for hit in engine.search("nido").hits}
    assert with_it["q"] > without["q"]
    assert with_it == {
        hit.id: hit.score
        for hit in SearchEngine(SearchIndex(index.path), encoder, schemes).search("nido").hits
    }


def test_an_index_that_was_put_back_as_it_was_is_read_again(
    tmp_path: Path, schemes: ConceptSchemes
):
    path = tmp_path / "index.sqlite"
    index = SearchIndex(path, refillable=True)
    Write("a", (("p", "orti", (), None),)).do(index)
    index.filled()
    index.close()
    before = path.read_bytes()
    engine = SearchEngine(SearchIndex(path, refillable=True), HashingEncoder(16), schemes)
    engine.add("b", "1", [PracticeCard("q", "i", "Nido", "b", "s", "nido")], [])
    assert engine.search("").total == 2
    engine._index.close()
    path.write_bytes(before)
    engine._index = SearchIndex(path, refillable=True)
    assert [hit.id for hit in engine.search("").hits] == ["p"]
