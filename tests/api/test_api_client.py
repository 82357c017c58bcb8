"""The Python client: it says what the service describes, and behaves well on a bad day."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.access.keys import key_file
from api.app import create_app
from bench.serving import serving
from prassi_client import AsyncPrassi, Prassi, PrassiProblem, TooLarge
from scripts.make_client import CLIENT, written

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def served(shelf, tmp_path_factory) -> Iterator[tuple[str, str, dict[str, int]]]:
    """A real server: its address, a key, and how many answers it gave by status."""
    settings, library = shelf
    data = tmp_path_factory.mktemp("keys")
    secret = key_file(data).add("prova", 1000, 1000)
    app = create_app(settings.model_copy(update={"data": data}), library)
    given: dict[str, int] = {}

    async def counting(scope, receive, send) -> None:
        async def counted(message) -> None:
            if message["type"] == "http.response.start":
                status = str(message["status"])
                given[status] = given.get(status, 0) + 1
            await send(message)

        await app(scope, receive, counted if scope["type"] == "http" else send)

    with serving(counting) as address:
        yield address, secret, given


def test_the_methods_are_those_of_the_description(client) -> None:
    for name, text in written(client.app.openapi()).items():
        held = (CLIENT / name).read_text(encoding="utf-8")
        assert held == text, f"{name}: eseguite «python scripts/make_client.py»"


def test_a_program_searches_reads_and_walks_lists_to_their_end(served) -> None:
    address, _, _ = served
    with Prassi(address) as prassi:
        assert [hit["id"] for hit in prassi.search(q="trasporto", region=["08"])["hits"]] == [
            "navetta-ostellato"
        ]
        assert len(list(prassi.each_practices(limit=1))) == 3
        practice = prassi.practice("navetta-ostellato")
        assert practice["facts"][0]["evidence"][0]["document"] == "navetta-ostellato"
        chosen = ["navetta-ostellato", "orti-potenza"]
        assert [one["id"] for one in prassi.compare(id=chosen)["practices"]] == chosen


def test_what_did_not_change_is_not_sent_again(served) -> None:
    address, _, given = served
    with Prassi(address) as prassi:
        first = prassi.document("navetta-ostellato")
        before = given.get("304", 0)
        assert prassi.document("navetta-ostellato") == first
        assert given.get("304", 0) == before + 1
    with Prassi(address, remember=0) as prassi:
        for _ in range(2):
            prassi.document("navetta-ostellato")
        assert given.get("304", 0) == before + 1


def test_what_is_not_there_is_a_problem_with_its_reasons(served) -> None:
    address, _, _ = served
    with Prassi(address) as prassi:
        with pytest.raises(PrassiProblem, match="non-ce") as caught:
            prassi.practice("è non-ce")
        assert (caught.value.status, caught.value.type) == (404, "urn:prassi:problem:not-found")
        with pytest.raises(PrassiProblem) as caught:
            prassi.search(comune=["Ostelato"])
        assert caught.value.members["errors"][0]["near"][0]["value"] == "038017"
        with pytest.raises(ValueError, match="not an identifier"):
            prassi.practice("..")


def test_a_key_is_sent_and_a_wrong_one_told(served) -> None:
    address, secret, _ = served
    with Prassi(address, secret) as prassi:
        assert prassi.practices()["total"] == 3
    with Prassi(address, "prassi_sbagliata") as prassi, pytest.raises(PrassiProblem) as caught:
        prassi.practices()
    assert caught.value.status == 401


def test_the_graph_answers_in_rows(served) -> None:
    address, _, _ = served
    query = "SELECT ?t { ?p a wp:Practice ; dct:title ?t } ORDER BY ?t LIMIT 1"
    with Prassi(address) as prassi:
        found = prassi.sparql(query)
        assert (found.variables, found.truncated) == (("t",), False)
        assert found.rows == ({"t": "Emporio solidale di Asti"},)
        assert prassi.sparql("ASK { ?p a wp:Practice }").rows == ({"boolean": "true"},)
        with pytest.raises(PrassiProblem):
            prassi.sparql("SELECT")


def test_the_awaited_client_does_the_same(served) -> None:
    address, _, _ = served

    async def ask() -> None:
        async with AsyncPrassi(address) as prassi:
            assert len([one async for one in prassi.each_practices(limit=1)]) == 3
            assert (await prassi.practice("orti-potenza"))["title"] == "Orti sociali a Potenza"
            assert (await prassi.sparql("ASK {}")).rows == ({"boolean": "true"},)
            with pytest.raises(PrassiProblem):
                await prassi.practice("non-ce")

    asyncio.run(ask())


class Service:
    """Answers in turn, and remembers what it was asked."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def waited(monkeypatch) -> list[float]:
    slept: list[float] = []
    monkeypatch.setattr("prassi_client.clients.sleep", slept.append)
    return slept


def talking(service: Service, **manners: object) -> Prassi:
    return Prassi("https://prassi.example", transport=httpx.MockTransport(service), **manners)


def busy(status: int, after: str) -> httpx.Response:
    return httpx.Response(status, headers={"Retry-After": after}, json={"title": "Troppe"})


def test_it_comes_back_when_it_is_told(waited) -> None:
    service = Service(busy(429, "7"), busy(503, "2"), httpx.Response(200, json={"total": 0}))
    assert talking(service).practices() == {"total": 0}
    assert waited == [7.0, 2.0]


@pytest.mark.parametrize("after", ["3600", "", "domani", "-1"])
def test_it_does_not_wait_for_ever_nor_guess_how_long(waited, after) -> None:
    service = Service(busy(429, after))
    with pytest.raises(PrassiProblem, match="429 Troppe"):
        talking(service, longest_wait=60).practices()
    assert waited == []


def test_it_gives_up_after_so_many_tries(waited) -> None:
    service = Service(*[busy(429, "1") for _ in range(3)])
    with pytest.raises(PrassiProblem):
        talking(service, tries=3).practices()
    assert waited == [1.0, 1.0]


def test_a_network_that_fails_is_tried_again_later_each_time(waited) -> None:
    service = Service(httpx.ConnectError("a"), httpx.ReadError("b"), httpx.Response(200, json={}))
    assert talking(service).practices() == {}
    assert waited == [0.5, 1.0]
    with pytest.raises(httpx.ConnectError):
        talking(Service(*[httpx.ConnectError("a")] * 2), tries=2).practices()


def test_an_error_of_a_server_in_front_is_a_problem_too(waited) -> None:
    for body in (b"<html>Bad gateway</html>", b"[1]", b""):
        with pytest.raises(PrassiProblem) as caught:
            talking(Service(httpx.Response(502, content=body))).practices()
        assert (caught.value.status, caught.value.type) == (502, "about:blank")


def test_an_answer_without_end_is_refused() -> None:
    service = Service(httpx.Response(200, content=b"[" * 2000))
    with pytest.raises(TooLarge, match="1000 bytes"):
        talking(service, largest=1000).practices()


def test_the_key_goes_nowhere_else() -> None:
    elsewhere = {"Link": '<https://cattivo.example/x>; rel="next"'}
    service = Service(httpx.Response(200, headers=elsewhere, json={"practices": []}))
    with pytest.raises(ValueError, match="not an address of this service"):
        list(talking(service, key="prassi_segreta").each_practices())
    service = Service(
        httpx.Response(303, headers={"Location": "https://cattivo.example/x"}),
        httpx.Response(200, json={}),
    )
    talking(service, key="prassi_segreta").practices()
    assert service.asked[0].headers["authorization"] == "Bearer prassi_segreta"
    assert "prassi_segreta" not in str(service.asked[1].headers)


def test_what_is_kept_is_bounded() -> None:
    tag = {"ETag": 'W/"1"'}
    service = Service(*[httpx.Response(200, headers=tag, json={}) for _ in range(4)])
    prassi = talking(service, remember=2)
    for name in ("a", "b", "c", "a"):
        prassi.practice(name)
    assert ["if-none-match" in one.headers for one in service.asked] == [False] * 4
    service.answers.append(httpx.Response(304))
    assert prassi.practice("c") == {}
    assert service.asked[-1].headers["if-none-match"] == 'W/"1"'


def test_an_address_that_is_none_is_refused_at_once() -> None:
    for wrong in ("prassi.example", "ftp://prassi.example", "https://"):
        with pytest.raises(ValueError, match="not the http"):
            Prassi(wrong)


@pytest.mark.slow  # builds a wheel
def test_the_client_is_installed_alone_with_its_types(tmp_path) -> None:
    pip = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-q"]
    source = tmp_path / "client"
    subprocess.run(["cp", "-r", str(ROOT / "client"), str(source)], check=True)
    subprocess.run([*pip, "-w", str(tmp_path), str(source)], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {"prassi_client/py.typed", "prassi_client/operations.py"} <= set(names)
    alone = "import sys, prassi_client; print(sorted({'api', 'corpus'} & set(sys.modules)))"
    outside = {"PYTHONPATH": str(wheel), "PATH": "/usr/bin"}
    told = subprocess.run(
        [sys.executable, "-c", alone], cwd=tmp_path, env=outside, capture_output=True, check=True
    )
    assert told.stdout == b"[]\n"
