"""Who is asking, how fast, how much in a day: each part by itself, with a clock of ours."""

from __future__ import annotations

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import hypothesis.strategies as st
import pytest
from hypothesis import given

from api.access.client import network
from api.access.fields import limit_fields
from api.access.keys import BadKey, KeyFile, KeyRing, digest
from api.access.pace import Paces
from api.access.proxies import proxies
from api.access.usage import Usage
from api.errors import UnavailableError


class Clock:
    def __init__(self, now: float = 1000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("host", "counted_as"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("testclient", "unknown"),
        ("", "unknown"),
        ("203.0.113.7, 10.0.0.1", "unknown"),
    ],
)
def test_one_client_is_an_address_or_the_network_of_a_subscriber(host, counted_as) -> None:
    assert network(host) == counted_as


@given(st.text(max_size=60))
def test_whatever_a_proxy_says_there_is_one_client(said) -> None:
    assert network(said)


def test_proxies_are_addresses_and_networks_only() -> None:
    assert proxies(" 127.0.0.1, ::1,10.0.0.0/8 ,") == ["127.0.0.1", "::1", "10.0.0.0/8"]
    for wrong in ("*", "localhost", "10.0.0.1/8", "1.2.3"):
        with pytest.raises(ValueError, match=r"."):
            proxies(wrong)


def test_a_burst_takes_the_whole_quota_and_then_one_at_a_time() -> None:
    clock = Clock()
    paces = Paces(clock=clock)
    shares = [paces.take("a", "minute", 6, 60) for _ in range(8)]
    assert [one.allowed for one in shares] == [True] * 6 + [False] * 2
    assert [one.remaining for one in shares] == [5, 4, 3, 2, 1, 0, 0, 0]
    assert shares[-1].wait == 10
    clock.now += 9.9
    assert not paces.take("a", "minute", 6, 60).allowed
    clock.now += 0.1
    assert paces.take("a", "minute", 6, 60).allowed
    assert not paces.take("a", "minute", 6, 60).allowed
    assert paces.take("b", "minute", 6, 60).allowed


@given(
    quota=st.integers(1, 50),
    seconds=st.integers(1, 120),
    steps=st.lists(st.floats(0, 30), max_size=60),
)
def test_no_client_ever_gets_more_than_the_quota_and_what_flowed_in(quota, seconds, steps) -> None:
    clock = Clock()
    paces = Paces(clock=clock)
    start, given_out = clock.now, 0
    for step in steps:
        clock.now += step
        share = paces.take("a", "p", quota, seconds)
        given_out += share.allowed
        assert given_out <= quota + (clock.now - start) * quota / seconds + 1e-3
        assert 0 <= share.remaining < quota or quota == share.remaining == 1 or share.allowed
        assert share.wait >= 1
        if not share.allowed:  # who waits as told is let in
            clock.now += share.wait
            assert paces.take("a", "p", quota, seconds).allowed
            given_out += 1


def test_clients_who_left_are_forgotten_and_never_more_than_the_bound_are_kept() -> None:
    clock = Clock()
    paces = Paces(most=100, clock=clock)
    for number in range(1000):
        paces.take(f"c{number}", "minute", 6, 60)
    assert len(paces) <= 100
    clock.now += 61
    for number in range(100):
        paces.take(f"d{number % 3}", "minute", 600, 60)
    assert len(paces) == 3


def test_the_policy_that_ends_first_is_the_one_told_to_italian_clients() -> None:
    paces = Paces(clock=Clock())
    minute = paces.take("a", "minute", 60, 60)
    day = paces.take("b", "day", 3, 86_400)
    told = limit_fields([minute, day])
    assert told["RateLimit-Policy"] == '"minute";q=60;w=60, "day";q=3;w=86400'
    assert told["RateLimit"] == '"minute";r=59;t=1, "day";r=2;t=28800'
    assert told["X-RateLimit-Limit"] == "3"
    assert told["X-RateLimit-Remaining"] == "2"
    assert limit_fields([]) == {}


def test_a_key_opens_until_it_is_revoked_and_only_its_hash_is_kept(tmp_path) -> None:
    file = KeyFile(tmp_path / "keys.jsonl")
    secret = file.add("osservatorio", 600, 1000)
    assert len(secret) == len("prassi_") + 43
    assert secret not in file.path.read_text()
    assert digest(secret) in file.path.read_text()
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    found = KeyRing(file).find(secret)
    assert (found.name, found.per_minute, found.per_day) == ("osservatorio", 600, 1000)
    assert KeyRing(file).find(secret + "x") is None
    file.revoke("osservatorio")
    assert KeyRing(file).find(secret) is None
    assert file.standing() == {}


def test_a_name_is_taken_until_its_key_is_revoked(tmp_path) -> None:
    file = KeyFile(tmp_path / "keys.jsonl")
    first = file.add("portale", 1, 1)
    with pytest.raises(BadKey, match="c'è già"):
        file.add("portale", 1, 1)
    file.revoke("portale")
    assert file.add("portale", 1, 1) != first
    with pytest.raises(BadKey, match="non c'è una chiave"):
        file.revoke("altro")
    for wrong in ("", "Portale", "a b", "../x", "a" * 65, "è"):
        with pytest.raises(BadKey, match="non va bene"):
            file.add(wrong, 1, 1)


def test_of_many_who_ask_for_the_same_name_one_gets_it(tmp_path) -> None:
    def ask(_: int) -> bool:
        try:
            KeyFile(tmp_path / "keys.jsonl").add("uno", 1, 1)
        except BadKey:
            return False
        return True

    with ThreadPoolExecutor(8) as many:
        assert sum(many.map(ask, range(16))) == 1


def test_a_ring_follows_its_file_and_keeps_what_it_knew_when_the_file_breaks(tmp_path) -> None:
    file = KeyFile(tmp_path / "keys.jsonl")
    ring = KeyRing(file)
    assert ring.find("prassi_x") is None
    secret = file.add("uno", 1, 1)
    ring._looked = 0  # as if a second had passed
    assert ring.find(secret)
    with file.path.open("a") as log:
        log.write("questa non è una riga\n")
    ring._looked = 0
    assert ring.find(secret)
    with pytest.raises(UnavailableError):  # one that starts now knows no key to go on with
        KeyRing(file).find(secret)


def test_what_a_key_used_today_outlives_a_restart_and_not_the_day(tmp_path) -> None:
    file = KeyFile(tmp_path / "keys.jsonl")
    file.add("uno", 10, 3)
    key = file.standing()["uno"]
    now = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
    usage = Usage(tmp_path / "usage.json", lambda: now)
    usage.count(key)
    usage.count(key)
    usage.write()
    again = Usage(tmp_path / "usage.json", lambda: now)
    assert (again.share(key).remaining, again.share(key).wait) == (1, 3600)
    again.count(key)
    assert not again.share(key).allowed
    tomorrow = Usage(tmp_path / "usage.json", lambda: datetime(2026, 11, 23, tzinfo=UTC))
    assert tomorrow.share(key).remaining == 3


def test_usage_is_written_only_when_it_changed_and_a_broken_file_begins_the_day_again(tmp_path):
    file = KeyFile(tmp_path / "keys.jsonl")
    file.add("uno", 10, 3)
    key = file.standing()["uno"]
    path = tmp_path / "usage.json"
    usage = Usage(path)
    usage.write()
    assert not path.exists()
    usage.count(key)
    usage.write()
    first = path.stat().st_mtime_ns
    usage.write()
    assert path.stat().st_mtime_ns == first
    assert json.loads(path.read_text())["used"] == {key.sha256: 1}
    for broken in ("{", "[]", '{"day": 1}', '{"day": "x", "used": 3}'):
        path.write_text(broken)
        assert Usage(path).share(key).remaining == 3
