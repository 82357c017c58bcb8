"""Filters: exact, understood by name, told when they do not exist."""

from __future__ import annotations

from collections.abc import Sequence
from math import asin, cos, radians, sin, sqrt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ontology.places import Gazetteer, gather
from ontology.schemes import ConceptSchemes
from search.encoder import HashingEncoder
from search.engine import SearchEngine
from search.model import Passage, PracticeCard
from search.scope import UnknownFacetError
from search.territory import Territory
from search.values import UnknownValueError

from .conftest import OpenIndex

ROWS = (  # code, name, province, region code, region, latitude, longitude
    ("038008", "Ferrara", "Ferrara", "08", "Emilia-Romagna", 44.84, 11.62),
    ("038017", "Ostellato", "Ferrara", "08", "Emilia-Romagna", 44.74, 11.94),
    ("038019", "Portomaggiore", "Ferrara", "08", "Emilia-Romagna", 44.70, 11.80),
    ("001272", "Torino", "Torino", "01", "Piemonte", 45.07, 7.68),
    ("001235", "Samone", "Torino", "01", "Piemonte", 45.45, 7.84),
    ("022165", "Samone", "Trento", "04", "Trentino-Alto Adige", 46.08, 11.52),
)
PRACTICES: dict[str, tuple[tuple[str, ...], tuple[tuple[int, int], ...], str]] = {
    "navetta": (("038017",), ((2019, 2021),), "conclusa"),
    "emporio": (("038008",), ((2021, 9999),), "in-corso"),
    "orti": (("038",), ((2015, 2015),), "non-dichiarata"),
    "nidi": (("08",), (), "in-corso"),
    "casa": (("001272", "038019"), ((2010, 2012), (2024, 2024)), "finanziata"),
}
WORDS = ["anziani", "famiglie", "orti", "trasporto", "badante", "lavoro", "casa", "nido", "spesa"]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return gather(
        {
            "istat_code": code, "name_it": name, "name_other": "", "province": province,
            "region_code": region, "region": region_name, "lat": str(lat), "lon": str(lon),
            "population": "1000", "ontopia_iri": f"x:{code}",
        }
        for code, name, province, region, region_name, lat, lon in ROWS
    )  # fmt: skip


def card(name: str, gazetteer: Gazetteer) -> PracticeCard:
    codes, years, status = PRACTICES[name]
    places = [place for code in codes if (place := gazetteer.get(code))]
    return PracticeCard(
        name,
        f"x:{name}",
        name.title(),
        name,
        status,
        "",
        {
            "region": tuple(place.region_code for place in places),
            "province": tuple(code[:3] for code in codes if len(code) > 2),
            "comune": tuple(code for code in codes if len(code) == 6),
            "status": (status,),
        },
        places=codes,
        years=years,
    )


@pytest.fixture
def engine(open_index: OpenIndex, schemes: ConceptSchemes, gazetteer: Gazetteer) -> SearchEngine:
    made = SearchEngine(open_index(), HashingEncoder(), schemes, gazetteer=gazetteer)
    for name in PRACTICES:
        made.add(name, "1", [card(name, gazetteer)], [Passage(f"{name}#0", name, name, 0, 5, name)])
    return made


def found(engine: SearchEngine, **filters: str | Sequence[str]) -> set[str]:
    given = {
        name.strip("_"): [value] if isinstance(value, str) else list(value)
        for name, value in filters.items()
    }
    return {hit.id for hit in engine.search("", given).hits}


def test_a_comune_and_a_province_are_filters_with_names(engine: SearchEngine):
    assert found(engine, comune="038017") == {"navetta"}
    assert found(engine, province="038") == {"navetta", "emporio", "orti", "casa"}
    labels = {one.value: one.label for one in engine.search("").facets["comune"]}
    assert labels["038017"] == "Ostellato"
    assert {one.value: one.count for one in engine.search("").facets["status"]}["in-corso"] == 2


def test_a_filter_may_be_given_by_name(engine: SearchEngine):
    assert found(engine, comune="ostellato") == {"navetta"}
    assert found(engine, region="emilia romagna") == found(engine, region="08")
    assert engine.understand({"beneficiary": ["terza età"]}).filters == {
        "beneficiary": ("beneficiary:anziani",)
    }


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ({"comune": ["Ostelato"]}, "«Ostelato» non c'è. Forse cercavate: Ostellato (038017)"),
        ({"region": ["99"]}, "«region»: «99» non c'è"),
        ({"beneficiary": ["beneficiary:anzian"]}, "Anziani (beneficiary:anziani)"),
        ({"comune": ["Samone"]}, "è il nome di più voci: scegliete fra Samone (Torino) (001235)"),
        ({"near": ["Ostelato"]}, "«near»: «Ostelato» non c'è. Forse cercavate: Ostellato"),
        ({"near": ["Samone"]}, "Samone (Trento) (022165)"),
        ({"near": ["Ferrara"], "km": ["-1"]}, "«km»: scrivete un numero fra 1 e 500"),
        ({"near": ["Ferrara"], "km": ["nan"]}, "«km»: scrivete un numero"),
        ({"km": ["10"]}, "«km»: dite anche da dove"),
        ({"from": ["2021"], "to": ["2019"]}, "«from»: il primo anno (2021) viene dopo l'ultimo"),
        ({"from": ["l'anno scorso"]}, "«from»: scrivete un anno di quattro cifre"),
        ({"to": ["٢٠٢١"]}, "«to»: scrivete un anno di quattro cifre"),
    ],
)
def test_what_does_not_exist_is_told_with_what_comes_near(
    engine: SearchEngine, filters: dict[str, list[str]], said: str
):
    with pytest.raises(UnknownValueError) as raised:
        engine.search("", filters)
    assert said in str(raised.value)
    assert engine.understand({**filters, "status": ["in-corso"]}).scope.facets == {
        "status": ("in-corso",)
    }


def test_a_filter_that_is_none_is_named(engine: SearchEngine):
    with pytest.raises(UnknownFacetError, match="«colore»"):
        engine.search("", {"colore": ["blu"]})


def test_years_find_practices_that_overlap_them(engine: SearchEngine):
    assert found(engine, from_="2020", to="2020") == {"navetta"}
    assert found(engine, from_="2021") == {"navetta", "emporio", "casa"}
    assert found(engine, to="2014") == {"casa"}
    assert found(engine, from_="2013", to="2014") == set()  # between two periods of one practice


def test_a_distance_finds_comuni_within_it(engine: SearchEngine):
    assert found(engine, near="Ostellato", km="15") == {"navetta", "casa"}
    assert found(engine, near="038017", km="0,5") == {"navetta"}
    assert found(engine, near="Torino") == {"casa"}


def test_a_province_is_near_only_when_all_of_it_is(engine: SearchEngine):
    assert "orti" not in found(engine, near="Ostellato", km="20")
    # The whole region, as this gazetteer has it, is its three comuni.
    assert found(engine, near="Ostellato", km="40") == {
        "navetta", "emporio", "orti", "nidi", "casa",
    }  # fmt: skip


def test_distances_are_those_of_the_sphere(gazetteer: Gazetteer):
    centre = gazetteer.places["038008"]
    other = gazetteer.places["038017"]
    assert None not in (centre.lat, centre.lon, other.lat, other.lon)
    a, b = radians(centre.lat or 0), radians(other.lat or 0)
    turn = radians((other.lon or 0) - (centre.lon or 0))
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(turn / 2) ** 2
    km = 2 * 6371 * asin(sqrt(half))
    territory = Territory(gazetteer)
    assert other.code in territory.around(centre, km + 0.01)
    assert other.code not in territory.around(centre, km - 0.01)


def passes(name: str, gazetteer: Gazetteer, filters: dict[str, list[str]]) -> bool:
    """Say by hand whether a practice passes."""
    _, years, _ = PRACTICES[name]
    facets = card(name, gazetteer).facets
    named = all(
        set(values) & set(facets[facet]) for facet, values in filters.items() if facet in facets
    )
    first = int(filters.get("from", ["0"])[0])
    last = int(filters.get("to", ["9999"])[0])
    when = "from" not in filters and "to" not in filters
    return named and (when or any(start <= last and end >= first for start, end in years))


FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "region": st.lists(st.sampled_from(["01", "08", "04"]), min_size=1, max_size=2),
        "province": st.lists(st.sampled_from(["001", "038"]), min_size=1, max_size=2),
        "comune": st.lists(st.sampled_from([row[0] for row in ROWS]), min_size=1, max_size=3),
        "status": st.lists(st.sampled_from(["in-corso", "conclusa"]), min_size=1, max_size=2),
        "from": st.integers(2008, 2016).map(lambda year: [str(year)]),
        "to": st.integers(2016, 2026).map(lambda year: [str(year)]),
    },
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(FILTERS, st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join))
def test_filtering_loses_nothing_and_keeps_the_order(
    engine: SearchEngine, gazetteer: Gazetteer, filters: dict[str, list[str]], query: str
):
    """Recall@10 against ranking everything and then filtering by hand is 1."""
    everything = [hit.id for hit in engine.search(query, limit=10).hits]
    exact = [name for name in everything if passes(name, gazetteer, filters)]
    results = engine.search(query, filters, limit=10)
    assert [hit.id for hit in results.hits] == exact
    assert results.total == len(exact)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None
)
@given(FILTERS)
def test_every_count_is_what_its_value_would_leave(
    engine: SearchEngine, filters: dict[str, list[str]]
):
    for facet, counts in engine.search("", filters).facets.items():
        for one in counts:
            assert engine.search("", {**filters, facet: [one.value]}).total == one.count


def test_nothing_is_left_of_a_practice_that_went(engine: SearchEngine):
    engine.remove("navetta")
    assert found(engine, comune="Ostellato") == set()
    assert found(engine, near="Ostellato", km="1") == set()
    assert found(engine, from_="2020", to="2020") == set()
    assert "038017" not in {one.value for one in engine.search("").facets["comune"]}
