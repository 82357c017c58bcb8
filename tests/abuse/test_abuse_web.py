"""Hostile words in every place a page shows, hostile addresses, hostile headers: nothing runs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient
from inertness import check_nothing_runs

from api.app import create_app
from api.settings import Settings
from corpus.views import DocumentView, Evidence, Fact, FactKind, PracticeView
from ingest.model import Block, BlockKind
from ontology.places import load_gazetteer
from ontology.schemes import load_schemes
from search.model import FACETS, FacetCount, Hit, Passage, Reason, SearchResults
from search.scope import Scope, Understood
from search.values import UnknownValueError, Values

PAYLOADS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)' autofocus='",
    "<a href=javascript:alert(1)>qui</a>",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)//",
    "java\tscript:alert(1)",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    'https://esempio.it/"><script>alert(1)</script>',
    "https://esempio.it/' style='x:expression(alert(1))",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<style>*{background:url(javascript:alert(1))}</style>",
    "<base href='https://male.it/'>",
    "<meta http-equiv=refresh content='0;url=https://male.it/'>",
    "<form action='https://male.it/'><input name=q></form>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "{{ 7*7 }}{% for x in ().__class__.__bases__ %}{{ x }}{% endfor %}",
    "${7*7}#{7*7}<%= 7*7 %>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202e<scr\u200bipt>alert(1)</scr\u200bipt>",
    "＜script＞alert(1)＜/script＞",
    "<mark id=e-0-1><math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "\ud7ff\ufffe\x01\x7f<b>",
]
SETTINGS = Settings(sparql_workers=1)


class HostileLibrary:
    """A library whose every word is the payload, cut in the middle by overlapping evidence."""

    payload = PAYLOADS[0]
    outlines = SimpleNamespace(practice=lambda _identifier: None)
    engine = SimpleNamespace(
        values=Values(load_schemes()),
        warm_up=lambda: True,
        by_meaning=lambda: True,
        mentions=lambda _question: (),
        titled=lambda _filters: (),
        understand=lambda chosen: Understood(
            chosen,
            Scope(),
            tuple(UnknownValueError(name, f"non c'è «{value}»") for name, value in chosen.items()),
        ),
    )

    def __init__(self, snapshot: Path) -> None:
        self.snapshot = snapshot
        portraitist = SimpleNamespace(label=lambda _compact: self.payload)
        # Nothing is like a practice that is all payload: `test_abuse_scripts` has neighbours.
        self.reference = SimpleNamespace(
            portraitist=portraitist,
            schemes=load_schemes(),
            gazetteer=load_gazetteer(SETTINGS.resources / "places"),
        )

    @property
    def generation(self) -> str:
        return hashlib.sha256(self.payload.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    moment = generation

    def refresh(self) -> bool:
        return False

    def documents(self) -> tuple[str, ...]:
        return (self.payload,)

    practices = documents

    def standing_for(self, identifier: str) -> str:
        return identifier

    def merged(self, identifier: str) -> tuple[str, ...]:
        return ()

    def document(self, identifier: str) -> DocumentView:
        bad = self.payload
        size = len(bad)
        kinds = [kind for kind in BlockKind if kind is not BlockKind.METADATA]
        blocks = tuple(
            Block(kind, n * size, (n + 1) * size, 2, bad, n) for n, kind in enumerate(kinds)
        )
        return DocumentView(
            id=identifier,
            iri=bad,
            title=bad,
            sha256=bad,
            media_type=bad,
            text=bad * len(kinds),
            blocks=blocks,
            practices=("altra", bad),
            source_url=bad,
            source_title=bad,
            licence=bad,
        )

    def practice(self, identifier: str) -> PracticeView:
        bad = self.payload
        text = self.document(identifier).text
        detail = dict.fromkeys(
            ("role", "role_label", "type_label", "provincia", "regione", "scope", "unit"), bad
        )
        edges = [(n, min(n + 1 + n % 7, len(text))) for n in range(len(text))]
        facts = tuple(
            Fact(
                kind,
                bad,
                bad,
                0.7,
                tuple(Evidence(bad, a, b, text[a:b], 0.7) for a, b in edges[place::9]),
                detail,
            )
            for place, kind in enumerate(FactKind)
        )
        return PracticeView(
            id=identifier,
            iri=bad,
            title=bad,
            status=bad,
            status_label=bad,
            kind=bad,
            kind_label=bad,
            start=0,
            end=len(text),
            document="documento",
            facts=facts,
        )

    def search(self, query: str, filters: object, limit: int, offset: int) -> SearchResults:
        bad = self.payload
        passage = Passage("p", "documento", bad, 0, len(bad), bad)
        reason = Reason("parole", bad, 1.0, (bad,))
        hit = Hit(bad, bad, bad, 1.0, bad, passage, (reason,), {}, bad, bad)
        facets = {name: (FacetCount(bad, bad, 1),) * 9 for name in FACETS}
        return SearchResults(query, 99, (hit,), facets, bad)


@pytest.fixture(scope="module")
def library(tmp_path_factory) -> HostileLibrary:
    snapshot = tmp_path_factory.mktemp("hostile") / "snapshot"
    ox.Store(str(snapshot)).flush()
    return HostileLibrary(snapshot)


@pytest.fixture(scope="module")
def client(library) -> Iterator[TestClient]:
    app = create_app(SETTINGS, library)
    with TestClient(app) as running:
        yield running


@pytest.mark.parametrize("number", range(len(PAYLOADS)))
def test_hostile_words_are_shown_and_never_run(client, library, number: int) -> None:
    library.payload = payload = PAYLOADS[number]
    typed = quote(payload.encode("utf-8", "surrogatepass"), safe="")
    for address in (
        "/",
        f"/cerca?q={typed}",
        f"/cerca?q=a&need=need:x&pagina={1 + number % 2}",
        f"/pratiche/p{number}",
        f"/documenti/d{number}",
        "/informazioni",
        "/sparql-console",
    ):
        answer = client.get(address, headers={"Accept": "text/html"})
        assert answer.status_code == 200, answer.text
        page = check_nothing_runs(answer.text)
        if address.startswith(("/pratiche", "/documenti")):
            assert " ".join(payload.replace("\x01", "").split())[:20] in " ".join(
                page.find(".//h1").text_content().split()
            ).replace("\x01", "")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_addresses_are_answered_without_harm(client, library, payload: str) -> None:
    library.payload = "innocuo"
    typed = quote(payload.encode("utf-8", "surrogatepass"), safe="")
    browser = {"Accept": "text/html,*/*;q=0.8"}
    for address in (f"/{typed}", f"/static/{typed}", f"/cerca?region={typed}"):
        answer = client.get(address, headers=browser)
        # A filter that does not exist is told on the page, which shows the rest.
        expected = (200, 422) if address.startswith("/cerca") else (404, 422)
        assert answer.status_code in expected, address
        check_nothing_runs(answer.text)
    for address in (f"/api/v1/search?region={typed}", f"/sparql?query={typed}", f"/api/v1/{typed}"):
        answer = client.get(address, headers=browser)
        assert answer.status_code in (400, 404, 422)
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/static/..%2f..%2fapp.py",
        "/static/%2e%2e/%2e%2e/app.py",
        "/static/....//app.py",
        "/static/fonts/..%2f..%2fsettings.py",
        "/static//etc/passwd",
        "/static/%00",
        "/documenti/..%2f..%2fetc%2fpasswd/x",
    ],
)
def test_no_path_leads_out_of_the_static_files(client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (404, 422), answer.text
    assert "def " not in answer.text
    assert "root:" not in answer.text


def test_headers_of_ours_cannot_be_taken_away(client) -> None:
    hostile = {
        "Accept": "text/html" * 500,
        "If-None-Match": '"' * 1000,
        "Host": "male.it",
        "X-Forwarded-Host": "male.it",
        "Accept-Encoding": "gzip, br, x" * 50,
    }
    answer = client.get("/", headers=hostile)
    assert answer.status_code == 200
    assert "male.it" not in answer.text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy


def test_bodies_where_none_is_expected_are_refused_or_ignored(client) -> None:
    answer = client.request("GET", "/cerca", content=b"x" * 100_000)
    assert answer.status_code == 200
    assert client.post("/cerca", content=b"x" * 100_000).status_code == 405
    assert client.request("TRACE", "/").status_code == 405
