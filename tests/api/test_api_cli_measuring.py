"""`prassi evaluate` and `prassi annotation` tell what they measured, or why they could not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.tokens import DocBin
from typer.testing import CliRunner, Result

from api.cli import measures, measuring
from api.cli.main import app
from corpus.evaluation.published import read
from corpus.evaluation.tables import Table
from corpus.exchange import SPANS_KEY, as_docs, as_row, as_tasks, labelling
from corpus.gold import read_gold
from corpus.splits import Split

ANNOTATED = """---
id: navetta
title: Navetta per le visite
genre: news
status: in-corso
---

# Navetta per le visite

Il [[Comune di Ostellato|ACTOR actor:comune role=promotore]] ha attivato un servizio di
[[trasporto sociale|MEASURE measure:trasporto-sociale]] per gli
[[anziani soli|BENEFICIARY beneficiary:anziani-soli]]. Costa [[12.000 euro|FUNDING value=12000]].
"""


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("PRASSI_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PRASSI_ENCODER", "hashing")
    return CliRunner()


def tables(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    return {table["id"]: table for table in json.loads(result.stdout)["tables"]}


def test_documents_of_ones_own_are_measured_beside_the_dictionary(
    cli: CliRunner, tmp_path: Path
) -> None:
    (tmp_path / "navetta.md").write_text(ANNOTATED, encoding="utf-8")
    command = ["evaluate", "extraction", "--gold", str(tmp_path), "--format", "json"]
    found = tables(cli.invoke(app, command))
    spans = {row["etichetta"]: row for row in found["spans"]["rows"]}
    assert spans["ACTOR"]["gold"] == 1
    assert spans["ACTOR"]["F1"] == 1
    assert spans["FUNDING"]["F1 dizionario"] == 0  # no scheme lists 12.000 euro
    assert spans["BENEFICIARY"]["F1 dizionario"] == 1
    assert spans["MEASURE"]["accordo fra persone"] is None
    fields = {row["campo"]: row for row in found["fields"]["rows"]}
    assert fields["c'è una pratica"]["F1"][0] == 1
    assert fields["importi"]["F1"][0] == 1


def test_links_are_measured_on_the_repository_s_own_truth(cli: CliRunner) -> None:
    found = tables(cli.invoke(app, ["evaluate", "linking", "--split", "dev", "--format", "json"]))
    rows = {row["etichetta"]: row for row in found["links"]["rows"]}
    assert rows["PLACE"]["F1"][0] > rows["PLACE"]["F1 nomi esatti"][0] > 0
    assert 0 < rows["ACTOR"]["accordo fra persone"] <= 1
    assert found["organisations"]["rows"][0]["coppie uguali"] > 100


def test_the_corpus_is_counted_in_text_too(cli: CliRunner) -> None:
    shown = cli.invoke(app, ["evaluate", "corpus"]).stdout
    assert "Pratiche per regione e tema" in shown
    assert "Valle d'Aosta" in shown


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("{", "la riga 1 non è una domanda"),
        ("", "il file non contiene domande"),
        (
            '{"id": "a", "query": "x", "kind": "k", "relevant": {}}',
            "nessuna domanda ha una risposta",
        ),
        (
            '{"id": "a", "query": "x", "kind": "k", "relevant": {"d": 3}, "pool": "d"}',
            "«pool» deve essere",
        ),
    ],
)
def test_a_bad_file_of_questions_is_refused_with_its_reason(
    cli: CliRunner, tmp_path: Path, content: str, complaint: str
) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(content, encoding="utf-8")
    done = cli.invoke(app, ["evaluate", "search", "--questions", str(file)])
    assert done.exit_code == 1
    assert complaint in " ".join(done.output.split())


def test_a_library_must_hold_the_answers_that_are_asked_for(cli: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "navetta.txt").write_text("Navetta ad Asti\n\nIl Comune di Asti aiuta gli anziani.")
    assert cli.invoke(app, ["ingest", str(tmp_path / "navetta.txt")]).exit_code == 0
    file = tmp_path / "questions.jsonl"
    file.write_text('{"id": "a", "query": "x", "kind": "k", "relevant": {"mai-visto": 3}}')
    done = cli.invoke(app, ["evaluate", "search", "--questions", str(file)])
    assert done.exit_code == 1
    assert "non ha documenti che rispondono: mai-visto" in " ".join(done.output.split())
    pooled = cli.invoke(app, ["evaluate", "pool", str(file), "--depth", "3"])
    row = json.loads(pooled.stdout)
    assert "mai-visto" in row["pool"]  # what was judged before stays in the pool
    assert len(row["pool"]) == 2


def test_the_annotated_corpus_goes_out_in_three_forms(tmp_path: Path) -> None:
    (tmp_path / "navetta.md").write_text(ANNOTATED, encoding="utf-8")
    row = as_row(read_gold(tmp_path / "navetta.md"), Split.DEV)
    assert [row["text"][s["start"] : s["end"]] for s in row["spans"]] == [
        s["text"] for s in row["spans"]
    ]
    (doc,) = DocBin(docs=as_docs([row])).get_docs(spacy.blank("it").vocab)
    assert [(s.text, s.label_, s.kb_id_) for s in doc.spans[SPANS_KEY]] == [
        (s["text"], s["label"], s["concept"] or "") for s in row["spans"]
    ]
    (task,) = as_tasks([row])
    regions = task["annotations"][0]["result"]
    assert [region["value"]["labels"] for region in regions] == [[s["label"]] for s in row["spans"]]
    assert {region["from_name"] for region in regions} == {"label"}
    assert labelling().count("<Label ") == 9


def test_the_figures_of_the_whole_measure_are_written_with_their_date_and_version(
    cli: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = Table("spans", "Span", ("etichetta", "F1"), (("ACTOR", 0.8274),))
    monkeypatch.setattr(measures, "corpus_tables", lambda _workplace: [table])
    for name in ("extraction", "linking", "search", "duplicate"):
        monkeypatch.setattr(measures, f"{name}_tables", lambda *_given: [])
    monkeypatch.setattr(measuring, "_index", lambda _workplace: None)
    monkeypatch.setattr(measuring, "_held", lambda questions, _index: questions)
    file = tmp_path / "figures.json"
    done = cli.invoke(app, ["evaluate", "--figures", str(file)])
    assert done.exit_code == 0, done.output
    figures = read(file.read_text(encoding="utf-8"))
    assert figures.version
    assert len(figures.date) == len("2026-11-22")
    assert figures.tables == (replace(table, rows=(("ACTOR", 0.827),)),)


@pytest.mark.slow
def test_the_export_writes_every_split(cli: CliRunner, tmp_path: Path) -> None:
    done = cli.invoke(app, ["annotation", "--export", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    for split in Split:
        lines = (tmp_path / "out" / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
        docs = DocBin().from_disk(tmp_path / "out" / f"{split}.spacy")
        tasks = json.loads((tmp_path / "out" / f"{split}.label-studio.json").read_text("utf-8"))
        assert len(lines) == len(docs) == len(tasks) > 0
        assert {json.loads(line)["split"] for line in lines} == {str(split)}
