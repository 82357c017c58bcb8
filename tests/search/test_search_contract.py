"""What `search.contract` promises, kept by both indexes: the file and the server.

What the engine makes of it is held to both by test_search_engine, _filters and _spelling.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.contract import Index, Lookup
from search.holdings import Holdings
from search.index import AwaitingIndexError, PracticeEntry
from search.model import Passage, PracticeCard
from search.scope import Scope

from .conftest import OpenIndex

TEXTS = st.text(st.sampled_from("abò 'à1-故ß"), max_size=30)


def entry(
    document: str, text: str, practice: str = "p", title: str = "Orti", **facets: str
) -> PracticeEntry:
    card = PracticeCard(
        practice,
        f"https://x/{practice}",
        title,
        document,
        "s:x",
        "sintesi «così»",
        {"region": ("08",)},
        years=((2019, 2021),),
        organisations=((f"organisation/{practice}", f"Auser {title}"),),
    )
    passage = Passage(f"{document}#{practice}", document, practice, 0, len(text), text)
    vector = np.full((1, 4), 0.5, np.float32)
    values = frozenset({("region", "08"), *facets.items()})
    return PracticeEntry(card, values, (passage,), vector)


@pytest.fixture
def index(open_index: OpenIndex) -> Index:
    return open_index()


def contents(index: Index) -> dict[str, object]:
    """All that an index tells, but for the keys it gave."""
    with index.reading() as lookup:
        practices = [practice.key for practice in lookup.practices()]
        documents = sorted(index.versions())
        passages = lookup.passages(lookup.catalogue().keys.tolist()).values()
        stems = sorted({stem for one in passages for stem in one.text.split()})
        return {
            "versions": index.versions(),
            "generation": index.generation,
            "cards": sorted(map(repr, lookup.cards(practices).values())),
            "texts": [row[1:] for document in documents for row in lookup.texts(document)],
            "passages": sorted(map(repr, passages)),
            "forms": lookup.forms(),
            "vectors": lookup.vectors("e")[1].tolist(),
            "facets": sorted((facet, value, len(k)) for facet, value, k in lookup.facet_holders()),
            "periods": sorted(years for _, *years in lookup.periods()),
            "titles": lookup.titles_beginning("", 100),
            "organisations": lookup.organisations_beginning("", 100),
            "postings": [lookup.postings([stem])[:, 1:].tolist() for stem in stems],
        }


def test_documents_have_versions_and_a_generation_that_depends_on_nothing_else(index: Index):
    empty = index.generation
    index.add("d1", "v1", [entry("d1", "testo")], "e")
    index.add("d2", "v1", [], None)
    assert index.versions() == {"d1": "v1", "d2": "v1"}
    first = index.generation
    index.add("d2", "v0", [], None)
    assert index.generation not in (first, empty)
    index.add("d2", "v1", [], None)
    index.add("d1", "v1", [entry("d1", "altro testo")], None)
    assert index.generation == first


def test_a_document_added_again_replaces_its_former_self(index: Index):
    first = index.add("d", "1", [entry("d", "vecchie parole")], "e")
    second = index.add("d", "2", [entry("d", "nuove parole")], "e")
    assert second.removed.tolist() == first.added.tolist()
    assert second.revision == first.revision + 1
    with index.reading() as lookup:
        assert lookup.revision() == second.revision
        assert len(lookup.postings(["vecc"])) == 0
        assert lookup.postings(["nuov"]).tolist() == [[second.added[0], 0, 1]]


def test_adding_and_removing_leaves_the_index_as_before(index: Index):
    index.add("a", "1", [entry("a", "orti e giardini")], "e")
    before = contents(index)
    index.add("b", "1", [entry("b", "case e giardini"), entry("b", "altro", "q")], "e")
    assert contents(index) != before
    index.remove("b")
    assert contents(index) == before
    index.remove("b")  # a second time does nothing


def test_keys_are_never_given_twice(index: Index):
    given_ = set[int]()
    for _ in range(3):
        added = index.add("a", "1", [entry("a", "orti")], "e").added.tolist()
        assert given_.isdisjoint(added)
        given_.update(added)
        index.remove("a")


def test_a_write_that_fails_leaves_everything_as_it_was(index: Index):
    index.add("a", "1", [entry("a", "orti")], "e")
    before = contents(index)
    broken = entry("a", "nuovi orti")
    bad = replace(broken, passages=broken.passages * 2)
    with pytest.raises((IndexError, ValueError)):  # one vector for two, noticed after the deletion
        index.add("a", "2", [bad], "e")
    assert contents(index) == before
    index.add("c", "1", [entry("c", "ancora")], "e")  # and the next write works


def test_the_same_practice_twice_is_refused(index: Index):
    with pytest.raises(ValueError, match="twice"):
        index.add("a", "1", [entry("a", "x"), entry("a", "y")], "e")


def test_readers_see_one_state_while_another_thread_writes(index: Index):
    index.add("a", "1", [entry("a", "orti")], "e")
    with index.reading() as lookup:
        assert len(lookup.postings(["orto"])) == 1
        writer = threading.Thread(target=index.add, args=("b", "1", [entry("b", "orti")], "e"))
        writer.start()
        writer.join()
        assert len(lookup.postings(["orto"])) == 1
        assert len(lookup.catalogue().keys) == 1
    with index.reading() as lookup:
        assert len(lookup.postings(["orto"])) == 2


def test_who_opens_it_too_sees_each_write_and_writes(index: Index, open_index: OpenIndex):
    other = open_index()
    with other.reading() as lookup:
        former = lookup.revision()
    index.add("a", "1", [entry("a", "orti")], "e")
    with other.reading() as lookup:
        assert lookup.revision() > former
        assert lookup.has_stem("orto")
    other.add("b", "1", [], None)
    assert index.versions() == {"a": "1", "b": "1"}


def test_writers_wait_for_each_other_and_lose_nothing(index: Index, open_index: OpenIndex):
    def write(name: str) -> None:
        own = open_index()
        for number in range(5):
            own.add(f"{name}{number}", "1", [entry(f"{name}{number}", "orti in comune")], "e")

    writers = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    with index.reading() as lookup:
        former = lookup.revision()
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(index.versions()) == 15
    with index.reading() as lookup:
        assert lookup.revision() == former + 15
        assert dict(lookup.forms())["comune"] == 15


def test_vectors_come_back_in_half_precision_and_by_encoder(index: Index):
    third = replace(entry("a", "orti"), vectors=np.full((1, 4), 1 / 3, np.float32))
    index.add("a", "1", [third], "e")
    with index.reading() as lookup:
        keys, matrix = lookup.vectors("e")
        assert matrix.tolist() == [[float(np.float16(1 / 3))] * 4]
        assert lookup.encoded_by("e")
        assert lookup.vectors("another")[0].tolist() == []
        assert lookup.not_encoded("another") == ("a",)
        assert not lookup.encoded_by("another")
    index.set_vectors("a", keys.tolist(), -matrix, "another")
    with index.reading() as lookup:
        assert lookup.vectors("another")[1].tolist() == (-matrix).tolist()
        assert lookup.not_encoded("another") == ()


def test_a_document_that_nobody_encoded_is_no_obstacle_unless_all_are_so(index: Index):
    with index.reading() as lookup:
        assert lookup.encoded_by("e")  # nothing there, nothing wrong
    index.add("a", "1", [replace(entry("a", "orti"), vectors=None)], None)
    with index.reading() as lookup:
        assert not lookup.encoded_by("e")
        assert lookup.not_encoded("e") == ("a",)
    index.add("b", "1", [entry("b", "orti")], "e")
    with index.reading() as lookup:
        assert lookup.encoded_by("e")
        assert len(lookup.vectors("e")[0]) == 1


def test_words_are_counted_in_titles_and_texts_and_found_in_a_row(index: Index):
    (key,) = index.add("a", "1", [entry("a", "gli orti, il dopo di noi e gli orti")], "e").added
    with index.reading() as lookup:
        assert lookup.postings(["orto"]).tolist() == [[key, 1, 2]]
        assert lookup.postings(["dop", "di", "noi"])[:, 0].tolist() == [key]
        assert lookup.postings(["di", "dop"]).tolist() == []
        assert lookup.postings(["orto", "gli"]).tolist() == []  # title and text are not one phrase
        assert lookup.postings(["zucchin"]).tolist() == []
        assert lookup.has_stem("dop")
        assert not lookup.has_stem("zucchin")
        assert lookup.catalogue().lengths.tolist() == [9]


def test_practices_are_in_the_order_of_their_titles_byte_by_byte(index: Index):
    titles = ["Èdera", "zeta", "Zeta", "alfa beta", "alfa-beta", "Alfa", "ça va", "10 orti", ""]
    for number, title in enumerate(titles):
        index.add(str(number), "1", [entry(str(number), "x", title=title)], None)
    with index.reading() as lookup:
        holdings = Holdings().followed(lookup, 0)
        found = [holdings.practices[place].sort_title for place in holdings.alphabet]
        assert found == sorted(found)
        assert len(found) == len(titles)
        assert lookup.titles_beginning("alfa", 2) == [("p", "Alfa")]
        assert len(lookup.titled("ALFA, beta!")) == 2


def test_a_scope_asks_for_one_value_of_each_facet_some_years_and_some_places(index: Index):
    index.add("a", "1", [entry("a", "x", place="038017", kind="k:1")], None)
    index.add("b", "1", [entry("b", "x", place="001272", kind="k:2")], None)

    def found(scope: Scope) -> list[str]:
        with index.reading() as lookup:
            holdings = Holdings().followed(lookup, 0)
            keys = holdings.catalogue.practice_keys[holdings.passing(scope)].tolist()
            return sorted(card.document for card in lookup.cards(keys).values())

    assert found(Scope()) == ["a", "b"]
    assert found(Scope({"kind": ("k:1", "k:2"), "region": ("08",)})) == ["a", "b"]
    assert found(Scope({"kind": ("k:1",), "region": ("08",)})) == ["a"]
    assert found(Scope({"kind": ("k:1",), "region": ("01",)})) == []
    assert found(Scope(years=(2021, 2030))) == ["a", "b"]
    assert found(Scope(years=(2022, 2030))) == []
    assert found(Scope(places=frozenset({"038017", "038019"}))) == ["a"]
    assert found(Scope({"kind": ("k:2",)}, (2000, 2030), frozenset({"038017"}))) == []
    assert found(Scope(places=frozenset())) == []


@pytest.mark.parametrize("value", ["x\0y", "'; DROP TABLE documents; --", "%", "故" * 500])
def test_no_value_is_anything_but_a_value(index: Index, value: str):
    with index.reading() as lookup:
        assert not lookup.has_value("region", value)
        assert not lookup.has_stem("\\" + value.replace("\0", ""))
        assert lookup.titled(value) == ()


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None
)
@given(title=TEXTS, texts=st.lists(TEXTS, min_size=1, max_size=4))
def test_what_goes_in_comes_out(index: Index, title: str, texts: list[str]):
    plain = entry("d", "x", title=title)
    passages = tuple(
        Passage(f"d#{place}", "d", "p", 0, len(text), text) for place, text in enumerate(texts)
    )
    rows = np.linspace(-1, 1, 4 * len(texts), dtype=np.float32).reshape(-1, 4)
    change = index.add("d", "1", [replace(plain, passages=passages, vectors=rows)], "e")
    with index.reading() as lookup:
        keys = change.added.tolist()
        assert lookup.texts("d") == [
            (key, title, text) for key, text in zip(keys, texts, strict=True)
        ]
        assert [lookup.passages(keys)[key] for key in keys] == [*passages]
        (found,) = lookup.cards([one.key for one in lookup.practices()]).values()
        stated = plain.card
        assert found == replace(stated, years=(), organisations=())
        assert np.array_equal(lookup.vectors("e")[1], rows.astype("<f2").astype(np.float32))


def test_every_passage_is_compared_as_numpy_would(index: Index):
    random = np.random.default_rng(5)
    rows = random.normal(size=(40, 16)).astype(np.float32)
    for number, row in enumerate(rows):
        name = f"d{number}"
        index.add(name, "1", [replace(entry(name, "x"), vectors=row[None])], "e")
    query = random.normal(size=16).astype(np.float32)
    with comparing(index) as (lookup, comparison):
        keys, held = lookup.vectors("e")
        scores = held @ query
        found, told = comparison.compared(query)
        assert found.tolist() == keys.tolist()
        assert np.allclose(told, scores, atol=1e-5)


def test_where_nothing_is_nothing_is_near(index: Index):
    with comparing(index, dimension=4) as (_, comparison):
        query = np.ones(4, np.float32)
        assert [part.tolist() for part in comparison.compared(query)] == [[], []]


@contextmanager
def comparing(index: Index, dimension: int = 16):
    """Give a lookup and what compares its vectors: itself, or memory as in the engine."""
    from search.vectors import Vectors

    with index.reading() as lookup:
        comparison = lookup.comparison()
        if comparison is None:
            comparison = Vectors(dimension)
            keys, rows = lookup.vectors("e")
            if len(keys):
                comparison.add(keys, rows)
        yield lookup, comparison


def test_a_census_tells_who_has_a_stem_and_their_vectors(index: Index):
    keys = [
        int(index.add(name, "1", [entry(name, text)], "e").added[0])
        for name, text in (("a", "vicini di casa"), ("b", "la casa comune"), ("c", "nidi"))
    ]
    with index.census() as census:
        assert set(census.holders("cas", 10)) == set(keys[:2])
        assert len(census.holders("cas", 1)) == 1
        assert census.holders("zucchin", 5) == ()
        assert census.first_keys(2) == tuple(keys[:2])
        vectors = census.vectors_of([keys[2], 10**6])
        assert {key: row.tolist() for key, row in vectors.items()} == {keys[2]: [0.5] * 4}
        assert census.texts("c") == [(keys[2], "Orti", "nidi")]


def test_a_new_index_waits_for_its_documents_where_somebody_has_them(open_index: OpenIndex):
    index = open_index(refillable=True)
    assert index.awaiting
    with pytest.raises(AwaitingIndexError, match="prassi rebuild"), index.reading(whole=True):
        pass
    with index.reading() as lookup:
        former = lookup.revision()
    index.add("a", "1", [entry("a", "orti")], "e")
    index.filled()
    assert not index.awaiting
    with open_index(refillable=True).reading(whole=True) as lookup:
        assert lookup.revision() == former + 2
        assert lookup.has_stem("orto")


def test_one_that_nobody_can_refill_waits_for_nothing(index: Index):
    assert not index.awaiting
    index.filled()
    with index.reading(whole=True) as lookup:
        assert lookup.catalogue().practice_count == 0


def test_a_reader_that_fails_leaves_the_index_usable(index: Index):
    def fail(lookup: Lookup) -> None:
        raise KeyError(lookup.revision())

    for _ in range(12):
        with pytest.raises(KeyError), index.reading() as lookup:
            fail(lookup)
    index.add("a", "1", [entry("a", "orti")], "e")
    assert index.versions() == {"a": "1"}


def test_a_closed_index_says_so(index: Index):
    index.close()
    with pytest.raises(Exception, match="closed") as raised:
        index.versions()
    assert type(raised.value).__name__ == "ProgrammingError"
