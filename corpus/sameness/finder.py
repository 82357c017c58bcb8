"""What may be the same as a practice or an organisation of the library, best first, with reasons.

Used at ingest, for what was just taken in, and on demand. Nothing is decided here: a person reads
the reasons and merges, or does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from corpus.sameness import organisations as bodies
from corpus.sameness import practices as initiatives
from corpus.sameness.blocks import candidates, stems_of
from corpus.sameness.reasons import organisation_reasons, practice_reasons
from corpus.sameness.scale import Features, load_scale
from corpus.sameness.shelf import Shelf
from corpus.views import PracticeView
from ontology.places import Gazetteer

_MOST = 5  # that a person is shown
_MOST_BODIES = 12  # of one document, looked up as it is taken in
_NAME_STEMS = 6
_MOST_DOCUMENTS = 24  # in which namesakes of an organisation are looked for


@dataclass(frozen=True, slots=True)
class Likely:
    """Something that may be the same as what was asked.

    `id` is a compact identifier (``practice/…``, ``organisation/…``), `score` how likely it is, in
    [0, 1], `reasons` Italian, the strongest first.
    """

    id: str
    label: str
    score: float
    reasons: tuple[str, ...]


class Finder:
    """Compares what is on a shelf.

    `standing_for` says what a name was merged into: what is one already is not announced.
    """

    def __init__(
        self,
        shelf: Shelf,
        places: Gazetteer,
        standing_for: Callable[[str], str] = str,
    ) -> None:
        self._shelf = shelf
        self._places = places
        self._standing_for = standing_for

    def alike(self, name: str) -> tuple[Likely, ...]:
        """Return what may be the same as a practice or organisation, by compact identifier."""
        kind, _, identifier = name.partition("/")
        return self.practice(identifier) if kind == "practice" else self.organisation(name)

    def brought_by(self, document: str) -> tuple[tuple[str, Likely], ...]:
        """Return what may be the same as what only this document tells of: (name, likely)."""
        told = [f"practice/{view.id}" for view in self.practices(document)]
        own = [
            body
            for body in sorted(self._shelf.bodies(document))
            if self._shelf.sources(body) == (document,)
        ]
        named = [*told, *own[:_MOST_BODIES]]
        return tuple((name, likely) for name in named for likely in self.alike(name))

    def practices(self, document: str) -> tuple[PracticeView, ...]:
        """Return the practices that a document tells of."""
        return self._shelf.views(document)

    def practice(self, identifier: str) -> tuple[Likely, ...]:
        """Return the practices that may be this one, none where it is not held."""
        scale = load_scale("practice")
        return self._best(
            (self._likely_practice(one, other) for one, other in self.pairs(identifier)),
            scale.threshold,
        )

    def pairs(
        self, identifier: str
    ) -> Iterable[tuple[initiatives.PracticeTraits, initiatives.PracticeTraits]]:
        """Yield a practice beside each of those worth comparing with it."""
        for document in self._shelf.sources(f"practice/{identifier}"):
            mine = self._shelf.practice(identifier, document, indexed_as=identifier)
            if mine is None:
                continue
            for source, other in candidates(mine.stems, self._shelf.rarity, but=identifier):
                if source == document:
                    continue  # whoever wrote of both in one document told them apart
                for view in self._shelf.views(source):
                    same = self._same(f"practice/{identifier}", f"practice/{view.id}")
                    merged = self._standing_for(f"practice/{view.id}") == f"practice/{other}"
                    if same or (view.id != other and not merged):
                        continue
                    yours = self._shelf.practice(view.id, source, indexed_as=other)
                    if yours is not None:
                        yield mine, yours

    def features(
        self, one: initiatives.PracticeTraits, other: initiatives.PracticeTraits
    ) -> Features:
        """Return what two practices have in common."""
        return initiatives.compare(one, other, self._shelf.background)

    def organisation(self, name: str) -> tuple[Likely, ...]:
        """Return the organisations that may be this one, ``organisation/…``."""
        mine = self._shelf.organisation(name)
        if mine is None:
            return ()
        scale = load_scale("organisation")
        found = []
        for other in sorted(self._namesakes(mine)):
            yours = self._shelf.organisation(other)
            if yours is None or self._same(name, other):
                continue
            shared = bodies.compare(mine, yours, self._places)
            if shared:
                reasons = organisation_reasons(mine, yours, shared, self._places)
                found.append(Likely(other, yours.names[0], scale.score(shared), reasons))
        return self._best(found, scale.threshold)

    def _namesakes(self, mine: bodies.OrganisationTraits) -> set[str]:
        """Return the bodies named in documents with an uncommon word of this one's names."""
        stems = {s for name in mine.names for s in (*stems_of(name), *squeezed(name))}
        rarity = self._shelf.rarity
        held = sorted((len(found), stem) for stem in stems if (found := rarity.holders(stem)))
        keys = {key for _, stem in held[:_NAME_STEMS] for key in rarity.holders(stem)}
        documents = {p.document for p in self._shelf.index.passages(sorted(keys)).values()}
        chosen = [*sorted(documents - mine.documents), *sorted(mine.documents)][:_MOST_DOCUMENTS]
        words = {word for name in mine.names for word in stems_of(name)}
        near = {body for document in chosen for body in self._shelf.bodies(document)}
        return {body for body in near if body != mine.id and _may_share(body, words)}

    def _likely_practice(
        self, one: initiatives.PracticeTraits, other: initiatives.PracticeTraits
    ) -> Likely:
        shared = self.features(one, other)
        reasons = practice_reasons(one, other, shared, self._places)
        score = load_scale("practice").score(shared)
        name = self._standing_for(f"practice/{other.id}")
        return Likely(name, other.heading, score, reasons)

    def _same(self, one: str, other: str) -> bool:
        return one == other or self._standing_for(one) == self._standing_for(other)

    def _best(self, found: Iterable[Likely], threshold: float) -> tuple[Likely, ...]:
        best: dict[str, Likely] = {}
        for one in sorted(found, key=lambda likely: (-likely.score, likely.id)):
            if one.score >= threshold:
                best.setdefault(one.id, one)
        return tuple(best.values())[:_MOST]


def squeezed(name: str) -> list[str]:
    """Return the words of a name joined two by two: "ASL TO3" is written "AslTO3", too."""
    words = name.split()
    return [s for a, b in pairwise(words) for s in stems_of(a + b)]


def _may_share(body: str, words: set[str]) -> bool:
    """Say whether a node may bear one of the words: a cheap look before its graph is read."""
    node = body.removeprefix("organisation/").replace("-", "")
    return any(word[:4] in node for word in words)
