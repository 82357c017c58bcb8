"""How data leaves: to pages of other sites, a page at a time, under addresses that are ours."""

from __future__ import annotations

import pytest

HERE = "/api/v1/practices"


@pytest.mark.parametrize(
    "address", [HERE, "/api/v1/search?q=orti", "/api/v1/practices/non-ce", "/api/v1/openapi.json"]
)
def test_any_site_may_read_the_data_and_its_errors_without_credentials(client, address) -> None:
    answer = client.get(address, headers={"Origin": "https://altro.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "Link" in answer.headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in answer.headers


def test_even_an_address_too_long_can_be_read_by_another_site(client) -> None:
    for address in ("/sparql?query=" + "a" * 60_000, "/api/v1/search?q=" + "a" * 60_000):
        answer = client.get(address)
        assert answer.status_code == 414
        assert answer.headers["access-control-allow-origin"] == "*"


def test_a_failure_of_ours_can_be_read_by_another_site_too(client, library, monkeypatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("guasto")

    monkeypatch.setattr(library, "browse", fail)
    monkeypatch.setattr(client._transport, "raise_server_exceptions", False)
    answer = client.get(HERE)
    assert answer.status_code == 500
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_browser_that_asks_first_is_told_that_it_may_read_only(client) -> None:
    answer = client.options(
        HERE,
        headers={"Origin": "https://altro.example", "Access-Control-Request-Method": "GET"},
    )
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert "POST" not in answer.headers["allow"]


def test_pages_are_not_for_scripts_of_other_sites(client) -> None:
    for address in ("/", "/cerca", "/sparql-console", "/healthz"):
        assert "access-control-allow-origin" not in client.get(address).headers


def test_a_list_is_walked_by_its_links_to_the_end_and_back(client) -> None:
    address, seen = f"{HERE}?limit=1", []
    while address:
        body = client.get(address).json()
        seen += [one["id"] for one in body["practices"]]
        address, last = body["next"], address
    assert len(seen) == len(set(seen)) == body["total"] == 3
    answer = client.get(last)
    assert answer.links["prev"]["url"] == answer.json()["previous"] == f"{HERE}?limit=1&offset=1"
    assert "next" not in answer.links


def test_the_links_of_a_search_keep_the_question_and_the_filters(client) -> None:
    asked = "q=anziani%20%26%20orti&limit=1&measure=measure:orti-e-agricoltura-sociale"
    answer = client.get(f"/api/v1/search?{asked}")
    assert answer.status_code == 200
    first = client.get("/api/v1/search", params={"q": "anziani è", "limit": 1})
    following = client.get(first.links["next"]["url"])
    assert following.json()["query"] == "anziani è"
    assert following.json()["hits"] != first.json()["hits"]


def test_links_do_not_believe_the_host_header(client) -> None:
    answer = client.get(f"{HERE}?limit=1", headers={"Host": "cattivo.example"})
    assert "cattivo" not in answer.text + str(answer.headers)


@pytest.mark.parametrize("address", ["/cerca/?q=a", "/static", "/api/v1/practices/", "/sparql/"])
def test_a_redirection_stays_here_whatever_host_is_named(client, address) -> None:
    answer = client.get(address, headers={"Host": "cattivo.example"}, follow_redirects=False)
    assert answer.status_code == 307
    assert answer.headers["location"].startswith("/")
    assert not answer.headers["location"].startswith("//")
    assert "cattivo" not in answer.headers["location"]


def test_a_misspelt_or_repeated_parameter_is_told_and_not_ignored(client) -> None:
    for address, words in (
        (f"{HERE}?regione=08", "«regione» non è un parametro"),
        ("/api/v1/search?Q=orti", "«Q» non è un parametro"),
        ("/api/v1/search?q=a&q=b", "«q» è ripetuto"),
        (f"{HERE}?limit=1&limit=2", "«limit» è ripetuto"),
    ):
        answer = client.get(address)
        assert answer.status_code == 422
        assert words in answer.json()["detail"]
    assert client.get(f"{HERE}?region=08&region=17").status_code == 200
    assert client.get("/cerca?q=orti&utm_source=posta").status_code == 200


def test_only_the_digits_of_a_region_are_digits(client) -> None:
    assert client.get(HERE, params={"region": "٠٨"}).status_code == 404


def test_every_method_of_an_address_is_told(client) -> None:
    assert client.post("/api/v1/search").headers["allow"] == "GET, HEAD"
    assert client.delete("/sparql").headers["allow"] == "GET, HEAD, POST, OPTIONS"
    assert client.post("/static/prassi.css").headers["allow"] == "GET, HEAD"


def test_any_version_will_do_for_who_says_so_and_caches_are_told_of_compression(client) -> None:
    answer = client.get(HERE, headers={"If-None-Match": "*"})
    assert answer.status_code == 304
    assert "Accept-Encoding" in answer.headers["vary"]


def test_a_page_of_a_practice_says_what_it_is_a_page_of(client) -> None:
    answer = client.get("/pratiche/orti-potenza")
    iri = client.get(f"{HERE}/orti-potenza").json()["iri"]
    assert answer.links["canonical"]["url"] == iri
    assert client.get(answer.links["alternate"]["url"]).json()["iri"] == iri
    assert f'<link rel="canonical" href="{iri}">' in answer.text


def test_a_question_too_long_is_told_in_plain_words(client) -> None:
    page = client.get("/cerca", params={"q": "a" * 600}, headers={"Accept": "text/html"})
    assert page.status_code == 422
    assert "bastano poche parole, al massimo 500 caratteri" in page.text
    longer = client.get("/cerca", params={"q": "a" * 60_000}, headers={"Accept": "text/html"})
    assert longer.status_code == 414
    assert "bastano poche parole" in longer.text
    assert "POST" not in longer.text


def test_signs_that_cannot_be_seen_are_not_repeated(client) -> None:
    page = client.get("/pratiche/a%00b%E2%80%AE", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert "\x00" not in page.text
    assert "\u202e" not in page.text


def test_a_filter_that_nobody_knows_is_said_to_be_unknown(client) -> None:
    shown = client.get("/cerca?region=99&beneficiary=beneficiary:anziani").text
    assert "Un filtro non vale: «region»: «99» non c&#39;è" in shown
    assert "Navetta" in shown  # the rest of the answer is kept
