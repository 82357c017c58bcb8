"""Roles as the trained reader judges them, with the words that prove them.

Where a rule found the same role, its trigger is the proof; elsewhere it is the sentence (or the
field and its value) in which the actor stands. What a field says outright ("Ente capofila: …"), and
words that can hardly mean another role, weigh more than a judgement that is not quite sure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from ingest.model import BlockKind, Label, Span
from ingest.practices.cues import read_rules
from ingest.practices.reading import Reading, Stretch
from ingest.roles.finding import RoleFound
from ingest.tagging import Judgement

_UNSURE = 0.6  # below it, a rule that names another role is right more often
_SURE = 0.9  # … and below this, one that seldom errs
_AROUND = 250  # characters of a sentence on each side of an actor that are shown as proof
_LABEL = 120  # characters before a field's value in which its label stands


def judged_roles(
    reading: Reading, judgement: Judgement, by_rules: Sequence[RoleFound]
) -> tuple[RoleFound, ...]:
    """Return the role of every actor that has one, in order of position."""
    ruled = {found.span.start: found for found in by_rules}
    roles: list[RoleFound] = []
    for span in reading.spans:
        if span.label is not Label.ACTOR:
            continue
        name, rate = judgement.roles.get(span.start, ("", 0.0))
        rule = ruled.get(span.start)
        if rule is not None and (rule.role == f"role:{name}" or rate < _trusted_until(rule)):
            roles.append(replace(rule, confidence=max(rate, min(rule.confidence, _UNSURE))))
            continue
        if not name:
            continue
        proof = _proof(reading, span)
        roles.append(RoleFound(span, f"role:{name}", proof.start, proof.end, rate))
    return tuple(roles)


def _trusted_until(rule: RoleFound) -> float:
    """How sure a judgement must be to prevail over a rule that says something else."""
    firm = read_rules("ingest.roles", "roles.toml")["firm"]
    said = rule.confidence >= firm["label"]
    return (
        _SURE if said or (rule.confidence >= firm["trigger"] and rule.role in _firm()) else _UNSURE
    )


@cache
def _firm() -> frozenset[str]:
    roles: list[str] = read_rules("ingest.roles", "roles.toml")["firm"]["roles"]
    return frozenset(f"role:{role}" for role in roles)


def _proof(reading: Reading, span: Span) -> Stretch:
    block = reading.block_at(span.start)
    sentence = reading.sentence_at(span.start)
    start, end = sentence
    if block is not None and block.kind is BlockKind.FIELD and block.label:
        label = reading.document.text.rfind(block.label, max(0, block.start - _LABEL), block.start)
        start = label if label >= 0 else start
    start, end = max(start, span.start - _AROUND), min(end, span.end + _AROUND)
    words = reading.document.text[start:end]
    return Stretch(
        min(start + len(words) - len(words.lstrip()), span.start),
        max(start + len(words.rstrip()), span.end),
    )
