"""No pattern of ours can be made slow by a text: 100 KB of the worst take less than 200 ms."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hostile_text import worst

CENSUS = Path(__file__).parents[1] / "fixtures" / "pattern_census.py"


@pytest.mark.parametrize(
    "pattern",
    [r"(a+)+$", r"\s+per\s+", r"(?:<!--.{0,90}?-->\s*)*<html", r"\d+[.,]?\d*€", r"x[^>]*>"],
)
def test_the_measure_finds_what_is_slow(pattern: str) -> None:
    spent, _ = worst(re.compile(pattern, re.DOTALL), limit=0.02, size=20_000)
    assert spent > 0.02


@pytest.mark.parametrize(
    "pattern", [r"(?:a{1,9}b)+c?", r"(?<!\s)\s+per", r"\bbando\b", r"x[^>x]*>"]
)
def test_the_measure_lets_pass_what_is_linear(pattern: str) -> None:
    spent, text = worst(re.compile(pattern), limit=0.2, size=20_000)
    assert spent < 0.2, text


@pytest.mark.slow
def test_every_pattern_is_quick_on_the_text_that_hurts_it_most() -> None:
    answer = subprocess.run(
        [sys.executable, str(CENSUS)], capture_output=True, text=True, check=True, timeout=1800
    )
    found = json.loads(answer.stdout)
    assert found["unseen"] == [], "these places make patterns that the census never reached"
    assert found["patterns"] > 400
    assert found["slow"] == []
