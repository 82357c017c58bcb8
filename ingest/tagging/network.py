"""The trained encoder, run by ONNX Runtime: pieces and features in, one row a token out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from tokenizers import Tokenizer

from ingest.tagging.features import Features
from ingest.tagging.pieces import NOBODY, Window

_TABLE = "embeddings.word_embeddings.weight"
_UNKNOWN = 3  # <unk> of XLM-R
OR_QUICK = "oppure scegliete la lettura rapida (PRASSI_READING=rapida)"


class TaggerUnavailable(RuntimeError):
    """The tagger's files or the encoder's are missing or do not match; Italian, says what to do."""


@dataclass(frozen=True, slots=True)
class States:
    """What the network says of the tokens of a window, float32, one row a token.

    `meaning`: the encoder's own vectors (N × 384); `state`: the tagger's (N × 256); `emissions`:
    the score of every tag (N × T).
    """

    meaning: NDArray[np.float32]
    state: NDArray[np.float32]
    emissions: NDArray[np.float32]


class WordPieces:
    """The tokenizer and the piece vectors of the encoder that search uses, read from its folder.

    The tagger was trained over these very vectors: `digest` is the sha256 of their file. Raises
    TaggerUnavailable when the folder lacks them or holds others.
    """

    def __init__(self, folder: Path, digest: str) -> None:
        try:
            provenance = json.loads((folder / "PROVENANCE.json").read_text(encoding="utf-8"))
            pieces = (folder / "tokenizer.json").read_text(encoding="utf-8")
            with safe_open(folder / "model.safetensors", framework="numpy") as file:
                self._table: NDArray[np.float16] = file.get_tensor(_TABLE)
        except (OSError, ValueError, SafetensorError) as error:
            raise TaggerUnavailable(
                f"il modello linguistico manca in {folder}: eseguite «make setup» {OR_QUICK}"
            ) from error
        if provenance.get("files", {}).get("model.safetensors") != digest:
            raise TaggerUnavailable(
                f"il modello in {folder} non è quello su cui la lettura accurata è stata "
                f"addestrata: eseguite «make setup» {OR_QUICK}"
            )
        self.tokenizer = Tokenizer.from_str(pieces)
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()

    def vectors(self, ids: tuple[int, ...]) -> NDArray[np.float32]:
        """Return one row a piece."""
        known = [piece if piece < len(self._table) else _UNKNOWN for piece in ids]
        return np.asarray(self._table[known], np.float32)


class Network:
    """One ONNX graph: the layers of the search encoder, tuned, and the tagger's own."""

    def __init__(self, graph: Path, pieces: WordPieces, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(graph), options, providers=["CPUExecutionProvider"]
        )
        self._pieces = pieces

    def read(self, window: Window, features: Features) -> States:
        """Return the states of the tokens ``window.first:window.end``."""
        tokens = slice(window.first, window.end)
        meaning, state, emissions = self._session.run(
            None,
            {
                "pieces": self._pieces.vectors(window.ids)[None],
                "pool": pooling(window)[None],
                "rules": features.rules[None, tokens],
                "blocks": features.blocks[None, tokens],
                "shapes": features.shapes[None, tokens],
            },
        )
        return States(meaning[0], state[0], emissions[0])


def pooling(window: Window) -> NDArray[np.float32]:
    """Return the matrix (tokens × pieces) that takes the mean of the pieces of each token."""
    owners = np.array(window.owners)
    tokens = np.arange(window.first, window.end)
    mine = (owners[None, :] == tokens[:, None]) & (owners[None, :] != NOBODY)
    count = np.maximum(mine.sum(1, keepdims=True), 1)
    return np.asarray(mine / count, np.float32)
