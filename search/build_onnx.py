"""Make the search model in eight bits: ``python -m search.build_onnx --folder MODEL --out HOME``.

ONNX Runtime runs such a model in less time and memory than torch runs the original, and without
torch. Making it takes the package onnx (`pip install 'prassi[onnx]'`), running it
does not. The folder appears whole or not at all, says which weights it was made from, and is left
alone where it already is what would be made.
"""

from __future__ import annotations

import argparse
import fcntl
import importlib.metadata
import json
import shutil
import sys
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from search.encoder import EncoderUnavailableError, model_name
from search.model_folder import make_and_tell, sha256_of

if TYPE_CHECKING:
    from torch import nn

GRAPH, CARD = "model.onnx", "ONNX.json"
# Raise it whenever the same weights would give another graph: vectors are then made again.
RECIPE = 2
_OPERATORS = 17
_MISSING = (
    "per preparare il modello a 8 bit manca un pacchetto ({error}): eseguite "
    "«pip install 'prassi[onnx]'» oppure togliete PRASSI_ENCODER_BACKEND=onnx"
)


def name_of(folder: Path) -> str:
    """Return the name of a model in 8 bits: that of the original, and how it was made."""
    return f"{model_name(folder)}+int8-{RECIPE}"


def place_of(folder: Path, home: Path) -> Path:
    """Return where the graph of a model lies among others."""
    return home / name_of(folder).replace("/", "--")


def is_built(out: Path, folder: Path) -> bool:
    """Tell whether `out` holds, undamaged, what would be made from the model in `folder`.

    Raises EncoderUnavailableError where there is no model in the folder.
    """
    made_from = model_name(folder)
    try:
        card = json.loads((out / CARD).read_text(encoding="utf-8"))
        sha256 = sha256_of(out / GRAPH)
    except (OSError, ValueError):
        return False
    wanted = {"model": made_from, "recipe": RECIPE, "sha256": sha256}
    return isinstance(card, dict) and {key: card.get(key) for key in wanted} == wanted


def build(folder: Path, out: Path) -> bool:
    """Make the graph at `out` from a model folder; False where it was there, unchanged.

    Several processes may ask at once: one makes it, the others wait. Raises
    EncoderUnavailableError for a folder without a model that can be averaged, or without the
    packages that it takes; OSError if the disk says no.
    """
    _refuse_other_pooling(folder)
    out.parent.mkdir(parents=True, exist_ok=True)
    with (out.parent / f".{out.name}.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if is_built(out, folder):
            return False
        fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        try:
            _write_graph(folder, fresh)
            card = {
                "model": model_name(folder),
                "recipe": RECIPE,
                "sha256": sha256_of(fresh / GRAPH),
                "what": "weights of matrices in 8 bits, vectors of pieces in 16",
                "made with": {
                    package: importlib.metadata.version(package)
                    for package in ("torch", "transformers", "onnx", "onnxruntime")
                },
            }
            text = json.dumps(card, ensure_ascii=False, indent=1) + "\n"
            (fresh / CARD).write_text(text, encoding="utf-8")
            fresh.chmod(0o755)  # mkdtemp lets only us read
            shutil.rmtree(out, ignore_errors=True)
            fresh.rename(out)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return True


def _write_graph(folder: Path, fresh: Path) -> None:
    try:
        from search.eight_bits import write_in_eight_bits
    except ImportError as error:  # no onnx: said in words a person understands
        raise EncoderUnavailableError(_MISSING.format(error=error)) from error

    whole = fresh / "whole.onnx"
    try:
        _export(_network(folder), whole)
        write_in_eight_bits(whole, fresh / GRAPH)
    finally:
        whole.unlink(missing_ok=True)


def _network(folder: Path) -> nn.Module:
    """Return the model as one function: pieces of one text → its vector, averaged, of length 1.

    One text at a time: 8-bit steps are cut to what is computed together, so that a text would
    have other vectors in other company; and there is no padding to compute.
    """
    import torch
    from torch import Tensor, nn
    from transformers import AutoModel
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]  # bare function of the library

    class Pieces(nn.Module):
        def __init__(self, table: Tensor) -> None:
            super().__init__()
            self.register_buffer("table", table.detach().half())

        def forward(self, pieces: Tensor) -> Tensor:
            table: Any = self.table
            return nn.functional.embedding(pieces, table).float()

    class Whole(nn.Module):
        def __init__(self, model: Any) -> None:
            super().__init__()
            self.model = model

        def forward(self, pieces: Tensor) -> Tensor:
            mask = torch.ones_like(pieces)
            states = self.model(input_ids=pieces, attention_mask=mask).last_hidden_state
            return nn.functional.normalize(states.mean(1), dim=-1)

    try:
        model = AutoModel.from_pretrained(
            folder, attn_implementation="eager", dtype=torch.float32, local_files_only=True
        )
    except (OSError, ValueError, KeyError) as error:
        raise EncoderUnavailableError(f"il modello in {folder} non si apre ({error})") from error
    model.set_input_embeddings(Pieces(model.get_input_embeddings().weight))
    return Whole(model).eval()


def _export(network: nn.Module, target: Path) -> None:
    import torch

    with torch.no_grad(), warnings.catch_warnings():
        # The newer exporter takes six times as long and leaves weights where they stay in 32 bits.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network,
            (torch.full((1, 8), 7),),  # any pieces: their number is declared free below
            str(target),
            input_names=["pieces"],
            output_names=["vector"],
            dynamic_axes={"pieces": {1: "length"}},
            opset_version=_OPERATORS,
            dynamo=False,
        )


def _refuse_other_pooling(folder: Path) -> None:
    model_name(folder)  # is there a model at all
    try:
        pooling = json.loads((folder / "1_Pooling" / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        pooling = {}
    if not pooling.get("pooling_mode_mean_tokens", pooling.get("pooling_mode") == "mean"):
        raise EncoderUnavailableError(
            f"il modello in {folder} non fa la media dei suoi pezzi: in ONNX non si può usare, "
            "togliete PRASSI_ENCODER_BACKEND=onnx"
        )


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; return 0, or 1 with one line that says what is missing."""
    parser = argparse.ArgumentParser(prog="python -m search.build_onnx", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="a sentence-transformers model")
    parser.add_argument("--out", type=Path, required=True, help="the folder to make it in")
    options = parser.parse_args(arguments)

    def make() -> tuple[Path, bool]:
        out = place_of(options.folder, options.out)
        return out, build(options.folder, out)

    return make_and_tell(
        f"Modello di ricerca a 8 bit → {options.out} (qualche minuto)",
        make,
        (EncoderUnavailableError, OSError),
    )


if __name__ == "__main__":
    sys.exit(main())
