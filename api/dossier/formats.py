"""The files that a dossier can be written to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from api.dossier import as_csv, as_docx, as_file
from api.dossier.contents import Contents


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: its name for people, how it ends, what it is and who writes it."""

    label: str
    ending: str
    media_type: str
    write: Callable[[Contents, date], bytes]


def _as_pdf(told: Contents, day: date) -> bytes:
    from api.dossier.as_pdf import written  # it takes a while to load, and few ask for pages

    return written(told, day)


FORMATS: Mapping[str, Format] = {
    "docx": Format("Documento (DOCX)", "docx", as_docx.MEDIA_TYPE, as_docx.written),
    "pdf": Format("Pagine da stampare (PDF)", "pdf", "application/pdf", _as_pdf),
    "csv": Format("Tabella (CSV)", "csv", as_csv.MEDIA_TYPE, lambda told, _: as_csv.written(told)),
    "json": Format(
        "Dossier da riaprire qui (JSON)",
        "json",
        as_file.MEDIA_TYPE,
        lambda told, _: as_file.written(told),
    ),
}
