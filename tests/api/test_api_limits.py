"""What every answer says of limits, what a key changes, and who is believed about who asks."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from fastapi.testclient import TestClient

from api.access.keys import key_file
from api.app import create_app
from api.settings import Settings

HERE = "/api/v1/practices"
FIELDS = ("RateLimit", "RateLimit-Policy", "X-RateLimit-Limit", "X-RateLimit-Remaining")


@pytest.fixture
def service(shelf, tmp_path) -> Iterator[Callable[..., TestClient]]:
    """A service over the shared library, with settings and a folder for keys of its own."""
    settings, library = shelf
    with ExitStack() as stack:

        def start(host: str = "203.0.113.7", **changed: object) -> TestClient:
            chosen = settings.model_copy(update={"data": tmp_path, **changed})
            app = create_app(Settings.model_validate(chosen.model_dump()), library)
            return stack.enter_context(TestClient(app, client=(host, 4711)))

        yield start


def key(tmp_path, name: str = "portale", per_minute: int = 100, per_day: int = 1000) -> str:
    return key_file(tmp_path).add(name, per_minute, per_day)


def test_every_answer_tells_what_is_left_pages_data_and_errors_alike(service) -> None:
    client = service(requests_per_minute=60)
    for left, address in enumerate((HERE, "/", "/cerca?q=orti", f"{HERE}/x", "/sparql", "/nulla")):
        answer = client.get(address)
        assert answer.headers["ratelimit-policy"] == '"minute";q=60;w=60'
        assert answer.headers["x-ratelimit-limit"] == "60"
        assert int(answer.headers["x-ratelimit-remaining"]) >= 59 - left
        assert re.fullmatch(r'"minute";r=\d+;t=1', answer.headers["ratelimit"])


def test_who_asks_too_much_gets_429_with_when_to_come_back_in_the_one_shape(service) -> None:
    client = service(requests_per_minute=3)
    answers = [client.get(HERE, headers={"Origin": "https://altro.example"}) for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    refused = answers[-1]
    assert refused.headers["content-type"] == "application/problem+json"
    assert 1 <= int(refused.headers["retry-after"]) <= 20
    assert refused.headers["retry-after"] == refused.headers["x-ratelimit-reset"]
    assert refused.headers["x-ratelimit-remaining"] == "0"
    assert refused.headers["access-control-allow-origin"] == "*"
    body = refused.json()
    assert (body["status"], body["violated-policies"]) == (429, ["minute"])
    assert "Più di 3 richieste al minuto" in body["detail"]
    page = client.get("/", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["content-type"]) == (429, "text/html; charset=utf-8")
    assert client.head(HERE).status_code == 429


def test_who_watches_over_the_service_and_what_pages_are_made_of_are_not_counted(service) -> None:
    client = service(requests_per_minute=1)
    assert client.get(HERE).status_code == 200
    for address in ("/healthz", "/readyz", "/status", "/static/prassi.css"):
        answer = client.get(address)
        assert answer.status_code != 429
        assert "ratelimit" not in answer.headers
    assert client.options(HERE).status_code == 204
    assert client.get(HERE).status_code == 429


def test_without_a_limit_none_is_told(service) -> None:
    client = service(requests_per_minute=0)
    assert not set(client.get(HERE).headers) & {name.lower() for name in FIELDS}


@pytest.mark.parametrize("scheme", ["Authorization", "X-API-Key", "x-api-key"])
def test_a_key_has_a_pace_and_a_day_of_its_own_whatever_its_neighbours_do(
    service, tmp_path, scheme
) -> None:
    secret = key(tmp_path, per_minute=50, per_day=20)
    mine = {scheme: f"Bearer {secret}" if scheme == "Authorization" else secret}
    client = service(requests_per_minute=2)
    assert [client.get(HERE).status_code for _ in range(3)] == [200, 200, 429]
    answer = client.get(HERE, headers=mine)
    assert answer.status_code == 200
    assert answer.headers["ratelimit-policy"] == '"minute";q=50;w=60, "day";q=20;w=86400'
    assert '"minute";r=49;t=' in answer.headers["ratelimit"]
    assert '"day";r=19;t=' in answer.headers["ratelimit"]
    assert answer.headers["x-ratelimit-limit"] == "20"
    assert client.get("/sparql", headers=mine).status_code == 200


def test_a_key_that_used_up_its_day_waits_for_midnight(service, tmp_path) -> None:
    secret = key(tmp_path, per_day=2)
    client = service()
    mine = {"X-API-Key": secret}
    assert [client.get(HERE, headers=mine).status_code for _ in range(3)] == [200, 200, 429]
    refused = client.get(HERE, headers=mine)
    assert refused.json()["violated-policies"] == ["day"]
    assert 0 < int(refused.headers["retry-after"]) <= 86_400
    assert "da mezzanotte" in refused.json()["detail"]
    assert client.get(HERE).status_code == 200  # without the key everything can still be read


def test_a_restart_does_not_give_the_day_back(service, tmp_path, shelf) -> None:
    secret = key(tmp_path, per_day=5)
    mine = {"X-API-Key": secret}
    settings, library = shelf
    chosen = settings.model_copy(update={"data": tmp_path})
    for left in ("4", "3"):
        with TestClient(create_app(chosen, library)) as client:
            assert client.get(HERE, headers=mine).headers["x-ratelimit-remaining"] == left


def test_a_key_given_or_revoked_while_the_service_runs_is_known_at_once(service, tmp_path) -> None:
    client = service()
    access = client.app.user_middleware  # the ring looks at its file once a second
    ring = next(one.kwargs["access"] for one in access if "access" in one.kwargs)._ring
    secret = key(tmp_path)
    mine = {"X-API-Key": secret}
    ring._looked = 0
    assert client.get(HERE, headers=mine).status_code == 200
    key_file(tmp_path).revoke("portale")
    ring._looked = 0
    assert client.get(HERE, headers=mine).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"X-API-Key": "prassi_sbagliata"},
        {"X-API-Key": ""},
        {"X-API-Key": "è😀".encode()},
        {"X-API-Key": "a" * 5000},
        {"Authorization": "Bearer prassi_sbagliata"},
        {"Authorization": "bearer"},
        {"Authorization": "Bearer a b c"},
    ],
)
@pytest.mark.parametrize("address", [HERE, "/cerca?q=orti", "/sparql", "/api/v1/openapi.json"])
def test_a_wrong_key_is_told_and_not_taken_for_none(service, headers, address) -> None:
    answer = service().get(address, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer ")
    assert answer.json()["type"] == "urn:prassi:problem:unauthorized"
    assert "sbagliata" not in answer.text


def test_two_different_keys_are_none(service, tmp_path) -> None:
    secret = key(tmp_path)
    client = service()
    both = {"X-API-Key": secret, "Authorization": f"Bearer {secret}"}
    assert client.get(HERE, headers=both).status_code == 200
    both["X-API-Key"] = "prassi_altra"
    assert client.get(HERE, headers=both).status_code == 401


def test_a_password_of_the_server_in_front_is_none_of_our_business(service) -> None:
    answer = service().get(HERE, headers={"Authorization": "Basic dXRlbnRlOnBhcm9sYQ=="})
    assert answer.status_code == 200


def test_a_key_in_the_address_is_not_one(service, tmp_path) -> None:
    secret = key(tmp_path)
    answer = service().get(HERE, params={"api_key": secret})
    assert answer.status_code == 422
    assert secret not in answer.text


def test_trying_wrong_keys_uses_up_the_share_of_who_tries(service, tmp_path) -> None:
    key(tmp_path)
    client = service(requests_per_minute=3)
    wrong = {"X-API-Key": "prassi_prova"}
    assert [client.get(HERE, headers=wrong).status_code for _ in range(4)] == [401, 401, 401, 429]


def test_forwarded_addresses_are_believed_only_from_the_proxies_named(service) -> None:
    stranger = service(requests_per_minute=1)
    forged = [stranger.get(HERE, headers={"X-Forwarded-For": f"198.51.100.{n}"}) for n in range(2)]
    assert [one.status_code for one in forged] == [200, 429]
    proxy = service("10.1.2.3", requests_per_minute=1, trusted_proxies="10.0.0.0/8")
    told = [proxy.get(HERE, headers={"X-Forwarded-For": f"198.51.100.{n}"}) for n in (1, 2, 2)]
    assert [one.status_code for one in told] == [200, 200, 429]
    # What the visitor wrote stands to the left of what the proxy adds.
    forged = [
        proxy.get(HERE, headers={"X-Forwarded-For": f"192.0.2.{n}, 198.51.100.9"}) for n in (1, 2)
    ]
    assert [one.status_code for one in forged] == [200, 429]


def test_all_the_addresses_of_a_subscriber_share_one_limit(service) -> None:
    proxy = service("10.1.2.3", requests_per_minute=1, trusted_proxies="10.1.2.3")
    hosts = ("2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1")
    codes = [proxy.get(HERE, headers={"X-Forwarded-For": one}).status_code for one in hosts]
    assert codes == [200, 429, 200]


def test_a_proxy_that_nobody_named_is_told_once_in_the_log(service, caplog) -> None:
    client = service("127.0.0.1")
    with caplog.at_level(logging.WARNING, "api.access.admission"):
        for _ in range(3):
            client.get(HERE, headers={"X-Forwarded-For": "198.51.100.1"})
    assert [one.message.count("PRASSI_TRUSTED_PROXIES") for one in caplog.records] == [1]


def test_a_page_of_another_site_may_send_a_key_and_read_what_is_left(service, tmp_path) -> None:
    client = service()
    asked = {
        "Origin": "https://altro.example",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization, x-api-key, if-none-match",
    }
    allowed = client.options(HERE, headers=asked).headers["access-control-allow-headers"].lower()
    assert {"authorization", "x-api-key", "if-none-match"} <= set(allowed.split(", "))
    for headers in ({"X-API-Key": key(tmp_path)}, {"X-API-Key": "x"}, {}):
        answer = client.get(HERE, headers={"Origin": "https://altro.example", **headers})
        exposed = set(answer.headers["access-control-expose-headers"].split(", "))
        assert {*FIELDS, "X-RateLimit-Reset", "Retry-After", "ETag", "Link"} <= exposed
        assert "WWW-Authenticate" in exposed
        assert answer.headers["access-control-allow-origin"] == "*"


def test_an_answer_that_did_not_change_tells_the_limits_too(service, tools) -> None:
    client = service()
    tools.wait_until_ready(client)
    tag = client.get(HERE).headers["etag"]
    answer = client.get(HERE, headers={"If-None-Match": tag})
    assert answer.status_code == 304
    assert "ratelimit" in answer.headers
