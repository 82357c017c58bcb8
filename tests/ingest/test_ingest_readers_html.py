"""Pages of the web: content without menus, structure kept."""

from __future__ import annotations

import pytest

from ingest.errors import Refusal, UnreadableDocument
from ingest.model import BlockKind, Document
from ingest.readers import read

PAGE = """<!DOCTYPE html><html lang="it"><head><meta charset="{charset}">
<title>Orti urbani – Comune di Prova</title><meta name="date" content="2021-05-03"></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/s">Servizi alla persona</a></li></ul></nav>
<main><h1>Orti urbani per anziani</h1>
<p>Il Comune di Prova assegna quaranta orti agli <b>anziani
soli</b> del quartiere, insieme alla Caritas diocesana e alle scuole della città.</p>
<h2>Destinatari</h2><ul><li>anziani soli<ul><li>over 75</li></ul></li><li>famiglie</li></ul>
<p>Soggetto proponente: Comune di Prova<br>Costo: 12.000 euro</p>
<table><tr><th>Azione</th><th>Ente</th><th>Costo</th></tr>
<tr><td>Attrezzi</td><td>Auser</td><td>3.000 euro</td></tr></table>
<p>La sperimentazione è partita nel 2021 e prosegue con il sostegno dei volontari.</p></main>
<footer>© 2021 Comune di Prova – Privacy policy</footer>
<script>var x = "Caritas";</script></body></html>"""


def shown(document: Document) -> list[tuple[str, str | None, str]]:
    return [
        (str(b.kind), b.label, document.text[b.start : b.end])
        for b in document.blocks
        if b.kind is not BlockKind.FURNITURE
    ]


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252"])
def test_a_page_gives_its_content_with_structure_and_not_its_menus(charset: str) -> None:
    data = PAGE.replace("{charset}", charset).replace("–", "-").encode(charset)
    document = read(data, "orti.html")
    assert document.title.startswith("Orti urbani")
    assert document.metadata["date"] == "2021-05-03"
    found = shown(document)
    assert ("heading", None, "Orti urbani per anziani") in found
    assert ("list_item", "Destinatari", "over 75") in found
    assert ("field", "Soggetto proponente", "Comune di Prova") in found
    assert ("field", "Costo", "12.000 euro") in found
    assert ("table_cell", "Ente", "Auser") in found
    assert "agli anziani soli del quartiere" in document.text
    for word in ("Servizi alla persona", "Privacy", "var x"):
        assert word not in document.text


def test_a_page_too_short_for_statistics_is_read_whole() -> None:
    data = b"<html><head><title>Avviso</title></head><body><p>Chiuso per lavori.</p></body></html>"
    assert read(data, "a.html").text == "Chiuso per lavori."


def test_a_page_of_bare_divisions_keeps_its_paragraphs_apart() -> None:
    rows = "".join(f"<div>Il quartiere {n} apre un orto.</div>" for n in range(5))
    document = read(f"<html><body>{rows}</body></html>".encode(), "a.html")
    assert [kind for kind, _, _ in shown(document)] == ["paragraph"] * 5


def test_a_wrong_declaration_of_encoding_is_not_believed() -> None:
    data = (
        "<html><head><meta charset='ascii'></head><body><p>La città è più viva.</p></body></html>"
    )
    assert read(data.encode(), "a.html").text == "La città è più viva."


@pytest.mark.parametrize(
    "page",
    [
        '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>&x;</p>',
        "<!DOCTYPE html>" + "<div>" * 5_000 + "testo",
    ],
)
def test_entities_and_endless_nesting_are_refused(page: str) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        read(page.encode(), "a.html")
    assert refused.value.code is Refusal.BROKEN


def test_deep_but_real_nesting_is_read() -> None:
    page = "<html><body>" + "<div>" * 150 + "Il Comune apre gli orti." + "</div>" * 150
    assert read(page.encode(), "a.html").text == "Il Comune apre gli orti."
