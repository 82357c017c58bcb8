"""An alphabetical list that is paged by key, not by number. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, Protocol, TypeVar

from rapidfuzz import fuzz, process

from ontology.places import normal_name

#: What orders the entries of a list and tells where a page ended; no two entries share one.
Key = tuple[str, ...]

_LONGEST = 80  # characters of a name that order a list: a cursor carries them
_NEAR = 5  # names told beside an unknown one
_LIKENESS = 62  # of 100: below, two names have nothing to do with one another


class Entry(Protocol):
    """What a register lists."""

    @property
    def id(self) -> str:
        """What it goes by."""

    @property
    def key(self) -> Key:
        """Where it stands in the list."""

    @property
    def names(self) -> tuple[str, ...]:
        """What people call it, the first being shown."""


E = TypeVar("E", bound=Entry)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of a list: `total` counts all of it, `last` is where to go on, None at the end."""

    items: tuple[T, ...]
    total: int
    last: Key | None


def sort_key(name: str, identifier: str) -> Key:
    """Return where a name stands in the alphabet: case and accents do not count."""
    return normal_name(name)[:_LONGEST], identifier


def page_of(
    entries: Sequence[T], key: Callable[[T], Key], after: Key | None, limit: int
) -> Page[T]:
    """Return up to `limit` entries that stand after a key; `entries` are in the order of `key`."""
    start = 0 if after is None else bisect_right(entries, after, key=key)
    items = tuple(entries[start : start + limit])
    more = start + limit < len(entries)
    return Page(items, len(entries), key(items[-1]) if items and more else None)


class Register(Generic[E]):
    """Entries in the order of their keys, found by identifier and by name. Never changes."""

    def __init__(self, entries: Iterable[E]) -> None:
        self.entries: tuple[E, ...] = tuple(sorted(entries, key=lambda entry: entry.key))
        self._by_id = {entry.id: entry for entry in self.entries}

    def __len__(self) -> int:
        return len(self.entries)

    def get(self, identifier: str) -> E | None:
        """Return the entry of an identifier, or None."""
        return self._by_id.get(identifier)

    def page(
        self, after: Key | None, limit: int, where: Callable[[E], bool] | None = None
    ) -> Page[E]:
        """Return up to `limit` of the entries that pass `where`, from the key `after` on."""
        entries = self.entries if where is None else tuple(filter(where, self.entries))
        return page_of(entries, lambda entry: entry.key, after, limit)

    def near(self, text: str, where: Callable[[E], bool] | None = None) -> tuple[E, ...]:
        """Return the entries whose names or identifiers are most like a text, best first."""
        wanted = normal_name(text)
        rows = [(name, entry) for name, entry in self._called if where is None or where(entry)]
        begun = sorted(
            (len(name), entry.key)
            for name, entry in rows
            if len(wanted) > 2 and name.startswith(wanted)
        )
        by_key = {entry.key: entry for _, entry in rows}
        found = process.extract(
            wanted,
            [name for name, _ in rows],
            scorer=fuzz.ratio,
            score_cutoff=_LIKENESS,
            limit=3 * _NEAR,
        )
        likest = [rows[place][1].key for _, _, place in found]
        keys = dict.fromkeys([*(key for _, key in begun), *likest])
        return tuple(by_key[key] for key in list(keys)[:_NEAR])

    @cached_property
    def _called(self) -> tuple[tuple[str, E], ...]:
        return tuple(
            (name, entry)
            for entry in self.entries
            for name in dict.fromkeys(map(normal_name, (*entry.names, entry.id)))
        )


def contains(words: str) -> Callable[[Entry], bool]:
    """Return a test for entries with a name that has these words, whatever case and accents."""
    wanted = normal_name(words)
    return lambda entry: any(wanted in normal_name(name) for name in entry.names)
