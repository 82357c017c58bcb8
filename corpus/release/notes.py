"""What accompanies the files of a release: a README, how to cite it, its licence, its checksums.

Pure: texts from values. The one date is that of the edition; nothing reads a clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import resources

import yaml

from corpus.italian import date as in_italian
from corpus.italian import number
from corpus.release.colophon import ABOUT, ABOUT_EN, KEYWORDS, TITLE, TITLE_EN, Colophon
from corpus.release.manifest import Manifest, ReleaseFile
from corpus.release.tables import Table, tables


def citation(colophon: Colophon, generation: str, released: str, home: str) -> str:
    """Return how an edition is cited in a text; `released` is an ISO date."""
    return (
        f"{colophon.publisher} ({released[:4]}), *{TITLE}*, edizione {generation[:12]} del "
        f"{in_italian(released)}, {home}"
    )


def readme(manifest: Manifest, colophon: Colophon) -> str:
    """Return the README of a release."""
    template = resources.files(__package__).joinpath("readme.txt").read_text(encoding="utf-8")
    return template.format(
        title=TITLE,
        about=ABOUT,
        generation=manifest.generation,
        date=in_italian(manifest.released),
        publisher=colophon.publisher,
        licence=colophon.terms.name,
        licence_url=colophon.terms.url,
        files="\n".join(map(_file_row, manifest.files)),
        tables="\n\n".join(map(_table_section, tables().values())),
        citation=citation(colophon, manifest.generation, manifest.released, manifest.home),
    )


def _file_row(file: ReleaseFile) -> str:
    return f"| `{file.name}` | {file.about} | {number(str(file.count))} {file.counted} |"


def _table_section(table: Table) -> str:
    rows = "\n".join(
        f"| `{one.name}` | {one.about}{' (più valori)' if one.many else ''} |"
        for one in table.columns
    )
    return f"### {table.title}\n\n{table.about}\n\n| colonna | che cos'è |\n|---|---|\n{rows}"


def citation_file(manifest: Manifest, colophon: Colophon) -> str:
    """Return the CITATION.cff of the data (Citation File Format 1.2.0)."""
    fields: Mapping[str, object] = {
        "cff-version": "1.2.0",
        "message": "Se usate questi dati, citateli così. If you use these data, cite them so.",
        "type": "dataset",
        "title": f"{TITLE} ({TITLE_EN})",
        "abstract": f"{ABOUT}\n\n{ABOUT_EN}",
        "authors": [{"name": colophon.publisher}],
        "version": manifest.generation,
        "date-released": manifest.released,
        "license": colophon.licence,
        "url": manifest.home,
        "keywords": list(KEYWORDS),
    }
    return yaml.safe_dump(dict(fields), allow_unicode=True, sort_keys=False, width=100)


def licence_note(colophon: Colophon) -> str:
    """Return the licence of the data in a few lines."""
    terms = colophon.terms
    return (
        f"{TITLE}\n© {colophon.publisher}\n\n{terms.name}\n{terms.url}\n"
        f"SPDX-License-Identifier: {colophon.licence}\n\n"
        "I testi dei documenti da cui i dati sono letti non sono compresi: i diritti restano dei "
        "loro autori.\n"
    )


def checksums(sums: Iterable[tuple[str, str]]) -> str:
    """Return a file for `sha256sum -c` from pairs of hash and name."""
    return "".join(f"{sha256}  {name}\n" for sha256, name in sorted(sums, key=lambda one: one[1]))
