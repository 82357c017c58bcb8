"""What may be reconciled: types, properties and features, as `vocabulary.toml` and schemes say."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal, get_args

from ontology.places import Level
from ontology.schemes import ConceptSchemes, scheme_titles

Family = Literal["practice", "organisation", "concept", "place"]
FAMILIES: tuple[Family, ...] = get_args(Family)

ValueKind = Literal[
    "place", "concept", "organisation", "practice", "text", "year", "number", "date", "iri"
]
_ACTORS = "actor"


@dataclass(frozen=True, slots=True)
class Type:
    """A category of things; `broader` is the id of the one above, None for a family."""

    id: str
    name: str
    description: str
    broader: str | None
    family: Family


@dataclass(frozen=True, slots=True)
class Property:
    """An attribute of things: `of` the families that have it, `asked` where a query may name it."""

    id: str
    name: str
    description: str
    of: tuple[Family, ...]
    value: ValueKind
    level: Level | None = None
    scheme: str | None = None
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Feature:
    """A part of a score, for who wants to weigh candidates by themselves."""

    id: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Types, properties and features by id, in the order in which people are shown them."""

    types: Mapping[str, Type]
    properties: Mapping[str, Property]
    features: Mapping[str, Feature]

    @classmethod
    def load(cls, schemes: ConceptSchemes) -> Vocabulary:
        """Read the table, and make the types that concept schemes stand for."""
        table = _table()
        types = [_type(row) for row in table["type"]]
        types += [
            Type(name, titles[0], titles[2], "concept", "concept")
            for name, titles in scheme_titles().items()
        ]
        types += [
            Type(one.id, one.label, "", one.broader or "organisation", "organisation")
            for one in schemes.scheme(_ACTORS)
        ]
        properties = (Property(**{**row, "of": tuple(row["of"])}) for row in table["property"])
        features = (Feature(**row) for row in table["feature"])
        return cls(
            {one.id: one for one in types},
            {one.id: one for one in properties},
            {one.id: one for one in features},
        )

    def above(self, type_id: str) -> Iterator[Type]:
        """Yield a type and those above it, up to its family; nothing for an unknown one."""
        at = self.types.get(type_id)
        while at is not None:
            yield at
            at = self.types.get(at.broader) if at.broader else None

    def feature(self, identifier: str) -> Feature | None:
        """Return what a feature means; ``property_region`` is told under ``property``."""
        if identifier.startswith("property_"):
            asked = self.properties.get(identifier.removeprefix("property_"))
            if asked is None or not asked.asked:
                return None
            told = self.features["property"]
            return Feature(identifier, f"{told.name}: {asked.name}", told.description)
        return self.features.get(identifier)


def _type(row: dict[str, Any]) -> Type:
    family = row.get("broader", row["id"])
    return Type(row["id"], row["name"], row["description"], row.get("broader"), family)


@cache
def _table() -> dict[str, Any]:
    text = resources.files("corpus.reconciling").joinpath("vocabulary.toml")
    return tomllib.loads(text.read_text(encoding="utf-8"))
