"""The sentence that says a fact, around the words that were read in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from api.web.highlight import Mark
from corpus.views import DocumentView, Evidence, Fact

#: Words of the sentence kept before and after the evidence; quotations shown of one fact.
AROUND = 14
MOST = 3
_SENTENCE_END = re.compile(r"[.!?…][»”\"')\]]*\s+(?=[«“\"'(\[]*[A-ZÀ-ÖØ-Þ0-9])|\n\s*\n")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A sentence in three parts, blanks made single; the evidence is in the middle.

    `anchor` is where the words are marked on the page, or None where they are not shown.
    """

    before: str
    words: str
    after: str
    anchor: str | None


def quotations(
    fact: Fact, document: DocumentView, anchors: frozenset[str]
) -> tuple[Quotation, ...]:
    """Return the sentences that say a fact, the first `MOST` different ones."""
    found: dict[tuple[str, str, str], Quotation] = {}
    for evidence in fact.evidence:
        one = quote(evidence, document, anchors)
        found.setdefault((one.before, one.words, one.after), one)
    return tuple(found.values())[:MOST]


def quote(evidence: Evidence, document: DocumentView, anchors: frozenset[str]) -> Quotation:
    """Return the sentence around a piece of evidence, inside its block."""
    mark = Mark(evidence.start, evidence.end, (), ())
    anchor = mark.anchor if mark.anchor in anchors else None
    text = document.text
    if text[evidence.start : evidence.end] != evidence.quote:
        return Quotation("", _line(evidence.quote), "", anchor)
    start, end = _block(document, evidence)
    before = _last_sentence(text[start : evidence.start])
    after = _first_sentence(text[evidence.end : end])
    return Quotation(_tail(before), _line(evidence.quote), _head(after), anchor)


def _block(document: DocumentView, evidence: Evidence) -> tuple[int, int]:
    holding = [b for b in document.blocks if b.start < evidence.end and b.end > evidence.start]
    if not holding:
        return evidence.start, evidence.end
    return min(holding[0].start, evidence.start), max(holding[-1].end, evidence.end)


def _last_sentence(text: str) -> str:
    ends: Sequence[re.Match[str]] = list(_SENTENCE_END.finditer(text + "A"))
    return text[ends[-1].end() :] if ends else text


def _first_sentence(text: str) -> str:
    found = _SENTENCE_END.search(text)
    return text[: found.end()].rstrip() if found else text


def _tail(text: str) -> str:
    words = text.split()
    cut = " ".join(words[-AROUND:])
    if not cut:
        return ""
    return ("… " if len(words) > AROUND else "") + cut + (" " if text[-1:].isspace() else "")


def _head(text: str) -> str:
    words = text.split()
    cut = " ".join(words[:AROUND])
    if not cut:
        return ""
    return (" " if text[:1].isspace() else "") + cut + (" …" if len(words) > AROUND else "")


def _line(text: str) -> str:
    return " ".join(text.split())
