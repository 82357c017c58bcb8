"""Whatever a stranger sends to what the OpenAPI document describes, the answer is in its words."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import hypothesis.strategies as st
import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings

from api.app import create_app
from api.settings import Settings

pytestmark = pytest.mark.slow  # seconds of requests drawn at random

FAMILIES = ("practice", "organisation", "concept", "place")
SERVICES = ("/reconcile", *(f"/reconcile/{family}" for family in FAMILIES))
RECONCILIATION = (
    *SERVICES,
    *(f"{one}/suggest/{what}" for one in SERVICES for what in ("entity", "property", "type")),
    "/reconcile/extend/propose",
    "/reconcile/flyout/{what}",
    "/reconcile/preview",
    "/reconcile/view",
    "/reconcile/features/{identifier}",
)
STRANGE = ["", "0", "-1", "1e9", "null", "[]", "'\"<>", "../..", "%00", "\x00", "è😀", "a" * 600]
ADDRESSES = [
    "/api/v1/organisations",
    "/api/v1/organisations/{identifier}",
    "/api/v1/concepts",
    "/api/v1/concepts/{identifier}",
    "/api/v1/schemes",
    "/api/v1/schemes/{identifier}",
    "/api/v1/places",
    "/api/v1/places/{identifier}",
    "/api/v1/territory",
    "/api/v1/calls",
    "/api/v1/calls/{identifier}",
    "/api/v1/documents",
    "/api/v1/measures",
    "/api/v1/measures/{identifier}",
    "/api/v1/programmes",
    "/api/v1/funders",
    "/api/v1/statements",
    "/api/v1/statements/{identifier}",
    "/api/v1/network",
    "/api/v1/gaps",
    "/api/v1/search",
    "/api/v1/suggest",
    "/api/v1/practices",
    "/api/v1/practices/{identifier}",
    "/api/v1/practices/{identifier}/duplicates",
    "/api/v1/organisations/{identifier}/duplicates",
    "/api/v1/documents/{identifier}",
    "/api/v1/match",
    *RECONCILIATION,
    "/changes",
    "/changes/page/{number}",
    "/changes/page/{number}.atom",
    "/changes.atom",
    "/dump/",
    "/dump/{generation}/",
    "/dump/{generation}/{name}",
    "/catalog",
    "/catalog.{extension}",
    "/.well-known/void",
    "/oai",
    "/api/v1/queries",
    "/api/v1/queries/{identifier}",
    "/api/v1/dictionary",
    "/api/v1/compare",
    "/api/v1/practices/{identifier}/similar",
    "/api/v1/organisations/{identifier}/alike",
    "/sparql",
    "/healthz",
    "/readyz",
    "/status",
]
FEW = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    chosen = Settings(
        data=tmp_path_factory.mktemp("openapi") / "data", encoder="hashing", sparql_workers=1
    )
    with TestClient(create_app(chosen), raise_server_exceptions=False) as running:
        for _ in range(300):
            if running.get("/readyz").json()["encoder"] != "loading":
                break
            time.sleep(0.1)
        yield running


@pytest.fixture(scope="module")
def described(client: TestClient) -> dict[str, Any]:
    return client.get("/api/v1/openapi.json").json()["paths"]


def values(parameter: dict[str, Any]) -> st.SearchStrategy[str]:
    """Return values that a parameter should take, that it should not, and mere noise."""
    schema = parameter["schema"]
    schema = schema.get("items", schema)
    known = [str(schema[key]) for key in ("default", "minimum", "maximum") if key in schema]
    known += [str(one) for one in (*schema.get("examples", ()), *schema.get("enum", ()))]
    known += [schema["example"]] if "example" in schema else []
    return st.one_of(st.sampled_from([*known, *STRANGE]), st.text(max_size=20))


@pytest.mark.parametrize("path", ADDRESSES)
@FEW
@given(data=st.data())
def test_any_request_gets_an_answer_that_the_description_foresees(client, described, path, data):
    operation = described[path]["get"]
    address, asked = path, []
    for parameter in operation.get("parameters", ()):
        drawn = data.draw(st.lists(values(parameter), max_size=2), label=parameter["name"])
        if parameter["in"] == "path":
            told = drawn[0] if drawn else "x"
            address = address.replace(f"{{{parameter['name']}}}", quote(told or "x", safe=""))
        else:
            asked += [(parameter["name"], one) for one in drawn]
    accept = data.draw(st.sampled_from(["*/*", "application/json", "text/html", "text/turtle"]))
    answer = client.get(address, params=asked, headers={"Accept": accept})
    foreseen = {*operation["responses"], "404"}  # an identifier with a slash is another address
    assert str(answer.status_code) in foreseen, (answer.status_code, answer.text[:300])
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == answer.status_code
        assert answer.json()["detail"]


def test_the_description_has_no_address_that_this_test_forgets(described):
    assert set(described) == set(ADDRESSES)
