"""Write the typed part of the Python client from the OpenAPI description.

    python scripts/make_client.py

`client/prassi_client/models.py` has a TypedDict for each schema, `operations.py` a method for each
GET under /api/v1. `tests/api/test_api_client.py` fails when they are not those of the description.
"""

from __future__ import annotations

import keyword
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent
from typing import Any

from api.app import API, create_app
from api.settings import Settings

CLIENT = Path(__file__).resolve().parent.parent / "client" / "prassi_client"
_WRITTEN = "Written by scripts/make_client.py from the OpenAPI description: change that instead."
_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_MODELS = f'''"""The answers of the service.

{_WRITTEN}
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict
'''
_OPERATIONS = f'''"""What can be asked, one method an operation.

{_WRITTEN}
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any, Literal, cast

from prassi_client.asking import asked
from prassi_client.conversation import Asked
from prassi_client.models import %s
'''
_CLASS = '''
class {async_class}Operations:
    """Every operation; `{async_class}Prassi` says how they are sent."""

    {asynchronous}def _get(self, asked: Asked) -> Any:
        raise NotImplementedError

    def _pages(self, asked: Asked) -> {async_class}Iterator[Any]:
        raise NotImplementedError

'''
_METHOD = '''
{asynchronous}def {name}({signature}) -> {returned}:
    """{words}"""
    return cast("{returned}", {awaiting}self._get(asked({members})))
'''
_WALK = '''
{asynchronous}def each_{name}({signature}) -> {async_class}Iterator[{item}]:
    """Walk the whole list, page after page."""
    {asynchronous}for page in self._pages(asked({members})):
        for item in page["{items}"]:
            yield item
'''

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Operation:
    """A GET that a method is written for; of a list, `items` is where a page has its things."""

    name: str
    path: str
    words: str
    parameters: tuple[Schema, ...]
    returned: str
    items: str | None = None
    item: str = "Any"

    def asked(self) -> tuple[str, str]:
        """Return the signature of the method, and the arguments of the request it makes."""
        in_path = [_argument(one) for one in self.parameters if one["in"] == "path"]
        query = [one for one in self.parameters if one["in"] == "query"]
        signature = ["self", *(f"{one}: str" for one in in_path)]
        members = [f"path={self.path!r}", *(f"{one}={one}" for one in in_path)]
        if query:
            needed_first = sorted(query, key=lambda one: not one.get("required"))
            signature += ["*", *map(_parameter, needed_first)]
            pairs = ", ".join(f"{one['name']!r}: {_argument(one)}" for one in query)
            members.append(f"query={{{pairs}}}")
        return ", ".join(signature), ", ".join(members)


def written(schema: Schema) -> dict[str, str]:
    """Return the text of each file, by its name."""
    models = {_name(one): body for one, body in schema["components"]["schemas"].items()}
    operations = list(_operations(schema))
    kinds = " ".join(f"{one.returned} {one.item}" for one in operations)
    used = sorted(set(re.findall(r"\w+", kinds)) & models.keys())
    return {
        "models.py": _formatted(
            "\n\n".join([_MODELS, *(_model(*one) for one in sorted(models.items()))])
        ),
        "operations.py": _formatted(
            _OPERATIONS % f"({', '.join(used)})"
            + _class(operations, "")
            + _class(operations, "Async")
        ),
    }


def main() -> None:
    """Write the files where the client has them."""
    for name, text in written(create_app(Settings()).openapi()).items():
        (CLIENT / name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"{CLIENT / name}\n")


def _model(name: str, schema: Schema) -> str:
    if "properties" not in schema:
        return f"{name} = {_type(schema)}"
    required = schema.get("required", ())
    members = {
        one: _type(inner) if one in required else f"NotRequired[{_type(inner)}]"
        for one, inner in schema["properties"].items()
    }
    if any(keyword.iskeyword(one) or not one.isidentifier() for one in members):
        return f"{name} = TypedDict({name!r}, {members!r})"
    lines = [f'"""{_words(schema, name)}"""', ""]
    lines += [f"{one}: {kind}" for one, kind in members.items()]
    return f"class {name}(TypedDict):\n" + indent("\n".join(lines), "    ")


def _type(schema: Schema) -> str:
    """Return the Python type of what a schema allows."""
    if "$ref" in schema:
        return _name(schema["$ref"].rpartition("/")[2])
    if branches := [*schema.get("anyOf", ()), *schema.get("oneOf", ())]:
        return " | ".join(dict.fromkeys(map(_type, branches)))
    if values := schema.get("enum") or [schema[one] for one in ("const",) if one in schema]:
        return f"Literal[{', '.join(map(repr, values))}]"
    kind = schema.get("type")
    if isinstance(kind, list):
        return " | ".join(_type({**schema, "type": one}) for one in kind)
    if kind == "array":
        return f"list[{_type(schema.get('items', {}))}]"
    if kind == "object":
        return f"dict[str, {_type(schema.get('additionalProperties') or {})}]"
    return _PLAIN.get(kind or "", "Any")


def _operations(schema: Schema) -> Iterator[Operation]:
    models = schema["components"]["schemas"]
    for path, item in schema["paths"].items():
        if not path.startswith(f"{API}/") or "get" not in item:
            continue
        told = item["get"]
        content = told["responses"].get("200", {}).get("content", {})
        answer = content.get("application/json", {}).get("schema", {})
        page = models.get(answer.get("$ref", "").rpartition("/")[2], {}).get("properties", {})
        parameters = tuple(told.get("parameters", ()))
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", told["operationId"]).lower()
        lists = [one for one, inner in page.items() if inner.get("type") == "array"]
        known = (name, path, _words(told, path), parameters, _type(answer))
        if lists and any(one["name"] == "limit" for one in parameters):
            yield Operation(*known, items=lists[0], item=_type(page[lists[0]]["items"]))
        else:
            yield Operation(*known)


def _class(operations: list[Operation], async_class: str) -> str:
    forms = {
        "async_class": async_class,
        "asynchronous": "async " if async_class else "",
        "awaiting": "await " if async_class else "",
    }
    text = _CLASS.format_map(forms)
    for one in operations:
        signature, members = one.asked()
        said = {**vars(one), **forms, "signature": signature, "members": members}
        text += indent(_METHOD.format_map(said), "    ")
        text += indent(_WALK.format_map(said), "    ") if one.items else ""
    return text


def _parameter(parameter: Schema) -> str:
    schema = parameter["schema"]
    if schema.get("type") == "array":
        return f"{_argument(parameter)}: Sequence[{_type(schema['items'])}] = ()"
    kinds = _type(schema).split(" | ")
    if parameter.get("required"):
        return f"{_argument(parameter)}: {' | '.join(kinds)}"
    return f"{_argument(parameter)}: {' | '.join(dict.fromkeys([*kinds, 'None']))} = None"


def _argument(parameter: Schema) -> str:
    name = re.sub(r"\W", "_", parameter["name"])
    return f"{name}_" if keyword.iskeyword(name) else name


def _name(schema: str) -> str:
    return re.sub(r"\W", "_", schema).removesuffix("Model")


def _words(told: Schema, otherwise: str) -> str:
    """Return a docstring of one line: the summary, or the first line of a description."""
    words = told.get("summary") or str(told.get("description", "")).strip().partition("\n")[0]
    return re.sub(r'["\\]', "", words or otherwise).strip().rstrip(".") + "."


def _formatted(text: str) -> str:
    ruff = Path(sys.executable).with_name("ruff")
    for arguments in (["check", "--select", "I,F401", "--fix", "-q"], ["format", "-q"]):
        text = subprocess.run(  # noqa: S603 - our own arguments
            [ruff, *arguments, "--stdin-filename", "client/prassi_client/written.py", "-"],
            input=text,
            capture_output=True,
            text=True,
            check=True,
            cwd=CLIENT.parent.parent,
        ).stdout
    return text


if __name__ == "__main__":
    main()
