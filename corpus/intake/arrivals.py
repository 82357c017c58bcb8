"""Which files come in, in an order that does not depend on the disk, and what each one is."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus.intake.cataloguing import Delivery
from ingest.jail import bounded_bytes
from ingest.readers import document_id, too_big
from ingest.readers.limits import limits


def gather(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files to ingest: files as given, folders searched, hidden files left out.

    Folders are read one by one as their turn comes, each in the order of its names, so that the
    first file is there at once however many follow. A folder that cannot be read is yielded itself:
    whoever opens it will say why.
    """
    for path in paths:
        if path.is_dir():
            yield from _folder(path)
        else:
            yield path


def _folder(folder: Path) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            found = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)
    except OSError:
        yield folder
        return
    for name, is_folder in found:
        if name.startswith("."):
            continue
        if is_folder:
            yield from _folder(folder / name)
        elif (folder / name).is_file():
            yield folder / name


def receive(path: Path) -> Delivery:
    """Open a file; raises UnreadableDocument for what is no file, too large or not ours to read."""
    data = bounded_bytes(path)
    if len(data) > limits().document.bytes:
        raise too_big()  # it grew meanwhile
    return Delivery(path.name, data, hashlib.sha256(data).hexdigest(), identifier(path))


def identifier(path: Path) -> str:
    """Name a document that does not name itself: its file's name and a mark of where it lies.

    The mark keeps two files of the same name apart and recognises a file that has changed.
    """
    mark = hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:8]
    return f"{document_id(path.name)}-{mark}"
