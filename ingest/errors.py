"""Why a document cannot be read, in words for the person who sent it."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """The reasons for refusing a document, stable across versions: programs may test them."""

    EMPTY = "vuoto"
    BINARY = "binario"
    TOO_BIG = "troppo-grande"
    ENCRYPTED = "cifrato"
    BROKEN = "rovinato"
    WRONG_TYPE = "tipo-errato"
    SCAN = "scansione-senza-testo"
    LANGUAGE = "lingua"
    SUSPICIOUS_ARCHIVE = "archivio-sospetto"
    TOO_LONG = "troppo-lungo"
    TIME = "tempo"


class UnreadableDocument(ValueError):
    """A document was refused: `reason` says in Italian what is wrong and what to do."""

    def __init__(self, reason: str, code: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code

    def __reduce__(self) -> tuple[type[UnreadableDocument], tuple[str, Refusal]]:
        """Travel whole between the jailed reader and its parent."""
        return type(self), (self.reason, self.code)
