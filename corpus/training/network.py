"""The tagger as it learns: tuned upper layers of the search encoder, convolutions, heads.

The lower layers stay as they are, so what they say of every text is computed once. What
`ingest.tagging` runs is this network exported (`corpus.training.export`): names of weights and
order of features are shared with `ingest.tagging.judging`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from ingest.tagging.alphabet import BLOCKS, LABELS, ROLES, STATUSES, TAGS, forbidden
from ingest.tagging.decoding import NEVER
from ingest.tagging.features import SHAPES
from ingest.tagging.judging import PAIR_FEATURES

_RULE, _BLOCK, _LABEL, _JOIN = 32, 16, 32, 96


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes: encoder layers that learn, width of the tagger's states, widths of the heads."""

    tuned: int = 12
    state: int = 256
    head: int = 256
    concept: int = 384
    dropout: float = 0.2


def load_encoder(folder: Path) -> BertModel:
    """Return the search encoder of a folder, in float32."""
    config = BertConfig(**json.loads((folder / "config.json").read_text(encoding="utf-8")))
    config._attn_implementation = "sdpa"
    config.attention_probs_dropout_prob = 0.0  # with it a CPU takes the slow way to attention
    model = BertModel(config, add_pooling_layer=False)
    weights = {k: v.float() for k, v in load_file(folder / "model.safetensors").items()}
    lacking = model.load_state_dict(weights, strict=False).missing_keys
    if unexpected := [key for key in lacking if "position_ids" not in key]:
        raise ValueError(f"{folder} lacks {unexpected}")
    return model


class TaggerNetwork(nn.Module):
    """From piece vectors of the last frozen layer to emissions, and the heads over spans."""

    never_after: Tensor
    never_first: Tensor

    def __init__(self, encoder: BertModel, concepts: int, shape: Shape) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.layers = nn.ModuleList(list(encoder.encoder.layer)[-shape.tuned :])
        self.mix = nn.Parameter(torch.zeros(shape.tuned + 1))
        self.rule = nn.Embedding(len(TAGS), _RULE)
        self.block = nn.Embedding(len(BLOCKS), _BLOCK)
        self.dropout = nn.Dropout(shape.dropout)
        told = width + _RULE + _BLOCK + SHAPES
        self.enter = nn.Sequential(
            nn.Linear(told, shape.state), nn.LayerNorm(shape.state), nn.GELU(approximate="tanh")
        )
        self.near = nn.ModuleList(
            nn.Conv1d(shape.state, shape.state, 5, padding=2) for _ in range(2)
        )
        self.norm = nn.ModuleList(nn.LayerNorm(shape.state) for _ in range(2))
        self.tag = nn.Linear(shape.state, len(TAGS))
        self.follow = nn.Parameter(torch.zeros(len(TAGS), len(TAGS)))
        self.first = nn.Parameter(torch.zeros(len(TAGS)))
        after, opening = forbidden()
        self.register_buffer("never_after", torch.from_numpy(after) * NEVER, persistent=False)
        self.register_buffer("never_first", torch.from_numpy(opening) * NEVER, persistent=False)
        self.label = nn.Embedding(len(LABELS), _LABEL)
        span = 3 * (width + shape.state) + _LABEL
        self.concept = _head(span, shape.concept, concepts, shape.dropout)
        self.trust = nn.Parameter(torch.tensor([2.0, 1.0]))
        self.role = _head(span + width, shape.head, len(ROLES), shape.dropout)
        self.name = _head(span + width, shape.head, 1, shape.dropout)
        self.join = _head(3 * _JOIN + PAIR_FEATURES, shape.head, 1, shape.dropout)
        self.measure = nn.Linear(span, _JOIN)
        self.people = nn.Linear(span, _JOIN)
        self.attention = nn.Linear(width, 2)
        self.whole = nn.Linear(2 * width, 2 + len(STATUSES))

    def meaning(self, pieces: Tensor, pool: Tensor, mask: Tensor | None = None) -> Tensor:
        """Return token vectors (B × N × 384) from piece vectors (B × L × 384)."""
        shares = torch.softmax(self.mix, 0)
        mixed, hidden = shares[0] * pieces, pieces
        for number, layer in enumerate(self.layers, 1):
            out = layer(hidden, mask)
            hidden = out[0] if isinstance(out, tuple) else out
            mixed = mixed + shares[number] * hidden
        return pool @ mixed

    def tagging(
        self, meaning: Tensor, rules: Tensor, blocks: Tensor, shapes: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Return the states (B × N × S) and the emissions (B × N × T)."""
        told = torch.cat([meaning, self.rule(rules), self.block(blocks), shapes], -1)
        state = self.enter(self.dropout(told))
        for near, norm in zip(self.near, self.norm, strict=True):
            around: Tensor = near(state.transpose(1, 2)).transpose(1, 2)
            state = norm(state + nn.functional.gelu(around, approximate="tanh"))
        return state, self.tag(self.dropout(state))

    def surprise(self, emissions: Tensor, tags: Tensor, real: Tensor) -> Tensor:
        """Return the mean negative log-likelihood a token of tag sequences (B × N)."""
        follow, first = self.follow + self.never_after, self.first + self.never_first
        rows = torch.arange(len(tags))
        mass = first + emissions[:, 0]
        score = first[tags[:, 0]] + emissions[rows, 0, tags[:, 0]]
        for n in range(1, tags.shape[1]):
            onward = torch.logsumexp(mass[:, :, None] + follow, 1) + emissions[:, n]
            mass = torch.where(real[:, n : n + 1], onward, mass)
            step = follow[tags[:, n - 1], tags[:, n]] + emissions[rows, n, tags[:, n]]
            score = score + step * real[:, n]
        return (torch.logsumexp(mass, 1) - score).sum() / real.sum()

    def spans(self, both: Tensor, where: Tensor, labels: Tensor) -> Tensor:
        """Return span vectors (S × D).

        `both` is meaning and state side by side (B × N × 640), `where` row, first and end (S × 3).
        """
        row, first, end = where.T
        sums = nn.functional.pad(both.cumsum(1), (0, 0, 1, 0))
        mean = (sums[row, end] - sums[row, first]) / (end - first)[:, None]
        return torch.cat([both[row, first], both[row, end - 1], mean, self.label(labels)], 1)

    def joined(self, measures: Tensor, people: Tensor, pairs: Tensor) -> Tensor:
        """Return the score of each pair of span vectors being joined."""
        one, other = self.measure(measures), self.people(people)
        together = torch.cat([one, other, one * other, pairs], 1)
        scores: Tensor = self.join(together)
        return scores[:, 0]

    def together(self, meaning: Tensor) -> tuple[Tensor, Tensor]:
        """Return the scores of "tells a practice" (2) and of each status, from N × 384."""
        attention = torch.softmax(self.attention(meaning), 0)
        scores: Tensor = self.whole((attention.T @ meaning).reshape(-1))
        return scores[:2], scores[2:]


def lower(encoder: BertModel, pieces: Tensor, layers: int) -> Tensor:
    """Return the hidden states after the first layers of piece vectors (B × L × 384)."""
    hidden: Tensor = encoder.embeddings(inputs_embeds=pieces)
    for layer in list(encoder.encoder.layer)[:layers]:
        out = layer(hidden, None)
        hidden = out[0] if isinstance(out, tuple) else out
    return hidden


def _head(width: int, inner: int, out: int, dropout: float) -> nn.Sequential:
    return nn.Sequential(
        nn.Linear(width, inner),
        nn.GELU(approximate="tanh"),
        nn.Dropout(dropout),
        nn.Linear(inner, out),
    )
