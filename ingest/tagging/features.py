"""What the tagger is told of each token beside the words: what rules found, where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from ingest.language.offsets import tokens_between
from ingest.language.regions import SILENT, block_numbers, blocks_of
from ingest.model import Label, Span
from ingest.tagging.alphabet import BLOCK_NUMBER, NO_BLOCK, tags_of

SHAPES = 8
_SIGNS = frozenset('.,;:()«»"')


@dataclass(frozen=True, slots=True)
class Features:
    """Arrays over the N tokens of a document.

    `rules`: tag numbers of the spans that rules and labels found (int64, N); `blocks`: kinds of
    block (int64, N); `shapes`: signs of writing and layout, 0 or 1 (float32, N × SHAPES).
    """

    rules: NDArray[np.int64]
    blocks: NDArray[np.int64]
    shapes: NDArray[np.float32]


def features_of(doc: Doc, candidates: Sequence[Span]) -> Features:
    """Return the features of an analysed document whose candidates rules have found."""
    numbers = block_numbers(doc)
    kinds = [BLOCK_NUMBER.get(block.kind, NO_BLOCK) for block in blocks_of(doc)]
    blocks = [NO_BLOCK if number == SILENT else kinds[number] for number in numbers]
    return Features(
        tags_of(len(doc), located(doc, candidates)),
        np.array(blocks, np.int64).reshape(-1),
        _shapes(doc, numbers),
    )


def located(doc: Doc, spans: Sequence[Span]) -> list[tuple[int, int, Label]]:
    """Return the first token, the token past the last and the label of each span."""
    found = []
    for span in spans:
        tokens = tokens_between(doc, span.start, span.end)
        found.append((tokens.start, tokens.stop, span.label))
    return found


def _shapes(doc: Doc, numbers: Sequence[int]) -> NDArray[np.float32]:
    shapes = np.zeros((len(doc), SHAPES), np.float32)
    for i, token in enumerate(doc):
        text = token.text
        shapes[i] = (
            text[:1].isupper(),
            len(text) > 1 and text.isupper(),
            any(sign.isdigit() for sign in text),
            text in _SIGNS,
            bool(token.is_sent_start),
            token.is_space,
            i == 0 or numbers[i] != numbers[i - 1],
            "\n" in text,
        )
    return shapes
