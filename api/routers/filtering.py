"""Filters of a search, from the address to what the index understands; what it does not is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from api.errors import PrassiError
from search.engine import SearchEngine
from search.scope import Filters
from search.values import UnknownValueError


def understood(engine: SearchEngine, asked: Mapping[str, Sequence[str]]) -> Filters:
    """Return the filters by identifier; 404 where one names what does not exist.

    422 is for what the description of the service forbids; a name that is well written and is of
    nothing is not found, in a filter as in a path.
    """
    read = engine.understand(asked)
    if read.complaints:
        raise unknown_value(read.complaints)
    return read.filters


def unknown_value(complaints: Sequence[UnknownValueError]) -> PrassiError:
    """Return the refusal of filters, with what comes near for programs too."""
    return PrassiError(
        404,
        "Filtro sconosciuto",
        "; ".join(map(str, complaints)),
        "unknown-value",
        extra={
            "errors": [
                {
                    "parameter": one.parameter,
                    "reason": str(one),
                    "near": [{"value": value, "label": label} for value, label in one.near],
                }
                for one in complaints
            ]
        },
    )
