"""From a name to the things it may mean, best first, and whether one of them is meant for sure.

Candidates are found through `NameIndex`, weighed by `likeness`, then by the properties and types
that the query names. A match is told only of a thing that is sure and well before the next: a name
that several things share is never one, unless a property tells them apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from corpus.reconciling import likeness
from corpus.reconciling.directory import Bodies, Shelf
from corpus.reconciling.likeness import Likeness
from corpus.reconciling.limits import Limits
from corpus.reconciling.names import Mask
from corpus.reconciling.places import PlaceName, PlaceReader
from corpus.reconciling.properties import PropertyReader, Wanted
from corpus.reconciling.things import Candidate, Query, Thing
from corpus.reconciling.vocabulary import FAMILIES, Family, Vocabulary
from ingest.linking.body_names import BodyName
from ontology.terms import Terms, UnknownTerm
from search.words import key_of

_PLACES = ("place", "comune", "province", "region")
_LEVELS = ("regione", "comune", "provincia")  # whom a bare name means first
_LESS_MEANT = 6.0  # what a province loses to the comune of its name, where neither was said
_OTHER_LEVEL = 20.0
_BODY_FIRST = 6.0  # "Comune di Asti" is a body before it is a territory, where no type was asked
_ELSEWHERE = 0.5

#: Practices (identifiers) that speak of a text, the nearest first.
ByMeaning = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Asking:
    """A query as understood."""

    query: Query
    identified: frozenset[str]
    wanted: tuple[Wanted, ...]
    place: PlaceName
    near: frozenset[str]
    bodies: tuple[BodyName, ...]
    families: tuple[Family, ...]


class Reconciler:
    """Answers queries over the things of one generation. Thread-safe."""

    def __init__(
        self,
        shelves: Mapping[Family, Shelf],
        reader: PropertyReader,
        limits: Limits,
        by_meaning: ByMeaning | None = None,
        standing_for: Callable[[str], str] = str,
    ) -> None:
        self._shelves = shelves
        self._bodies: Bodies = reader.bodies
        self._reader = reader
        self._limits = limits
        self._by_meaning = by_meaning
        self._standing_for = standing_for
        self.vocabulary: Vocabulary = reader.vocabulary
        self.places: PlaceReader = reader.places
        self._terms: Terms = reader.terms

    def thing(self, identifier: str) -> Thing | None:
        """Return the thing of an identifier or an IRI, under the name it was merged into."""
        compact = self._compact(identifier.strip())
        kept = self._standing_for(compact)
        for shelf in self._shelves.values():
            if (at := shelf.place_of.get(kept)) is not None:
                return shelf.things[at]
        return None

    def beginning(self, typed: str, types: Sequence[str] = ()) -> Iterator[Thing]:
        """Yield the things whose names begin so, a family after the other in turn."""
        exact = self.thing(typed)
        if exact is not None:
            yield exact
        families = self._families(types)
        waiting = [iter(self._suggested(family, typed, types)) for family in families]
        while waiting:
            for one in list(waiting):
                found = next(one, None)
                if found is None:
                    waiting.remove(one)
                elif found != exact:
                    yield found

    def reconcile(self, query: Query) -> tuple[Candidate, ...]:
        """Return the candidates of a query, best first, no more than it wants."""
        limits = self._limits.candidates
        asking = self._understood(query)
        found = _ordered(self._weighed(asking, query.types))
        if found or not query.types or query.strictness != "should":
            found = self._decided(found, asking)
            found = [_featured(one, type_match=True) for one in found] if query.types else found
        else:
            found = _ordered(self._of_other_types(asking))
        wanted = limits.answered if query.limit is None else query.limit
        return tuple(
            replace(one, score=round(one.score, 2)) for one in found[: min(wanted, limits.most)]
        )

    def _understood(self, query: Query) -> _Asking:
        name = query.name.strip()
        wanted = self._reader.wanted(query.properties)
        near = frozenset(
            code for one in wanted if one.property.value == "place" for code in one.keys
        )
        near = frozenset(code for one in near for code in self.places.around(one))
        return _Asking(
            query=query,
            identified=self._identified(name, query.types),
            wanted=wanted,
            place=self.places.read(name),
            near=near,
            bodies=self._bodies.names_of(name) if key_of(name) else (),
            families=self._families(query.types),
        )

    def _families(self, types: Sequence[str]) -> tuple[Family, ...]:
        known = {
            found.family for one in types if (found := self.vocabulary.types.get(one)) is not None
        }
        return tuple(one for one in FAMILIES if one in known) if types else FAMILIES

    def _compact(self, text: str) -> str:
        if text.startswith(("http://", "https://")):
            try:
                return self._terms.compact(text)
            except UnknownTerm:
                return text
        return text

    def _identified(self, text: str, types: Sequence[str]) -> frozenset[str]:
        """Return what an identifier, an IRI or a code means; nothing for a name."""
        compact = self._compact(text)
        tried = [compact, *(f"{family}/{compact}" for family in types)]
        if compact.isdigit():
            tried.append(f"place:{compact}")
        found = {one.id for name in tried if (one := self.thing(name)) is not None}
        return frozenset(found)

    def _of_other_types(self, asking: _Asking) -> Iterator[Candidate]:
        """Yield what is of none of the types that a query prefers: for less, and never a match."""
        for one in self._weighed(replace(asking, families=FAMILIES), ()):
            score = one.score * (1 - self._limits.properties.outside)
            yield _featured(replace(one, score=score), type_match=False)

    def _weighed(self, asking: _Asking, types: Sequence[str]) -> list[Candidate]:
        found: list[Candidate] = []
        for family in asking.families:
            shelf = self._shelves[family]
            allowed = None
            if types:
                allowed = shelf.of_types(types, every=asking.query.strictness == "all")
                if not allowed.any():
                    continue
            found += self._of_family(family, shelf, asking, allowed)
        return found

    def _of_family(
        self, family: Family, shelf: Shelf, asking: _Asking, allowed: Mask | None
    ) -> Iterator[Candidate]:
        limits = self._limits.candidates
        name = asking.query.name.strip()
        if not key_of(name) and not asking.identified:
            yield from self._by_properties(shelf, asking, allowed)
            return
        looked = self._looked_at(family, shelf, asking, allowed)
        told = []
        for at in looked:
            thing = shelf.things[at]
            if allowed is not None and not allowed[at]:
                continue
            if thing.id in asking.identified:
                told.append(Candidate(thing, 100.0, False, {"same_identifier": True}))
                continue
            like = self._likeness(family, thing, at, asking)
            candidate = self._with_properties(_candidate(thing, like), asking)
            if candidate.score >= limits.floor:
                told.append(candidate)
        yield from told
        if family == "practice" and asking.families == ("practice",) and self._by_meaning:
            yield from self._meant(shelf, asking, {one.thing.id for one in told}, told)

    def _looked_at(
        self, family: Family, shelf: Shelf, asking: _Asking, allowed: Mask | None
    ) -> Iterable[int]:
        limits = self._limits.candidates
        most = limits.looked_at if len(asking.families) == 1 else limits.looked_at_each
        named = [shelf.place_of[one] for one in asking.identified if one in shelf.place_of]
        name = asking.place.name if family == "place" else asking.query.name
        near = shelf.index.nearest(name, most, allowed)
        others = (
            self._bodies.alike(asking.bodies) if shelf is self._bodies else shelf.index.same(name)
        )
        if family == "place":  # other names than the gazetteer's own: "Reggio Emilia"
            called = self.places.gazetteer.named(name)
            others = (shelf.place_of[f"place:{place.code}"] for place in called)
        return dict.fromkeys((*named, *others, *near))

    def _likeness(self, family: Family, thing: Thing, at: int, asking: _Asking) -> Likeness:
        name = asking.query.name
        match family:
            case "practice":
                return likeness.of_titles(name, thing.names)
            case "organisation":
                around = thing.traits.get("place", frozenset())
                return likeness.of_bodies(
                    name,
                    asking.bodies,
                    thing.names,
                    self._bodies.read[at],
                    asking.near,
                    around if asking.near else (),
                )
            case "place":
                return self._likeness_of_place(thing, asking)
            case _:
                return likeness.of_names(name, thing.names)

    def _likeness_of_place(self, thing: Thing, asking: _Asking) -> Likeness:
        said = asking.place
        place = self.places.gazetteer.get(thing.id.removeprefix("place:"))
        called = self.places.gazetteer.named(said.name)
        like = likeness.of_names(said.name, thing.names, stemmed=False)
        if place in called and not like.same:
            like = replace(like, score=99.0, same=True)
        score = like.score
        if place is None:
            return like
        if said.level is not None and said.level != place.level:
            score -= _OTHER_LEVEL
        elif said.level is None and like.same and not set(_LEVELS) & set(asking.query.types):
            first = next(one for one in _LEVELS if any(p.level == one for p in called))
            score -= _LESS_MEANT * (place.level != first)
        if not self.places.is_within(place, said):
            score *= _ELSEWHERE
        if said.level is not None and not asking.query.types:
            score -= _BODY_FIRST
        return replace(like, score=score)

    def _with_properties(self, candidate: Candidate, asking: _Asking) -> Candidate:
        limits = self._limits.properties
        score, features = candidate.score, dict(candidate.features)
        for wanted in asking.wanted:
            agrees = wanted.of(candidate.thing)
            if agrees is None:
                continue
            features[f"property_{wanted.property.id}"] = float(agrees)
            score += (100 - score) * limits.agreed if agrees else -score * limits.denied
        return replace(candidate, score=score, features=features)

    def _by_properties(
        self, shelf: Shelf, asking: _Asking, allowed: Mask | None
    ) -> Iterator[Candidate]:
        """Yield what has the properties asked, where no name was: the more of them the better."""
        telling = [one for one in asking.wanted if one.keys]
        if not telling:
            return
        holders = [shelf.having(one.property.id, one.keys) for one in telling]
        counts = np.zeros(len(shelf.things), np.int64)
        for places in holders:
            counts[list(places)] += 1
        if allowed is not None:
            counts[~allowed] = 0
        best = np.lexsort((np.arange(len(counts)), -counts))
        for at in best[: self._limits.candidates.most + 1].tolist():
            if not counts[at]:
                return
            candidate = Candidate(shelf.things[at], 100.0 * counts[at] / len(telling), False, {})
            told = self._with_properties(candidate, asking)
            yield replace(told, score=candidate.score)

    def _meant(
        self, shelf: Shelf, asking: _Asking, known: set[str], told: Sequence[Candidate]
    ) -> Iterator[Candidate]:
        """Yield practices that speak of what is asked, where no title is like it."""
        sure = self._limits.sure["practice"]
        name = asking.query.name.strip()
        if self._by_meaning is None or " " not in name or any(c.score >= sure for c in told):
            return
        limits = self._limits.candidates
        for place, found in enumerate(self._by_meaning(name, limits.answered)):
            at = shelf.place_of.get(f"practice/{found}")
            if at is None or f"practice/{found}" in known:
                continue
            candidate = Candidate(
                shelf.things[at], limits.meaning - place, False, {"meaning": True}
            )
            yield self._with_properties(candidate, asking)

    def _suggested(self, family: Family, typed: str, types: Sequence[str]) -> Iterator[Thing]:
        shelf = self._shelves[family]
        if not key_of(typed):
            return
        allowed = shelf.of_types(types, every=False) if types else None
        for at in shelf.index.beginning(typed):
            if allowed is None or allowed[at]:
                yield shelf.things[at]

    def _decided(self, found: Sequence[Candidate], asking: _Asking) -> list[Candidate]:
        """Tell how many namesakes each has, and whether the first is the one that is meant."""
        told = [self._counted(one, found) for one in found]
        if told and self._is_sure(told, asking):
            told[0] = replace(told[0], match=True)
        return told

    @staticmethod
    def _counted(one: Candidate, found: Sequence[Candidate]) -> Candidate:
        if not one.features.get("same_name"):
            return one
        others = sum(
            other is not one
            and bool(other.features.get("same_name"))
            and other.thing.family == one.thing.family
            for other in found
        )
        return replace(one, features={**one.features, "namesakes": others})

    def _is_sure(self, told: Sequence[Candidate], asking: _Asking) -> bool:
        first = told[0]
        family = first.thing.family
        identified = bool(first.features.get("same_identifier"))
        if not key_of(asking.query.name) and not identified:
            return _alone_by_code(told)
        if first.score < self._limits.sure[family] or first.features.get("meaning"):
            return False
        if family == "concept" and not asking.query.types and first.score < 100:
            return False  # "Caritas" is also said of a kind of bodies
        if len(told) > 1 and first.score - told[1].score < self._limits.lead[family]:
            return False
        said = [value for name, value in first.features.items() if name.startswith("property_")]
        if not all(said):
            return False
        if family == "organisation" and not identified:
            return self._is_told_apart(first, asking)
        return True

    def _is_told_apart(self, first: Candidate, asking: _Asking) -> bool:
        """Tell whether a body's name is its own: "Il Faro" is a cooperative's in many towns."""
        placed = any(first.features.get(f"property_{name}") for name in _PLACES)
        return placed or not any(
            one.seat == "comune" or (one.seat and len(one.words) == 1) for one in asking.bodies[:1]
        )


def _alone_by_code(told: Sequence[Candidate]) -> bool:
    """Tell whether the first alone has a code that was asked: codes are given once."""
    return bool(told[0].features.get("property_code")) and (
        told[0].score == 100.0 and (len(told) == 1 or told[1].score < 100.0)
    )


def _candidate(thing: Thing, like: Likeness) -> Candidate:
    features: dict[str, float | bool] = {
        "same_name": like.same,
        "name_similarity": round(like.letters, 2),
        "token_similarity": round(like.words, 2),
    }
    if like.body is not None:
        features["same_body"] = round(like.body, 4)
    return Candidate(thing, like.score, False, features)


def _ordered(found: Iterable[Candidate]) -> list[Candidate]:
    return sorted(
        found, key=lambda one: (-one.score, FAMILIES.index(one.thing.family), one.thing.id)
    )


def _featured(one: Candidate, **features: bool) -> Candidate:
    return replace(one, features={**one.features, **features})
