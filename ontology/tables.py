"""Read the CSV tables that lie beside the code, from a checkout or from an installed package."""

from __future__ import annotations

import csv
import io
from importlib.resources import files


class BrokenTable(ValueError):
    """A table of the ontology is not well formed; the message names file, line and fault."""


def read_text(path: str) -> str:
    """Return the text of a file of this package, named relative to `ontology/`."""
    return files("ontology").joinpath(path).read_text(encoding="utf-8")


def read_table(path: str, columns: tuple[str, ...]) -> tuple[dict[str, str], ...]:
    """Return the rows of a CSV file of this package, blanks stripped.

    Raises BrokenTable when the header is not exactly `columns` or a row is too short or too long.
    """
    reader = csv.DictReader(io.StringIO(read_text(path)))
    if tuple(reader.fieldnames or ()) != columns:
        raise BrokenTable(f"{path}: le colonne devono essere {', '.join(columns)}")
    rows: list[dict[str, str]] = []
    for row in reader:
        if None in row or None in row.values():
            raise BrokenTable(f"{path}, riga {reader.line_num}: numero di campi sbagliato")
        rows.append({column: row[column].strip() for column in columns})
    return tuple(rows)


def split_list(cell: str) -> tuple[str, ...]:
    """Split a cell that holds several values separated by semicolons."""
    return tuple(part.strip() for part in cell.split(";") if part.strip())
