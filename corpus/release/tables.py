"""The tables of a release: their columns, how a cell is written, and their description in CSV-W."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

#: What a spreadsheet takes for a formula when a cell begins with it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BETWEEN = "|"
_CSVW = "http://www.w3.org/ns/csvw"

Value = str | int | float | None | Sequence[str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `many` cells hold several values, `datatype` is one of CSV-W's."""

    name: str
    about: str
    many: bool = False
    datatype: str = "string"


@dataclass(frozen=True, slots=True)
class Table:
    """A table and what it holds."""

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]


@cache
def tables() -> Mapping[str, Table]:
    """Return the tables of `tables.toml` by name."""
    text = resources.files(__package__).joinpath("tables.toml").read_text(encoding="utf-8")
    return {name: _table(name, row) for name, row in tomllib.loads(text).items()}


def _table(name: str, row: Mapping[str, Any]) -> Table:
    columns = tuple(
        Column(one["name"], one["about"], one.get("many", False), one.get("type", "string"))
        for one in row["columns"]
    )
    return Table(name, row["title"], row["about"], columns)


def cell(value: Value) -> str:
    """Return what is written of a value: a text that no spreadsheet takes for a formula.

    One that begins as a formula would gets an apostrophe before it.
    """
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return repr(value)
    joined = value if isinstance(value, str) else _BETWEEN.join(value)
    return f"'{joined}" if joined.startswith(_FORMULA) else joined


def head(table: Table) -> bytes:
    """Return the first line of a table as CSV (RFC 4180, UTF-8): the names of its columns."""
    return _line([column.name for column in table.columns])


def line(table: Table, row: Mapping[str, Value]) -> bytes:
    """Return a row as a line of CSV; raises KeyError where it lacks a column."""
    return _line([cell(row[column.name]) for column in table.columns])


def _line(cells: Sequence[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue().encode()


def csvw(files: Mapping[str, str], licence: str, title: str) -> dict[str, Any]:
    """Return the CSV-W description of the tables, `files` giving the file of each."""
    return {
        "@context": _CSVW,
        "dc:title": title,
        "dc:license": {"@id": licence},
        "tables": [_csvw_table(tables()[name], file) for name, file in files.items()],
    }


def _csvw_table(table: Table, file: str) -> dict[str, Any]:
    return {
        "url": file,
        "dc:title": table.title,
        "dc:description": table.about,
        "tableSchema": {"columns": [_csvw_column(column) for column in table.columns]},
    }


def _csvw_column(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "titles": column.name,
        "dc:description": column.about,
        "datatype": column.datatype,
        **({"separator": _BETWEEN} if column.many else {}),
    }
