"""The sentence around a mention, so that a proof can be read by itself. Pure."""

from __future__ import annotations

import re

from corpus.views import DocumentView, Evidence
from ingest.privacy import masked

_END = re.compile(r"[.!?…][»”\"')\]]*\s+(?=[«“\"'(\[]*[A-ZÀ-ÖØ-Þ0-9])|\n\s*\n")
_MOST = 500  # characters on either side: a table without stops is no sentence


def whole_sentence(evidence: Evidence, document: DocumentView | None) -> Evidence:
    """Return the sentence that holds a mention, inside its block; the mention where there is none.

    Details of persons are masked, as they are in the evidence itself.
    """
    if document is None or evidence.end > len(document.text):
        return evidence
    text = document.text
    holding = [b for b in document.blocks if b.start < evidence.end and b.end > evidence.start]
    first = min([block.start for block in holding], default=evidence.start)
    last = max([block.end for block in holding], default=evidence.end)
    start = max(min(first, evidence.start), evidence.start - _MOST)
    end = min(max(last, evidence.end), evidence.end + _MOST)
    ends = [found.end() for found in _END.finditer(text, start, evidence.start)]
    start = ends[-1] if ends else start
    after = _END.search(text, evidence.end, end)
    end = after.end() if after else end
    while end > evidence.end and text[end - 1].isspace():
        end -= 1
    while start < evidence.start and text[start].isspace():
        start += 1
    quote = masked(text, start, end)
    return Evidence(evidence.document, start, end, quote, evidence.confidence)
