"""A table of a page as a file: the same rows, the same numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from starlette.responses import Response

from api.routers.listing import csv_response
from api.routers.tables import Column, as_csv


def _field(name: str) -> Column:
    return Column(name, name, lambda value: value)


def as_file(name: str, columns: Sequence[str], rows: Iterable[Sequence[str | int]]) -> Response:
    """Return rows as CSV, to be kept as a file of this name."""
    told = (dict(zip(columns, row, strict=True)) for row in rows)
    return csv_response(name, as_csv(told, [_field(one) for one in columns]), {})
