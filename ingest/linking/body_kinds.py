"""The kinds of bodies and the ways to say them: "Città di", "municipio" and "Comune" are one kind.

Kinds are data: the `kind` tables of `bodies.toml`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from ingest.linking.body_words import joints, lists


def said_of_kind(kind: str) -> dict[str, Any]:
    """Return what is known of a kind: concept, level, seat, family; nothing of "" (no kind)."""
    known: dict[str, dict[str, Any]] = lists()["kind"]
    return known.get(kind, {})


def concept_of_kind(kind: str) -> str | None:
    """Return the concept of the actor scheme of a kind of bodies."""
    concept: str | None = said_of_kind(kind).get("concept")
    return concept


def family(kind: str) -> str:
    """Return what a bare mention may mean by a kind: "l'azienda sanitaria" may be an ULSS."""
    return str(said_of_kind(kind).get("family", kind))


def kind_of(words: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Return the kind that the longest of its ways to be said gives, and the other words."""
    while len(words) > 1 and words[0] in lists()["articles"] and words[1] in _first_words():
        words = words[1:]
    for kind, said in _sayings():
        at = count = 0
        while at < len(words) and count < len(said):
            if words[at] == said[count]:
                count += 1
            elif words[at] not in joints() or not count:
                break
            at += 1
        if count == len(said):
            while at < len(words) and words[at] in joints():
                at += 1
            return kind, words[at:]
    for kind, said in _sayings():
        after = said_of_kind(kind).get("after")
        if after and len(words) > len(said) and words[-len(said) :] == said:
            return kind, words[: -len(said)]
    return "", words


@cache
def _sayings() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each kind with each way to say it, the longest first."""
    said = [
        (kind, tuple(words.split()))
        for kind, row in lists()["kind"].items()
        if not row.get("numbered")
        for words in row["words"]
    ]
    return tuple(sorted(said, key=lambda pair: -len(pair[1])))


@cache
def _first_words() -> frozenset[str]:
    return frozenset(words[0] for _, words in _sayings())
