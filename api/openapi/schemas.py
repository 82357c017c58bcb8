"""The models of the description: those that it uses, each under a name that can be read."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any


def keep_used(schema: dict[str, Any]) -> None:
    """Drop the models of what is described elsewhere."""
    schemas = schema["components"].get("schemas", {})
    used: set[str] = set()
    found = _named_in(schema["paths"])
    while found:
        used |= found
        found = _named_in([schemas[name] for name in found if name in schemas]) - used
    schema["components"]["schemas"] = {name: schemas[name] for name in schemas if name in used}


def named_apart(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the description with models of one name told by their module, not by its path."""
    names = list(schema["components"]["schemas"])
    bare = Counter(name.rpartition("__")[2] for name in names)
    text = json.dumps(schema)
    for name in names:
        module, _, last = name.rpartition("__")
        if module:
            where = module.rpartition("__")[2].title().replace("_", "") if bare[last] > 1 else ""
            text = text.replace(f'"{name}"', f'"{where}{last}"')
            text = text.replace(f'/schemas/{name}"', f'/schemas/{where}{last}"')
    renamed: dict[str, Any] = json.loads(text)
    return renamed


def _named_in(told: Any) -> set[str]:
    return set(re.findall(r"#/components/schemas/([\w.-]+)", json.dumps(told)))
