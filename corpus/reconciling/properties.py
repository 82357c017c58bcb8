"""What the values of a property mean, in the keys by which things are compared.

A value is an identifier, an IRI, a code or a name, or a thing reconciled before. One that means
nothing says nothing: neither for nor against a candidate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from corpus.reconciling.directory import Bodies
from corpus.reconciling.places import PlaceReader
from corpus.reconciling.things import Asked, Reference, Thing, Value
from corpus.reconciling.vocabulary import Property, Vocabulary
from ontology.places import normal_name
from ontology.schemes import ConceptSchemes
from ontology.terms import Terms, UnknownTerm
from search.words import key_of

_YEAR = re.compile(r"(?<![0-9])(1[89]|20|21)[0-9]{2}(?![0-9])")
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A property with the keys that its values mean; none where they mean nothing."""

    property: Property
    keys: frozenset[str]

    def of(self, thing: Thing) -> bool | None:
        """Tell whether a thing has one of these; None where it does not say, or values do not."""
        own = thing.traits.get(self.property.id)
        if not own or not self.keys:
            return None
        return not own.isdisjoint(self.keys)


@dataclass(frozen=True)
class PropertyReader:
    """Reads values. Thread-safe."""

    vocabulary: Vocabulary
    schemes: ConceptSchemes
    terms: Terms
    places: PlaceReader
    bodies: Bodies

    def wanted(self, asked: Iterable[Asked]) -> tuple[Wanted, ...]:
        """Return the properties that queries may name; others are left out."""
        found = ((self.vocabulary.properties.get(one.property), one.values) for one in asked)
        return tuple(
            Wanted(known, _NOTHING.union(*(self._keys(known, value) for value in values)))
            for known, values in found
            if known is not None and known.asked
        )

    def _keys(self, asked: Property, value: Value) -> frozenset[str]:
        if isinstance(value, bool):
            return _NOTHING
        if isinstance(value, Reference):
            return self._keys(asked, value.id) or (
                self._keys(asked, value.name) if value.name else _NOTHING
            )
        text = self._compact(_written(value))
        match asked.value:
            case "place":
                return self.places.codes(text, asked.level)
            case "concept":
                return self._concepts(text, asked.scheme)
            case "organisation":
                return self._organisations(text)
            case "year":
                return frozenset(found.group() for found in _YEAR.finditer(text))
            case _:
                return frozenset({key_of(text)} - {""})

    def _compact(self, text: str) -> str:
        if not text.startswith(("http://", "https://")):
            return text
        try:
            return self.terms.compact(text)
        except UnknownTerm:
            return text

    def _concepts(self, text: str, scheme: str | None) -> frozenset[str]:
        if text in self.schemes:
            return frozenset({text})
        named = self._labels.get(normal_name(text), ())
        return frozenset(one for one in named if scheme in (None, one.partition(":")[0]))

    @cached_property
    def _labels(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = {}
        for one in self.schemes:
            for name in (*one.labels, one.label_en, one.notation):
                found.setdefault(normal_name(name), set()).add(one.id)
        return found

    def _organisations(self, text: str) -> frozenset[str]:
        things = self.bodies.things
        for known in (text, f"organisation/{text}"):
            if known in self.bodies.place_of:
                return frozenset({known})
        same = self.bodies.index.same(text) or self.bodies.alike(self.bodies.names_of(text))
        return frozenset(things[at].id for at in same)


def _written(value: str | float) -> str:
    """Return a value as text: a spreadsheet's 37006.0 is 37006."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
