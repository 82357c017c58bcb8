"""A dossier by address, in files and back: whole, in order, with notes; none of it stays here."""

from __future__ import annotations

import csv
import io
import json
import re
from urllib.parse import parse_qs, urlsplit

import docx
import pypdfium2 as pdfium
import pytest
from lxml import html

from api.dossier.limits import limits
from api.web.environment import STATIC

NAVETTA, ORTI = "navetta-ostellato", "orti-potenza"
BROWSER = {"Accept": "text/html"}
TWO = {
    "pratica": [NAVETTA, ORTI],
    "nota": ["chiamare l’Auser", "per il 2027"],
    "titolo": "Il piano",
}


def read(answer, status: int = 200) -> html.HtmlElement:
    assert answer.status_code == status, answer.text
    return html.document_fromstring(answer.text)


def words_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def chosen(page: html.HtmlElement) -> list[str]:
    return page.xpath("//form[@class='dossier-form']//input[@name='pratica']/@value")


def exported(client, kind: str, **fields):
    answer = client.post("/dossier/esporta", data={**TWO, **fields, "formato": kind})
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert re.fullmatch(
        rf'attachment; filename="dossier-prassi-\d{{4}}-\d\d-\d\d\.{kind}"',
        answer.headers["content-disposition"],
    )
    return answer


def test_an_empty_dossier_says_how_to_fill_it_and_where_it_stays(client) -> None:
    page = read(client.get("/dossier", headers=BROWSER))
    assert "Il dossier è vuoto" in words_of(page)
    assert "Il dossier resta nel vostro browser" in words_of(page)
    assert [s.get("src").partition("?")[0] for s in page.xpath("//script")] == [
        "/static/dossier-store.js",
        "/static/dossier.js",
    ]


def test_without_scripts_a_dossier_is_its_address(client) -> None:
    answer = client.get("/dossier", params=TWO, headers=BROWSER)
    page = read(answer)
    assert words_of(page.find(".//h1")) == "Il piano"
    assert [words_of(h) for h in page.xpath("//article//h2")] == [
        "Navetta per le visite a Ostellato",
        "Orti sociali a Potenza",
    ]
    assert [note.text.strip() for note in page.iter("textarea")] == TWO["nota"]
    assert answer.headers["cache-control"] == "no-store"


def test_facts_of_a_dossier_lead_to_their_sentences(client) -> None:
    page = read(client.get("/dossier", params=TWO, headers=BROWSER))
    links = page.xpath("//a[@class='said']/@href")
    assert len(links) > 5
    for link in links:
        path, _, anchor = link.partition("#")
        assert html.document_fromstring(client.get(path).text).xpath(f"//*[@id='{anchor}']")


@pytest.mark.parametrize(
    ("button", "left"),
    [
        ({"giu": NAVETTA}, [ORTI, NAVETTA]),
        ({"su": ORTI}, [ORTI, NAVETTA]),
        ({"su": NAVETTA}, [NAVETTA, ORTI]),
        ({"togli": NAVETTA}, [ORTI]),
        ({"togli": "non-ce"}, [NAVETTA, ORTI]),
    ],
)
def test_the_buttons_order_and_take_off_and_notes_go_along(client, button, left) -> None:
    answer = client.get("/dossier", params={**TWO, **button}, follow_redirects=False)
    assert answer.status_code == 303
    asked = parse_qs(urlsplit(answer.headers["location"]).query, keep_blank_values=True)
    assert asked["pratica"] == left
    notes = dict(zip(TWO["pratica"], TWO["nota"], strict=True))
    assert asked["nota"] == [notes[one] for one in left]
    assert not {"su", "giu", "togli"} & {*asked}


def test_what_was_taken_off_can_be_put_back_with_its_note(client) -> None:
    page = read(client.get("/dossier", params={**TWO, "togli": NAVETTA}, headers=BROWSER))
    (back,) = page.xpath("//p[contains(., 'Avete tolto')]/a/@href")
    again = read(client.get(back, headers=BROWSER))
    assert chosen(again) == [ORTI, NAVETTA]
    assert [note.text.strip() for note in again.iter("textarea")] == TWO["nota"][::-1]


def test_a_practice_that_has_gone_is_told_and_its_note_is_kept(client) -> None:
    asked = {"pratica": ["non-ce", ORTI], "nota": ["mia nota", ""]}
    page = read(client.get("/dossier", params=asked, headers=BROWSER))
    assert "Non sono più in questo archivio" in words_of(page)
    (gone,) = page.xpath("//*[@class='dossier-gone']/li")
    assert "non-ce" in words_of(gone)
    assert gone.find(".//textarea").text.strip() == "mia nota"


def test_the_table_has_a_row_for_each_practice_and_is_safe_to_open(client) -> None:
    answer = exported(client, "csv", nota=["=HYPERLINK(1)", ""], pratica=[NAVETTA, "non-ce"])
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    first, gone = rows
    assert first["titolo"] == "Navetta per le visite a Ostellato"
    assert "Comune di Ostellato" in first["chi"]
    assert first["soldi"] == "12.000 €"
    assert first["indirizzo_fonte"] == "https://esempio.it/navetta"
    assert first["appunti"] == "'=HYPERLINK(1)"
    assert (gone["titolo"], gone["avviso"]) == ("non-ce", "Non è più in questo archivio.")


def test_the_document_has_headings_notes_sentences_and_speaks_italian(client) -> None:
    made = docx.Document(io.BytesIO(exported(client, "docx").content))
    told = [(p.style.name, p.text) for p in made.paragraphs]
    assert ("Title", "Il piano") in told
    headings = [text for style, text in told if style == "Heading 1"]
    assert headings == ["Navetta per le visite a Ostellato", "Orti sociali a Potenza"]
    assert any(text == "chiamare l’Auser" for _, text in told)
    assert any("Comune di Ostellato" in t and "ha attivato un servizio" in t for _, t in told)
    assert any("https://esempio.it/navetta" in text for _, text in told)
    assert made.core_properties.language == "it-IT"


def test_the_pages_have_title_language_notes_and_sentences(client) -> None:
    content = exported(client, "pdf").content
    assert b"/Lang (it-IT)" in content
    made = pdfium.PdfDocument(content)
    assert made.get_metadata_value("Title") == "Il piano"
    told = " ".join(" ".join(page.get_textpage().get_text_range() for page in made).split())
    assert "chiamare l’Auser" in told
    assert "Navetta per le visite a Ostellato" in told
    assert "ha attivato un servizio" in told
    assert "https://esempio.it/navetta" in told
    assert "Pagina 1" in told


def test_notes_are_text_in_the_pages_whatever_they_hold(client) -> None:
    noted = '<b>grassetto</b> & <a href="javascript:x">x</a> </para>'
    made = pdfium.PdfDocument(exported(client, "pdf", nota=[noted, ""]).content)
    assert noted in made[0].get_textpage().get_text_range()


def test_signs_that_no_program_reads_do_not_stop_a_file(client) -> None:
    noted = "prima\x00\x0b\x1b riga\nseconda"
    answer = exported(client, "docx", pratica=[NAVETTA], nota=[noted], titolo="a\x07b")
    texts = [p.text for p in docx.Document(io.BytesIO(answer.content)).paragraphs]
    assert "prima riga\nseconda" in texts


def test_a_dossier_saved_is_the_same_when_it_is_opened_again(client) -> None:
    saved = exported(client, "json", pratica=[ORTI, "non-ce", NAVETTA], nota=["a", "b", "c"])
    told = json.loads(saved.content)
    assert [one["id"] for one in told["practices"]] == [ORTI, NAVETTA, "non-ce"]
    page = read(client.post("/dossier/apri", files={"file": saved.content}, headers=BROWSER))
    assert words_of(page.find(".//h1")) == "Il piano"
    assert chosen(page) == [ORTI, NAVETTA, "non-ce"]
    assert [note.text.strip() for note in page.iter("textarea")] == ["a", "c", "b"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Prima scegliete il file"),
        (b"\xff\xfe", "non si riesce a leggere"),
        (b"[" * 100_000, "non si riesce a leggere"),
        (b"[]", "non è un dossier salvato da Prassi"),
        (b'{"kind": "prassi-dossier", "version": 9}', "di una versione"),
        (b'{"kind": "prassi-dossier", "version": 1, "practices": {}}', "l’elenco"),
        (b'{"kind": "prassi-dossier", "version": 1, "practices": [{"id": 1}]}', "scritto bene"),
    ],
)
def test_a_file_that_is_no_dossier_is_refused_at_its_field(client, content, said) -> None:
    answer = client.post("/dossier/apri", files={"file": content}, headers=BROWSER)
    page = read(answer, 422)
    assert said in words_of(page.get_element_by_id("errore-file"))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"pratica": [], "nota": [], "formato": "csv"}, "Il dossier è vuoto"),
        ({"formato": "exe"}, "Scegliete in quale formato"),
        ({"pratica": [f"p{n}" for n in range(101)], "formato": "csv"}, "ha 101 pratiche"),
        ({"titolo": "t" * 121, "formato": "csv"}, "al massimo 120"),
    ],
)
def test_what_cannot_be_written_is_told_and_nothing_is_lost(client, fields, said) -> None:
    page = read(client.post("/dossier/esporta", data={**TWO, **fields}, headers=BROWSER), 422)
    assert said in words_of(page.xpath("//*[@role='alert']")[0])
    if "pratica" not in fields:
        assert [note.text.strip() for note in page.iter("textarea")] == TWO["nota"]


def test_a_note_too_long_is_told_at_its_field_and_kept(client) -> None:
    long = "n" * 2001
    fields = {**TWO, "nota": [long, "breve"], "formato": "docx"}
    page = read(client.post("/dossier/esporta", data=fields, headers=BROWSER), 422)
    note = page.get_element_by_id("nota-1")
    assert note.text.strip() == long
    assert note.get("aria-invalid") == "true"
    assert "al massimo 2000" in words_of(page.get_element_by_id(note.get("aria-describedby")))


@pytest.mark.parametrize("path", ["/dossier/esporta", "/dossier/controlla", "/dossier/apri"])
def test_a_form_too_large_or_of_another_kind_is_refused_before_it_is_read(client, path) -> None:
    kind = "multipart/form-data; boundary=x" if path.endswith("apri") else None
    kind = kind or "application/x-www-form-urlencoded"
    large = client.post(path, content=b"a" * (limits().body + 1), headers={"Content-Type": kind})
    assert large.status_code == 413
    other = client.post(path, content=b"{}", headers={"Content-Type": "application/json"})
    assert other.status_code == 415
    assert client.get(path).status_code in (404, 405)


def test_too_many_fields_are_refused(client) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = client.post("/dossier/esporta", content=b"a&" * 5000, headers=kind)
    assert answer.status_code in (400, 422)
    answer = client.post("/dossier/esporta", content=b"a=1&" * 5000, headers=kind)
    assert answer.status_code == 400


def test_a_look_tells_what_is_still_here(client) -> None:
    answer = client.post("/dossier/controlla", data={"pratica": [NAVETTA, "non-ce"]})
    assert answer.json() == {
        "practices": [
            {
                "asked": NAVETTA,
                "state": "here",
                "id": NAVETTA,
                "title": "Navetta per le visite a Ostellato",
            },
            {"asked": "non-ce", "state": "gone"},
        ]
    }


def test_practices_and_results_have_a_link_that_works_without_scripts(client) -> None:
    visits = "gli+anziani+non+riescono+ad+andare+alle+visite"
    for address in (f"/pratiche/{NAVETTA}", "/cerca?q=anziani+soli", f"/bisogno?q={visits}"):
        page = read(client.get(address, headers=BROWSER))
        (link, *_) = page.xpath(f"//a[@data-dossier='{NAVETTA}']")
        assert words_of(link).startswith("Aggiungi al dossier")
        assert link.get("data-place") == "Ostellato"
        assert NAVETTA in client.get(link.get("href")).text


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_what_a_reader_typed_is_shown_and_never_run(client, hostile) -> None:
    asked = {"pratica": [NAVETTA, hostile], "nota": [hostile, hostile], "titolo": hostile}
    page = read(client.get("/dossier", params=asked, headers=BROWSER))
    assert words_of(page.find(".//h1")) == hostile
    assert not page.xpath("//img | //script[not(@src)]")


def test_the_browser_keeps_as_much_as_the_service_takes() -> None:
    script = (STATIC / "dossier-store.js").read_text("utf-8")
    assert f"const MOST = {limits().practices};" in script
    assert f"const NOTE = {limits().note};" in script
