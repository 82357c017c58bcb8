"""The gallery of questions: what the graph must be able to answer, each with its SPARQL query.

`ontology/queries/cqNN.rq` is a query that runs as it is, after a header in TOML, a line of which
begins with ``#+ ``::

    title, question, shows   in Italian: a name, what is asked, what a row is and is not
    theme                    the heading under which the page lists it
    [columns]                name = ["xsd:integer?", "meaning"]; several datatypes are alternatives,
                             "iri" is a node, "?" says that a row may lack it
    [parameters]             name = ["meaning", "another value to try", as SPARQL writes it]

A parameter is a value that the reader may change: the query holds it as ``VALUES ?name { value }``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from ontology.graph import rebased
from ontology.terms import Terms

_MARK = "#+ "


class BrokenQuery(ValueError):
    """A query file has no header, or one that its query does not keep; the message names it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an answer; `datatypes` are compact names, or ``iri`` for a node."""

    name: str
    datatypes: tuple[str, ...]
    optional: bool
    meaning: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that the reader may change; `value` is in the query, `example` may take its place.

    Both are terms as SPARQL writes them.
    """

    name: str
    meaning: str
    value: str
    example: str


@dataclass(frozen=True, slots=True)
class CompetencyQuery:
    """A question in Italian, the shape of its answer, and SPARQL ready to run.

    `sparql` begins with the question and declares every prefix it uses, so that it can be pasted
    elsewhere.
    """

    id: str
    title: str
    question: str
    theme: str
    shows: str
    columns: tuple[Column, ...]
    parameters: tuple[Parameter, ...]
    sparql: str

    def with_examples(self) -> str:
        """Return the query with the example of every parameter in the place of its value."""
        text = self.sparql
        for one in self.parameters:
            text = text.replace(_block(one.name, one.value), _block(one.name, one.example))
        return text


@lru_cache(maxsize=4)
def competency_queries(terms: Terms | None = None) -> tuple[CompetencyQuery, ...]:
    """Return the questions in order, under the base of `terms`; raises BrokenQuery."""
    names = sorted(
        entry.name
        for entry in files("ontology").joinpath("queries").iterdir()
        if entry.name.endswith(".rq")
    )
    terms = terms or Terms()
    return tuple(
        read_query(name.removesuffix(".rq"), rebased(f"queries/{name}", terms), terms)
        for name in names
    )


def read_query(identifier: str, text: str, terms: Terms) -> CompetencyQuery:
    """Read a query with its header; raises BrokenQuery."""
    lines = text.splitlines()
    header = [line.removeprefix(_MARK) for line in lines if line.startswith(_MARK)]
    query = "\n".join(line for line in lines if not line.startswith(_MARK))
    try:
        told = tomllib.loads("\n".join(header))
        title, question = told["title"], told["question"]
        return CompetencyQuery(
            id=identifier,
            title=title,
            question=question,
            theme=told["theme"],
            shows=told["shows"],
            columns=tuple(_column(name, *said) for name, said in told["columns"].items()),
            parameters=_parameters(told.get("parameters", {}), query),
            sparql=f"# {title}\n# {question}\n\n{_prefixes(query, terms)}\n{query}\n",
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise BrokenQuery(f"{identifier}: l'intestazione non va bene: {error}") from error


def _column(name: str, datatypes: str, meaning: str) -> Column:
    kinds = datatypes.removesuffix("?").split()
    return Column(name, tuple(kinds), datatypes.endswith("?"), meaning)


def _parameters(told: Mapping[str, Any], query: str) -> tuple[Parameter, ...]:
    found = []
    for name, (meaning, example) in told.items():
        value = re.search(rf"VALUES \?{re.escape(name)} {{ (\S+) }}", query)
        if value is None:
            raise ValueError(f"manca «VALUES ?{name} {{ … }}»")
        found.append(Parameter(name, meaning, value[1], example))
    return tuple(found)


def _block(name: str, value: str) -> str:
    return f"VALUES ?{name} {{ {value} }}"


def _prefixes(query: str, terms: Terms) -> str:
    """Return a PREFIX line for each prefix that the query uses."""
    # wpc is of the schemes themselves: their concepts have paths.
    known = {**terms.prefixes(), "wpc": f"{terms.base}scheme/"}
    return "".join(
        f"PREFIX {prefix}: <{namespace}>\n"
        for prefix, namespace in sorted(known.items())
        if re.search(rf"(?<![\w<]){prefix}:[A-Za-z]", query)
    )
