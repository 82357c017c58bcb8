"""What a graph on a server does when things go wrong: away, late, refusing, cut short, not ours.

The servers here are of Python's own: they misbehave as real ones do, and on demand.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest

from corpus.generation import weight, written
from corpus.remote import dialects, wording
from corpus.remote.address import Address
from corpus.remote.claim import Claim
from corpus.remote.dataset import dataset_of
from corpus.remote.reading import RemoteGraph
from corpus.remote.server import GraphRefused, Server
from corpus.remote.standing import Standing
from corpus.remote.store import RemoteStore
from corpus.store import GraphUnreachable, OxigraphStore, StoreInUse

BASE = "https://esempio.it/"
A, P, B, G = (ox.NamedNode(f"{BASE}{name}") for name in ("a", "p", "b", "graph/uno"))
Answer = tuple[int, dict[str, str], bytes]
YES: Answer = (200, {"Content-Type": "application/sparql-results+json"}, b'{"boolean":true}')


@contextmanager
def answering(answer: Callable[[BaseHTTPRequestHandler, bytes], Answer]) -> Iterator[str]:
    """Serve on a free port; give the address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            try:
                status, headers, said = answer(self, body)
            except ConnectionAbortedError:
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(said))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/sparql"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Toy:
    """A SPARQL server in a few lines, over the embedded engine: what it is told, it may fail at."""

    def __init__(self, name: str = "Giocattolo/1") -> None:
        self.store = ox.Store()
        self.name = name
        self.refuse: Callable[[str], bool] = lambda text: False
        self.updates: list[str] = []

    def __call__(self, request: BaseHTTPRequestHandler, body: bytes) -> Answer:
        headers = {"Server": self.name}
        if request.headers["Content-Type"].startswith("application/sparql-update"):
            text = body.decode()
            if self.refuse(text):
                return 500, headers, b"not today"
            self.updates.append(text)
            self.store.update(text)
            return 204, headers, b""
        fields = parse_qs(body.decode())
        default = [ox.NamedNode(iri) for iri in fields.get("default-graph-uri", ())]
        found = self.store.query(fields["query"][0], default_graph=default or None)
        if isinstance(found, ox.QueryTriples):
            lines = "".join(f"{triple} .\n" for triple in found)
            return 200, {**headers, "Content-Type": "application/n-triples"}, lines.encode()
        return 200, headers, found.serialize(format=ox.QueryResultsFormat.JSON) or b""


def test_credentials_are_taken_out_of_an_address_and_shown_nowhere() -> None:
    one = Address.of("https://maria:p%40ss@server.it:8443/sparql?x=1")
    assert (one.url, one.user, one.password) == (
        "https://server.it:8443/sparql?x=1",
        "maria",
        "p@ss",
    )
    assert "p@ss" not in repr(one)
    assert "maria" not in repr(one)
    server = Server("http://maria:segreta@127.0.0.1:9/sparql", timeout=1)
    with pytest.raises(GraphUnreachable, match="non risponde") as raised:
        server.name()
    assert "segreta" not in str(raised.value)
    assert "http://127.0.0.1:9/sparql" in str(raised.value)


@pytest.mark.parametrize("scheme", ["Basic", "Digest"])
def test_who_asks_is_told_as_the_server_wants_it(scheme: str) -> None:
    seen: list[str] = []
    challenge = {"Basic": 'Basic realm="x"', "Digest": 'Digest realm="x", nonce="abc", qop="auth"'}

    def answer(request: BaseHTTPRequestHandler, body: bytes) -> Answer:
        seen.append(request.headers.get("Authorization", ""))
        return YES if seen[-1] else (401, {"WWW-Authenticate": challenge[scheme]}, b"")

    with answering(answer) as address:
        server = Server(address.replace("//", "//maria:segreta@"))
        server.name()
        server.update("INSERT DATA { <a:a> <a:b> <a:c> }")
        server.close()
    assert seen[0] == ""  # nothing is said to who does not ask
    assert {one.partition(" ")[0] for one in seen if one} == {scheme}


def test_a_server_that_does_not_let_us_in_is_told_apart() -> None:
    refusal = pytest.raises(GraphRefused, match="non ci fa entrare")
    with answering(lambda *_: (403, {}, b"")) as address, refusal:
        Server(address).name()


def test_reading_is_tried_again_where_the_server_was_busy_and_writing_is_not() -> None:
    asked: list[str] = []

    def answer(request: BaseHTTPRequestHandler, body: bytes) -> Answer:
        asked.append(request.headers["Content-Type"])
        return YES if len(asked) == 3 else (503, {}, b"busy")

    with answering(answer) as address:
        server = Server(address)
        server.name()
        assert len(asked) == 3
        with pytest.raises(GraphUnreachable, match=r"\(503\): busy"):
            server.update("INSERT DATA { <a:a> <a:b> <a:c> }")
        assert len(asked) == 4
        server.close()


def test_a_server_that_says_nothing_is_waited_for_so_long() -> None:
    def answer(request: BaseHTTPRequestHandler, body: bytes) -> Answer:
        time.sleep(2)
        return YES

    with answering(answer) as address:
        began = time.monotonic()
        with pytest.raises(GraphUnreachable, match="tempo scaduto"):
            Server(address, timeout=0.3).name()
        assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("header", "words"),
    [("X-SPARQL-MaxRows", "taglia le risposte"), ("X-SQL-State", "non ha finito in tempo")],
)
def test_a_part_of_an_answer_is_not_taken_for_the_whole(header: str, words: str) -> None:
    refusal = pytest.raises(GraphUnreachable, match=words)
    with answering(lambda *_: (200, {header: "100"}, b"")) as address, refusal:
        Server(address).name()


@pytest.mark.parametrize("said", [b"<html>benvenuti</html>", b'{"head":{"vars":["o"]},"resu', b""])
def test_what_is_not_an_answer_is_told(said: bytes) -> None:
    refusal = pytest.raises(GraphRefused, match="non si capisce")
    with answering(lambda *_: (200, {}, said)) as address, refusal:
        RemoteGraph(Server(address), BASE)


def test_a_reader_does_not_write() -> None:
    with answering(Toy()) as address:
        graph = RemoteGraph(Server(address), BASE)
        assert graph.standing() is None
        with pytest.raises(TypeError):
            graph.apply([], [ox.Quad(A, P, B)])
        with pytest.raises(TypeError):
            graph.load([ox.Quad(A, P, B)])
        graph.close()


@pytest.fixture(params=["Giocattolo/1", "Virtuoso/07.20"], ids=["in one request", "in several"])
def toy(request: pytest.FixtureRequest) -> Toy:
    return Toy(request.param)


def quads(word: str, count: int = 3) -> list[ox.Quad]:
    return [ox.Quad(A, P, ox.Literal(f"{word} {n}"), G) for n in range(count)]


def test_a_change_that_is_refused_leaves_nothing_behind(toy: Toy, tmp_path: Path) -> None:
    with answering(toy) as address:
        store = RemoteStore(Server(address), BASE, tmp_path)
        store.apply([], quads("prima"))
        before = sorted(map(str, store.quads()))
        toy.refuse = lambda text: "INSERT" in text and "dopo" in text
        with pytest.raises(GraphRefused, match="not today"):
            store.apply(quads("prima", 2), quads("dopo"))
        toy.refuse = lambda text: False
        assert sorted(map(str, store.quads())) == before
        store.apply(quads("prima", 2), quads("dopo"))
        assert len([*store.quads()]) == 4
        assert not (tmp_path / "graph.pending.nq").exists()
        store.close()


def test_a_change_that_was_cut_short_is_finished_by_who_writes_next(tmp_path: Path) -> None:
    toy = Toy("Virtuoso/07.20")
    with answering(toy) as address:
        store = RemoteStore(Server(address), BASE, tmp_path)
        store.apply([], quads("prima"))
        standing = store.standing()

        def dies(text: str) -> bool:
            if "DELETE" in text and "prima" in text:
                raise ConnectionAbortedError  # nobody knows what was done
            return False

        toy.refuse = dies
        with pytest.raises(GraphUnreachable):
            store.apply(quads("prima"), quads("dopo"))
        half = store.standing()
        assert standing is not None
        assert half is not None
        assert half.changing
        store.close()
        toy.refuse = lambda text: False
        store = RemoteStore(Server(address), BASE, tmp_path)
        assert sorted(map(str, store.quads())) == sorted(map(str, quads("dopo")))
        after = store.standing()
        assert after is not None
        assert not after.changing
        assert after.revision > half.revision
        store.close()


def test_a_graph_that_somebody_else_changed_is_not_written_on(toy: Toy, tmp_path: Path) -> None:
    with answering(toy) as address:
        store = RemoteStore(Server(address), BASE, tmp_path)
        toy.store.remove_graph(ox.NamedNode(f"{BASE}graph/standing"))
        with pytest.raises(StoreInUse, match="un altro programma ha cambiato"):
            store.apply([], quads("prima"))
        store.close()


def test_the_generation_is_that_of_what_is_held(toy: Toy, tmp_path: Path) -> None:
    version = ox.NamedNode("http://purl.org/dc/terms/hasVersion")
    held = [ox.Quad(A, version, ox.Literal(word), G) for word in ("uno", "due")]
    memory = OxigraphStore()
    memory.apply([], held)
    with answering(toy) as address:
        store = RemoteStore(Server(address), BASE, tmp_path)
        for one in reversed(held):
            store.apply([], [one])
        standing = store.standing()
        assert standing is not None
        assert standing.generation == written(weight(memory.quads()))
        # Whatever was put there without telling is seen at the next opening.
        toy.store.add(ox.Quad(B, version, ox.Literal("tre"), G))
        store.close()
        store = RemoteStore(Server(address), BASE, tmp_path)
        again = store.standing()
        assert again is not None
        assert again.generation == written(weight(store.quads()))
        assert again.generation != standing.generation
        store.close()


def test_one_claim_at_a_time_and_the_name_stays(tmp_path: Path) -> None:
    first = Claim(tmp_path)
    with pytest.raises(StoreInUse, match="un altro comando"):
        Claim(tmp_path)
    first.release()
    second = Claim(tmp_path)
    assert second.owner == first.owner
    hard = [ox.Quad(A, P, ox.Literal('a\nb\r\u2028\x00+-\\"'), G), ox.Quad(A, P, B)]
    second.promise(hard[:1], hard[1:])
    assert second.promised() == (hard[:1], hard[1:])
    second.forget()
    assert second.promised() is None
    second.release()


def test_a_standing_is_read_as_it_was_written() -> None:
    one = Standing("ab" * 16, 6, 12345)
    assert Standing.read(one.literal()) == one
    assert Standing.read(ox.Literal("altro")) is None
    assert one.begun().changing
    assert not one.begun().after((), ()).changing
    assert one.begun().begun().changing  # cut short, and begun again
    assert one.after((), ()).revision > one.revision


def test_the_default_graph_of_a_union_is_ours_alone() -> None:
    with answering(Toy("Virtuoso/07.20")) as address:
        graph = RemoteGraph(Server(address), BASE)
        asked = dataset_of(graph, (), (), in_query=False)
        assert asked.fields == {"default-graph-uri": (f"{BASE}graph/curated",)}
        assert f"<{BASE}graph/standing>" in asked.preamble
        assert not dataset_of(graph, (), (), in_query=True).fields
        only = dataset_of(graph, (G.value,), (), in_query=False).fields
        assert only["default-graph-uri"] == (G.value,)
        assert only["named-graph-uri"]  # none is not all
        graph.close()


def test_a_request_writes_a_graph_once_an_operation() -> None:
    written_ = [(str(G), "<a:a> <a:b> <a:c>"), ("", "<a:a> <a:b> 1"), (str(G), "<a:a> <a:b> 2")]
    text = wording.change(("DELETE", written_), ("INSERT", []))
    assert text.count(f"GRAPH {G}") == 1
    assert text.count("DELETE DATA") == 2
    assert "INSERT" not in text


@pytest.mark.parametrize("value", ["2021-05-01", "12.5", "true", "7"])
def test_what_virtuoso_keeps_travels_as_it_is(value: str) -> None:
    kind = {"2021-05-01": "date", "12.5": "decimal", "true": "boolean", "7": "integer"}[value]
    term = ox.Literal(value, datatype=ox.NamedNode(f"http://www.w3.org/2001/XMLSchema#{kind}"))
    assert dialects.VIRTUOSO.sent(term) == term
    odd = ox.Literal(f"{value}x", datatype=term.datatype)
    assert dialects.VIRTUOSO.sent(odd) != odd
    assert dialects.VIRTUOSO.received(dialects.VIRTUOSO.sent(odd)) == odd
    assert dialects.STANDARD.sent(odd) == odd
