"""What every graph store must do: in memory, on disk, on an oxigraph server, on Virtuoso.

The servers are real. A value is kept if it comes back as `corpus.store.plain` writes it.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from corpus.curation import replacement, retraction
from corpus.holdings import Holdings
from corpus.projection import Names, project
from corpus.remote.server import Server
from corpus.remote.store import RemoteStore
from corpus.store import DEFAULT_GRAPH, GraphStore, OxigraphStore, plain
from ontology.terms import Terms
from tests.corpus.conftest import make_extraction

TEXT = "Il Comune di Ostellato offre la navetta e il taxi sociale."
OTHER = "Anche il Comune di Ostellato, con il pulmino."
A, P, B = (ox.NamedNode(f"https://esempio.it/{name}") for name in "apb")
XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
GEO = "http://www.opengis.net/ont/geosparql#"
SERVERS = ["oxigraph", "virtuoso"]
on_server = [pytest.param(name, marks=pytest.mark.slow) for name in SERVERS]


@pytest.fixture
def base() -> str:
    """The start of the IRIs of one library: what others left on the same server is not of it."""
    return f"https://esempio.it/{secrets.token_hex(6)}/"


@pytest.fixture
def graph(base: str) -> ox.NamedNode:
    return ox.NamedNode(f"{base}graph/prova")


@pytest.fixture(params=["memoria", "disco", *on_server])
def store(request: pytest.FixtureRequest, tmp_path: Path, base: str) -> Iterator[GraphStore]:
    if request.param in SERVERS:
        opened: GraphStore = open_on(request, request.param, base, tmp_path)
    else:
        opened = OxigraphStore(tmp_path / "graph" if request.param == "disco" else None)
    yield opened
    for held in _graphs(opened):
        opened.apply([*opened.quads(graph=held)], [])
    opened.close()


def open_on(request: pytest.FixtureRequest, name: str, base: str, folder: Path) -> RemoteStore:
    server = request.getfixturevalue(f"{name}_server")
    return RemoteStore(Server(server.query, server.update, server.graphs), base, folder)


def _graphs(store: GraphStore) -> list[ox.NamedNode | ox.DefaultGraph]:
    return [*{quad.graph_name for quad in store.quads()}]  # type: ignore[misc]


def dump(store: GraphStore) -> bytes:
    out = io.BytesIO()
    store.dump(out)
    return out.getvalue()


def literal(value: str, kind: str) -> ox.Literal:
    return ox.Literal(value, datatype=ox.NamedNode(XSD + kind))


def test_a_change_removes_and_adds_in_one_step(store: GraphStore, graph: ox.NamedNode) -> None:
    store.apply([], [ox.Quad(A, P, ox.Literal("uno"), graph)])
    store.apply([ox.Quad(A, P, ox.Literal("uno"), graph)], [ox.Quad(A, P, B)])
    assert list(store.quads()) == [ox.Quad(A, P, B)]
    store.apply([], [])
    assert list(store.quads()) == [ox.Quad(A, P, B)]


def test_a_pattern_finds_what_it_says_in_the_graph_it_names(
    store: GraphStore, graph: ox.NamedNode
) -> None:
    other = ox.NamedNode(f"{graph.value}-2")
    held = {
        ox.Quad(A, P, B),
        ox.Quad(A, P, B, graph),
        ox.Quad(A, P, ox.Literal("sì", language="it"), graph),
        ox.Quad(B, P, A, other),
    }
    store.apply([], held)
    assert set(store.quads()) == held
    assert set(store.quads(graph=DEFAULT_GRAPH)) == {ox.Quad(A, P, B)}
    assert set(store.quads(A)) == {quad for quad in held if quad.subject == A}
    assert set(store.quads(A, P, B)) == {ox.Quad(A, P, B), ox.Quad(A, P, B, graph)}
    assert set(store.quads(A, P, B, graph)) == {ox.Quad(A, P, B, graph)}
    assert not list(store.quads(A, P, B, other))
    assert set(store.quads(object=A)) == {ox.Quad(B, P, A, other)}
    assert set(store.quads(predicate=P, graph=graph)) == {q for q in held if q.graph_name == graph}
    assert set(store.about([A, B], graph)) == set(store.quads(graph=graph))
    assert not list(store.about([], graph))
    assert (store.has_graph(graph), store.has_graph(ox.NamedNode(f"{graph.value}-3"))) == (
        True,
        False,
    )


def test_who_holds_a_triple_is_told_for_many_at_once(
    store: GraphStore, graph: ox.NamedNode
) -> None:
    values = [ox.Literal(f"valore {n}", language="it") for n in range(450)]
    values += [literal("12.50", "decimal"), literal("7", "nonNegativeInteger")]
    values += [literal("2021-05-01", "date"), literal("true", "boolean"), ox.Literal("piano")]
    store.apply([], [ox.Quad(A, P, value, graph) for value in values])
    store.apply([], [ox.Quad(A, P, values[0]), ox.Quad(A, P, values[-2])])
    asked = [ox.Triple(A, P, value) for value in values] + [ox.Triple(B, P, A)]
    found = store.holders(asked)
    assert set(found) == set(asked[:-1])
    assert found[asked[0]] == {graph, DEFAULT_GRAPH}
    assert found[asked[1]] == {graph}
    assert store.holders(asked, DEFAULT_GRAPH) == {
        asked[0]: {DEFAULT_GRAPH},
        asked[-3]: {DEFAULT_GRAPH},
    }
    assert store.holders([]) == {}


def test_values_reach_a_query_only_as_terms(store: GraphStore) -> None:
    hostile = ox.Literal('x" } ; DROP ALL ; {')
    store.apply([], [ox.Quad(A, P, hostile), ox.Quad(B, P, literal("true", "boolean"))])
    query = "SELECT ?s ?v WHERE { ?s ?p ?v }"
    assert store.select(query, {"v": hostile}) == [{"s": A, "v": hostile}]
    said = ox.Literal("sì", language="it")
    store.apply([], [ox.Quad(A, B, said)])
    assert store.select(query, {"v": said}) == [{"s": A, "v": said}]
    both = {"v": literal("true", "boolean"), "s": B}
    assert store.select(query, both) == [both]
    assert store.select(query, {"v": ox.Literal("altro")}) == []


def test_a_query_sees_the_curated_graph_alone(store: GraphStore, graph: ox.NamedNode) -> None:
    store.apply([], [ox.Quad(A, P, ox.Literal("curato")), ox.Quad(A, P, B, graph)])
    assert store.select("SELECT ?v WHERE { ?s ?p ?v }") == [{"v": ox.Literal("curato")}]


def of_its_kind(value: ox.NamedNode | ox.Literal) -> ox.NamedNode:
    """Return a property for values of one kind, as ours are: to Virtuoso 1, 1.0, true are equal."""
    kind = value.datatype.value if isinstance(value, ox.Literal) else "iri"
    return ox.NamedNode(f"{P.value}#{kind.rpartition('#')[2][-8:]}")


HARD = [
    *(ox.Literal(text) for text in ("", " ", "a\tb\nc\rd", '"\\', "\\u0022 . }", "'''", "🙂 è €")),
    *(ox.Literal(text) for text in ("\x00", "\x01\x1f\x7f\x85\u2028", "\ufeff", "{}", "x" * 9000)),
    *(ox.Literal("sì", language=tag) for tag in ("it", "it-IT", "de-AT-1996")),
    *(literal(v, "decimal") for v in ("1.50", "0.80000", "-3", "0.123456789012345678", "1e5")),
    *(literal(v, "decimal") for v in ("123456789012.34", "10000000000000000000000")),
    *(literal(v, "integer") for v in ("007", "-0", "9223372036854775808", "tre")),
    *(literal(v, "nonNegativeInteger") for v in ("12", "2147483648")),
    *(literal(v, "boolean") for v in ("true", "0", "forse")),
    *(literal(v, "date") for v in ("2021-05-01", "2021-05-01Z", "0999-01-01", "ieri")),
    *(literal(v, "dateTime") for v in ("2021-05-01T10:00:00", "2021-05-01T10:00:00.5+02:00")),
    *(literal(v, "gYear") for v in ("2021", "-0044")),
    *(literal("2021-05", kind) for kind in ("gYearMonth", "string")),
    *(literal("P1Y2M", kind) for kind in ("duration", "yearMonthDuration")),
    *(literal("10:00:00", "time"), literal("--05-01", "gMonthDay"), literal("1e3", "double")),
    *(literal("AB0f", "hexBinary"), literal("https://x.it/a b", "anyURI"), literal("NaN", "float")),
    ox.Literal("z", datatype=ox.NamedNode("https://esempio.it/tipo")),
    ox.Literal("POINT(7.77825 45.36524)", datatype=ox.NamedNode(f"{GEO}wktLiteral")),
    ox.Literal("<b>x</b>", datatype=ox.NamedNode(f"{RDF}XMLLiteral")),
    ox.NamedNode("https://esempio.it/però%20€?a=1&b='#x"),
    ox.NamedNode("https://esempio.it/" + "lungo/" * 400),
]


def test_every_value_is_kept_found_and_removed(store: GraphStore, graph: ox.NamedNode) -> None:
    quads = [
        ox.Quad(ox.NamedNode(f"{A.value}{n}"), of_its_kind(value), value, graph)
        for n, value in enumerate(HARD)
    ]
    store.apply([], quads)
    kept = set(plain(quads))
    assert set(store.quads(graph=graph)) == kept
    assert set(store.as_kept(quads)) == kept
    for quad in quads:
        (found,) = plain([quad])
        alike = {q for q in kept if (q.predicate, q.object) == (found.predicate, found.object)}
        assert set(store.quads(None, quad.predicate, quad.object)) == alike, quad  # type: ignore[arg-type]
    assert set(store.holders([quad.triple for quad in kept])) == {quad.triple for quad in kept}
    store.apply(quads, [])
    assert not list(store.quads())


TERMS = st.one_of(
    st.text(max_size=60).map(ox.Literal),
    st.text(max_size=20).map(lambda text: ox.Literal(text, language="it")),
    st.decimals(allow_nan=False, allow_infinity=False, places=4).map(
        lambda number: literal(f"{number:f}", "decimal")
    ),
    st.integers().map(lambda number: literal(str(number), "integer")),
    st.dates().map(lambda day: literal(day.isoformat(), "date")),
    st.booleans().map(ox.Literal),
)


@given(values=st.lists(TERMS, min_size=1, max_size=40))
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.generate],  # a server keeps what a failure left, so no smaller one is like it
)
def test_whatever_comes_goes_back_to_the_bytes_of_before(
    store: GraphStore, graph: ox.NamedNode, values: list[ox.Literal]
) -> None:
    before = dump(store)
    quads = [*plain(ox.Quad(A, of_its_kind(value), value, graph) for value in values)]
    store.apply([], quads)
    assert set(store.quads(graph=graph)) == set(quads)
    store.apply(quads, [])
    assert dump(store) == before


def test_many_quads_are_loaded_and_replaced(store: GraphStore, graph: ox.NamedNode) -> None:
    many = [ox.Quad(A, P, ox.Literal(f"valore {n}"), graph) for n in range(5000)]
    store.load([*many, ox.Quad(A, P, B)])
    assert sum(1 for _ in store.quads(graph=graph)) == 5000
    # More than a careful server takes in one request.
    store.apply(many[:4500], [ox.Quad(B, P, ox.Literal(f"è {n}"), graph) for n in range(4500)])
    assert sum(1 for _ in store.quads(B)) == 4500
    assert sum(1 for _ in store.quads(A, graph=graph)) == 500


def test_equal_stores_give_equal_bytes_whatever_keeps_them(
    store: GraphStore, base: str, graph: ox.NamedNode
) -> None:
    quads = [ox.Quad(A, P, value, graph) for value in HARD[:20]] + [ox.Quad(A, P, B)]
    memory = OxigraphStore()
    memory.apply([], quads)
    store.apply([], reversed(quads))
    assert dump(store) == dump(memory)
    one = io.BytesIO()
    store.dump(one, graph)
    assert len(one.getvalue().splitlines()) == len(set(plain(quads))) - 1


def write(store: GraphStore, names: Names, identifier: str, text: str, *words: str) -> None:
    graph = project(make_extraction(identifier, text, *words), names, "1")
    store.apply(*replacement(store, graph))


def test_documents_come_change_and_go_without_a_trace(store: GraphStore, base: str) -> None:
    names = Names(Terms(base))
    empty = Holdings(store, names).generation()
    write(store, names, "uno", TEXT, "navetta", "taxi sociale")
    before = dump(store)
    graph = project(make_extraction("uno", TEXT, "navetta", "taxi sociale"), names, "1")
    assert replacement(store, graph) == ([], [])
    write(store, names, "due", OTHER, "pulmino")
    write(store, names, "due", TEXT, "navetta")
    holdings = Holdings(store, names)
    assert sorted(held.document for held in holdings) == ["due", "uno"]
    assert holdings.get("due") in [*holdings]
    store.apply(*retraction(store, names.graph("due")))
    assert dump(store) == before
    town = names.node("organisation/comune-di-ostellato")
    assert list(store.quads(town, graph=DEFAULT_GRAPH))
    store.apply(*retraction(store, names.graph("uno")))
    assert not dump(store)
    assert Holdings(store, names).generation() == empty
