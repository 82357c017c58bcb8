"""Where on a page the words stand that say something: addresses of marks. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote as quoted

from api.web.highlight import Mark
from api.web.quotation import Quotation, quote
from corpus.views import DocumentView, Evidence, Fact, PracticeView


@dataclass(frozen=True, slots=True)
class Proof:
    """A sentence that says a fact, and the address where its words are lit."""

    words: Quotation
    address: str


def practice_address(identifier: str) -> str:
    """Return the address of a practice's page."""
    return f"/pratiche/{quoted(identifier, safe='')}"


def lit(evidence: Evidence, view: PracticeView) -> str:
    """Return where the words are lit: beside the practice, or in the other document of it."""
    anchor = Mark(evidence.start, evidence.end, (), ()).anchor
    if evidence.document == view.document:
        return f"{practice_address(view.id)}#{anchor}"
    return f"/documenti/{quoted(evidence.document, safe='')}#{anchor}"


def first_lit(view: PracticeView, start: int, end: int) -> str:
    """Return where the first words are lit that prove something in a stretch of its document.

    Where nothing is marked there, the practice's page itself.
    """
    inside = [
        evidence
        for fact in view.facts
        for evidence in fact.evidence
        if evidence.document == view.document and start <= evidence.start < evidence.end <= end
    ]
    if not inside:
        return practice_address(view.id)
    return lit(min(inside, key=lambda one: (one.start, one.end)), view)


def proof(fact: Fact, view: PracticeView, document: DocumentView | None) -> Proof | None:
    """Return the first sentence that says a fact; `document` is the one of that evidence."""
    if not fact.evidence or document is None:
        return None
    evidence = fact.evidence[0]
    return Proof(quote(evidence, document, frozenset()), lit(evidence, view))
