"""A running service finds what another process has just added, and nothing of what it took out."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from search.words import fold

pytestmark = pytest.mark.slow

PRASSI = Path(sys.executable).with_name("prassi")
#: In no other document, nor in its own title alone: text, title, town and body, each with a secret.
SECRET = """---
id: {id}
title: Bottega zibaldonica di Ostellato
---

# Bottega zibaldonica di Ostellato

Il Comune di Ostellato apre con la cooperativa Quintanilla una bottega {word} per gli anziani soli.
"""
FIRST, SECOND = "perlustrativa", "ghiribizzosa"
OTHER = "---\nid: emporio\n---\n\n# Emporio di Asti\n\nLa Caritas di Asti aiuta le famiglie.\n"
PATIENCE = 600
SECOND_OF_TARGET = 1.0


@dataclass(frozen=True)
class Service:
    """A running `prassi serve`, and commands that see its library."""

    address: str
    folder: Path

    @property
    def env(self) -> dict[str, str]:
        chosen = {"DATA": str(self.folder / "data"), "ENCODER": "hashing", "READING": "rapida"}
        return {**os.environ, **{f"PRASSI_{name}": value for name, value in chosen.items()}}

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def run(self, *command: str | Path) -> None:
        done = subprocess.run(
            [PRASSI, *command], env=self.env, capture_output=True, timeout=PATIENCE, check=False
        )
        assert done.returncode == 0, done.stderr.decode()

    def get(self, path: str, **asked: str) -> httpx.Response:
        return httpx.get(f"{self.address}{path}", params=asked, timeout=60)

    def found(self, word: str) -> list[str]:
        """Return the practices whose passage has this very word."""
        hits = self.get("/api/v1/search", q=word).json()
        return [h["id"] for h in hits["hits"] if word in str(h.get("passage") or "")]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("fresh")
    idle = Service("", folder)
    idle.run("ingest", idle.write("emporio.md", OTHER))
    process = subprocess.Popen(
        [PRASSI, "serve", "--port", "0"], env=idle.env, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr
    try:
        line = next(line for line in process.stderr if "http://" in line)
        address = line.split("http://")[1].split("/")[0]
        service = Service(f"http://{address}", folder)
        deadline = time.monotonic() + PATIENCE
        while service.get("/readyz").status_code != 200:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        yield service
    finally:
        process.terminate()
        process.wait(60)


def soon(check: object, what: str) -> None:
    """Wait until a check holds; it must within a second of the command that made it so."""
    ended = time.monotonic()
    assert callable(check)
    while not check():
        assert time.monotonic() - ended < SECOND_OF_TARGET, what
        time.sleep(0.02)


def test_what_is_added_changed_and_retracted_is_seen_within_a_second(service: Service):
    service.found("riscaldamento")
    path = service.write("bottega.md", SECRET.format(id="bottega", word=FIRST))
    service.run("ingest", path)
    soon(lambda: service.found(FIRST) == ["bottega"], "added")
    path.write_text(SECRET.format(id="bottega", word=SECOND), encoding="utf-8")
    service.run("ingest", path)
    soon(lambda: service.found(SECOND) == ["bottega"], "changed")
    assert service.found(FIRST) == []
    service.run("retract", "bottega")
    soon(lambda: service.found(SECOND) == [], "retracted")
    soon(lambda: service.get("/pratiche/bottega").status_code == 404, "its page")


def test_nothing_of_a_retracted_document_is_left_in_the_index(service: Service):
    path = service.write("altra.md", SECRET.format(id="altra", word=FIRST))
    service.run("ingest", path)
    assert service.found(FIRST) == ["altra"]
    data = service.folder / "data"
    secrets = [word.encode() for word in ("perlustrat", "zibaldon", "quintanill")]
    assert any(secret in everything(data) for secret in secrets)  # the search below can find it
    service.run("retract", "altra")
    left = everything(data)
    assert [secret for secret in secrets if secret in left] == []
    listed = service.get("/api/v1/search").json()
    assert "ostellato" not in fold(str(listed["facets"]))
    assert listed["total"] == 1
    for word in ("zibald", "quinta", "ostell"):
        assert "zibaldonica" not in service.get("/api/v1/suggest", q=word).text.lower()
    assert service.get("/api/v1/search", q="botega zibaldonica").json().get("suggestion") is None


def everything(data: Path) -> bytes:
    """Return all bytes of the search index and its copies, in small letters.

    The graph is not here: it forgets when its own files are merged, snapshots when they are
    replaced.
    """
    files = [*data.glob("index.sqlite*"), *(data / "vectors").glob("*")]
    parts = [path.read_bytes() for path in files if path.is_file()]
    return b"\n".join(parts).lower()
