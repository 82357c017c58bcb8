"""Where practices begin and end, and which texts describe none."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from ingest.model import Block, BlockKind, Document, Label, Span
from ingest.practices.boundaries import find_practices
from ingest.practices.kinds import kind_of
from ingest.practices.reading import Reading, Stretch, find_words, plain

Piece = tuple[str, BlockKind]
HEADING, PARAGRAPH = BlockKind.HEADING, BlockKind.PARAGRAPH


def read(pieces: Sequence[Piece], marked: dict[str, Label], title: str = "Il titolo") -> Reading:
    """Pieces of text become blocks; every occurrence of the marked words becomes a span."""
    text, blocks, spans = "", [], []
    for words, kind in pieces:
        blocks.append(Block(kind, len(text), len(text) + len(words), int(kind is HEADING)))
        text += words + "\n\n"
    for words, label in marked.items():
        start = text.find(words)
        while start >= 0:
            spans.append(Span(start, start + len(words), words, label, 1.0))
            start = text.find(words, start + 1)
    document = Document("carta", title, "00", "text/plain", text, tuple(blocks))
    sentences = tuple(Stretch(block.start, block.end) for block in blocks)
    return Reading(document, tuple(sorted(spans, key=lambda span: span.start)), sentences)


def test_a_document_is_one_practice_that_bears_its_id_and_title() -> None:
    reading = read(
        [("menu", BlockKind.FURNITURE), ("Un trasporto sociale.", PARAGRAPH)],
        {"trasporto sociale": Label.MEASURE},
    )
    (practice,) = find_practices(reading)
    assert (practice.id, practice.title) == ("carta", "Il titolo")
    assert reading.document.text[practice.start : practice.end] == "Un trasporto sociale."


def test_a_text_without_measures_or_people_describes_no_practice() -> None:
    reading = read([("Domani nel Comune di Lecco piove.", PARAGRAPH)], {"Comune": Label.ACTOR})
    assert find_practices(reading) == ()


def test_each_row_of_a_sheet_is_a_practice_named_by_its_title_column() -> None:
    text = "Titolo: Orti\nMisura: orti sociali\nTitolo: vuota\nTitolo: Caffè\nMisura: caffè sociale"
    cell = BlockKind.TABLE_CELL
    blocks = tuple(
        Block(cell, text.index(words), text.index(words) + len(words), 0, label, record)
        for words, label, record in [
            ("Orti", "Titolo", 0),
            ("orti sociali", "Misura", 0),
            ("vuota", "Titolo", 1),
            ("Caffè", "Titolo", 2),
            ("caffè sociale", "Misura", 2),
        ]
    )
    spans = tuple(
        Span(text.index(words), text.index(words) + len(words), words, Label.MEASURE, 1.0)
        for words in ("orti sociali", "caffè sociale")
    )
    document = Document("foglio", "Foglio", "00", "text/csv", text, blocks)
    practices = find_practices(Reading(document, spans, ()))
    assert [(p.id, p.title) for p in practices] == [("foglio-1", "Orti"), ("foglio-3", "Caffè")]


def test_headings_of_one_practice_like_shape_open_as_many_practices() -> None:
    reading = read(
        [
            ("Tre esperienze", HEADING),
            ("Si parla di banche del tempo.", PARAGRAPH),
            ("Liguria - Maggiordomo di quartiere", HEADING),
            ("Banche del tempo per tutti.", PARAGRAPH),
            ("Puglia - Capitale sociale 2.0", HEADING),
            ("Altre banche del tempo.", PARAGRAPH),
            ("Note", HEADING),
            ("Nulla.", PARAGRAPH),
        ],
        {"anche del tempo": Label.MEASURE},
    )
    liguria, puglia = find_practices(reading)
    assert (liguria.id, liguria.title) == ("carta-1", "Liguria - Maggiordomo di quartiere")
    assert puglia.id == "carta-2"
    assert reading.document.text[puglia.start : puglia.end].endswith("Altre banche del tempo.")


def test_headings_of_the_parts_of_one_practice_do_not_split_it() -> None:
    reading = read(
        [("Il progetto", HEADING), ("Orti sociali.", PARAGRAPH), ("I partner", HEADING)],
        {"Orti sociali": Label.MEASURE},
    )
    assert [practice.id for practice in find_practices(reading)] == ["carta"]


def test_a_first_line_of_a_paragraph_opens_a_practice_in_plain_text() -> None:
    reading = read(
        [
            ("Scheda 1 - Orti\nOrti sociali a Lecco.", PARAGRAPH),
            ("Scheda 2 - Caffè\nOrti sociali.", PARAGRAPH),
        ],
        {"Orti sociali": Label.MEASURE},
    )
    assert [p.title for p in find_practices(reading)] == ["Scheda 1 - Orti", "Scheda 2 - Caffè"]


def test_opening_lines_tell_the_kind_when_the_title_does_not() -> None:
    reading = read(
        [("Il presente avviso finanzia orti sociali.", PARAGRAPH)],
        {"orti sociali": Label.MEASURE},
        title="Insieme",
    )
    (practice,) = find_practices(reading)
    assert kind_of(reading, practice) == "practice-type:bando-avviso"


def test_words_broken_at_a_line_end_read_as_one() -> None:
    assert plain("accom-\npagnamento  all'abitare") == "accompagnamento all'abitare"


def test_a_title_is_found_whatever_its_case_and_blanks() -> None:
    assert find_words("CASA\n DELL’ORTO", "Casa dell'orto", 0, 16) == Stretch(0, 15)
    assert find_words("casale", "casa", 0, 6) is None


@given(
    st.lists(
        st.sampled_from(["Scheda 1", "Orti sociali.", "", "Puglia - X", "# Note"]), max_size=12
    )
)
def test_practices_never_overlap_and_lie_inside_the_text(lines: list[str]) -> None:
    pieces = [(line, HEADING if len(line) < 11 else PARAGRAPH) for line in lines if line]
    reading = read(pieces, {"Orti sociali": Label.MEASURE})
    end = 0
    for practice in find_practices(reading):
        assert end <= practice.start < practice.end <= len(reading.document.text)
        end = practice.end
