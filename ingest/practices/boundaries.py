"""Where the practices of a document begin and end: usually one, or one a row or a heading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.model import Block, BlockKind, Label, Practice
from ingest.practices.cues import line_opening, read_rules
from ingest.practices.reading import Reading, Stretch

_LONGEST_HEADING = 150
_SENTENCE_END = (".", ";", ",", ":")


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that opens a practice: where it lies, how deep it is, which shape it has."""

    start: int
    end: int
    level: int
    shape: str


def find_practices(reading: Reading) -> tuple[Practice, ...]:
    """Return the practices of a document in order, without status; none if it describes none.

    One row of a sheet is one practice (``<document id>-<row>``, from 1); two or more headings of
    one practice-like shape (`boundaries.toml`) with bodies of their own are as many practices; any
    other document is one practice that bears the document's id.
    """
    rows = tuple(_rows(reading))
    if rows:
        return rows
    sections = tuple(_sections(reading))
    if len(sections) > 1:
        return tuple(
            Practice(f"{reading.document.id}-{number}", title, stretch.start, stretch.end)
            for number, (title, stretch) in enumerate(sections, start=1)
        )
    return tuple(_whole(reading))


def heading_shape(line: str) -> str | None:
    """Return the name of the practice-like shape of a heading; None for any other heading."""
    for rule in read_rules("ingest.practices", "boundaries.toml")["shape"]:
        if line_opening(rule["pattern"]).match(line):
            return str(rule["name"])
    return None


def _rows(reading: Reading) -> Iterator[Practice]:
    cells: dict[int, list[Block]] = {}
    for block in reading.document.blocks:
        if block.record is not None:
            cells.setdefault(block.record, []).append(block)
    for record, row in sorted(cells.items()):
        start, end = row[0].start, row[-1].end
        if reading.spans_in(start, end):
            named = _naming_cell(row)
            title = reading.words(named.start, named.end)
            yield Practice(f"{reading.document.id}-{record + 1}", title, start, end)


def _naming_cell(row: list[Block]) -> Block:
    labels: list[str] = read_rules("ingest.practices", "boundaries.toml")["title_labels"]
    by_label = {(cell.label or "").strip().casefold(): cell for cell in reversed(row)}
    return next((by_label[label] for label in labels if label in by_label), row[0])


def _sections(reading: Reading) -> Iterator[tuple[str, Stretch]]:
    headings = tuple(_headings(reading))
    shapes = Counter((heading.shape, heading.level) for heading in headings)
    if not shapes:
        return
    (shape, level), count = max(shapes.items(), key=lambda item: (item[1], -item[0][1]))
    if count < 2:
        return
    chosen = [h for h in headings if (h.shape, h.level) == (shape, level)]
    closing = sorted(
        {h.start for h in chosen}
        | {
            block.start
            for block in reading.speaking_blocks()
            if block.kind is BlockKind.HEADING and block.level <= max(level, 1)
        }
        | {_last_end(reading)}
    )
    for heading in chosen:
        end = next(stop for stop in closing if stop > heading.start)
        body = reading.document.text[heading.end : end].rstrip()
        if body.strip() and _describes(reading, heading.start, heading.end + len(body)):
            title = reading.words(heading.start, heading.end).lstrip("#*- ").rstrip("*")
            yield title, Stretch(heading.start, heading.end + len(body))


def _headings(reading: Reading) -> Iterator[Heading]:
    """Headings proper, and first lines of paragraphs that plain text does not set apart."""
    text = reading.document.text
    for block in reading.speaking_blocks():
        if block.kind not in (BlockKind.HEADING, BlockKind.PARAGRAPH):
            continue
        line_end = text.find("\n", block.start, block.end)
        end = block.end if line_end < 0 else line_end
        line = text[block.start : end].rstrip()
        alone = block.kind is BlockKind.HEADING
        if not alone and (line_end < 0 or line.endswith(_SENTENCE_END)):
            continue
        shape = heading_shape(line) if len(line) <= _LONGEST_HEADING else None
        if shape is not None:
            yield Heading(block.start, block.start + len(line), block.level if alone else 0, shape)


def _whole(reading: Reading) -> Iterator[Practice]:
    blocks = tuple(reading.speaking_blocks())
    if blocks and _describes(reading, blocks[0].start, blocks[-1].end):
        document = reading.document
        title = document.metadata.get("title", "").strip() or document.title
        yield Practice(document.id, title, blocks[0].start, blocks[-1].end)


def _describes(reading: Reading, start: int, end: int) -> bool:
    """A practice says what is done, or who does it for whom; a lone name is no practice."""
    labels = {span.label for span in reading.spans_in(start, end)}
    return Label.MEASURE in labels or {Label.ACTOR, Label.BENEFICIARY} <= labels


def _last_end(reading: Reading) -> int:
    return max((block.end for block in reading.speaking_blocks()), default=0)
