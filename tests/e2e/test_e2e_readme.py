"""Every example of the README is run as it stands, against a served library."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, Served

pytestmark = pytest.mark.slow
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES = BLOCK.findall(README)
ADDRESS = "http://127.0.0.1:8000"


@pytest.mark.parametrize(("language", "code"), EXAMPLES, ids=lambda part: part.strip()[:50])
def test_an_example_of_the_readme_runs(language: str, code: str, served: Served) -> None:
    here = code.replace(ADDRESS, served.address)
    command = ["bash", "-euo", "pipefail", "-c", here]
    if language == "python":
        command = [sys.executable, "-c", here]
    done = subprocess.run(
        command, cwd=ROOT, env=served.env, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip()


def test_the_two_commands_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make ([a-z-]+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_what_the_readme_links_to_is_there() -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", README):
        assert Path(ROOT, target).exists(), target


def test_the_readme_shows_enough_examples() -> None:
    assert len(EXAMPLES) >= 6
