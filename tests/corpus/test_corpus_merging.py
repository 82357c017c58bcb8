"""Two practices become one and two again: nothing of what the documents say is touched."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.settings import Settings
from api.workplace import Workplace
from corpus.identities import Act, BadIdentity, Identities, Identity, chain, standing
from corpus.library import Library
from ingest.jail import ReadingRoom
from search.encoder import HashingEncoder

FRONT = "---\nid: {0}\ntitle: {1}\n---\n\n# {1}\n\n{2}\n"
STORIES = {
    "navetta": (
        "Navetta per le visite",
        "Il Comune di Ostellato ha attivato un trasporto sociale per gli anziani soli. Il servizio"
        " è in corso e costa 12.000 euro.",
    ),
    "corriera": (
        "La corriera dei volontari",
        "L'associazione Auser Ostellato accompagna gli anziani del paese in ambulatorio, con il"
        " trasporto sociale. Nel 2021 sono state accompagnate 64 persone.",
    ),
    "pulmino": (
        "Il pulmino della salute",
        "La cooperativa sociale Il Delta guida un pulmino di trasporto sociale per anziani a"
        " Ostellato.",
    ),
}


def act(kept: str, other: str, what: Act = Act.MERGED) -> Identity:
    when = datetime(2026, 11, 22, tzinfo=UTC)
    return Identity(what, f"practice/{kept}", f"practice/{other}", "Ada", when, "stessa cosa")


@pytest.fixture(scope="module")
def room() -> Iterator[ReadingRoom]:
    with ReadingRoom() as opened:
        yield opened


@pytest.fixture
def workplace(tmp_path: Path, room: ReadingRoom) -> Workplace:
    made = Workplace(Settings(data=tmp_path / "data"), encoder=HashingEncoder())
    take_in(made, room, *STORIES)
    return made


def take_in(workplace: Workplace, room: ReadingRoom, *names: str) -> None:
    folder = workplace.settings.data.parent
    for name in names:
        title, body = STORIES[name]
        (folder / f"{name}.md").write_text(FRONT.format(name, title, body), encoding="utf-8")
    with workplace.accessions(room) as accessions:
        for name in names:
            assert accessions.ingest(folder / f"{name}.md").reason is None


def identify(workplace: Workplace, room: ReadingRoom, *acts: Identity) -> None:
    with workplace.accessions(room) as accessions:
        for one in acts:
            accessions.identify(one)


def retract(workplace: Workplace, room: ReadingRoom, *documents: str) -> None:
    with workplace.accessions(room) as accessions:
        for document in documents:
            assert accessions.retract(document)


def dump(library: Library) -> bytes:
    out = io.BytesIO()
    library.dump(out)
    return out.getvalue()


def found(library: Library, words: str) -> list[tuple[str, str]]:
    return [(hit.id, hit.title) for hit in library.search(words).hits]


def test_a_merged_practice_is_found_once_by_the_words_of_both(
    workplace: Workplace, room: ReadingRoom
) -> None:
    identify(workplace, room, act("navetta", "corriera"))
    library = workplace.library()
    hits = found(library, "volontari in ambulatorio")
    assert ("navetta", "Navetta per le visite") in hits
    assert "corriera" not in dict(hits)
    (hit,) = [hit for hit in library.search("volontari in ambulatorio").hits if hit.id == "navetta"]
    assert hit.passage is not None
    assert hit.passage.document == "corriera"
    assert library.in_step()


def test_a_merged_practice_leads_to_the_kept_one_with_the_facts_of_both(
    workplace: Workplace, room: ReadingRoom
) -> None:
    identify(workplace, room, act("navetta", "corriera"))
    library = workplace.library()
    assert library.standing_for("practice/corriera") == "practice/navetta"
    assert library.merged("practice/navetta") == ("practice/corriera",)
    view = library.whole_practice("navetta")
    assert view is not None
    sources = {evidence.document for fact in view.facts for evidence in fact.evidence}
    assert sources == {"navetta", "corriera"}
    for fact in view.facts:
        for evidence in fact.evidence:
            document = library.document(evidence.document)
            assert document is not None
            assert document.text[evidence.start : evidence.end] == evidence.quote


def test_a_split_gives_back_the_bytes_of_before(workplace: Workplace, room: ReadingRoom) -> None:
    library = workplace.library()
    before, generation = dump(library), library.generation
    lines = set(before.splitlines())
    shown = found(library, "trasporto anziani")
    identify(workplace, room, act("navetta", "corriera"))
    merged = workplace.library()
    assert merged.generation != generation
    now = set(dump(merged).splitlines())
    said = now - lines
    assert all(b"corriera" in line or b"graph/identities" in line for line in said)
    assert any(b"isReplacedBy" in line for line in said)
    assert lines <= now  # nothing was taken away
    identify(workplace, room, act("navetta", "corriera", Act.SPLIT))
    after = workplace.library()
    assert dump(after) == before
    assert after.generation == generation
    assert found(after, "trasporto anziani") == shown
    assert after.in_step()


def test_merges_in_a_row_lead_to_the_last_one(workplace: Workplace, room: ReadingRoom) -> None:
    identify(workplace, room, act("navetta", "corriera"), act("pulmino", "navetta"))
    library = workplace.library()
    assert library.standing_for("practice/corriera") == "practice/pulmino"
    assert library.merged("practice/pulmino") == ("practice/corriera", "practice/navetta")
    assert [hit.id for hit in library.search("trasporto sociale").hits] == ["pulmino"]
    identify(workplace, room, act("pulmino", "navetta", Act.SPLIT))
    assert workplace.library().standing_for("practice/corriera") == "practice/navetta"


@pytest.mark.parametrize(
    ("kept", "other", "why"),
    [
        ("navetta", "navetta", "sé stessa"),
        ("corriera", "navetta", "cerchio"),
        ("pulmino", "corriera", "già unita"),
        ("navetta", "nessuna", "non è nella libreria"),
    ],
)
def test_a_merge_that_makes_no_sense_is_refused_and_leaves_no_line(
    workplace: Workplace, room: ReadingRoom, kept: str, other: str, why: str
) -> None:
    identify(workplace, room, act("navetta", "corriera"))
    log = workplace.layout.identities.read_bytes()
    with pytest.raises(BadIdentity, match=why):
        identify(workplace, room, act(kept, other))
    assert workplace.layout.identities.read_bytes() == log


def test_a_split_of_what_is_not_merged_is_refused(workplace: Workplace, room: ReadingRoom) -> None:
    with pytest.raises(BadIdentity, match="non è unita"):
        identify(workplace, room, act("navetta", "corriera", Act.SPLIT))


def test_when_the_kept_one_is_withdrawn_the_other_stands_for_itself_until_it_is_back(
    workplace: Workplace, room: ReadingRoom
) -> None:
    identify(workplace, room, act("navetta", "corriera"))
    together = dump(workplace.library())
    retract(workplace, room, "navetta")
    alone = workplace.library()
    assert alone.standing_for("practice/corriera") == "practice/corriera"
    assert "corriera" in dict(found(alone, "volontari in ambulatorio"))
    assert b"isReplacedBy" not in dump(alone)
    assert alone.in_step()
    take_in(workplace, room, "navetta")
    again = workplace.library()
    assert again.standing_for("practice/corriera") == "practice/navetta"
    assert dump(again) == together
    assert again.in_step()


def test_when_the_other_is_withdrawn_its_name_still_leads_to_the_kept_one(
    workplace: Workplace, room: ReadingRoom
) -> None:
    identify(workplace, room, act("navetta", "corriera"))
    retract(workplace, room, "corriera")
    library = workplace.library()
    assert library.standing_for("practice/corriera") == "practice/navetta"
    view = library.whole_practice("navetta")
    assert view is not None
    assert {e.document for f in view.facts for e in f.evidence} == {"navetta"}
    retract(workplace, room, "navetta", "pulmino")
    assert b"corriera" not in dump(workplace.library())


def test_a_changed_document_stays_merged(workplace: Workplace, room: ReadingRoom) -> None:
    identify(workplace, room, act("navetta", "corriera"))
    path = workplace.settings.data.parent / "corriera.md"
    path.write_text(path.read_text(encoding="utf-8") + "\nGuidano otto pensionati di Ostellato.\n")
    with workplace.accessions(room) as accessions:
        accessions.ingest(path)
    library = workplace.library()
    assert dict(found(library, "pensionati")).get("navetta") == "Navetta per le visite"
    assert library.in_step()


def test_a_crash_after_the_log_is_mended_at_the_next_opening(
    workplace: Workplace, room: ReadingRoom
) -> None:
    Identities(workplace.layout.identities).record(act("navetta", "corriera"))
    with workplace.layout.identities.open("ab") as log:
        log.write(b'{"act": "merged", "kept": "pract')
    assert workplace.library().standing_for("practice/corriera") == "practice/corriera"
    with workplace.accessions(room):
        pass
    library = workplace.library()
    assert library.standing_for("practice/corriera") == "practice/navetta"
    assert library.in_step()


def test_two_nodes_of_one_organisation_are_one_for_who_reads_the_whole_practice(
    workplace: Workplace, room: ReadingRoom
) -> None:
    bodies = {
        fact.concept
        for name in ("corriera", "pulmino")
        if (view := workplace.library().practice(name))
        for fact in view.facts
        if fact.concept and fact.concept.startswith("organisation/")
    }
    first, second, *_ = sorted(bodies)
    when = datetime(2026, 11, 22, tzinfo=UTC)
    identify(workplace, room, Identity(Act.MERGED, first, second, "Ada", when))
    library = workplace.library()
    assert library.standing_for(second) == first
    shown = {
        fact.concept
        for name in ("corriera", "pulmino")
        if (view := library.whole_practice(name))
        for fact in view.facts
    }
    assert second not in shown
    assert first in shown


def test_a_practice_is_not_an_organisation() -> None:
    with pytest.raises(BadIdentity, match="una pratica"):
        Identity(Act.MERGED, "practice/a", "organisation/a", "Ada", datetime.now(UTC))
    with pytest.raises(BadIdentity, match="né una pratica"):
        Identity(Act.MERGED, "document/a", "practice/a", "Ada", datetime.now(UTC))


def test_the_log_keeps_what_was_taken_back_and_a_line_that_is_none_is_named(
    tmp_path: Path,
) -> None:
    path = tmp_path / "identities.jsonl"
    log = Identities(path)
    log.record(act("a", "b"))
    log.record(act("a", "b", Act.SPLIT))
    assert [one.act for one in log.history()] == [Act.MERGED, Act.SPLIT]
    assert log.standing() == {}
    assert json.loads(path.read_text().splitlines()[0])["why"] == "stessa cosa"
    path.write_text(path.read_text() + "{}\n")
    with pytest.raises(BadIdentity, match="riga 3"):
        log.history()


def test_a_circle_written_by_hand_ends() -> None:
    held = standing((act("a", "b"), act("b", "a")))
    assert chain("practice/a", held) == ("practice/a", "practice/b")
