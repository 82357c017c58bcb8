"""Codes of others' lists (SIUSS, ISTAT, EuroVoc…) that our concepts are matched to.

`ontology/codelists.csv` says what each list is, where it comes from and under which licence; a list
holds only what was read in an official file or page (`docs/ontology.md`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from ontology.tables import BrokenTable, read_table
from ontology.terms import code_namespaces


@dataclass(frozen=True, slots=True)
class Code:
    """An entry of a list; `id` is ``list:notation``, `broader` an id of the same list."""

    id: str
    notation: str
    label: str
    label_en: str | None
    broader: str | None


@cache
def load_codes() -> Mapping[str, Code]:
    """Return every code of every list by id; raises BrokenTable for a list that is not sound."""
    codes: dict[str, Code] = {}
    for name in code_namespaces():
        for code in _read_list(name):
            if code.id in codes:
                raise BrokenTable(f"il codice {code.id} è scritto due volte")
            codes[code.id] = code
    for code in codes.values():
        if code.broader and code.broader not in codes:
            raise BrokenTable(f"{code.id}: il codice più ampio {code.broader} non esiste")
    return codes


def _read_list(name: str) -> Iterator[Code]:
    for row in read_table(f"codelists/{name}.csv", ("code", "label_it", "label_en", "broader")):
        yield Code(
            id=f"{name}:{row['code']}",
            notation=row["code"],
            label=row["label_it"],
            label_en=row["label_en"] or None,
            broader=f"{name}:{row['broader']}" if row["broader"] else None,
        )
