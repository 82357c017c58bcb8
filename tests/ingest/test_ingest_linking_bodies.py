"""Names of bodies: which are one and the same in a document, and over documents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.linking.body_kinds import concept_of_kind
from ingest.linking.body_names import read_name
from ingest.linking.initials import may_be_acronym, stands_for
from ingest.linking.organisations import link_organisations
from ingest.model import Label, Span
from ingest.spans.organisations import generic_names
from ontology.places import Gazetteer, gather
from ontology.schemes import load_schemes


def row(code: str, name: str, province: str, region: str, other: str = "") -> dict[str, str]:
    return {
        "istat_code": code, "name_it": name, "name_other": other, "province_sigla": "XX",
        "province": province, "region_code": code[0:2], "region": region, "lat": "", "lon": "",
        "population": "1000", "ontopia_iri": f"https://example.org/{code}",
    }  # fmt: skip


GAZETTEER: Gazetteer = gather(
    [
        {**row("001272", "Torino", "Torino", "Piemonte"), "region_code": "01"},
        {**row("037006", "Bologna", "Bologna", "Emilia-Romagna"), "region_code": "08"},
        {**row("021008", "Bolzano", "Bolzano/Bozen", "Trentino-Alto Adige/Südtirol", "Bozen"),
         "region_code": "04"},
        {**row("042034", "Osimo", "Ancona", "Marche"), "region_code": "11"},
        {**row("066049", "L'Aquila", "L'Aquila", "Abruzzo"), "region_code": "13"},
        {**row("011015", "La Spezia", "La Spezia", "Liguria"), "region_code": "07"},
        {**row("092009", "Cagliari", "Cagliari", "Sardegna"), "region_code": "20"},
    ]
)  # fmt: skip


def nodes(
    *names: str, places: tuple[str, ...] = (), acronyms: dict[str, str] | None = None
) -> list[str | None]:
    """Return the entity of each name of a document that names them in this order."""
    at = 0
    spans = []
    for code in places:
        spans.append(Span(at, at + 1, "X", Label.PLACE, 1.0, code))
        at += 50
    for name in names:
        spans.append(Span(at, at + len(name), name, Label.ACTOR, 0.9))
        at += len(name) + 50
    linked = link_organisations(spans, acronyms or {}, generic_names(), GAZETTEER)
    return [span.entity for span in linked if span.label is Label.ACTOR]


@pytest.mark.parametrize(
    "names",
    [
        ("Comune di Torino", "Città di Torino", "CITTÀ DI\nTORINO", "amministrazione comunale"),
        ("Comune di Bolzano", "Gemeinde Bozen", "Comune di Bolzano/Bozen"),
        ("Comune dell'Aquila", "Comune dell’Aquila", "Comune de L'Aquila", "Comune"),
        ("Comune della Spezia", "La Spezia", "municipio di La Spezia"),
        ("cooperativa sociale Mont Fallère", "Mont Fallère", "Mont Fallère soc. coop. soc."),
        ("Cooperativa sociale Il Faggio s.c.s. Onlus", "coop. IL FAGGIO", "cooperativa"),
        ("Casa Aima", "Casa Aima onlus", "Casa Aima ODV", "Casa Aima Ente del Terzo Settore"),
        ("MO.D.A.V.I. Onlus", "MODAVI"),
        ("Noi&gliAltri", "Noi e gli Altri", "Noi e Gli Altri", "Noi &amp; gli altri"),
        ("Azienda USL della Valle d'Aosta", "USL Valle d'Aosta", "Usl"),
        ("ASL di Cagliari", "Asl 8 di Cagliari", "azienda sanitaria"),
        ("Museo Archeologico Nazionale di Napoli", "MANN"),
        ("Consorzio Intercomunale di Servizi", "CIdiS"),
        ("Ente di Sviluppo Agricolo (ESA)", "ESA"),
        ("Fondazione Franco Demarchi", "Demarchi", "Fondazione Demarchi"),
        ("Ministero dell'Interno", "Viminale"),
        ("INPS", "Istituto nazionale della previdenza sociale"),
        ("Ambito territoriale sociale 13", "ATS 13"),
    ],
)
def test_the_ways_to_call_one_body_are_one_node(names: tuple[str, ...]) -> None:
    found = nodes(*names)
    assert len(set(found)) == 1, found
    assert found[0] is not None


@pytest.mark.parametrize(
    "names",
    [
        ("Auser", "Auser Bologna"),
        ("Auser Bologna", "Auser Torino"),
        ("Comune di Bologna", "Città metropolitana di Bologna", "Diocesi di Bologna"),
        ("ASL Roma 1", "ASL Roma 2"),
        ("ATS 13", "ATS 17"),
        ("Regione Abruzzo", "Autismo Abruzzo"),
        ("Diocesi di Cagliari", "Cagliari Carità"),
        ("Amicizia", "Amicizia e Solidarietà"),
    ],
)
def test_bodies_that_look_alike_stay_apart(names: tuple[str, ...]) -> None:
    found = nodes(*names)
    assert len(set(found)) == len(names), found


def test_namesakes_of_two_regions_are_two_nodes_and_those_of_one_are_one() -> None:
    marche = nodes("cooperativa sociale Il Faro", places=("042034",))
    again = nodes("Cooperativa Il Faro onlus", places=("042034",))
    liguria = nodes("cooperativa sociale Il Faro", places=("011015",))
    assert marche == again == ["organisation/cooperativa-faro-marche"]
    assert liguria == ["organisation/cooperativa-faro-liguria"]


def test_bodies_known_in_the_whole_country_have_no_territory() -> None:
    assert nodes("INPS", places=("042034",)) == nodes("Inps", places=("011015",))
    assert nodes("Auser", places=("042034",)) == ["organisation/auser"]


def test_a_kind_alone_names_no_body_where_two_are_named() -> None:
    assert nodes("ASL di Cagliari", "ASL Torino", "ASL")[2] is None
    assert nodes("ASL") == [None]
    assert nodes("comune vicino", "Comune di Osimo")[0] is None


def test_a_list_says_its_head_once() -> None:
    text = "Rotary Club Cagliari, Torino"
    spans = (
        Span(0, 20, text[:20], Label.ACTOR, 0.9),
        Span(22, 28, text[22:], Label.ACTOR, 0.9),
        Span(40, 56, "Comune di Torino", Label.ACTOR, 0.9),
    )
    found = [s.entity for s in link_organisations(spans, {}, generic_names(), GAZETTEER)]
    assert found[1] != found[2]
    assert found[1] == "organisation/rotary-torino"


def test_the_document_is_believed_before_the_list_of_acronyms() -> None:
    full = "Centro studi iniziative"
    found = nodes(full, "CSI", acronyms={"CSI": full})
    assert found[0] == found[1]
    assert nodes("CSI") == ["organisation/centro-sportivo-italiano"]


def test_letters_stand_for_the_beginnings_of_words() -> None:
    assert stands_for("CIdiS", "Consorzio Intercomunale di Servizi")
    assert stands_for("Asrem", "Azienda sanitaria regionale del Molise")
    assert not stands_for("ESA", "Ente di Sviluppo Edilizio")
    assert may_be_acronym("M.A.N.N")
    assert not may_be_acronym("Demarchi")


def test_every_kind_has_a_concept_of_the_actor_scheme_or_none() -> None:
    schemes = load_schemes()
    for words in ("Comune di X", "Asl Y", "cooperativa Z", "Fondazione W", "ATS 13", "IC Rodari"):
        concept = concept_of_kind(read_name(words).kind)
        assert concept is not None
        assert concept in schemes


@given(st.lists(st.text(max_size=40), max_size=8))
def test_any_names_at_all_are_linked_or_left(names: list[str]) -> None:
    for entity in nodes(*names):
        assert entity is None or entity.startswith("organisation/")
        assert entity is None or entity.isascii()
