"""A large index is not read whole each time; what did not lie as it was left is."""

from __future__ import annotations

import os
import random
import sqlite3
from pathlib import Path

import pytest

from search import index as index_module
from search import index_file, trust
from search.encoder import HashingEncoder
from search.index import PracticeEntry, SearchIndex
from search.model import Passage, PracticeCard


def add(index: SearchIndex, document: str, text: str) -> None:
    card = PracticeCard(document, "i", document, document, "s", "")
    passage = Passage(f"{document}#0", document, document, 0, len(text), text)
    vector = HashingEncoder(16).encode_passages([text])
    index.add(document, "1", [PracticeEntry(card, frozenset(), (passage,), vector)], "e")


@pytest.fixture
def read_whole(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every index is a large one; tells which were read whole."""
    read: list[Path] = []
    real = index_file.fault

    def fault(connection: sqlite3.Connection) -> str | None:
        read.append(Path("read"))
        return real(connection)

    monkeypatch.setattr(trust, "LARGE", 0)
    monkeypatch.setattr(index_file, "fault", fault)
    return read


@pytest.fixture
def path(tmp_path: Path, read_whole: list[Path]) -> Path:
    path = tmp_path / "index.sqlite"
    SearchIndex(path, refillable=True).close()
    index = SearchIndex(path, refillable=True)
    for n in range(5):
        add(index, f"d{n}", f"orti e case {n}")
    index.filled()
    index.close()
    read_whole.clear()
    return path


def opened(path: Path) -> SearchIndex:
    return SearchIndex(path, refillable=True)


def test_what_lies_as_its_writer_left_it_is_not_read_again(path: Path, read_whole: list[Path]):
    index = opened(path)
    assert len(index.versions()) == 5
    index.close()
    assert not read_whole


def test_a_writer_that_goes_on_is_trusted_and_so_is_what_it_leaves(
    path: Path, read_whole: list[Path]
):
    index = opened(path)
    add(index, "nuovo", "un asilo nido")
    index.remove("d0")
    index.close()
    other = opened(path)
    assert "nuovo" in other.versions()
    other.close()
    assert not read_whole


@pytest.mark.parametrize("seed", range(10))
def test_a_changed_byte_is_noticed_when_the_file_was_written_by_another(
    path: Path, read_whole: list[Path], seed: int
):
    content = bytearray(path.read_bytes())
    place = content.index(b"orti e case") + seed % 4
    content[place] ^= 1 << random.Random(seed).randrange(5)
    path.write_bytes(bytes(content))
    index = opened(path)
    assert index.awaiting
    index.close()
    assert read_whole


def test_after_some_days_all_is_read_again(
    path: Path, read_whole: list[Path], monkeypatch: pytest.MonkeyPatch
):
    now = trust.time.time()
    monkeypatch.setattr(trust.time, "time", lambda: now + (trust.DAYS + 1) * 86_400)
    opened(path).close()
    assert len(read_whole) == 1
    opened(path).close()
    assert len(read_whole) == 1


@pytest.mark.parametrize("note", [b"", b"[]", b"{", b'{"checked": "x"}', b'{"checked": 1e400}'])
def test_a_note_that_cannot_be_read_is_no_reason_to_trust(
    path: Path, read_whole: list[Path], note: bytes
):
    (path.parent / ".index.sqlite.sound").write_bytes(note)
    opened(path).close()
    assert read_whole


def test_a_write_that_nobody_noted_makes_it_be_read(path: Path, read_whole: list[Path]):
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE passages SET text = 'altro' WHERE id = 'd1#0'")
    connection.close()
    os.utime(path)
    index = opened(path)
    assert index.awaiting
    index.close()


def test_a_small_index_is_read_whole_each_time(path: Path, read_whole, monkeypatch):
    monkeypatch.setattr(trust, "LARGE", 1 << 30)
    opened(path).close()
    assert len(read_whole) == 1


def test_of_a_large_index_too_nothing_is_left_of_a_word_once_its_writer_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(index_module, "_FEW_PAGES", 0)
    index = SearchIndex(tmp_path / "index.sqlite")
    add(index, "a", "orti e giardini")
    add(index, "b", "la zxqwvnome segretissima")
    index.remove("b")
    with index.reading() as lookup:
        assert not lookup.has_stem("zxqwvnom")
    index.close()
    for file in tmp_path.iterdir():
        assert b"zxqwvnom" not in file.read_bytes().lower(), file.name


def test_what_a_changed_document_said_before_is_nowhere_either(tmp_path: Path):
    index = SearchIndex(tmp_path / "index.sqlite")
    add(index, "b", "la zxqwvnome segretissima")
    add(index, "b", "altre parole")
    index.close()
    for file in tmp_path.iterdir():
        assert b"zxqwvnom" not in file.read_bytes().lower(), file.name
