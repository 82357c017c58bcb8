"""Calls for proposals: who publishes them, by when, with how much, who may apply, for what.

A text is a call where its title or a line of its opening says so, or where what only a call sets
stands in it: a deadline to apply, who may apply, the words of the act. A paper that tells who won
speaks of the winner, not of the call.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.model import Block, BlockKind, Label, Practice, Span
from ingest.practices.kinds import kind_of_title
from ingest.practices.reading import Reading, Stretch, find_words
from ingest.relations.call_cues import first, heads, invitations, limit, opens, sure
from ingest.relations.call_terms import (
    Deadline,
    Share,
    Sum,
    find_cap,
    find_deadline,
    find_share,
    find_total,
    heading_over,
)
from ingest.roles import RoleFound

CALL = "practice-type:bando-avviso"
APPLICANT = "role:soggetto-ammissibile"
_ISSUERS = ("role:promotore", "role:autorita-gestione", "role:finanziatore", "role:capofila")
_OF_A_PROJECT = frozenset({APPLICANT, "role:capofila", "role:partner"})
_NUMBER = re.compile(r"\d{1,2}[.)]\s*$")
_NUMBER_LENGTH = 6  # characters of the number of a list item and the blanks after it
_LONGEST_LIST = 1500  # characters of a sentence that lists applicants
_ENOUGH = 2  # marks that make a call of a text that does not say it is one


@dataclass(frozen=True, slots=True)
class Call:
    """A call for proposals; ``text[start:end]`` are the words that make the text one.

    `measures` are what it funds, `beneficiaries` whom that is for.
    """

    start: int
    end: int
    confidence: float
    issuer: RoleFound | None
    deadline: Deadline | None
    total: Sum | None
    cap: Sum | None
    share: Share | None
    applicants: tuple[RoleFound, ...]
    measures: tuple[Span, ...]
    beneficiaries: tuple[Span, ...]


def find_call(reading: Reading, practice: Practice, roles: Sequence[RoleFound]) -> Call | None:
    """Return the call that a practice is, None where it is none.

    `roles` are those of the actors of the practice.
    """
    if _tells_results(reading, practice):
        return None
    deadline = find_deadline(reading, practice)
    applicants = _applicants(reading, practice, roles)
    told = _told(reading, practice, deadline, applicants)
    if told is None:
        return None
    words, rate = told
    total = find_total(reading, practice)
    spans = reading.spans_of(practice, Label.MEASURE, Label.BENEFICIARY)
    funded = [span for span in spans if not _is_unfunded(reading, span)]
    return Call(
        words.start,
        words.end,
        rate,
        _issuer(roles),
        deadline,
        total,
        find_cap(reading, practice, total),
        find_share(reading, practice),
        applicants,
        tuple(span for span in funded if span.label is Label.MEASURE),
        tuple(span for span in funded if span.label is Label.BENEFICIARY),
    )


def _tells_results(reading: Reading, practice: Practice) -> bool:
    """Tell whether the title or the opening says that somebody has won."""
    return first("results", f"{practice.title}\n{_opening(reading, practice)}") is not None


def _told(
    reading: Reading,
    practice: Practice,
    deadline: Deadline | None,
    applicants: Sequence[RoleFound],
) -> tuple[Stretch, float] | None:
    """The words that make a text a call, and how sure they are."""
    if (line := _line(reading, practice)) is not None:
        return line, sure("titled")
    marks = [Stretch(deadline.start, deadline.end)] if deadline else []
    marks += [Stretch(role.start, role.end) for role in applicants[:1]]
    if (act := first("acts", _body(reading, practice))) is not None:
        marks.append(Stretch(practice.start + act.start(), practice.start + act.end()))
    enough = _ENOUGH - 1 if practice.kind == CALL else _ENOUGH
    return (min(marks), sure("deduced")) if len(marks) >= enough else None


def _line(reading: Reading, practice: Practice) -> Stretch | None:
    """The line of the opening that names the text a call, or the title where it stands."""
    stop = practice.start + limit("opening")
    for block in reading.speaking_blocks(practice.start, practice.end):
        if block.start >= stop:
            break
        for line in _lines(reading, block):
            if line.end - line.start <= limit("heading") and opens(
                "lines", reading.document.text[line.start : line.end]
            ):
                return line
    if kind_of_title(practice.title) != CALL:
        return None
    for start, end in ((practice.start, practice.end), (0, practice.start)):
        if (found := find_words(reading.document.text, practice.title, start, end)) is not None:
            return found
    return None


def _lines(reading: Reading, block: Block) -> Iterator[Stretch]:
    start = block.start
    for line in reading.document.text[block.start : block.end].splitlines(keepends=True):
        yield Stretch(start, start + len(line.rstrip()))
        start += len(line)


def _issuer(roles: Sequence[RoleFound]) -> RoleFound | None:
    """The organisation that publishes the call: who promotes it, else who pays for it."""
    named = [role for role in roles if role.span.entity is not None and role.role in _ISSUERS]
    return min(named, key=lambda role: (_ISSUERS.index(role.role), role.start), default=None)


def _applicants(
    reading: Reading, practice: Practice, roles: Sequence[RoleFound]
) -> tuple[RoleFound, ...]:
    """Who may apply: the actors in that role, and those of the section that lists them."""
    taken = {role.span.start for role in roles if not _may_apply(role)}
    found = [role for role in roles if role.role == APPLICANT]
    for section in _sections(reading, practice):
        found += [
            RoleFound(span, APPLICANT, span.start, span.end, sure("applicant"))
            for span in reading.spans_in(section.start, section.end, Label.ACTOR)
            if span.start not in taken and not _is_aside(reading, span)
        ]
    once = {role.span.start: role for role in reversed(found)}
    return tuple(once[start] for start in sorted(once))


def _may_apply(role: RoleFound) -> bool:
    """Tell whether an actor of another role is an applicant where applicants are listed.

    A call asks for a lead partner and for partners of a kind; those it names are partners already.
    """
    return role.role in _OF_A_PROJECT and role.span.entity is None


def _sections(reading: Reading, practice: Practice) -> Iterator[Stretch]:
    """The stretches that list who may apply: under a heading, in a field, after an invitation."""
    start: int | None = None
    for block in reading.speaking_blocks(practice.start, practice.end):
        line = next(_lines(reading, block))
        words = reading.document.text[line.start : line.end]
        is_heading = _is_heading(reading, block, words)
        is_field = block.kind is BlockKind.FIELD and block.label is not None
        if start is not None and (is_heading or is_field):
            yield Stretch(start, block.start)
            start = None
        if is_heading and heads("applicants", words):
            start = line.end
        elif is_field and heads("applicants", str(block.label)):
            yield Stretch(block.start, block.end)
    if start is not None:
        yield Stretch(start, practice.end)
    for cue in invitations():
        for match in cue.finditer(reading.document.text, practice.start, practice.end):
            end = reading.sentence_at(match.start()).end
            yield Stretch(match.end(), min(end, practice.end, match.end() + _LONGEST_LIST))


def _is_heading(reading: Reading, block: Block, line: str) -> bool:
    """Tell whether a block begins with a heading: as such, in bold, or a short numbered line."""
    if block.kind is BlockKind.HEADING:
        return True
    before = reading.document.text[max(0, block.start - _NUMBER_LENGTH) : block.start]
    numbered = _NUMBER.search(before) is not None and line[-1:].isalnum()
    whole = len(line) == len(reading.document.text[block.start : block.end].rstrip())
    return len(line) <= limit("heading") and (line.endswith("**") or (numbered and whole))


def _is_aside(reading: Reading, span: Span) -> bool:
    """Tell whether the sentence of an actor names it as something else than an applicant."""
    start, end = reading.sentence_at(span.start)
    before = reading.document.text[max(start, span.start - limit("clause")) : span.start]
    after = reading.document.text[span.end : min(end, span.end + limit("near"))]
    return first("aside", before) is not None or first("aside", after, "after") is not None


def _is_unfunded(reading: Reading, span: Span) -> bool:
    """Tell whether a sentence or its heading says that the call does not pay for something."""
    start, _ = reading.sentence_at(span.start)
    before = reading.document.text[max(start, span.start - limit("clause")) : span.start]
    over = heading_over(reading, span.start)
    return first("unfunded", before) is not None or (
        over is not None and first("unfunded", reading.words(over.start, over.end)) is not None
    )


def _opening(reading: Reading, practice: Practice) -> str:
    start = next((b.start for b in reading.speaking_blocks(practice.start, practice.end)), None)
    first_ = practice.start if start is None else start
    return reading.document.text[first_ : min(practice.end, first_ + limit("opening"))]


def _body(reading: Reading, practice: Practice) -> str:
    return reading.document.text[practice.start : practice.end]
