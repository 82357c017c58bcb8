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
_LOOSE_END = re.compile(
    r"(?:\s+(?:per|di|del|della|dell['’]|delle|degli|la|le|il|lo|e)|[\s,(–-]+)+$", re.IGNORECASE
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
            text = _LOOSE_END.sub("", match.group())
            if not text or (" " not in text and text.lower() in {"fondo", "fondi"}):
                continue
            end = match.start() + len(text)
            found.append(
                Span(match.start(), end, text, Label.FUNDING, 0.85, concept, None, None, SOURCE)
            )
    return within(doc, found, barred)
