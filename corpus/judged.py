"""What curators make of a reading: its accepted words as marks, its rejected ones as negatives.

Accepted and corrected statements become marks inside the text, in the form of `corpus.markup`;
rejected ones rows about words that look right and are not. Pure: `corpus.revision` writes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from corpus.candidates import sentence_around
from corpus.decisions import Decision, StatementKey, Verdict
from corpus.judging import JOIN, ROLE, STATUS, Aspect, Claim, claim_of, judgeable, kind
from corpus.markup import GoldSpan, mark, strip
from ingest.model import Document, Extraction, Label, Ref, Statement
from ingest.practices.reading import plain

_FRONT = "---\n"
_Where = tuple[Label, int, int]


@dataclass(frozen=True, slots=True)
class Judged:
    """One document as its curators left it.

    `whole` says whether every statement was judged; `moved` are decisions whose words no longer
    stand where they stood; `dropped` the words left out because longer ones hold them.
    """

    document: Document
    spans: tuple[GoldSpan, ...]
    truths: Mapping[str, str]
    rejected: tuple[Mapping[str, Any], ...]
    whole: bool
    moved: tuple[Decision, ...] = ()
    dropped: tuple[str, ...] = ()

    def marked(self) -> str:
        """Return the annotated document; raises MarkupError where its text cannot hold marks."""
        text, truths = self.document.text, "".join(f"{k}: {v}\n" for k, v in self.truths.items())
        body = mark(text, self.spans)
        strip(body)
        if text.startswith(_FRONT):
            return f"{_FRONT}{truths}{body[len(_FRONT) :]}"
        title = json.dumps(plain(self.document.title), ensure_ascii=False)
        head = f"{_FRONT}id: {self.document.id}\ntitle: {title}\n{truths}{_FRONT}\n"
        return head + body


def judged(extraction: Extraction, standing: Mapping[StatementKey, Decision]) -> Judged:
    """Return what curators made of a reading; pure."""
    document = extraction.document
    moved = [one for one in standing.values() if not _in_place(one, document.text)]
    valid = [one for one in standing.values() if _in_place(one, document.text)]
    kept = [_wanted(one) for one in valid if one.verdict is not Verdict.REJECTED]
    refused = [
        one.statement
        for one in valid
        if one.verdict is Verdict.REJECTED
        or (one.correction is not None and one.correction.object is not None)
    ]
    shifts = _shifts(valid)
    marks = _marks(document, extraction, kept, refused, shifts)
    spans, dropped = _apart(document.text, marks, kept, shifts)
    asked = {StatementKey.of(statement) for statement in judgeable(extraction)}
    whole = bool(asked) and asked <= {one.statement for one in valid}
    return Judged(
        document,
        spans,
        _truths(kept, whole=whole),
        tuple(_negative(document, key) for key in refused),
        whole,
        tuple(moved),
        dropped,
    )


def _in_place(decision: Decision, text: str) -> bool:
    return text[decision.statement.start : decision.statement.end] == decision.words


def _wanted(decision: Decision) -> Statement:
    """Return the statement as the curator wants it, at the place where it was read."""
    key, correction = decision.statement, decision.correction
    value = correction.object if correction and correction.object is not None else key.object
    return Statement(key.subject, key.predicate, value, key.start, key.end, 1.0)


def _shifts(decisions: Iterable[Decision]) -> dict[_Where, tuple[int, int]]:
    """Whoever moves the edges of some words moves all that is said of them."""
    shifts: dict[_Where, tuple[int, int]] = {}
    for one in decisions:
        wanted, claim = one.correction, claim_of(_wanted(one))
        if wanted and wanted.start is not None and wanted.end is not None and claim:
            shifts[claim.label, claim.start, claim.end] = (wanted.start, wanted.end)
    return shifts


def _marks(
    document: Document,
    extraction: Extraction,
    kept: Iterable[Statement],
    refused: Iterable[StatementKey],
    shifts: Mapping[_Where, tuple[int, int]],
) -> dict[_Where, dict[str, str]]:
    """Return the words that were accepted, with their concept, role and value."""
    kept = list(kept)
    taken = {(span.start, span.end): span.label for span in extraction.spans}
    absent = {
        (claim.label, claim.start, claim.end)
        for key in refused
        if (claim := claim_of(key)) and claim.aspect is Aspect.SPAN
    }
    roles = {s.subject: _notation(s) for s in kept if s.predicate == ROLE}
    marks: dict[_Where, dict[str, str]] = {}
    for statement in kept:
        claim = claim_of(statement)
        if claim is None or not _about_these_words(statement, claim, document.text, taken):
            continue
        where = (claim.label, claim.start, claim.end)
        if where in absent:
            continue
        about = marks.setdefault((claim.label, *shifts.get(where, where[1:])), {})
        if claim.aspect is not Aspect.SPAN:
            about[str(claim.aspect)] = claim.value
        if claim.label is Label.ACTOR and statement.subject in roles:
            about["role"] = roles[statement.subject]
        if claim.label is Label.PRACTICE and kind(statement.subject) == "practice":
            about["main"] = "yes"
    return marks


def _about_these_words(
    statement: Statement, claim: Claim, text: str, taken: Mapping[tuple[int, int], Label]
) -> bool:
    """A title may stand on the opening words, a place on the body that has its seat there."""
    if kind(statement.subject) == "document":
        return True
    if claim.label is Label.PRACTICE and not isinstance(statement.object, Ref):
        words = plain(text[claim.start : claim.end])
        return words.casefold() == plain(statement.object.value).casefold()
    return taken.get((claim.start, claim.end), claim.label) is claim.label


def _apart(
    text: str,
    marks: Mapping[_Where, dict[str, str]],
    kept: Iterable[Statement],
    shifts: Mapping[_Where, tuple[int, int]],
) -> tuple[tuple[GoldSpan, ...], tuple[str, ...]]:
    """Return spans that do not overlap, the larger unit winning, and the words left out."""
    chosen: list[_Where] = []
    dropped: list[str] = []
    for where in sorted(marks, key=lambda w: (w[1] - w[2], w[1], list(Label).index(w[0]))):
        _, start, end = where
        clear = all(end <= other[1] or other[2] <= start for other in chosen)
        words = text[start:end]
        if clear and words.strip() == words and words and not set("|[]") & set(words):
            chosen.append(where)
        else:
            dropped.append(words)
    chosen.sort(key=lambda where: where[1])
    joins = _joins(kept, chosen, shifts)
    spans = []
    for where in chosen:
        label, start, end = where
        about = dict(marks[where])
        concept = about.pop("concept", None)
        attributes = {**about, **joins.get(where, {})}
        spans.append(GoldSpan(start, end, text[start:end], label, concept, attributes))
    return tuple(spans), tuple(dropped)


def _joins(
    kept: Iterable[Statement],
    chosen: Iterable[_Where],
    shifts: Mapping[_Where, tuple[int, int]],
) -> dict[_Where, dict[str, str]]:
    """Number the people that accepted measures are for: `n` on them, `for` on the measures."""
    there = set(chosen)
    nodes: dict[str, list[_Where]] = {}
    joined: list[Statement] = []
    for s in kept:
        if kind(s.subject) == "measure" and s.predicate == JOIN:
            joined.append(s)
        elif (claim := claim_of(s)) is not None:
            old = (claim.label, claim.start, claim.end)
            where = (claim.label, *shifts.get(old, old[1:]))
            ids = {s.subject, *([s.object.id] if isinstance(s.object, Ref) else [])}
            for node in ids if where in there else ():
                if kind(node) in ("measure", "beneficiary-target"):
                    nodes.setdefault(node, []).append(where)
    numbers: dict[_Where, int] = {}
    targets: dict[_Where, list[int]] = {}
    for s in joined:
        target = s.object.id if isinstance(s.object, Ref) else ""
        for measure in _within(s, nodes.get(s.subject, ())):
            for people in _within(s, nodes.get(target, ())):
                number = numbers.setdefault(people, len(numbers) + 1)
                own = targets.setdefault(measure, [])
                own += [] if number in own else [number]
    said = {people: {"n": str(number)} for people, number in numbers.items()}
    return said | {
        measure: {"for": "+".join(map(str, sorted(own)))} for measure, own in targets.items()
    }


def _within(statement: Statement, places: Iterable[_Where]) -> list[_Where]:
    return [
        where
        for where in dict.fromkeys(places)
        if statement.start < where[2] and where[1] < statement.end
    ]


def _truths(kept: Iterable[Statement], *, whole: bool) -> dict[str, str]:
    kept = sorted(kept, key=lambda s: s.start)
    told = any(kind(s.subject) == "practice" for s in kept)
    truths = {"practice": "true"} if told else {"practice": "false"} if whole else {}
    status = next((_notation(s) for s in kept if s.predicate == STATUS), None)
    return {**truths, **({"status": status} if status else {})}


def _notation(statement: Statement) -> str:
    value = statement.object
    return value.id.partition(":")[2] if isinstance(value, Ref) else value.value


def _negative(document: Document, key: StatementKey) -> Mapping[str, Any]:
    claim = claim_of(key)
    value = key.object.id if isinstance(key.object, Ref) else key.object.value
    return {
        "document": document.id,
        "sha256": document.sha256,
        "start": key.start,
        "end": key.end,
        "words": document.text[key.start : key.end],
        "sentence": sentence_around(document.text, key.start, key.end),
        "predicate": key.predicate,
        "object": value,
        "label": str(claim.label) if claim else None,
        "aspect": str(claim.aspect) if claim else None,
    }
