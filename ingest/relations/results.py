"""What a practice produced or expects to produce, counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ingest.model import Label, Practice, Quantity, Span
from ingest.practices.cues import phrase, read_rules
from ingest.practices.reading import Reading


@dataclass(frozen=True, slots=True)
class Outcome:
    """A counted result and whether the text speaks of it as expected rather than reached."""

    span: Span
    quantity: Quantity
    expected: bool

    @property
    def kind(self) -> str:
        """The concept of `result-type`."""
        return "result-type:atteso" if self.expected else "result-type:output"


def find_outcomes(reading: Reading, practice: Practice) -> tuple[Outcome, ...]:
    """Return the counted results of a practice in order of position."""
    return tuple(
        Outcome(span, span.value, is_expected(reading, span))
        for span in reading.spans_of(practice, Label.RESULT)
        if isinstance(span.value, Quantity)
    )


def is_expected(reading: Reading, span: Span) -> bool:
    """Tell whether the sentence (or the label of the field) of a result speaks of the future."""
    planned: list[str] = _rules()["planned"]
    sentence = reading.sentence_at(span.start)
    pieces = [reading.document.text[sentence.start : sentence.end]]
    block = reading.block_at(span.start)
    if block is not None and block.label:
        pieces.append(block.label)
    return any(phrase(words).search(piece) for words in planned for piece in pieces)


def _rules() -> Any:
    return read_rules("ingest.relations", "relations.toml")["results"]
