"""Train the model of Italian that ships with Prassi, and measure it on what it never saw.

    python -m ingest.language.training --treebanks FOLDER --out ingest/language/model

FOLDER holds the treebanks of `treebanks.toml`, one folder each; `training.cfg` says how to train.
One thread, one seed and checked files: the same command gives the same bytes on the same machine.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.training.initialize import init_nlp
from spacy.training.loop import train
from spacy.util import load_config

from ingest.language.measuring import measure
from ingest.language.pipeline import build_pipeline
from ingest.language.treebank_parts import check_files, documents, known_treebanks
from ontology.schemes import load_schemes

_HOME = Path(str(files("ingest.language")))
_LICENCE = _HOME / "licences" / "CC-BY-SA-4.0.txt"
_MADE_WITH = ("spacy", "thinc", "numpy", "simplemma")


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, train, write, measure."""
    parser = argparse.ArgumentParser(description="Addestra il modello di italiano di Prassi.")
    parser.add_argument("--treebanks", type=Path, required=True, help="cartella dei treebank")
    parser.add_argument("--out", type=Path, required=True, help="dove scrivere il modello")
    given = parser.parse_args(arguments)
    try:
        check_files(given.treebanks)
    except ValueError as error:
        sys.exit(str(error))
    write(trained(given.treebanks), given.out)
    pipeline = build_pipeline(load_schemes(), str(given.out))
    figures = measure(pipeline, documents(given.treebanks, "test"))
    path = given.out / "meta.json"
    meta = json.loads(path.read_text(encoding="utf-8")) | {"performance": figures}
    path.write_text(json.dumps(meta, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=2))  # noqa: T201 (a command's answer)


def trained(treebanks: Path, steps: int | None = None) -> Language:
    """Return the pipeline that read best what is set aside for choosing.

    `steps` makes the training shorter than `training.cfg` says.
    """
    overrides: dict[str, object] = {"paths.treebanks": str(treebanks)}
    if steps is not None:
        overrides |= {"training.max_steps": steps, "training.eval_frequency": steps}
    nlp = init_nlp(load_config(_HOME / "training.cfg", overrides=overrides))
    with tempfile.TemporaryDirectory() as folder:
        train(nlp, Path(folder), stdout=sys.stderr)
        return spacy.load(Path(folder) / "model-best")


def write(nlp: Language, out: Path) -> None:
    """Write the model with what its readers must know: data, licence, versions of what made it."""
    nlp.meta.update(
        name="prassi",
        version="1.0.0",
        license="CC BY-SA 4.0",
        description="Classes, features and dependencies of Italian, for papers on good practices",
        sources=[
            {"name": t.name, "url": t.address, "license": t.licence, "author": t.authors}
            for t in known_treebanks()
        ],
        made_with={name: version(name) for name in _MADE_WITH},
        performance={},
    )
    nlp.config["paths"]["treebanks"] = None  # where they lay is nobody's business
    nlp.to_disk(out)
    shutil.copy(_LICENCE, out / "LICENSE.txt")
    (out / "NOTICE.txt").write_text(_notice(), encoding="utf-8")


def _notice() -> str:
    lines = [
        "The model in this folder is an adaptation of the treebanks below: it was trained on their",
        "sentences, with features made alike, relations without subtypes, and letters, full stops",
        "and bullets changed at random. Three of them ask that adaptations be shared alike, so the",
        "model is licensed under CC BY-SA 4.0 (LICENSE.txt), whatever the licence of the program",
        "that reads it. The authors of the treebanks have no part in it and do not endorse it.",
        "",
    ]
    for treebank in known_treebanks():
        lines += [
            f"UD_Italian-{treebank.name}, {treebank.version}, {treebank.licence}",
            f"  {treebank.address}",
            f"  {treebank.authors}",
            "",
        ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
