"""What a reader gives back before the document gets its name: text, structure, metadata."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ingest.model import Block, BlockKind

_BETWEEN = 8  # blocks of furniture that may stand between a heading and its list


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
    return min(names or titles, default=(0, 0, ""))[2]


def governing_label(blocks: Sequence[Block]) -> str | None:
    """Return the field label that the next list item stands under ("Destinatari")."""
    for block in reversed(blocks[-_BETWEEN:]):
        if block.kind is not BlockKind.FURNITURE:
            governs = block.kind in (BlockKind.HEADING, BlockKind.LIST_ITEM)
            return block.label if governs else None
    return None
