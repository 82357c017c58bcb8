"""What the tagger may say: its tags, roles, statuses, and the kinds of block it is told of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ingest.model import BlockKind, Label

LABELS: tuple[Label, ...] = tuple(Label)
TAGS: tuple[str, ...] = ("O", *(f"{part}-{label}" for label in LABELS for part in "BI"))
TAG_NUMBER = {tag: number for number, tag in enumerate(TAGS)}

#: Roles of an actor in a practice; the first means that the text gives it none.
ROLES = (
    "",
    "promotore",
    "capofila",
    "ente-gestore",
    "partner",
    "finanziatore",
    "autorita-gestione",
    "soggetto-ammissibile",
    "regista",
    "valutatore",
    "accompagnatore",
)
STATUSES = ("non-dichiarata", "proposta", "finanziata", "in-corso", "conclusa", "valutata")

#: The scheme of the concepts of a label; the other labels have a value, a code or nothing.
SCHEMES = {
    Label.ACTOR: "actor",
    Label.MEASURE: "measure",
    Label.BENEFICIARY: "beneficiary",
    Label.NEED: "need",
    Label.FUNDING: "funding",
}

#: What a token is told of the block it stands in; the last also stands for "no block".
BLOCKS = (
    BlockKind.HEADING,
    BlockKind.PARAGRAPH,
    BlockKind.LIST_ITEM,
    BlockKind.FIELD,
    BlockKind.TABLE_CELL,
    BlockKind.FURNITURE,
)
BLOCK_NUMBER = {kind: number for number, kind in enumerate(BLOCKS)}
NO_BLOCK = len(BLOCKS) - 1


def tags_of(length: int, spans: Sequence[tuple[int, int, Label]]) -> NDArray[np.int64]:
    """Return a tag number for each of `length` tokens; `spans` are first, past the last, label.

    A span that begins before token 0 or ends past the last is cut, and begins inside.
    """
    tags = np.zeros(length, np.int64)
    for first, end, label in spans:
        if end <= 0 or first >= length:
            continue
        tags[max(first, 0) : min(end, length)] = TAG_NUMBER[f"I-{label}"]
        if first >= 0:
            tags[first] = TAG_NUMBER[f"B-{label}"]
    return tags


def forbidden() -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which tag may not follow which (rows: the former), and which may not come first."""
    inside = np.array([tag.startswith("I-") for tag in TAGS])
    names = np.array([tag[2:] for tag in TAGS])
    after = inside[None, :] & (names[:, None] != names[None, :])
    return after, inside
