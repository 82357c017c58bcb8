"""Bytes of a text file become characters: which encoding, and whether it is text at all."""

from __future__ import annotations

import codecs

from ingest.errors import Refusal, UnreadableDocument

_SIGNATURES = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with the UTF-16 one
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What Italian offices have written with, likeliest first; ties go to the earlier.
_LEGACY = ("cp1252", "iso8859_15", "mac_roman", "cp850")
_REFUSED_CONTROLS = frozenset(map(chr, range(32))) - frozenset("\t\n\r\f\v\x1b")


def decode(data: bytes) -> str:
    """Return the characters of a text file, unchanged: no newline or Unicode normalisation.

    A byte order mark belongs to the encoding and is not part of the text. Raises UnreadableDocument
    (binario) for NUL bytes or more than a trace of control characters.
    """
    text = _decode(data)
    controls = sum(map(text.count, _REFUSED_CONTROLS))
    if "\0" in text or controls > len(text) / 200:
        raise UnreadableDocument(
            "Il file non contiene testo ma dati binari. Invia il documento in uno dei formati"
            " ammessi (testo, Markdown, HTML, PDF, DOCX, ODT, PPTX, CSV, XLSX).",
            Refusal.BINARY,
        )
    return text


def _decode(data: bytes) -> str:
    for mark, encoding in _SIGNATURES:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise UnreadableDocument(
                    f"Il file si dichiara {encoding.upper()} ma al byte {error.start} non lo è:"
                    " è rovinato o incompleto. Salvalo di nuovo come testo UTF-8.",
                    Refusal.BROKEN,
                ) from error
    wide = _utf16_without_mark(data)
    if wide:
        return wide
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_legacy(data)


def _utf16_without_mark(data: bytes) -> str | None:
    """Italian in UTF-16 has a NUL in nearly every other byte, always on the same side."""
    sample = data[:4096]
    if len(data) % 2 or b"\0" not in sample:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    for encoding, nuls, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if nuls > 0.7 * half and others < 0.05 * half:
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                return None
    return None


def _decode_legacy(data: bytes) -> str:
    # Imported here: a fifth of a second that UTF-8 files, nearly all, need not pay.
    from charset_normalizer import from_bytes

    guesses = from_bytes(data, cp_isolation=list(_LEGACY), preemptive_behaviour=False)
    ranked = sorted(
        guesses, key=lambda guess: (round(guess.chaos, 2), _LEGACY.index(guess.encoding))
    )
    encoding = ranked[0].encoding if ranked else "cp1252"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        # The five bytes that cp1252 leaves undefined: Latin-1 gives every byte a character.
        return data.decode("latin-1")
