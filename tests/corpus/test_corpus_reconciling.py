"""Which thing a name from elsewhere means, and when that is sure."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.reconciling.gathering import by_level
from corpus.reconciling.limits import load_limits
from corpus.reconciling.names import NameIndex
from corpus.reconciling.opening import assembled, reference_shelves
from corpus.reconciling.places import PlaceReader
from corpus.reconciling.things import Asked, Query, Reference, Thing
from corpus.reconciling.vocabulary import Vocabulary
from corpus.reference import ReferenceWorks
from ontology.terms import DEFAULT_BASE

PIEDMONT = frozenset({"01", "005", "005005"})


def body(identifier: str, *names: str, where: frozenset[str] = frozenset()) -> Thing:
    traits = {"place": where, **by_level(where)} if where else {}
    return Thing(f"organisation/{identifier}", "organisation", names, ("organisation",), "", traits)


def practice(identifier: str, title: str, **traits: str) -> Thing:
    held = {name: frozenset(value.split()) for name, value in traits.items()}
    return Thing(f"practice/{identifier}", "practice", (title,), ("practice",), "", held)


BODIES = (
    body("comune-di-ostellato", "Comune di Ostellato"),
    body("auser-ostellato", "Auser Ostellato"),
    body("auser-ferrara", "Auser Ferrara"),
    body("asl-roma-1", "ASL Roma 1"),
    body("asl-roma-2", "ASL Roma 2"),
    body("il-faro-asti", "Cooperativa sociale Il Faro", where=PIEDMONT),
    body("valoriamo-cremasco", "Cooperativa sociale Valoriamo Cremasco", "Valoriamo s.c.s. Onlus"),
    body("esa", "Ente di Sviluppo Agricolo (ESA)"),
    body("comune-di-roma", "Roma Capitale"),
)
PRACTICES = (
    practice("taxi-amico", "Taxi amico: trasporto solidale degli anziani a Bologna", region="08"),
    practice("emporio-asti", "Emporio solidale", region="01", year="2020 2021"),
    practice("emporio-lecco", "Emporio solidale", region="03", year="2019"),
)


@pytest.fixture(scope="module")
def works() -> ReferenceWorks:
    return ReferenceWorks.load(DEFAULT_BASE, Path(".build/places"))


@pytest.fixture(scope="module")
def reconciler(works):
    vocabulary = Vocabulary.load(works.schemes)
    shelves = reference_shelves(works, vocabulary)

    def by_meaning(text: str, most: int) -> list[str]:
        return ["taxi-amico"] if "visite" in text else []

    return assembled(works, vocabulary, PRACTICES, BODIES, shelves, by_meaning)


@pytest.fixture(scope="module")
def ask(reconciler):
    def asked(name: str, *types: str, **properties: object):
        given_ = tuple(Asked(pid, (value,)) for pid, value in properties.items())
        return reconciler.reconcile(Query(name, types, properties=given_))

    return asked


def match(found) -> str | None:
    matches = [one.thing.id for one in found if one.match]
    assert len(matches) <= 1
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    return matches[0] if matches else None


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Comune di Ostellato", "organisation/comune-di-ostellato"),
        ("COMUNE DI OSTELLATO", "organisation/comune-di-ostellato"),
        ("Municipio di Ostellato", "organisation/comune-di-ostellato"),
        ("auser ostellato APS", "organisation/auser-ostellato"),
        ("Coop. Soc. Valoriamo Cremasco s.c.s.", "organisation/valoriamo-cremasco"),
        ("Ente di Sviluppo Agricolo", "organisation/esa"),
        ("Comune di Roma", "organisation/comune-di-roma"),
    ],
)
def test_a_body_is_known_by_its_kind_and_words_whatever_its_legal_form(ask, name, wanted) -> None:
    assert match(ask(name, "organisation")) == wanted


def test_an_acronym_finds_the_body_whose_initials_it_is(ask) -> None:
    assert "organisation/esa" in [one.thing.id for one in ask("E.S.A.", "organisation")]


@pytest.mark.parametrize("name", ["ASL Roma 3", "Auser Parma", "Comune di Roma Nord"])
def test_another_number_or_another_branch_is_never_a_match(ask, name) -> None:
    assert match(ask(name, "organisation")) is None


def test_a_name_that_many_towns_have_is_no_match_until_the_town_is_told(ask) -> None:
    assert match(ask("Cooperativa Il Faro", "organisation")) is None
    assert (
        match(ask("Cooperativa Il Faro", "organisation", province="Asti"))
        == "organisation/il-faro-asti"
    )
    assert match(ask("Cooperativa Il Faro", "organisation", province="Torino")) is None


@pytest.mark.parametrize("name", ["Samone", "Livo", "Peglio", "Castro", "San Teodoro"])
def test_comuni_of_one_name_are_never_a_match_without_a_property(ask, works, name) -> None:
    found = ask(name, "comune")
    same = [p for p in works.gazetteer.named(name) if p.level == "comune"]
    assert len(same) > 1
    assert {f"place:{p.code}" for p in same} <= {one.thing.id for one in found}
    assert match(found) is None
    assert match(ask(f"Comune di {name}", "place")) is None
    for place in same:
        near = ask(name, "comune", province=place.province_code)
        assert match(near) == f"place:{place.code}"
        assert match(ask(f"{name} ({place.sigla})", "comune")) == f"place:{place.code}"


@pytest.mark.parametrize(
    ("name", "types", "wanted"),
    [
        ("Ostelato", ("comune",), "place:038017"),
        ("forli", ("comune",), "place:040012"),
        ("Forlì", ("place",), "place:040012"),
        ("Reggio Emilia", ("comune",), "place:035033"),
        ("Bozen", ("comune",), "place:021008"),
        ("Torino", ("place",), "place:001272"),
        ("provincia di Torino", ("place",), "place:001"),
        ("Città di Castello", ("place",), "place:054013"),
        ("038017", (), "place:038017"),
        ("Valle d'Aosta", ("regione",), "place:02"),
    ],
)
def test_a_territory_is_known_by_name_spelling_level_or_code(ask, name, types, wanted) -> None:
    assert match(ask(name, *types)) == wanted


def test_without_a_type_the_comune_as_a_body_comes_before_its_territory(ask) -> None:
    found = [one.thing.id for one in ask("Comune di Ostellato")]
    assert found[:2] == ["organisation/comune-di-ostellato", "place:038017"]


@pytest.mark.parametrize(
    ("name", "types", "wanted"),
    [
        ("Trasporto sociale e accompagnamento", (), "measure:trasporto-sociale"),
        ("Social transport", ("measure",), "measure:trasporto-sociale"),
        ("telesoccorso", ("concept",), "measure:teleassistenza"),
        ("Anziano", ("beneficiary",), "beneficiary:anziani"),
        (
            "https://w3id.org/welfare-practices/scheme/need/mobilita-trasporto",
            (),
            "need:mobilita-trasporto",
        ),
    ],
)
def test_a_concept_is_known_by_any_label_in_either_language(ask, name, types, wanted) -> None:
    assert match(ask(name, *types)) == wanted


def test_a_practice_is_known_by_its_title_and_never_sure_by_its_meaning(ask) -> None:
    title = "taxi amico trasporto solidale di anziani a bologna"
    assert match(ask(title, "practice")) == "practice/taxi-amico"
    found = ask("accompagnare i vecchi alle visite", "practice")
    assert match(found) is None
    assert [one.thing.id for one in found if one.features.get("meaning")] == ["practice/taxi-amico"]


def test_of_two_practices_of_one_title_a_property_tells_which(ask) -> None:
    assert match(ask("Emporio solidale", "practice")) is None
    assert (
        match(ask("Emporio solidale", "practice", region="Lombardia")) == "practice/emporio-lecco"
    )
    assert match(ask("Emporio solidale", "practice", year=2020)) == "practice/emporio-asti"
    assert match(ask("Emporio solidale", "practice", year="dal 2020")) == "practice/emporio-asti"


def test_a_denied_property_is_told_and_makes_no_match(ask) -> None:
    found = ask("Comune di Samone", "comune", region="Trentino-Alto Adige", province="TO")
    assert match(found) is None
    told = {
        name: value for name, value in found[0].features.items() if name.startswith("property_")
    }
    assert set(told) == {"property_region", "property_province"}
    assert sorted(told.values()) == [0.0, 1.0]


def test_a_value_that_means_nothing_neither_helps_nor_harms(ask) -> None:
    plain = ask("Comune di Ostellato", "organisation")
    with_noise = ask("Comune di Ostellato", "organisation", region="Atlantide", nowhere="x")
    assert [(one.thing.id, one.score) for one in plain] == [
        (one.thing.id, one.score) for one in with_noise
    ]


def test_a_thing_reconciled_before_serves_as_a_value(reconciler) -> None:
    value = Reference("place:03", "Lombardia")
    found = reconciler.reconcile(
        Query("Emporio solidale", ("practice",), properties=(Asked("region", (value,)),))
    )
    assert match(found) == "practice/emporio-lecco"


def test_properties_alone_find_what_has_them(reconciler) -> None:
    codes = Query("", ("place",), properties=(Asked("code", ("038017",)),))
    assert match(reconciler.reconcile(codes)) == "place:038017"
    year = Query("", ("practice",), properties=(Asked("year", (2019,)),))
    found = reconciler.reconcile(year)
    assert [one.thing.id for one in found] == ["practice/emporio-lecco"]
    assert match(found) is None


def test_types_are_alternatives_a_whole_or_a_preference(reconciler) -> None:
    def ids(strictness, *types):
        query = Query("Comune di Ostellato", types, strictness)
        return [(one.thing.id, one.match) for one in reconciler.reconcile(query)]

    both = ids("any", "comune", "organisation")
    assert {"place:038017", "organisation/comune-di-ostellato"} <= {name for name, _ in both}
    assert ids("all", "comune", "organisation") == []
    assert ids("all", "comune", "place")[0][0] == "place:038017"
    preferred = ids("should", "practice")
    assert preferred
    assert not any(sure for _, sure in preferred)
    assert ids("any", "nothing-of-ours") == []


def test_at_most_so_many_candidates_are_told(reconciler) -> None:
    limits = load_limits().candidates
    assert len(reconciler.reconcile(Query("San", ("comune",)))) <= limits.answered
    assert len(reconciler.reconcile(Query("San Pietro", ("comune",), limit=10**9))) <= limits.most
    assert len(reconciler.reconcile(Query("San Pietro", ("comune",), limit=2))) == 2


@settings(max_examples=60, deadline=None, derandomize=True)
@given(name=st.text(max_size=60), types=st.sampled_from([(), ("organisation",), ("place",)]))
def test_any_text_is_answered_in_order_with_one_match_at_most(reconciler, name, types) -> None:
    found = reconciler.reconcile(Query(name, types))
    match(found)
    assert all(0 <= one.score <= 100 for one in found)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(names=st.lists(st.text(min_size=1, max_size=20), max_size=8))
def test_every_name_of_an_index_is_found_by_itself_and_by_its_beginning(names) -> None:
    index = NameIndex([[name] for name in names])
    for at, name in enumerate(names):
        if not index.same(name):  # signs alone are no name
            continue
        assert at in index.same(name)
        assert at in index.nearest(name, len(names))
        assert at in tuple(index.beginning(name))
        assert at in tuple(index.beginning(name.split()[0] if name.split() else name))


def test_suggestions_take_turns_among_families_and_begin_with_an_identifier(reconciler) -> None:
    found = [one.id for one in reconciler.beginning("emp")]
    assert found.index("practice/emporio-asti") < 2
    assert {one.partition(":")[0].partition("/")[0] for one in found} >= {"practice", "place"}
    assert next(reconciler.beginning("place:038017")).id == "place:038017"
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("text", "level", "codes"),
    [
        ("TO", "provincia", {"001"}),
        ("to", None, {"001"}),
        ("Livo (CO)", None, {"013130"}),
        ("Livo, Como", None, {"013130"}),
        ("Regione Lombardia", None, {"03"}),
        ("022", None, {"022"}),
        ("022", "comune", set()),
        ("999999", None, set()),
        ("", None, set()),
        ("Atlantide (XX)", None, set()),
    ],
)
def test_a_territory_is_read_from_a_code_an_abbreviation_or_a_name(
    works, text, level, codes
) -> None:
    assert PlaceReader(works.gazetteer).codes(text, level) == codes


def test_every_property_of_the_vocabulary_belongs_to_a_family_and_every_type_to_one(works) -> None:
    vocabulary = Vocabulary.load(works.schemes)
    for one in vocabulary.types.values():
        above = [each.id for each in vocabulary.above(one.id)]
        assert above[0] == one.id
        assert above[-1] == one.family
    assert all(one.of for one in vocabulary.properties.values())
    assert vocabulary.feature("property_region")
    assert vocabulary.feature("property_population") is None
    assert vocabulary.feature("nothing") is None
