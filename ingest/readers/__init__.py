"""One reader a format: bytes in, `ingest.model.Document` out."""

from __future__ import annotations

import hashlib
import logging
import re
import unicodedata
from collections.abc import Callable
from pathlib import PurePath

from ingest.errors import Refusal, UnreadableDocument
from ingest.model import BlockKind, Document
from ingest.readers.archives import broken
from ingest.readers.draft import refuse_long_text
from ingest.readers.kinds import Kind, detect
from ingest.readers.limits import limits
from ingest.readers.reading import Reading
from ingest.readers.tongue import refuse_foreign

__all__ = ["document_id", "read"]

_LOG = logging.getLogger(__name__)


def document_id(name: str) -> str:
    """Return the identifier a file name suggests: its stem in ASCII, lower case, with hyphens."""
    stem = PurePath(name.replace("\\", "/")).stem
    ascii_only = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")
    return slug[:80].strip("-") or "documento"


def read(data: bytes, name: str, document_id: str | None = None) -> Document:
    """Read a document from its bytes and file name.

    The bytes say the format; the name only which kind of text a text is, and the identifier where
    none is given (the `id` of a Markdown front matter comes before it). Raises UnreadableDocument,
    saying why in Italian, for whatever cannot or must not be read. Bytes from strangers belong in
    an `ingest.jail.ReadingRoom`: the parsers of PDF and Office files run here, in this process.
    """
    if len(data) > limits().document.bytes:
        raise too_big()
    if not data.strip():
        raise _empty()
    kind = detect(data, name)
    reading = _read_kind(kind, data)
    refuse_long_text(len(reading.text))
    if all(block.kind in (BlockKind.METADATA, BlockKind.FURNITURE) for block in reading.blocks):
        raise _empty()
    refuse_foreign(reading.text, reading.blocks)
    stated = reading.metadata.get("id", "")
    stated = _identifier(stated) if stated else ""
    return Document(
        id=document_id or stated or _identifier(name),
        title=reading.title or _first_words(reading) or PurePath(name).stem,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=kind.value,
        text=reading.text,
        blocks=reading.blocks,
        metadata=reading.metadata,
    )


def too_big() -> UnreadableDocument:
    """Return the refusal of a file beyond the limit of bytes."""
    return UnreadableDocument(
        f"Il file supera i {limits().document.bytes // 2**20} MB ammessi."
        " Togli le immagini o dividilo in parti.",
        Refusal.TOO_BIG,
    )


_identifier = document_id


def _empty() -> UnreadableDocument:
    return UnreadableDocument(
        "Il documento è vuoto: non contiene testo da leggere."
        " Controlla di aver scelto il file giusto.",
        Refusal.EMPTY,
    )


def _first_words(reading: Reading) -> str:
    """Return the first words of the text where they can serve as a title: short, no sentence."""
    for block in reading.blocks:
        if block.kind not in (BlockKind.METADATA, BlockKind.FURNITURE):
            words = " ".join(reading.text[block.start : block.end].split())
            named = len(words) <= 120 and not words.endswith((".", ";", ":"))
            return words if named and block.record is None else ""
    return ""


def _read_kind(kind: Kind, data: bytes) -> Reading:
    if kind in (Kind.TEXT, Kind.MARKDOWN, Kind.CSV):
        return _reader(kind)(data)  # all ours: an exception here is a bug and must look like one
    try:
        return _reader(kind)(data)
    except UnreadableDocument:
        raise
    except Exception as error:
        _LOG.warning("the %s reader failed: %r", kind.name, error, exc_info=error)
        raise broken() from error


def _reader(kind: Kind) -> Callable[[bytes], Reading]:
    """Return the reader of a format, imported when first needed: some take half a second."""
    if kind is Kind.TEXT:
        from ingest.readers.plain import read_plain as reader
    elif kind is Kind.MARKDOWN:
        from ingest.readers.markdown import read_markdown as reader
    elif kind is Kind.HTML:
        from ingest.readers.html import read_html as reader
    elif kind is Kind.PDF:
        from ingest.readers.pdf import read_pdf as reader
    elif kind is Kind.DOCX:
        from ingest.readers.docx import read_docx as reader
    elif kind is Kind.ODT:
        from ingest.readers.odt import read_odt as reader
    elif kind is Kind.PPTX:
        from ingest.readers.pptx import read_pptx as reader
    elif kind is Kind.XLSX:
        from ingest.readers.sheets import read_xlsx as reader
    else:
        from ingest.readers.sheets import read_csv as reader
    return reader
