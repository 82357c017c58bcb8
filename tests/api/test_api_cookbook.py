"""Each recipe of docs/cookbook.md, run by a shell against a real server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.access.keys import key_file
from api.app import create_app
from bench.serving import serving

COOKBOOK = Path(__file__).parents[2] / "docs" / "cookbook.md"
RECIPE = re.compile(
    r"^## (?P<title>\d+\. .+?)$(?:(?!^## ).)*?^```sh\n(?P<commands>.+?)^```$\s+"
    r"^\*answers with\* `(?P<words>.+?)`$",
    re.MULTILINE | re.DOTALL,
)
RECIPES = [found.groups() for found in RECIPE.finditer(COOKBOOK.read_text(encoding="utf-8"))]

pytestmark = pytest.mark.slow  # a real server and a process a recipe


@pytest.fixture(scope="module")
def kitchen(shelf, tmp_path_factory) -> Iterator[dict[str, str]]:
    """The environment in which a reader of the cookbook tries it."""
    for tool in ("bash", "curl"):
        if shutil.which(tool) is None:
            pytest.fail(f"{tool} is not installed: apt-get install {tool}")
    settings, library = shelf
    data = tmp_path_factory.mktemp("cookbook")
    secret = key_file(data).add("cuoco", 1000, 1000)
    with serving(create_app(settings.model_copy(update={"data": data}), library)) as address:
        yield {"PATH": os.environ["PATH"], "PRASSI": address, "KEY": secret, "no_proxy": "*"}


def test_every_recipe_of_the_cookbook_is_tried() -> None:
    titles = re.findall(r"^## (\d+)\. ", COOKBOOK.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(RECIPES) == len(titles) >= 15


@pytest.mark.parametrize(("title", "commands", "words"), RECIPES, ids=[one[0] for one in RECIPES])
def test_a_recipe_gives_what_it_promises(kitchen, title, commands, words) -> None:
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        env=kitchen,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert words in done.stdout
