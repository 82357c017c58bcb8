"""A release is whole, the same for the same library, and safe to open."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import os
from dataclasses import replace
from pathlib import Path

import hypothesis.strategies as st
import pyoxigraph as ox
import pytest
import yaml
from hypothesis import given

from api.settings import DataLicence, Settings
from api.workplace import Workplace
from corpus.library import Library
from corpus.release.__main__ import NO_SNAPSHOT, Job, forget, work
from corpus.release.colophon import Colophon, licences
from corpus.release.graphs import targets
from corpus.release.manifest import NAME, Manifest, read_manifest
from corpus.release.press import Edition, press, table_files
from corpus.release.tables import cell, csvw, head, line, tables
from corpus.store import OxigraphStore
from ingest.jail import ReadingRoom
from search.encoder import HashingEncoder

STORY = """---
id: {0}
title: "{1}"
licence: CC-BY-4.0
---

# {1}

Il Comune di Ostellato ha attivato un trasporto sociale per gli anziani soli; costa 12.000 euro.
"""
EDITION = Edition("a" * 32, "2026-11-22", "https://prassi.example.it/dump/a/")
COLOPHON = Colophon("Comune di Ostellato", "CC-BY-4.0")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("release")
    workplace = Workplace(Settings(data=folder / "data"), encoder=HashingEncoder())
    with ReadingRoom() as room, workplace.accessions(room) as accessions:
        for name, title in (("navetta", "Navetta"), ("formula", "=HYPERLINK(1) per tutti")):
            (folder / f"{name}.md").write_text(STORY.format(name, title), encoding="utf-8")
            assert accessions.ingest(folder / f"{name}.md").reason is None
    return workplace.library()


def pressed(library: Library, folder: Path) -> Manifest:
    store = OxigraphStore(library.snapshot, read_only=True)
    return press(store, library.reference, EDITION, COLOPHON, folder)


@pytest.fixture(scope="module")
def release(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pressed") / "release"
    pressed(library, folder)
    return folder


def rows(release: Path, table: str) -> list[dict[str, str]]:
    file = release / table_files()[table]
    body = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    return list(csv.DictReader(io.StringIO(body.decode(), newline="")))


def test_the_same_library_gives_the_same_bytes(library, release, tmp_path) -> None:
    pressed(library, tmp_path / "again")
    files = sorted(path.name for path in release.iterdir())
    assert files == sorted(path.name for path in (tmp_path / "again").iterdir())
    for name in files:
        assert (release / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name


def test_the_checksums_are_of_every_file_but_their_own(release) -> None:
    lines = (release / "SHA256SUMS").read_text().splitlines()
    told = {name: sha256 for sha256, name in (one.split("  ") for one in lines)}
    assert told == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in release.iterdir()
        if path.name != "SHA256SUMS"
    }
    manifest = read_manifest(release)
    assert manifest
    for file in manifest.files:
        assert (file.sha256, file.bytes) == (told[file.name], (release / file.name).stat().st_size)


@pytest.mark.parametrize(
    ("name", "shape"),
    [("prassi.nq.gz", ox.RdfFormat.N_QUADS), ("prassi.trig.gz", ox.RdfFormat.TRIG)],
)
def test_loading_the_graph_gives_the_store_again(library, release, name, shape) -> None:
    copy = OxigraphStore()
    copy.load(ox.parse(gzip.decompress((release / name).read_bytes()), format=shape))
    mine, theirs = io.BytesIO(), io.BytesIO()
    library.dump(mine)
    copy.dump(theirs)
    assert mine.getvalue() == theirs.getvalue()


def test_every_table_has_the_columns_that_are_described_and_as_many_rows_as_told(release) -> None:
    manifest = read_manifest(release)
    assert manifest
    described = json.loads((release / "tables.csvw.json").read_text(encoding="utf-8"))
    told = {one["url"]: one["tableSchema"]["columns"] for one in described["tables"]}
    readme = (release / "README.md").read_text(encoding="utf-8")
    for table, file in table_files().items():
        found = rows(release, table)
        counted = manifest.file(file)
        assert counted
        assert len(found) == counted.count
        columns = [column["name"] for column in told[file]]
        assert columns == [column.name for column in tables()[table].columns]
        for row in found:
            assert list(row) == columns
        for column in tables()[table].columns:
            assert column.about in readme


def test_each_fact_has_a_practice_and_words_that_prove_it(release) -> None:
    practices = {row["id"] for row in rows(release, "practices")}
    facts = {row["id"]: row for row in rows(release, "facts")}
    assert {row["practice"] for row in facts.values()} == practices == {"navetta", "formula"}
    money = [row for row in facts.values() if row["kind"] == "money"]
    assert {row["value"] for row in money} == {"12000"}
    evidence = rows(release, "evidence")
    assert {row["fact"] for row in evidence} == set(facts)
    for row in evidence:
        assert int(row["end"]) - int(row["start"]) == len(row["quote"].removeprefix("'"))


def test_no_cell_is_a_formula(release) -> None:
    for table in tables():
        for row in rows(release, table):
            for value in row.values():
                assert not value.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert "'=HYPERLINK(1) per tutti" in {row["title"] for row in rows(release, "practices")}


@given(st.text(), st.lists(st.text(alphabet=st.characters(exclude_characters="|"))))
def test_a_cell_comes_back_as_it_was_but_for_the_apostrophe(text, many) -> None:
    for value in (text, many):
        written = cell(value)
        assert not written.startswith(("=", "+", "-", "@", "\t", "\r"))
        plain = value if isinstance(value, str) else "|".join(value)
        assert written in (plain, f"'{plain}")


# No graph holds half a surrogate pair: what is in one is UTF-8.
@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=6, max_size=6)
)
def test_a_line_of_csv_is_read_as_it_was_written(values) -> None:
    table = replace(tables()["evidence"])
    names = [column.name for column in table.columns]
    row = dict(zip(names, values, strict=True))
    text = (head(table) + line(table, row)).decode()
    (read,) = csv.DictReader(io.StringIO(text, newline=""))
    assert read == {name: cell(value) for name, value in row.items()}


def test_a_row_that_lacks_a_column_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        line(tables()["evidence"], {"fact": "x"})


def test_the_description_of_the_tables_is_csvw() -> None:
    told = csvw({"facts": "facts.csv.gz"}, "https://example.org/l", "Titolo")
    assert told["@context"] == "http://www.w3.org/ns/csvw"
    types = {c["datatype"] for one in told["tables"] for c in one["tableSchema"]["columns"]}
    assert types <= {"string", "decimal", "integer", "anyURI"}


def test_the_release_says_how_to_cite_it_and_under_which_licence(release) -> None:
    told = yaml.safe_load((release / "CITATION.cff").read_text(encoding="utf-8"))
    assert told["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= told.keys()
    assert (told["type"], told["license"]) == ("dataset", "CC-BY-4.0")
    assert (told["version"], told["date-released"]) == (EDITION.generation, "2026-11-22")
    assert told["authors"] == [{"name": "Comune di Ostellato"}]
    for name in ("README.md", "LICENCE.txt"):
        assert "creativecommons.org/licenses/by/4.0/" in (release / name).read_text("utf-8")


def test_the_program_says_how_to_cite_it_with_its_own_version() -> None:
    told = yaml.safe_load((Path(__file__).parents[2] / "CITATION.cff").read_text("utf-8"))
    public = yaml.safe_load((Path(__file__).parents[2] / "publiccode.yml").read_text("utf-8"))
    assert told["version"] == public["softwareVersion"]
    assert told["license"] == public["legal"]["license"]


def test_every_licence_that_can_be_set_is_known() -> None:
    assert set(licences()) == {str(one) for one in DataLicence}


def test_what_is_counted_is_what_is_there(library, release) -> None:
    manifest = read_manifest(release)
    assert manifest
    counts = manifest.counts
    store = ox.Store.read_only(str(library.snapshot))
    default = list(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    assert counts.triples == len(default) == sum(counts.properties.values())
    assert counts.subjects == len({quad.subject for quad in default})
    practice = library.reference.names.node("wp:Practice").value
    assert counts.classes[practice] == 2
    assert {link.target for link in counts.linksets} >= {"places", "languages"}
    assert {link.target for link in counts.linksets} <= set(targets())


def test_a_release_that_fails_leaves_the_former_one(library, release, monkeypatch) -> None:
    before = {path.name: path.read_bytes() for path in release.iterdir()}

    def fail(*_: object) -> None:
        raise OSError(28, "No space left")

    monkeypatch.setattr("corpus.release.press.checksums", fail)
    with pytest.raises(OSError, match="space"):
        pressed(library, release)
    assert {path.name: path.read_bytes() for path in release.iterdir()} == before
    assert [path.name for path in release.parent.iterdir()] == [release.name]


def job(library: Library, dumps: Path, **changed: object) -> Job:
    settings = Settings()
    told = Job(
        snapshot=str(library.snapshot),
        base=settings.base,
        places=str(settings.resources / "places"),
        dumps=str(dumps),
        generation=EDITION.generation,
        released=EDITION.released,
        home=EDITION.home,
        publisher="Prassi",
        licence="CC-BY-4.0",
        kept=2,
        kept_bytes=10**9,
    )
    return replace(told, **changed)  # type: ignore[arg-type]


def test_a_press_cleans_up_after_one_that_was_killed(library, tmp_path) -> None:
    left = tmp_path / f".{EDITION.generation}.4711"
    left.mkdir()
    (left / "prassi.nq.gz").write_bytes(b"half")
    assert work(job(library, tmp_path)) == 0
    assert not left.exists()
    assert read_manifest(tmp_path / EDITION.generation)
    gone = job(library, tmp_path, snapshot=str(tmp_path / "nowhere"), generation="b" * 32)
    assert work(gone) == NO_SNAPSHOT


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    for age, letter in enumerate("abcd"):
        folder = tmp_path / (letter * 32)
        folder.mkdir()
        (folder / NAME).write_bytes(b"x" * 100)
        os.utime(folder / NAME, ns=(age * 10**9, age * 10**9))
    return tmp_path


@pytest.mark.parametrize(
    ("kept", "size", "left"), [(2, 10**6, "cd"), (9, 250, "cd"), (9, 10**6, "abcd"), (9, 1, "d")]
)
def test_old_releases_are_forgotten_the_newest_never(shelf, kept, size, left) -> None:
    forget(shelf, kept, size)
    assert sorted(path.name[0] for path in shelf.iterdir()) == list(left)
