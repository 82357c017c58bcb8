"""The pages of numbers: every number leads to what it counts, an empty cell says what it is."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient
from lxml import html

from api.app import create_app
from api.web.numbers.amounts import spread
from api.web.numbers.quality import MissingFigureError, of_hundred, published, quality
from corpus.evaluation.figures import Interval
from corpus.evaluation.published import BadFiguresError, Published, read, written
from corpus.evaluation.tables import Table, as_markdown

ROOT = Path(__file__).resolve().parents[2]
NOTHING = "nessun documento in questo archivio"
BANDO = """---
id: bando-orti
title: Bando per gli orti sociali
---

# Bando per gli orti sociali

La Regione Basilicata pubblica un avviso pubblico per orti sociali. Possono presentare domanda le
organizzazioni di volontariato entro il 30 novembre 2026. La dotazione complessiva è di 80.000 euro.
"""
CASA = """---
id: casa-lecce
title: Casa per l'autonomia a Lecce
---

# Casa per l'autonomia a Lecce

Dal 2019 la cooperativa sociale Il Ponte gestisce a Lecce un servizio di trasporto sociale per gli
anziani soli. Il progetto è finanziato dalla Regione Puglia con 40.000 euro del PNRR. La Fondazione
Con il Sud ha dato un contributo di 10.000 euro.
"""
PAGES = (
    "/numeri",
    "/vuoti",
    "/vuoti?righe=misure&colonne=destinatari&region=16",
    "/soldi",
    "/soldi/misure?voce=measure:domiciliarita",
    "/anni?anno=2019",
    "/anni?il=2026-11-30",
    "/qualita",
)


@pytest.fixture(scope="module")
def reader(tools, tmp_path_factory):
    documents = {**tools.DOCUMENTS, "bando.md": BANDO, "casa.md": CASA}
    made = tools.make_library(tmp_path_factory.mktemp("numbers"), documents)
    with TestClient(create_app(*made)) as running:
        tools.wait_until_ready(running)
        yield running


def page(client, address: str, status: int = 200) -> html.HtmlElement:
    answer = client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == status, answer.text
    return html.document_fromstring(answer.text)


def words_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def rows(client, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.text)))


def found_at(client, address: str) -> int:
    """Return how many practices a search finds, as its page says it."""
    counted = page(client, address).xpath("//*[@class='results-count']")
    if not counted:
        return 0
    said = re.match(r"(\d+) pratiche", words_of(counted[0]))
    return int(said[1]) if said else 1


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_numbers_is_sound(reader, address: str) -> None:
    told = page(reader, address)
    assert len(told.findall(".//h1")) == 1
    for table in told.iter("table"):
        assert words_of(table.find("caption"))
        assert all(head.get("scope") in ("col", "row") for head in table.iter("th"))
    for control in told.iter("select", "input"):
        if control.get("type") != "hidden":
            assert told.xpath(f"//label[@for='{control.get('id')}']")
    identifiers = [e.get("id") for e in told.iter() if isinstance(e.tag, str) and e.get("id")]
    assert len(identifiers) == len(set(identifiers))
    assert not told.xpath("//main//@style | //main//script")
    levels = [int(head.tag[1]) for head in told.iter("h1", "h2", "h3", "h4")]
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("filters", ["", "?region=08", "?beneficiary=beneficiary:anziani"])
def test_every_number_leads_to_as_many_practices(reader, filters: str) -> None:
    links = page(reader, f"/numeri{filters}").xpath("//a[@class='bar-number']")
    told = {link.get("href"): int(link.text) for link in links}
    assert any(told.values())
    for address, count in told.items():
        if count or "region" in address:
            assert found_at(reader, address) == count, address


def test_a_chart_its_table_and_its_file_say_the_same(reader) -> None:
    told = page(reader, "/numeri")
    for name in ("regioni", "misure", "destinatari", "stato", "anni"):
        (section,) = told.xpath(f"//section[*[@id='{name}']]")
        shown = [
            (
                words_of(row.find("th")),
                row.find(".//a").text,
                float(row.find(".//rect").get("width")),
            )
            for row in section.findall(".//tbody/tr")
        ]
        (file,) = section.xpath(".//p[@class='data-link']/a/@href")
        kept = rows(reader, file)
        assert [(one["nome"], one["pratiche"]) for one in kept] == [row[:2] for row in shown]
        most = max(int(row[1]) for row in shown)
        for _, count, width in shown:
            assert width == pytest.approx(100 * int(count) / most, abs=0.1)


def test_numbers_with_a_filter_nobody_knows_say_so_and_count_all(reader) -> None:
    told = page(reader, "/numeri?region=Atlantide")
    assert "Un filtro non vale" in words_of(told)
    assert words_of(told.xpath("//*[@class='counts']/p")[0]) == "5 pratiche"


def test_an_empty_choice_of_a_list_is_no_filter(reader) -> None:
    told = page(reader, "/numeri?region=&beneficiary=&measure=&status=")
    assert "Un filtro non vale" not in words_of(told)


def test_a_file_of_a_table_that_is_not_there_is_404(reader) -> None:
    answer = reader.get("/numeri/gatti.csv", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "la tabella «gatti»" in answer.text


@pytest.mark.parametrize(
    "sides",
    ["righe=territorio&colonne=destinatari", "righe=destinatari&colonne=misure", "righe=misure"],
)
def test_every_cell_leads_to_as_many_practices(reader, sides: str) -> None:
    told = page(reader, f"/vuoti?{sides}")
    cells = told.xpath("//tbody//td/a")
    assert cells
    for cell in cells:
        assert found_at(reader, cell.get("href")) == int(cell.text), cell.get("href")


def test_an_empty_cell_is_told_in_words_and_never_as_nothing_there(reader) -> None:
    told = page(reader, "/vuoti")
    bare = told.xpath("//tbody//td[@class='bare']")
    assert bare
    assert all(words_of(cell) == f"– {NOTHING}" or NOTHING in words_of(cell) for cell in bare)
    said = words_of(told)
    assert "Non vuol dire che in quel territorio non si faccia niente" in said
    assert "non esiste" not in said
    (molise,) = [li for li in told.xpath("//*[@class='bare-list']/li") if "Molise" in words_of(li)]
    assert NOTHING in words_of(molise)


def test_the_file_of_gaps_has_every_cell(reader) -> None:
    told = page(reader, "/vuoti?righe=destinatari&colonne=misure")
    kept = rows(reader, "/vuoti.csv?righe=destinatari&colonne=misure")
    assert len(kept) == len(told.xpath("//tbody//td"))
    shown = [cell.text_content() for cell in told.xpath("//tbody//td/a")]
    assert sum(int(one["pratiche"]) > 0 for one in kept) == len(shown)
    assert any(one["testo"].endswith(NOTHING) for one in kept)


def test_a_region_opens_into_its_provinces_and_a_concept_into_its_parts(reader) -> None:
    told = page(reader, "/vuoti?region=16")
    heads = [words_of(head) for head in told.xpath("//tbody//th")]
    assert heads[0] == "Puglia"
    assert "Lecce" in heads
    parts = page(reader, "/vuoti?righe=destinatari&colonne=misure&beneficiary=beneficiary:anziani")
    heads = [words_of(head) for head in parts.xpath("//tbody//th")]
    assert heads[0] == "Anziani"
    assert "Anziani soli" in heads


def test_rows_and_columns_alike_are_mended_and_told_at_the_field(reader) -> None:
    told = page(reader, "/vuoti?righe=misure&colonne=misure")
    (field,) = told.xpath("//select[@name='colonne']")
    assert field.get("aria-invalid") == "true"
    (said,) = told.xpath(f"//*[@id='{field.get('aria-describedby')}']")
    assert "erano uguali" in words_of(said)
    assert told.xpath("//tbody//td")


def test_a_side_that_is_not_one_is_422(reader) -> None:
    answer = reader.get("/vuoti?righe=gatti", headers={"Accept": "text/html"})
    assert answer.status_code == 422
    assert "«righe» deve essere uno di" in html.document_fromstring(answer.text).text_content()


def test_the_counts_of_gaps_are_those_of_the_interface_for_programs(reader) -> None:
    cells = reader.get("/api/v1/gaps?empty=false&limit=100").json()["cells"]
    kept = {
        (c["territorio"], c["destinatari"]): int(c["pratiche"]) for c in rows(reader, "/vuoti.csv")
    }
    assert cells
    for cell in cells:
        key = (cell["place"]["code"], cell["beneficiary"]["concept"])
        assert kept[key] == cell["practices"], key


def test_amounts_are_told_by_the_middle_and_never_added_up(reader) -> None:
    told = page(reader, "/soldi")
    said = words_of(told)
    assert "Qui gli importi non si sommano" in said
    funders = {
        words_of(row.find("th/a")).partition(":")[0]: words_of(row)
        for row in told.xpath("//section[*[@id='enti']]//tbody/tr")
    }
    assert any("40.000 €" in row or "10.000 €" in row for row in funders.values()), funders
    assert "50.000" not in said


def test_every_amount_leads_to_its_practice_and_its_sentence(reader) -> None:
    links = page(reader, "/soldi").xpath("//section[*[@id='enti']]//tbody//th/a/@href")
    assert links
    for link in links:
        behind = page(reader, link)
        facts = behind.xpath("//*[@class='said']/li")
        assert facts, link
        for fact in facts:
            href = urlsplit(fact.find(".//a").get("href"))
            practice = page(reader, href.path)
            (there,) = practice.xpath(f"//*[@id='{href.fragment}']")
            assert words_of(fact.find(".//a/strong")) in words_of(there)
            quote = words_of(fact.find(".//blockquote//b"))
            assert quote in words_of(there)


def test_what_is_behind_no_row_is_404_in_words(reader) -> None:
    for address in ("/soldi/enti?voce=gatti", "/soldi/fondi?voce=measure:domiciliarita"):
        answer = reader.get(address, headers={"Accept": "text/html"})
        assert answer.status_code == 404
        assert "in questo archivio" in answer.text
    assert reader.get("/soldi/gatti?voce=x", headers={"Accept": "text/html"}).status_code == 422


def test_the_year_in_which_a_practice_began_leads_to_its_sentence(reader) -> None:
    told = page(reader, "/anni?anno=2019")
    assert told.xpath("//section[*[@id='inizio']]//tbody/tr[th='2019']")
    (link,) = told.xpath("//section[*[@id='elenco']]//h3/a/@href")
    assert link == "/pratiche/casa-lecce"
    (fact,) = told.xpath("//section[*[@id='elenco']]//*[@class='said']/li")
    assert "2019" in words_of(fact.find(".//blockquote"))
    kept = {one["anno"]: one["cominciate"] for one in rows(reader, "/anni.csv")}
    assert kept["2019"] == "1"


@pytest.mark.parametrize(("day", "open_"), [("2026-11-30", True), ("2026-12-01", False)])
def test_a_call_is_open_up_to_its_last_day(reader, day: str, open_: bool) -> None:
    told = page(reader, f"/anni?il={day}")
    titles = told.xpath("//h3[@id='aperti']/following-sibling::*[1][self::ul]//h4/text()")
    assert ("Bando per gli orti sociali" in titles) is open_
    assert ("Non vuol dire che non ce ne siano" in words_of(told)) is not open_


def test_a_day_that_is_none_is_told_at_its_field_and_today_is_shown(reader) -> None:
    told = page(reader, "/anni?il=31+novembre")
    (field,) = told.xpath("//input[@name='il']")
    assert field.get("value") == "31 novembre"
    (said,) = told.xpath(f"//*[@id='{field.get('aria-describedby')}']")
    assert "«31 novembre» non è un giorno" in words_of(said)


def test_an_empty_archive_has_its_pages_too(empty_client) -> None:
    for address in ("/numeri", "/vuoti", "/soldi", "/anni", "/qualita"):
        assert page(empty_client, address).find(".//h1") is not None
    assert NOTHING in words_of(page(empty_client, "/numeri"))


def test_the_middle_of_amounts_is_not_moved_by_the_largest() -> None:
    found = spread([Decimal(1), None, Decimal(3), Decimal(1000)])
    assert found is not None
    assert (found.stated, found.middle, found.least, found.most) == (3, 3, 1, 1000)
    assert spread([None]) is None


def test_the_page_of_quality_tells_the_published_figures(reader) -> None:
    told = page(reader, "/qualita")
    (spans,) = told.xpath("//section[*[@id='q-spans']]")
    cells = {
        words_of(row.find("th")): [words_of(cell) for cell in row.findall("td")]
        for row in spans.findall(".//tbody/tr")
    }
    table = published().table("spans")
    assert table is not None
    actor = next(row for row in table.rows if row[0] == "ACTOR")
    wanted = [of_hundred(actor[table.columns.index(name)]) for name in ("gold", "P", "R", "F1")]
    assert cells["Chi"][:4] == wanted
    assert "prassi evaluate" in words_of(told)


def test_aims_that_are_missed_are_told_first(reader) -> None:
    told = page(reader, "/qualita")
    states = [
        words_of(row.findall("td")[-1])
        for row in told.xpath("//section[*[@id='obiettivi']]//tbody/tr")
    ]
    assert states == sorted(states, key=lambda said: said == "sì")
    assert {"sì", "non ancora"} == set(states)


def test_the_published_figures_are_those_of_the_document_on_quality() -> None:
    document = (ROOT / "docs" / "quality.md").read_text(encoding="utf-8")
    figures = published()
    assert f"on {figures.date}" in document
    assert len(figures.tables) == document.count("|---|") > 10
    for table in figures.tables:
        assert as_markdown(table) in document, table.id


def test_figures_are_read_as_they_were_written() -> None:
    table = Table("t", "T", ("a", "b", "c"), (("x", 3, Interval(0.5, 0.25, 1.0)), ("y", None, 0.0)))
    figures = Published("2026-11-22", "0.1.0", (table,))
    assert read(written(figures)) == figures
    with pytest.raises(BadFiguresError):
        read("[]")


def test_a_figure_that_was_not_measured_is_missed_not_invented() -> None:
    with pytest.raises(MissingFigureError, match="splits"):
        quality(Published("2026-11-22", "0.1.0", ()))
