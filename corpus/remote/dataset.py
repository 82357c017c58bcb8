"""Which graphs a stranger's query is asked of, in the fields that each kind of server takes.

As on disk: without anything said, the default graph is the curated one and the named ones are those
of the library; with something said, exactly that (SPARQL 1.1 Protocol, 2.1.4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from corpus.remote.reading import RemoteGraph

#: A graph of nobody, for servers that take an empty list to mean every graph.
_NONE = ("urn:prassi:no-graph",)


@dataclass(frozen=True, slots=True)
class Dataset:
    """`preamble` goes before the query, `fields` beside it."""

    preamble: str = ""
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)


def dataset_of(
    graph: RemoteGraph, default: Sequence[str], named: Sequence[str], *, in_query: bool
) -> Dataset:
    """Return the dataset of a query; `in_query`: it says itself of which graphs (FROM)."""
    own_default = graph.dialect.own_default
    if default or named:
        said = {"default-graph-uri": default, "named-graph-uri": named}
        missing = () if own_default else _NONE
        return Dataset(fields={name: some or missing for name, some in said.items()})
    if own_default or in_query:
        return Dataset()
    return Dataset(graph.dialect.without(graph.hidden()), graph.dataset())
