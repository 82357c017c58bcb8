"""The page of a practice beside its proofs: review, citation, likeness, sheet, PDF."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pypdfium2
import pytest
from fastapi.testclient import TestClient
from lxml import html

from api.app import create_app
from api.web.citing import cite
from api.web.sheet import Line, Part
from api.web.sheet_pdf import Paper, as_pdf
from api.web.transferability import claims
from corpus.decisions import Correction, Decision, Decisions, StatementKey, Verdict
from corpus.reviews import Review, Reviews, review_of
from corpus.views import DocumentView, Evidence, Fact, FactKind
from ingest.model import Block, BlockKind, Literal, Ref

PAGE = "/pratiche/navetta-ostellato"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def read(client, address: str) -> html.HtmlElement:
    answer = client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.text
    return html.document_fromstring(answer.text)


def words_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def decided(
    verdict: Verdict, fact: Fact, sha256: str, subject: str, predicate: str, value: str
) -> Decision:
    first = fact.evidence[0]
    key = StatementKey(subject, predicate, Ref(value), first.start, first.end)
    wanted = Correction(Ref("beneficiary:adulti")) if verdict is Verdict.CORRECTED else None
    return Decision(sha256, key, first.quote, verdict, "anna", NOW, wanted)


def fact(kind: FactKind, concept: str | None, *places: tuple[int, int]) -> Fact:
    evidence = tuple(Evidence("d", start, end, "parole", 0.9) for start, end in places)
    return Fact(kind, "Anziani", concept, 0.9, evidence)


def standing(*decisions: Decision) -> dict[StatementKey, Decision]:
    return {one.statement: one for one in decisions}


def test_every_fact_says_how_sure_it_is_and_that_a_machine_read_it(client) -> None:
    page = read(client, PAGE)
    facts = page.xpath("//li[@class='fact']")
    assert facts
    for one in facts:
        assert re.search(
            r"letta in automatico (molto probabile|probabile|incerto)$", words_of(one)
        ), words_of(one)
    assert "Nessun curatore le ha ancora controllate." in words_of(page)


def test_what_a_curator_decides_is_on_the_page_at_once(tools, tmp_path) -> None:
    settings, library = tools.make_library(tmp_path, {"navetta.md": tools.DOCUMENTS["navetta.md"]})
    view, document = library.practice("navetta-ostellato"), library.document("navetta-ostellato")
    (who,) = view.of(FactKind.BENEFICIARY)[:1]
    (money,) = view.of(FactKind.MONEY)
    with TestClient(create_app(settings, library)) as running:
        tools.wait_until_ready(running)
        before = running.get(PAGE)
        assert "confermata da un curatore" not in before.text
        log = Decisions(settings.data / "decisions.jsonl")
        target = "beneficiary-target/x-1"
        log.record(
            [
                decided(Verdict.ACCEPTED, who, document.sha256, target, "wp:group", who.concept),
                decided(Verdict.REJECTED, money, document.sha256, "practice/x", "wp:budget", "b/1"),
            ]
        )
        known = {"If-None-Match": before.headers["etag"]}
        after = running.get(PAGE, headers=known)
        assert after.status_code == 200
        page = html.document_fromstring(after.text)
        said = {
            words_of(f.find(".//strong")): words_of(f) for f in page.xpath("//li[@class='fact']")
        }
        assert "confermata da un curatore" in said[who.label]
        assert "respinta da un curatore" in said[money.label]
        assert "Alcune le ha controllate un curatore" in words_of(page)
        assert "confermata da un curatore" in running.get(f"{PAGE}/scheda").text


def test_a_decision_is_of_the_fact_with_its_concept_and_of_its_kind() -> None:
    two = fact(FactKind.BENEFICIARY, "beneficiary:anziani", (5, 9), (20, 24))
    target = "beneficiary-target/x-1"

    def said(verdict: Verdict, value: str, predicate: str = "wp:group") -> Decision:
        return decided(verdict, two, "s", target, predicate, value)

    accepted = said(Verdict.ACCEPTED, "beneficiary:anziani")
    assert review_of(two, standing(accepted)) is Review.ACCEPTED
    assert review_of(two, {}) is Review.READ
    other = said(Verdict.ACCEPTED, "beneficiary:minori")
    assert review_of(two, standing(other)) is Review.READ
    need = fact(FactKind.NEED, "need:solitudine-isolamento", (5, 9))
    assert review_of(need, standing(accepted)) is Review.READ
    corrected = said(Verdict.CORRECTED, "beneficiary:anziani")
    assert review_of(two, standing(corrected)) is Review.CORRECTED
    # Refused at one place of two, the other still says it.
    refused = said(Verdict.REJECTED, "beneficiary:anziani")
    assert review_of(two, standing(refused)) is Review.READ
    one = fact(FactKind.BENEFICIARY, "beneficiary:anziani", (5, 9))
    assert review_of(one, standing(refused)) is Review.REJECTED
    strange = StatementKey("document/x", "oa:tagging", Literal("NUOVA"), 5, 9)
    told = Decision("s", strange, "w", Verdict.ACCEPTED, "anna", NOW)
    assert review_of(one, {strange: told}) is Review.READ


def test_a_log_that_cannot_be_read_leaves_what_was_read_before(tmp_path, caplog) -> None:
    path = tmp_path / "decisions.jsonl"
    reviews = Reviews(path)
    assert reviews.stamp == ""
    assert reviews.of("s") == {}
    one = fact(FactKind.BENEFICIARY, "beneficiary:anziani", (5, 9))
    Decisions(path).record([decided(Verdict.ACCEPTED, one, "s", "x/1", "wp:group", "a:b")])
    assert len(reviews.of("s")) == 1
    stamp = reviews.stamp
    with path.open("a", encoding="utf-8") as log:
        log.write("{}\n")
    assert reviews.stamp != stamp
    assert len(reviews.of("s")) == 1
    assert "cannot be read" in caplog.text


def test_similar_practices_say_what_is_shared(client) -> None:
    page = read(client, "/pratiche/orti-potenza")
    (section,) = page.xpath("//section[@aria-labelledby='simili']")
    links = section.xpath(".//li/a/@href")
    assert PAGE in links
    assert "/pratiche/orti-potenza" not in links
    assert "sono per le stesse persone: anziani" in words_of(section)


def test_a_practice_is_cited_in_words_for_bibtex_and_for_citation_managers(client) -> None:
    page = read(client, PAGE)
    (text,) = page.xpath("//*[@class='citation']")
    assert "«Navetta per le visite a Ostellato», in Prassi" in words_of(text)
    assert "Fonte: La navetta dei volontari (Il Delta), https://esempio.it/navetta." in words_of(
        text
    )
    bib = client.get(f"{PAGE}.bib")
    assert bib.headers["content-type"].startswith("application/x-bibtex")
    assert "navetta-ostellato.bib" in bib.headers["content-disposition"]
    assert bib.text.startswith("@misc{prassi-navetta-ostellato,\n")
    assert bib.text.count("{") == bib.text.count("}")
    csl = client.get(f"{PAGE}.csl.json")
    assert csl.headers["content-type"] == "application/vnd.citationstyles.csl+json"
    (one,) = csl.json()
    assert one["title"] == "Navetta per le visite a Ostellato"
    assert one["URL"].endswith("/id/practice/navetta-ostellato")
    assert len(one["accessed"]["date-parts"][0]) == 3


def test_signs_that_mean_something_to_bibtex_are_escaped(library) -> None:
    view, document = library.practice("orti-potenza"), library.document("orti-potenza")
    title = "Orti & {serre} al 50% _a_ \\ ~ # $ ^\n\x07fine"
    named = replace(view, title=title, id="ünïcode/&?")
    hostile = cite(named, document, date(2026, 1, 2))
    (line,) = [one for one in hostile.bibtex.splitlines() if one.strip().startswith("title")]
    assert r"Orti \& \{serre\} al 50\% \_a\_ \textbackslash{} \textasciitilde{} \# \$" in line
    assert hostile.bibtex.startswith("@misc{prassi-unicode,\n")
    assert "\x07" not in hostile.bibtex
    assert json.loads(json.dumps(hostile.csl))[0]["title"] == title


def test_the_sheet_says_everything_once_and_leads_back(client) -> None:
    page = read(client, f"{PAGE}/scheda")
    assert words_of(page.find(".//h1")) == "Navetta per le visite a Ostellato"
    told = {words_of(one.find("dt")): words_of(one.find("dd")) for one in page.xpath("//dl/div")}
    assert "Comune di Ostellato (promotore" in told["Chi la promuove e la realizza"]
    assert "12.000 €" in told["Con quali soldi"]
    assert told["Fonte"].startswith("La navetta dei volontari")
    assert page.xpath(f"//a[@href='{PAGE}']")
    assert page.xpath(f"//a[@href='{PAGE}/scheda.pdf']")
    orti = read(client, "/pratiche/orti-potenza/scheda")
    assert "Il documento non dice quando." in words_of(orti)


def test_the_sheet_is_a_pdf_with_title_language_and_text(client) -> None:
    answer = client.get(f"{PAGE}/scheda.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert "navetta-ostellato.pdf" in answer.headers["content-disposition"]
    assert answer.content == client.get(f"{PAGE}/scheda.pdf").content
    pdf = pypdfium2.PdfDocument(answer.content)
    assert len(pdf) == 1
    assert pdf.get_metadata_dict()["Title"] == "Navetta per le visite a Ostellato"
    assert b"it-IT" in answer.content
    text = pdf[0].get_textpage().get_text_bounded()
    for told in (
        "Comune di Ostellato",
        "Per chi",
        "12.000 €",
        "esempio.it/navetta",
        "Che cosa si fa",
    ):
        assert told in text, told


HOSTILE = [
    "<b>grassetto</b> & <script>alert(1)</script>",
    'a" href="javascript:alert(1)',
    "&lt;para&gt; ]]> <!-- --> <img src='/etc/passwd'/>",
    "Škofja Loka, čaj, 日本語, 🙂, \x00\x1b",
    "parolalunghissima" * 200,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_document_means_anything_to_the_pdf(text) -> None:
    lines = tuple(Line(f"{n} {text}", text) for n in range(8))
    part = Part(FactKind.ACTOR, text[:200], lines, "niente", 3)
    empty = Part(FactKind.NEED, "Bisogni", (), text, 0)
    paper = Paper(text, text, (part, empty), ((text, "https://esempio.it/a?b=1&c=2"), (text, None)))
    pdf = pypdfium2.PdfDocument(as_pdf(paper))
    shown = "".join(page.get_textpage().get_text_bounded() for page in pdf)
    if "<script>" in text:
        assert "<script>alert(1)</script>" in shown
    if "Škofja" in text:
        assert "caj" in shown.replace("č", "c")
        assert "???" in shown
    assert "E altre 3, nella pagina della pratica." in " ".join(shown.split())


def document(*blocks: tuple[BlockKind, str]) -> DocumentView:
    text, found = "", []
    for kind, words in blocks:
        found.append(Block(kind=kind, start=len(text), end=len(text) + len(words)))
        text += words + "\n\n"
    return DocumentView("d", "urn:d", "D", "0" * 64, "text/plain", text, tuple(found), ())


def test_transferability_is_told_in_the_words_of_the_source_or_not_at_all(client) -> None:
    stems = ("trasferibil", "replicabil")
    told = document(
        (BlockKind.PARAGRAPH, "Prima frase. Il modello è trasferibile altrove - dicono. Fine."),
        (BlockKind.HEADING, "Una nota sulla replicabilità"),
        (BlockKind.PARAGRAPH, "Serve un coordinatore pagato. Il resto lo fanno i volontari."),
        (BlockKind.PARAGRAPH, "Qui si parla d'altro."),
    )
    found = claims(told, 0, len(told.text), stems)
    assert [one.text for one in found] == [
        "Il modello è trasferibile altrove - dicono.",
        "Serve un coordinatore pagato.",
    ]
    assert found[0].fragment == "documento:~:text=Il%20modello%20%C3%A8%20trasferibile"
    assert claims(told, 0, 10, stems)  # a block that begins in the stretch is of it
    assert claims(document((BlockKind.PARAGRAPH, "Niente da dire.")), 0, 99, stems) == ()
    assert "Si può fare altrove" not in client.get(PAGE).text


def test_an_error_can_be_told_from_the_page_and_what_is_not_there_is_404(client) -> None:
    page = read(client, PAGE)
    assert page.xpath("//a[@href='/segnala?pratica=navetta-ostellato']")
    for ending in ("", ".bib", ".csl.json", "/scheda", "/scheda.pdf"):
        answer = client.get(f"/pratiche/non-ce{ending}", headers={"Accept": "text/html"})
        assert answer.status_code == 404
        assert "Non c'è la pratica «non-ce" in html.document_fromstring(answer.text).text_content()
