"""The command line keeps its contracts: shapes, exit codes, and one line for whatever is wrong."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import docx
import pytest
import rdflib

from api.cli.main import main
from api.settings import Settings
from api.workplace import Workplace
from corpus.layout import Layout
from corpus.store import OxigraphStore
from ingest.readers.limits import limits
from search.encoder import HashingEncoder
from search.model import FACETS

sys.path.append(str(Path(__file__).parents[1] / "fixtures" / "readers"))
from tiny_pdf import placed, tiny_pdf

NAVETTA = """---
id: navetta-ostellato
title: Navetta per le visite a Ostellato
source_url: https://esempio.it/navetta
---

# Navetta per le visite a Ostellato

Il Comune di Ostellato ha attivato un servizio di trasporto sociale rivolto agli anziani soli, in
collaborazione con l'associazione di volontariato Auser Ostellato. Costa 12.000 euro. 🚌 Nel 2021
sono state accompagnate 64 persone.
"""
EMPORIO = """Emporio solidale di Asti

La Caritas diocesana gestisce ad Asti un emporio solidale per le famiglie in difficoltà economica.
"""
ENGLISH = (
    "The council supports walking groups for older people who live alone in the district. "
    "Volunteers meet twice a week and prepare meals together, and the parish offers its rooms. "
    "The programme is funded by a foundation and has reached sixty families so far."
)


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it printed."""

    code: int
    out: bytes
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]

    def complaint(self, code: int) -> str:
        """The one line of a command that failed as it should."""
        assert (self.code, self.out) == (code, b""), self
        (line,) = self.err.splitlines()
        assert line.startswith("prassi: ")
        return line


def run(data: Path, *arguments: str | Path, stdin: bytes = b"", **settings: str) -> Ran:
    """Run a command in this process, as the installed script would."""
    out, err = TextIOWrapper(BytesIO(), encoding="utf-8"), StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        environment = {"DATA": str(data), "ENCODER": "hashing", **settings}
        for name, value in environment.items():
            patch.setenv(f"PRASSI_{name}", value)
        patch.setattr(sys, "argv", ["prassi", *map(str, arguments)])
        patch.setattr(sys, "stdin", TextIOWrapper(BytesIO(stdin)))
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        out.flush()
        assert "Traceback" not in err.getvalue()
        return Ran(code, out.buffer.getvalue(), err.getvalue())


def run_script(data: Path, *arguments: str | Path) -> Ran:
    """Run the installed script in a process of its own."""
    done = subprocess.run(
        [Path(sys.executable).with_name("prassi"), *arguments],
        env={**os.environ, "PRASSI_DATA": str(data), "PRASSI_ENCODER": "hashing"},
        capture_output=True,
        timeout=120,
    )
    return Ran(done.returncode, done.stdout, done.stderr.decode())


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    """A library of two documents, and how their ingest with an empty one went."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "a.md").write_text(NAVETTA, encoding="utf-8")
    (folder / "b.md").write_bytes(b"")
    (folder / "c.txt").write_text(EMPORIO, encoding="utf-8")
    return folder / "data", run(folder / "data", "ingest", folder, "--format", "json")


@pytest.fixture
def data(shelf: tuple[Path, Ran]) -> Path:
    """The library of `shelf`, to be read only."""
    return shelf[0]


@pytest.fixture
def own(data: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return shutil.copytree(data, tmp_path / "data")


# -- ingest ----------------------------------------------------------------------------------------


def test_ingest_tells_of_each_document_and_goes_on_after_a_bad_one(shelf: tuple[Path, Ran]) -> None:
    _, ran = shelf
    assert ran.code == 1
    first, second, third = ran.lines
    keys = ["document", "status", "practices", "statements", "reason", "notes", "likely"]
    for line in ran.lines:
        assert list(line) == keys
        assert line["likely"] == []  # nothing here may be one under two names
    assert first["document"] == "navetta-ostellato"
    assert first["practices"] == ["navetta-ostellato"]
    assert first["statements"] > 5
    assert (first["status"], second["status"], third["status"]) == ("added", "rejected", "added")
    assert first["reason"] is None
    assert "vuoto" in second["reason"]
    assert (second["practices"], second["statements"]) == ([], 0)
    assert "lettura dei documenti" not in ran.out.decode()


def test_ingest_ends_with_a_line_of_counts(shelf: tuple[Path, Ran]) -> None:
    assert shelf[1].err.splitlines()[-1] == "documenti: 2 aggiunti, 1 rifiutato"


def test_an_interrupted_ingest_says_how_to_go_on(
    own: Path, shelf: tuple[Path, Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("corpus.accession.Accessions.ingest_all", interrupt)
    ran = run(own, "ingest", shelf[0].parent / "a.md")
    assert ran.code == 130
    assert "riprenderà da dove era" in ran.err
    monkeypatch.undo()
    assert run(own, "ingest", shelf[0].parent / "a.md").code == 0


def test_workers_are_here_or_on_a_cluster(own: Path, tmp_path: Path) -> None:
    path = as_text(tmp_path)
    assert run(own, "ingest", path, "--workers", "2", "--dask", "tcp://127.0.0.1:9").code == 2
    assert run(own, "ingest", path, "--workers", "0").code == 2


@pytest.mark.slow
def test_a_cluster_that_does_not_answer_ends_with_3(own: Path, tmp_path: Path) -> None:
    ran = run(own, "ingest", as_text(tmp_path), "--dask", "tcp://127.0.0.1:9")
    assert "non risponde" in ran.complaint(3)


@pytest.mark.slow
def test_two_workers_tell_the_same_as_one_process(shelf: tuple[Path, Ran], tmp_path: Path) -> None:
    folder, alone = shelf[0].parent, shelf[1]
    files = [folder / name for name in ("a.md", "b.md", "c.txt")]
    ran = run(tmp_path / "data", "ingest", *files, "--workers", "2", "--format", "json")
    assert (ran.code, ran.out) == (alone.code, alone.out)


@pytest.mark.slow
def test_ingest_again_finds_everything_unchanged(own: Path, shelf: tuple[Path, Ran]) -> None:
    folder = shelf[0].parent
    ran = run(own, "ingest", folder / "a.md", folder / "c.txt", "--format", "json")
    assert ran.code == 0
    assert [line["status"] for line in ran.lines] == ["unchanged", "unchanged"]
    assert run(own, "ingest", own / "originals" / "nulla").code == 1


def test_ingest_of_nothing_says_so(tmp_path: Path) -> None:
    (tmp_path / "cartella").mkdir()
    assert "nessun file" in run(tmp_path / "d", "ingest", tmp_path / "cartella").complaint(1)
    assert not (tmp_path / "d").exists()


def make_word(text: str) -> bytes:
    out = BytesIO()
    file = docx.Document()
    file.add_heading("Navetta per le visite", 1)
    file.add_paragraph(text)
    file.save(out)
    return out.getvalue()


PAGE = [[placed(60, 700, "Il Comune di Ostellato assegna gli orti agli anziani soli.")]]
BAD_FILES: dict[str, Callable[[], bytes]] = {
    "vuoto.md": lambda: b"",
    "binario.txt": lambda: bytes(range(256)) * 20,
    "enorme.txt": lambda: b"parole " * (limits().document.bytes // 7 + 1),
    "cifrato.pdf": lambda: tiny_pdf(PAGE, password="x"),
    "rotto.docx": lambda: make_word(NAVETTA)[:3000],
    "rotto.pdf": lambda: tiny_pdf(PAGE)[:250],
    "immagine.pdf": lambda: b"\x89PNG\r\n\x1a\n" + bytes(100),
    "inglese.txt": ENGLISH.encode,
    "vocabolario.md": lambda: NAVETTA.replace("id: navetta-ostellato", "id: vocabulary").encode(),
}


@pytest.mark.slow
def test_bad_files_are_rejected_each_by_its_reason_and_leave_nothing(
    own: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "cattivi"
    folder.mkdir()
    for name, content in BAD_FILES.items():
        (folder / name).write_bytes(content())
    (folder / os.fsdecode(b"non\xff utf8.md")).write_bytes(b"")
    (folder / "mascherato.pdf").write_bytes(make_word(EMPORIO))
    before = contents(own)
    ran = run(own, "ingest", folder, folder / "manca.txt", "--format", "json")
    assert ran.code == 1
    bad = [line for line in ran.lines if line["status"] == "rejected"]
    (good,) = [line for line in ran.lines if line not in bad]
    assert good["document"].startswith("mascherato-")
    assert len(bad) == len(BAD_FILES) + 2
    assert all(line["reason"] and "errore interno" not in line["reason"] for line in bad)
    assert run(own, "retract", good["document"]).code == 0
    assert contents(own) == before


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(BAD_FILES.keys() - {"vocabolario.md"}))
def test_extracting_from_a_bad_file_prints_one_line(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(BAD_FILES[name]())
    assert run(tmp_path, "extract", path, "--format", "json").complaint(1)


def contents(data: Path) -> tuple[bytes, list[Path]]:
    kept = [p for folder in ("originals", "readings", "pending") for p in data.glob(f"{folder}/*")]
    return run(data, "export").out, sorted(kept)


# -- extract ---------------------------------------------------------------------------------------


def as_text(tmp_path: Path) -> Path:
    path = tmp_path / "emporio.txt"
    path.write_bytes(EMPORIO.replace("\n", "\r\n").encode("cp1252"))
    return path


def as_markdown(tmp_path: Path) -> Path:
    path = tmp_path / "navetta.md"
    path.write_bytes(NAVETTA.encode())
    return path


def as_word(tmp_path: Path) -> Path:
    path = tmp_path / "navetta.docx"
    path.write_bytes(make_word(" ".join(NAVETTA.partition("Ostellato\n\n")[2].split())))
    return path


@pytest.mark.parametrize("make", [as_text, as_markdown, as_word])
def test_extract_prints_the_format_that_is_scored(
    tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    path = make(tmp_path)
    ran = run(tmp_path, "extract", path, "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    found = ran.json
    assert list(found) == ["document", "practices", "spans", "statements", "notes"]
    assert list(found["document"]) == ["id", "title", "sha256", "text"]
    text = found["document"]["text"]
    if path.suffix != ".docx":
        encoding = "cp1252" if path.suffix == ".txt" else "utf-8"
        assert text == path.read_bytes().decode(encoding)
    assert text == unicodedata.normalize("NFC", text)
    assert [p["title"].split()[0] for p in found["practices"]] in (["Navetta"], ["Emporio"])
    assert {"id", "title", "status"} <= set(found["practices"][0])
    assert {"ACTOR", "MEASURE", "BENEFICIARY"} <= {span["label"] for span in found["spans"]}
    for span in found["spans"]:
        assert list(span) == ["start", "end", "text", "label", "concept", "confidence"]
        assert text[span["start"] : span["end"]] == span["text"]
        assert 0 < span["confidence"] <= 1
    assert found["statements"]
    for statement in found["statements"]:
        keys = ["subject", "predicate", "object", "start", "end", "confidence"]
        assert list(statement) == keys
        assert 0 <= statement["start"] < statement["end"] <= len(text)


def test_extract_touches_no_library(tmp_path: Path) -> None:
    ran = run(tmp_path / "data", "extract", as_markdown(tmp_path))
    assert "pratica: Navetta per le visite a Ostellato" in ran.out.decode()
    assert not (tmp_path / "data").exists()


# -- search ----------------------------------------------------------------------------------------


def test_search_prints_hits_with_their_passage_and_facets(data: Path) -> None:
    found = run(data, "search", "trasporto per anziani", "--format", "json").json
    assert {"query", "hits", "facets"} <= set(found)
    assert found["query"] == "trasporto per anziani"
    first = found["hits"][0]
    assert {"id", "iri", "title", "score", "passage", "reasons"} <= set(first)
    assert first["id"] == "navetta-ostellato"
    assert first["iri"].endswith("/id/practice/navetta-ostellato")
    passage = first["passage"]
    assert list(passage) == ["text", "document", "start", "end"]
    assert NAVETTA[passage["start"] : passage["end"]] == passage["text"]
    assert first["reasons"]
    assert set(found["facets"]) == set(FACETS)
    assert len(run(data, "search", "anziani", "--limit", "1", "--format", "json").json["hits"]) == 1


def test_filters_leave_out_what_does_not_pass(data: Path) -> None:
    asti = run(data, "search", "", "--region", "01", "--format", "json").json["hits"]
    assert [hit["title"] for hit in asti] == ["Emporio solidale di Asti"]
    unknown = run(data, "search", "", "--region", "99")
    assert unknown.code == 1
    assert "«region»: «99» non c'è" in unknown.err


@pytest.mark.parametrize(
    "query",
    [
        "",
        " \t\n",
        "anziani soli " * 800,
        "a" * 10_000,
        "di il la che non per",
        "TRASPORTO PER ANZIANI SOLI",
        'anziani OR NEAR(soli, 3) AND NOT "trasporto*" ^title: {text}',
        "'; DROP TABLE documents; --",
        "* ? ( ) [ ] - + ~ \\ \" ' : % _",
        "SELECT * { ?s ?p ?o } } UNION { SERVICE <http://x> {} }",
        "\x00\x1b[31m\u202e\ud800",
        "🚌 👵🏽",
    ],
    ids=lambda query: ascii(query[:20]),
)
def test_no_query_is_too_odd_to_be_answered(data: Path, query: str) -> None:
    ran = run(data, "search", query, "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    assert isinstance(ran.json["hits"], list)
    assert run(data, "search", query).code == 0


def test_capitals_find_what_small_letters_find(data: Path) -> None:
    small, large = (
        run(data, "search", query, "--format", "json").json["hits"]
        for query in ("trasporto anziani", "TRASPORTO ANZIANI")
    )
    assert [hit["id"] for hit in small] == [hit["id"] for hit in large]


# -- show, retract ---------------------------------------------------------------------------------


def test_show_prints_each_fact_with_its_words(data: Path) -> None:
    view = run(data, "show", "navetta-ostellato", "--format", "json").json
    assert view["id"] == "navetta-ostellato"
    for fact in view["facts"]:
        for evidence in fact["evidence"]:
            assert NAVETTA[evidence["start"] : evidence["end"]] == evidence["quote"]
    text = run(data, "show", "navetta-ostellato").out.decode()
    assert "«Comune di Ostellato»" in text


@pytest.mark.parametrize(
    "name", ["nulla", "", 'a b<>"{}', "vocabulary", "../x", "\udcff", "a" * 10_000]
)
def test_what_is_not_held_cannot_be_shown_or_exported(data: Path, name: str) -> None:
    assert "non è nella libreria" in run(data, "show", name).complaint(1)
    assert "non è nella libreria" in run(data, "export", name).complaint(1)


@pytest.mark.slow
def test_retract_withdraws_what_is_held_and_names_what_is_not(own: Path) -> None:
    ran = run(own, "retract", "vocabulary", "\udcff", "navetta-ostellato")
    assert ran.code == 1
    assert ran.out.decode() == "ritirato navetta-ostellato\n"
    assert ran.err.count("non è nella libreria") == 2
    assert run(own, "show", "navetta-ostellato").code == 1
    assert b"ostellato" not in run(own, "export").out.lower()


# -- export, sparql --------------------------------------------------------------------------------


def quads(content: bytes, shape: str) -> set[tuple[object, ...]]:
    dataset = rdflib.Dataset()
    dataset.parse(BytesIO(content), format={"jsonld": "json-ld"}.get(shape, shape))
    return set(dataset.quads())


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_export_says_the_same_in_every_format(data: Path, tmp_path: Path) -> None:
    exported = {
        shape: run(data, "export", "--format", shape)
        for shape in ("trig", "nquads", "turtle", "jsonld")
    }
    assert {ran.code for ran in exported.values()} == {0}
    known = quads(exported["nquads"].out, "nquads")
    assert len(known) > 100
    assert quads(exported["trig"].out, "trig") == known
    assert quads(exported["jsonld"].out, "jsonld") == known
    merged = rdflib.Graph().parse(BytesIO(exported["turtle"].out), format="turtle")
    assert set(merged) == {quad[:3] for quad in known}
    out = tmp_path / "libreria.trig"
    assert run(data, "export", "--out", out).code == 0
    assert out.read_bytes() == exported["trig"].out
    alone = quads(run(data, "export", "navetta-ostellato", "--format", "nquads").out, "nquads")
    assert alone < known


def test_export_where_it_cannot_write_names_the_file(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "manca" / "x.trig"
    assert str(out) in run(data, "export", "--out", out).complaint(1)


SELECT = b"""PREFIX wp: <https://w3id.org/welfare-practices/onto#>
SELECT ?practice ?title { ?practice a wp:Practice ; <http://purl.org/dc/terms/title> ?title }
ORDER BY ?title"""
CONSTRUCT = b"CONSTRUCT { ?s a ?t } WHERE { ?s a ?t } LIMIT 5"


def test_sparql_prints_tables_in_four_formats(data: Path, tmp_path: Path) -> None:
    query = tmp_path / "domanda.rq"
    query.write_bytes(SELECT)
    titles = ["Emporio solidale di Asti", "Navetta per le visite a Ostellato"]
    out = {
        shape: run(data, "sparql", query, "--format", shape).out
        for shape in ("json", "xml", "csv", "tsv")
    }
    bindings = json.loads(out["json"])["results"]["bindings"]
    assert [row["title"]["value"] for row in bindings] == titles
    found = ElementTree.fromstring(out["xml"]).iter(
        "{http://www.w3.org/2005/sparql-results#}literal"
    )
    assert [literal.text for literal in found] == titles
    assert [row["title"] for row in csv.DictReader(StringIO(out["csv"].decode()))] == titles
    head, *rows = out["tsv"].decode().splitlines()
    assert head == "?practice\t?title"
    assert [row.split("\t")[1].split('"')[1] for row in rows] == titles
    assert json.loads(run(data, "sparql", stdin=SELECT).out) == json.loads(out["json"])


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_sparql_prints_graphs_in_three_formats(data: Path) -> None:
    for shape, name in (("turtle", "turtle"), ("ntriples", "nt"), ("jsonld", "json-ld")):
        ran = run(data, "sparql", "-", "--format", shape, stdin=CONSTRUCT)
        assert len(rdflib.Graph().parse(BytesIO(ran.out), format=name)) == 5
    assert run(data, "sparql", stdin=b"ASK { ?s ?p ?o }").json["boolean"] is True


@pytest.mark.parametrize(
    ("query", "word"),
    [
        (b"SELEC * {}", "riga 1"),
        (b"", "SPARQL"),
        (b"SELECT \xff", "UTF-8"),
        (b"INSERT DATA { <a:b> <a:b> <a:b> }", "sola lettura"),
        (b"SELECT * { SERVICE <http://x.it/> { ?s ?p ?o } }", "SERVICE"),
        (b"SELECT * { ?s ?p ?o } # " + b"x" * 20_000, ""),
    ],
    ids=["wrong", "empty", "not UTF-8", "an update", "outside", "too long"],
)
def test_a_query_that_is_refused_gets_one_line(data: Path, query: bytes, word: str) -> None:
    assert word in run(data, "sparql", stdin=query).complaint(1)


def test_a_query_in_a_format_that_it_has_not_gets_one_line(data: Path, tmp_path: Path) -> None:
    assert "turtle" in run(data, "sparql", "--format", "turtle", stdin=SELECT).complaint(1)
    assert "manca.rq" in run(data, "sparql", tmp_path / "manca.rq").complaint(1)
    assert "cartella" in run(data, "sparql", tmp_path).complaint(1)


# -- what cannot be used ---------------------------------------------------------------------------


@pytest.mark.parametrize("command", [("show", "x"), ("search", "x"), ("sparql",), ("export",)])
def test_without_a_library_readers_end_with_3_and_make_nothing(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    ran = run(tmp_path / "data", *command, stdin=SELECT)
    assert "prassi ingest" in ran.complaint(3)
    assert not (tmp_path / "data").exists()


def test_a_second_writer_ends_with_3(own: Path, tmp_path: Path) -> None:
    store = OxigraphStore(Layout(own).graph)
    for command in (("ingest", as_text(tmp_path)), ("retract", "x"), ("rebuild",)):
        assert "in uso" in run(own, *command).complaint(3)
    store.close()


def test_a_data_folder_that_is_a_file_ends_with_3(tmp_path: Path) -> None:
    path = as_text(tmp_path)
    assert "non si riesce a scrivere" in run(path, "ingest", path).complaint(3)
    assert path.read_bytes() == as_text(tmp_path).read_bytes()


def test_a_wrong_setting_is_named(data: Path) -> None:
    assert "PRASSI_PORT deve essere un numero" in run(data, "show", "x", PORT="otto").complaint(2)
    assert "PRASSI_BASE" in run(data, "show", "x", BASE="x").complaint(2)
    assert "make setup" in run(data, "show", "x", RESOURCES="/nulla").complaint(3)


def test_measuring_without_gold_says_so(tmp_path: Path) -> None:
    command = ("evaluate", "extraction", "--gold", tmp_path)
    assert "non ci sono documenti" in run(tmp_path, *command).complaint(1)


def test_the_encoder_that_needs_no_model_can_be_chosen(tmp_path: Path) -> None:
    workplace = Workplace(Settings(data=tmp_path, encoder="hashing"))
    assert isinstance(workplace.encoder, HashingEncoder)


# -- the installed script --------------------------------------------------------------------------


@pytest.mark.slow
def test_the_script_does_what_the_function_does(own: Path, tmp_path: Path) -> None:
    bad = tmp_path / "vuoto.md"
    bad.write_bytes(b"")
    ran = run_script(own, "ingest", bad, "--format", "json")
    assert ran.code == 1
    assert ran.lines[0]["status"] == "rejected"
    found = run_script(own, "search", "trasporto", "--limit", "1", "--format", "json").json
    assert found["hits"][0]["id"] == "navetta-ostellato"
    assert "non è nella libreria" in run_script(own, "show", "nulla").complaint(1)


@pytest.mark.slow
def test_a_second_process_that_writes_is_told_to_wait(own: Path) -> None:
    store = OxigraphStore(Layout(own).graph)
    assert "in uso da un altro comando" in run_script(own, "retract", "x").complaint(3)
    store.close()
    assert run_script(own, "retract", "x").complaint(1)
