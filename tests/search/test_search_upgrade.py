"""An index of the former schema keeps answering, and says that its documents are stale."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from search.encoder import HashingEncoder

from .conftest import IN_A_FILE, MakeEngine, fill

LATER = ("periods", "organisations", "forms", "seals")


def make_former(path: Path) -> None:
    """Take out of an index what the former schema had not."""
    connection = sqlite3.connect(path)
    connection.execute("DROP INDEX practices_by_title")
    for table in LATER:
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    connection.execute("DROP VIEW entries")
    connection.execute("ALTER TABLE practices DROP COLUMN title_key")
    connection.execute("PRAGMA user_version = 2")
    connection.commit()
    connection.close()


@IN_A_FILE  # on a server there was none
def test_an_index_of_the_former_schema_answers_and_is_stale(
    make_engine: MakeEngine, tmp_path: Path
):
    engine = fill(make_engine(HashingEncoder()))
    before = [hit.id for hit in engine.search("orti per le famiglie").hits]
    engine.close()
    make_former(tmp_path / "index.sqlite")
    again = make_engine(HashingEncoder())
    assert [hit.id for hit in again.search("orti per le famiglie").hits] == before
    assert set(again.versions().values()) == {"1 (schema 2)"}
    assert [one.value for one in again.complete("orti")] == ["measure:orti-sociali", "orti"]
    assert again.suggest("ortagi") == "ortaggi"
    again.remove("orti")
    assert again.suggest("ortagi") is None
