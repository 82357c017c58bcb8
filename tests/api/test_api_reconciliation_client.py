"""What OpenRefine does, request by request, against a real server."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest
import uvicorn

from api.app import create_app

pytestmark = pytest.mark.slow  # a real server

ROWS = (
    ("COMUNE DI OSTELLATO", "organisation/comune-di-ostellato"),
    ("Auser ostellato O.D.V.", "organisation/associazione-auser-ostellato"),
    ("Un ente di cui nessuno parla", None),
)


@pytest.fixture(scope="module")
def address(shelf) -> Iterator[str]:
    chosen, library = shelf
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(chosen, library), log_level="error"))
    running = threading.Thread(target=server.run, args=([listening],))
    running.start()
    try:
        for _ in range(600):
            if server.started:
                break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        running.join(30)
        assert not running.is_alive()


@pytest.fixture(scope="module")
def browser(address) -> Iterator[httpx.Client]:
    origin = {"Origin": "http://127.0.0.1:3333"}
    with httpx.Client(base_url=address, headers=origin, timeout=60) as client:
        yield client


def test_a_column_is_reconciled_looked_at_and_extended_as_openrefine_does(browser) -> None:
    added = browser.get("/reconcile")
    assert added.headers["access-control-allow-origin"] == "*"
    manifest = added.json()

    # It guesses the types of a column from a few of its cells, asked for without any.
    sample = {f"q{n}": {"query": name, "limit": 3} for n, (name, _) in enumerate(ROWS)}
    guessed = browser.post("/reconcile", data={"queries": json.dumps(sample)}).json()
    types = {kind["id"] for one in guessed.values() for c in one["result"] for kind in c["type"]}
    assert "organisation" in types

    # Then it asks in batches, always with «should», and with the columns that were ticked.
    batch = {
        f"q{n}": {
            "query": name,
            "type": "organisation",
            "type_strict": "should",
            "limit": 3,
            "properties": [{"pid": "province", "v": "FE"}],
        }
        for n, (name, _) in enumerate(ROWS)
    }
    found = browser.post("/reconcile", data={"queries": json.dumps(batch)}).json()
    assert set(found) == set(batch)
    for n, (_, wanted) in enumerate(ROWS):
        sure = [one["id"] for one in found[f"q{n}"]["result"] if one["match"]]
        assert sure == ([wanted] if wanted else [])

    # A person hovers over a candidate, and searches for another one.
    known = [wanted for _, wanted in ROWS if wanted]
    preview = browser.get(manifest["preview"]["url"].replace("{{id}}", quote(known[0], safe="")))
    assert preview.status_code == 200
    assert "Comune di Ostellato" in preview.text
    service = manifest["suggest"]["entity"]
    typed = {"prefix": "comune di o"}
    suggested = browser.get(service["service_url"] + service["service_path"], params=typed)
    assert known[0] in [one["id"] for one in suggested.json()["result"]]

    # And at last columns are added.
    proposing = manifest["extend"]["propose_properties"]
    proposed = browser.get(
        proposing["service_url"] + proposing["service_path"], params={"type": "organisation"}
    )
    columns = [{"id": one["id"]} for one in proposed.json()["properties"]]
    asked = {"ids": known, "properties": columns}
    extended = browser.post("/reconcile", data={"extend": json.dumps(asked)}).json()
    assert set(extended["rows"]) == set(known)
    assert all(row["iri"][0]["str"].startswith("https://") for row in extended["rows"].values())
