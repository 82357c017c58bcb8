"""The search model in eight bits, run by ONNX Runtime: another encoder, with a name of its own."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from search.build_onnx import GRAPH, is_built, name_of, place_of
from search.encoder import EncoderUnavailableError, Progress, clean

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer

_log = logging.getLogger(__name__)

#: Seconds to wait for another thread: enough to load a graph, not to make one.
_PATIENCE = 5.0
_BEING_MADE = "il modello a 8 bit si sta preparando"


class OnnxEncoder:
    """The model of a folder, in the graph that `search.build_onnx` makes of it.

    `home` holds such graphs, one folder a model; the graph is made, by another process, when it is
    first needed. Until it is there, who else asks gets EncoderUnavailableError: searching words
    alone is better than waiting minutes. Vectors differ a little from those of torch, so
    `name` differs too, and the two are never compared.
    """

    def __init__(self, model: Path, home: Path, *, threads: int = 1) -> None:
        self._folder = model
        self._home = home
        self._threads = threads
        self._name: str | None = None
        self._opened: _Opened | None = None
        self._opening = threading.Lock()

    @property
    def name(self) -> str:
        """The name of the original with that of the recipe; needs no graph."""
        if self._name is None:
            if not self._folder.is_dir():
                raise EncoderUnavailableError(
                    f"PRASSI_ENCODER_BACKEND=onnx vuole la cartella di un modello e {self._folder}"
                    " non lo è: eseguite «make setup»"
                )
            self._name = name_of(self._folder)
        return self._name

    @property
    def graph(self) -> Path:
        """The folder of the graph, named by the weights it is made from."""
        return place_of(self._folder, self._home)

    @property
    def dimension(self) -> int:
        """The length of a vector; loads the model."""
        return self._open().dimension

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one vector a question."""
        opened = self._open()
        return opened.encode(texts, opened.prompt("query"), None)

    def encode_passages(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> NDArray[np.float32]:
        """Return one vector a passage; what is beyond the model's window is not read."""
        opened = self._open()
        return opened.encode(texts, opened.prompt("passage", "document"), progress)

    def _open(self) -> _Opened:
        if self._opened is None:
            if not self._opening.acquire(timeout=_PATIENCE):
                raise EncoderUnavailableError(_BEING_MADE)
            try:
                if self._opened is None:
                    self.name  # noqa: B018 - says what is wrong with the folder
                    if not is_built(self.graph, self._folder):
                        self._make()
                    self._opened = _Opened(self._folder, self.graph / GRAPH, self._threads)
            finally:
                self._opening.release()
        return self._opened

    def _make(self) -> None:
        _log.warning("si prepara il modello di ricerca a 8 bit: qualche minuto, una volta sola")
        command = ["-m", "search.build_onnx", "--folder", self._folder, "--out", self._home]
        # Another process: torch takes a gigabyte that nobody needs afterwards.
        done = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, *map(str, command)], capture_output=True, text=True, check=False
        )
        if done.returncode:
            said = done.stderr.strip().splitlines() or [f"uscita {done.returncode}"]
            raise EncoderUnavailableError(f"il modello a 8 bit non si prepara: {said[-1]}")
        _log.warning("il modello di ricerca a 8 bit è pronto")


class _Opened:
    """A tokenizer and a session; both may be used by many threads at once."""

    def __init__(self, folder: Path, graph: Path, threads: int) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._prompts = _prompts(folder)
            about = _json(folder / "sentence_bert_config.json")
            self._tokenizer: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session: onnxruntime.InferenceSession = onnxruntime.InferenceSession(
                str(graph), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # both libraries raise classes of their own
            raise EncoderUnavailableError(
                f"il modello a 8 bit in {graph.parent} non si apre ({error}): cancellate la "
                "cartella, sarà rifatta"
            ) from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(int(about.get("max_seq_length", 512)))
        self.dimension = int(self._session.get_outputs()[0].shape[-1])

    def prompt(self, *kinds: str) -> str:
        """Return the prompt of the first of these kinds that the model has."""
        return next((self._prompts[kind] for kind in kinds if kind in self._prompts), "")

    def encode(
        self, texts: Sequence[str], prompt: str, progress: Progress | None
    ) -> NDArray[np.float32]:
        """Return one vector a text, each computed by itself."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for place, text in enumerate(texts):
            pieces = self._tokenizer.encode(prompt + clean(text)).ids
            (found,) = self._session.run(None, {"pieces": np.asarray([pieces], np.int64)})
            vectors[place] = found[0]
            if progress:
                progress(place + 1, len(texts))
        return vectors


def _prompts(folder: Path) -> dict[str, str]:
    try:
        said = _json(folder / "config_sentence_transformers.json").get("prompts") or {}
    except FileNotFoundError:
        said = {}
    own = {str(kind): str(prompt) for kind, prompt in said.items() if prompt}
    if not own and "e5" in folder.name.lower():
        own = {"query": "query: ", "passage": "passage: "}
    return own


def _json(path: Path) -> dict[str, Any]:
    content = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        raise ValueError(f"{path} non contiene quel che deve")
    return content
