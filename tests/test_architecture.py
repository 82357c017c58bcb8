"""The arrows between rooms, and the names they take in the world of packages."""

from __future__ import annotations

import ast
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Who may import whom, as drawn in docs/architecture.md.
ARROWS = {
    "ontology": set(),
    "ingest": {"ontology"},
    "search": {"ontology"},
    "corpus": {"ontology", "ingest", "search"},
    "api": {"ontology", "ingest", "search", "corpus"},
}
MODULES = [path for room in ARROWS for path in sorted((ROOT / room).rglob("*.py"))]


def imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the arrows"
            found.add((node.module or "").partition(".")[0])
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_follow_the_arrows(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    assert imports(path) & ARROWS.keys() <= ARROWS[room] | {room}


def test_the_drawing_in_the_docs_shows_the_same_arrows() -> None:
    drawn = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for room, known in ARROWS.items():
        arrows = {f"{room} --> {other}" for other in known}
        assert all(arrow in drawn for arrow in arrows), room
        others = ARROWS.keys() - known - {room}
        assert not any(f"{room} --> {other}" in drawn for other in others), room


def test_no_other_installed_package_takes_the_name_of_a_room() -> None:
    # The rooms are top-level packages with plain names: a clash would be silent and confusing.
    owners = packages_distributions()
    assert {room: set(owners.get(room, ["prassi"])) for room in ARROWS} == {
        room: {"prassi"} for room in ARROWS
    }


def test_no_room_reads_the_folder_of_research() -> None:
    for path in MODULES:
        assert "../shared" not in path.read_text(encoding="utf-8"), path
