"""The index as it would be with the encoder as it comes, to measure what tuning brought."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import typer

from api.workplace import Workplace
from search.build_encoder import UNTOUCHED, build
from search.contract import Index
from search.encoder import Encoder, SentenceTransformerEncoder
from search.engine import SearchEngine
from search.index import SearchIndex

NOT_HERE = (
    "il confronto con il modello com'era si fa solo con l'indice in un file: togliete "
    "PRASSI_INDEX_URL ed eseguite «prassi rebuild»"
)


@contextmanager
def untouched_index(index: Index, workplace: Workplace) -> Iterator[tuple[SearchIndex, Encoder]]:
    """Give a copy of an index with the vectors of the encoder as it comes, and that encoder.

    Both are made where they are not there yet: about two minutes for five hundred practices.
    """
    if not isinstance(index, SearchIndex):
        raise typer.BadParameter(NOT_HERE)
    folder = (workplace.settings.resources / UNTOUCHED).absolute()
    build(folder, field=None)
    encoder = SentenceTransformerEncoder(folder, threads=workplace.settings.encoder_threads)
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "index.sqlite"
        # Not a copy of the file: what was written last may still be beside it.
        with closing(sqlite3.connect(index.path)) as ours, closing(sqlite3.connect(path)) as theirs:
            ours.backup(theirs)
        copy = SearchIndex(path)
        try:
            SearchEngine(copy, encoder, workplace.reference.schemes).encode_missing()
            yield copy, encoder
        finally:
            copy.close()
