"""Texts as the encoder sees them: lower layers once, tuned layers at every step."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertModel

from corpus.training.frozen import Heard, through_frozen

LONGEST = 160  # pieces of a text that are learnt from: the title and the first hundred words
_TOGETHER = 32


class Reader:
    """Pieces of texts, and what the frozen layers say of them (L × 384, half precision)."""

    def __init__(self, folder: Path, encoder: BertModel, frozen: int) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST)
        self._encoder = encoder
        self._frozen = frozen

    def states(self, texts: Sequence[str], heard: Heard = lambda done, of: None) -> list[Tensor]:
        """Return the states of texts after the frozen layers."""
        ids = [tuple(self._tokenizer.encode(text).ids) for text in texts]
        table = self._encoder.embeddings.word_embeddings
        return through_frozen(
            self._encoder, self._frozen, ids, lambda some: table(torch.tensor(some)), heard
        )


def embed(layers: nn.ModuleList, states: Sequence[Tensor]) -> Tensor:
    """Return a vector of length one a text (B × 384): tuned layers, then the mean of the pieces."""
    longest = max(len(one) for one in states)
    hidden = torch.zeros(len(states), longest, states[0].shape[1])
    real = torch.zeros(len(states), longest)
    for row, one in enumerate(states):
        hidden[row, : len(one)] = one.float()
        real[row, : len(one)] = 1
    mask = torch.zeros(len(states), 1, 1, longest)
    mask = mask.masked_fill(real[:, None, None, :] == 0, torch.finfo(torch.float32).min)
    for layer in layers:
        out = layer(hidden, mask)
        hidden = out[0] if isinstance(out, tuple) else out
    mean = (hidden * real[:, :, None]).sum(1) / real.sum(1)[:, None]
    return nn.functional.normalize(mean, dim=1)


@torch.inference_mode()
def embed_all(layers: nn.ModuleList, states: Sequence[Tensor]) -> NDArray[np.float32]:
    """Return the vectors of any number of texts, in order."""
    order = sorted(range(len(states)), key=lambda n: len(states[n]))
    vectors = np.zeros((len(states), states[0].shape[1]), np.float32)
    for start in range(0, len(order), _TOGETHER):
        batch = order[start : start + _TOGETHER]
        vectors[batch] = embed(layers, [states[n] for n in batch]).numpy()
    return vectors
