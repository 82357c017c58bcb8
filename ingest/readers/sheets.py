"""CSV and XLSX sheets of practices: the first full row names the columns, each row is a record."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from itertools import chain, islice
from typing import Any

from ingest.errors import Refusal, UnreadableDocument
from ingest.readers.archives import broken
from ingest.readers.decoding import decode
from ingest.readers.draft import Draft
from ingest.readers.limits import limits
from ingest.readers.reading import Reading
from ingest.structure_patterns import patterns

_SEPARATORS = ";,\t|"
_SAMPLE = 50_000  # characters in which the separator shows
_EURO = re.compile(r"€|EUR\b|\[\$€")
_TITLES = ("titolo", "denominazione", "titolo del progetto", "nome del progetto")
_HEADER_WITHIN = 10  # rows of title or notes that may stand above the names of the columns


def read_csv(data: bytes) -> Reading:
    """Return one record a row; the separator is the one that the first lines agree on.

    Raises UnreadableDocument: binario, troppo-lungo, or rovinato where quotes never close.
    """
    text = decode(data)
    csv.field_size_limit(limits().document.characters)
    rows = csv.reader(StringIO(text, newline=""), delimiter=_separator(text), strict=False)
    draft = Draft()
    try:
        _add_sheet(draft, rows, 0)
    except csv.Error as error:
        raise UnreadableDocument(
            f"La tabella non si legge oltre la riga {rows.line_num}:"
            " forse ci sono virgolette aperte e mai chiuse. Correggila e inviala di nuovo.",
            Refusal.BROKEN,
        ) from error
    return draft.reading()


def read_xlsx(data: bytes) -> Reading:
    """Return one record a row of every visible sheet, with the values that formulas last gave.

    Raises UnreadableDocument: rovinato or troppo-lungo.
    """
    import openpyxl  # 0.3 s and NumPy, needed by no other format
    from openpyxl.utils.exceptions import InvalidFileException

    draft = Draft()
    try:
        book = openpyxl.load_workbook(
            BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
        try:
            number = 0
            for sheet in book.worksheets:
                if sheet.sheet_state == "visible":
                    # The stated size of a sheet is a claim; only what is there is read.
                    sheet.reset_dimensions()
                    rows = sheet.iter_rows()
                    number = _add_sheet(draft, (map(_cell, row) for row in rows), number)
        finally:
            book.close()
    except (KeyError, ValueError, TypeError, AttributeError, SyntaxError) as error:
        if isinstance(error, UnreadableDocument):
            raise
        raise broken() from error  # openpyxl raises these, bare, for parts that are not as told
    except (InvalidFileException, zipfile.BadZipFile) as error:
        raise broken() from error
    return draft.reading()


def _cell(cell: Any) -> str:
    """Return what a cell shows, in Italian: its format alone says that 20000 is an amount."""
    value, shape = cell.value, str(getattr(cell, "number_format", ""))
    if isinstance(value, int | float) and not isinstance(value, bool):
        if "%" in shape:
            return f"{_number(value * 100)}%"
        return f"{_number(value)} €" if _EURO.search(shape) else _number(value)
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "sì" if value else "no"
    return str(value)


def _number(value: float) -> str:
    """Return a number as Italian sheets write it, without the noise of binary fractions."""
    rounded = round(value, 4)
    return str(int(rounded)) if rounded == int(rounded) else f"{rounded}".replace(".", ",")


def _separator(text: str) -> str:
    """Return the separator that splits the first lines most, and most evenly."""
    # Not the lines of StringIO: csv takes a lone \r inside a line for a broken file.
    lines = [line for line in text[:_SAMPLE].splitlines()[:20] if line.strip()]

    def agreement(sign: str) -> tuple[int, int]:
        counts = [len(row) for row in csv.reader(lines, delimiter=sign)]
        usual = max(counts, key=counts.count, default=1)
        return (counts.count(usual) if usual > 1 else 0, usual)

    return max(_SEPARATORS, key=agreement)


def _add_sheet(draft: Draft, rows: Iterable[Iterable[str]], number: int) -> int:
    """Add the records of a sheet, the first being `number`; return the number after the last."""
    bounds = limits().document
    cells = (list(islice(row, bounds.columns)) for row in rows)
    above, headers, taken = _header(cells)
    for line in above:
        draft.paragraph(" ".join(filter(None, line)))
    if _is_form(headers, taken):
        _add_form(draft, chain(taken, islice(cells, bounds.rows)))
        return number + 1
    for count, row in enumerate(chain(taken, cells)):
        if count > bounds.rows:
            raise UnreadableDocument(
                f"La tabella ha più di {bounds.rows} righe. Dividila in più file.",
                Refusal.TOO_LONG,
            )
        if any(cell.strip() for cell in row):
            draft.record(number, _named(headers, row))
            number += 1
    return number


def _header(rows: Iterator[list[str]]) -> tuple[list[list[str]], list[str], list[list[str]]]:
    """Return the lines above the header, the header, and the rows already taken after it."""
    first = [row for row in islice(rows, _HEADER_WITHIN) if any(map(str.strip, row))]
    filled = [sum(bool(cell.strip()) for cell in row) for row in first]
    most = max(filled, default=0)
    if most < 2:
        return [], [], first  # a list in one column: each line a record without names
    # "Aggiornato al | 1/5/2023" above a table of six columns is not the names of its columns.
    header = next(n for n, count in enumerate(filled) if count > 1 and 2 * count > most)
    return first[:header], first[header], first[header + 1 :]


def _is_form(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether the rows are the fields of one practice: "Destinatari | famiglie fragili"."""
    names = [row[0] for row in rows if any(row[1:])]
    known = sum(patterns().label(name) is not None for name in names)
    return (
        len([h for h in headers if h.strip()]) == 2 and len(names) > 2 and 2 * known >= len(names)
    )


def _add_form(draft: Draft, rows: Iterable[Sequence[str]]) -> None:
    fields = [(row[0], " ".join(filter(None, row[1:]))) for row in rows]
    for name, value in fields:
        if name.strip().lower() in _TITLES:
            draft.heading(value, 1)
    draft.form([field for field in fields if field[0].strip().lower() not in _TITLES])


def _named(headers: Sequence[str], row: Sequence[str]) -> list[tuple[str, str]]:
    return [(headers[n] if n < len(headers) else "", cell) for n, cell in enumerate(row)]
