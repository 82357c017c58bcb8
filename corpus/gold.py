"""The annotated documents of the corpus: written inline, published clean, read as offsets.

`gold/inline` holds the practices, which are published; `gold/others` texts that are no practices,
go against the grain or are long, which only teach and test; `gold/retold` practices told a second
time, without marks, to try the finding of doubles. The front matter also says what the writer knows
of the whole (`genre`, `status`, …). These truths are not published: a reader, human or not, must
find them in the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.markup import GoldSpan, MarkupError, strip
from corpus.originals import write_whole

#: Where the annotated sources and the clean documents are, in the repository.
INLINE = Path(__file__).parent / "gold" / "inline"
OTHERS = Path(__file__).parent / "gold" / "others"
RETOLD = Path(__file__).parent / "gold" / "retold"
PRACTICES = Path(__file__).parent / "practices"

#: The family of the published documents, and those of the texts beside them.
PRACTICE = "pratica"
LEARNING = "ampio"  # long papers written to learn from, never to measure on
FAMILIES = (PRACTICE, "non-pratica", "contropelo", LEARNING)

_FRONT_MATTER = re.compile(r"---\n.*?^---\n", re.DOTALL | re.MULTILINE)
_TRUTH = re.compile(r"^(genre|status|family|kind|practice|retells): (.*)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A clean document, the spans a person marked in it, the truths about the whole."""

    id: str
    text: str
    spans: tuple[GoldSpan, ...]
    truths: Mapping[str, str]

    @property
    def family(self) -> str:
        """One of FAMILIES."""
        return self.truths.get("family", PRACTICE)

    @property
    def tells_a_practice(self) -> bool:
        """Whether somebody runs, ran or is about to run what the text describes."""
        return self.truths.get("practice", "true") == "true"


def span_rows(document: GoldDocument) -> list[dict[str, Any]]:
    """Return the spans of a document as plain values, offsets in characters of its text."""
    return [
        {
            "start": span.start,
            "end": span.end,
            "text": span.text,
            "label": str(span.label),
            "concept": span.concept,
            "attributes": dict(span.attributes),
        }
        for span in document.spans
    ]


def retold_documents() -> tuple[tuple[GoldDocument, str], ...]:
    """Return every second telling with the identifier of the practice it tells again."""
    found = (read_gold(path) for path in sorted(RETOLD.glob("*.md")))
    return tuple((document, document.truths["retells"]) for document in found)


def annotated_files() -> dict[str, Path]:
    """Return every annotated file of the repository by the identifier of its document."""
    return {path.stem: path for folder in (INLINE, OTHERS) for path in sorted(folder.glob("*.md"))}


def gold_documents(folder: Path = INLINE) -> Iterator[GoldDocument]:
    """Yield every annotated document in order; raises MarkupError naming the file."""
    for path in sorted(folder.glob("*.md")):
        yield read_gold(path)


def read_gold(path: Path) -> GoldDocument:
    """Return one annotated document; raises MarkupError naming the file."""
    marked = path.read_text(encoding="utf-8")
    front = _FRONT_MATTER.match(marked)
    truths = dict(_TRUTH.findall(front[0])) if front else {}
    if front:
        marked = _TRUTH.sub("", front[0]) + marked[front.end() :]
    try:
        text, spans = strip(marked)
    except MarkupError as error:
        raise MarkupError(f"{path.name}, {error}") from error
    return GoldDocument(path.stem, text, spans, truths)


def publish(source: Path = INLINE, target: Path = PRACTICES) -> list[str]:
    """Write the clean documents; return the identifiers of those that changed.

    A clean document without an annotated source is deleted: the source is the truth.
    """
    changed: list[str] = []
    kept = set()
    for document in gold_documents(source):
        kept.add(document.id)
        path = target / f"{document.id}.md"
        body = document.text.encode()
        if not path.is_file() or path.read_bytes() != body:
            write_whole(path, body)
            changed.append(document.id)
    for path in sorted(target.glob("*.md")):
        if path.stem not in kept:
            path.unlink()
            changed.append(path.stem)
    return changed
