"""The trained reader says what is missing; the shipped one loads, fits the schemes, and reads."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file
from small_reader import small_encoder

from ingest.extraction import Extractor
from ingest.model import Label, Span
from ingest.readers import read
from ingest.tagging import Tagger, TaggerUnavailable
from ingest.tagging.alphabet import LABELS, SCHEMES
from ingest.tagging.card import CARD, GRAPH, HEADS, MODEL, read_card
from ingest.tagging.network import WordPieces
from ingest.tagging.tagger import trimmed
from ontology.places import Gazetteer
from ontology.schemes import load_schemes

ENCODER = Path(__file__).parents[2] / ".build" / "models" / "prassi-e5-small"
MOST_BYTES = 60_000_000


def tells_what_to_do(error: TaggerUnavailable, command: str) -> bool:
    return f"eseguite «{command}»" in str(error) and "PRASSI_READING=rapida" in str(error)


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("piccolo") / "encoder"
    return folder, small_encoder(folder)


def test_pieces_have_the_vectors_of_the_encoder_and_unknown_ones_that_of_unknown(
    encoder: tuple[Path, str],
) -> None:
    pieces = WordPieces(*encoder)
    rows = pieces.vectors((3, 5, 10**6))
    assert rows.dtype == np.float32
    assert np.array_equal(rows[2], rows[0])
    assert not np.array_equal(rows[1], rows[0])


def test_an_encoder_that_is_not_the_one_of_the_training_is_refused(
    encoder: tuple[Path, str],
) -> None:
    with pytest.raises(TaggerUnavailable, match="non è quello") as refused:
        WordPieces(encoder[0], "0" * 64)
    assert tells_what_to_do(refused.value, "make setup")


@pytest.mark.parametrize("missing", ["PROVENANCE.json", "tokenizer.json", "model.safetensors"])
def test_an_encoder_that_lacks_a_file_is_refused(tmp_path: Path, missing: str) -> None:
    digest = small_encoder(tmp_path)
    (tmp_path / missing).unlink()
    with pytest.raises(TaggerUnavailable, match="manca") as refused:
        WordPieces(tmp_path, digest)
    assert tells_what_to_do(refused.value, "make setup")


@pytest.mark.parametrize("spoilt", ["PROVENANCE.json", "model.safetensors"])
def test_an_encoder_with_a_spoilt_file_is_refused(tmp_path: Path, spoilt: str) -> None:
    digest = small_encoder(tmp_path)
    (tmp_path / spoilt).write_bytes(b"\x00" * 40)
    with pytest.raises(TaggerUnavailable):
        WordPieces(tmp_path, digest)


@pytest.mark.parametrize("missing", [CARD, HEADS, GRAPH])
def test_a_model_that_lacks_a_file_is_refused(
    tmp_path: Path, encoder: tuple[Path, str], missing: str
) -> None:
    save_file({"follow": np.zeros((1, 1), np.float16)}, tmp_path / HEADS)
    (tmp_path / CARD).write_text("{}", encoding="utf-8")
    (tmp_path / GRAPH).write_bytes(b"")
    (tmp_path / missing).unlink()
    with pytest.raises(TaggerUnavailable, match="il modello di lettura manca") as refused:
        Tagger(load_schemes(), encoder[0], model=tmp_path)
    assert tells_what_to_do(refused.value, "make models")


def test_a_model_with_spoilt_weights_is_refused(tmp_path: Path, encoder: tuple[Path, str]) -> None:
    (tmp_path / CARD).write_text("{}", encoding="utf-8")
    (tmp_path / GRAPH).write_bytes(b"")
    (tmp_path / HEADS).write_bytes(b"guasto")
    with pytest.raises(TaggerUnavailable):
        Tagger(load_schemes(), encoder[0], model=tmp_path)


@pytest.mark.slow
def test_the_shipped_card_names_concepts_of_the_schemes_and_probabilities() -> None:
    card = read_card()
    schemes = load_schemes()
    assert card["concepts"][0] == ""
    assert len(set(card["concepts"])) == len(card["concepts"])
    for name in card["concepts"][1:]:
        assert name in schemes
        assert schemes[name].scheme in SCHEMES.values()
    assert set(card["thresholds"]) == {"concept", "join", "name", "practice", "status"}
    assert all(0 < value < 1 for value in card["thresholds"].values())
    assert {str(label) for label in LABELS} <= set(card["calibration"])
    assert all(slope > 0 for slope, _ in card["calibration"].values())  # surer stays surer
    provenance = json.loads((ENCODER / "PROVENANCE.json").read_text(encoding="utf-8"))
    assert card["encoder"]["sha256"] == provenance["files"]["model.safetensors"]


@pytest.mark.slow
def test_what_ships_with_the_readers_is_small() -> None:
    rooms = MODEL.parents[1]
    folders = (MODEL, rooms / "language" / "model")
    files = [f for folder in folders if folder.is_dir() for f in folder.rglob("*") if f.is_file()]
    assert MODEL / GRAPH in files
    assert sum(file.stat().st_size for file in files) <= MOST_BYTES


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    schemes = load_schemes()
    return Extractor(schemes, Gazetteer({}), tagger=Tagger(schemes, ENCODER))


SENTENCE = (
    "Dal 2021 la cooperativa sociale La Ginestra gestisce un servizio di accompagnamento in auto"
    " per gli anziani che vivono soli nelle frazioni, con 18.000 euro della Fondazione Cariplo."
)


@pytest.mark.slow
def test_the_shipped_reader_reads_a_sentence_that_nobody_taught_it(extractor: Extractor) -> None:
    found = extractor.extract(read(SENTENCE.encode(), "prova.txt"))
    by_label: dict[Label, list[Span]] = {}
    for span in found.spans:
        assert found.document.text[span.start : span.end] == span.text
        assert 0 < span.confidence <= 1
        by_label.setdefault(span.label, []).append(span)
    assert any("Ginestra" in span.text for span in by_label[Label.ACTOR])
    assert any("accompagnamento" in span.text for span in by_label[Label.MEASURE])
    assert any("anziani" in span.text for span in by_label[Label.BENEFICIARY])
    assert any("18.000" in span.text for span in by_label[Label.FUNDING])
    assert any("2021" in span.text for span in by_label[Label.PERIOD])
    assert len(found.practices) == 1
    assert found == extractor.extract(read(SENTENCE.encode(), "prova.txt"))


@pytest.mark.slow
@pytest.mark.parametrize("text", ["", " \n", "x" * 5000, "parola " * 3000, "—\n" * 50])
def test_the_shipped_reader_survives_texts_that_say_nothing(
    extractor: Extractor, text: str
) -> None:
    document = read(SENTENCE.encode(), "prova.txt")
    assert extractor.extract(document).spans
    empty = replace(document, text=text, blocks=())
    assert extractor.extract(empty).document.text == text


@pytest.mark.slow
def test_given_spans_are_judged_as_they_are(extractor: Extractor) -> None:
    document = read(SENTENCE.encode(), "prova.txt")
    start = SENTENCE.index("la cooperativa") + 3
    end = SENTENCE.index(" gestisce")
    actor = Span(start, end, SENTENCE[start:end], Label.ACTOR, 1.0, "actor:cooperativa-sociale")
    found = extractor.given(document, (actor,))
    assert [(span.start, span.end, span.concept) for span in found.spans] == [
        (start, end, "actor:cooperativa-sociale")
    ]


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("FSE+)", "FSE+"),
        ("Fondo sociale europeo (FSE)", "Fondo sociale europeo (FSE)"),
        ("orti sociali, ", "orti sociali"),
        ("«Orti in città»", "«Orti in città»"),
        ("Orti in città»;", "Orti in città"),
        ("Coop. Soc.", "Coop. Soc."),
        (",", ""),
    ],
)
def test_a_span_does_not_end_with_signs_that_belong_to_the_sentence(words: str, kept: str) -> None:
    assert trimmed(words) == kept
