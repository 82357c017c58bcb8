"""Makes a release of one snapshot of the library: equal libraries give equal bytes.

Files of data depend on what the library holds and on nothing else. The one date, of the edition,
comes from the ledger of changes; publisher and licence from who runs the installation.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from corpus.merging import InForce
from corpus.reference import ReferenceWorks
from corpus.registers.leaflets import Leaflets
from corpus.registers.registry import Registers
from corpus.release.colophon import TITLE, Colophon
from corpus.release.graphs import count, write_graphs
from corpus.release.manifest import NAME, Manifest, ReleaseFile
from corpus.release.notes import checksums, citation_file, licence_note, readme
from corpus.release.rows import Row, Rows
from corpus.release.tables import Table, csvw, head, line, tables
from corpus.store import GraphStore

#: What grows with every statement is compressed; the rest opens with a click.
_LARGE = frozenset({"facts", "evidence"})
_GRAPHS = (
    ("prassi.trig.gz", "Il grafo in TriG", "application/trig"),
    ("prassi.nq.gz", "Il grafo in N-Quads", "application/n-quads"),
)
_BUFFER = 1 << 20


@dataclass(frozen=True, slots=True)
class Edition:
    """What is released: the generation, its ISO date, and where it is read."""

    generation: str
    released: str
    home: str


@dataclass(slots=True)
class _Written:
    """The measures of a file while it is written."""

    bytes: int = 0
    sha256: str = ""


class _Measured(io.RawIOBase):
    """A file that is hashed as it is written."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._digest = hashlib.sha256()
        self._bytes = 0

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._out.write(data)
        self._digest.update(data)
        self._bytes += len(data)
        return len(data)

    def measures(self) -> _Written:
        return _Written(self._bytes, self._digest.hexdigest())


def table_files() -> dict[str, str]:
    """Return the file of each table by its name."""
    return {name: f"{name}.csv.gz" if name in _LARGE else f"{name}.csv" for name in tables()}


def press(
    store: GraphStore,
    reference: ReferenceWorks,
    edition: Edition,
    colophon: Colophon,
    folder: Path,
) -> Manifest:
    """Write a release into a folder, whole or not at all; what was there is replaced.

    Raises OSError when the disk refuses.
    """
    partial = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        manifest = _written(store, reference, edition, colophon, partial)
        if folder.exists():
            former = folder.with_name(f".{folder.name}.{os.getpid()}.former")
            folder.replace(former)
            partial.replace(folder)
            shutil.rmtree(former)
        else:
            partial.replace(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return manifest


def _written(
    store: GraphStore, reference: ReferenceWorks, edition: Edition, colophon: Colophon, folder: Path
) -> Manifest:
    counts = count(store, reference)
    merges = InForce.of(store, reference.names)
    registers = Registers(store, reference, merges, Leaflets(reference.names), edition.generation)
    rows = Rows(store, reference, registers, merges.standing_for)
    files = [*_graphs(store, reference, folder), *_tables(rows, folder)]
    manifest = Manifest(
        edition.generation,
        edition.released,
        edition.home,
        colophon.licence,
        tuple(files),
        counts,
    )
    described_tables = csvw(table_files(), colophon.terms.url, TITLE)
    notes = {
        "README.md": readme(manifest, colophon),
        "CITATION.cff": citation_file(manifest, colophon),
        "LICENCE.txt": licence_note(colophon),
        "tables.csvw.json": json.dumps(described_tables, ensure_ascii=False, indent=1) + "\n",
        NAME: manifest.as_json(),
    }
    sums = [(file.sha256, file.name) for file in files]
    for name, text in notes.items():
        (folder / name).write_bytes(text.encode())
        sums.append((hashlib.sha256(text.encode()).hexdigest(), name))
    (folder / "SHA256SUMS").write_text(checksums(sums), encoding="utf-8")
    return manifest


def _graphs(store: GraphStore, reference: ReferenceWorks, folder: Path) -> Iterator[ReleaseFile]:
    opened = [_opened(folder / name) for name, _, _ in _GRAPHS]
    with opened[0] as (trig, trig_measures), opened[1] as (nquads, nquads_measures):
        quads = write_graphs(store, reference, trig, nquads)
    about = "tutti i grafi: quello curato, e quelli con nome con affermazioni e prove"
    for (name, title, media_type), told in zip(
        _GRAPHS, (trig_measures, nquads_measures), strict=True
    ):
        yield ReleaseFile(
            name, title, about, media_type, told.bytes, told.sha256, quads, "quadruple"
        )


def _tables(rows: Rows, folder: Path) -> Iterator[ReleaseFile]:
    with ExitStack() as stack:
        sheets = {name: stack.enter_context(_sheet(name, folder)) for name in tables()}
        for fact, evidence in rows.facts():
            sheets["facts"].add(fact)
            for words in evidence:
                sheets["evidence"].add(words)
        for name, sheet in sheets.items():
            if name not in ("facts", "evidence"):
                for row in rows.of(name):
                    sheet.add(row)
    for name, sheet in sheets.items():
        told, table = sheet.measures, tables()[name]
        measures = (told.bytes, told.sha256, sheet.rows, "righe")
        yield ReleaseFile(table_files()[name], table.title, table.about, "text/csv", *measures)


@dataclass(slots=True)
class _Sheet:
    """A table that is being written."""

    table: Table
    out: IO[bytes]
    measures: _Written
    rows: int = 0

    def add(self, row: Row) -> None:
        self.out.write(line(self.table, row))
        self.rows += 1


@contextmanager
def _sheet(name: str, folder: Path) -> Iterator[_Sheet]:
    table = tables()[name]
    with _opened(folder / table_files()[name]) as (out, measures):
        out.write(head(table))
        yield _Sheet(table, out, measures)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[IO[bytes], _Written]]:
    """Open a file to write; its measures are known once it is closed.

    A name in .gz is compressed, with no name and no time inside: equal data, equal bytes.
    """
    written = _Written()
    with path.open("wb") as file:
        measured = _Measured(file)
        if path.suffix == ".gz":
            with (
                gzip.GzipFile("", "wb", 6, cast(IO[bytes], measured), mtime=0) as packed,
                io.BufferedWriter(packed, _BUFFER) as out,
            ):
                yield cast(IO[bytes], out), written
        else:
            with io.BufferedWriter(cast(io.RawIOBase, measured), _BUFFER) as out:
                yield cast(IO[bytes], out), written
        found = measured.measures()
        written.bytes, written.sha256 = found.bytes, found.sha256
        file.flush()
        os.fsync(file.fileno())
