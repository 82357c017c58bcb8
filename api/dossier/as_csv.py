"""A dossier as a table: one row a practice, safe to open in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from api.dossier.contents import Contents
from api.routers.tables import Column, as_csv
from corpus.views import FactKind

MEDIA_TYPE = "text/csv; charset=utf-8"
GONE = "Non è più in questo archivio."
MOVED = "Nel dossier aveva un altro nome: {}."

_FACTS: Mapping[str, FactKind] = {
    "chi": FactKind.ACTOR,
    "che_cosa": FactKind.MEASURE,
    "per_chi": FactKind.BENEFICIARY,
    "bisogni": FactKind.NEED,
    "dove": FactKind.PLACE,
    "quando": FactKind.PERIOD,
    "soldi": FactKind.MONEY,
    "risultati": FactKind.RESULT,
}
_NAMES = (
    *("titolo", "stato", *_FACTS, "appunti"),
    *("fonte", "indirizzo_fonte", "licenza", "identificativo", "avviso"),
)


def written(contents: Contents) -> bytes:
    """Return the table, with the mark by which spreadsheets know its letters."""
    columns = [Column(name, name, lambda value: value) for name in _NAMES]
    return b"\xef\xbb\xbf" + "".join(as_csv(_rows(contents), columns)).encode()


def _rows(contents: Contents) -> Iterator[Mapping[str, Any]]:
    for sheet in contents.sheets:
        yield {
            "titolo": sheet.title,
            "stato": sheet.status_label,
            **{name: list(sheet.labels(kind)) for name, kind in _FACTS.items()},
            "appunti": sheet.note,
            "fonte": sheet.source,
            "indirizzo_fonte": sheet.source_address,
            "licenza": sheet.licence,
            "identificativo": sheet.iri,
            "avviso": MOVED.format(sheet.asked) if sheet.asked else "",
        }
    for one in contents.gone:
        yield {"titolo": one.practice, "appunti": one.note, "avviso": GONE}
