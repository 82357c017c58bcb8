"""The network: who works with whom as a table, and a drawing that says no more than the table."""

from __future__ import annotations

import pytest
from lxml import html

from api.web import acquaintances
from api.web.acquaintances import group_of, groups, strongest
from api.web.environment import STATIC
from corpus.registers.network import Tie


def read(client, address: str, status: int = 200) -> html.HtmlElement:
    answer = client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == status, answer.text
    return html.document_fromstring(answer.text)


def words_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


TIES = [Tie("a", "b", ("p",)), Tie("a", "c", ("p", "q")), Tie("d", "e", ("r",))]


def test_who_has_more_practices_together_comes_first_then_who_knows_more() -> None:
    shown = strongest(TIES, str)
    assert [tie.key for tie in shown.ties] == [("a", "c"), ("a", "b"), ("d", "e")]
    assert shown.total == 3
    assert shown.members == set("abcde")


def test_a_drawing_has_no_more_organisations_than_one_can_read(monkeypatch) -> None:
    monkeypatch.setattr(acquaintances, "MOST_MEMBERS", 3)
    shown = strongest(TIES, str)
    assert shown.members == set("abc")
    assert shown.total == 3
    monkeypatch.setattr(acquaintances, "MOST_TIES", 1)
    assert len(strongest(TIES, str).ties) == 1


def test_a_kind_of_organisation_is_in_the_group_of_what_is_broader() -> None:
    broader = {"actor:comune": ["actor:ente-pubblico"], "actor:odv": ["actor:ente-terzo-settore"]}
    found = {kind: group_of(kind, lambda one: broader.get(one, [])).id for kind in broader}
    assert found == {"actor:comune": "pubblico", "actor:odv": "terzo-settore"}
    assert group_of(None, lambda _: []).id == "altro"


def test_every_group_has_a_colour_by_day_and_by_night_and_a_shape() -> None:
    sheet = (STATIC / "network.css").read_text(encoding="utf-8")
    script = (STATIC / "network.js").read_text(encoding="utf-8")
    for group in groups():
        assert sheet.count(f"--{group.id}: #") == 2
        assert f".kind-{group.id} " in sheet
        assert f'"{group.id}":' in script or f"{group.id}:" in script


def test_the_table_has_the_pair_and_leads_to_the_practice(client) -> None:
    page = read(client, "/reti?insieme=1")
    (row,) = page.xpath("//table//tbody/tr")
    assert row.get("data-one").endswith("auser-ostellato")
    assert row.get("data-other") == "comune-di-ostellato"
    assert row.xpath(".//a[@href='/pratiche/navetta-ostellato']")
    assert [cell.get("data-group") for cell in row.iter("td")][:2] == ["terzo-settore", "pubblico"]
    assert page.get_element_by_id("disegno").get("hidden") is not None


def test_without_filters_only_who_worked_together_more_than_once_and_the_way_to_the_others(
    client,
) -> None:
    page = read(client, "/reti")
    assert "Nessun legame trovato" in words_of(page)
    assert "non vuol dire che non lavorino insieme" in words_of(page)
    (more,) = page.xpath("//div[@class='notice']//a/@href")
    assert more == "/reti?insieme=1"
    assert page.xpath("//select[@name='insieme']/option[@selected]/@value") == ["2"]


def test_filters_hold_and_can_be_taken_off(client) -> None:
    page = read(client, "/reti?region=08")
    assert len(page.xpath("//tbody/tr")) == 1
    assert page.xpath("//select[@name='insieme']/option[@selected]/@value") == ["1"]
    assert page.xpath("//ul[@aria-label='Filtri attivi']//a/@href") == ["/reti"]
    assert not read(client, "/reti?region=17&insieme=1").xpath("//tbody/tr")


def test_the_network_of_one_organisation_has_its_name_and_a_way_back(client) -> None:
    page = read(client, "/reti?organizzazione=comune-di-ostellato")
    assert "insieme a Comune di Ostellato" in words_of(page)
    assert len(page.xpath("//tbody/tr")) == 1
    assert page.xpath("//p[@class='lead']//a/@href") == ["/reti"]
    read(client, "/reti?organizzazione=non-ce", 404)


@pytest.mark.parametrize("address", ["/reti?insieme=tanti", "/reti?insieme=-1"])
def test_a_number_that_is_none_is_refused(client, address) -> None:
    read(client, address, 422)
