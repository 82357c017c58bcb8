"""A document's life in the library: taken in, found, shown, changed, withdrawn."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from api.settings import Settings
from api.workplace import Workplace
from corpus.intake.arrivals import gather
from corpus.library import Library, LibraryMissing
from corpus.outcomes import Status
from corpus.store import OxigraphStore, StoreInUse
from corpus.views import FactKind
from ingest.jail import ReadingRoom
from search.encoder import HashingEncoder

NAVETTA = """---
id: navetta-ostellato
title: Navetta per le visite a Ostellato
source_url: https://esempio.it/navetta
licence: CC-BY-4.0
---

# Navetta per le visite a Ostellato

Il Comune di Ostellato ha attivato un servizio di trasporto sociale rivolto agli anziani soli, in
collaborazione con l'associazione di volontariato Auser Ostellato. Il servizio è in corso e costa
12.000 euro. Nel 2021 sono state accompagnate 64 persone.
"""
EMPORIO = """# Emporio solidale di Asti

La Caritas diocesana gestisce ad Asti un emporio solidale per le famiglie in difficoltà economica.
Il progetto è finanziato dalla Regione Piemonte con 30.000 euro.
"""


@pytest.fixture(scope="module")
def room() -> Iterator[ReadingRoom]:
    with ReadingRoom() as opened:
        yield opened


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    return Workplace(Settings(data=tmp_path / "data"), encoder=HashingEncoder())


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    def written(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return written


Write = Callable[[str, str], Path]


def take_in(workplace: Workplace, room: ReadingRoom, *paths: Path) -> list[Status]:
    with workplace.accessions(room) as accessions:
        return [accessions.ingest(path).status for path in paths]


def dump(library: Library) -> bytes:
    out = io.BytesIO()
    library.dump(out)
    return out.getvalue()


def test_before_the_first_ingest_there_is_no_library(workplace: Workplace) -> None:
    with pytest.raises(LibraryMissing, match="prassi ingest"):
        workplace.library()


def test_a_document_is_added_once(workplace: Workplace, room: ReadingRoom, write: Write) -> None:
    path = write("navetta.md", NAVETTA)
    assert take_in(workplace, room, path, path) == [Status.ADDED, Status.UNCHANGED]
    before = dump(workplace.library())
    assert take_in(workplace, room, path) == [Status.UNCHANGED]
    assert dump(workplace.library()) == before


@pytest.mark.slow
def test_every_fact_shown_quotes_its_document(
    workplace: Workplace, room: ReadingRoom, write: Write
) -> None:
    take_in(workplace, room, write("navetta.md", NAVETTA))
    library = workplace.library()
    practice = library.practice("navetta-ostellato")
    document = library.document("navetta-ostellato")
    assert practice is not None
    assert document is not None
    assert practice.title == "Navetta per le visite a Ostellato"
    kinds = {fact.kind for fact in practice.facts}
    assert {FactKind.ACTOR, FactKind.MEASURE, FactKind.BENEFICIARY, FactKind.PLACE} <= kinds
    for fact in practice.facts:
        assert fact.evidence, fact
        for evidence in fact.evidence:
            assert document.text[evidence.start : evidence.end] == evidence.quote
    promoters = [f for f in practice.of(FactKind.ACTOR) if f.detail.get("role") == "role:promotore"]
    assert [fact.label for fact in promoters] == ["Comune di Ostellato"]


def test_what_was_added_is_found_and_what_was_withdrawn_is_not(
    workplace: Workplace, room: ReadingRoom, write: Write
) -> None:
    take_in(workplace, room, write("navetta.md", NAVETTA), write("emporio.md", EMPORIO))
    library = workplace.library()
    assert library.search("trasporto anziani").hits[0].id == "navetta-ostellato"
    assert library.in_step()
    assert "navetta-ostellato" in library.practices()
    assert len(library.documents()) == 2
    with workplace.accessions(room) as accessions:
        assert accessions.retract("navetta-ostellato")
        assert not accessions.retract("navetta-ostellato")
    assert library.refresh()
    assert library.practice("navetta-ostellato") is None
    assert library.document("navetta-ostellato") is None
    assert "navetta-ostellato" not in library.practices()
    assert len(library.documents()) == 1
    assert "navetta-ostellato" not in {h.id for h in library.search("trasporto anziani").hits}
    files = [path for path in workplace.layout.root.rglob("*") if path.is_file()]
    kept = [p for p in files if "originals" in p.parts or "readings" in p.parts]
    assert not [path for path in kept if b"navetta" in path.read_bytes()]


@pytest.mark.slow
def test_ingest_then_retract_gives_back_the_bytes_of_before(
    workplace: Workplace, room: ReadingRoom, write: Write
) -> None:
    take_in(workplace, room, write("navetta.md", NAVETTA))
    before = dump(workplace.library())
    take_in(workplace, room, write("emporio.md", EMPORIO))
    emporio = next(d for d in workplace.library().documents() if d.startswith("emporio"))
    with workplace.accessions(room) as accessions:
        accessions.retract(emporio)
    assert dump(workplace.library()) == before


def test_what_is_held_is_looked_up_once_for_each_state(
    workplace: Workplace, room: ReadingRoom, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(workplace, room, write("navetta.md", NAVETTA))
    library = workplace.library()
    asked: list[object] = []
    before = OxigraphStore.quads

    def quads(self: OxigraphStore, *pattern: Any, **named: Any) -> Iterator[ox.Quad]:
        asked.append(pattern)
        return before(self, *pattern, **named)

    monkeypatch.setattr(OxigraphStore, "quads", quads)
    held = (library.documents(), library.practices())
    once = len(asked)
    assert once
    assert (library.documents(), library.practices()) == held
    assert len(asked) == once


@pytest.mark.slow
def test_a_changed_file_is_an_update_and_leaves_nothing_of_the_former(
    workplace: Workplace, room: ReadingRoom, write: Write
) -> None:
    path = write("emporio.md", EMPORIO)
    write_again = EMPORIO.replace("Asti", "Biella")
    assert take_in(workplace, room, path) == [Status.ADDED]
    path.write_text(write_again, encoding="utf-8")
    assert take_in(workplace, room, path) == [Status.UPDATED]
    library = workplace.library()
    (identifier,) = library.documents()
    document = library.document(identifier)
    assert document is not None
    assert document.text == write_again
    assert len(list((workplace.layout.root / "originals").iterdir())) == 1


def test_the_same_bytes_under_another_name_are_one_document(
    workplace: Workplace, room: ReadingRoom, write: Write
) -> None:
    statuses = take_in(workplace, room, write("a.md", EMPORIO), write("b.md", EMPORIO))
    assert statuses == [Status.ADDED, Status.UNCHANGED]


def test_two_files_of_one_name_are_two_documents(
    workplace: Workplace, room: ReadingRoom, tmp_path: Path
) -> None:
    paths = []
    for folder, text in (("uno", EMPORIO), ("due", EMPORIO.replace("Asti", "Biella"))):
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / "scheda.md"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    assert take_in(workplace, room, *paths) == [Status.ADDED, Status.ADDED]
    assert len(workplace.library().documents()) == 2


def test_a_bad_file_is_rejected_with_a_reason_and_the_others_go_on(
    workplace: Workplace, room: ReadingRoom, write: Write, tmp_path: Path
) -> None:
    empty = write("vuoto.md", "")
    missing = tmp_path / "manca.md"
    with workplace.accessions(room) as accessions:
        outcomes = [accessions.ingest(p) for p in (empty, missing, write("e.md", EMPORIO))]
    assert [o.status for o in outcomes] == [Status.REJECTED, Status.REJECTED, Status.ADDED]
    assert all(outcome.reason for outcome in outcomes[:2])
    assert len(workplace.library().documents()) == 1


def test_an_identifier_cannot_leave_the_library(
    workplace: Workplace, room: ReadingRoom, write: Write, tmp_path: Path
) -> None:
    hostile = NAVETTA.replace("id: navetta-ostellato", "id: ../../fuori")
    take_in(workplace, room, write("x.md", hostile))
    outside = {p.name for p in tmp_path.rglob("*fuori*")}
    inside = {p.name for p in (workplace.layout.root / "readings").glob("*fuori*")}
    assert outside == inside


@pytest.mark.slow
def test_a_lost_index_is_made_again(workplace: Workplace, room: ReadingRoom, write: Write) -> None:
    take_in(workplace, room, write("navetta.md", NAVETTA), write("emporio.md", EMPORIO))
    for path in workplace.layout.root.glob("index.sqlite*"):
        path.unlink()
    shutil.rmtree(workplace.layout.root / "readings")
    with workplace.accessions(room):
        pass
    library = workplace.library()
    assert library.in_step()
    assert library.search("emporio solidale").hits[0].title.startswith("Emporio")


@pytest.mark.slow
def test_rebuilding_changes_nothing_that_is_found(
    workplace: Workplace, room: ReadingRoom, write: Write
) -> None:
    take_in(workplace, room, write("navetta.md", NAVETTA), write("emporio.md", EMPORIO))
    before = workplace.library().search("famiglie in difficoltà")
    with workplace.accessions(room) as accessions:
        assert accessions.rebuild() == 2
    assert workplace.library().search("famiglie in difficoltà") == before


@pytest.mark.slow
def test_a_reader_keeps_what_it_sees_until_it_refreshes(
    workplace: Workplace, room: ReadingRoom, write: Write
) -> None:
    take_in(workplace, room, write("navetta.md", NAVETTA))
    library = workplace.library()
    generation = library.generation
    take_in(workplace, room, write("emporio.md", EMPORIO))
    assert library.generation == generation
    assert library.documents() == ("navetta-ostellato",)
    assert library.refresh()
    assert not library.refresh()
    assert len(library.documents()) == 2


@pytest.mark.slow
def test_readers_follow_a_long_ingest(
    workplace: Workplace, room: ReadingRoom, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.accession._PUBLISH_EVERY", 0)
    monkeypatch.setattr("corpus.accession._PUBLISH_SHARE", float("inf"))
    with workplace.accessions(room) as accessions:
        library = workplace.library()
        accessions.ingest(write("navetta.md", NAVETTA))
        assert library.refresh()
        assert library.documents() == ("navetta-ostellato",)


def test_two_writers_at_once_are_refused(workplace: Workplace, room: ReadingRoom) -> None:
    with workplace.accessions(room), pytest.raises(StoreInUse):
        OxigraphStore(workplace.layout.graph)


def test_folders_are_searched_and_hidden_files_left_out(tmp_path: Path) -> None:
    for name in ("b.md", "a.txt", ".nascosto"):
        (tmp_path / name).write_text("x")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "c.md").write_text("x")
    assert [path.name for path in gather([tmp_path])] == ["a.txt", "b.md"]


def test_a_library_of_an_older_release_gets_the_roll_ups_of_this_one(
    workplace: Workplace, room: ReadingRoom, write: Write
) -> None:
    take_in(workplace, room, write("navetta.md", NAVETTA))
    library = workplace.library()
    today, names = dump(library), library.reference.names
    store = OxigraphStore(workplace.layout.graph)
    older = [
        quad
        for quad in store.quads()
        if quad.predicate.value in library.reference.rollups.properties
        or (quad.graph_name, quad.predicate)
        == (library.reference.graph_node("vocabulary"), names.node("dct:hasVersion"))
    ]
    assert len(older) > 2
    store.apply(older, [])
    store.close()
    with workplace.accessions(room):
        pass
    assert dump(workplace.library()) == today
