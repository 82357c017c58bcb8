"""A service over a library of three small documents, taken in as `prassi ingest` would."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_room import Room, room_in
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from api.workplace import Workplace
from corpus.intake.cataloguing import Cataloguer
from corpus.library import Library
from ingest.jail import ReadingRoom
from search.encoder import HashingEncoder

NAVETTA = """---
id: navetta-ostellato
title: Navetta per le visite a Ostellato
source_url: https://esempio.it/navetta
source_title: La navetta dei volontari (Il Delta)
licence: CC-BY-4.0
---

# Navetta per le visite a Ostellato

Il Comune di Ostellato ha attivato un servizio di trasporto sociale rivolto agli anziani soli, in
collaborazione con l'associazione di volontariato Auser Ostellato. Il servizio è in corso e costa
12.000 euro.

## Che cosa si è fatto

- Nel 2021 sono state accompagnate 64 persone.
- I volontari rispondono al telefono ogni mattina.
"""
EMPORIO = """---
id: emporio-asti
title: Emporio solidale di Asti
source_url: javascript:alert(1)
---

# Emporio solidale di Asti

La Caritas diocesana gestisce ad Asti un emporio solidale per le famiglie in difficoltà economica.
Destinatari: famiglie con minori.
"""
ORTI = """---
id: orti-potenza
title: Orti sociali a Potenza
---

# Orti sociali a Potenza

La Regione Basilicata finanzia orti sociali per persone con disabilità e anziani a Potenza.
"""
DOCUMENTS = {"navetta.md": NAVETTA, "emporio.md": EMPORIO, "orti.md": ORTI}


def make_library(folder: Path, documents: dict[str, str]) -> tuple[Settings, Library]:
    """Take documents in and open the library that they make; none makes an empty one."""
    settings = Settings(data=folder / "data", sparql_timeout=20, sparql_workers=1)
    workplace = Workplace(settings, encoder=HashingEncoder())
    add_to(workplace, folder, documents)
    return settings, workplace.library()


def add_to(workplace: Workplace, folder: Path, documents: dict[str, str]) -> None:
    with ReadingRoom() as room, workplace.accessions(room) as accessions:
        for name, text in documents.items():
            (folder / name).write_text(text, encoding="utf-8")
            outcome = accessions.ingest(folder / name)
            assert outcome.reason is None, outcome


def wait_until_ready(client: TestClient) -> None:
    for _ in range(300):
        if client.get("/readyz").json()["encoder"] != "loading":
            return
        time.sleep(0.1)
    pytest.fail(f"the service was never ready: {client.get('/readyz').text}")


class Tools:
    """What tests that need a library of their own call: files cannot import one another."""

    DOCUMENTS = DOCUMENTS
    make_library = staticmethod(make_library)
    add_to = staticmethod(add_to)
    wait_until_ready = staticmethod(wait_until_ready)


@pytest.fixture(scope="session")
def tools() -> type[Tools]:
    return Tools


@pytest.fixture(scope="session")
def shelf(tmp_path_factory) -> tuple[Settings, Library]:
    return make_library(tmp_path_factory.mktemp("shelf"), DOCUMENTS)


@pytest.fixture(scope="session")
def library(shelf) -> Library:
    return shelf[1]


@pytest.fixture(scope="session")
def client(shelf) -> Iterator[TestClient]:
    settings, library = shelf
    with TestClient(create_app(settings, library)) as running:
        wait_until_ready(running)
        yield running


@pytest.fixture(scope="module")
def empty_client(tmp_path_factory) -> Iterator[TestClient]:
    settings, library = make_library(tmp_path_factory.mktemp("empty"), {})
    with TestClient(create_app(settings, library)) as running:
        yield running


@pytest.fixture(scope="module")
def reading() -> Iterator[ReadingRoom]:
    with ReadingRoom() as room:
        yield room


@pytest.fixture(scope="module")
def cataloguer(shelf, reading) -> Cataloguer:
    workplace = Workplace(shelf[0], encoder=HashingEncoder())
    return Cataloguer(workplace.recipe, workplace.reference, reading, encoder=None)


@pytest.fixture
def room(shelf, reading, cataloguer, tmp_path: Path) -> Room:
    """A desk over a copy of the library, with its curators and its writer."""
    return room_in(tmp_path / "data", shelf[0], reading, cataloguer)
