"""The gallery at its doors: every question is let in, answers what it says, and can be run."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient
from gallery_graph import told_graph
from lxml import html

from api.app import create_app
from api.settings import Settings
from api.sparql.gatekeeper import examine
from api.sparql.pool import QueryPool
from ontology.graph import vocabulary_graph
from ontology.queries import CompetencyQuery, competency_queries
from ontology.terms import Terms, UnknownTerm

TERMS = Terms()
QUERIES = {query.id: query for query in competency_queries(TERMS)}
#: Questions about one practice, which is of the corpus; the examples have another.
OF_ONE = ("cq09", "cq12")

#: How many rows the small graph gives, and some of them; nodes by their compact names.
EXPECTED: dict[str, tuple[int, list[tuple[str | None, ...]]]] = {
    "cq01": (
        2,
        [
            ("practice/navetta", "Navetta", "Trasporto sociale e accompagnamento"),
            ("practice/pulmino", "Pulmino", "Trasporto sociale e accompagnamento"),
        ],
    ),
    "cq02": (1, [("Navetta", "navetta gratuita", "Anziani soli", None)]),
    "cq03": (
        2,
        [
            (
                "practice/maggiordomo-di-quartiere-liguria",
                "Maggiordomo di quartiere (Liguria)",
                "Lavoro e occupabilità",
            )
        ],
    ),
    "cq04": (
        1,
        [
            (
                "practice/maggiordomo-di-quartiere-liguria",
                "Maggiordomo di quartiere (Liguria)",
                "Liguria",
            )
        ],
    ),
    "cq05": (1, [("Navetta", "Finanziatore", "Comune di X")]),
    "cq06": (3, [("practice/navetta", "Navetta"), ("practice/pulmino", "Pulmino")]),
    "cq07": (
        3,
        [
            ("Strategia WECARE (Piemonte)", "FESR 2014-2020", "20000000"),
            ("Navetta", "Strategia nazionale aree interne", "5000"),
        ],
    ),
    "cq08": (
        2,
        [
            ("call/navetta", "Bando trasporti", "Comune di X", "2020-05"),
            ("call/wecare-bandi-1", "Bandi WECARE, misura 1", "Regione Piemonte", None),
        ],
    ),
    "cq09": (
        11,
        [
            (
                f"{TERMS.base}graph/esempi",
                "wp:hasMeasure",
                "measure/mdq-tirocini",
                "strumenti di work experience/tirocini",
                "4593",
                "0.93",
                "Estratta automaticamente",
            )
        ],
    ),
    "cq10": (
        1,
        [
            (
                "assertion/navetta-1",
                "practice/navetta",
                "wp:implementationStatus",
                "implementation-status:in-corso",
                "0.15",
            )
        ],
    ),
    "cq11": (14, [("Donne", "0"), ("Anziani", "2")]),
    "cq12": (1, [("practice/wecare-piemonte", "Strategia WECARE (Piemonte)", "1")]),
    "cq13": (
        65,
        [
            ("Asilo nido", "skos:exactMatch", "siuss:A3.03", "Asilo Nido"),
        ],
    ),
    "cq14": (1, [("Navetta", "64 persone accompagnate", "Realizzazione", "64", "persone", None)]),
    "cq15": (1, [("Navetta", "La navetta", "agent/extractor", "1")]),
    "cq16": (1, [("Navetta", "place:038", "POINT(11.6 44.8)")]),
    "cq17": (
        1,
        [("Emilia-Romagna", "Trasporto sociale e accompagnamento", "1", "1", "12000")],
    ),
    "cq18": (57, [("Anziani", "2"), ("Anziani soli", "1"), ("Adolescenti", "0")]),
    "cq19": (1, [("Auser", "Comune di X", "1", "Navetta")]),
    "cq20": (1, [("call/navetta", "Bando trasporti", "2020-05", "Comune di X", None, None)]),
    "cq21": (11, [("2.2", "Servizi di prossimità", "1")]),
    "cq22": (
        3,
        [
            ("Comune di X", "Strategia nazionale aree interne", "1", "1", "5000"),
            (None, "FESR 2014-2020", "1", "1", "20000000"),
        ],
    ),
    "cq23": (
        2,
        [
            ("practice/navetta", "Navetta", "Strategia nazionale aree interne", "Ferrara"),
            ("practice/navetta", "Navetta", "Spopolamento e declino demografico", "Ferrara"),
        ],
    ),
    "cq24": (
        2,
        [
            ("Comune", "Finanziatore", "1", "1"),
            ("Ente del terzo settore", "Gestore", "1", "1"),
        ],
    ),
    "cq25": (
        3,
        [
            ("In corso", "2", "1", "la navetta è in corsa"),
            ("Non dichiarata", "1", "0", ""),
        ],
    ),
    "cq26": (1, [("Piemonte", "practice/pulmino", "Pulmino", "Non dichiarata")]),
    "cq27": (
        2,
        [
            (
                "organisation/auser",
                "Auser",
                "Ente del terzo settore",
                "2",
                "Emilia-Romagna, Piemonte",
            ),
            ("organisation/comune-x", "Comune di X", "Comune", "2", "Emilia-Romagna, Piemonte"),
        ],
    ),
    "cq28": (2, [(None, "text/markdown", "CC-BY-4.0", "1", "2")]),
    "cq29": (6, [("0.9", "23"), ("0.1", "1")]),
    "cq30": (1, [("Trasporto sociale e accompagnamento", "1", "30", "30")]),
}


@pytest.fixture(scope="module")
def pool(tmp_path_factory) -> Iterator[QueryPool]:
    told = told_graph(TERMS)
    folder = tmp_path_factory.mktemp("gallery") / "snapshot"
    store = ox.Store(str(folder))
    everything = (told + vocabulary_graph(TERMS)).serialize(format="nt")
    store.load(everything, ox.RdfFormat.N_TRIPLES)
    name = ox.NamedNode(f"{TERMS.base}graph/esempi")
    store.load(told.serialize(format="nt"), ox.RdfFormat.N_TRIPLES, to_graph=name)
    store.flush()
    del store
    # The limits that a stranger has, but for the clock: this machine may be busy.
    with QueryPool(folder, Settings(sparql_timeout=30, sparql_workers=1)) as running:
        yield running


def asked(query: CompetencyQuery) -> str:
    return query.with_examples() if query.id in OF_ONE else query.sparql


def answer(pool: QueryPool, sparql: str) -> list[dict[str, dict[str, str]]]:
    result = pool.run(sparql, "json")
    assert not result.truncated
    return json.loads(bytes(result.body))["results"]["bindings"]


def shown(value: dict[str, str] | None) -> str | None:
    if value is None:
        return None
    if value["type"] != "uri":
        return ", ".join(sorted(value["value"].split(", ")))  # a group has no order of its own
    try:
        return TERMS.compact(value["value"])
    except UnknownTerm:
        return value["value"]


def datatype(value: dict[str, str]) -> str:
    if value["type"] == "uri":
        return "iri"
    if "xml:lang" in value:
        return "rdf:langString"
    return TERMS.compact(value["datatype"]) if "datatype" in value else "xsd:string"


@pytest.mark.parametrize("identifier", QUERIES)
def test_the_gatekeeper_lets_every_question_in_with_any_of_its_values(identifier: str) -> None:
    query = QUERIES[identifier]
    for text in (query.sparql, query.with_examples()):
        examined = examine(text, Settings())
        assert examined.form == "select"


@pytest.mark.parametrize("identifier", QUERIES)
def test_a_question_gives_the_rows_that_the_small_graph_holds(identifier: str, pool) -> None:
    query = QUERIES[identifier]
    found = [
        tuple(shown(row.get(column.name)) for column in query.columns)
        for row in answer(pool, asked(query))
    ]
    total, some = EXPECTED[identifier]
    assert len(found) == total
    assert len(set(found)) == total, "a row told twice"
    assert [row for row in some if row not in found] == []


@pytest.mark.parametrize("identifier", QUERIES)
def test_a_row_has_the_datatypes_that_its_columns_promise(identifier: str, pool) -> None:
    query = QUERIES[identifier]
    texts = {query.sparql, query.with_examples()}
    for row in (row for text in texts for row in answer(pool, text)):
        assert set(row) <= {column.name for column in query.columns}
        for column in query.columns:
            if column.name in row:
                assert datatype(row[column.name]) in column.datatypes, (column.name, row)
            else:
                assert column.optional, column.name


def test_every_question_is_expected_to_answer_something() -> None:
    assert list(EXPECTED) == list(QUERIES)
    assert all(total and some for total, some in EXPECTED.values())


def test_another_value_of_a_parameter_gives_another_answer(pool) -> None:
    query = QUERIES["cq04"]
    here = {shown(row["practice"]) for row in answer(pool, query.sparql)}
    there = {shown(row["practice"]) for row in answer(pool, query.with_examples())}
    assert there == {"practice/pulmino", "practice/wecare-piemonte"}
    assert not here & there


def test_a_gap_is_said_to_be_of_this_archive() -> None:
    gap = QUERIES["cq18"]
    assert "in questo archivio" in gap.question
    assert "non che nella regione non si faccia nulla" in gap.shows


# -- REST ----------------------------------------------------------------------------------------


def test_the_gallery_is_listed_with_what_a_program_needs(client) -> None:
    body = client.get("/api/v1/queries").json()
    assert body["total"] == len(body["queries"]) == len(QUERIES)
    one = client.get("/api/v1/queries/cq26").json()
    assert one == body["queries"][25]
    assert one["sparql"] == QUERIES["cq26"].sparql
    assert [column["name"] for column in one["columns"]] == [
        "region",
        "practice",
        "title",
        "status",
    ]
    assert one["parameters"][0]["value"] in one["sparql"]


def test_the_address_of_a_question_runs_it_and_its_page_is_there(client) -> None:
    one = client.get("/api/v1/queries/cq05").json()
    ran = client.get(one["run"], headers={"Accept": "text/csv"})
    assert ran.status_code == 200
    assert ran.text.splitlines()[0] == "title,role,actor"
    assert "Regione Basilicata" in ran.text
    assert client.get(one["page"]).status_code == 200


@pytest.mark.parametrize("address", ["/api/v1/queries/cq00", "/interrogazioni/cq00"])
def test_a_question_that_is_not_there_is_404(client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_gallery_takes_no_parameters_and_says_so(client) -> None:
    told = client.get("/api/v1/queries", params={"tema": "x"})
    assert told.status_code == 422
    assert "tema" in told.json()["detail"]


# -- pages ---------------------------------------------------------------------------------------


def page(client, address: str) -> html.HtmlElement:
    got = client.get(address, headers={"Accept": "text/html"})
    assert got.status_code == 200, got.text
    return html.document_fromstring(got.text)


def test_the_list_shows_every_question_under_a_theme_with_its_sparql(client) -> None:
    listed = page(client, "/interrogazioni")
    written = [pre.text_content() for pre in listed.iter("pre")]
    assert sorted(written) == sorted(query.sparql for query in QUERIES.values())
    themes = [heading.text_content() for heading in listed.xpath("//section/h2")]
    assert themes == list(dict.fromkeys(query.theme for query in QUERIES.values()))


def test_a_question_shows_its_answer_and_runs_without_a_script(client) -> None:
    shown = page(client, "/interrogazioni/cq05")
    (table, columns) = shown.iter("table")
    heads = [cell.text_content() for cell in table.xpath(".//th")]
    assert heads == [column.meaning for column in QUERIES["cq05"].columns]
    assert "Regione Basilicata" in table.text_content()
    assert "rdf:langString" in columns.text_content()
    assert not shown.xpath("//script")
    form = shown.forms[0]
    asked = {"query": form.fields["query"], "format": "json"}
    assert form.action == "/sparql"
    assert client.get("/sparql", params=asked).json()["results"]["bindings"]


def test_a_practice_in_an_answer_leads_to_its_page(client) -> None:
    shown = page(client, "/interrogazioni/cq01")
    links = shown.xpath("//tbody//a/@href")
    assert all(client.get(link).status_code == 200 for link in links if link.startswith("/"))
    other = page(client, "/interrogazioni/cq10").xpath("//tbody//a/@href")
    assert all(link.startswith(("/", "https://", "http://")) for link in [*links, *other])


def test_a_question_with_no_answer_here_says_that_the_archive_has_none(client) -> None:
    shown = page(client, "/interrogazioni/cq20")
    assert "In questo archivio nessuna riga risponde" in shown.text_content()


def test_a_page_stands_when_the_answer_does_not_come(shelf) -> None:
    settings, library = shelf
    hurried = settings.model_copy(update={"sparql_timeout": 0.001})
    with TestClient(create_app(hurried, library)) as running:
        told = running.get("/interrogazioni/cq02", headers={"Accept": "text/html"})
    assert told.status_code == 200
    assert told.headers["Cache-Control"] == "no-store"
    assert (
        "SELECT ?title ?measure ?group ?mode" in html.document_fromstring(told.text).text_content()
    )


def test_the_console_opens_on_the_question_asked_for_and_on_the_first_otherwise(client) -> None:
    for asked, opened in (("cq07", "cq07"), ("zz", "cq01"), ("", "cq01")):
        console = page(client, f"/sparql-console?esempio={asked}")
        assert console.xpath("//textarea")[0].text.strip() == QUERIES[opened].sparql.strip()
        assert console.xpath("//a[@aria-current='true']/text()") == [QUERIES[opened].title]
