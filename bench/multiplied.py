"""A graph of any size that looks like a real one: its practices again and again, under new names.

Vocabulary and territories stay as they are, for there is only one Italy; the things a document
speaks of get a name of their own in each copy, and keep what they say of concepts and places.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox


def multiplied(snapshot: Path, folder: Path, triples: int) -> int:
    """Write a store whose default graph has at least so many triples; return how many it has.

    Named graphs, with all evidence, are those of the original.
    """
    original = ox.Store.read_only(str(snapshot))
    store = ox.Store(str(folder))
    store.bulk_extend(original.quads_for_pattern(None, None, None, None))
    ours = [triple for triple in _default(original) if _is_thing(triple.subject)]
    fixed = sum(1 for _ in _default(original)) - len(ours)
    copies = max(0, -(-(triples - fixed) // len(ours)) - 1)
    for number in range(1, copies + 1):
        store.bulk_extend(_renamed(triple, number) for triple in ours)
    store.optimize()
    store.flush()
    return fixed + len(ours) * (copies + 1)


def _default(store: ox.Store) -> Iterator[ox.Triple]:
    for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph()):
        yield quad.triple


def _is_thing(term: object) -> bool:
    return isinstance(term, ox.NamedNode) and "/id/" in term.value


def _renamed(triple: ox.Triple, number: int) -> ox.Quad:
    subject, value = triple.subject, triple.object
    assert isinstance(subject, ox.NamedNode)
    if isinstance(value, ox.NamedNode) and _is_thing(value):
        value = ox.NamedNode(f"{value.value}-copia-{number}")
    return ox.Quad(ox.NamedNode(f"{subject.value}-copia-{number}"), triple.predicate, value)
