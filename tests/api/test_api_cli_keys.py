"""Keys given, listed and revoked from the command line, and used at once."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.access.keys import KeyRing, key_file
from api.cli.main import app


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PRASSI_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def call(*words: str) -> Result:
    return CliRunner().invoke(app, ["keys", *words])


def test_a_key_is_shown_once_listed_without_it_and_revoked(data: Path) -> None:
    made = call("add", "osservatorio", "--quota", "500", "--per-minute", "60")
    assert made.exit_code == 0, made.output
    secret = made.stdout.strip()
    assert secret.startswith("prassi_")
    assert "non si potrà più vedere" in made.stderr
    assert KeyRing(key_file(data)).find(secret)
    assert stat.S_IMODE((data / "keys.jsonl").stat().st_mode) == 0o600
    (row,) = [json.loads(line) for line in call("list", "--format", "json").stdout.splitlines()]
    assert (row["name"], row["per_day"], row["per_minute"]) == ("osservatorio", 500, 60)
    text = call("list").stdout
    assert "osservatorio\t500 al giorno" in text
    assert secret not in text
    assert "revocata" in call("revoke", "osservatorio").stdout
    assert call("list").stdout == ""
    assert KeyRing(key_file(data)).find(secret) is None


def test_programs_get_the_key_as_json(data: Path) -> None:
    told = json.loads(call("add", "portale", "--format", "json").stdout)
    assert told.keys() == {"name", "key", "per_minute", "per_day"}


def test_a_quota_of_nothing_is_misuse(data: Path) -> None:
    assert call("add", "portale", "--quota", "0").exit_code == 2
    assert not data.exists()
