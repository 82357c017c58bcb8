"""The whole OpenAPI description of a service, as the Italian rules for public bodies ask it.

The rules are those of `italia/api-oas-checker`; `tests/api/test_api_openapi_rules.py` says each in
our words. Routes declare what is theirs; what holds for all of them is added here, from
`description.toml`.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.access.admission import KEY_HEADER, WATCHED
from api.access.fields import LIMIT_FIELDS
from api.openapi.bounds import bounded, numbered, whole_example
from api.openapi.schemas import keep_used, named_apart
from api.routers.models import ProblemModel
from api.routers.parameters import LONGEST_IDENTIFIER
from api.settings import Settings

_METHODS = ("get", "post", "put", "patch", "delete")
_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def described(app: FastAPI, settings: Settings, is_data: Callable[[str], bool]) -> dict[str, Any]:
    """Return the description; `is_data` tells the paths whose answers have an ETag."""
    said = _said()
    schema = get_openapi(title=app.title, version=version("prassi"), routes=app.routes)
    schema["info"] = _info(app, settings, said)
    for door in said["elsewhere"]:
        behind = re.compile(rf"{re.escape(door)}(?:[/.]|$)")
        for path in [one for one in schema["paths"] if behind.match(one)]:
            del schema["paths"][path]
    schema["servers"] = [_server(settings)]
    used = {
        tag
        for item in schema["paths"].values()
        for method in _METHODS
        for tag in item.get(method, {}).get("tags", ())
    }
    schema["tags"] = [
        {"name": name, "description": words} for name, words in said["tags"].items() if name in used
    ]
    # A key is never needed: the empty requirement says so.
    schema["security"] = [{}, {"Chiave": []}, {"Portatore": []}]
    components = schema.setdefault("components", {})
    components["securitySchemes"] = _SCHEMES
    components["headers"] = said["headers"]
    keep_used(schema)
    schema = named_apart(schema)
    components = schema["components"]
    schemas = components.setdefault("schemas", {})
    schemas["Problem"] = ProblemModel.model_json_schema()
    for path, item in schema["paths"].items():
        for method in _METHODS:
            if method in item:
                _complete(item[method], path, method, is_data(path))
    for one in schemas.values():
        bounded(one, said["bounds"])
    for name, one in schemas.items():
        if name in said["examples"]:
            one.setdefault("example", said["examples"][name])
        if "example" in one:
            one["example"] = whole_example(one["example"], one, schemas)
    return schema


def _info(app: FastAPI, settings: Settings, said: Mapping[str, Any]) -> dict[str, Any]:
    where = settings.public_url or settings.base.rstrip("/#")
    doors = [f"- `{path}`: {words};" for path, words in said["elsewhere"].items()]
    return {
        "title": app.title,
        "version": version("prassi"),
        "summary": app.summary,
        "x-summary": app.summary,  # the rules look for it here, OpenAPI 3.1 has it above
        "termsOfService": f"{where}/informazioni",
        "contact": app.contact,
        "license": app.license_info,
        "description": "\n".join([said["info"]["description"].strip(), "", *doors]),
        "x-api-id": said["info"]["x-api-id"],
    }


def _server(settings: Settings) -> dict[str, Any]:
    if settings.public_url.startswith("https://"):
        return {"url": settings.public_url, "description": "Questa installazione di Prassi"}
    # Without an address for others, or without TLS, the rules call it a sandbox.
    where = settings.public_url or "/"
    return {"url": where, "description": "Una copia di Prassi per provare", "x-sandbox": True}


_SCHEMES = {
    "Chiave": {
        "type": "apiKey",
        "in": "header",
        "name": KEY_HEADER,
        "description": "La chiave di chi fa molte richieste; facoltativa.",
    },
    "Portatore": {
        "type": "http",
        "scheme": "bearer",
        "description": "La stessa chiave, come `Authorization: Bearer`.",
    },
}


def _complete(operation: dict[str, Any], path: str, method: str, data: bool) -> None:
    said = _said()
    operation["operationId"] = _operation_id(path, method)
    operation.setdefault("description", f"{operation['summary']}.")
    for parameter in operation.get("parameters", ()):
        numbered(parameter["schema"], said["bounds"])
        if parameter["in"] == "path":
            parameter["schema"].setdefault("minLength", 1)
            parameter["schema"].setdefault("maxLength", LONGEST_IDENTIFIER)
    answers = operation["responses"]
    watched = path in WATCHED
    for status, words in said["answers"].items():
        if not watched or status == "500":
            answers.setdefault(status, {"description": words, "content": _PROBLEM})
    for status, answer in answers.items():
        for media in answer.get("content", {}).values():
            if "$ref" not in media.get("schema", {}):
                bounded(media.setdefault("schema", {}), said["bounds"])
            if status >= "400" and media["schema"] == {}:
                media["schema"] = _PROBLEM["application/problem+json"]["schema"]
        for header in answer.get("headers", {}).values():
            bounded(header.setdefault("schema", {}), said["bounds"])
        headers = list(_HEADERS.get(status, ()))
        if not watched:
            headers += LIMIT_FIELDS
            headers += ["Cache-Control"] if status < "300" else []
            headers += ["ETag"] if data and status < "300" else []
        for name in headers:
            told = answer.setdefault("headers", {})
            told.setdefault(name, {"$ref": f"#/components/headers/{name}"})
    operation["responses"] = dict(sorted(answers.items()))


_HEADERS: Mapping[str, tuple[str, ...]] = {
    "401": ("WWW-Authenticate",),
    "429": ("Retry-After",),
    "503": ("Retry-After",),
}


def _operation_id(path: str, method: str) -> str:
    """Return a name made of the path: `/api/v1/practices/{identifier}/similar` by GET is
    `practiceSimilar`, one of many being named in the singular.
    """
    words: list[str] = []
    for part in path.removeprefix("/api/v1").strip("/").split("/"):
        if not part.startswith("{"):
            words.append(part.lstrip("."))
        elif words:
            words[-1] = _singular(words[-1])
    if method != "get":
        words.append(f"by-{method}")
    first, *others = [one for one in re.split(r"[^A-Za-z0-9]", "-".join(words)) if one] or ["root"]
    return first[:1].lower() + first[1:] + "".join(one[:1].upper() + one[1:] for one in others)


def _singular(word: str) -> str:
    return f"{word[:-3]}y" if word.endswith("ies") else word.removesuffix("s")


@cache
def _said() -> dict[str, Any]:
    here = Path(__file__).parent
    said = tomllib.loads((here / "description.toml").read_text(encoding="utf-8"))
    # Examples of models that give none themselves, by the name of the model.
    said["examples"] = json.loads((here / "examples.json").read_text(encoding="utf-8"))
    return said
