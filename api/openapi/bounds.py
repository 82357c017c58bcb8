"""Every schema says how large a value may be: the bounds a model gives, or else ours.

What a request may carry is not touched: there a bound must be enforced by the route that states it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Schema = dict[str, Any]

_BRANCHES = ("anyOf", "allOf", "oneOf", "prefixItems")
_FREE = ("enum", "const", "format")


def bounded(schema: Schema, bounds: Mapping[str, Mapping[str, Any]]) -> None:
    """Complete a schema and all those inside it, in place."""
    for one in walked(schema):
        kind = one.get("type")
        if kind in ("integer", "number"):
            for name, value in bounds[kind].items():
                _unless_said(one, name, value)
        elif kind == "string" and not any(name in one for name in _FREE):
            one.setdefault("maxLength", bounds["string"]["maxLength"])
        elif kind == "array":
            for name, value in bounds["array"].items():
                one.setdefault(name, value)
        elif kind == "object":
            others = one.setdefault("additionalProperties", False)
            if others is True:
                one["additionalProperties"] = {}
            if others is not False:
                one.setdefault("maxProperties", bounds["object"]["maxProperties"])


def numbered(schema: Schema, bounds: Mapping[str, Mapping[str, Any]]) -> None:
    """Say of a request what is true of any: how numbers are read, that lists may be empty."""
    for one in walked(schema):
        if one.get("type") == "array":
            one.setdefault("minItems", 0)
        elif one.get("type") in ("integer", "number"):
            one.setdefault("format", bounds[one["type"]]["format"])


def walked(schema: Schema) -> Iterator[Schema]:
    """Yield a schema and every schema inside it; references are not followed."""
    yield schema
    inside = [schema.get(name) for name in ("items", "additionalProperties")]
    inside += schema.get("properties", {}).values()
    inside += [one for name in _BRANCHES for one in schema.get(name, ())]
    for one in inside:
        if isinstance(one, dict):
            yield from walked(one)


def whole_example(example: Any, schema: Schema, named: Mapping[str, Schema]) -> Any:
    """Return an example with the nulls that FastAPI leaves out of it, where they are required."""
    for one in _meant(schema, named):
        if isinstance(example, dict) and "properties" in one:
            found = dict(example)
            for name, inner in one["properties"].items():
                if name in found:
                    found[name] = whole_example(found[name], inner, named)
                elif name in one.get("required", ()) and _nullable(inner):
                    found[name] = None
            return found
        if isinstance(example, dict) and isinstance(one.get("additionalProperties"), dict):
            others = one["additionalProperties"]
            return {name: whole_example(value, others, named) for name, value in example.items()}
        if isinstance(example, list) and "items" in one:
            return [whole_example(value, one["items"], named) for value in example]
    return example


def _meant(schema: Schema, named: Mapping[str, Schema]) -> Iterator[Schema]:
    """Yield what a schema may be, references followed and alternatives taken apart."""
    if "$ref" in schema:
        yield from _meant(named[schema["$ref"].rpartition("/")[2]], named)
    elif branches := [one for name in _BRANCHES[:3] for one in schema.get(name, ())]:
        for one in branches:
            yield from _meant(one, named)
    else:
        yield schema


def _nullable(schema: Schema) -> bool:
    return any(one.get("type") == "null" for one in schema.get("anyOf", ()))


def _unless_said(schema: Schema, name: str, value: Any) -> None:
    exclusive = {"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}.get(name)
    if exclusive not in schema:
        schema.setdefault(name, value)
