"""Statements and nodes gathered in reading order, each once."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from ingest.model import Entity, Literal, Ref, Statement
from ingest.practices.reading import Stretch

_APART = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME = 60

Value = Ref | Literal


class Ledger:
    """Gathers the statements and the entities of a document; the same fact twice is kept once."""

    def __init__(self) -> None:
        self._statements: dict[tuple[str, str, Value, int, int], float] = {}
        self._entities: dict[str, Entity] = {}

    def state(
        self, subject: str, predicate: str, value: Value, words: Stretch, confidence: float
    ) -> None:
        """Write a triple with its words; said twice by the same words, the surer one counts."""
        key = (subject, predicate, value, words.start, words.end)
        rate = round(min(max(confidence, 0.0), 1.0), 3)
        self._statements[key] = max(rate, self._statements.get(key, 0.0))

    def node(
        self,
        identifier: str,
        kind: str,
        label: str | None = None,
        *properties: tuple[str, Value],
    ) -> str:
        """Describe a node and return its identifier; its first label stays, properties add up."""
        known = self._entities.get(identifier)
        if known is None:
            self._entities[identifier] = Entity(identifier, (kind,), label, properties)
        else:
            more = tuple(pair for pair in properties if pair not in known.properties)
            self._entities[identifier] = Entity(
                identifier, known.types, known.label or label, known.properties + more
            )
        return identifier

    def knows(self, identifier: str) -> bool:
        """Tell whether a node was described before."""
        return identifier in self._entities

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every statement, in the order of writing."""
        return tuple(Statement(*key, rate) for key, rate in self._statements.items())

    @property
    def entities(self) -> tuple[Entity, ...]:
        """Every node, in the order of its first mention."""
        return tuple(self._entities.values())


def name_of(words: str) -> str:
    """Return the last part of a node's identifier from words: ASCII, hyphens, at most 60 signs.

    Words without a single Latin letter or digit are named by their digest.
    """
    folded = unicodedata.normalize("NFKD", words.casefold())
    name = _APART.sub("-", "".join(c for c in folded if not unicodedata.combining(c)))
    short = name.strip("-")[:_LONGEST_NAME].strip("-")
    return short or hashlib.sha256(words.encode()).hexdigest()[:10]


def italian(words: str) -> Literal:
    """Return words as Italian text."""
    return Literal(words, "rdf:langString", "it")
