"""Named funds and programmes: "PNRR Missione 5", "Fondo povertà", "POR FESR"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from spacy.tokens import Doc

from ingest.language.offsets import text_of
from ingest.model import Label, Span
from ingest.spans.patterns import load_patterns
from ingest.spans.phrases import within

SOURCE = "funds"
_LOOSE_SIGNS = " \t\r\n\u00a0,(–-"
_LOOSE_WORDS = frozenset(
    ("per", "di", "del", "della", "dell'", "dell’", "delle", "degli", "la", "le", "il", "lo", "e")
)


@lru_cache(maxsize=1)
def _compiled() -> tuple[tuple[re.Pattern[str], str | None], ...]:
    rows = load_patterns("funds.toml")["fund"]
    return tuple((re.compile(rf"(?<!\w)(?:{r['pattern']})"), r["concept"] or None) for r in rows)


def find_funds(doc: Doc, barred: Sequence[bool]) -> tuple[Span, ...]:
    """Return the funds named in the text; the longest of overlapping ones is left to `choose`."""
    found: list[Span] = []
    for pattern, concept in _compiled():
        for match in pattern.finditer(text_of(doc)):
            text = _without_loose_end(match.group())
            if not text or (" " not in text and text.lower() in {"fondo", "fondi"}):
                continue
            end = match.start() + len(text)
            found.append(
                Span(match.start(), end, text, Label.FUNDING, 0.85, concept, None, None, SOURCE)
            )
    return within(doc, found, barred)


def _without_loose_end(name: str) -> str:
    """Return a name without the prepositions, articles and signs that it ends in."""
    while True:
        name = name.rstrip(_LOOSE_SIGNS)
        *_, last = name.rsplit(maxsplit=1) or [""]
        if len(last) == len(name) or last.lower() not in _LOOSE_WORDS:
            return name
        name = name[: -len(last)]
