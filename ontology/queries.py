"""The competency questions: what the graph must be able to answer, each with its SPARQL query.

`ontology/queries/cqNN.rq` begins with the question and the columns of its answer; the prefixes that
all share are in `_prefixes.rq`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from ontology.graph import rebased
from ontology.terms import Terms

_HEADER = re.compile(
    r"# (?P<question>.+)\n# Colonne: (?P<columns>[\w, ]+)\n(?P<query>.+)", re.DOTALL
)


class BrokenQuery(ValueError):
    """A query file does not begin with its question and its columns."""


@dataclass(frozen=True, slots=True)
class CompetencyQuery:
    """A question in Italian, the columns its answer has, and SPARQL ready to run."""

    id: str
    question: str
    columns: tuple[str, ...]
    sparql: str


@lru_cache(maxsize=4)
def competency_queries(terms: Terms | None = None) -> tuple[CompetencyQuery, ...]:
    """Return the questions in order, under the base of `terms`; raises BrokenQuery."""
    names = sorted(
        entry.name
        for entry in files("ontology").joinpath("queries").iterdir()
        if entry.name.startswith("cq") and entry.name.endswith(".rq")
    )
    return tuple(_read(name, terms or Terms()) for name in names)


def query_prefixes(terms: Terms | None = None) -> str:
    """Return the PREFIX lines that every question starts with."""
    return rebased("queries/_prefixes.rq", terms or Terms())


def _read(name: str, terms: Terms) -> CompetencyQuery:
    header = _HEADER.fullmatch(rebased(f"queries/{name}", terms))
    if header is None:
        raise BrokenQuery(f"{name}: servono le righe «# domanda» e «# Colonne: a, b»")
    return CompetencyQuery(
        id=name.removesuffix(".rq"),
        question=header["question"],
        columns=tuple(column.strip() for column in header["columns"].split(",")),
        sparql=f"{query_prefixes(terms)}\n{header['query']}",
    )
