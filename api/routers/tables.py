"""Lists as CSV: one row a thing, columns that follow from the declared fields, safe to open.

A plain field is a column; a list of values is one, joined by `` | ``. A part with members (a place,
a passage) is a column a member, that of its identifier called as the field: ``place``,
``place_name``. A list of such parts is two columns, their identifiers and, where they have one,
their names: ``practices``, ``practices_label``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import NoneType
from typing import Any, get_args, get_origin

from pydantic import BaseModel

MEDIA_TYPE = "text/csv; charset=utf-8"
_IDENTIFIERS = ("id", "code", "concept", "organisation", "kind")
_LABELS = ("name", "label", "title", "text")
_JOINT = " | "
#: How a spreadsheet knows a formula; the apostrophe tells it that this is text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CHUNK = 200  # rows written at once

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, the field it comes from, and how to read it from the field's value."""

    name: str
    field: str
    read: Callable[[Any], Any]


def columns_of(model: type[BaseModel], fields: Sequence[str] | None = None) -> tuple[Column, ...]:
    """Return the columns of a model, or of some of its fields in the order of the model."""
    return tuple(
        column
        for name, field in model.model_fields.items()
        if fields is None or name in fields
        for column in _columns(name, field.annotation)
    )


def as_csv(rows: Iterable[Row], columns: Sequence[Column]) -> Iterator[str]:
    """Yield CSV (RFC 4180) with the names of the columns first, some hundred rows at a time."""
    yield _lines([[column.name for column in columns]])
    waiting = iter(rows)
    while some := list(islice(waiting, _CHUNK)):
        yield _lines(
            [_cell(column.read(row.get(column.field))) for column in columns] for row in some
        )


def _lines(rows: Iterable[Sequence[Any]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _cell(value: Any) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    if isinstance(value, list | tuple):
        value = _JOINT.join(str(_cell(one)) for one in value)
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _columns(name: str, annotation: Any) -> Iterator[Column]:
    several, part = _part(annotation)
    if part is None:
        yield Column(name, name, lambda value: value)
    elif several:
        yield from _of_several(name, part)
    else:
        own = _first(_IDENTIFIERS, part)
        for member in part.model_fields:
            yield Column(name if member == own else f"{name}_{member}", name, _member(member))


def _of_several(name: str, part: type[BaseModel]) -> Iterator[Column]:
    found = [one for wanted in (_IDENTIFIERS, _LABELS) if (one := _first(wanted, part))]
    for member, suffix in zip(found, ("", "_label"), strict=False):
        yield Column(f"{name}{suffix}", name, _members(member))


def _first(names: Sequence[str], part: type[BaseModel]) -> str | None:
    return next((name for name in names if name in part.model_fields), None)


def _member(name: str) -> Callable[[Any], Any]:
    return lambda value: value.get(name) if value else None


def _members(name: str) -> Callable[[Any], Any]:
    return lambda values: [one.get(name) for one in values or ()]


def _part(annotation: Any) -> tuple[bool, type[BaseModel] | None]:
    """Return whether a field is a list, and the model of its parts, None for plain values."""
    if get_origin(annotation) is list:
        return True, _part(get_args(annotation)[0])[1]
    for one in get_args(annotation) or (annotation,):
        if one is not NoneType and isinstance(one, type) and issubclass(one, BaseModel):
            return False, one
    return False, None
