"""The Reconciliation Service API 0.2 as its text has it: what clients send, what they get back."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from api.app import create_app
from api.reconciliation import models
from api.reconciliation.form import LARGEST_BODY
from api.workplace import Workplace
from corpus.identities import Act, Identity
from corpus.reconciling.limits import load_limits
from ingest.jail import ReadingRoom
from search.encoder import HashingEncoder

LIMITS = load_limits().input
FAMILIES = ("practice", "organisation", "concept", "place")
COMUNE = "organisation/comune-di-ostellato"


def asked(client: TestClient, path: str = "/reconcile", **queries: object):
    return client.post(path, data={"queries": json.dumps(queries)})


def results(client: TestClient, path: str = "/reconcile", **queries: object):
    answer = asked(client, path, **queries)
    assert answer.status_code == 200, answer.text
    models.ResultBatchModel.model_validate(answer.json())
    return {key: one["result"] for key, one in answer.json().items()}


def fetched(client: TestClient, ids: list[str], *properties: object):
    rows = [{"id": one} if isinstance(one, str) else one for one in properties]
    answer = client.post(
        "/reconcile", data={"extend": json.dumps({"ids": ids, "properties": rows})}
    )
    assert answer.status_code == 200, answer.text
    models.ExtensionModel.model_validate(answer.json())
    return answer.json()


def refused(answer, status: int) -> dict[str, object]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json()["status"] == status
    assert answer.json()["detail"]
    return answer.json()


@pytest.mark.parametrize("path", ["/reconcile", *(f"/reconcile/{one}" for one in FAMILIES)])
def test_without_parameters_the_manifest_tells_what_there_is_and_where(client, path) -> None:
    answer = client.get(path)
    manifest = answer.json()
    models.ManifestModel.model_validate(manifest)
    assert manifest["versions"] == ["0.2"]
    assert manifest["identifierSpace"] == "https://w3id.org/welfare-practices/id/"
    assert manifest["batchSize"] == LIMITS.batch
    for template in ("view", "feature_view", "preview"):
        assert "{{id}}" in manifest[template]["url"]
        assert manifest[template]["url"].startswith("http://testserver/reconcile/")
    ids = [one["id"] for one in manifest["defaultTypes"]]
    assert len(ids) == len(set(ids))
    assert answer.headers["access-control-allow-origin"] == "*"
    for name, service in manifest["suggest"].items():
        address = service["service_url"] + service["service_path"]
        found = client.get(address, params={"prefix": "com"})
        assert found.status_code == 200, (name, address)
        if found.json()["result"]:
            one = found.json()["result"][0]["id"]
            fly = service["flyout_service_url"] + service["flyout_service_path"]
            told = client.get(fly.replace("${id}", quote(one, safe="")))
            assert told.json()["id"] == one


def test_the_address_that_others_know_is_the_one_that_the_settings_tell(shelf) -> None:
    chosen, library = shelf
    public = chosen.model_copy(update={"public_url": "https://prassi.example.it"})
    with TestClient(create_app(public, library)) as running:
        manifest = running.get("/reconcile", headers={"Host": "male.example"}).json()
    assert "male.example" not in json.dumps(manifest)
    assert manifest["preview"]["url"].startswith("https://prassi.example.it/reconcile/preview")


def test_a_batch_is_answered_under_its_keys_by_post_and_by_get(client) -> None:
    batch = {
        "q0": {"query": "Comune di Ostellato", "type": "organisation", "limit": 2},
        "è/1": {"query": "Ostellato", "type": ["comune"], "type_strict": "any"},
    }
    posted = results(client, **batch)
    assert set(posted) == set(batch)
    assert posted["q0"][0]["id"] == COMUNE
    assert posted["q0"][0]["match"] is True
    assert len(posted["q0"]) <= 2
    assert posted["è/1"][0]["id"] == "place:038017"
    got = client.get("/reconcile", params={"queries": json.dumps(batch)})
    assert {key: one["result"] for key, one in got.json().items()} == posted
    assert got.headers["etag"]
    scores = [one["score"] for one in posted["è/1"]]
    assert scores == sorted(scores, reverse=True)


def test_candidates_have_features_that_the_service_documents(client) -> None:
    queries = {
        "a": {"query": "Comune di Ostellato", "properties": [{"pid": "region", "v": "08"}]},
        "b": {"query": "emporio per i poveri", "type": "practice"},
        "c": {"query": "place:038017"},
    }
    named = {
        feature["id"]
        for found in results(client, **queries).values()
        for one in found
        for feature in one["features"]
    }
    assert {"same_name", "name_similarity", "same_body", "property_region", "type_match"} <= named
    template = client.get("/reconcile").json()["feature_view"]["url"]
    for name in named:
        page = client.get(template.replace("{{id}}", quote(name, safe="")))
        assert page.status_code == 200
        assert name in page.text


@pytest.mark.parametrize("family", FAMILIES)
def test_the_service_of_one_family_tells_of_no_other(client, family) -> None:
    found = results(client, f"/reconcile/{family}", q={"query": "Ostellato", "limit": 20})["q"]
    found += results(client, f"/reconcile/{family}", q={"query": "Ostellato", "type": "comune"})[
        "q"
    ]
    assert all(family in [kind["id"] for kind in one["type"]] for one in found)


def test_every_identifier_and_every_name_of_the_library_finds_itself(client, library) -> None:
    entries = library.registers
    names = [(f"practice/{one.id}", one.title) for one in entries.practices.entries]
    names += [(f"organisation/{one.id}", one.name) for one in entries.organisations.entries]
    assert len(names) > 5
    for identifier, name in names:
        kind = identifier.partition("/")[0]
        found = results(client, a={"query": identifier}, b={"query": name, "type": kind})
        assert found["a"][0]["id"] == identifier
        assert found["a"][0]["match"] is True
        assert identifier in [one["id"] for one in found["b"]]
        suggested = client.get("/reconcile/suggest/entity", params={"prefix": name}).json()
        assert identifier in [one["id"] for one in suggested["result"]]


def test_properties_alone_are_a_query_and_nothing_at_all_is_none(client) -> None:
    region = [{"pid": "region", "v": ["Piemonte", {"id": "place:17"}]}]
    found = results(client, q={"type": "practice", "properties": region})["q"]
    assert {one["id"] for one in found} == {"practice/emporio-asti", "practice/orti-potenza"}
    assert results(client, q={"query": "   "}) == {"q": []}
    refused(asked(client, q={"limit": 1}), 422)
    refused(asked(client, q={"properties": []}), 422)


@pytest.fixture(scope="module")
def merged(tools, tmp_path_factory):
    settings_, _ = tools.make_library(tmp_path_factory.mktemp("merged"), tools.DOCUMENTS)
    workplace = Workplace(settings_, encoder=HashingEncoder())
    with ReadingRoom() as room, workplace.accessions(room) as accessions:
        when = datetime(2026, 11, 22, tzinfo=UTC)
        names = ("practice/navetta-ostellato", "practice/orti-potenza")
        accessions.identify(Identity(Act.MERGED, *names, "Ada", when, "prova"))
    with TestClient(create_app(settings_, workplace.library()), follow_redirects=False) as running:
        yield running


def test_what_was_merged_is_found_by_either_title_under_the_kept_name(merged) -> None:
    for name in ("Orti sociali a Potenza", "practice/orti-potenza"):
        (found, *_) = results(merged, q={"query": name, "type": "practice"})["q"]
        assert (found["id"], found["match"]) == ("practice/navetta-ostellato", True)
    told = fetched(merged, ["practice/orti-potenza"], "label", "source", "region")
    row = told["rows"]["practice/orti-potenza"]
    assert row["label"] == [{"str": "Navetta per le visite a Ostellato"}]
    assert len(row["source"]) == 2
    assert {one["id"] for one in row["region"]} == {"place:08", "place:17"}


def test_columns_have_the_values_of_each_thing_and_empty_cells_for_what_is_not_there(
    client,
) -> None:
    ids = ["practice/navetta-ostellato", "place:038017", "measure:trasporto-sociale", "nope", ""]
    told = fetched(
        client,
        ids,
        *("label", "status", "measure", "comune", "region", "organisation", "amount", "source_url"),
        *("population", "label_en", "broader", "practices", "practice", "iri", "licence"),
    )
    rows = told["rows"]
    assert set(rows) == set(ids)
    assert all(set(row) == {one["id"] for one in told["meta"]} for row in rows.values())
    navetta = rows["practice/navetta-ostellato"]
    assert navetta["status"] == [{"id": "implementation-status:in-corso", "name": "In corso"}]
    assert navetta["measure"][0]["id"] == "measure:trasporto-sociale"
    assert navetta["comune"] == [{"id": "place:038017", "name": "Ostellato"}]
    assert navetta["region"] == [{"id": "place:08", "name": "Emilia-Romagna"}]
    assert {"id": COMUNE, "name": "Comune di Ostellato"} in navetta["organisation"]
    assert navetta["amount"] == [{"int": 12000}]
    assert navetta["source_url"] == [{"str": "https://esempio.it/navetta"}]
    assert navetta["licence"] == [{"str": "CC-BY-4.0"}]
    assert rows["place:038017"]["population"][0]["int"] > 1000
    assert rows["place:038017"]["practices"] == [{"int": 1}]
    measure = rows["measure:trasporto-sociale"]
    assert measure["label_en"] == [{"str": "Social transport"}]
    assert measure["practice"] == [
        {"id": "practice/navetta-ostellato", "name": "Navetta per le visite a Ostellato"}
    ]
    assert measure["iri"][0]["str"].endswith("/scheme/measure/trasporto-sociale")
    assert all(cells == [] for cells in (*rows["nope"].values(), *rows[""].values()))
    types = {one["id"]: one.get("type", {}).get("id") for one in told["meta"]}
    assert types["measure"] == "measure"
    assert types["comune"] == "comune"
    assert types["label"] is None


@pytest.mark.parametrize(
    ("chosen", "cells"),
    [
        ({"limit": 1}, 1),
        ({"limit": "1"}, 1),
        ({"limit": 0}, 2),
        ({"limit": ""}, 2),
        ({"count": True}, 1),
        ({"content": "id"}, 2),
        ({"content": "iri"}, 2),
        (None, 2),
    ],
)
def test_settings_of_a_column_bound_count_or_rewrite_its_values(client, chosen, cells) -> None:
    column = {"id": "organisation", "settings": chosen}
    told = fetched(client, ["practice/navetta-ostellato"], column)
    values = told["rows"]["practice/navetta-ostellato"]["organisation"]
    assert len(values) == cells
    if chosen and chosen.get("count"):
        assert values == [{"int": 2}]
    if chosen and chosen.get("content") == "iri":
        assert all(one["str"].startswith("https://w3id.org/") for one in values)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_property_proposed_for_a_type_can_be_fetched_from_its_things(client, family) -> None:
    proposed = client.get("/reconcile/extend/propose", params={"type": family}).json()
    models.ProposalModel.model_validate(proposed)
    names = [one["id"] for one in proposed["properties"]]
    few = client.get("/reconcile/extend/propose", params={"type": family, "limit": 2}).json()
    assert [one["id"] for one in few["properties"]] == names[:2]
    assert few["limit"] == 2
    own = {
        "practice": "practice/navetta-ostellato",
        "organisation": COMUNE,
        "concept": "measure:trasporto-sociale",
        "place": "place:038017",
    }[family]
    row = fetched(client, [own], *names)["rows"][own]
    assert row["label"]
    assert row["iri"]
    refused(client.get("/reconcile/extend/propose", params={"type": "nope"}), 404)


def test_suggestions_page_by_cursor_without_repeating(client) -> None:
    path, seen = "/reconcile/place/suggest/entity", []
    for cursor in range(0, 60, LIMITS.suggested):
        page = client.get(path, params={"prefix": "san", "cursor": cursor}).json()["result"]
        models.SuggestedEntitiesModel.model_validate({"result": page})
        seen += [one["id"] for one in page]
    assert len(seen) == 60
    assert len(seen) == len(set(seen))
    types = client.get("/reconcile/suggest/type", params={"prefix": "comu"}).json()
    models.SuggestedTypesModel.model_validate(types)
    assert "comune" in [one["id"] for one in types["result"]]
    names = client.get("/reconcile/suggest/property", params={"prefix": "reg"}).json()
    models.SuggestedPropertiesModel.model_validate(names)
    assert [one["id"] for one in names["result"]] == ["region"]
    only = {"prefix": "", "type": "concept"}
    own = client.get("/reconcile/suggest/property", params=only).json()["result"]
    assert "scheme" in [one["id"] for one in own]
    assert "region" not in [one["id"] for one in own]


def test_a_preview_may_be_framed_by_anyone_and_runs_nothing(client) -> None:
    manifest = client.get("/reconcile").json()["preview"]
    for one in ("practice/navetta-ostellato", COMUNE, "measure:trasporto-sociale", "place:038017"):
        answer = client.get(manifest["url"].replace("{{id}}", quote(one, safe="")))
        assert answer.headers["content-type"].startswith("text/html")
        policy = answer.headers["content-security-policy"]
        assert "frame-ancestors *" in policy
        assert "default-src 'none'" in policy
        assert "script" not in policy
        page = html.document_fromstring(answer.text)
        assert not page.xpath("//script | //form | //@onclick")
        style = re.search("<style>(.*)</style>", answer.text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
        assert page.xpath("string(//h1)")
    assert "frame-ancestors 'none'" in client.get("/").headers["content-security-policy"]
    refused(client.get("/reconcile/preview", params={"id": "practice/nope"}), 404)


@pytest.mark.parametrize(
    ("identifier", "address"),
    [
        ("practice/navetta-ostellato", "/pratiche/navetta-ostellato"),
        (COMUNE, "/organizzazioni/comune-di-ostellato"),
        ("measure:trasporto-sociale", "/misure/trasporto-sociale"),
        ("place:038017", "/luoghi/038017"),
    ],
)
def test_a_view_leads_to_the_page_of_the_thing(client, identifier, address) -> None:
    answer = client.get("/reconcile/view", params={"id": identifier}, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == address


def test_flyouts_are_html_in_which_nothing_but_words_stands(client) -> None:
    class Tags(HTMLParser):
        seen: set[str]

        def handle_starttag(self, tag: str, attrs: object) -> None:
            assert attrs == []
            self.seen.add(tag)

    for what, one in (("entity", COMUNE), ("property", "region"), ("type", "comune")):
        told = client.get(f"/reconcile/flyout/{what}", params={"id": one}).json()
        parser = Tags()
        parser.seen = set()
        parser.feed(told["html"])
        assert parser.seen <= {"p", "b", "i"}
        assert told["id"] == one
    refused(client.get("/reconcile/flyout/entity", params={"id": "nope"}), 404)
    refused(client.get("/reconcile/flyout/nothing", params={"id": COMUNE}), 404)


def test_words_of_documents_are_escaped_wherever_they_are_shown(tools, tmp_path) -> None:
    text = tools.DOCUMENTS["orti.md"].replace(
        "title: Orti sociali a Potenza", 'title: Orti <script>alert(1)</script> & "Potenza"'
    )
    chosen, library = tools.make_library(tmp_path, {"orti.md": text})
    with TestClient(create_app(chosen, library)) as running:
        page = running.get("/reconcile/preview", params={"id": "practice/orti-potenza"}).text
        fly = running.get("/reconcile/flyout/entity", params={"id": "practice/orti-potenza"})
    assert "<script" not in page
    assert "<script" not in fly.json()["html"]


@pytest.mark.parametrize(
    ("payload", "status"),
    [
        ("", 400),
        ("null", 422),
        ("[]", 422),
        ("{", 400),
        ("{'q': 1}", 400),
        ('{"q": null}', 422),
        ('{"q": {"query": 5}}', 422),
        ('{"q": {"query": "x", "limit": NaN}}', 400),
        ('{"q": {"query": "x", "limit": Infinity}}', 400),
        ('{"q": {"query": "x", "limit": 1e999}}', 400),
        ('{"q": {"query": "x", "limit": 0}}', 422),
        ('{"q": {"query": "x", "limit": -3}}', 422),
        ('{"q": {"query": "x", "limit": 1.5}}', 422),
        ('{"q": {"query": "x", "limit": true}}', 422),
        ('{"q": {"query": "x", "limit": ' + "9" * 5000 + "}}", 400),
        ('{"q": {"query": "x", "type": 3}}', 422),
        ('{"q": {"query": "x", "type": [3]}}', 422),
        ('{"q": {"query": "x", "type_strict": "perhaps"}}', 422),
        ('{"q": {"query": "x", "props": []}}', 422),
        ('{"q": {"query": "x", "properties": {}}}', 422),
        ('{"q": {"query": "x", "properties": [{"pid": "region"}]}}', 422),
        ('{"q": {"query": "x", "properties": [{"pid": 1, "v": "x"}]}}', 422),
        ('{"q": {"query": "x", "properties": [{"pid": "region", "v": {"name": "x"}}]}}', 422),
        ('{"q": {"query": "\\ud800"}}', 400),
        ('{"\\ud800": {"query": "x"}}', 400),
        ('{"q": {"query": "' + "x" * 501 + '"}}', 422),
        ("[" * 100_000, 400),
        ('{"q": ' * 5000 + "1" + "}" * 5000, 400),
        (json.dumps({f"q{n}": {"query": "x"} for n in range(51)}), 413),
        (json.dumps({f"q{n}": {"query": "x"} for n in range(10_000)}), 413),
    ],
)
def test_a_batch_that_is_wrong_is_refused_whole_with_the_reason(client, payload, status) -> None:
    told = refused(client.post("/reconcile", data={"queries": payload}), status)
    assert "x" * 60 not in told["detail"]


def test_a_refusal_names_the_query_and_what_may_have_been_meant(client) -> None:
    told = refused(asked(client, q7={"query": "x", "proprieties": []}), 422)
    assert "queries.q7.proprieties" in told["detail"]
    assert "«properties»" in told["detail"]


@pytest.mark.parametrize(("limit", "most"), [(1, 1), (3.0, 3), ("4", 4), (10**12, 50), (None, 5)])
def test_a_limit_is_whole_and_a_huge_one_is_bounded(client, limit, most) -> None:
    query = {"query": "San Pietro", "type": "comune", "limit": limit, "properties": None}
    assert 0 < len(results(client, q=query)["q"]) <= most


def test_bodies_that_are_no_form_or_too_large_are_refused(client) -> None:
    form = "application/x-www-form-urlencoded"
    big = b"queries=" + b"x" * LARGEST_BODY
    refused(client.post("/reconcile", content=big, headers={"Content-Type": form}), 413)
    refused(client.post("/reconcile", json={"q": {"query": "x"}}), 415)
    refused(client.post("/reconcile", content=b"x"), 415)
    odd = {"Content-Type": form}
    refused(client.post("/reconcile", content=b"queries=\xff", headers=odd), 400)
    refused(client.post("/reconcile", content=b"queries=%ff", headers=odd), 400)
    refused(client.post("/reconcile", content=b"&".join([b"a=1"] * 99), headers=odd), 400)
    refused(client.post("/reconcile", data={}, headers=odd), 400)
    zipped = {**odd, "Content-Encoding": "gzip"}
    refused(client.post("/reconcile", content=b"x", headers=zipped), 415)
    both = {"queries": "{}", "extend": "{}"}
    refused(client.post("/reconcile", data=both), 400)
    refused(client.post("/reconcile", content=b"queries={}&queries={}", headers=odd), 400)
    refused(client.get("/reconcile", params={"callback": "alert"}), 400)
    refused(client.get("/reconcile", params={"queries": "x" * 40_000}), 414)


@pytest.mark.parametrize(
    ("payload", "status"),
    [
        ("{}", 422),
        ('{"ids": "x", "properties": []}', 422),
        ('{"ids": [1], "properties": []}', 422),
        ('{"ids": [], "properties": ["label"]}', 422),
        ('{"ids": [], "properties": [{}]}', 422),
        ('{"ids": [], "properties": [{"id": "nope"}]}', 422),
        ('{"ids": [], "properties": [{"id": "label", "settings": []}]}', 422),
        ('{"ids": [], "properties": [{"id": "label", "settings": {"limit": -1}}]}', 422),
        ('{"ids": [], "properties": [{"id": "label", "settings": {"limit": {}}}]}', 422),
        ('{"ids": [], "properties": [{"id": "label", "settings": {"content": "x"}}]}', 422),
        (json.dumps({"ids": [f"place:{n}" for n in range(201)], "properties": []}), 413),
        (json.dumps({"ids": [], "properties": [{"id": "label"}] * 31}), 413),
    ],
)
def test_columns_that_are_asked_for_wrongly_are_refused(client, payload, status) -> None:
    refused(client.post("/reconcile", data={"extend": payload}), status)


def test_browsers_of_other_sites_may_ask(client) -> None:
    asked_first = {
        "Origin": "https://portale.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    for path in ("/reconcile", "/reconcile/place", "/reconcile/suggest/entity"):
        answer = client.options(path, headers=asked_first)
        assert answer.status_code == 204
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "POST" in answer.headers["access-control-allow-methods"]
        assert "content-type" in answer.headers["access-control-allow-headers"].lower()
    assert client.head("/reconcile").status_code == 200


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["query", "type", "region", "place:038017", "Ostellato", "any", "\x00"]),
    lambda inside: (
        st.lists(inside, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["query", "type", "limit", "properties", "type_strict", "pid", "v", "id"]
            )
            | st.sampled_from(["ids", "settings", "count", "content", "name"])
            | st.text(max_size=4),
            inside,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(field=st.sampled_from(["queries", "extend"]), payload=anything)
def test_whatever_json_comes_the_answer_is_a_result_or_a_problem(client, field, payload) -> None:
    text = json.dumps({"q": payload} if field == "queries" else payload)
    answer = client.post("/reconcile", data={field: text})
    assert answer.status_code in (200, 400, 413, 422), answer.text
    if answer.status_code == 200:
        shape = models.ResultBatchModel if field == "queries" else models.ExtensionModel
        shape.model_validate(answer.json())
    else:
        refused(answer, answer.status_code)


def test_an_empty_library_still_knows_territories_and_concepts(empty_client) -> None:
    found = results(empty_client, a={"query": "Ostellato", "type": "comune"}, b={"query": "Orti"})
    assert found["a"][0]["match"] is True
    assert all("practice" not in one["id"] for one in found["b"])
    assert results(empty_client, q={"query": "x", "type": "practice"}) == {"q": []}
