"""Which tokens may carry spans: the blocks of a document, laid over its tokens."""

from __future__ import annotations

from typing import cast

from spacy.tokens import Doc

from ingest.model import Block, BlockKind, Document

_SILENT = frozenset({BlockKind.METADATA, BlockKind.FURNITURE})
_BLOCKS, _NUMBERS = "prassi_blocks", "prassi_block_numbers"

SILENT = -1


def lay_blocks(doc: Doc, document: Document) -> None:
    """Keep the document's blocks beside its tokens; without blocks the whole text is one."""
    whole = Block(BlockKind.PARAGRAPH, 0, len(document.text))
    doc.user_data[_BLOCKS] = document.blocks or (whole,)
    doc.user_data.pop(_NUMBERS, None)


def block_numbers(doc: Doc) -> list[int]:
    """Return, for each token, the number of its block, or SILENT where no span may stand."""
    numbers = cast("list[int] | None", doc.user_data.get(_NUMBERS))
    if numbers is None or len(numbers) != len(doc):
        blocks = blocks_of(doc)
        numbers = _number(doc, blocks) if blocks else [0] * len(doc)
        doc.user_data[_NUMBERS] = numbers
    return numbers


def block_of(doc: Doc, token: int) -> Block | None:
    """Return the block of a token, if it may carry spans."""
    number = block_numbers(doc)[token]
    blocks = blocks_of(doc)
    return blocks[number] if blocks and number != SILENT else None


def _number(doc: Doc, blocks: tuple[Block, ...]) -> list[int]:
    numbers: list[int] = []
    order = sorted(range(len(blocks)), key=lambda n: blocks[n].start)
    current = 0
    for token in doc:
        while current < len(order) and blocks[order[current]].end <= token.idx:
            current += 1
        if current < len(order) and blocks[order[current]].start <= token.idx:
            number = order[current]
            numbers.append(SILENT if blocks[number].kind in _SILENT else number)
        else:
            numbers.append(SILENT)
    return numbers


def blocks_of(doc: Doc) -> tuple[Block, ...]:
    """Return the blocks laid over a document, silent ones too."""
    return cast("tuple[Block, ...]", doc.user_data.get(_BLOCKS, ()))
