"""A folder of what curators judged: annotated documents to measure on and to learn from.

Documents of which every statement was judged go into the folder itself, which `prassi evaluate
extraction --gold` reads; those judged in part into `partial/`, good to learn from and not to count
what is invented. `rejected.jsonl` holds hard negatives, a line a rejected statement.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.decisions import Decision, StatementKey
from corpus.judged import judged
from corpus.markup import MarkupError
from corpus.originals import write_whole
from ingest.model import Document, Extraction

PARTIAL = "partial"
REJECTED = "rejected.jsonl"
_CONTENTS = "documents.json"  # what an export wrote, so that the next one may replace it


@dataclass
class Written:
    """What an export wrote and what it could not, with the reason."""

    whole: list[str] = field(default_factory=list)
    partial: list[str] = field(default_factory=list)
    rejected: int = 0
    moved: int = 0
    dropped: int = 0
    left_out: dict[str, str] = field(default_factory=dict)


def export(
    standing: Mapping[str, Mapping[StatementKey, Decision]],
    reading: Callable[[str], Document | None],
    extract: Callable[[Document], Extraction],
    folder: Path,
) -> Written:
    """Write every judged document that is still held; return what was written.

    Raises FileExistsError when the folder holds annotated documents of others.
    """
    written = Written()
    pages: dict[Path, bytes] = {}
    rows: list[Mapping[str, Any]] = []
    for sha256, decisions in sorted(standing.items()):
        document = reading(sha256)
        if document is None:
            written.left_out[sha256[:12]] = "il documento non è più nella libreria"
            continue
        found = judged(extract(document), decisions)
        rows += found.rejected
        written.moved += len(found.moved)
        written.dropped += len(found.dropped)
        name = document.id
        try:
            body = found.marked().encode()
        except MarkupError as error:
            written.left_out[name] = str(error)
            continue
        path = (folder if found.whole else folder / PARTIAL) / f"{name}.md"
        if path in pages:  # two versions of one document, each with its decisions
            path = path.with_name(f"{name}-{sha256[:8]}.md")
        pages[path] = body
        (written.whole if found.whole else written.partial).append(path.stem)
    written.rejected = len(rows)
    _clear(folder, pages)
    for path, body in pages.items():
        write_whole(path, body)
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    write_whole(folder / REJECTED, lines.encode())
    names = sorted(str(path.relative_to(folder)) for path in pages)
    write_whole(folder / _CONTENTS, json.dumps(names, indent=1).encode())
    return written


def _clear(folder: Path, pages: Iterable[Path]) -> None:
    """Remove what an older export wrote and this one does not; refuse documents of others."""
    listed = folder / _CONTENTS
    names = json.loads(listed.read_text(encoding="utf-8")) if listed.is_file() else []
    older = {folder / name for name in names}
    if strangers := {*folder.glob("*.md"), *(folder / PARTIAL).glob("*.md")} - older:
        raise FileExistsError(
            errno.EEXIST,
            f"non viene da una revisione e {len(strangers)} documenti si mescolerebbero con gli"
            " altri: indicate una cartella vuota",
            str(min(strangers)),
        )
    for stale in older - set(pages):
        stale.unlink(missing_ok=True)
