"""The gallery on the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ontology.queries import competency_queries


@pytest.fixture
def prassi(shelf, capfdbinary, monkeypatch):
    """Run the command line in this process; return exit code, output and complaint."""
    from api.cli.main import main

    monkeypatch.setenv("PRASSI_DATA", str(shelf[0].data))
    monkeypatch.setenv("PRASSI_ENCODER", "hashing")

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["prassi", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfdbinary.readouterr()
        return int(ended.value.code or 0), out.decode(), err.decode()

    return run


def test_the_gallery_is_listed_a_line_a_question(prassi) -> None:
    code, out, _ = prassi("sparql", "--gallery")
    queries = competency_queries()
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == [query.id for query in queries]
    assert queries[6].question in out.splitlines()[6]
    code, out, _ = prassi("sparql", "--gallery", "--format", "json")
    assert [one["id"] for one in json.loads(out)["queries"]] == [query.id for query in queries]


@pytest.mark.slow
def test_a_question_is_run_by_its_identifier(shelf) -> None:
    # A process of its own: answers go to the very bytes of standard output.
    environment = {**os.environ, "PRASSI_DATA": str(shelf[0].data), "PRASSI_ENCODER": "hashing"}
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "api.cli.main"),
            *("sparql", "--query-id", "cq05", "--format", "csv"),
        ],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        timeout=120,
        check=True,
    )
    head, *rows = ran.stdout.decode().splitlines()
    assert head == "title,role,actor"
    assert any("Regione Basilicata" in row for row in rows)


def test_an_identifier_that_no_question_has_is_told_where_they_are_listed(prassi) -> None:
    code, _, complaint = prassi("sparql", "--query-id", "cq99")
    assert code == 1
    assert "cq99" in complaint
    assert "--gallery" in complaint


def test_a_file_and_a_ready_question_are_not_asked_together(prassi) -> None:
    code, _, complaint = prassi("sparql", "domanda.rq", "--query-id", "cq01")
    assert code == 2
    assert "--gallery" in complaint
