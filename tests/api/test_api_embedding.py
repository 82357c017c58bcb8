"""What other people's pages load from us, and what may stand in their frames."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest


@pytest.mark.parametrize("path", ["/embed.js", "/embed/frame.css"])
def test_any_site_may_load_the_script_and_keep_it_for_a_while(client, path) -> None:
    answer = client.get(path)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "max-age=3600" in answer.headers["Cache-Control"]
    again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["/embed/card/navetta-ostellato", "/embed/search?q=anziani"])
def test_only_what_is_made_for_frames_may_be_framed(client, path) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "script-src 'self'" in policy
    for other in ("/", "/cerca?q=anziani", "/pratiche/navetta-ostellato", "/incorpora"):
        assert "frame-ancestors 'none'" in client.get(other).headers["Content-Security-Policy"]


def test_a_framed_card_says_the_practice_at_a_glance(client) -> None:
    page = client.get("/embed/card/navetta-ostellato").text
    for words in ("Navetta per le visite a Ostellato", "Trasporto sociale", "Anziani", "12.000"):
        assert words in page
    assert 'target="_blank"' in page
    assert "<script" not in page


def test_a_framed_search_keeps_filters_and_says_when_nothing_is_found(client) -> None:
    page = client.get("/embed/search", params={"q": "anziani", "region": "08"}).text
    assert '<input type="hidden" name="region" value="08">' in page
    assert "Navetta" in page
    assert "Orti" not in page
    assert "Nessuna pratica" in client.get("/embed/search?region=01&beneficiary=anziani").text
    assert "Tutti i risultati" not in client.get("/embed/search").text


def test_a_card_of_no_practice_is_404(client) -> None:
    assert client.get("/embed/card/non-esiste").status_code == 404


def test_the_demonstration_shows_lines_that_can_be_copied(client) -> None:
    answer = client.get("/incorpora", params={"pratica": "emporio-asti"})
    page = answer.text
    assert 'src="http://testserver/embed.js" data-prassi="card"' in _text(page)
    assert 'data-id="emporio-asti"' in _text(page)
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
    assert client.get("/incorpora", params={"pratica": "<b>x"}).status_code == 200


def test_the_script_makes_text_of_text() -> None:
    from api.embedding.router import _STATIC

    script = (_STATIC / "embed.js").read_text(encoding="utf-8")
    words = r"(inner|outer)HTML|insertAdjacentHTML|document\.write|eval\(|Function\(|localStorage"
    code = re.sub(r"/\*.*?\*/", "", script, flags=re.DOTALL)
    assert not re.search(words, code)
    assert "https://" not in code


def _text(page: str) -> str:
    words: list[str] = []

    class Reader(HTMLParser):
        def handle_data(self, data: str) -> None:
            words.append(data)

    Reader().feed(page)
    return "".join(words)
