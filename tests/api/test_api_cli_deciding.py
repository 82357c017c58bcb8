"""From what was read to what a curator decided, to gold that measures the next reading."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api.cli.main import app

NAVETTA = """---
title: Navetta per le visite
---

# Navetta per le visite

Il Comune di Ostellato ha attivato un servizio di trasporto sociale per gli anziani soli, contro la
solitudine. Costa 12.000 euro.
"""


class Desk:
    """A library with one document, and the commands about it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "navetta.md"
        self.file.write_text(NAVETTA, encoding="utf-8")
        self.ingest()
        (self.name,) = [path.stem for path in (folder / "data" / "readings").glob("*.json")]
        reading = json.loads((folder / "data" / "readings" / f"{self.name}.json").read_text())
        self.document = reading["id"]

    def call(self, *words: str) -> Result:
        return CliRunner().invoke(app, list(words))

    def done(self, *words: str) -> str:
        result = self.call(*words)
        assert result.exit_code == 0, result.output
        return result.stdout

    def ingest(self) -> None:
        self.done("ingest", str(self.file))

    def statements(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = json.loads(
            self.done("decide", self.document, "--format", "json")
        )
        return rows  # fmt: skip

    def code(self, predicate: str, value: str) -> str:
        found = {
            row["code"]
            for row in self.statements()
            if row["predicate"] == predicate and str(row["object"]).startswith(value)
        }
        (code,) = found
        return str(code)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("PRASSI_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PRASSI_ENCODER", "hashing")
    monkeypatch.setenv("PRASSI_READING", "rapida")
    return Desk(tmp_path)


def gold_tables(desk: Desk, folder: Path, *options: str) -> dict[str, Any]:
    command = ["evaluate", "extraction", "--gold", str(folder), "--format", "json", *options]
    answer: dict[str, Any] = json.loads(desk.done(*command))
    tables = {table["id"]: table["rows"] for table in answer["tables"]}
    return {**tables, "examples": answer.get("errors")}


def test_what_is_decided_is_measured_on_after_reading_again(desk: Desk, tmp_path: Path) -> None:
    concept = desk.code("dct:type", "measure:trasporto-sociale")
    desk.done("decide", desk.document, concept, "--value", "measure:sollievo", "--curator", "anna")
    need = desk.code("wp:addressesNeed", "need:")
    desk.done("decide", desk.document, need, "--verdict", "rejected", "--curator", "anna")
    out = tmp_path / "revisione"
    assert "0 documenti decisi per intero, 1 in parte" in desk.done(
        "decisions", "--export", str(out)
    )

    told = desk.done("decide", desk.document, "--rest", "--verdict", "accepted")
    assert "ne restano 0" in told

    # The library is built afresh: decisions hold on to the content.
    desk.done("retract", desk.document)
    desk.ingest()
    assert {row["verdict"] for row in desk.statements()} == {"accepted", "corrected", "rejected"}

    shown = desk.done("decisions", "--export", str(out))
    assert "1 documenti decisi per intero, 0 in parte" in shown
    found = gold_tables(desk, out, "--errors")
    spans = {row["etichetta"]: row for row in found["spans"]}
    assert (spans["ACTOR"]["gold"], spans["ACTOR"]["F1"]) == (1, 1)
    assert (spans["MEASURE"]["gold"], spans["MEASURE"]["F1"]) == (1, 1)
    assert (spans["NEED"]["gold"], spans["NEED"]["P"]) == (0, 0)
    errors = {row["etichetta"]: row for row in found["errors"]}
    assert errors["NEED"]["inventato"] == 1
    assert errors["MEASURE"]["altro concetto"] == 1
    shown_wrong = {(one["label"], one["wrong"]): one for one in found["examples"]}
    assert shown_wrong["NEED", "inventato"]["found"] == "solitudine"
    concept_error = shown_wrong["MEASURE", "altro concetto"]
    assert concept_error["detail"] == "measure:sollievo → measure:trasporto-sociale"
    negatives = [json.loads(line) for line in (out / "rejected.jsonl").read_text().splitlines()]
    assert {row["object"] for row in negatives} == {
        "need:solitudine-isolamento",
        "measure:trasporto-sociale",
    }
    assert {table for table in found if table in ("relations", "calibration", "error_styles")}


def test_decisions_are_counted_listed_and_withdrawn(desk: Desk) -> None:
    assert desk.done("decisions").strip() == "nessuna decisione"
    need = desk.code("wp:addressesNeed", "need:")
    desk.done("decide", desk.document, need, "--verdict", "accepted", "--curator", "anna")
    assert "1 dichiarazioni decise in 1 documento (accettata: 1" in desk.done("decisions")
    assert "[accettata]" in desk.done("decide", desk.document)
    (row,) = json.loads(desk.done("decisions", "--format", "json"))
    assert (row["curator"], row["words"], row["verdict"]) == ("anna", "solitudine", "accepted")
    desk.done("decide", desk.document, need, "--verdict", "withdrawn")
    assert desk.done("decisions").strip() == "nessuna decisione"


def test_words_are_corrected_as_they_stand_in_the_document(desk: Desk, tmp_path: Path) -> None:
    measure = desk.code("wp:hasMeasure", "measure/")
    desk.done("decide", desk.document, measure, "--words", "trasporto")
    desk.done("decisions", "--export", str(tmp_path / "out"))
    (file,) = (tmp_path / "out" / "partial").glob("*.md")
    assert "[[trasporto|MEASURE" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "exit_code", "complaint"),
    [
        (["00000000", "--verdict", "accepted"], 1, "non è il codice di una dichiarazione"),
        (["NEED"], 2, "serve un verdetto"),
        (["NEED", "--verdict", "accepted", "--value", "need:poverta-economica"], 2, "serve un"),
    ],
)
def test_a_misused_command_says_what_is_missing(
    desk: Desk, words: list[str], exit_code: int, complaint: str
) -> None:
    need = desk.code("wp:addressesNeed", "need:")
    given = [need if word == "NEED" else word for word in words]
    result = desk.call("decide", desk.document, *given)
    assert result.exit_code == exit_code
    assert complaint in " ".join(result.output.replace("│", " ").split())
    assert desk.call("decide", "mai-visto").exit_code == 1
    assert desk.call("decisions", "--export", str(desk.folder / "x")).exit_code == 1
