"""The queue of the desk in one SQLite file, `desk.sqlite`; any number of processes may use it.

Every act names the revision it was decided on. Two curators who act on one item at once cannot
undo each other unawares: the second is told how it stands now.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from corpus.desk.database import Database
from corpus.desk.items import (
    OPEN,
    WAITING,
    Event,
    Item,
    Kind,
    NotPossible,
    Offer,
    Overtaken,
    State,
)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS item (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, title TEXT NOT NULL, words TEXT NOT NULL,
  source TEXT NOT NULL, licence TEXT NOT NULL, who TEXT NOT NULL, practice TEXT NOT NULL,
  document TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL, stamp TEXT UNIQUE,
  state TEXT NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL,
  taken_by TEXT NOT NULL DEFAULT '', revision INTEGER NOT NULL DEFAULT 1,
  outcome TEXT NOT NULL DEFAULT '', held_as TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX IF NOT EXISTS item_state ON item (state, created);
CREATE INDEX IF NOT EXISTS item_sha256 ON item (sha256);
CREATE TABLE IF NOT EXISTS approval (
  item TEXT NOT NULL REFERENCES item (id), who TEXT NOT NULL, PRIMARY KEY (item, who)
) STRICT;
CREATE TABLE IF NOT EXISTS event (
  number INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, act TEXT NOT NULL,
  item TEXT NOT NULL DEFAULT '', sha256 TEXT NOT NULL DEFAULT '', detail TEXT NOT NULL DEFAULT ''
) STRICT;
"""
#: No letters that look like digits: people read a code aloud.
_SIGNS = "abcdefghjkmnpqrstvwxyz23456789"
_CODE = 16
PUBLIC = "pubblico"
WRITER = "prassi"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which items to list: those of a state, a kind, one who took them, with some words."""

    state: str = ""
    kind: str = ""
    who: str = ""
    words: str = ""


class Queue:
    """What waits, what was decided of it, and by whom."""

    def __init__(self, path: Path) -> None:
        self._file = Database(path, _SCHEMA)

    def put(self, offer: Offer, who: str = PUBLIC, state: State = State.NEW) -> Item:
        """Lay an offer on the desk; one with a stamp that was seen is the item of then."""
        names = [field.name for field in fields(Offer)]
        values = [
            getattr(offer, name) or None if name == "stamp" else str(getattr(offer, name))
            for name in names
        ]
        now, code = _now(), _code()
        with self._file.change() as change:
            if offer.stamp:
                seen = change.execute("SELECT id FROM item WHERE stamp = ?", (offer.stamp,))
                if row := seen.fetchone():
                    return _get(change, row["id"])
            marks = ", ".join("?" for _ in names)
            change.execute(
                f"INSERT INTO item ({', '.join(names)}, id, state, created, updated) "  # noqa: S608 - names of our own fields
                f"VALUES ({marks}, ?, ?, ?, ?)",
                (*values, code, str(state), now, now),
            )
            _note(change, who, "arrivata", code, offer.sha256, offer.title)
            return _get(change, code)

    def get(self, code: str) -> Item | None:
        """Return an item, or None."""
        with self._file.look() as file:
            try:
                return _get(file, code)
            except KeyError:
                return None

    def of_bytes(self, sha256: str) -> tuple[Item, ...]:
        """Return the items about some bytes, the newest first."""
        with self._file.look() as file:
            rows = file.execute(
                "SELECT id FROM item WHERE sha256 = ? ORDER BY created DESC, id", (sha256,)
            ).fetchall()
            return tuple(_get(file, row["id"]) for row in rows)

    def list(self, wanted: Wanted, limit: int, offset: int = 0) -> tuple[tuple[Item, ...], int]:
        """Return the items wanted, those that waited longest first, and how many there are."""
        states = {"aperte": OPEN, "in-attesa": WAITING}.get(wanted.state)
        given = {
            "all": not wanted.state,
            "kind": wanted.kind,
            "who": wanted.who,
            "words": wanted.words.casefold(),
        }
        names = {f"s{n}": str(s) for n, s in enumerate(states or (wanted.state,))}
        marks = ", ".join(f":{name}" for name in names)
        where = (
            f"(:all OR state IN ({marks})) AND (:kind = '' OR kind = :kind) "
            "AND (:who = '' OR taken_by = :who) AND (:words = '' "
            "OR instr(lower(title || ' ' || file || ' ' || words || ' ' || id), :words))"
        )
        with self._file.look() as file:
            (total,) = file.execute(
                f"SELECT count(*) FROM item WHERE {where}",  # noqa: S608 - marks alone
                given | names,
            ).fetchone()
            rows = file.execute(
                f"SELECT id FROM item WHERE {where} "  # noqa: S608 - marks alone
                "ORDER BY created, id LIMIT :limit OFFSET :offset",
                given | names | {"limit": limit, "offset": offset},
            ).fetchall()
            return tuple(_get(file, row["id"]) for row in rows), total

    def counts(self) -> Mapping[State, int]:
        """Return how many items there are in each state."""
        with self._file.look() as file:
            rows = file.execute("SELECT state, count(*) AS many FROM item GROUP BY state")
            return {State(row["state"]): row["many"] for row in rows}

    def take(self, code: str, who: str, revision: int) -> Item:
        """Say who looks after an item; raises Overtaken, NotPossible, KeyError."""
        return self._act(code, who, revision, "presa", OPEN, State.TAKEN, taken_by=who)

    def leave(self, code: str, who: str, revision: int) -> Item:
        """Leave an item to others; raises as `take`."""
        return self._act(code, who, revision, "lasciata", OPEN, State.NEW, taken_by="")

    def accept(self, code: str, who: str, revision: int, reviewers: int = 1) -> Item:
        """Accept an item: it waits for the writer once `reviewers` different people have."""
        with self._file.change() as change:
            item = _checked(change, code, revision, OPEN)
            if item.offer.kind is Kind.REPORT:
                raise NotPossible("una segnalazione si chiude: non si pubblica")
            change.execute("INSERT OR IGNORE INTO approval VALUES (?, ?)", (code, who))
            agreed = {*item.approved_by, who}
            state = State.ACCEPTED if len(agreed) >= reviewers else State.TAKEN
            _set(change, code, state, outcome="", taken_by=item.taken_by or who)
            _note(change, who, "accettata", code, item.offer.sha256)
            return _get(change, code)

    def reject(self, code: str, who: str, revision: int, why: str) -> Item:
        """Reject an item and say why; raises as `take`."""
        return self._act(code, who, revision, "respinta", OPEN, State.REJECTED, why)

    def close(self, code: str, who: str, revision: int, why: str) -> Item:
        """Close a report and say what was done; raises as `take`."""
        return self._act(code, who, revision, "chiusa", OPEN, State.CLOSED, why)

    def undo(self, code: str, who: str, revision: int) -> Item:
        """Take back what was decided of an item, while nothing was written for it."""
        back = (State.ACCEPTED, State.REJECTED, State.CLOSED, State.TAKEN, State.FAILED)
        return self._act(code, who, revision, "annullata", back, State.TAKEN, taken_by=who)

    def withdraw(self, code: str, who: str, revision: int) -> Item:
        """Ask the writer to withdraw what an item brought; raises as `take`."""
        return self._act(code, who, revision, "ritiro", (State.PUBLISHED,), State.LEAVING)

    def history(self, item: str = "", sha256: str = "", limit: int = 100) -> tuple[Event, ...]:
        """Return who did what, the newest first: of an item, of some bytes, or of everything."""
        with self._file.look() as file:
            rows = file.execute(
                "SELECT * FROM event WHERE (:item = '' AND :sha256 = '') "
                "OR (item = :item AND item <> '') OR (sha256 = :sha256 AND sha256 <> '') "
                "ORDER BY number DESC LIMIT :limit",
                {"item": item, "sha256": sha256, "limit": limit},
            )
            return tuple(Event(**dict(row)) for row in rows)

    def note(self, who: str, act: str, item: str = "", sha256: str = "", detail: str = "") -> None:
        """Write that somebody did something."""
        with self._file.change() as change:
            _note(change, who, act, item, sha256, detail)

    def next(self) -> Item | None:
        """Give the writer the item that waited longest; what it left unfinished comes first."""
        with self._file.change() as change:
            row = change.execute(
                "SELECT id, state FROM item WHERE state IN (?, ?, ?) "
                "ORDER BY state = ? DESC, updated, id",
                (*map(str, WAITING), str(State.WRITING)),
            ).fetchone()
            if row is None:
                return None
            if row["state"] == State.ACCEPTED:
                _set(change, row["id"], State.WRITING)
            return _get(change, row["id"])

    def done(self, code: str, state: State, outcome: str, document: str = "") -> None:
        """Write what the writer made of an item."""
        with self._file.change() as change:
            item = _get(change, code)
            _set(change, code, state, outcome=outcome, held_as=document or item.document)
            _note(change, WRITER, str(state), code, item.offer.sha256, outcome)

    def _act(
        self,
        code: str,
        who: str,
        revision: int,
        act: str,
        allowed: tuple[State, ...],
        state: State,
        outcome: str = "",
        taken_by: str | None = None,
    ) -> Item:
        with self._file.change() as change:
            item = _checked(change, code, revision, allowed)
            if act == "annullata":
                change.execute("DELETE FROM approval WHERE item = ? AND who = ?", (code, who))
            elif state is State.REJECTED:
                change.execute("DELETE FROM approval WHERE item = ?", (code,))
            owner = item.taken_by if taken_by is None else taken_by
            _set(change, code, state, outcome=outcome, taken_by=owner)
            _note(change, who, act, code, item.offer.sha256, outcome)
            return _get(change, code)


def queue_in(data: Path) -> Queue:
    """Return the queue of the library in a folder."""
    return Queue(data / "desk.sqlite")


def _checked(
    change: sqlite3.Connection, code: str, revision: int, allowed: tuple[State, ...]
) -> Item:
    item = _get(change, code)
    if item.revision != revision:
        raise Overtaken(item)
    if item.state not in allowed:
        raise NotPossible(f"è «{item.state}»: ora questo non si può fare")
    return item


def _set(change: sqlite3.Connection, code: str, state: State, **columns: str) -> None:
    names = {"state": str(state), "updated": _now(), **columns}
    change.execute(
        f"UPDATE item SET {', '.join(f'{name} = :{name}' for name in names)}, "  # noqa: S608 - names of our own columns
        "revision = revision + 1 WHERE id = :id",
        names | {"id": code},
    )


def _get(file: sqlite3.Connection, code: str) -> Item:
    row = file.execute("SELECT * FROM item WHERE id = ?", (code,)).fetchone()
    if row is None:
        raise KeyError(code)
    told = {field.name: row[field.name] or "" for field in fields(Offer) if field.name != "kind"}
    approvals = file.execute("SELECT who FROM approval WHERE item = ? ORDER BY who", (code,))
    return Item(
        row["id"],
        Offer(Kind(row["kind"]), **told),
        State(row["state"]),
        row["created"],
        row["updated"],
        row["taken_by"],
        row["revision"],
        row["outcome"],
        row["held_as"],
        tuple(one["who"] for one in approvals),
    )


def _note(
    change: sqlite3.Connection, who: str, act: str, item: str, sha256: str, detail: str = ""
) -> None:
    change.execute(
        "INSERT INTO event (at, who, act, item, sha256, detail) VALUES (?, ?, ?, ?, ?, ?)",
        (_now(), who, act, item, sha256, detail),
    )


def _code() -> str:
    return "".join(secrets.choice(_SIGNS) for _ in range(_CODE))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
