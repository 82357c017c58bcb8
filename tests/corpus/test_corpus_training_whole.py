"""A tiny network learns two texts, is written as package data, and the product reads with it."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import torch
from small_reader import LAYERS, small_encoder
from transformers import BertModel

from corpus.gold import GoldDocument, read_gold
from corpus.training.batch import Concepts, Item, Plan, forward, hidden_rules, shown_rules
from corpus.training.calibration import calibrate
from corpus.training.examples import Examiner, concept_numbers
from corpus.training.export import export
from corpus.training.learning import batches, prepare, train
from corpus.training.losses import WEIGHTS
from corpus.training.network import Shape, TaggerNetwork, load_encoder
from corpus.training.progress import read_windows, span_scores
from ingest.extraction import Extractor
from ingest.language.pipeline import build_pipeline
from ingest.model import Extraction, Span
from ingest.readers import read
from ingest.tagging import Tagger, TaggerUnavailable
from ingest.tagging.card import CARD, GRAPH, HEADS
from ingest.tagging.network import Network, WordPieces
from ontology.places import Gazetteer
from ontology.schemes import load_schemes

pytestmark = pytest.mark.slow
SHAPE = Shape(tuned=1, state=24, head=24, concept=24, dropout=0.0)
PLAN = Plan(
    epochs=60, encoder_rate=1e-3, head_rate=1e-2, average=0.5, pieces=2000, forget_rules=0.0
)
SCHEMES = load_schemes()
TEXTS = {
    "argento": (
        "status: conclusa\nfamily: ampio\npractice: true",
        "[[Argento vivo|PRACTICE main=yes]] del [[Comune di Lecco|ACTOR actor:comune"
        " role=promotore]] offre un [[trasporto sociale|MEASURE measure:trasporto-sociale n=1"
        " for=2]] agli [[anziani soli|BENEFICIARY beneficiary:anziani n=2]] e non alle"
        " [[famiglie|BENEFICIARY beneficiary:famiglie n=3]].\n",
    ),
    "piano": (
        "status: proposta\nfamily: ampio\npractice: false",
        "La [[Regione|ACTOR actor:regione role=finanziatore]] vorrebbe, dal [[2027|PERIOD"
        " iso=2027]], contrastare la [[solitudine|NEED need:solitudine]] con"
        " [[orti sociali|MEASURE measure:orto-sociale n=1]].\n",
    ),
}


@dataclass(frozen=True)
class Trained:
    """What the training left behind."""

    folder: Path
    encoder_folder: Path
    encoder: BertModel
    network: TaggerNetwork
    concepts: Concepts
    items: list[Item]
    gold: list[GoldDocument]
    losses: list[Mapping[str, float]]
    card: Mapping[str, object]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    folder = tmp_path_factory.mktemp("lettore")
    digest = small_encoder(folder / "encoder", whole=True)
    gold = []
    for name, (truths, body) in TEXTS.items():
        path = folder / f"{name}.md"
        path.write_text(f"---\nid: {name}\n{truths}\n---\n\n{body}", encoding="utf-8")
        gold.append(read_gold(path))
    pieces = WordPieces(folder / "encoder", digest)
    examiner = Examiner(build_pipeline(SCHEMES), pieces, SCHEMES, Gazetteer({}))
    examples = [example for one in gold for example in examiner.examples(one)]
    encoder = load_encoder(folder / "encoder")
    numbers = concept_numbers(SCHEMES)
    concepts = Concepts(SCHEMES, numbers)
    torch.manual_seed(PLAN.seed)
    network = TaggerNetwork(encoder, len(numbers), SHAPE)
    heard: list[int] = []
    items = prepare(examples, encoder, LAYERS - 1, pieces, lambda n, of: heard.append(n))
    assert heard[-1] == len(examples) == len(items)
    losses: list[Mapping[str, float]] = []
    network = train(network, items, concepts, PLAN, lambda _, told, __: losses.append(told))
    calibration, thresholds = calibrate(network, items)
    card = {
        "version": "prova",
        "concepts": list(numbers),
        "encoder": {"sha256": digest},
        "calibration": calibration,
        "thresholds": thresholds,
    }
    export(encoder, network, folder / "model", card)
    return Trained(
        folder / "model", folder / "encoder", encoder, network, concepts, items, gold, losses, card
    )


@pytest.fixture(scope="module")
def tagger(trained: Trained) -> Tagger:
    return Tagger(SCHEMES, trained.encoder_folder, model=trained.folder)


@pytest.fixture(scope="module")
def extractor(tagger: Tagger) -> Extractor:
    return Extractor(SCHEMES, Gazetteer({}), tagger=tagger)


def extracted(extractor: Extractor, gold: GoldDocument) -> Extraction:
    return extractor.extract(read(gold.text.encode(), f"{gold.id}.md"))


def test_every_task_is_learnt(trained: Trained) -> None:
    first, last = trained.losses[0], trained.losses[-1]
    assert len(trained.losses) == PLAN.epochs
    assert set(first) == set(WEIGHTS)
    for task in WEIGHTS:
        assert last[task] < 0.5 * first[task], task
    assert span_scores(trained.network, trained.items).startswith("media 1.000")


def test_what_was_learnt_is_read_by_the_product(trained: Trained, extractor: Extractor) -> None:
    for gold in trained.gold:
        found = extracted(extractor, gold)
        marked = {(span.start, span.end, span.label) for span in gold.spans}
        offered = {(span.start, span.end, span.label) for span in found.spans}
        assert len(marked & offered) >= 0.7 * len(marked), offered
        for span in found.spans:
            assert found.document.text[span.start : span.end] == span.text
            assert 0 <= span.confidence <= 1
        assert bool(found.practices) == gold.tells_a_practice


def test_reading_twice_says_the_same(trained: Trained, extractor: Extractor) -> None:
    for gold in trained.gold:
        assert extracted(extractor, gold) == extracted(extractor, gold)
    tagger = Tagger(SCHEMES, trained.encoder_folder, model=trained.folder)
    assert tagger.version == "prova"
    again = Extractor(SCHEMES, Gazetteer({}), tagger=tagger)
    assert extracted(again, trained.gold[0]) == extracted(extractor, trained.gold[0])


def test_given_spans_get_their_role_and_their_people(
    trained: Trained, extractor: Extractor
) -> None:
    gold = trained.gold[0]
    spans = tuple(Span(s.start, s.end, s.text, s.label, 1.0, s.concept) for s in gold.spans)
    found = extractor.given(read(gold.text.encode(), "argento.md"), spans)
    assert [(s.start, s.end, s.label) for s in found.spans] == [
        (s.start, s.end, s.label) for s in spans
    ]
    said = {(s.predicate, getattr(s.object, "id", "")) for s in found.statements}
    assert ("cv:role", "role:promotore") in said
    assert any(predicate == "wp:hasBeneficiary" for predicate, _ in said)


def test_the_graph_says_what_the_network_says_but_for_eight_bits(trained: Trained) -> None:
    pieces = WordPieces(trained.encoder_folder, str(trained.card["encoder"]["sha256"]))  # type: ignore[index]
    graph = Network(trained.folder / GRAPH, pieces)
    with torch.inference_mode():
        for item in trained.items:
            count = len(item.example.pool)
            window = item.example.window
            whole = item.example.features
            shift = np.zeros(window.first, np.int64)
            features = type(whole)(
                np.concatenate([shift, whole.rules]),
                np.concatenate([shift, whole.blocks]),
                np.concatenate([np.zeros((window.first, whole.shapes.shape[1]), np.float32),
                                whole.shapes]),
            )  # fmt: skip
            states = graph.read(window, features)
            for ours, theirs in zip(
                (states.meaning, states.state, states.emissions),
                forward(trained.network, [item], shown_rules),
                strict=True,
            ):
                expected = theirs[0].numpy()
                assert ours.shape == expected.shape
                assert len(ours) == count
                error = np.abs(ours - expected).mean() / np.abs(expected).mean()
                assert error < 0.1


def test_the_same_weights_give_the_same_bytes(trained: Trained, tmp_path: Path) -> None:
    export(trained.encoder, trained.network, tmp_path, trained.card)
    for name in (GRAPH, HEADS, CARD):
        assert (tmp_path / name).read_bytes() == (trained.folder / name).read_bytes(), name


def test_a_batch_and_a_text_alone_are_read_alike(trained: Trained) -> None:
    together = {id(item): tagged for item, tagged in read_windows(trained.network, trained.items)}
    for item in trained.items:
        ((_, alone),) = read_windows(trained.network, [item])
        assert [(t.first, t.end, t.label) for t in alone] == [
            (t.first, t.end, t.label) for t in together[id(item)]
        ]


def test_an_encoder_of_other_weights_is_refused(trained: Trained, tmp_path: Path) -> None:
    small_encoder(tmp_path)
    with pytest.raises(TaggerUnavailable, match="make setup"):
        Tagger(SCHEMES, tmp_path, model=trained.folder)


def test_the_card_is_readable_and_its_curves_are_numbers(trained: Trained) -> None:
    card = json.loads((trained.folder / CARD).read_text(encoding="utf-8"))
    assert card["concepts"][:1] == [""]
    assert set(card["thresholds"]) == {"concept", "join", "name", "practice", "status"}
    assert all(len(curve) == 2 for curve in card["calibration"].values())


def test_batches_hold_every_text_once_and_few_pieces(trained: Trained) -> None:
    plan = Plan(pieces=300, texts=3)
    items = trained.items * 5
    found = batches(items, plan, random.Random(1))
    assert sorted(id(item) for batch in found for item in batch) == sorted(map(id, items))
    for batch in found:
        assert 1 <= len(batch) <= 3
        assert len(batch) == 1 or max(len(i.hidden) for i in batch) * len(batch) <= 600


def test_rules_are_hidden_in_learning_only_span_by_span(trained: Trained) -> None:
    example = trained.items[0].example
    shown = shown_rules(example)
    assert torch.equal(hidden_rules(example, Plan(forget_rules=0.0), random.Random(1)), shown)
    assert not hidden_rules(example, Plan(forget_rules=1.0), random.Random(1)).any()
    for seed in range(20):
        hidden = hidden_rules(example, Plan(forget_rules=0.4), random.Random(seed))
        assert torch.all((hidden == shown) | (hidden == 0))
    assert torch.equal(shown, torch.from_numpy(example.features.rules))


def test_an_encoder_folder_without_a_layer_is_refused(tmp_path: Path) -> None:
    small_encoder(tmp_path)
    with pytest.raises(ValueError, match="lacks"):
        load_encoder(tmp_path)
