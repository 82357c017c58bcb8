"""One reader a format: bytes in, `ingest.model.Document` out."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import PurePath

from ingest.errors import Refusal, UnreadableDocument
from ingest.model import Document
from ingest.readers.markdown import read_markdown
from ingest.readers.plain import read_plain

__all__ = ["document_id", "read"]


def document_id(name: str) -> str:
    """Return the identifier a file name suggests: its stem in ASCII, lower case, with hyphens."""
    stem = PurePath(name.replace("\\", "/")).stem
    ascii_only = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")
    return slug[:80].strip("-") or "documento"


def read(data: bytes, name: str, document_id: str | None = None) -> Document:
    """Read a document from its bytes and file name.

    Raises UnreadableDocument, saying why in Italian, for whatever cannot or must not be read.
    """
    reading = read_markdown(data) if name.endswith(".md") else read_plain(data)
    if not reading.text.strip():
        raise UnreadableDocument("Il documento è vuoto: non contiene alcun testo.", Refusal.EMPTY)
    identifier = document_id or reading.metadata.get("id") or _identifier(name)
    return Document(
        identifier,
        reading.title or PurePath(name).stem,
        hashlib.sha256(data).hexdigest(),
        "text/markdown" if name.endswith(".md") else "text/plain",
        reading.text,
        reading.blocks,
        reading.metadata,
    )


_identifier = document_id
