"""An index file that is damaged is noticed, set aside and made again; never believed."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ontology.schemes import ConceptSchemes
from search.answering import OTHER_ENCODER
from search.encoder import HashingEncoder
from search.engine import SearchEngine
from search.index import AwaitingIndexError, BrokenIndexError, PracticeEntry, SearchIndex
from search.meaning import NO_ENCODER
from search.model import Passage, PracticeCard

VILLAGE = {
    "orti": "Il Comune assegna lotti di terra alle famiglie del quartiere.",
    "nidi": "Posti di asilo nido in più per le famiglie che lavorano a turni.",
    "casa": "Un appartamento per il dopo di noi: giovani con disabilità vivono da soli.",
}


def entries(document: str, text: str) -> list[PracticeEntry]:
    card = PracticeCard(
        document, f"https://x/{document}", f"Pratica {document}", document, "s:x", ""
    )
    passage = Passage(f"{document}#0", document, document, 0, len(text), text)
    vector = HashingEncoder().encode_passages([text])
    return [PracticeEntry(card, frozenset({("region", "08")}), (passage,), vector)]


def fill(index: SearchIndex) -> SearchIndex:
    for document, text in VILLAGE.items():
        index.add(document, "1", entries(document, text), HashingEncoder().name)
    index.filled()
    return index


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "index.sqlite"
    fill(SearchIndex(path, refillable=True)).close()
    # What is in the file alone, without its log, is what can be damaged.
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


def test_a_sound_index_is_opened_as_it_is(path: Path):
    before = path.read_bytes()
    index = SearchIndex(path, refillable=True)
    assert set(index.versions()) == set(VILLAGE)
    assert not index.awaiting
    index.close()
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*danneggiato*"))


def half(content: bytes) -> bytes:
    return content[: len(content) // 2]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "truncated": half,
    "a few bytes": lambda content: content[:50],
    "words instead": lambda _: b"questo non e' un indice " * 400,
    "zeros": lambda content: bytes(len(content)),
    "another's mark": lambda content: content[:68] + b"abcd" + content[72:],
    "no page but the first": lambda content: content[:4096] + bytes(len(content) - 4096),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_set_aside_and_a_new_one_waits_for_its_documents(
    path: Path, damage: str, caplog: pytest.LogCaptureFixture
):
    spoilt = DAMAGES[damage](path.read_bytes())
    path.write_bytes(spoilt)
    index = SearchIndex(path, refillable=True)
    assert index.versions() == {}
    assert index.awaiting
    assert path.with_name("index.sqlite.danneggiato").read_bytes() == spoilt
    assert "danneggiato" in caplog.text
    with pytest.raises(AwaitingIndexError, match="si sta rifacendo"), index.reading(whole=True):
        pass
    assert set(fill(index).versions()) == set(VILLAGE)
    assert not index.awaiting
    index.close()


@pytest.mark.parametrize("seed", range(60))
def test_a_flipped_bit_never_makes_an_answer(path: Path, seed: int):
    """Anywhere in the file: the bit is noticed, or it is one that nothing reads."""
    held = contents(SearchIndex(path, refillable=True))
    chance = random.Random(seed)
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(bytes(content))
    index = SearchIndex(path, refillable=True)
    if not index.awaiting:
        assert contents(index) == held
    index.close()


def contents(index: SearchIndex) -> object:
    with index.reading() as lookup:
        keys, matrix = lookup.vectors(HashingEncoder().name)
        found = (
            sorted(index.versions().items()),
            keys.tolist(),
            matrix.tobytes(),
            lookup.passages(keys.tolist()),
            lookup.cards([practice.key for practice in lookup.practices()]),
            [keys.tolist() for _, value, keys in lookup.facet_holders() if value == "08"],
            [lookup.postings([stem]).tolist() for stem in ("famigl", "terr", "nid", "giovan")],
        )
    index.close()
    return found


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE passages SET text = 'Il Comune vende lotti' WHERE id = 'orti#0'",
        "UPDATE passages SET vector = zeroblob(512) WHERE id = 'nidi#0'",
        "UPDATE documents SET encoder = 'another' WHERE id = 'casa'",
        "UPDATE documents SET version = '2' WHERE id = 'casa'",
        "UPDATE facets SET value = '09'",
        "DELETE FROM facets WHERE practice = 1",
        "DELETE FROM practices WHERE id = 'orti'",
        "DELETE FROM words WHERE rowid = 2",
        "UPDATE words_content SET c1 = 'altro' WHERE id = 2",
        "UPDATE settings SET value = 'x' WHERE name = 'revision'",
    ],
)
def test_what_changed_by_itself_is_noticed(path: Path, change: str):
    with sqlite3.connect(path) as connection:
        connection.execute(change)
    connection.close()
    index = SearchIndex(path, refillable=True)
    assert index.awaiting
    index.close()


def test_damage_that_is_met_while_reading_is_named(path: Path):
    index = SearchIndex(path)
    index.versions()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\x55" * (len(content) - 4096)
    path.write_bytes(bytes(content))
    with pytest.raises(BrokenIndexError, match="prassi rebuild"):
        SearchIndex(path).versions()
    index.close()


def test_who_has_it_open_follows_when_another_replaces_it(path: Path, schemes: ConceptSchemes):
    reader = SearchEngine(SearchIndex(path, refillable=True), HashingEncoder(), schemes)
    expected = reader.search("famiglie").hits
    path.unlink()
    fresh = SearchIndex(path, refillable=True)
    with pytest.raises(AwaitingIndexError):
        reader.search("famiglie")
    for document, text in [*VILLAGE.items()][::-1]:  # the same keys for other passages
        fresh.add(document, "1", entries(document, text), HashingEncoder().name)
    fresh.filled()
    assert [(h.id, h.score) for h in reader.search("famiglie").hits] == [
        (h.id, h.score) for h in expected
    ]
    fresh.close()
    reader.close()


def test_an_index_of_another_schema_waits_for_its_documents(path: Path):
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    index = SearchIndex(path, refillable=True)
    assert index.versions() == {}
    assert index.awaiting
    index.close()


def test_a_full_disk_keeps_what_was_there(path: Path):
    index = SearchIndex(path, refillable=True)
    connection = index._file.connection()
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    before = index.versions()
    long = "parole diverse " + " ".join(f"parola{n}" for n in range(20_000))
    with pytest.raises(sqlite3.OperationalError, match="full"):
        index.add("nuovo", "1", entries("nuovo", long), HashingEncoder().name)
    assert index.versions() == before
    connection.execute(f"PRAGMA max_page_count = {pages + 10_000}")
    index.add("nuovo", "1", entries("nuovo", long), HashingEncoder().name)
    assert "nuovo" in index.versions()
    index.close()
    index = SearchIndex(path, refillable=True)
    assert not index.awaiting
    index.close()


class Other(HashingEncoder):
    """Another model, of the same length: nothing but the name tells its vectors apart."""

    def __init__(self) -> None:
        super().__init__()
        self.name = "another-model"
        self.asked = 0

    def encode_passages(self, texts, progress=None):
        return -super().encode_passages(texts, progress)

    def encode_queries(self, texts):
        self.asked += 1
        return self.encode_passages(texts)


def test_while_another_model_takes_over_words_are_searched_until_all_is_encoded(
    path: Path, schemes: ConceptSchemes
):
    former = SearchEngine(SearchIndex(path), HashingEncoder(), schemes)
    assert former.search("famiglie").note is None
    other = Other()
    engine = SearchEngine(SearchIndex(path), other, schemes)
    notes = []

    def look(done: int, total: int) -> None:
        assert total == len(VILLAGE)
        results = [e.search("famiglie") for e in (engine, former)]
        notes.append([result.note for result in results])
        if done < total:
            assert [sorted(h.id for h in r.hits) for r in results] == [["nidi", "orti"]] * 2

    assert engine.search("famiglie").note == OTHER_ENCODER
    assert other.asked == 0  # whoever encodes has the model to himself
    assert engine.needs_encoding()
    engine.encode_missing(look)
    assert notes == [[OTHER_ENCODER] * 2] * 2 + [[None, OTHER_ENCODER]]
    assert not engine.needs_encoding()
    assert engine.search("famiglie").note is None
    assert SearchEngine(SearchIndex(path), None, schemes).search("famiglie").note == NO_ENCODER


def test_encoding_that_is_cut_short_goes_on_where_it_was(path: Path, schemes: ConceptSchemes):
    class Cut(Exception):
        pass

    def cut(done: int, _total: int) -> None:
        if done == 2:
            raise Cut

    engine = SearchEngine(SearchIndex(path), Other(), schemes)
    with pytest.raises(Cut):
        engine.encode_missing(cut)
    again = SearchEngine(SearchIndex(path, refillable=True), Other(), schemes)
    assert again.encode_missing() == 1
    with SearchIndex(path).reading() as lookup:
        _, matrix = lookup.vectors("another-model")
    mine = HashingEncoder().encode_passages(list(VILLAGE.values()))
    assert matrix.shape == mine.shape
    assert np.isfinite(matrix).all()
