"""From what reconciliation finds to the JSON of the specification."""

from __future__ import annotations

from typing import Any

from api.reconciliation.payload import Column, Extension
from corpus.reconciling.limits import load_limits
from corpus.reconciling.opening import Edition
from corpus.reconciling.things import Candidate, Reference, Thing, Value
from corpus.reconciling.vocabulary import Property, Type, Vocabulary


def candidate_shape(one: Candidate, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return a candidate."""
    return {
        "id": one.thing.id,
        "name": one.thing.name,
        **_described(one.thing.description),
        "type": types_shape(one.thing, vocabulary),
        "score": one.score,
        "match": one.match,
        "features": [{"id": name, "value": value} for name, value in one.features.items()],
    }


def types_shape(thing: Thing, vocabulary: Vocabulary) -> list[dict[str, str]]:
    """Return the types of a thing, the narrowest first."""
    return [{"id": name, "name": vocabulary.types[name].name} for name in thing.types]


def type_shape(one: Type, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return a type with the one above it."""
    above = vocabulary.types.get(one.broader or "")
    broader = {"broader": [{"id": above.id, "name": above.name}]} if above else {}
    return {"id": one.id, "name": one.name, **_described(one.description), **broader}


def property_shape(one: Property) -> dict[str, Any]:
    """Return a property."""
    return {"id": one.id, "name": one.name, **_described(one.description)}


def suggested_shape(thing: Thing, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return a thing as a suggestion."""
    return {
        "id": thing.id,
        "name": thing.name,
        **_described(thing.description),
        "notable": types_shape(thing, vocabulary),
    }


def extension_shape(asked: Extension, edition: Edition) -> dict[str, Any]:
    """Return the columns that were asked for; a thing that is not there has empty cells."""
    vocabulary = edition.reconciler.vocabulary
    known = [(column, vocabulary.properties[column.property]) for column in asked.columns]
    return {
        "meta": [_meta(one, vocabulary) for _, one in known],
        "rows": {
            identifier: {
                one.id: _cells(edition, edition.reconciler.thing(identifier), column, one)
                for column, one in known
            }
            for identifier in asked.ids
        },
    }


def _meta(one: Property, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return what a column is; its type where the values are all of one."""
    name = one.level or one.scheme or one.value
    values = vocabulary.types.get(name)
    told = {"type": {"id": values.id, "name": values.name}} if values else {}
    return {"id": one.id, "name": one.name, **told}


def _cells(
    edition: Edition, thing: Thing | None, column: Column, one: Property
) -> list[dict[str, Any]]:
    if thing is None:
        return []
    values = edition.extender.values(thing, one)
    if column.count:
        return [{"int": len(values)}]
    most = column.limit or load_limits().input.returned
    return [_cell(value, column, edition) for value in values[:most]]


def _cell(value: Value, column: Column, edition: Edition) -> dict[str, Any]:
    if isinstance(value, Reference):
        match column.content:
            case "id":
                return {"str": value.id}
            case "iri":
                return {"str": edition.extender.iri(value.id)}
            case _:
                return {"id": value.id, "name": value.name}
    if isinstance(value, bool):
        return {"str": "true" if value else "false"}
    if isinstance(value, int):
        return {"int": value}
    if isinstance(value, float):
        return {"float": value}
    return {"str": value}


def _described(text: str) -> dict[str, str]:
    return {"description": text} if text else {}
