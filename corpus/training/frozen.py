"""What the frozen layers of the encoder say of texts: each text passes through them once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

import torch
from torch import Tensor
from transformers import BertModel

from corpus.training.network import lower

_TOGETHER = 32  # texts of one length that pass at once

Pieces = tuple[int, ...]
Heard = Callable[[int, int], None]


@torch.inference_mode()
def through_frozen(
    encoder: BertModel,
    frozen: int,
    texts: Sequence[Pieces],
    words: Callable[[Sequence[Pieces]], Tensor],
    heard: Heard = lambda done, of: None,
) -> list[Tensor]:
    """Return the states of texts after the frozen layers (L × 384 each, half precision).

    `texts` are the numbers of their pieces, and `words` makes vectors (B × L × 384) of those of
    some texts of one length.
    """
    encoder.eval()  # type: ignore[no-untyped-call]
    found: dict[int, Tensor] = {}
    order = sorted(range(len(texts)), key=lambda n: len(texts[n]))
    # Texts of one length go together: the frozen layers then need no mask.
    for _, group in groupby(order, key=lambda n: len(texts[n])):
        numbers = list(group)
        for start in range(0, len(numbers), _TOGETHER):
            batch = numbers[start : start + _TOGETHER]
            states = lower(encoder, words([texts[n] for n in batch]), frozen).half()
            found |= {n: one.clone() for n, one in zip(batch, states, strict=True)}
            heard(len(found), len(texts))
    return [found[n] for n in range(len(texts))]
