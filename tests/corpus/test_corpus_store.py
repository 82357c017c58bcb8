"""What a document leaves in a graph store; and what only the store on disk does.

What every store must do is in `test_corpus_store_contract.py`.
"""

from __future__ import annotations

import io
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.curation import replacement, retraction
from corpus.holdings import Holdings
from corpus.projection import Names, project, web_address
from corpus.snapshots import Snapshots
from corpus.store import DEFAULT_GRAPH, GraphStore, OxigraphStore, StoreInUse
from ingest.model import Extraction
from ontology.terms import Terms
from tests.corpus.conftest import make_extraction

TEXT = "Il Comune di Ostellato offre la navetta e il taxi sociale."
OTHER = "Anche il Comune di Ostellato, con il pulmino."
A, P, B, G = (ox.NamedNode(f"https://esempio.it/{name}") for name in "apbg")


@pytest.fixture(params=["memoria", "disco"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> GraphStore:
    return OxigraphStore(tmp_path / "graph" if request.param == "disco" else None)


def dump(store: GraphStore) -> bytes:
    out = io.BytesIO()
    store.dump(out)
    return out.getvalue()


def write(store: GraphStore, names: Names, extraction: Extraction) -> None:
    store.apply(*replacement(store, project(extraction, names, "1")))


@given(text=st.text(max_size=40).filter(lambda t: "\x00" not in t))
@settings(max_examples=60, deadline=None)
def test_any_text_survives_a_transaction(text: str) -> None:
    store = OxigraphStore()
    quad = ox.Quad(A, P, ox.Literal(text), G)
    store.apply([], [quad])
    assert list(store.quads()) == [quad]
    store.apply([quad], [])
    assert not list(store.quads())


def test_a_second_writer_is_told_to_wait(tmp_path: Path) -> None:
    first = OxigraphStore(tmp_path / "graph")
    with pytest.raises(StoreInUse, match="in uso da un altro comando"):
        OxigraphStore(tmp_path / "graph")
    first.close()


def test_ingest_twice_changes_nothing(store: GraphStore, names: Names) -> None:
    write(store, names, make_extraction("uno", TEXT, "navetta", "taxi sociale"))
    before = dump(store)
    graph = project(make_extraction("uno", TEXT, "navetta", "taxi sociale"), names, "1")
    assert replacement(store, graph) == ([], [])
    assert dump(store) == before


def test_retracting_gives_back_the_bytes_of_before(store: GraphStore, names: Names) -> None:
    write(store, names, make_extraction("uno", TEXT, "navetta", "taxi sociale"))
    before = dump(store)
    write(store, names, make_extraction("due", OTHER, "pulmino"))
    assert dump(store) != before
    store.apply(*retraction(store, names.graph("due")))
    assert dump(store) == before


def test_a_fact_stays_while_another_document_states_it(store: GraphStore, names: Names) -> None:
    write(store, names, make_extraction("uno", TEXT, "navetta"))
    write(store, names, make_extraction("due", OTHER, "pulmino"))
    store.apply(*retraction(store, names.graph("uno")))
    town = names.node("organisation/comune-di-ostellato")
    assert list(store.quads(town, graph=DEFAULT_GRAPH))
    assert not list(store.quads(names.node("practice/uno")))


def test_an_updated_document_replaces_what_it_said(store: GraphStore, names: Names) -> None:
    write(store, names, make_extraction("uno", TEXT, "navetta"))
    write(store, names, make_extraction("uno", TEXT, "taxi sociale"))
    titles = store.quads(None, names.node("dct:title"), None, DEFAULT_GRAPH)
    words = {quad.object.value for quad in titles if isinstance(quad.object, ox.Literal)}
    assert "taxi sociale" in words
    assert "navetta" not in words


def is_evidence(names: Names, node: ox.NamedNode) -> bool:
    """Tell whether a node only supports facts (an assertion, a quotation, an activity…)."""
    path = node.value.removeprefix(f"{names.terms.base}id/")
    kinds = ("assertion", "annotation", "quote", "position", "activity", "agent")
    return path.partition("/")[0] in kinds or "#char=" in path


def test_only_facts_reach_the_curated_graph(store: GraphStore, names: Names) -> None:
    write(store, names, make_extraction("uno", TEXT, "navetta"))
    curated = list(store.quads(graph=DEFAULT_GRAPH))
    assert curated
    assert not [q for q in curated if is_evidence(names, q.subject)]  # type: ignore[arg-type]


@given(order=st.permutations(["uno", "due", "tre"]))
@settings(max_examples=6, deadline=None)
def test_the_order_of_arrival_leaves_no_trace(order: list[str]) -> None:
    names = Names(Terms())
    stores = [OxigraphStore(), OxigraphStore()]
    for store, sequence in zip(stores, (order, sorted(order)), strict=True):
        for identifier in sequence:
            write(store, names, make_extraction(identifier, TEXT, "navetta"))
    assert dump(stores[0]) == dump(stores[1])


def test_every_assertion_quotes_its_document(names: Names) -> None:
    graph = project(make_extraction("uno", TEXT, "navetta"), names, "1")
    quotes = {
        t.object.value
        for t in graph.evidence
        if t.predicate == names.node("oa:exact") and isinstance(t.object, ox.Literal)
    }
    assert quotes == {"navetta", "Comune di Ostellato"}


def test_holdings_tell_what_is_there(store: GraphStore, names: Names) -> None:
    extraction = make_extraction("uno", TEXT, "navetta")
    empty = Holdings(store, names).generation()
    write(store, names, extraction)
    holdings = Holdings(store, names)
    held = holdings.get("uno")
    assert held is not None
    assert held.sha256 == extraction.document.sha256
    assert [h.document for h in holdings] == ["uno"]
    assert holdings.by_content(held.sha256) == held
    assert holdings.by_content("00" * 32) is None
    assert holdings.practices("uno") == ("uno",)
    assert holdings.assertions("uno") == 7
    assert holdings.generation() != empty
    store.apply(*retraction(store, names.graph("uno")))
    assert holdings.generation() == empty


def test_readers_see_a_snapshot_until_they_ask_for_the_next(tmp_path: Path, names: Names) -> None:
    store = OxigraphStore(tmp_path / "graph")
    snapshots = Snapshots(tmp_path / "snapshots")
    assert snapshots.current() is None
    first = snapshots.publish(store, "g1")
    reader = OxigraphStore(first, read_only=True)
    write(store, names, make_extraction("uno", TEXT, "navetta"))
    second = snapshots.publish(store, "g2")
    assert snapshots.current() == second
    assert not list(reader.quads())
    assert list(OxigraphStore(second, read_only=True).quads())
    for number in range(3, 8):
        snapshots.publish(store, f"g{number}")
    assert len([p for p in (tmp_path / "snapshots").iterdir() if p.is_dir()]) == 3


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://esempio.it/a b?x=1#y", "https://esempio.it/a%20b?x=1#y"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("https://", None),
        ("", None),
    ],
)
def test_only_web_addresses_become_links(text: str, address: str | None) -> None:
    assert web_address(text) == address
