"""The rows of a SELECT, as plain values."""

from __future__ import annotations

import json
from dataclasses import dataclass

from prassi_client.conversation import Answer, Asked

_JSON = "application/sparql-results+json"


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to a SELECT: a row has the values of the variables that are bound in it.

    `truncated` is true where the service cut the rows at its limit.
    """

    variables: tuple[str, ...]
    rows: tuple[dict[str, str], ...]
    truncated: bool


def select(query: str) -> Asked:
    """Return the request that asks a query."""
    return Asked("/sparql", headers=(("Accept", _JSON),), form=(("query", query),))


def rows_of(answer: Answer) -> Rows:
    """Return the rows of an answer; an ASK is one row with one variable, `boolean`."""
    told = json.loads(answer.body)
    truncated = answer.headers.get("prassi-truncated") == "true"
    if "boolean" in told:
        return Rows(("boolean",), ({"boolean": str(told["boolean"]).lower()},), truncated)
    rows = (
        {name: str(term["value"]) for name, term in row.items()}
        for row in told["results"]["bindings"]
    )
    return Rows(tuple(told["head"]["vars"]), tuple(rows), truncated)
