"""Labels of the concept schemes, found by their content lemmas.

"servizi per la domiciliarità" meets the label "servizio di domiciliarità": both are the lemmas
(servizio, domiciliarità), since articles and prepositions do not count, "senza" and "non" apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.language.tokens import normalise
from ingest.language.words import FUNCTION_CLASSES, look_up
from ontology.schemes import Concept, ConceptSchemes

_WORD = re.compile(r"[^\s,;:()'’«»\"/]+['’]?")
_NOTE = re.compile(r"\([^()]*\)")
_COORDINATION = re.compile(r"(?<!\s)\s+e\s+|,\s*")
_MEANINGFUL = frozenset({"senza", "non", "dopo", "noi"})  # "senza dimora", "dopo di noi"


@dataclass(frozen=True, slots=True)
class LabelEntry:
    """One way to say a concept: its content lemmas and how far a match may be trusted (0–1)."""

    concept: str
    scheme: str
    lemmas: tuple[str, ...]
    confidence: float
    acronym: str | None = None  # matched only in these very capitals
    coordinated: bool = False  # "rigenerazione e beni comuni": its own "e" may stand inside


def content_lemma(form: str, lemma: str | None = None) -> str | None:
    """Return the key of a word, None where it does not count (articles, prepositions, signs)."""
    word = look_up(form)
    if form not in _MEANINGFUL and word.pos in FUNCTION_CLASSES:
        return None
    return (lemma or word.lemma).lower().replace("-", "")


def content_lemmas(phrase: str) -> tuple[str, ...]:
    """Return the keys of the words of a phrase, in order."""
    keys = (content_lemma(normalise(word)) for word in _WORD.findall(phrase))
    return tuple(key for key in keys if key)


class LabelIndex:
    """The labels of some schemes, ready to be looked for in a text or inside a phrase."""

    def __init__(self, schemes: ConceptSchemes, names: Sequence[str]) -> None:
        best: dict[tuple[str, tuple[str, ...], str | None], LabelEntry] = {}
        for name in names:
            for concept in schemes.scheme(name):
                for entry in _entries(concept):
                    key = (entry.scheme, entry.lemmas, entry.acronym)
                    if key not in best or best[key].confidence < entry.confidence:
                        best[key] = entry
        self._by_first: dict[str, list[LabelEntry]] = {}
        self._by_word: dict[tuple[str, str], list[LabelEntry]] = {}
        for entry in best.values():
            self._by_first.setdefault(entry.lemmas[0], []).append(entry)
            for word in set(entry.lemmas):
                self._by_word.setdefault((entry.scheme, word), []).append(entry)
        for entries in self._by_first.values():
            entries.sort(key=lambda e: (-len(e.lemmas), -e.confidence, e.concept))

    def starting_with(self, lemma: str) -> Sequence[LabelEntry]:
        """Return the labels whose first content lemma this is, longest first."""
        return self._by_first.get(lemma, ())

    def inside(self, lemmas: Iterable[str], scheme: str, text: str = "") -> LabelEntry | None:
        """Return the longest label of a scheme all of whose words are among `lemmas`."""
        present = set(lemmas)
        found: LabelEntry | None = None
        for word in sorted(present):
            for entry in self._by_word.get((scheme, word), ()):
                if entry.acronym is not None and entry.acronym not in text:
                    continue
                if not present.issuperset(entry.lemmas):
                    continue
                if found is None or _rank(entry) > _rank(found):
                    found = entry
        return found


def _rank(entry: LabelEntry) -> tuple[int, float, str]:
    return (len(entry.lemmas), entry.confidence, entry.concept)


def _entries(concept: Concept) -> list[LabelEntry]:
    entries: list[LabelEntry] = []
    for position, raw in enumerate((concept.label, *concept.alt_labels)):
        label = _NOTE.sub("", raw).strip()
        if entry := _entry(concept, label, preferred=position == 0):
            entries.append(entry)
        parts = [part for part in _COORDINATION.split(label) if part]
        if len(parts) > 1:
            # "Tirocini e work experience" names two things; a half is a weaker name than the whole.
            halves = (_entry(concept, part, preferred=False, factor=0.85) for part in parts)
            # ("Comunità e territorio": a single word of it says too little).
            entries.extend(half for half in halves if half and len(half.lemmas) > 1)
    return entries


def _entry(
    concept: Concept, label: str, *, preferred: bool, factor: float = 1.0
) -> LabelEntry | None:
    lemmas = content_lemmas(label)
    words = [w for w in _WORD.findall(label) if look_up(normalise(w)).pos != "DET"]
    if not lemmas or len(words) > len(lemmas) == 1:
        return None  # "prima la casa" is not to be met in every "casa"
    letters = label.replace(".", "").replace("+", "")
    acronym = label if letters.isupper() and " " not in label and len(letters) <= 6 else None
    confidence = (0.95 if preferred else 0.9) if len(lemmas) > 1 else (0.85 if preferred else 0.8)
    return LabelEntry(
        concept=concept.id,
        scheme=concept.scheme,
        lemmas=lemmas,
        confidence=round(confidence * factor, 3),
        acronym=acronym,
        coordinated=_COORDINATION.search(label) is not None,
    )
