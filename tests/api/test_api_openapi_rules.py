"""The rules for APIs of Italian public bodies (italia/api-oas-checker), each in our words.

The ids in brackets are those of the rules. Here they are asked of the description alone, so that
they need no Node; the rules themselves were run by hand with spectral (docs/api.md says when).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.openapi.utils import get_openapi
from fastapi.testclient import TestClient

import api.openapi
from api.app import _is_data, create_app
from api.openapi.bounds import walked
from api.settings import Settings

METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
WATCHED = ("/healthz", "/readyz", "/status")


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return create_app(Settings(public_url="https://prassi.example.it")).openapi()


def operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in described["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def schemas(described: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema, in components, parameters, bodies and answers, with where it is."""
    for name, schema in described["components"]["schemas"].items():
        yield from ((name, one) for one in walked(schema))
    for name, header in described["components"]["headers"].items():
        yield from ((name, one) for one in walked(header["schema"]))
    for path, method, operation in operations(described):
        where = f"{method} {path}"
        told = [one["schema"] for one in operation.get("parameters", ())]
        bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
        told += [media["schema"] for body in bodies for media in body.get("content", {}).values()]
        yield from ((where, one) for schema in told for one in walked(schema))


def test_the_description_says_whose_it_is_and_what_it_is_for(described) -> None:
    info = described["info"]
    # has-x-summary, has-x-api-id, has-contact, has-termsOfService, info-description
    for name in ("summary", "x-summary", "x-api-id", "termsOfService", "description", "license"):
        assert info[name]
    assert info["contact"]["url"]
    assert re.fullmatch(r"\d+\.\d+\.\d+(-[a-z0-9+.-]+)?", info["version"])  # use-semver
    assert info["termsOfService"].startswith("https://prassi.example.it/")


def test_it_is_reached_over_https_or_called_a_place_to_try(described) -> None:
    # servers-use-https, servers-description, oas3-api-servers
    assert described["servers"] == [
        {"url": "https://prassi.example.it", "description": "Questa installazione di Prassi"}
    ]
    for public_url in ("", "http://127.0.0.1:8000"):
        (server,) = create_app(Settings(public_url=public_url)).openapi()["servers"]
        assert server["x-sandbox"] is True
        assert server["description"]


def test_paths_are_in_kebab_case_and_name_things_not_acts(described) -> None:
    for path in described["paths"]:
        assert re.fullmatch(r"(/[a-z0-9.-]+|/\{[A-Za-z0-9_]+\})+", path)  # paths-kebab-case
        # paths-http-method
        assert not re.search(r"/(get|post|put|delete|patch|create|remove|list)[/A-Z_-]", path)


def test_every_operation_has_a_name_of_its_own_words_and_a_tag_that_is_described(described) -> None:
    told = {tag["name"]: tag["description"] for tag in described["tags"]}
    names = []
    for path, method, operation in operations(described):
        where = f"{method} {path}"
        names.append(operation["operationId"])
        # no-method-name-in-operationId, operation-operationId-valid-in-url
        assert re.fullmatch(r"(?!get|post|put|delete|patch|head)[a-z][A-Za-z0-9]*", names[-1])
        assert operation["summary"], where
        assert operation["description"], where  # operation-description
        assert operation["tags"], where
        for tag in operation["tags"]:  # operation-tag-defined
            assert told.get(tag), f"{where}: «{tag}» manca in api/openapi/description.toml"
    assert len(names) == len(set(names))


def test_the_service_can_be_asked_how_it_is_at_status(described, client) -> None:
    # paths-status, paths-status-return-json, paths-status-return-problem
    answers = described["paths"]["/status"]["get"]["responses"]
    assert set(answers["200"]["content"]) == {"application/json"}
    assert set(answers["503"]["content"]) == {"application/problem+json"}
    assert client.get("/status").json().keys() == client.get("/readyz").json().keys()


def test_every_error_is_a_problem(described) -> None:
    # use-problem-json-for-errors, use-problem-schema, hint-problem-schema
    problem = described["components"]["schemas"]["Problem"]
    assert {"type", "title", "status", "detail"} <= set(problem["required"])
    assert not {"message", "code", "msg"} & problem["properties"].keys()
    for path, method, operation in operations(described):
        for status, answer in operation["responses"].items():
            if status >= "400":
                assert set(answer["content"]) == {"application/problem+json"}, (
                    path,
                    method,
                    status,
                )
                schema = answer["content"]["application/problem+json"]["schema"]
                assert schema == {"$ref": "#/components/schemas/Problem"}, (path, method, status)


def test_every_answer_tells_the_limits_and_who_is_refused_when_to_come_back(described) -> None:
    for path, method, operation in operations(described):
        if path in WATCHED:
            continue
        answers = operation["responses"]
        assert {"401", "422", "429", "500", "503"} <= answers.keys(), (path, method)
        for status, answer in answers.items():
            headers = answer["headers"].keys()
            # missing-ratelimit, ratelimit-429-presence, ratelimit-429-completeness
            assert {f"X-RateLimit-{name}" for name in ("Limit", "Remaining", "Reset")} <= headers
            assert {"RateLimit", "RateLimit-Policy"} <= headers
            if status in ("429", "503"):  # missing-retry-after
                assert "Retry-After" in headers
            if status == "401":
                assert "WWW-Authenticate" in headers
            if status.startswith("2"):  # cache-responses-indeterminate-behavior
                assert "Cache-Control" in headers
                assert "Expires" not in headers
                assert ("ETag" in headers) == _is_data(path)
            for name in headers:
                assert name.lower() not in ("accept", "content-type", "authorization")
                # response-headers-train-case, no-x-headers-response
                assert re.fullmatch(r"[A-Z][A-Za-z0-9]*(-[A-Z][A-Za-z0-9]*)*", name)
                assert not name.startswith("X-") or name.startswith("X-RateLimit-")
    # cache-responses-undocumented
    assert "no-cache" in described["components"]["headers"]["Cache-Control"]["description"]


def test_keys_travel_in_headers_and_are_never_required(described) -> None:
    # sec-apikeys-url, sec-apikeys-cookie, sec-auth-insecure-schemes, sec-credentials-parameters
    schemes = described["components"]["securitySchemes"].values()
    assert {one.get("in", "header") for one in schemes} == {"header"}
    assert {one.get("scheme", "bearer") for one in schemes} == {"bearer"}
    assert {} in described["security"]
    for _, _, operation in operations(described):
        for parameter in operation.get("parameters", ()):
            assert not re.search("password|secret|apikey|api_key|token", parameter["name"].lower())


def test_answers_in_json_are_objects_that_can_grow(described) -> None:
    # response-with-json-object, http-response-content-2xx, http-request-GET-no-body
    named = described["components"]["schemas"]
    for path, method, operation in operations(described):
        assert method != "get" or "requestBody" not in operation
        for status, answer in operation["responses"].items():
            if status in ("204", "205", "303"):
                assert "content" not in answer
                continue
            for kind, media in answer["content"].items():
                schema = media["schema"]
                schema = named[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
                assert not kind.endswith("json") or schema["type"] == "object", (path, method)


def test_every_number_has_a_format_and_bounds_and_every_list_and_text_a_length(described) -> None:
    allowed = {
        "integer": ("int32", "int64"),
        "number": ("decimal32", "decimal64", "decimal128", "float", "double"),
    }
    for where, schema in schemas(described):
        kind = schema.get("type")
        if kind in allowed:  # number-format, integer-format, allowed-…-format
            assert schema["format"] in allowed[kind], (where, schema)
            # sec-number-boundaries
            assert {"minimum", "exclusiveMinimum"} & schema.keys(), (where, schema)
            assert {"maximum", "exclusiveMaximum"} & schema.keys(), (where, schema)
        elif kind == "array":  # sec-array-boundaries
            assert {"minItems", "maxItems"} <= schema.keys(), (where, schema)
        elif kind == "string":  # sec-string-maxlength
            assert {"maxLength", "enum", "const", "format"} & schema.keys(), (where, schema)
        elif kind == "object":  # sec-no-additionalProperties and its kin
            others = schema["additionalProperties"]
            assert others is False or (others is not True and "maxProperties" in schema), where


def test_every_model_of_an_answer_has_an_example_that_it_allows(described) -> None:
    jsonschema_rs = pytest.importorskip("jsonschema_rs")
    named = described["components"]["schemas"]
    answers = {
        media["schema"]["$ref"].rpartition("/")[2]
        for _, _, operation in operations(described)
        for status, answer in operation["responses"].items()
        for kind, media in answer.get("content", {}).items()
        if kind.endswith("json") and "$ref" in media["schema"]
    }
    for name in sorted(answers):
        whole = {**named[name], "components": {"schemas": named}}
        assert "example" in named[name], f"{name} non ha un esempio"
        jsonschema_rs.validator_for(whole).validate(named[name]["example"])


def test_each_route_is_described_or_said_to_be_elsewhere(described) -> None:
    """A route that nobody describes is one that nobody can find, limit or test."""
    told = (Path(api.openapi.__file__).parent / "description.toml").read_text(encoding="utf-8")
    elsewhere = set(tomllib.loads(told)["elsewhere"])
    known = get_openapi(title="", version="1", routes=create_app(Settings()).routes)["paths"]
    left_out = known.keys() - described["paths"].keys()
    # What follows the first name or a dot is behind the same door.
    assert {_door(path) for path in left_out} == {_door(path) for path in elsewhere}


def _door(path: str) -> str:
    return re.match(r"/\.?[^/.]+", path)[0]


def test_what_is_described_is_what_is_served(client: TestClient) -> None:
    answer = client.get("/api/v1/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["openapi"].startswith("3.1")
