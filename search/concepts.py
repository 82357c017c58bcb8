"""Which concepts of the schemes, and which regions, a question names."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ontology.schemes import ConceptSchemes
from search.words import is_stop_word, words

# What a question names. Not every facet: a fund or a status in a question asks for no practice.
_NAMED = ("beneficiary", "measure", "need", "actor")


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a question that are a label, of one concept or (in several schemes) of more."""

    values: frozenset[str]


class ConceptMatcher:
    """Finds labels in questions by their stems, the longest first.

    Stop words do not count ("banca tempo" is "banca del tempo") unless a label has no others
    ("dopo di noi").
    """

    def __init__(self, schemes: ConceptSchemes) -> None:
        self._labels: dict[tuple[str, ...], set[str]] = {}
        for concept in schemes:
            if concept.scheme in _NAMED:
                self._add(concept.id, (concept.label, *concept.alt_labels, concept.label_en))
        for code, names in region_names().items():
            self._add(code, names)
        self._longest = max(map(len, self._labels), default=0)

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """Return what a text names, each once, in order."""
        tokens = [(word.stem, is_stop_word(word.text)) for word in words(text)]
        content = [stem for stem, empty in tokens if not empty]
        found = [*self._find(content), *self._find([stem for stem, _ in tokens])]
        return tuple(dict.fromkeys(map(Mention, found)))

    def _find(self, stems: Sequence[str]) -> Iterable[frozenset[str]]:
        place = 0
        while place < len(stems):
            for length in range(min(self._longest, len(stems) - place), 0, -1):
                values = self._labels.get(tuple(stems[place : place + length]))
                if values:
                    yield frozenset(values)
                    place += length
                    break
            else:
                place += 1

    def _add(self, value: str, labels: Iterable[str]) -> None:
        for label in labels:
            found = list(words(label))
            content = tuple(word.stem for word in found if not is_stop_word(word.text))
            key = content or tuple(word.stem for word in found)
            if key:
                self._labels.setdefault(key, set()).add(value)


@cache
def region_names() -> Mapping[str, tuple[str, ...]]:
    """Return the names of the regions by ISTAT code, the official one first."""
    table = resources.files("search").joinpath("regions.csv").read_text(encoding="utf-8")
    return {
        row["code"]: (row["name"], *filter(None, row["other_names"].split(";")))
        for row in csv.DictReader(table.splitlines())
    }


def label_of(value: str, schemes: ConceptSchemes) -> str:
    """Return the Italian name of a concept id or region code; the value itself if it has none."""
    concept = schemes.get(value)
    if concept is not None:
        return concept.label
    names = region_names().get(value)
    return names[0] if names else value


def with_broader(value: str, schemes: ConceptSchemes) -> tuple[str, ...]:
    """Return a facet value and every concept above it."""
    return (value, *schemes.ancestors(value)) if value in schemes else (value,)
