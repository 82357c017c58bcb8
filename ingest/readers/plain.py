"""Plain text: the decoded file as it is, and the structure its author meant."""

from __future__ import annotations

from ingest.readers.decoding import decode
from ingest.readers.reading import Reading, heading_title
from ingest.structure import find_blocks


def read_plain(data: bytes) -> Reading:
    """Return the text of the file, character by character, with its blocks."""
    text = decode(data)
    blocks = find_blocks(text)
    return Reading(text, blocks, heading_title(text, blocks))
