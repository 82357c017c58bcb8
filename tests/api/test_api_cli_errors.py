"""`prassi evaluate extraction --errors` shows what to mend, and never out of the test part."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api.cli.main import app
from corpus.gold import annotated_files
from corpus.splits import Split, load_manifest

MISREAD = """---
id: mio
title: Navetta
genre: news
---

# Navetta

Il [[Comune di Ostellato|ACTOR actor:comune]] aiuta gli [[anziani|BENEFICIARY beneficiary:minori]]
e [[chi ha una certa età e i capelli grigi|BENEFICIARY beneficiary:anziani]].
"""


@pytest.fixture(autouse=True)
def _quick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRASSI_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PRASSI_ENCODER", "hashing")
    monkeypatch.setenv("PRASSI_READING", "rapida")


def measured(folder: Path, *options: str) -> Result:
    command = ["evaluate", "extraction", "--gold", str(folder), *options]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    return result


def answer(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)
    return {**found, "tables": {table["id"]: table for table in found["tables"]}}


def test_a_document_of_ones_own_is_shown_with_its_sentence(tmp_path: Path) -> None:
    (tmp_path / "mio.md").write_text(MISREAD, encoding="utf-8")
    found = answer(measured(tmp_path, "--errors", "--format", "json"))
    confused = [one for one in found["errors"] if one["wrong"] == "altro concetto"]
    assert [one["detail"] for one in confused] == ["beneficiary:minori → beneficiary:anziani"]
    assert confused[0]["sentence"].startswith("Il Comune di Ostellato aiuta gli anziani")
    assert confused[0]["document"] == "mio"
    rows = {row["etichetta"]: row for row in found["tables"]["errors"]["rows"]}
    assert rows["BENEFICIARY"]["altro concetto"] == 1
    assert found["tables"]["confusions"]["rows"][0]["volte"] >= 1
    shown = measured(tmp_path, "--errors", "1").stdout
    assert "BENEFICIARY, altro concetto" in shown
    assert "[mio, pratica/news]" in shown


def test_of_a_test_document_there_are_counts_and_no_words(tmp_path: Path) -> None:
    allotted = load_manifest()
    name = next(n for n, one in sorted(allotted.items()) if one.split is Split.TEST)
    (tmp_path / f"{name}.md").write_bytes(annotated_files()[name].read_bytes())
    result = measured(tmp_path, "--errors", "9", "--format", "json")
    found = answer(result)
    assert found["errors"] == []
    assert "confusions" not in found["tables"]
    assert sum(row["mancato"] for row in found["tables"]["errors"]["rows"]) > 0
    assert "solo conti" in " ".join(result.stderr.split())

    (tmp_path / "mio.md").write_text(MISREAD, encoding="utf-8")
    mixed = answer(measured(tmp_path, "--errors", "9", "--format", "json"))
    assert {one["document"] for one in mixed["errors"]} == {"mio"}


def test_without_the_option_there_are_counts_alone(tmp_path: Path) -> None:
    (tmp_path / "mio.md").write_text(MISREAD, encoding="utf-8")
    found = answer(measured(tmp_path, "--format", "json"))
    assert "errors" not in found
    assert {"errors", "error_styles", "calibration", "spans"} <= set(found["tables"])
