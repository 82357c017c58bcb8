"""Fetch the typefaces of the pages: ``python -m api.web.build_assets --out FOLDER``.

They come from one npm package, Bootstrap Italia, taken alone (no dependencies, no scripts), checked
against the sha512 of `assets.lock.json` and unpacked file by file as that list says. The folder
appears whole or not at all. Pages work without it, in the typefaces of the reader's machine.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

STAMP = "ASSETS.json"
_LARGEST = 2**20
_SECONDS = 120


class AssetsError(RuntimeError):
    """The assets cannot be made; the message is Italian and says what to do."""


@dataclass(frozen=True, slots=True)
class Lock:
    """What to fetch: package and version, its integrity (``sha512-…``), member → file."""

    package: str
    version: str
    licence: str
    integrity: str
    files: Mapping[str, str]


def read_lock() -> Lock:
    """Return the lock beside this file."""
    raw: dict[str, Any] = json.loads(
        resources.files("api.web").joinpath("assets.lock.json").read_text(encoding="utf-8")
    )
    return Lock(**raw)


def build(out: Path, lock: Lock, tarball: Path | None = None) -> bool:
    """Make the folder `out`, from `tarball` or from npm; False where it was already there.

    Raises AssetsError when npm is missing or fails, or when the package is not the locked one.
    """
    if _is_built(out, lock):
        return False
    out = out.resolve()
    out.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        package = tarball or fetch(lock, work)
        verify(package, lock)
        fresh = work / "fresh"
        unpack(package, lock, fresh)
        stamp = {
            "package": f"{lock.package}@{lock.version}",
            "integrity": lock.integrity,
            "licence": lock.licence,
            "files": {name: _sha256(fresh / name) for name in sorted(lock.files.values())},
        }
        (fresh / STAMP).write_text(json.dumps(stamp, indent=1) + "\n", encoding="utf-8")
        if out.exists():
            out.rename(work / "former")
        fresh.rename(out)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return True


def fetch(lock: Lock, folder: Path) -> Path:
    """Download the package with ``npm pack``: that archive and nothing else."""
    npm = shutil.which("npm")
    wanted = f"{lock.package}@{lock.version}"
    if npm is None:
        raise AssetsError(
            "manca npm: installate Node.js (per esempio «apt install npm»), oppure scaricate "
            f"l'archivio di {wanted} e indicatelo con --tarball"
        )
    command = [npm, "pack", wanted, "--ignore-scripts", "--loglevel=error", "--pack-destination"]
    try:
        done = subprocess.run(  # noqa: S603 - fixed words and the names of our own lock
            [*command, str(folder)],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise AssetsError(f"npm non ha risposto in {_SECONDS} secondi: riprovate") from error
    archives = sorted(folder.glob("*.tgz"))
    if done.returncode or not archives:
        reason = done.stderr.strip().splitlines()[-1:] or ["nessuna spiegazione"]
        raise AssetsError(f"npm non ha potuto scaricare {wanted}: {reason[0]}")
    return archives[0]


def verify(package: Path, lock: Lock) -> None:
    """Raise AssetsError unless the archive is, byte for byte, the one of the lock."""
    algorithm, _, expected = lock.integrity.partition("-")
    with package.open("rb") as file:
        found = base64.b64encode(hashlib.file_digest(file, algorithm).digest()).decode()
    if algorithm != "sha512" or found != expected:
        raise AssetsError(
            f"l'archivio di {lock.package}@{lock.version} non è quello atteso (sha512 diverso): "
            "non lo uso"
        )


def unpack(package: Path, lock: Lock, folder: Path) -> None:
    """Write the files of the lock, and only those, into `folder`."""
    with tarfile.open(package, "r:gz") as archive:
        for member, name in lock.files.items():
            try:
                file = archive.extractfile(f"package/{member}")
            except KeyError:
                file = None
            if file is None:
                raise AssetsError(f"nell'archivio di {lock.package} manca {member}")
            data = file.read(_LARGEST + 1)
            if len(data) > _LARGEST:
                raise AssetsError(f"{member} supera {_LARGEST} byte")
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)


def _is_built(out: Path, lock: Lock) -> bool:
    try:
        stamp = json.loads((out / STAMP).read_text(encoding="utf-8"))
        recorded = stamp["files"]
        whole = all(_sha256(out / name) == recorded[name] for name in lock.files.values())
    except (OSError, ValueError, KeyError):
        return False
    return whole and stamp.get("integrity") == lock.integrity


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> int:
    """Read the command line, build, tell in one line how it went."""
    parser = argparse.ArgumentParser(description="Prepara i caratteri delle pagine.")
    parser.add_argument("--out", type=Path, required=True, help="cartella da fare")
    parser.add_argument("--tarball", type=Path, help="archivio npm già scaricato")
    options = parser.parse_args()
    lock = read_lock()
    try:
        made = build(options.out, lock, options.tarball)
    except AssetsError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    done = "preparati" if made else "già pronti"
    sys.stdout.write(f"caratteri {done} in {options.out} ({lock.package} {lock.version})\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
