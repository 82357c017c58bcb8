"""What the trained head is told of a span's concept: the one that the schemes' labels say of it.

The concept and those broader than it, by number: the network learns with the same hints as it is
given when it reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ontology.schemes import ConceptSchemes


class Hint(NamedTuple):
    """Numbers of the concept that is told and of the broader ones."""

    exact: int
    broader: tuple[int, ...]


class Hints:
    """The hint that each concept gives."""

    def __init__(self, schemes: ConceptSchemes, numbers: Mapping[str, int]) -> None:
        """`numbers` are those of the concepts that may be linked to; "" stands for none."""
        self._hints = {
            name: Hint(number, tuple(numbers[a] for a in schemes.ancestors(name) if a in numbers))
            for name, number in numbers.items()
            if name and name in schemes
        }

    def of(self, concept: str | None) -> Hint | None:
        """Return the hint of a concept, None where there is nothing to tell."""
        return self._hints.get(concept) if concept else None
