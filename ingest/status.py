"""The state of a practice (proposed, funded, running, ended, evaluated), where the text says it.

Most planning papers state wishes, and a wish shown as a practice destroys trust: without words that
say so, the status is "non dichiarata". Front matter is never consulted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from ingest.model import Practice
from ingest.practices.cues import phrase, read_rules
from ingest.practices.reading import Reading
from ingest.tagging import Judgement

NOT_STATED = "implementation-status:non-dichiarata"
_AROUND = 600  # characters on each side of a cue in which a denial is looked for


@dataclass(frozen=True, slots=True)
class StatusFound:
    """A concept of `implementation-status` and the words ``text[start:end]`` that say it."""

    status: str
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class StatusCue:
    """Phrases that state a status, unless their sentence also holds one of `unless`."""

    status: str
    strength: float
    phrases: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]
    positive: tuple[str, ...]
    negative: tuple[str, ...]


@cache
def status_cues() -> tuple[StatusCue, ...]:
    """Return the cues of `status.toml`. Raises ValueError on a malformed phrase."""
    return tuple(
        StatusCue(
            rule["status"],
            float(rule["strength"]),
            tuple(phrase(words) for words in rule["phrases"]),
            tuple(phrase(words) for words in rule.get("unless", ())),
            tuple(rule["positive"]),
            tuple(rule["negative"]),
        )
        for rule in _rules()["cue"]
    )


def find_status(reading: Reading, practice: Practice) -> StatusFound | None:
    """Return what the practice's stretch says of its status; None when it says nothing.

    A field that declares it outright decides. Else the furthest stage said with certainty wins:
    what was funded, opened and closed is closed. A weak cue speaks only where no strong one does.
    """
    declared = next(_declared(reading, practice), None)
    if declared is not None:
        return declared
    found = list(_cued(reading, practice))
    strong = [cue for cue in found if cue.confidence >= _rules()["weak"]]
    order: list[str] = _rules()["order"]
    return max(
        strong or found,
        key=lambda cue: (order.index(_notation(cue)), cue.confidence, -cue.start),
        default=None,
    )


def judged_status(
    reading: Reading, practice: Practice, judgement: Judgement, least: float
) -> StatusFound | None:
    """Return the status that the trained reader is sure of, with words that say it.

    A field that declares the status outright decides. Where the rules find the same status by
    themselves, the judgement need not be so sure as `least`: two that err on different texts agree.
    The proof is the words of a cue that says the same, else the sentence that counted most in the
    judgement.
    """
    declared = next(_declared(reading, practice), None)
    if declared is not None:
        return declared
    whole = judgement.whole(practice.start, practice.end)
    status, rate = max(whole.statuses.items(), key=lambda item: (item[1], item[0]))
    if _concept(status) == NOT_STATED:
        return None
    ruled = find_status(reading, practice)
    if ruled is not None and ruled.status == _concept(status) and rate >= _rules()["agreeing"]:
        return StatusFound(ruled.status, ruled.start, ruled.end, rate)
    if rate < least:
        return None
    for cue in _cued(reading, practice):
        if _notation(cue) == status:
            return StatusFound(cue.status, cue.start, cue.end, rate)
    start, end = reading.sentence_at(whole.proof)
    start, end = max(start, whole.proof - _AROUND), min(end, whole.proof + _AROUND)
    return StatusFound(_concept(status), start, end, rate)


def _declared(reading: Reading, practice: Practice) -> Iterator[StatusFound]:
    labels = [phrase(label) for label in _rules()["labels"]]
    for block in reading.speaking_blocks(practice.start, practice.end):
        name = (block.label or "").strip(" :*")
        if not any(label.fullmatch(name) for label in labels):
            continue
        value = reading.document.text[block.start : block.end]
        for notation, openings in _rules()["values"].items():
            if any(phrase(words).match(value) for words in openings):
                yield StatusFound(_concept(notation), block.start, block.end, 0.95)


def _cued(reading: Reading, practice: Practice) -> Iterator[StatusFound]:
    text = reading.document.text
    for cue in status_cues():
        for words in cue.phrases:
            for match in words.finditer(text, practice.start, practice.end):
                start, end = match.span()
                sentence = reading.sentence_at(start)
                if reading.is_silent(start) or end > sentence.end:
                    continue
                # A sentence without end ("…, …, …" for pages) is not read again from each cue.
                first = max(sentence.start, start - _AROUND)
                around = text[first : min(sentence.end, end + _AROUND)]
                if not any(denial.search(around) for denial in cue.unless):
                    yield StatusFound(_concept(cue.status), start, end, cue.strength)


def _rules() -> Any:
    return read_rules("ingest", "status.toml")


def _concept(notation: str) -> str:
    return f"implementation-status:{notation}"


def _notation(found: StatusFound) -> str:
    return found.status.partition(":")[2]
