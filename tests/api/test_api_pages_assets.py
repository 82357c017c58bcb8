"""The typefaces are taken from one locked package, checked, and only the listed files."""

from __future__ import annotations

import base64
import hashlib
import io
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from api.web import build_assets
from api.web.build_assets import AssetsError, Lock, build, read_lock
from api.web.environment import STATIC


def archive(folder: Path, files: dict[str, bytes]) -> tuple[Path, str]:
    path = folder / "package.tgz"
    with tarfile.open(path, "w:gz") as made:
        for name, data in files.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(data)
            made.addfile(member, io.BytesIO(data))
    digest = hashlib.sha512(path.read_bytes()).digest()
    return path, f"sha512-{base64.b64encode(digest).decode()}"


@pytest.fixture
def lock() -> Lock:
    return Lock("caratteri", "1.0.0", "OFL-1.1", "", {"a/b.woff2": "fonts/b.woff2"})


def test_only_the_listed_files_are_unpacked_and_once(tmp_path, lock) -> None:
    package, integrity = archive(tmp_path, {"a/b.woff2": b"font", "a/script.js": b"no"})
    lock = replace(lock, integrity=integrity)
    out = tmp_path / "web"
    assert build(out, lock, package)
    assert {p.name for p in out.rglob("*") if p.is_file()} == {"b.woff2", "ASSETS.json"}
    assert (out / "fonts/b.woff2").read_bytes() == b"font"
    assert not build(out, lock, package)
    (out / "fonts/b.woff2").write_bytes(b"altro")
    assert build(out, lock, package)
    assert (out / "fonts/b.woff2").read_bytes() == b"font"
    assert not list(tmp_path.glob(".web-*"))


def test_another_archive_is_refused_and_nothing_is_left(tmp_path, lock) -> None:
    package, _ = archive(tmp_path, {"a/b.woff2": b"font"})
    with pytest.raises(AssetsError, match="non è quello atteso"):
        build(tmp_path / "web", replace(lock, integrity="sha512-AAAA"), package)
    weak = base64.b64encode(hashlib.md5(package.read_bytes()).digest()).decode()
    with pytest.raises(AssetsError, match="non è quello atteso"):
        build(tmp_path / "web", replace(lock, integrity=f"md5-{weak}"), package)
    assert [p.name for p in tmp_path.iterdir()] == ["package.tgz"]


def test_a_file_that_is_missing_is_named(tmp_path, lock) -> None:
    package, integrity = archive(tmp_path, {"altro": b""})
    with pytest.raises(AssetsError, match=r"manca a/b\.woff2"):
        build(tmp_path / "web", replace(lock, integrity=integrity), package)


def test_without_npm_it_says_what_to_do(tmp_path, lock, monkeypatch) -> None:
    monkeypatch.setattr(build_assets.shutil, "which", lambda _: None)
    with pytest.raises(AssetsError, match=r"installate Node\.js.*--tarball"):
        build(tmp_path / "web", lock)


def test_the_style_sheet_asks_for_typefaces_that_the_lock_provides() -> None:
    lock = read_lock()
    sheet = (STATIC / "prassi.css").read_text(encoding="utf-8")
    for name in lock.files.values():
        if name.endswith(".woff2"):
            assert f"/static/{name}" in sheet
    assert sheet.count("@font-face") == sum(n.endswith(".woff2") for n in lock.files.values())
    assert lock.integrity.startswith("sha512-")
