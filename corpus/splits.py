"""Which annotated document is for learning, which for choosing, which for the final figure.

The manifest is frozen: a document keeps its part for ever, and its digest tells when an annotation
was changed. Whole sources stay together (a site, and practices told twice), so that no sentence of
a source is learnt in one part and asked in another.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from corpus.gold import LEARNING, read_gold

MANIFEST = Path(__file__).parent / "gold" / "manifest.csv"
_COLUMNS = ("document", "family", "split", "source", "readers", "sha256")


class Split(StrEnum):
    """What a document may be used for."""

    TRAIN = "train"
    DEV = "dev"
    TEST = "test"


class ManifestError(ValueError):
    """The manifest and the annotated documents disagree; the message says where."""


@dataclass(frozen=True, slots=True)
class Allotment:
    """The place of one annotated document.

    `source` names the group that must stay in one split; `readers` is how many people annotated
    it without seeing each other's work; `sha256` is the digest of its annotated file.
    """

    document: str
    family: str
    split: Split
    source: str
    readers: int
    sha256: str


def load_manifest(path: Path = MANIFEST) -> Mapping[str, Allotment]:
    """Return the allotments by document; raises ManifestError for an unreadable row."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    allotted: dict[str, Allotment] = {}
    for number, row in enumerate(rows, 2):
        try:
            one = Allotment(
                row["document"],
                row["family"],
                Split(row["split"]),
                row["source"],
                int(row["readers"]),
                row["sha256"],
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ManifestError(f"{path.name}, riga {number}: {error}") from error
        if one.document in allotted:
            raise ManifestError(f"{path.name}, riga {number}: «{one.document}» c'è due volte")
        allotted[one.document] = one
    return allotted


def write_manifest(allotted: Iterable[Allotment], path: Path = MANIFEST) -> None:
    """Write the allotments in order of document."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for one in sorted(allotted, key=lambda a: a.document):
        writer.writerow([getattr(one, column) for column in _COLUMNS])
    path.write_text(out.getvalue(), encoding="utf-8")


def freeze(files: Mapping[str, Path], path: Path = MANIFEST) -> list[str]:
    """Write the present digests into the manifest; return the documents whose annotation changed.

    `files` are the annotated files by document. No document changes its split here. A new one that
    was written to learn from is allotted to that. Raises ManifestError when another file has no
    allotment or an allotment no file.
    """
    allotted = dict(load_manifest(path))
    for document, file in files.items():
        if document not in allotted and read_gold(file).family == LEARNING:
            allotted[document] = Allotment(document, LEARNING, Split.TRAIN, LEARNING, 1, "")
    if odd := sorted(set(files) ^ set(allotted)):
        raise ManifestError(f"solo nel manifesto o solo fra i documenti: {', '.join(odd)}")
    fresh = [replace(one, sha256=digest(files[one.document])) for one in allotted.values()]
    write_manifest(fresh, path)
    return [one.document for one in fresh if one.sha256 != allotted[one.document].sha256]


def digest(file: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()
