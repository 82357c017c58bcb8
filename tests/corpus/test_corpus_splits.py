"""The manifest allots documents for good; of new texts only those to learn from join it."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.gold import LEARNING
from corpus.splits import (
    Allotment,
    ManifestError,
    Split,
    digest,
    freeze,
    load_manifest,
    write_manifest,
)

BODY = "Il [[Comune|ACTOR actor:comune]] apre uno sportello.\n"


def paper(folder: Path, name: str, family: str = LEARNING, body: str = BODY) -> Path:
    path = folder / f"{name}.md"
    path.write_text(f"---\nid: {name}\nfamily: {family}\n---\n\n{body}", encoding="utf-8")
    return path


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "manifest.csv"
    write_manifest([], path)
    return path


def test_a_new_text_to_learn_from_is_enrolled_for_learning(tmp_path: Path, manifest: Path) -> None:
    file = paper(tmp_path, "carta")
    assert freeze({"carta": file}, manifest) == ["carta"]
    assert load_manifest(manifest) == {
        "carta": Allotment("carta", LEARNING, Split.TRAIN, LEARNING, 1, digest(file))
    }
    assert freeze({"carta": file}, manifest) == []


@pytest.mark.parametrize("family", ["pratica", "non-pratica", "contropelo"])
def test_no_other_new_text_is_enrolled_by_itself(
    tmp_path: Path, manifest: Path, family: str
) -> None:
    with pytest.raises(ManifestError, match="carta"):
        freeze({"carta": paper(tmp_path, "carta", family)}, manifest)
    assert load_manifest(manifest) == {}


def test_an_enrolled_text_keeps_the_split_it_has(tmp_path: Path, manifest: Path) -> None:
    file = paper(tmp_path, "carta")
    write_manifest([Allotment("carta", LEARNING, Split.DEV, "una fonte", 2, "vecchio")], manifest)
    assert freeze({"carta": file}, manifest) == ["carta"]
    one = load_manifest(manifest)["carta"]
    assert (one.split, one.source, one.readers, one.sha256) == (
        Split.DEV, "una fonte", 2, digest(file),
    )  # fmt: skip


def test_changed_marks_are_told_and_a_lost_text_is_refused(tmp_path: Path, manifest: Path) -> None:
    file = paper(tmp_path, "carta")
    other = paper(tmp_path, "altra")
    files = {"carta": file, "altra": other}
    freeze(files, manifest)
    paper(tmp_path, "carta", body="Il Comune apre.\n")
    assert freeze(files, manifest) == ["carta"]
    with pytest.raises(ManifestError, match="altra"):
        freeze({"carta": file}, manifest)


def test_texts_to_learn_from_are_never_measured_on() -> None:
    learning = [one for one in load_manifest().values() if one.family == LEARNING]
    assert learning
    assert {one.split for one in learning} == {Split.TRAIN}
