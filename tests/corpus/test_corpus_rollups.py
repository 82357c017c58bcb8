"""The roll-ups of a document come and go with it, and are renewed without reading it again."""

from __future__ import annotations

import io

import pyoxigraph as ox
import pytest

from corpus.curation import replacement, retraction
from corpus.projection import DocumentGraph, Names, project
from corpus.rollups import renewal, rolled_up
from corpus.store import DEFAULT_GRAPH, OxigraphStore
from ontology.places import Gazetteer
from ontology.rollups import Rollups
from ontology.schemes import build_schemes, load_schemes
from tests.corpus.conftest import make_extraction

TEXT = "Il Comune di Ostellato offre la navetta e il taxi sociale."


@pytest.fixture
def rollups(names: Names) -> Rollups:
    return Rollups(names.terms, load_schemes(), Gazetteer({}))


def graph(names: Names, identifier: str = "uno") -> DocumentGraph:
    return project(make_extraction(identifier, TEXT, "navetta"), names, "1")


def held(*graphs: DocumentGraph) -> OxigraphStore:
    store = OxigraphStore()
    for one in graphs:
        store.apply(*replacement(store, one))
    return store


def dump(store: OxigraphStore) -> bytes:
    out = io.BytesIO()
    store.dump(out)
    return out.getvalue()


def test_they_are_facts_without_evidence_and_leave_the_digest_as_it_is(
    names: Names, rollups: Rollups
) -> None:
    plain, full = graph(names), rolled_up(graph(names), rollups)
    added = set(full.facts) - set(plain.facts)
    assert {triple.predicate.value for triple in added} <= rollups.properties
    measure = names.node("measure:trasporto-sociale")
    within = ox.Triple(names.node("practice/uno"), names.node("wp:withinMeasure"), measure)
    assert within in added
    assert (full.evidence, full.digest) == (plain.evidence, plain.digest)
    assert rolled_up(full, rollups) == full


def test_retracting_takes_them_away_to_the_byte(names: Names, rollups: Rollups) -> None:
    store = held(rolled_up(graph(names), rollups))
    before = dump(store)
    store.apply(*replacement(store, rolled_up(graph(names, "due"), rollups)))
    assert dump(store) != before
    store.apply(*retraction(store, names.graph("due")))
    assert dump(store) == before


def test_a_document_held_from_before_gets_them_as_if_it_were_read_today(
    names: Names, rollups: Rollups
) -> None:
    store = held(graph(names), graph(names, "due"))
    for identifier in ("uno", "due"):
        store.apply(*renewal(store, names.graph(identifier), rollups))
    today = held(*(rolled_up(graph(names, one), rollups) for one in ("uno", "due")))
    assert dump(store) == dump(today)
    assert renewal(store, names.graph("uno"), rollups) == ([], [])


def test_a_tree_that_changed_takes_the_old_ones_away(names: Names, rollups: Rollups) -> None:
    store = held(rolled_up(graph(names), rollups))
    flat = Rollups(names.terms, build_schemes([]), Gazetteer({}))
    store.apply(*renewal(store, names.graph("uno"), flat))
    assert dump(store) == dump(held(graph(names)))


def test_one_that_another_document_brings_too_stays(names: Names, rollups: Rollups) -> None:
    one = rolled_up(graph(names), rollups)
    other = DocumentGraph(names.graph("due"), one.facts, (), "")
    store = held(one, other)
    flat = Rollups(names.terms, build_schemes([]), Gazetteer({}))
    store.apply(*renewal(store, one.name, flat))
    within = names.node("wp:withinMeasure")
    assert list(store.quads(None, within, None, DEFAULT_GRAPH))
    assert not list(store.quads(None, within, None, one.name))
