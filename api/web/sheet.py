"""The sheet of a practice: what is known of it on one page, made to be printed and handed round.

The page and the PDF show the same sheet. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from api.web.practice_words import practice_words
from api.web.words import words
from corpus import italian
from corpus.reviews import Review, Standing, review_of
from corpus.views import Fact, FactKind, PracticeView

#: Facts told of one kind: a sheet is one page, the whole is on the page of the practice.
MOST = 6


@dataclass(frozen=True, slots=True)
class Line:
    """A fact in one line: what it is, and what goes with it in smaller letters."""

    label: str
    more: str


@dataclass(frozen=True, slots=True)
class Part:
    """The facts of one kind; `missing` is said where there are none, `left` are not told."""

    kind: FactKind
    title: str
    lines: tuple[Line, ...]
    missing: str
    left: int


def parts(view: PracticeView, standing: Standing) -> tuple[Part, ...]:
    """Return what a sheet tells of a practice, in reading order."""
    return tuple(
        Part(
            kind=group.kind,
            title=group.title,
            lines=told[:MOST],
            missing=group.missing,
            left=len(told[MOST:]),
        )
        for group in words().groups
        for told in (_lines(view.of(group.kind), standing),)
    )


def _lines(facts: Iterable[Fact], standing: Standing) -> tuple[Line, ...]:
    return tuple(dict.fromkeys(Line(fact.label, _more(fact, standing)) for fact in facts))


def _more(fact: Fact, standing: Standing) -> str:
    review = review_of(fact, standing)
    sure = italian.confidence(fact.confidence)
    said = [*details(fact), sure if review is Review.READ else practice_words().reviews[review]]
    return ", ".join(said)


def details(fact: Fact) -> list[str]:
    """Return what goes with a fact: role, kind, territory around."""
    detail = fact.detail
    found = [detail[key].lower() for key in ("role_label", "type_label") if key in detail]
    if fact.kind is FactKind.PLACE:
        found += [detail[level] for level in ("provincia", "regione") if level in detail]
    if detail.get("scope") == "budget":
        found.append("costo complessivo")
    return [one for one in dict.fromkeys(found) if one.casefold() != fact.label.casefold()]
