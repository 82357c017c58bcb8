"""What kind of thing a practice is (scheme `practice-type`), told by its title or opening lines."""

from __future__ import annotations

from ingest.model import Practice
from ingest.practices.cues import phrase, read_rules
from ingest.practices.reading import Reading

DEFAULT_KIND = "practice-type:progetto"
_OPENING = 600  # characters: a headline and a lead


def kind_of(reading: Reading, practice: Practice) -> str:
    """Return the practice-type concept of a practice; a plain project when no cue speaks."""
    by_title = kind_of_title(practice.title)
    if by_title is not None:
        return by_title
    text = reading.document.text[practice.start : min(practice.end, practice.start + _OPENING)]
    found = [
        (match.start(), str(rule["concept"]))
        for rule in read_rules("ingest.practices", "kinds.toml")["kind"]
        for cue in rule["opening"]
        if (match := phrase(cue).search(text))
    ]
    return min(found)[1] if found else DEFAULT_KIND


def kind_of_title(title: str) -> str | None:
    """Return the kind that a title names, None when it names none."""
    for rule in read_rules("ingest.practices", "kinds.toml")["kind"]:
        if any(phrase(cue).search(title) for cue in rule["title"]):
            return str(rule["concept"])
    return None
