"""Roles given by layout: a field, a column, a heading, a lead-in with its list, a letterhead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.model import Block, BlockKind, Label, Span
from ingest.practices.cues import read_rules
from ingest.practices.reading import Reading
from ingest.roles.bridges import bridges
from ingest.roles.triggers import find_hits, role_of_label

_NEAR = 60  # characters before a value in which its label is looked for
_INLINE = re.compile(r"[^\w\n]{0,6}+([^:\n]{2,44}+):[*_]{0,2}\s")
_OUTSIDE = " \t\n*#_–-"


@dataclass(frozen=True, slots=True)
class Labelled:
    """An actor whose role a label gives; evidence runs from `start` (the label, if at hand)."""

    span: Span
    role: str
    start: int
    confidence: float


def labelled_actors(reading: Reading) -> Iterator[Labelled]:
    """Yield the actors whose place in the layout gives them a role, in order of position."""
    sure = read_rules("ingest.roles", "roles.toml")["confidence"]
    heading: str | None = None
    lead_in: str | None = None
    for number, block in enumerate(reading.speaking_blocks()):
        role, values = _own_role(reading, block)
        start, rate = _label_start(reading, block, values), float(sure["label"])
        if block.kind is BlockKind.HEADING:
            heading, lead_in = role_of_label(reading.words(block.start, block.end)), None
        elif block.kind is not BlockKind.LIST_ITEM:
            lead_in = _lead_in(reading, block)
        if role is None:
            listed = block.kind is BlockKind.LIST_ITEM
            role, rate = (listed and lead_in) or heading, float(sure["coordination"])
        if number == 0 and (head := _letterhead(reading, block)) is not None:
            yield head
        elif role is not None:
            yield from _leading_actors(reading, block, values, role, start, rate)


def _own_role(reading: Reading, block: Block) -> tuple[str | None, int]:
    """The role that a block's label gives, and where the values begin: "promuove: Caritas"."""
    if block.label is not None and (role := role_of_label(block.label)):
        return role, block.start
    inline = _INLINE.match(reading.document.text, block.start, block.end)
    if inline is not None and (role := role_of_label(inline.group(1).rstrip("*_ "))):
        return role, inline.end()
    return None, block.start


def _label_start(reading: Reading, block: Block, values: int) -> int:
    """Where the evidence begins: at the label if it stands just before the value."""
    if not block.label or values > block.start:
        return block.start
    earliest = max(0, block.start - len(block.label) - _NEAR)
    at = reading.document.text.rfind(block.label, earliest, block.start)
    return at if at >= 0 else block.start


def _lead_in(reading: Reading, block: Block) -> str | None:
    """The role of a list that this block announces: it ends in a trigger and a colon."""
    words = reading.document.text[block.start : block.end].rstrip(" *_\n")
    if not words.endswith(":"):
        return None
    for hit in reversed(find_hits(words)):
        if hit.trigger.direction == "after" and bridges().first(words[hit.end :]) is not None:
            return hit.trigger.role
    return role_of_label(words)


def _letterhead(reading: Reading, block: Block) -> Labelled | None:
    """The body whose name is the whole first block of a paper."""
    words = reading.document.text[block.start : block.end].strip(_OUTSIDE)
    for span in reading.spans_in(block.start, block.end, Label.ACTOR):
        if span.text == words:
            rules = read_rules("ingest.roles", "roles.toml")
            role = f"role:{rules['letterhead']}"
            return Labelled(span, role, span.start, float(rules["confidence"]["far"]))
    return None


def _leading_actors(
    reading: Reading, block: Block, values: int, role: str, start: int, rate: float
) -> Iterator[Labelled]:
    """The actors that head a block and their coordination, not those of a later clause."""
    text, position, first = reading.document.text, values, True
    for span in reading.spans_in(values, block.end, Label.ACTOR):
        gap = text[position : span.start]
        if (bridges().first(gap) if first else bridges().next(gap)) is None:
            return
        yield Labelled(span, role, min(start, span.start), rate)
        position, first = span.end, False
