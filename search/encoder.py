"""Encoders turn texts into vectors whose inner product says how near their meanings are."""

from __future__ import annotations

import hashlib
import json
import re
import threading
import unicodedata
import zlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from search.words import fold

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_REMEDY = "esegui «make setup»"

Progress = Callable[[int, int], None]
"""Called with the texts done so far and their total."""


class EncoderUnavailableError(RuntimeError):
    """The model cannot be loaded; the message is Italian and says what to do."""


class Encoder(Protocol):
    """What the search engine asks of a model.

    Vectors are float32, one row a text, of length `dimension`, L2-normalised. `name` says which
    model made them: vectors of different names are never compared. Every member may raise
    EncoderUnavailableError.
    """

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]: ...

    def encode_passages(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> NDArray[np.float32]: ...


def clean(text: str) -> str:
    """Return a text fit for a tokenizer: composed (NFC), without NUL or lone surrogates."""
    composed = unicodedata.normalize("NFC", text).replace("\0", "")
    return composed.encode("utf-8", "ignore").decode("utf-8")


class SentenceTransformerEncoder:
    """A sentence-transformers model, loaded when first used.

    `model` is a folder (a Path) or, for who has a hub, a name (a string; one that names a folder
    is a folder too); without `download` a name must be in the local cache. The prompts are those
    of the model's own configuration; e5 models without get the two they were trained with.
    """

    BATCH = 16

    def __init__(self, model: Path | str, *, threads: int = 1, download: bool = False) -> None:
        self._source = str(model)
        self._is_folder = isinstance(model, Path)
        self._threads = threads
        self._download = download
        self._model: SentenceTransformer | None = None
        self._name: str | None = None
        # Tokenizers keep truncation settings inside and refuse to be used by two threads at once.
        self._lock = threading.RLock()

    @property
    def name(self) -> str:
        """The model's name with the first digits of its weights' sha256, if it is a folder."""
        if self._name is None:
            self._must_be_there()
            self._name = model_name(self._source)
        return self._name

    @property
    def dimension(self) -> int:
        """The length of a vector; loads the model."""
        size = self._load().get_embedding_dimension()
        if size is None:
            raise EncoderUnavailableError(
                f"il modello {self._source} non dice quanto è lungo un vettore"
            )
        return int(size)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one vector a question."""
        return self._encode(texts, self._prompt("query"), None)

    def encode_passages(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> NDArray[np.float32]:
        """Return one vector a passage; what is beyond the model's window is not read."""
        return self._encode(texts, self._prompt("passage", "document"), progress)

    def _encode(
        self, texts: Sequence[str], prompt: str, progress: Progress | None
    ) -> NDArray[np.float32]:
        model = self._load()
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        # Texts of like length share a batch: padding is computed too.
        order = sorted(range(len(texts)), key=lambda place: -len(texts[place]))
        for first in range(0, len(order), self.BATCH):
            batch = order[first : first + self.BATCH]
            with self._lock:
                vectors[batch] = model.encode(
                    [clean(texts[place]) for place in batch],
                    prompt=prompt,
                    batch_size=self.BATCH,
                    normalize_embeddings=True,
                    show_progress_bar=False,
                )
            if progress:
                progress(first + len(batch), len(order))
        return vectors

    def _prompt(self, *kinds: str) -> str:
        own = {kind: prompt for kind, prompt in self._load().prompts.items() if prompt}
        if not own and re.search(r"\be5\b", self._source.lower()):
            own = {"query": "query: ", "passage": "passage: "}
        return next((own[kind] for kind in kinds if kind in own), "")

    def _load(self) -> SentenceTransformer:
        with self._lock:
            if self._model is None:
                self._model = self._open()
            return self._model

    def _must_be_there(self) -> None:
        if self._is_folder and not Path(self._source).is_dir():
            raise EncoderUnavailableError(f"manca il modello {self._source}: {_REMEDY}")

    def _open(self) -> SentenceTransformer:
        # Importing takes seconds: only who needs the model, and has it, pays.
        self._must_be_there()
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]  # bare function of the library
        torch.set_num_threads(self._threads)
        try:
            return SentenceTransformer(
                self._source, device="cpu", local_files_only=not self._download
            )
        except (OSError, ValueError, KeyError) as error:
            raise EncoderUnavailableError(
                f"il modello di ricerca «{self._source}» non si apre ({error}): {_REMEDY}"
            ) from error


def model_name(source: Path | str) -> str:
    """Return the name of a model with the first digits of its weights' sha256, if it is a folder.

    Raises EncoderUnavailableError for a folder that holds no weights.
    """
    folder = Path(source)
    if not folder.is_dir():
        return str(source)
    weights = sorted(folder.rglob("*.safetensors")) or sorted(folder.rglob("*.bin"))
    if not weights:
        raise EncoderUnavailableError(f"nella cartella {folder} non c'è un modello: {_REMEDY}")
    digest = hashlib.sha256()
    for file in weights:
        with file.open("rb") as content:
            digest.update(hashlib.file_digest(content, "sha256").digest())
    try:
        provenance = json.loads((folder / "PROVENANCE.json").read_text(encoding="utf-8"))
        name = str(provenance["model"])
    except (OSError, ValueError, KeyError):  # someone else's folder: its own name will do
        name = folder.name
    return f"{name}@{digest.hexdigest()[:12]}"


class HashingEncoder:
    """A small encoder without a model: counts of hashed character n-grams.

    It knows spelling, not meaning ("anziano" is near "anziani", far from "vecchio"), and gives the
    same vectors everywhere. It serves quick tests, and machines where no model can be built.
    """

    def __init__(self, dimension: int = 256) -> None:
        if dimension < 1:
            raise ValueError("a vector needs at least one dimension")
        self.dimension = dimension
        self.name = f"hashed-ngrams-{dimension}"

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one vector a question."""
        return self.encode_passages(texts)

    def encode_passages(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> NDArray[np.float32]:
        """Return one vector a passage."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for place, text in enumerate(texts):
            # A text without words still needs a direction; nothing else is hashed to "".
            for word in re.findall(r"\w+", fold(clean(text))) or [""]:
                for code in _ngram_codes(word[:64]):
                    vectors[place, code // 2 % self.dimension] += 1 if code % 2 else -1
            if not vectors[place].any():  # opposite signs met in every place
                vectors[place, 0] = 1
            if progress:
                progress(place + 1, len(texts))
        np.copyto(vectors, np.sign(vectors) * np.sqrt(np.abs(vectors)))
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors


@lru_cache(maxsize=20_000)
def _ngram_codes(word: str) -> tuple[int, ...]:
    marked = f"<{word}>"
    grams = {marked[i : i + n] for n in (3, 4, 5) for i in range(max(1, len(marked) - n + 1))}
    return tuple(sorted(zlib.crc32(gram.encode("utf-8")) for gram in grams))
