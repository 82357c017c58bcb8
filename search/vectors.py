"""Nearest passages by exact inner product: a FAISS flat index, and its copy on disk.

The truth is in SQLite. The copy only saves the time to read it all again: it is used if its hash,
its encoder and the passages it was made of are the present ones, and made again otherwise.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.int64]
Matrix = NDArray[np.float32]

SIDECAR = "vectors.json"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What vectors were made of: `passages` is a digest of their keys and ids, in order."""

    generation: str
    encoder: str
    dimension: int
    count: int
    passages: str


class Vectors:
    """Vectors of passages by key. Not safe for threads: the engine holds a lock around it."""

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        # One question at a time gains nothing from more threads, and loses on shared cores.
        faiss.omp_set_num_threads(1)
        self._index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
        self._keys: set[int] = set()

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def add(self, keys: Keys, matrix: Matrix) -> None:
        """Add rows under keys. Raises ValueError for a key that is there already."""
        new = set(keys.tolist())
        # FAISS would accept a key twice and then find both.
        if len(new) != len(keys) or new & self._keys:
            raise ValueError("a passage key is already in the vector index")
        if len(keys):
            self._index.add_with_ids(np.ascontiguousarray(matrix, np.float32), keys)
            self._keys |= new

    def remove(self, keys: Keys) -> None:
        """Take keys out; those that are not in are ignored."""
        gone = [key for key in keys.tolist() if key in self._keys]
        if gone:
            self._index.remove_ids(faiss.IDSelectorBatch(np.asarray(gone, np.int64)))
            self._keys.difference_update(gone)

    def nearest(self, query: Matrix, count: int, among: Keys | None = None) -> tuple[Keys, Matrix]:
        """Return up to `count` keys and scores, best first, exactly; `among` limits the keys."""
        parameters = None
        if among is not None:
            selector = faiss.IDSelectorBatch(np.ascontiguousarray(among, np.int64))
            parameters = faiss.SearchParameters()
            parameters.sel = selector
        count = min(count, len(self) if among is None else len(among))
        if not count or not len(self):
            return np.empty(0, np.int64), np.empty(0, np.float32)
        scores, keys = self._index.search(query.reshape(1, -1), count, params=parameters)
        real = keys[0] >= 0  # FAISS fills up with -1 where fewer are found
        return keys[0][real], scores[0][real]

    def scores(self, query: Matrix, keys: Keys) -> Matrix:
        """Return the score of each key; NaN where the passage has no vector."""
        known = np.asarray([key in self for key in keys.tolist()], bool)
        found = np.full(len(keys), np.nan, np.float32)
        if known.any():
            found[known] = self._index.reconstruct_batch(keys[known]) @ query
        return found

    def spread(self, query: Matrix) -> tuple[float, float]:
        """Return the lowest and highest score of all passages; (0, 0) where there are none."""
        if not len(self):
            return 0.0, 0.0
        scores, _ = self._index.search(np.stack([query, -query]), 1)
        return -float(scores[1][0]), float(scores[0][0])

    def save(self, folder: Path, stamp: Stamp) -> None:
        """Write the copy so that a crash at any point leaves the former one or this one.

        The file is named by its hash; the sidecar that names it is replaced last.
        """
        folder.mkdir(parents=True, exist_ok=True)
        content = faiss.serialize_index(self._index).tobytes()
        digest = hashlib.sha256(content).hexdigest()
        name = f"vectors-{digest[:16]}.faiss"
        write_whole(folder / name, content)
        sidecar = {**asdict(stamp), "file": name, "sha256": digest}
        write_whole(folder / SIDECAR, json.dumps(sidecar, indent=1).encode())
        for former in folder.glob("vectors-*.faiss"):
            if former.name != name:
                former.unlink(missing_ok=True)

    @classmethod
    def load(cls, folder: Path, stamp: Stamp) -> Vectors | None:
        """Return the copy in a folder, None unless it is whole and of exactly this stamp."""
        try:
            sidecar = json.loads((folder / SIDECAR).read_bytes())
            if not isinstance(sidecar, dict) or "/" in str(sidecar.get("file", "/")):
                return None
            content = (folder / str(sidecar["file"])).read_bytes()
        except (OSError, ValueError):
            return None
        # FAISS reads a file with a flipped bit without complaint, so the hash must be ours.
        expected = {**asdict(stamp), "file": sidecar["file"], "sha256": _sha256(content)}
        if sidecar != expected:
            return None
        vectors = cls(stamp.dimension)
        index = faiss.deserialize_index(np.frombuffer(content, np.uint8))
        if not isinstance(index, faiss.IndexIDMap2):
            return None
        vectors._index = index
        vectors._keys = set(faiss.vector_to_array(vectors._index.id_map).tolist())
        return vectors


def write_whole(target: Path, content: bytes) -> None:
    """Put a file in place at once: a reader, or a crash, sees all of it or none of it."""
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
