"""Releases are pressed when asked for, and files leave whole, in parts, and with their hash."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.catalogue import dumps as pressing
from api.catalogue.dumps import Dumps
from api.cli.console import Shape
from api.cli.releasing import dump
from api.errors import PrassiError
from corpus.release.manifest import NAME

WAIT = 120  # seconds that a loaded machine may take to press three documents


@pytest.fixture(scope="module")
def served(tools, tmp_path_factory) -> Iterator[TestClient]:
    settings, library = tools.make_library(tmp_path_factory.mktemp("dumps"), tools.DOCUMENTS)
    with TestClient(create_app(settings, library), follow_redirects=False) as running:
        yield running


@pytest.fixture(scope="module")
def release(served) -> str:
    """The address of the release, once it is pressed."""
    first = served.get("/dump/latest")
    assert first.status_code == 503
    assert int(first.headers["retry-after"]) > 0
    assert first.headers["content-type"] == "application/problem+json"
    assert served.get("/dump").json()["dumps"] == []
    deadline = time.monotonic() + WAIT
    while time.monotonic() < deadline:
        answer = served.get("/dump/latest")
        if answer.status_code == 307:
            return answer.headers["location"] + "/"
        assert answer.status_code == 503
        time.sleep(0.5)
    pytest.fail(f"no release in {WAIT} s: {answer.text}")


def test_a_release_is_told_with_its_files_and_how_to_cite_it(served, release) -> None:
    (told,) = served.get("/dump").json()["dumps"]
    assert told["current"]
    assert release == f"/dump/{told['generation']}/"
    assert served.get(release.rstrip("/")).json() == told
    assert told["generation"][:12] in told["citation"]
    for file in told["files"]:
        address = file["url"].removeprefix("http://testserver")
        body = served.get(address).content
        assert hashlib.sha256(body).hexdigest() == file["sha256"]
        assert len(body) == file["bytes"]


def test_whoever_prefers_a_page_gets_one(served, release) -> None:
    answer = served.get("/dump", headers={"Accept": "text/html,*/*;q=0.8"})
    assert answer.headers["content-type"].startswith("text/html")
    assert f"{release}practices.csv" in answer.text
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize("name", ["practices.csv", "facts.csv.gz", "prassi.nq.gz"])
def test_a_file_leaves_as_it_lies_whatever_the_client_can_unpack(served, release, name) -> None:
    answer = served.get(f"{release}{name}", headers={"Accept-Encoding": "gzip, br"})
    assert "content-encoding" not in answer.headers
    digest = base64.b64encode(hashlib.sha256(answer.content).digest()).decode()
    assert answer.headers["repr-digest"] == f"sha-256=:{digest}:"
    assert not answer.headers["etag"].startswith("W/")
    assert answer.headers["access-control-allow-origin"] == "*"
    if name.endswith(".gz"):
        assert answer.headers["content-type"] == "application/gzip"
        assert gzip.decompress(answer.content)
    head = served.head(f"{release}{name}")
    assert head.headers["content-length"] == str(len(answer.content))
    assert head.content == b""


def test_a_download_that_was_cut_goes_on_where_it_was(served, release) -> None:
    address = f"{release}practices.csv"
    whole = served.get(address)
    size = len(whole.content)
    part = served.get(address, headers={"Range": "bytes=10-", "If-Range": whole.headers["etag"]})
    assert part.status_code == 206
    assert part.content == whole.content[10:]
    assert part.headers["content-range"] == f"bytes 10-{size - 1}/{size}"
    changed = served.get(address, headers={"Range": "bytes=10-", "If-Range": '"other"'})
    assert (changed.status_code, changed.content) == (200, whole.content)
    beyond = served.get(address, headers={"Range": f"bytes={len(whole.content) + 1}-"})
    assert beyond.status_code == 416
    assert beyond.headers["content-type"] == "application/problem+json"
    assert beyond.headers["content-range"] == f"bytes */{size}"
    for strange in ("lines=1-2", "bytes", "bytes=x", "bytes=5-2", "bytes="):
        answer = served.get(address, headers={"Range": strange})
        assert (answer.status_code, answer.content) == (200, whole.content), strange
    known = served.get(address, headers={"If-None-Match": whole.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")


def test_the_checksums_and_the_citation_are_beside_the_data(served, release) -> None:
    sums = dict(
        reversed(line.split("  ")) for line in served.get(f"{release}SHA256SUMS").text.splitlines()
    )
    for name in ("README.md", "CITATION.cff", "LICENCE.txt", "tables.csvw.json", NAME):
        answer = served.get(f"{release}{name}")
        assert hashlib.sha256(answer.content).hexdigest() == sums[name]


@pytest.mark.parametrize(
    "address",
    [
        "/dump/latest/nulla.csv",
        "/dump/{}/nulla.csv",
        "/dump/{}/.pressing",
        "/dump/{}/..%2F..%2Fchanges.sqlite",
        "/dump/ffffffffffffffffffffffffffffffff/practices.csv",
        "/dump/ffffffffffffffffffffffffffffffff",
        "/dump/..%2f/practices.csv",
        "/dump/.pressing",
        "/dump/%00/x",
    ],
)
def test_what_is_not_of_a_release_is_not_there(served, release, address) -> None:
    generation = release.split("/")[2]
    answer = served.get(address.format(generation))
    assert answer.status_code == 404, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_latest_leads_to_the_files_of_the_newest_release(served, release) -> None:
    answer = served.get("/dump/latest/practices.csv")
    assert (answer.status_code, answer.headers["location"]) == (307, f"{release}practices.csv")
    assert answer.headers["cache-control"] == "no-store"


def test_one_press_at_a_time_and_none_after_the_end(shelf, tmp_path, monkeypatch) -> None:
    settings, library = shelf
    begun: list[object] = []

    class Endless(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, *_: object, **options: object) -> None:
            begun.append(self)
            command = [sys.executable, "-c", "import time; time.sleep(600)"]
            super().__init__(command, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(pressing.subprocess, "Popen", Endless)
    with Dumps(settings.model_copy(update={"data": tmp_path})) as dumps:
        for _ in range(3):
            with pytest.raises(PrassiError) as refused:
                dumps.newest(library)
            assert refused.value.problem.status == 503
        assert len(begun) == 1
        press = begun[0]
    assert isinstance(press, subprocess.Popen)
    assert press.poll() is not None
    dumps.begin(library)
    assert len(begun) == 1


def test_a_press_that_fails_is_not_tried_again_at_once(shelf, tmp_path, monkeypatch) -> None:
    settings, library = shelf
    begun: list[object] = []

    class Failing(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, *_: object, **options: object) -> None:
            begun.append(self)
            super().__init__([sys.executable, "-c", "raise SystemExit(9)"], **options)  # type: ignore[call-overload]

    monkeypatch.setattr(pressing.subprocess, "Popen", Failing)
    with Dumps(settings.model_copy(update={"data": tmp_path})) as dumps:
        for _ in range(2):
            with pytest.raises(PrassiError):
                dumps.newest(library)
            press = begun[0]
            assert isinstance(press, subprocess.Popen)
            press.wait()
        with pytest.raises(PrassiError) as refused:
            dumps.newest(library)
        assert "chi gestisce" in refused.value.problem.detail
    assert len(begun) == 1


def test_the_command_writes_a_release_and_touches_no_other_folder(
    shelf, tmp_path, monkeypatch, capsys
) -> None:
    settings, library = shelf
    monkeypatch.setenv("PRASSI_DATA", str(settings.data))
    monkeypatch.setenv("PRASSI_ENCODER", "hashing")
    out = tmp_path / "edizione"
    dump(out=out, shape=Shape.JSON)
    told = json.loads(capsys.readouterr().out)
    assert told["generation"] == library.generation
    assert (out / "SHA256SUMS").is_file()
    dump(out=out, shape=Shape.TEXT)
    (tmp_path / "altro").mkdir()
    with pytest.raises(Exception, match="non è un'edizione"):
        dump(out=tmp_path / "altro", shape=Shape.TEXT)
