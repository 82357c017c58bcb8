"""The values one may filter by: their names, and which one a person means.

Whatever is typed is looked for as an identifier, then as a name; what is neither is told with the
names that come near it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property

from rapidfuzz import fuzz, process

from ontology.places import Gazetteer, Level, Place, normal_name
from ontology.schemes import ConceptSchemes
from search.concepts import region_names
from search.model import FacetName
from search.territory import Territory
from search.words import fold, key_of

SCHEMES: Mapping[FacetName, str] = {
    "beneficiary": "beneficiary",
    "measure": "measure",
    "need": "need",
    "actor": "actor",
    "funding": "funding",
    "status": "implementation-status",
    "kind": "practice-type",
}
LEVELS: Mapping[FacetName, Level] = {
    "region": "regione",
    "province": "provincia",
    "comune": "comune",
}
_NEAR = 5  # names told beside an unknown one
_LIKENESS = 62  # of 100: below, two names have nothing to do with one another
_SHOWN = 60  # characters of what was typed
_NO_GAZETTEER = "«near»: manca il repertorio dei luoghi: esegui «make setup»"

Held = Callable[[FacetName, str], bool]
"""Whether some practice of the index has a value."""


class UnknownValueError(ValueError):
    """A filter asks for what does not exist; the message is Italian and names what comes near.

    `parameter` is the filter, `near` holds (value, label) of what may have been meant.
    """

    def __init__(
        self, parameter: str, message: str, near: tuple[tuple[str, str], ...] = ()
    ) -> None:
        super().__init__(message)
        self.parameter = parameter
        self.near = near


class Values:
    """Names and identifiers of every facet's values. Without a gazetteer, places go unchecked."""

    def __init__(self, schemes: ConceptSchemes, gazetteer: Gazetteer | None = None) -> None:
        self._schemes = schemes
        self.gazetteer = gazetteer
        self._options = cache(self._list_options)
        self._keys = cache(self._list_keys)
        self._labels = cache(self._label)
        self.folded = cache(lambda facet, value: fold(self.label(facet, value)))

    @cached_property
    def territory(self) -> Territory:
        """The comuni as points; raises UnknownValueError where there is no gazetteer."""
        if self.gazetteer is None:
            raise UnknownValueError("near", _NO_GAZETTEER)
        return Territory(self.gazetteer)

    def label(self, facet: FacetName, value: str) -> str:
        """Return the Italian name of a value; the value itself if it has none."""
        return self._labels(facet, value)

    def _label(self, facet: FacetName, value: str) -> str:
        if facet in LEVELS:
            place = self.gazetteer.get(value) if self.gazetteer else None
            if place is not None:
                return self.name_of(place)
            return region_names().get(value, (value,))[0]
        concept = self._schemes.get(_identifier(facet, value))
        return concept.label if concept else value

    def name_of(self, place: Place) -> str:
        """Return the name of a territory, with its province where another comune has the name."""
        alike = self.gazetteer.named(place.name) if self.gazetteer else ()
        if self.gazetteer and sum(one.level == place.level for one in alike) > 1:
            return f"{place.name} ({self.gazetteer.containing(place.code)[0].name})"
        return place.name

    def options(self, facet: FacetName) -> Mapping[str, tuple[str, ...]]:
        """Return every value of a facet with its names, the one people are shown first."""
        return self._options(facet)

    def beginning(self, facet: FacetName, key: str) -> Iterator[tuple[str, str]]:
        """Yield (value, name) of the values one of whose names begins so, each value once."""
        for value, keys in self._keys(facet):
            found = next((name for name in keys if name.startswith(key)), None)
            if found is not None:
                yield value, found

    def resolve(self, facet: FacetName, typed: str, held: Held) -> str:
        """Return the value that is meant by an identifier or a name; raises UnknownValueError."""
        options = self.options(facet)
        scheme = SCHEMES.get(facet)
        bare = typed.strip().removeprefix(f"{scheme}:")
        for value in (typed.strip(), bare, f"{scheme}:{bare}"):
            if value in options or held(facet, value):
                return value
        name = normal_name(typed)
        called = [v for v, names in options.items() if name in map(normal_name, names)]
        if name and len(called) == 1:
            return called[0]
        near = tuple((v, self.label(facet, v)) for v in called) or self._near(facet, bare)
        raise UnknownValueError(facet, _unknown(facet, typed, near, ambiguous=bool(called)), near)

    def place(self, typed: str) -> Place:
        """Return the territory of a code or a name, a comune before a province of its name.

        Raises UnknownValueError; `near` then are codes and names.
        """
        if self.gazetteer is None:
            raise UnknownValueError("near", _NO_GAZETTEER)
        found = self.gazetteer.get(typed.strip())
        if found is not None:
            return found
        called = self.gazetteer.named(typed)
        for level in ("comune", "provincia", "regione"):
            of_level = [place for place in called if place.level == level]
            if len(of_level) == 1:
                return of_level[0]
            if of_level:
                break
        near = tuple((place.code, self.name_of(place)) for place in called)
        near = near or self._near("comune", typed)
        raise UnknownValueError("near", _unknown("near", typed, near, ambiguous=bool(called)), near)

    def _near(self, facet: FacetName, typed: str) -> tuple[tuple[str, str], ...]:
        """Return the values whose names begin as was typed, then those likest to it."""
        name = normal_name(typed.rpartition(":")[2])  # "need:anziani" too is about "anziani"
        options = self.options(facet)
        names = [(normal_name(one), value) for value, all_ in options.items() for one in all_]
        begun = sorted(
            (len(one), value) for one, value in names if len(name) > 2 and one.startswith(name)
        )
        found = process.extract(
            name,
            [one for one, _ in names],
            scorer=fuzz.ratio,
            score_cutoff=_LIKENESS,
            limit=3 * _NEAR,
        )
        likest = (names[place][1] for _, _, place in found)
        values = dict.fromkeys([*(value for _, value in begun), *likest])
        return tuple((value, self.label(facet, value)) for value in list(values)[:_NEAR])

    def _list_keys(self, facet: FacetName) -> tuple[tuple[str, tuple[str, ...]], ...]:
        options = self.options(facet).items()
        return tuple((value, tuple(map(key_of, names))) for value, names in options)

    def _list_options(self, facet: FacetName) -> Mapping[str, tuple[str, ...]]:
        level = LEVELS.get(facet)
        if level is not None:
            if self.gazetteer is None:
                return region_names() if facet == "region" else {}
            return {
                place.code: tuple(filter(None, (place.name, place.other_name)))
                for place in self.gazetteer
                if place.level == level
            }
        return {
            concept.notation if facet == "status" else concept.id: (
                *concept.labels,
                concept.notation.replace("-", " "),
                concept.label_en,
            )
            for concept in self._schemes
            if concept.scheme == SCHEMES[facet]
        }


def _identifier(facet: FacetName, value: str) -> str:
    return f"{SCHEMES[facet]}:{value}" if facet == "status" else value


def _unknown(
    parameter: str, typed: str, near: tuple[tuple[str, str], ...], *, ambiguous: bool
) -> str:
    shown = " ".join(typed.split())
    shown = shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"
    told = ", ".join(label if value == label else f"{label} ({value})" for value, label in near)
    if ambiguous:
        return f"«{parameter}»: «{shown}» è il nome di più voci: scegliete fra {told}"
    if told:
        return f"«{parameter}»: «{shown}» non c'è. Forse cercavate: {told}"
    return f"«{parameter}»: «{shown}» non c'è, e nessuna voce ha un nome simile"
