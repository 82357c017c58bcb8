"""The heads that ship (NumPy) compute what the heads that learnt (torch) compute."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import torch
from small_reader import LAYERS, WIDTH
from transformers import BertConfig, BertModel

from corpus.training.network import Shape, TaggerNetwork
from ingest.tagging.alphabet import BLOCKS, LABELS, ROLES, STATUSES, TAGS
from ingest.tagging.decoding import Transitions, decode
from ingest.tagging.features import SHAPES
from ingest.tagging.judging import PAIR_FEATURES, Heads, sigmoid, softmax
from ingest.tagging.network import States

CONCEPTS, TOKENS, STATE = 13, 11, 16
SHAPE = Shape(tuned=1, state=STATE, head=20, concept=28)


@pytest.fixture(scope="module")
def network() -> TaggerNetwork:
    torch.manual_seed(5)
    config = BertConfig(
        vocab_size=50, hidden_size=WIDTH, num_hidden_layers=LAYERS, num_attention_heads=2,
        intermediate_size=32,
    )  # fmt: skip
    made = TaggerNetwork(BertModel(config, add_pooling_layer=False), CONCEPTS, SHAPE)
    for weight in made.parameters():
        torch.nn.init.normal_(weight, std=0.3)
    return made.eval()


@pytest.fixture(scope="module")
def heads(network: TaggerNetwork) -> Heads:
    return Heads({name: value.detach().numpy() for name, value in network.state_dict().items()})


@pytest.fixture(autouse=True)
def _without_gradients() -> Iterator[None]:
    with torch.inference_mode():
        yield


def states(seed: int = 0) -> States:
    chance = np.random.default_rng(seed)
    return States(
        chance.standard_normal((TOKENS, WIDTH)).astype(np.float32),
        chance.standard_normal((TOKENS, STATE)).astype(np.float32),
        chance.standard_normal((TOKENS, len(TAGS))).astype(np.float32),
    )


WHERE = [(0, 1, 1), (2, 6, 2), (3, 4, 3), (5, 11, 4), (0, 11, 8)]  # first, end, label


@pytest.fixture
def spans(network: TaggerNetwork, heads: Heads) -> tuple[np.ndarray, torch.Tensor]:
    """The vectors of some spans, one way and the other."""
    told = states()
    ours = np.stack([heads.span(told, *where) for where in WHERE])
    both = torch.from_numpy(np.concatenate([told.meaning, told.state], 1))[None]
    where = torch.tensor([(0, first, end) for first, end, _ in WHERE])
    theirs = network.spans(both, where, torch.tensor([label for *_, label in WHERE]))
    return ours, theirs


def same(ours: np.ndarray, theirs: torch.Tensor) -> bool:
    assert ours.shape == tuple(theirs.shape)
    return np.allclose(ours, theirs.numpy(), atol=1e-4)


def test_span_vectors_are_the_same(spans: tuple[np.ndarray, torch.Tensor]) -> None:
    assert same(*spans)
    assert len(LABELS) > max(label for *_, label in WHERE)


def test_concept_scores_are_the_same(
    network: TaggerNetwork, heads: Heads, spans: tuple[np.ndarray, torch.Tensor]
) -> None:
    chance = np.random.default_rng(2)
    exact, broader = chance.integers(0, 2, (2, len(WHERE), CONCEPTS)).astype(np.float32)
    theirs = network.concept(spans[1])
    theirs = theirs + network.trust[0] * torch.from_numpy(exact)
    theirs = theirs + network.trust[1] * torch.from_numpy(broader)
    assert same(heads.concepts(spans[0], exact, broader), theirs)


def test_roles_and_names_are_the_same(
    network: TaggerNetwork, heads: Heads, spans: tuple[np.ndarray, torch.Tensor]
) -> None:
    around = states().meaning.mean(0)
    placed = torch.cat([spans[1], torch.from_numpy(around).expand(len(WHERE), -1)], 1)
    roles = heads.roles(spans[0], around)
    assert roles.shape[1] == len(ROLES)
    assert same(roles, torch.softmax(network.role(placed), 1))
    assert same(heads.names(spans[0], around), torch.sigmoid(network.name(placed)[:, 0]))


def test_joins_are_the_same(
    network: TaggerNetwork, heads: Heads, spans: tuple[np.ndarray, torch.Tensor]
) -> None:
    pairs = np.random.default_rng(3).integers(0, 2, (4, PAIR_FEATURES)).astype(np.float32)
    ours = heads.joins(spans[0][:4], spans[0][1:], pairs)
    theirs = network.joined(spans[1][:4], spans[1][1:], torch.from_numpy(pairs))
    assert same(ours, torch.sigmoid(theirs))


def test_what_the_tokens_say_together_is_the_same(network: TaggerNetwork, heads: Heads) -> None:
    meaning = states(4).meaning
    told, status, attention = heads.whole(meaning)
    theirs = network.together(torch.from_numpy(meaning))
    assert same(told, torch.softmax(theirs[0], 0))
    assert same(status, torch.softmax(theirs[1], 0))
    assert status.shape == (len(STATUSES),)
    there = torch.softmax(network.attention(torch.from_numpy(meaning)), 0)[:, 1]
    assert same(attention, there)


def test_probabilities_add_up(heads: Heads, spans: tuple[np.ndarray, torch.Tensor]) -> None:
    rows = heads.roles(spans[0], states().meaning.mean(0))
    assert np.allclose(rows.sum(1), 1, atol=1e-5)
    assert np.allclose(softmax(np.zeros(4, np.float32)), 0.25)
    assert sigmoid(np.zeros(1, np.float32))[0] == 0.5


def test_the_likelihood_that_is_learnt_is_that_of_all_sequences(network: TaggerNetwork) -> None:
    """`surprise` and `decode` speak of one model: a sure span has the likelihood learnt for it."""
    emissions = 3 * torch.from_numpy(states(6).emissions[:3])
    transitions = Transitions.learnt(network.follow.numpy(), network.first.numpy())
    tags = torch.cartesian_prod(*[torch.arange(len(TAGS))] * 3)
    scores = _scores(network, emissions.expand(len(tags), -1, -1), tags)
    best = tags[int(scores.argmax())]
    mean = network.surprise(emissions[None], best[None], torch.ones(1, 3, dtype=torch.bool))
    expected = torch.logsumexp(scores, 0) - scores.max()
    assert float(mean) * 3 == pytest.approx(float(expected), abs=1e-3)
    found = decode(emissions.numpy(), transitions)
    opened = [n for n, tag in enumerate(best.tolist()) if TAGS[tag].startswith("B-")]
    assert [one.first for one in found] == opened


def _scores(network: TaggerNetwork, emissions: torch.Tensor, tags: torch.Tensor) -> torch.Tensor:
    follow, first = network.follow + network.never_after, network.first + network.never_first
    rows = torch.arange(len(tags))
    score = first[tags[:, 0]] + emissions[rows, 0, tags[:, 0]]
    for n in range(1, tags.shape[1]):
        score = score + follow[tags[:, n - 1], tags[:, n]] + emissions[rows, n, tags[:, n]]
    return score


def test_padding_changes_nothing_of_what_is_learnt(network: TaggerNetwork) -> None:
    emissions = torch.from_numpy(states(8).emissions[:4])[None]
    tags = torch.tensor([[0, 1, 2, 0]])
    real = torch.ones(1, 4, dtype=torch.bool)
    padded = torch.cat([emissions, torch.full((1, 3, len(TAGS)), 9.0)], 1)
    longer = torch.cat([tags, torch.full((1, 3), 5)], 1)
    mask = torch.cat([real, torch.zeros(1, 3, dtype=torch.bool)], 1)
    assert float(network.surprise(padded, longer, mask)) == pytest.approx(
        float(network.surprise(emissions, tags, real)), abs=1e-4
    )


def test_the_network_gives_a_row_a_token(network: TaggerNetwork) -> None:
    pool = torch.zeros(1, 3, 7)
    pool[0, [0, 1, 2], [1, 3, 5]] = 1
    meaning = network.meaning(torch.randn(1, 7, WIDTH), pool)
    rules, blocks = torch.zeros(1, 3, dtype=torch.long), torch.full((1, 3), len(BLOCKS) - 1)
    state, emissions = network.tagging(meaning, rules, blocks, torch.zeros(1, 3, SHAPES))
    assert meaning.shape == (1, 3, WIDTH)
    assert state.shape == (1, 3, STATE)
    assert emissions.shape == (1, 3, len(TAGS))
