"""CSV and XLSX sheets of practices: the first full row names the columns, each row is a record."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from itertools import chain, islice

from ingest.errors import Refusal, UnreadableDocument
from ingest.readers.archives import broken
from ingest.readers.decoding import decode
from ingest.readers.draft import Draft
from ingest.readers.limits import limits
from ingest.readers.reading import Reading

_SEPARATORS = ";,\t|"
_SAMPLE = 50_000  # characters in which the separator shows
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
                    rows = sheet.iter_rows(values_only=True)
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


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "sì" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


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
    above: list[list[str]] = []
    for row in islice(rows, _HEADER_WITHIN):
        filled = [cell for cell in row if cell.strip()]
        if len(filled) > 1:
            return above, row, []
        if filled:
            above.append(row)
    return [], [], above  # a list in one column: each line a record without names


def _named(headers: Sequence[str], row: Sequence[str]) -> list[tuple[str, str]]:
    return [(headers[n] if n < len(headers) else "", cell) for n, cell in enumerate(row)]
