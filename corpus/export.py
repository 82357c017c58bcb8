"""The library as files for others: TriG and N-Quads with every graph, Turtle and JSON-LD."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from corpus.library import Library
from ontology.terms import PREFIXES


class Format(StrEnum):
    """`turtle` has no graphs: it holds facts and evidence of the documents merged."""

    TRIG = "trig"
    NQUADS = "nquads"
    TURTLE = "turtle"
    JSONLD = "jsonld"


_FORMATS = {
    Format.TRIG: ox.RdfFormat.TRIG,
    Format.NQUADS: ox.RdfFormat.N_QUADS,
    Format.TURTLE: ox.RdfFormat.TURTLE,
    Format.JSONLD: ox.RdfFormat.JSON_LD,
}


def export(library: Library, out: IO[bytes], shape: Format, document: str | None = None) -> None:
    """Write the graphs of every document, or of one, in a stable order."""
    quads = sorted(library.quads(document), key=str)
    namespace = library.reference.terms.namespace
    prefixes = {prefix: namespace(prefix) for prefix in PREFIXES}
    if shape is Format.TURTLE:
        triples = dict.fromkeys(quad.triple for quad in quads)
        ox.serialize(triples, out, format=_FORMATS[shape], prefixes=prefixes)
    else:
        ox.serialize(quads, out, format=_FORMATS[shape], prefixes=prefixes)


def export_to_file(
    library: Library, path: Path, shape: Format, document: str | None = None
) -> None:
    """Write a file whole: a failure leaves the former one in place."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with partial.open("wb") as out:
            export(library, out, shape, document)
            out.flush()
            os.fsync(out.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
