"""Calls (bandi): who opens them, for whom, until when, with how much; open or closed on a day."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.registers.facts import Facts
from corpus.registers.practices import PracticeEntry
from corpus.registers.register import Key, sort_key


class CallStatus(StrEnum):
    """Whether one can still apply, as far as the document says."""

    OPEN = "aperto"
    CLOSED = "chiuso"
    UNSTATED = "scadenza-non-dichiarata"


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who may apply: a kind of actor (``actor:…``) or an organisation (``organisation/…``)."""

    concept: str
    label: str


@dataclass(frozen=True, slots=True)
class CallEntry:
    """A call as its document states it.

    `deadline` is an ISO date, or a month of which only the month is said; amounts are euros as
    written; `maximum_share` is a percentage. The documents do not say when calls open in a way
    that can be relied upon, so nothing is said of it.
    """

    id: str
    iri: str
    title: str
    issuer: Applicant | None
    deadline: str | None
    budget: str | None
    maximum_grant: str | None
    maximum_share: str | None
    applicants: tuple[Applicant, ...]
    audience: tuple[str, ...]
    programmes: tuple[str, ...]
    practices: tuple[str, ...]
    document: str | None

    @property
    def key(self) -> Key:
        """Where it stands: the latest deadline last, those without one after all, then by title."""
        return self.deadline or "9999-99", *sort_key(self.title, self.id)

    @property
    def names(self) -> tuple[str, ...]:
        """Its title."""
        return (self.title,)

    @property
    def last_day(self) -> date | None:
        """The last day to apply: of a month, its last."""
        if self.deadline is None:
            return None
        year, month, *day = map(int, self.deadline.split("-"))
        try:
            return date(year, month, day[0] if day else monthrange(year, month)[1])
        except ValueError:  # 30 February: as written, and no day at all
            return None

    def status(self, on: date) -> CallStatus:
        """Tell whether one may still apply on a day; its last day is one of them."""
        if self.last_day is None:
            return CallStatus.UNSTATED
        return CallStatus.OPEN if on <= self.last_day else CallStatus.CLOSED


def call_entries(
    facts: Facts,
    practices: Iterable[PracticeEntry],
    iri: Callable[[str], str],
    label: Callable[[str], str],
    standing_for: Callable[[str], str],
) -> Iterator[CallEntry]:
    """Yield every call; `label` names concepts, `standing_for` what was merged."""
    under: defaultdict[str, list[PracticeEntry]] = defaultdict(list)
    for practice in practices:
        for call in practice.calls:
            under[call].append(practice)

    def named(node: str) -> Applicant:
        if not node.startswith("organisation/"):
            return Applicant(node, label(node))
        kept = standing_for(node)
        return Applicant(kept, next(iter(facts.beside(kept, "skos:prefLabel")), kept))

    def amount(call: str, predicate: str) -> str | None:
        node = facts.ref(call, predicate)
        return facts.text(node, "schema:value") if node else None

    for me in facts.of_class("itproj:Call"):
        identifier = me.removeprefix("call/")
        those = under[identifier]
        source = facts.ref(me, "dct:source")
        issuer = facts.ref(me, "dct:publisher")
        yield CallEntry(
            id=identifier,
            iri=iri(me),
            title=facts.text(me, "dct:title") or identifier,
            issuer=named(issuer) if issuer else None,
            deadline=facts.text(me, "wp:deadline"),
            budget=amount(me, "wp:budget"),
            maximum_grant=amount(me, "wp:maximumGrant"),
            maximum_share=facts.text(me, "wp:maximumShare"),
            applicants=tuple(
                sorted(
                    {named(one) for one in facts.refs("wp:eligibleApplicant").get(me, ())},
                    key=lambda one: (one.label, one.concept),
                )
            ),
            audience=facts.refs("dct:audience").get(me, ()),
            programmes=tuple(sorted({p for one in those for p in one.programmes})),
            practices=tuple(sorted({one.id for one in those})),
            document=source.removeprefix("document/") if source else None,
        )
