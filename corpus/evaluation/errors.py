"""What extraction gets wrong, mistake by mistake: the six ways in which a span can fail.

Where `spans` says how much is right, this says what to mend. Every span of gold or of ours that is
not wholly right is one mistake of one kind, except that a span found in its place may be wrong
twice: in its concept and in its role. `error_tables` counts and shows them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.candidates import sentence_around
from corpus.evaluation.spans import SCHEMES, THRESHOLD, Labelled, matched
from corpus.gold import GoldDocument
from corpus.markup import GoldSpan
from ingest.linking.labels import content_lemmas
from ingest.model import Extraction, Label, Ref, Span
from ingest.practices.reading import plain

NOTHING = "–"  # where there is no concept, no role


class Wrong(StrEnum):
    """How a span fails, in the words of the tables."""

    MISSED = "mancato"
    INVENTED = "inventato"
    LABEL = "altra etichetta"
    BOUNDARY = "altri confini"
    CONCEPT = "altro concetto"
    ROLE = "altro ruolo"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong in one document.

    `label` is that of gold, or ours where nothing was marked; `detail` says what is confused with
    what ("NEED → MEASURE"), or which concept was missed or invented. `given` and `found` are the
    words of gold and ours, "" where there are none; `confidence` is 0 for what was missed.
    """

    wrong: Wrong
    label: Label
    detail: str
    given: str
    found: str
    confidence: float
    sentence: str
    document: str
    family: str
    genre: str


def mistakes(document: GoldDocument, extraction: Extraction) -> Iterator[Mistake]:
    """Yield what is wrong in a document, label by label and then by position."""
    text, gold, ours = document.text, document.spans, extraction.spans

    def mistake(wrong: Wrong, detail: str, given: GoldSpan | None, found: Span | None) -> Mistake:
        shown: Labelled | None = given or found
        assert shown is not None  # noqa: S101 - a mistake is about something
        return Mistake(
            wrong,
            shown.label,
            detail,
            plain(given.text) if given else "",
            plain(found.text) if found else "",
            found.confidence if found else 0.0,
            sentence_around(text, shown.start, shown.end),
            document.id,
            document.family,
            document.truths.get("genre", ""),
        )

    missed, invented = list(gold), list(ours)
    for label in Label:
        wanted = [span for span in gold if span.label is label]
        offered = [span for span in ours if span.label is label]
        for i, j in matched(text, wanted, offered):
            given, found = wanted[i], offered[j]
            missed.remove(given)
            invented.remove(found)
            if _kind(given) != _kind(found):
                detail = f"{_kind(given) or NOTHING} → {_kind(found) or NOTHING}"
                yield mistake(Wrong.CONCEPT, detail, given, found)
            if label is Label.ACTOR and (detail := _role_confused(given, found, gold, extraction)):
                yield mistake(Wrong.ROLE, detail, given, found)
    # What is left over: the same words under another label, or the same label on other words.
    mistaken = _relabelled(text, missed, invented)
    for i, j in mistaken:
        given, found = missed[i], invented[j]
        if given.label is found.label:
            yield mistake(Wrong.BOUNDARY, _shift(given, found), given, found)
        else:
            yield mistake(Wrong.LABEL, f"{given.label} → {found.label}", given, found)
    for i, given in enumerate(missed):
        if all(i != one for one, _ in mistaken):
            yield mistake(Wrong.MISSED, _kind(given) or NOTHING, given, None)
    for j, found in enumerate(invented):
        if all(j != other for _, other in mistaken):
            yield mistake(Wrong.INVENTED, _kind(found) or NOTHING, None, found)


def _relabelled(
    text: str, missed: Sequence[GoldSpan], invented: Sequence[Span]
) -> list[tuple[int, int]]:
    """Pair what is left over: the same words under another name, then the same name on others.

    A pair of different labels shares at least half of its words, a pair of one label some.
    """
    other = [
        (i, j)
        for i, j in matched(text, missed, invented, THRESHOLD)
        if missed[i].label is not invented[j].label
    ]
    pairs = list(other)
    for label in Label:
        left = [
            i
            for i, span in enumerate(missed)
            if span.label is label and all(i != one for one, _ in other)
        ]
        right = [
            j
            for j, span in enumerate(invented)
            if span.label is label and all(j != two for _, two in other)
        ]
        near = matched(text, [missed[i] for i in left], [invented[j] for j in right], 0.0)
        pairs += [(left[i], right[j]) for i, j in near]
    return sorted(pairs)


def _shift(given: Labelled, found: Labelled) -> str:
    if given.start <= found.start and found.end <= given.end:
        return "troppo corto"
    if found.start <= given.start and given.end <= found.end:
        return "troppo lungo"
    return "spostato"


def _kind(span: Labelled) -> str:
    """The concept of a span; dates, results and amounts have none to be wrong about."""
    if span.label is Label.PLACE:
        return (span.concept or "").removeprefix("place:")
    return (span.concept or "") if span.label in SCHEMES else ""


def _role_confused(
    given: GoldSpan, found: Span, gold: Sequence[GoldSpan], extraction: Extraction
) -> str:
    """Return what role was taken for what, "" where it is right or never said.

    A body may be named often and its role told once: its other mentions count for it.
    """
    said = _roles_of(found, extraction)
    role = given.attributes.get("role", "")
    if role:
        return "" if role in said else f"{role} → {'+'.join(sorted(said)) or NOTHING}"
    names = set(content_lemmas(given.text))
    told = {
        span.attributes.get("role", "")
        for span in gold
        if span.label is Label.ACTOR and names & set(content_lemmas(span.text))
    }
    extra = sorted(said - told)
    return f"{NOTHING} → {'+'.join(extra)}" if extra else ""


def _roles_of(found: Span, extraction: Extraction) -> set[str]:
    """Return the roles that the statements give to a participant: named here, or by its node."""
    roles = {
        s.subject: s.object.id.partition(":")[2]
        for s in extraction.statements
        if s.predicate == "cv:role" and isinstance(s.object, Ref)
    }
    return {
        roles[s.subject]
        for s in extraction.statements
        if s.predicate in ("cv:hasParticipant", "wp:participantCategory")
        and isinstance(s.object, Ref)
        and s.subject in roles
        and (s.object.id == found.entity or (s.start < found.end and found.start < s.end))
    }
