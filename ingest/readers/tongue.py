"""Whether a text is Italian: the only language the rest of the house can read."""

from __future__ import annotations

from functools import cache
from typing import Any

from ingest.errors import Refusal, UnreadableDocument
from ingest.model import Block, BlockKind
from ingest.privacy import mostly_people
from ingest.readers.limits import limits

_NAMES = {
    "en": "inglese", "fr": "francese", "de": "tedesco", "es": "spagnolo", "pt": "portoghese",
    "sl": "sloveno", "ro": "rumeno", "sq": "albanese", "ar": "arabo", "zh": "cinese", "ru": "russo",
    "uk": "ucraino", "ca": "catalano", "nl": "olandese", "pl": "polacco", "hr": "croato",
}  # fmt: skip
_PROSE = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.FIELD, BlockKind.TABLE_CELL)
_SAMPLE = 20_000  # characters: more changes no verdict


def refuse_foreign(text: str, blocks: tuple[Block, ...]) -> None:
    """Raise UnreadableDocument (lingua) where enough prose is clearly in another language.

    Short texts and texts that mix languages are believed to be Italian.
    """
    language = foreign_language(text, blocks, least=limits().language.characters)
    if language is not None:
        named = _NAMES.get(language)
        raise UnreadableDocument(
            f"Il testo non sembra in italiano{f' ma in {named}' if named else ''}:"
            " si leggono solo documenti in italiano. Invia la versione italiana.",
            Refusal.LANGUAGE,
        )


def foreign_language(text: str, blocks: tuple[Block, ...], *, least: int) -> str | None:
    """Return the code of the language a text is clearly in, None for Italian.

    None too below `least` letters of prose, and where Italian is mixed with another language.
    """
    prose = _sample(text, blocks)
    if sum(map(str.isalpha, prose)) < least or _is_plainly_italian(prose):
        return None
    language = _identify(prose)
    # A page in two languages has Italian in it; a list of foreign names is no foreign text.
    halves = prose[: len(prose) // 2], prose[len(prose) // 2 :]
    if language == "it" or any(_identify(half) == "it" for half in halves):
        return None
    return None if mostly_people(prose) else language


def language_name(code: str) -> str | None:
    """Return the Italian name of a language, None where it has none here."""
    return _NAMES.get(code)


def _is_plainly_italian(prose: str) -> bool:
    """Tell whether function words that only Italian has make up enough of the words."""
    ours = frozenset(limits().language.words.split())
    words = prose.lower().split()
    return sum(word in ours for word in words) > limits().language.sure_share * len(words)


def _sample(text: str, blocks: tuple[Block, ...]) -> str:
    parts: list[str] = []
    length = 0
    for block in blocks:
        if block.kind in _PROSE and length < _SAMPLE:
            parts.append(text[block.start : min(block.end, block.start + _SAMPLE)])
            length += len(parts[-1])
    return "\n".join(parts)


def _identify(prose: str) -> str:
    language: str = _identifier().classify(prose)[0]
    return language


@cache
def _identifier() -> Any:
    # Half a second and NumPy, spent only when the first long text comes.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)
