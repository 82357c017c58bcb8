"""What one document states, as arrays of numbers, kept as long as the document stays the same.

A library of thousands of documents has hundreds of thousands of statements: read again at each
write they would cost seconds, kept as objects hundreds of megabytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from threading import Lock

import numpy as np
import pyoxigraph as ox
from numpy.typing import NDArray

from corpus.projection import Names
from corpus.store import GraphStore

_KEPT = 50_000  # documents whose leaflets stay in memory
_SHARED = ("organisation/", "document/", "practice/")  # nodes that belong to no one practice
_NOBODY = ""


@dataclass(frozen=True, slots=True)
class Leaflet:
    """The statements of a document in the order of its text, as aligned arrays.

    `marks` are the ends of their identifiers; `starts` where the first words that say them begin;
    `predicates`, `statuses` and `practices` are numbers of names (`Leaflets.number`).
    """

    marks: NDArray[np.bytes_]
    starts: NDArray[np.int64]
    predicates: NDArray[np.int32]
    statuses: NDArray[np.int32]
    practices: NDArray[np.int32]
    confidences: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.marks)

    @classmethod
    def joined(cls, leaflets: Sequence[Leaflet]) -> Leaflet:
        """Return one leaflet after the other as one."""
        if not leaflets:
            return cls.of(())
        names = (field.name for field in fields(cls))
        columns = ([getattr(leaflet, name) for leaflet in leaflets] for name in names)
        return cls(*(np.concatenate(column) for column in columns))

    @classmethod
    def of(cls, rows: Sequence[tuple[int, str, int, int, int, float]]) -> Leaflet:
        """Return the leaflet of rows: start, mark, three numbers, confidence."""
        starts, marks, predicates, statuses, practices, confidences = (
            zip(*rows, strict=True) if rows else ((),) * 6
        )
        return cls(
            np.array(marks, "S16"),
            np.array(starts, np.int64),
            np.array(predicates, np.int32),
            np.array(statuses, np.int32),
            np.array(practices, np.int32),
            np.array(confidences, np.float64),
        )


class Leaflets:
    """Reads the leaflets of documents and remembers them, whatever snapshot they are read from.

    Thread-safe.
    """

    def __init__(self, names: Names) -> None:
        self._names = names
        self._numbers: dict[str, int] = {_NOBODY: 0}
        self._names_of = [_NOBODY]
        self._compact = lru_cache(maxsize=_KEPT)(lambda iri: names.compact(ox.NamedNode(iri)))
        self._lock = Lock()
        # The store is how to read, not what is read: name and digest tell the document.
        self._remembered = lru_cache(maxsize=_KEPT)(self._read)
        self._store: GraphStore | None = None

    def of(self, store: GraphStore, documents: Iterable[tuple[str, str]]) -> tuple[Leaflet, ...]:
        """Return the leaflets of documents (name, digest of its graph), in this order."""
        with self._lock:
            self._store = store
            try:
                return tuple(self._remembered(name, digest) for name, digest in documents)
            finally:
                self._store = None

    def number(self, name: str) -> int:
        """Return the number of a predicate, a status or a practice; -1 for a name never met."""
        return self._numbers.get(name, -1)

    def named(self, numbers: Iterable[int]) -> tuple[str, ...]:
        """Return the names of numbers; that of no practice is empty."""
        return tuple(self._names_of[number] for number in numbers)

    def _read(self, document: str, _digest: str) -> Leaflet:
        assert self._store is not None  # noqa: S101 - `of` holds it
        number = self._numbered
        return Leaflet.of(
            [
                (start, mark, number(predicate), number(status), number(practice), confidence)
                for start, mark, predicate, status, practice, confidence in sorted(
                    _rows(self._store, self._names, document, self._compact)
                )
            ]
        )

    def _numbered(self, name: str) -> int:
        number = self._numbers.setdefault(name, len(self._numbers))
        if number == len(self._names_of):
            self._names_of.append(name)
        return number


_Row = tuple[int, str, str, str, str, float]
"""Start, mark, predicate, status, practice, confidence."""


def _rows(
    store: GraphStore, names: Names, document: str, compact: Callable[[str], str]
) -> Iterator[_Row]:
    graph, node = names.graph(document), names.node
    things = f"{names.terms.base}id/"

    def column(predicate: str) -> dict[str, str]:
        quads = store.quads(None, node(predicate), None, graph)
        return {
            quad.subject.value: quad.object.value
            for quad in quads
            if isinstance(quad.subject, ox.NamedNode)
            and isinstance(quad.object, ox.NamedNode | ox.Literal)
        }

    subjects, predicates = column("rdf:subject"), column("rdf:predicate")
    objects, statuses = column("rdf:object"), column("adms:status")
    confidences, targets = column("wp:confidence"), column("oa:hasTarget")
    starts = dict[str, int]()
    for quad in store.quads(None, node("wp:supportedBy"), None, graph):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            start = _start(targets.get(quad.object.value, ""))
            starts[quad.subject.value] = min(start, starts.get(quad.subject.value, start))
    owners = _owners(
        [(subjects[me], objects[me]) for me in sorted(subjects)],
        things,
        tuple(f"{things}{kind}" for kind in _SHARED),
    )
    assertions = f"{things}assertion/"
    for me, subject in subjects.items():
        practice = owners.get(subject)
        yield (
            starts.get(me, 0),
            me.removeprefix(assertions),
            compact(predicates[me]),
            compact(statuses[me]),
            compact(practice) if practice else _NOBODY,
            float(confidences[me]),
        )


def _owners(
    edges: Iterable[tuple[str, str]], things: str, shared: tuple[str, ...]
) -> dict[str, str]:
    """Return node → practice: what a practice leads to is its own, unless it is everybody's."""
    below: dict[str, list[str]] = {}
    for subject, value in edges:
        if value.startswith(things) and not value.startswith(shared):
            below.setdefault(subject, []).append(value)
        else:
            below.setdefault(subject, [])
    practices = [subject for subject in below if subject.startswith(f"{things}practice/")]
    owners = {practice: practice for practice in practices}
    waiting = practices
    while waiting:
        found = [
            (value, owners[subject])
            for subject in waiting
            for value in below.get(subject, ())
            if value not in owners
        ]
        owners.update(reversed(found))
        waiting = list(dict.fromkeys(value for value, _ in found))
    return owners


def _start(target: str) -> int:
    """Return where a passage begins: its IRI ends in ``#char=12,40``."""
    start, _, _ = target.partition("#char=")[2].partition(",")
    return int(start) if start.isdigit() else 0
