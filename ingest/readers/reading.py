"""What a reader gives back before the document gets its name: text, structure, metadata."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ingest.model import Block, BlockKind

_BETWEEN = 8  # blocks of furniture that may stand between a heading and its list
_SECTION = re.compile(r"\w+|\d{1,2}[.)].+")  # one word, or numbered


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of a file and its blocks; `title` is empty where the file states none."""

    text: str
    blocks: tuple[Block, ...]
    title: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)


def heading_title(text: str, blocks: Sequence[Block]) -> str:
    """Return the words of the most important early heading, or an empty string.

    Only the first screenful counts: a heading on page nine does not name the document.
    """
    body = next((b.end for b in blocks if b.kind is BlockKind.METADATA), 0)
    early = [b for b in blocks if b.kind is BlockKind.HEADING and b.start - body < 3_000]
    titles = [(b.level, b.start, " ".join(text[b.start : b.end].split())) for b in early]
    # A word or two ("APPROFONDIMENTI") or a dated line ("Quaderno del 2019") is the column's name;
    # two words at the very top ("Banda Biscotti") are a title all the same.
    names = [
        (level, start, words)
        for level, start, words in titles
        if words.count(" ") > (level > 1) and not words[-4:].isdigit()
    ]
    # One word in letters of a name ("Telesanitel") over sections of lower level is a title too.
    alone = [title for title in titles if title[0] == 1]
    if len(alone) == 1 and alone[0] == titles[0] and not alone[0][2].isupper():
        return alone[0][2]
    return min(names or titles, default=(0, 0, ""))[2]


def title_of(reading: Reading, stated: str, running: Sequence[str]) -> str:
    """Return the title: a heading, what the file states, or the words on top of every page.

    Where the highest headings are plainly those of sections ("Premessa", "1. Dati essenziali"),
    the title stands elsewhere, and a header of three words or more comes before the first section.
    """
    headings = [b for b in reading.blocks if b.kind is BlockKind.HEADING]
    level = min((b.level for b in headings), default=0)
    highest = [reading.text[b.start : b.end] for b in headings if b.level == level]
    if len(highest) < 2 or not _SECTION.fullmatch(highest[0]):
        return reading.title or stated
    lines = [" ".join(line.split()) for line in running]
    names = [line for line in lines if line.count(" ") > 1 and not line[-1].isdigit()]
    return stated or next(iter(names), reading.title)


def governing_label(blocks: Sequence[Block]) -> str | None:
    """Return the field label that the next list item stands under ("Destinatari")."""
    for block in reversed(blocks[-_BETWEEN:]):
        if block.kind is not BlockKind.FURNITURE:
            governs = block.kind in (BlockKind.HEADING, BlockKind.LIST_ITEM)
            return block.label if governs else None
    return None
