"""Every list of the API, walked by its cursors, with fewer fields, as a table."""

from __future__ import annotations

import csv
import io
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.app import create_app
from api.routers import desk as desk_module
from api.routers.calls import CallListModel
from api.routers.concepts import ConceptListModel
from api.routers.documents import DocumentListModel
from api.routers.gaps import GapsModel
from api.routers.measures import MeasureListModel
from api.routers.money import FunderListModel, ProgrammeListModel
from api.routers.network import NetworkModel
from api.routers.organisations import OrganisationListModel
from api.routers.places import PlaceListModel
from api.routers.practice_models import PracticeListModel
from api.routers.search_models import SearchPageModel
from api.routers.statements import StatementListModel
from api.workplace import Workplace
from search.encoder import HashingEncoder

API = "/api/v1"
PROBLEM = "application/problem+json"
LISTS = {
    "practices": ("practices", PracticeListModel),
    "organisations": ("organisations", OrganisationListModel),
    "concepts": ("concepts", ConceptListModel),
    "places": ("places", PlaceListModel),
    "calls": ("calls", CallListModel),
    "documents": ("documents", DocumentListModel),
    "statements": ("statements", StatementListModel),
    "measures": ("measures", MeasureListModel),
    "programmes": ("programmes", ProgrammeListModel),
    "funders": ("funders", FunderListModel),
    "network": ("ties", NetworkModel),
    "gaps": ("cells", GapsModel),
    "search": ("hits", SearchPageModel),
}
#: What the three small documents say nothing of.
NONE = {"calls", "programmes", "funders"}
WALKED = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def walk(client: TestClient, address: str, name: str) -> list[str]:
    seen, pages = [], 0
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        told = answer.links.get("next", {}).get("url")
        assert told == body["next"]
        seen += [str(one.get("id", one)) for one in body[name]]
        address, pages = body["next"], pages + 1
        assert pages < 1000
    return seen


@pytest.mark.parametrize("path", LISTS)
@WALKED
@given(limit=st.integers(1, 100))
def test_every_list_walked_to_the_end_tells_each_thing_once(client, path, limit) -> None:
    name, _ = LISTS[path]
    total = client.get(f"{API}/{path}").json()["total"]
    limit = max(limit, total // 30)  # thousands of requests would test nothing more
    seen = walk(client, f"{API}/{path}?limit={limit}", name)
    assert len(seen) == len(set(seen)) == total


@pytest.mark.parametrize("path", LISTS)
def test_every_list_is_as_it_is_declared(client, path) -> None:
    name, model = LISTS[path]
    body = client.get(f"{API}/{path}").json()
    model.model_validate(body)
    assert body["generation"]
    assert body["changed"] is False
    assert isinstance(body[name], list)


@pytest.mark.parametrize("path", sorted(set(LISTS) - NONE))
def test_only_the_fields_asked_for_are_told(client, path) -> None:
    name, _ = LISTS[path]
    (whole,) = client.get(f"{API}/{path}?limit=1").json()[name]
    fields = list(whole)
    (one,) = client.get(f"{API}/{path}?limit=1&fields={fields[-1]}").json()[name]
    assert set(one) == {fields[-1], *({"id"} & set(fields))}
    wrong = client.get(f"{API}/{path}?fields=niente,{fields[0]}")
    assert (wrong.status_code, wrong.headers["content-type"]) == (422, PROBLEM)
    (error,) = wrong.json()["errors"]
    assert error["parameter"] == "fields"
    assert error["near"] == fields


@pytest.mark.parametrize("path", LISTS)
def test_every_list_is_a_table_too(client, path) -> None:
    total = client.get(f"{API}/{path}").json()["total"]
    asked = client.get(f"{API}/{path}?format=csv")
    wished = client.get(f"{API}/{path}", headers={"Accept": "text/csv, application/json;q=0.5"})
    assert asked.headers["content-type"] == "text/csv; charset=utf-8"
    assert asked.text == wished.text
    assert "Accept" in asked.headers["vary"]
    head, *rows = csv.reader(io.StringIO(asked.text))
    assert len(rows) == total
    assert {len(row) for row in rows} <= {len(head)}
    assert len(head) == len(set(head))


def test_what_nobody_can_write_is_told(client) -> None:
    answer = client.get(f"{API}/organisations", headers={"Accept": "image/png"})
    assert (answer.status_code, answer.headers["content-type"]) == (406, PROBLEM)
    assert "text/csv" in answer.json()["detail"]
    assert client.get(f"{API}/organisations?format=xml").status_code == 422


def test_a_table_and_a_list_are_not_taken_for_one_another(client) -> None:
    listed = client.get(f"{API}/organisations")
    table = client.get(f"{API}/organisations", headers={"Accept": "text/csv"})
    assert listed.headers["etag"] != table.headers["etag"]
    known = {"Accept": "text/csv", "If-None-Match": listed.headers["etag"]}
    assert client.get(f"{API}/organisations", headers=known).status_code == 200
    known["If-None-Match"] = table.headers["etag"]
    assert client.get(f"{API}/organisations", headers=known).status_code == 304


@pytest.mark.parametrize(
    "cursor", ["x", "%00", "AAAA", "è", "null", "a" * 400, "W10", "eyJhIjoxfQ", "-_-_-_-_-_-_"]
)
def test_what_is_no_cursor_is_refused(client, cursor) -> None:
    answer = client.get(f"{API}/places?used=false&cursor={cursor}")
    assert (answer.status_code, answer.headers["content-type"]) == (404, PROBLEM)
    assert answer.json()["errors"][0]["parameter"] == "cursor"


def cursor_of(client: TestClient, address: str) -> str:
    word = client.get(address).json()["cursor"]
    assert word
    return word


def test_a_cursor_of_another_list_or_of_other_filters_is_refused(client) -> None:
    word = cursor_of(client, f"{API}/concepts?limit=2&scheme=measure")
    for other in ("places?", "concepts?", "concepts?scheme=need&", "statements?"):
        answer = client.get(f"{API}/{other}cursor={word}")
        assert answer.status_code == 404, other
        assert "altro elenco" in answer.json()["detail"]
    for same in ("limit=5", "fields=id", "format=csv"):
        assert client.get(f"{API}/concepts?scheme=measure&{same}&cursor={word}").status_code == 200


@given(st.data())
@WALKED
def test_a_mutilated_cursor_is_refused(client, data) -> None:
    word = cursor_of(client, f"{API}/concepts?limit=2")
    at = data.draw(st.integers(0, len(word) - 2))  # the last sign holds bits of nothing
    other = data.draw(st.sampled_from("abcXYZ019-_").filter(lambda sign: sign != word[at]))
    broken = word[:at] + other + word[at + 1 :]
    assert client.get(f"{API}/concepts?cursor={broken}").status_code == 404


def test_a_number_and_a_cursor_do_not_go_together(client) -> None:
    word = cursor_of(client, f"{API}/practices?limit=1")
    answer = client.get(f"{API}/practices?cursor={word}&offset=1")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "offset"


def test_practices_are_the_same_by_number_and_by_cursor(client) -> None:
    numbered = [one["id"] for one in client.get(f"{API}/practices").json()["practices"]]
    address, seen = f"{API}/practices?limit=1", []
    while address:
        body = client.get(address).json()
        seen += [one["id"] for one in body["practices"]]
        address = f"{API}/practices?limit=1&cursor={body['cursor']}" if body["cursor"] else None
    assert seen == numbered


@pytest.mark.slow
def test_lists_walked_while_the_library_changes_tell_each_thing_once(
    tools, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(desk_module, "LOOK_EVERY", 0.0)
    paths = ("practices", "organisations", "documents", "statements")
    settings_, library = tools.make_library(tmp_path, tools.DOCUMENTS)
    more = {
        f"{word}.md": f"---\nid: {word}\ntitle: {word.title()}\n---\n\n# {word.title()}\n\n"
        f"Il Comune di Asti ha attivato un centro diurno per anziani con la Caritas {word}.\n"
        for word in ("aaa-prima", "mmm-mezzo", "zzz-ultima")
    }
    with TestClient(create_app(settings_, library)) as client:
        tools.wait_until_ready(client)
        before = {
            path: set(walk(client, f"{API}/{path}?limit=100", LISTS[path][0])) for path in paths
        }
        begun = {path: client.get(f"{API}/{path}?limit=1").json() for path in paths}
        tools.add_to(Workplace(settings_, encoder=HashingEncoder()), tmp_path, more)
        for path in paths:
            name, first = LISTS[path][0], begun[path]
            onwards = f"{API}/{path}?limit=1&cursor={first['cursor']}"
            seen = [first[name][0]["id"], *walk(client, onwards, name)]
            assert len(seen) == len(set(seen)), path
            assert before[path] <= set(seen), path
            following = client.get(onwards).json()
            assert following["changed"] is True
            assert following["generation"] != first["generation"]


def test_a_cut_table_says_so_and_goes_on(shelf) -> None:
    settings_, library = shelf
    small = settings_.model_copy(update={"export_max_rows": 2})
    with TestClient(create_app(small, library)) as client:
        first = client.get(f"{API}/practices?format=csv&fields=title")
        assert first.headers["prassi-truncated"] == "true"
        following = client.get(first.links["next"]["url"])
        assert "prassi-truncated" not in following.headers
        tables = [list(csv.reader(io.StringIO(one.text))) for one in (first, following)]
        assert [table[0] for table in tables] == [["id", "title"]] * 2
        assert len(tables[0][1:] + tables[1][1:]) == 3


def test_a_next_page_keeps_the_filters(client) -> None:
    body = client.get(f"{API}/places?used=false&level=regione&limit=3&fields=name").json()
    asked = parse_qs(urlsplit(body["next"]).query)
    assert asked["level"] == ["regione"]
    assert asked["fields"] == ["name"]
    assert len(walk(client, body["next"], "places")) == 17
