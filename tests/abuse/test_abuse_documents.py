"""Documents that are hostile, broken or not documents: each is refused in clear Italian.

Nothing a document holds may take the service down: `read` refuses, and what `read` cannot refuse
in time or memory dies in the child of a `ReadingRoom`, which goes on with the next document.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import Timer

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import Refusal, UnreadableDocument
from ingest.jail import ReadingRoom
from ingest.readers import read
from ingest.readers.limits import limits

sys.path.append(str(Path(__file__).parents[1] / "fixtures" / "readers"))
from tiny_pdf import bomb_pdf, placed, tiny_pdf

PROSE = "Il Comune di Prova assegna quaranta orti agli anziani soli, insieme alla Caritas.\n"
ENGLISH = (
    "The council supports walking groups for older people who live alone in the district. "
    "Volunteers meet twice a week and prepare meals together, and the parish offers its rooms. "
    "The programme is funded by a foundation and has reached sixty families so far."
)


@cache  # an archive tells the time it was made at: the same bytes all through a run
def word(text: str = PROSE) -> bytes:
    out = BytesIO()
    file = docx.Document()
    file.add_paragraph(text)
    file.save(out)
    return out.getvalue()


def archive(*entries: tuple[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries:
            file.writestr(name, content)
    return out.getvalue()


def with_part(original: bytes, name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(original)) as file:
        parts = {item: file.read(item) for item in file.namelist()}
    return archive(*{**parts, name: content}.items())


def zip_encrypted() -> bytes:
    data = bytearray(archive(("word/document.xml", b"<x/>")))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + flags] |= 1
    return bytes(data)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
TABLE = "Titolo;Destinatari\n" + "Orti;anziani\n" * (limits().document.rows + 5)

REFUSED: dict[str, tuple[bytes, str, Refusal]] = {
    "no bytes": (b"", "a.txt", Refusal.EMPTY),
    "only blanks": (b" \n\t\n", "a.md", Refusal.EMPTY),
    "only a mark of encoding": (b"\xef\xbb\xbf", "a.txt", Refusal.EMPTY),
    "only front matter": (b"---\ntitle: x\n---\n", "a.md", Refusal.EMPTY),
    "only page numbers": (b"pag. 1 di 2\n\npag. 2 di 2\n", "a.txt", Refusal.EMPTY),
    "an empty page": (b"<html><body><script>x()</script></body></html>", "a.html", Refusal.EMPTY),
    "binary called text": (bytes(range(256)) * 20, "a.txt", Refusal.BINARY),
    "a NUL in a text": (PROSE.encode() + b"\0" + PROSE.encode(), "a.txt", Refusal.BINARY),
    "a NUL in Markdown": (b"# Titolo\n\nTesto \0 segue.\n", "a.md", Refusal.BINARY),
    "control characters": ((PROSE + "\x01\x02" * 50).encode(), "a.txt", Refusal.BINARY),
    "a cut UTF-16": ((PROSE.encode("utf-16"))[:-1], "a.txt", Refusal.BROKEN),
    "21 MB": (b"a " * 11_000_000, "a.txt", Refusal.TOO_BIG),
    "an image called text": (PNG, "a.txt", Refusal.WRONG_TYPE),
    "an image called PDF": (PNG, "a.pdf", Refusal.WRONG_TYPE),
    "a program": (b"\x7fELF" + bytes(100), "a.docx", Refusal.WRONG_TYPE),
    "old Word": (OLE, "a.doc", Refusal.WRONG_TYPE),
    "rich text": (b"{\\rtf1 ciao}", "a.rtf", Refusal.WRONG_TYPE),
    "an unknown name": (PROSE.encode(), "a.py", Refusal.WRONG_TYPE),
    "an archive of documents": (archive(("a.txt", b"x")), "a.zip", Refusal.WRONG_TYPE),
    "a locked Word": (OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", Refusal.ENCRYPTED),
    "a locked archive": (zip_encrypted(), "a.docx", Refusal.ENCRYPTED),
    "a locked PDF": (
        tiny_pdf([[placed(60, 700, "Gli orti del Comune")]], password="x"),
        "a.pdf",
        Refusal.ENCRYPTED,
    ),
    "half a Word": (word()[:4000], "a.docx", Refusal.BROKEN),
    "half a PDF": (tiny_pdf([[placed(60, 700, "Gli orti")]])[:250], "a.pdf", Refusal.BROKEN),
    "a PDF in name and mark": (b"%PDF-1.7\n" + bytes(500), "a.pdf", Refusal.BROKEN),
    "noise called Word": (bytes(range(256)) * 20, "a.docx", Refusal.BROKEN),
    "a scan": (tiny_pdf([[]]), "a.pdf", Refusal.SCAN),
    "English": (ENGLISH.encode(), "a.txt", Refusal.LANGUAGE),
    "English in Word": (word(ENGLISH), "a.docx", Refusal.LANGUAGE),
    "a ratio of a bomb": (
        archive(("word/document.xml", b"0" * 20_000_000)),
        "a.docx",
        Refusal.SUSPICIOUS_ARCHIVE,
    ),
    "an entry of 60 MB": (
        archive(("word/document.xml", os.urandom(1000) * 60_000)),
        "a.docx",
        Refusal.SUSPICIOUS_ARCHIVE,
    ),
    "2,001 entries": (
        archive(*((f"p{n}.xml", b"") for n in range(2_001))),
        "a.docx",
        Refusal.SUSPICIOUS_ARCHIVE,
    ),
    "a way out": (archive(("../../etc/x", b"x")), "a.docx", Refusal.SUSPICIOUS_ARCHIVE),
    "a way out of Windows": (archive(("..\\x", b"x")), "a.docx", Refusal.SUSPICIOUS_ARCHIVE),
    "the root": (archive(("/etc/x", b"x")), "a.docx", Refusal.SUSPICIOUS_ARCHIVE),
    "entities in Word": (
        with_part(word(), "word/document.xml", DOCTYPE),
        "a.docx",
        Refusal.SUSPICIOUS_ARCHIVE,
    ),
    "entities in UTF-16": (
        with_part(word(), "docProps/core.xml", DOCTYPE.decode().encode("utf-16")),
        "a.docx",
        Refusal.SUSPICIOUS_ARCHIVE,
    ),
    "a Word whose body is no XML": (
        with_part(word(), "word/document.xml", b"<w:document"),
        "a.docx",
        Refusal.BROKEN,
    ),
    "two million characters": ((PROSE * 30_000).encode(), "a.txt", Refusal.TOO_LONG),
    "a sheet without end": (TABLE.encode(), "a.csv", Refusal.TOO_LONG),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_is_refused_by_its_own_name(case: str) -> None:
    data, name, code = REFUSED[case]
    with pytest.raises(UnreadableDocument) as refused:
        read(data, name)
    assert refused.value.code is code
    # A person reads it: a sentence about their file, without the words of a programmer.
    assert refused.value.reason.endswith(".")
    assert not {"error", "exception", "none", "null"} & set(refused.value.reason.lower().split())


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_archive_with_the_same_name_twice_is_refused() -> None:
    with pytest.raises(UnreadableDocument) as refused:
        read(archive(("word/document.xml", b"<x/>"), ("word/document.xml", b"<y/>")), "a.docx")
    assert refused.value.code is Refusal.SUSPICIOUS_ARCHIVE


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (word(), "a.pdf", "wordprocessingml"),
        (tiny_pdf([[placed(60, 700, "Il Comune di Prova assegna gli orti.")]]), "a.docx", "pdf"),
        (PROSE.encode(), "a.docx", "text/plain"),
        (
            b"<!DOCTYPE html><html><body><p>Il Comune apre gli orti.</p></body></html>",
            "a.txt",
            "html",
        ),
        (PROSE.encode(), "documento", "text/plain"),
    ],
)
def test_a_wrong_name_does_not_matter_where_the_content_is_allowed(
    data: bytes, name: str, kind: str
) -> None:
    assert kind in read(data, name).media_type


@pytest.mark.parametrize(
    "text",
    [
        "Walking groups for older people.",
        PROSE * 4 + ENGLISH,
        ENGLISH + "\n\n" + PROSE * 8,
        "GLI ANZIANI SOLI DEL QUARTIERE SONO SEGUITI DAI VOLONTARI DELLA CARITAS. " * 4,
    ],
)
def test_short_or_mixed_texts_are_believed_to_be_italian(text: str) -> None:
    assert read(text.encode(), "a.txt").text == text


@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.md", "a.html", "a.csv", "a.pdf", "a"]))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read_or_refused_and_never_anything_else(data: bytes, name: str) -> None:
    try:
        words = read(data, name).text
    except UnreadableDocument as refused:
        words = refused.reason
    assert words.strip()


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_office_files_and_pdfs_with_flipped_bytes_are_read_or_refused(data: st.DataObject) -> None:
    page = [placed(60, 700, "Il Comune di Prova assegna gli orti agli anziani.")]
    original, name = data.draw(st.sampled_from([(word(), "a.docx"), (tiny_pdf([page]), "a.pdf")]))
    broken = bytearray(original)
    for _ in range(data.draw(st.integers(1, 8))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    try:
        words = read(bytes(broken), name).text
    except UnreadableDocument as refused:
        words = refused.reason
    assert words.strip()


def test_an_archive_whose_directory_points_before_its_start_is_broken() -> None:
    # `zipfile` believes the offset, and raises a bare ValueError when it seeks to an entry.
    archive = bytearray(word())
    told = archive.rindex(b"PK\x05\x06") + 16  # where the directory says that it begins
    offset = int.from_bytes(archive[told : told + 4], "little")
    archive[told : told + 4] = (offset + 100_000).to_bytes(4, "little")
    with pytest.raises(UnreadableDocument) as refused:
        read(bytes(archive), "a.docx")
    assert refused.value.code is Refusal.BROKEN


# -- the jail --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def room() -> Iterator[ReadingRoom]:
    with ReadingRoom() as opened:
        yield opened


def test_the_child_reads_what_read_reads(room: ReadingRoom, tmp_path: Path) -> None:
    path = tmp_path / "Orti urbani.docx"
    data = word()
    path.write_bytes(data)
    assert room.read(path) == read(data, "Orti urbani.docx")
    assert room.read(path, "mio").id == "mio"


def test_refusals_come_out_of_the_jail_as_they_went_in(room: ReadingRoom) -> None:
    with pytest.raises(UnreadableDocument, match="OCR") as refused:
        room.read_bytes(tiny_pdf([[]]), "a.pdf")
    assert refused.value.code is Refusal.SCAN


def test_a_child_that_is_killed_is_a_refusal_and_the_next_document_is_read(
    room: ReadingRoom,
) -> None:
    room.read_bytes(PROSE.encode(), "a.txt")
    child = room._child
    assert child is not None
    os.kill(child.pid, signal.SIGSTOP)
    # Late enough to find the room writing to a child that does not read.
    killer = Timer(2, lambda: os.kill(child.pid, signal.SIGKILL))
    killer.start()
    try:
        with pytest.raises(UnreadableDocument) as refused:
            # More than a pipe holds: the room is still writing when its child is gone.
            room.read_bytes(PROSE.encode() * 10_000, "a.txt")
        assert refused.value.code is Refusal.BROKEN
    finally:
        killer.join()
    assert room.read_bytes(PROSE.encode(), "a.txt").text == PROSE


def test_a_child_that_is_late_is_killed_and_replaced() -> None:
    with ReadingRoom(replace(limits().jail, seconds=1)) as room:
        room.read_bytes(PROSE.encode(), "a.txt")
        child = room._child
        assert child is not None
        os.kill(child.pid, signal.SIGSTOP)
        with pytest.raises(UnreadableDocument, match="1 secondi") as refused:
            room.read_bytes(PROSE.encode(), "a.txt")
        assert refused.value.code is Refusal.TIME
        assert child.poll() is not None
        assert room.read_bytes(PROSE.encode(), "a.txt").text == PROSE


def test_a_child_is_replaced_after_its_share_of_documents() -> None:
    with ReadingRoom(replace(limits().jail, documents_per_child=2)) as room:
        pids = []
        for _ in range(4):
            room.read_bytes(PROSE.encode(), "a.txt")
            assert room._child is not None
            pids.append(room._child.pid)
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_what_is_not_a_file_is_refused(room: ReadingRoom, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "coda.txt")
    for path in (tmp_path, tmp_path / "coda.txt", tmp_path / "nulla.txt", Path("/dev/zero")):
        with pytest.raises(UnreadableDocument, match="non si può aprire"):
            room.read(path)


def test_a_huge_file_is_refused_without_being_read(room: ReadingRoom, tmp_path: Path) -> None:
    path = tmp_path / "enorme.txt"
    with path.open("wb") as file:
        file.truncate(50 * 2**30)
    with pytest.raises(UnreadableDocument) as refused:
        room.read(path)
    assert refused.value.code is Refusal.TOO_BIG


def test_the_child_has_no_secrets_of_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRASSI_SECRET", "parola d'ordine")
    with ReadingRoom() as room:
        assert room._child is not None
        room.read_bytes(PROSE.encode(), "a.txt")
        environment = Path(f"/proc/{room._child.pid}/environ").read_bytes()
    assert b"PRASSI" not in environment


def test_the_child_reaches_no_network_and_starts_no_program() -> None:
    for attempt in (
        "import socket; socket.create_connection(('127.0.0.1', 9), 1)",
        "import subprocess; subprocess.Popen(['true'])",
        "import os; os.system('true')",
    ):
        ended = subprocess.run(
            [
                sys.executable,
                "-c",
                f"from ingest.readers import child; child._close_jail(); {attempt}",
            ],
            capture_output=True,
            text=True,
            timeout=30,
        )
        assert ended.returncode == 1
        assert "is not allowed while reading a document" in ended.stderr


@pytest.mark.slow
@pytest.mark.parametrize("layers", [1, 2])
def test_a_bomb_in_a_pdf_dies_in_the_jail_and_the_room_goes_on(
    room: ReadingRoom, layers: int
) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        room.read_bytes(bomb_pdf(layers, 3_000), "a.pdf")
    assert refused.value.code in (Refusal.BROKEN, Refusal.TOO_LONG)
    assert room.read_bytes(PROSE.encode(), "a.txt").text == PROSE
