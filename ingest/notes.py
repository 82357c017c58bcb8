"""Why an extraction is empty, or what it leaves out: an answer never lacks its reason. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.model import BlockKind, Document, Extraction, Label, Note, Span
from ingest.privacy import mostly_people, names_a_person, private_details
from ingest.readers.tongue import foreign_language, language_name

_SHORT = 12  # words: less than a sentence tells little
_LETTERS = 80  # below this no language is told from another
_SILENT = frozenset({BlockKind.METADATA, BlockKind.FURNITURE})


def with_notes(extraction: Extraction, left_out: Sequence[Span] = ()) -> Extraction:
    """Return the extraction with its notes; `left_out` are the spans it keeps from the graph."""
    return replace(extraction, notes=tuple(_notes(extraction, left_out)))


def _notes(extraction: Extraction, left_out: Sequence[Span]) -> Iterator[Note]:
    document = extraction.document
    if not extraction.statements:
        yield from _reasons(extraction)
    elif not any(span.label is Label.MEASURE for span in extraction.spans):
        yield _NO_MEASURE
    if people := sum(names_a_person(span.text) for span in left_out):
        yield Note(
            "people-left-out",
            f"Le persone non entrano nel grafo: {people} "
            + (
                "nome è stato lasciato fuori." if people == 1 else "nomi sono stati lasciati fuori."
            ),
        )
    if private_details(document.text):
        yield Note(
            "details-left-out",
            "Nel testo ci sono recapiti o codici di persone: nel grafo non entrano.",
        )


def _reasons(extraction: Extraction) -> Iterator[Note]:
    """Say why nothing is stated of a document: first what it is, then what was not found in it."""
    document = extraction.document
    words = " ".join(_spoken(document)).split()
    if not words:
        yield Note(
            "empty", "Il documento è vuoto, o contiene solo menu e intestazioni: niente da leggere."
        )
        return
    if not any(any(map(str.isalpha, word)) for word in words):
        yield Note("no-words", "Nel documento non ci sono parole, solo segni o cifre.")
    elif mostly_people("\n".join(_spoken(document))):
        yield Note(
            "only-people", "Il documento contiene solo nomi di persone, che nel grafo non entrano."
        )
    elif language := foreign_language(document.text, document.blocks, least=_LETTERS):
        named = language_name(language)
        yield Note(
            "language",
            f"Il testo non sembra in italiano{f' ma in {named}' if named else ''}:"
            " si leggono solo documenti in italiano.",
        )
    elif len(words) < _SHORT:
        yield Note(
            "short", f"Il testo è troppo breve ({_counted(len(words))}) per dire che cosa si fa."
        )
    if not any(span.label is Label.MEASURE for span in extraction.spans):
        yield _NO_MEASURE
    if not extraction.practices:
        yield Note(
            "no-practice",
            "Il testo non racconta una pratica: non dice che cosa si fa, o chi lo fa per chi.",
        )


_NO_MEASURE = Note("no-measure", "Nel testo non è stato trovato nessun servizio o intervento.")


def _spoken(document: Document) -> list[str]:
    """What speaks in a document: its blocks but menus and front matter."""
    blocks = (block for block in document.blocks if block.kind not in _SILENT)
    return [document.text[block.start : block.end] for block in blocks]


def _counted(words: int) -> str:
    return "una parola" if words == 1 else f"{words} parole"
