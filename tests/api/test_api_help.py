"""Help in plain Italian: every page answers, is easy to read, leads only where there is a door."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from gulpease import blocks_of, gulpease, words_in_template
from jinja2 import UndefinedError
from lxml import html

from api.app import create_app
from api.web.environment import WEB
from api.web.help_pages import help_pages
from api.web.help_text import slug, written
from corpus.italian import number

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((WEB / "templates").glob("*.html"))
DOORS = {"/proponi", "/segnala", "/qualita", "/entra", "/dossier"}
EASY = 50
MAIL = "dati@ente.example.it"


def values(doors: set[str], contact: str) -> dict[str, object]:
    return {
        "contact": contact,
        "publisher": "Osservatorio",
        "declared": "1 marzo 2026",
        "practices": "532",
        "documents": "1",
        "seconds": "5",
        "rows": "10.000",
        "doors": doors,
    }


def read(client: TestClient, address: str) -> html.HtmlElement:
    answer = client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.text
    return html.document_fromstring(answer.text)


@pytest.fixture(scope="module")
def reachable(shelf) -> Iterator[TestClient]:
    """An installation that says whom to write to."""
    settings, library = shelf
    settings = settings.model_copy(update={"contact": MAIL, "publisher": "Rete_di *enti* <b>"})
    with TestClient(create_app(settings, library)) as running:
        yield running


@pytest.mark.parametrize("told", help_pages(), ids=lambda one: one.address)
@pytest.mark.parametrize("doors", [DOORS, set()], ids=["all doors", "no door"])
@pytest.mark.parametrize("contact", [MAIL, ""], ids=["contact", "no contact"])
def test_a_page_of_help_is_easy_to_read(told, doors, contact) -> None:
    text = written(told.source(), values(doors, contact))
    page = html.fragment_fromstring(text.lead + text.body, create_parent="div")
    assert gulpease([text.title, *blocks_of(page)]) >= EASY
    assert not {"{{", "{%", "{#"} & set(re.findall(r"\{.", page.text_content()))
    assert gulpease([told.description]) >= EASY


@pytest.mark.parametrize("told", help_pages(), ids=lambda one: one.address)
def test_no_sentence_of_help_is_long(told) -> None:
    text = written(told.source(), values(DOORS, MAIL))
    for block in blocks_of(html.fragment_fromstring(text.lead + text.body, create_parent="div")):
        for sentence in block.replace("?", ".").replace(":", ".").split(". "):
            assert len(sentence.split()) <= 30, sentence


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.name)
def test_the_words_of_a_template_are_easy_to_read(template: Path) -> None:
    said = words_in_template(template.read_text(encoding="utf-8"))
    if sum(len(one.split()) for one in said) >= 20:  # of fewer words the index says little
        assert gulpease(said) >= EASY


def test_the_index_of_ease_is_the_one_that_is_published() -> None:
    # «Il gatto dorme.»: 3 words, 12 letters, 1 sentence.
    assert gulpease(["Il gatto dorme."]) == pytest.approx(89 + (300 - 120) / 3)
    assert gulpease(["Precipitevolissimevolmente"]) < EASY + 89
    hard = "La predisposizione dell’infrastrutturazione interistituzionale territoriale"
    assert gulpease([hard]) < EASY


def test_help_is_reached_and_says_where_one_is(client) -> None:
    for told in help_pages():
        page = read(client, told.address)
        (here,) = page.xpath("//nav[@aria-label='Aiuto']//a[@aria-current='page']")
        assert here.get("href") == told.address
        assert page.xpath("//meta[@name='description']")[0].get("content") == told.description
        assert len(page.findall(".//h1")) == 1
    index = {link.get("href") for link in read(client, "/aiuto").iterfind(".//article//a")}
    assert {told.address for told in help_pages()} - index == {"/aiuto"}


def test_links_of_help_lead_somewhere_and_into_the_page(reachable) -> None:
    for told in help_pages():
        page = read(reachable, told.address)
        anchors = {one.get("id") for one in page.iter() if isinstance(one.tag, str)}
        for link in page.iterfind(".//article//a"):
            href = link.get("href")
            if href.startswith("#"):
                assert href[1:] in anchors
            elif href.startswith("/"):
                assert reachable.get(href).status_code == 200, href
            elif href.startswith("https://"):
                assert link.get("rel") == "noopener noreferrer"
            else:
                assert href == f"mailto:{MAIL}"


def test_what_the_settings_say_is_shown_as_words(reachable) -> None:
    page = read(reachable, "/privacy")
    assert "Rete_di *enti* <b>" in page.text_content()
    assert not page.xpath("//article//b | //article//em")
    assert page.xpath(f"//a[@href='mailto:{MAIL}']")


def test_who_cannot_be_written_to_is_told_so(client) -> None:
    for address in ("/privacy", "/accessibilita"):
        assert "Non ha ancora indicato" in read(client, address).text_content()


def test_help_speaks_of_a_door_only_where_there_is_one(client) -> None:
    for door, address in (("/proponi", "/aiuto/proporre"), ("/qualita", "/metodo")):
        open_here = client.get(door).status_code == 200
        links = {link.get("href") for link in read(client, address).iterfind(".//article//a")}
        assert (door in links) is open_here


def test_html_in_a_text_of_help_stays_words() -> None:
    text = written("# A\n\nUno <b>due</b> [x](javascript:alert)\n\n<script>1</script>\n", {})
    assert "<b>" not in text.lead
    assert "<a" not in text.lead
    assert "<script" not in text.body


def test_a_text_without_its_beginning_or_a_value_is_refused() -> None:
    with pytest.raises(ValueError, match="a heading and a paragraph"):
        written("Solo un paragrafo\n", {})
    with pytest.raises(UndefinedError):
        written("# A\n\n{{ nulla }}\n", {})


def test_anchors_are_plain_words() -> None:
    assert slug("Se non trovate nulla") == "se-non-trovate-nulla"
    assert slug("Com’è stato provato «davvero»") == "come-stato-provato-davvero"


def test_the_question_that_help_gives_as_an_example_has_an_answer(client) -> None:
    (question,) = read(client, "/aiuto/ricerca").xpath("//article//pre/code")
    answer = client.get("/sparql", params={"query": question.text_content(), "format": "json"})
    assert answer.status_code == 200, answer.text
    titles = [row["titolo"]["value"] for row in answer.json()["results"]["bindings"]]
    assert titles == ["Navetta per le visite a Ostellato"]


def test_help_for_researchers_is_one_click_from_their_page(client) -> None:
    assert read(client, "/ricerca").xpath("//main//a[@href='/aiuto/ricerca']")


def test_the_statement_of_accessibility_says_how_wide_the_pages_were_when_tried(client) -> None:
    tried = tomllib.loads((ROOT / "tests/e2e/pages.toml").read_text(encoding="utf-8"))
    said = read(client, "/accessibilita").find(".//article").text_content()
    for width in tried["widths"]:
        assert f"larga {number(str(width))}" in said
    assert set(tried["themes"]) == {"light", "dark"}
    assert "in chiaro e in scuro" in said


def test_the_glossary_explains_every_status_and_role_a_page_shows() -> None:
    (told,) = (one for one in help_pages() if one.address == "/aiuto/parole")
    explained = told.source().lower().replace("’", "'")
    for scheme in ("implementation-status", "role"):
        with (ROOT / "ontology/schemes" / f"{scheme}.csv").open(encoding="utf-8") as rows:
            labels = [row["prefLabel_it"] for row in csv.DictReader(rows)]
        missing = [one for one in labels if f"**{one.lower()}**" not in explained]
        assert not missing, scheme
    for confidence in ("molto probabile", "probabile", "incerto"):
        assert f"**{confidence}**" in explained


def test_the_list_of_texts_and_the_folder_are_the_same() -> None:
    listed = tomllib.loads((WEB / "help/pages.toml").read_text("utf-8"))["pages"]
    assert {one["text"] for one in listed} == {one.name for one in (WEB / "help").glob("*.md")}
    guide = (ROOT / "docs/it/README.md").read_text(encoding="utf-8")
    for one in listed:
        assert f"../../api/web/help/{one['text']}" in guide
