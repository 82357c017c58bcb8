"""The queue of the desk: what is sent once lies there once; nobody undoes another unawares."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from corpus.desk.items import Kind, NotPossible, Offer, Overtaken, State
from corpus.desk.queue import Queue, Wanted
from corpus.desk.uploads import BadUpload, Uploads, safe_name, shown_name, written
from corpus.italian import moment


@pytest.fixture
def queue(tmp_path) -> Queue:
    return Queue(tmp_path / "desk.sqlite")


def offer(title: str = "Orti", **more: str) -> Offer:
    return Offer(Kind.PROPOSAL, title, **more)


def test_a_form_sent_twice_is_one_item(queue) -> None:
    first = queue.put(offer(stamp="uno"))
    assert queue.put(offer(stamp="uno")) == first
    assert queue.put(offer(stamp="due")).id != first.id
    assert queue.list(Wanted(), 10)[1] == 2


def test_what_two_send_at_once_is_all_kept(queue) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: queue.put(offer(f"Orti {n}", stamp=str(n % 20))), range(40)))
    assert queue.list(Wanted(), 100)[1] == 20


def test_who_acts_on_what_has_changed_is_told_how_it_stands(queue) -> None:
    item = queue.put(offer())
    taken = queue.take(item.id, "anna", item.revision)
    assert taken.state is State.TAKEN
    with pytest.raises(Overtaken) as told:
        queue.reject(item.id, "bruno", item.revision, "non c’entra")
    assert told.value.now == taken


def test_an_item_is_published_when_as_many_agree_as_must(queue) -> None:
    item = queue.put(offer())
    once = queue.accept(item.id, "anna", item.revision, reviewers=2)
    again = queue.accept(item.id, "anna", once.revision, reviewers=2)
    assert again.state is State.TAKEN  # the same person twice is one
    both = queue.accept(item.id, "bruno", again.revision, reviewers=2)
    assert both.state is State.ACCEPTED
    assert both.approved_by == ("anna", "bruno")


def test_a_decision_is_taken_back_and_so_is_the_word_of_who_gave_it(queue) -> None:
    item = queue.put(offer())
    accepted = queue.accept(item.id, "anna", item.revision)
    back = queue.undo(item.id, "anna", accepted.revision)
    assert back.state is State.TAKEN
    assert back.approved_by == ()
    rejected = queue.reject(item.id, "anna", back.revision, "doppione")
    assert rejected.outcome == "doppione"
    assert queue.undo(item.id, "bruno", rejected.revision).state is State.TAKEN


def test_what_is_being_written_cannot_be_taken_back(queue) -> None:
    item = queue.put(offer())
    queue.accept(item.id, "anna", item.revision)
    working = queue.next()
    assert working
    assert working.state is State.WRITING
    with pytest.raises(NotPossible):
        queue.undo(item.id, "anna", working.revision)
    queue.done(item.id, State.PUBLISHED, "1 pratica", "orti")
    now = queue.get(item.id)
    assert now
    assert (now.state, now.document) == (State.PUBLISHED, "orti")


def test_the_writer_goes_on_with_what_a_crash_left_unfinished(queue) -> None:
    for title in ("uno", "due"):
        item = queue.put(offer(title))
        queue.accept(item.id, "anna", item.revision)
    first = queue.next()
    again = queue.next()
    assert first
    assert again
    assert first.id == again.id


def test_a_report_is_closed_and_never_published(queue) -> None:
    item = queue.put(Offer(Kind.REPORT, "Orti", words="il luogo è sbagliato", practice="orti"))
    with pytest.raises(NotPossible):
        queue.accept(item.id, "anna", item.revision)
    assert queue.close(item.id, "anna", item.revision, "corretto").state is State.CLOSED


def test_the_queue_is_narrowed_by_state_kind_person_and_words(queue) -> None:
    one = queue.put(offer("Orti sociali"))
    queue.put(Offer(Kind.REPORT, "Navetta", words="è finita nel 2020"))
    queue.take(one.id, "anna", one.revision)
    assert queue.list(Wanted(state="in-esame"), 10)[1] == 1
    assert queue.list(Wanted(state="aperte"), 10)[1] == 2
    assert queue.list(Wanted(kind="segnalazione"), 10)[0][0].offer.title == "Navetta"
    assert queue.list(Wanted(who="anna"), 10)[1] == 1
    assert queue.list(Wanted(words="2020"), 10)[1] == 1
    assert queue.list(Wanted(words="100%"), 10)[1] == 0
    assert queue.counts() == {State.TAKEN: 1, State.NEW: 1}


def test_history_says_who_did_what_the_last_first(queue) -> None:
    item = queue.put(offer())
    queue.take(item.id, "anna", item.revision)
    queue.note("bruno", "nota", item=item.id, detail="manca il luogo")
    told = queue.history(item.id)
    assert [(one.who, one.act) for one in told] == [
        ("bruno", "nota"),
        ("anna", "presa"),
        ("pubblico", "arrivata"),
    ]


def test_a_file_is_kept_by_its_bytes_whatever_its_name_says(tmp_path) -> None:
    uploads = Uploads(tmp_path)
    shown, sha256 = uploads.keep("../../etc/passwd\u202efdp.pdf", b"%PDF-1.4")
    assert shown == "passwdfdp.pdf"
    assert uploads.read(sha256) == b"%PDF-1.4"
    assert [path.name for path in (tmp_path / "files").iterdir()] == [sha256]
    assert uploads.read("../../etc/passwd") is None


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.pdf", b""), ("a.exe", b"MZ"), ("a", b"x"), ("a.pdf", b"x" * (2**20 * 101))],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_name(tmp_path, name, data) -> None:
    with pytest.raises(BadUpload, match="«a"):
        Uploads(tmp_path).keep(name, data)


def test_names_are_shown_as_they_are_and_read_in_plain_letters() -> None:
    assert shown_name("C:\\doc\\L’orto (2).PDF") == "L’orto (2).PDF"
    assert safe_name("L’orto (2).PDF") == "lorto-2.pdf"
    assert len(shown_name("a" * 500 + ".pdf")) == 120


def test_what_was_written_in_a_form_cannot_break_out_of_its_front_matter() -> None:
    name, data = written('Orti"\n---\nid: altro', "Testo", "https://e.it/\nid: altro", "")
    head = data.decode().split("---\n")[1]
    assert name == "orti-id-altro.md"
    assert [line.partition(":")[0] for line in head.splitlines()] == ["title", "source_url"]


def test_a_moment_is_told_by_the_clocks_of_italy() -> None:
    assert moment("2026-07-01T10:05:00+00:00") in (
        "1 luglio 2026, ore 12.05",
        "1 luglio 2026, ore 10.05 UTC",
    )
    assert moment("ieri") == "ieri"
