"""Territories are found however they are spelt, and stand where they are."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, SKOS, Literal, URIRef

from ontology import build_places
from ontology.places import (
    COLUMNS,
    FILE,
    MissingPlaces,
    gather,
    load_gazetteer,
    normal_name,
    places_graph,
)
from ontology.terms import PLACES, Terms

ROWS = """\
007003,Aosta,,AO,Valle d'Aosta/Vallée d'Aoste,02,Valle d'Aosta/Vallée d'Aoste,A326,ITC20,ITC2,45.73,7.32,33093
021008,Bolzano,Bozen,BZ,Bolzano/Bozen,04,Trentino-Alto Adige/Südtirol,A952,ITH10,ITH1,46.49,11.35,106463
035033,Reggio nell'Emilia,,RE,Reggio nell'Emilia,08,Emilia-Romagna,H223,ITH53,ITH5,44.69,10.63,169545
037006,Bologna,,BO,Bologna,08,Emilia-Romagna,A944,ITH55,ITH5,44.48,11.35,387971
083090,San Teodoro,,ME,Messina,19,Sicilia,I328,ITG13,ITG1,37.84,14.69,1262
090092,San Teodoro,,SS,Sassari,20,Sardegna,I329,ITG2D,ITG2,40.77,9.67,5000
099030,Montecopiolo,,RN,Rimini,08,Emilia-Romagna,F478,ITH59,ITH5,43.84,12.36,
"""  # noqa: E501


def small_rows():
    for line in csv.reader(ROWS.splitlines()):
        row = dict(zip(COLUMNS, line, strict=False))
        yield row | {"ontopia_iri": Terms().expand(f"place:{row['istat_code']}")}


GAZETTEER = gather(small_rows())


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("BOLOGNA", {"037", "037006"}),
        ("Valle d’Aosta", {"02", "007"}),
        ("valle d aosta", {"02", "007"}),
        ("VALLEE D'AOSTE", {"02", "007"}),
        ("Bozen", {"021", "021008"}),
        ("Südtirol", {"04"}),
        ("Trentino Alto Adige", {"04"}),
        ("Alto Adige", {"021"}),
        ("emilia romagna", {"08"}),
        ("Emilia–Romagna", {"08"}),
        ("Reggio Emilia", {"035", "035033"}),
        ("san teodoro", {"083090", "090092"}),
        ("  San   Teodoro ", {"083090", "090092"}),
        ("Atlantide", set()),
        ("", set()),
    ],
)
def test_a_name_is_found_whatever_its_spelling(name, codes):
    assert {place.code for place in GAZETTEER.named(name)} == codes


@given(st.text(max_size=40))
def test_a_normal_name_is_already_normal(name):
    assert normal_name(normal_name(name)) == normal_name(name)


@given(st.text(st.sampled_from("àéìòùÀÈçabc '’-"), max_size=20))
def test_case_does_not_matter(name):
    assert normal_name(name.upper()) == normal_name(name.lower())


def test_a_comune_lies_in_its_province_and_region():
    assert [place.code for place in GAZETTEER.containing("037006")] == ["037", "08"]
    assert [place.code for place in GAZETTEER.containing("037")] == ["08"]
    assert GAZETTEER.containing("08") == ()
    assert GAZETTEER.region_of("099030").name == "Emilia-Romagna"
    assert GAZETTEER.region_of("08").code == "08"
    with pytest.raises(KeyError):
        GAZETTEER.region_of("999999")


def test_a_region_stands_where_its_people_live():
    region = GAZETTEER.get("08")
    assert region.population == 169545 + 387971
    assert region.other_name is None
    assert 44.48 < region.lat < 44.69
    assert GAZETTEER.get("04").other_name == "Südtirol"


def test_an_unknown_population_stays_unknown():
    assert GAZETTEER.get("099030").population is None


def test_the_graph_says_type_names_code_point_and_what_contains():
    terms = Terms()
    graph = places_graph(terms, GAZETTEER)
    bolzano = URIRef(terms.expand("place:021008"))
    assert (bolzano, RDF.type, URIRef(terms.expand("clv:City"))) in graph
    assert (bolzano, SKOS.altLabel, Literal("Bozen")) in graph
    assert (bolzano, SKOS.notation, Literal("021008")) in graph
    assert str(graph.value(bolzano, URIRef(terms.expand("dcat:centroid")))) == "POINT(11.35 46.49)"
    within = URIRef(terms.expand("clv:situatedWithin"))
    above = [str(node) for node in graph.transitive_objects(bolzano, within)]
    assert above[1:] == [f"{PLACES}provinces/021", f"{PLACES}regions/04"]
    assert not list(graph.objects(URIRef(terms.expand("place:04")), within))


def write(folder: Path) -> None:
    with (folder / FILE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(small_rows())


def test_a_gazetteer_is_read_once_and_again_when_it_changes(tmp_path):
    write(tmp_path)
    first = load_gazetteer(tmp_path)
    assert load_gazetteer(tmp_path) is first
    assert list(first) == list(GAZETTEER)
    path = tmp_path / FILE
    path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")
    assert len(load_gazetteer(tmp_path)) < len(first)


def test_a_missing_gazetteer_says_what_to_run(tmp_path):
    with pytest.raises(MissingPlaces, match="make setup"):
        load_gazetteer(tmp_path)


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n"])
def test_another_file_in_its_place_is_refused(tmp_path, content):
    (tmp_path / FILE).write_text(content, "utf-8")
    with pytest.raises(MissingPlaces, match="altre colonne"):
        load_gazetteer(tmp_path)


def test_a_missing_package_is_named(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(build_places, "_COMUNI", ("un-pacchetto-che-non-esiste", "x.csv"))
    assert build_places.main(["--out", str(tmp_path / "out")]) == 1
    assert "un-pacchetto-che-non-esiste" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_the_real_gazetteer_has_every_comune_with_its_official_iri(tmp_path):
    assert build_places.build(tmp_path) == 7896
    gazetteer = load_gazetteer(tmp_path)
    comuni = [place for place in gazetteer if place.level == "comune"]
    assert len(comuni) == 7896
    assert len([place for place in gazetteer if place.level == "provincia"]) == 107
    assert len([place for place in gazetteer if place.level == "regione"]) == 20
    assert all(place.iri == Terms().expand(f"place:{place.code}") for place in gazetteer)
    assert all(35 < place.lat < 47.2 and 6.5 < place.lon < 18.6 for place in gazetteer)
    assert [p.code for p in comuni if p.population is None] == ["081025", "099030", "099031"]
    assert sum(len(gazetteer.named(p.name)) > 1 for p in comuni if p.name == "Samone") == 2
    assert 58_000_000 < sum(place.population or 0 for place in comuni) < 60_000_000
