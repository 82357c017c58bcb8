"""Territories alike and near, and concepts one inside the other: on the real repertories."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.settings import Settings
from corpus.matching.kinship import Rarity, common
from corpus.matching.sentences import whole_sentence
from corpus.matching.territory import Territories, UnknownPlace
from corpus.views import DocumentView, Evidence
from ingest.model import Block, BlockKind
from ontology.places import Gazetteer, Place, load_gazetteer
from ontology.schemes import load_schemes
from search.model import FacetCount

SCHEMES = load_schemes()
FEW = settings(max_examples=40, deadline=None)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer(Settings().resources / "places")


@pytest.fixture(scope="module")
def territories(gazetteer: Gazetteer) -> Territories:
    return Territories(gazetteer)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Agnone", "094002"),
        ("agnone", "094002"),
        ("094002", "094002"),
        (" Piacenza ", "033032"),
        ("provincia di Piacenza", "033"),
        ("Molise", "14"),
        ("regione Lazio", "12"),
        ("Valle d’Aosta", "02"),
        ("città metropolitana di Bologna", "037"),
    ],
)
def test_a_territory_is_known_by_code_or_by_any_way_to_write_its_name(
    territories: Territories, written: str, code: str
) -> None:
    assert territories.find(written).code == code


@given(text=st.text(max_size=40))
@FEW
def test_any_text_is_a_place_or_is_refused(territories: Territories, text: str) -> None:
    with suppress(UnknownPlace):
        assert territories.find(text).name


def test_a_mountain_village_and_a_metropolis_are_told_apart(territories: Territories) -> None:
    described = {n: territories.described(territories.find(n)) for n in ("Capracotta", "Milano")}
    assert described == {
        "Capracotta": "un paese piccolissimo in una zona poco abitata",
        "Milano": "una grande città in un'area metropolitana",
    }


def test_a_small_comune_beside_a_city_is_not_like_one_far_from_everything(
    territories: Territories,
) -> None:
    find = territories.find
    alone = territories.relation(find("Agnone"), find("Ventasso")).kind
    beside = territories.relation(find("Agnone"), find("Positano")).kind
    assert alone == 1.0
    assert beside < alone


def test_nearness_goes_down_with_distance_and_is_whole_inside_what_was_asked(
    territories: Territories,
) -> None:
    find = territories.find
    asked = find("Agnone")
    near, far = (territories.relation(asked, find(n)).nearness for n in ("Capracotta", "Aosta"))
    assert 1 > near > far > 0
    assert territories.relation(asked, asked).nearness == 1.0
    assert territories.relation(find("Molise"), asked).nearness == 1.0
    holding = territories.relation(asked, find("Molise"))
    assert holding.same == "regione"
    assert far < holding.nearness < near


@given(data=st.data())
@FEW
def test_any_two_territories_compare_within_bounds(
    gazetteer: Gazetteer, territories: Territories, data: st.DataObject
) -> None:
    codes = sorted(gazetteer.places)
    one, other = (gazetteer.places[data.draw(st.sampled_from(codes))] for _ in range(2))
    relation = territories.relation(one, other)
    assert 0 <= relation.kind <= 1
    assert 0 <= relation.nearness <= 1
    assert other.name in relation.text


def test_a_place_without_point_or_people_is_compared_all_the_same(gazetteer: Gazetteer) -> None:
    blank = Place("999999", "Nuova", "comune", "14", "094", None, None, None, None, "x:y")
    known = Gazetteer({**gazetteer.places, "999999": blank})
    relation = Territories(known).relation(known.places["094002"], blank)
    assert (relation.same, relation.kilometres, relation.kind) == ("provincia", None, 0.0)


def test_the_broader_of_two_concepts_is_what_they_share() -> None:
    narrow = "need:assistenza-anziani"
    broad = SCHEMES[narrow].broader
    assert broad is not None
    assert common(SCHEMES, [narrow], [broad]) == (broad,)
    assert common(SCHEMES, [broad], [narrow]) == (broad,)
    assert common(SCHEMES, [narrow, broad], [narrow, broad]) == (narrow,)
    assert common(SCHEMES, [narrow], ["need:assistenza-disabilita"]) == ()


def test_a_rare_concept_tells_more_than_a_common_one() -> None:
    counts = (FacetCount("measure:a", "A", 90), FacetCount("measure:b", "B", 2))
    rarity = Rarity(100, {"measure": counts})
    assert rarity("measure:b") > rarity("measure:a") > 0
    assert rarity.sum(["measure:a", "measure:b"]) == rarity("measure:a") + rarity("measure:b")


def test_the_sentence_around_a_mention_stays_in_its_block_and_masks_persons() -> None:
    text = "Prima riga\n\nPrima frase. Chiamate Auser Lodi al 333 1234567! Poi altro.\n\nFine"
    start = text.index("Auser")
    block = Block(BlockKind.PARAGRAPH, text.index("Prima frase"), text.index("\n\nFine"))
    held = DocumentView("d", "x:d", "D", "0", "text/plain", text, (block,), ())
    mention = Evidence("d", start, start + 10, "Auser Lodi", 0.9)
    found = whole_sentence(mention, held)
    assert text[found.start : found.end] == "Chiamate Auser Lodi al 333 1234567!"
    assert "333" not in found.quote
    assert whole_sentence(mention, None) == mention
