"""Which practices are worth comparing with one: those that share its uncommon words.

No pair is looked at but these. A stem that more than a few passages have is not even counted to
the end, so the cost of one practice does not grow with the library.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import log

from search.contract import Census
from search.words import is_stop_word, words

#: Passages that may have a stem for it to tell practices apart.
RARE = 48
#: Passages and practices that are looked at more closely.
_PASSAGES, _PRACTICES = 120, 8
_MOST_STEMS = 600  # of one practice: a long report has thousands


@dataclass(slots=True)
class Rarity:
    """How uncommon stems are in one state of the index; remembers what it was asked."""

    lookup: Census
    _known: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def holders(self, stem: str) -> tuple[int, ...]:
        """Return the passages with a stem; none where it is common."""
        if stem not in self._known:
            found = self.lookup.holders(stem, RARE + 1)
            self._known[stem] = found if len(found) <= RARE else ()
        return self._known[stem]

    def weigh(self, texts: Iterable[str]) -> dict[str, float]:
        """Return the uncommon stems of texts, with their weight: 1 for the commonest of them."""
        stems = list(dict.fromkeys(s for text in texts for s in stems_of(text)))[:_MOST_STEMS]
        counted = ((stem, len(self.holders(stem))) for stem in stems)
        return {stem: 1 + log(RARE / count) for stem, count in counted if count}


def stems_of(text: str) -> list[str]:
    """Return the stems of the words of a text that carry content."""
    return [w.stem for w in words(text) if len(w.stem) > 1 and not is_stop_word(w.text)]


def candidates(own: Mapping[str, float], rarity: Rarity, but: str) -> list[tuple[str, str]]:
    """Return (document, practice) of those that share most uncommon stems, most first.

    `but` is the practice itself.
    """
    weight: Counter[int] = Counter()
    for stem, worth in own.items():
        for key in rarity.holders(stem):
            weight[key] += worth  # type: ignore[assignment]
    best = [key for key, _ in sorted(weight.items(), key=lambda pair: (-pair[1], pair[0]))]
    found: defaultdict[tuple[str, str], float] = defaultdict(float)
    passages = rarity.lookup.passages(best[:_PASSAGES])
    for key in best[:_PASSAGES]:
        passage = passages[key]
        if passage.practice and passage.practice != but:
            found[passage.document, passage.practice] += weight[key]
    ranked = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    return [name for name, _ in ranked[:_PRACTICES]]
