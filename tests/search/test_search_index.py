"""What only the index in a file does; the rest is in test_search_contract."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from search.index import BrokenIndexError, PracticeEntry, SearchIndex
from search.model import Passage, PracticeCard


def entry(document: str, text: str, practice: str = "p", title: str = "Orti") -> PracticeEntry:
    card = PracticeCard(practice, f"https://x/{practice}", title, document, "s:x", "sintesi")
    passage = Passage(f"{document}#{practice}", document, practice, 0, len(text), text)
    vector = np.full((1, 4), 0.5, np.float32)
    return PracticeEntry(card, frozenset({("region", "08")}), (passage,), vector)


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, but for counters and for how the full text packs its pages."""
    tables = ("documents", "practices", "facets", "passages", "words", "word_places")
    with sqlite3.connect(path) as connection:
        rows = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables}
    connection.close()
    return rows


@pytest.fixture
def index(tmp_path: Path) -> SearchIndex:
    return SearchIndex(tmp_path / "index.sqlite")


def test_adding_and_removing_leaves_the_index_as_before(index: SearchIndex):
    index.add("a", "1", [entry("a", "orti e giardini")], "e")
    before, generation = contents(index.path), index.generation
    index.add("b", "1", [entry("b", "case e giardini"), entry("b", "altro", "q")], "e")
    assert contents(index.path) != before
    index.remove("b")
    assert contents(index.path) == before
    assert index.generation == generation


def test_a_removed_word_is_nowhere_in_the_file(index: SearchIndex):
    index.add("a", "1", [entry("a", "orti e giardini")], "e")
    index.add("b", "1", [entry("b", "la zxqwvnome segretissima", title="Zxqwvnome")], "e")
    index.remove("b")
    for file in index.path.parent.iterdir():
        assert b"zxqwvnom" not in file.read_bytes().lower(), file.name


def test_a_write_that_fails_leaves_everything_as_it_was(index: SearchIndex):
    index.add("a", "1", [entry("a", "orti")], "e")
    before = contents(index.path)
    broken = entry("a", "nuovi orti")
    bad = PracticeEntry(broken.card, broken.values, broken.passages * 2, broken.vectors)
    with pytest.raises(IndexError):  # one vector for two passages, noticed after the deletion
        index.add("a", "2", [bad], "e")
    assert contents(index.path) == before
    index.add("c", "1", [entry("c", "ancora")], "e")  # and the next write works


@pytest.mark.parametrize("content", [b"not a database at all, just words" * 40, b"\x00" * 5000])
def test_a_file_that_is_no_index_is_left_alone_and_named(tmp_path: Path, content: bytes):
    path = tmp_path / "index.sqlite"
    path.write_bytes(content)
    with pytest.raises(BrokenIndexError, match="prassi rebuild"):
        SearchIndex(path)
    assert path.read_bytes() == content


def test_somebody_elses_database_is_left_alone(tmp_path: Path):
    path = tmp_path / "diary.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE diary (day)")
    connection.close()
    with pytest.raises(BrokenIndexError, match=r"diary\.sqlite"):
        SearchIndex(path)


def test_an_index_of_another_schema_is_emptied(index: SearchIndex):
    index.add("a", "1", [], None)
    index.close()
    with sqlite3.connect(index.path) as connection:
        connection.execute("PRAGMA user_version = 0")
    connection.close()
    assert SearchIndex(index.path).versions() == {}
