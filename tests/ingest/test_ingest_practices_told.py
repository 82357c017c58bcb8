"""Which practices a text tells, where a trained reader judges."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from small_reader import judged
from written import Piece, written

from ingest.model import BlockKind, Label, Practice
from ingest.practices.reading import Reading
from ingest.practices.told import told_practices

HEADING, PARAGRAPH, ITEM = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM
PRACTICE, MEASURE, PEOPLE = Label.PRACTICE, Label.MEASURE, Label.BENEFICIARY
MARKED = {
    "Argento vivo": PRACTICE,
    "Casa mia": PRACTICE,
    "trasporto sociale": MEASURE,
    "condominio solidale": MEASURE,
    "anziani": PEOPLE,
}
BOTH = {"Argento vivo": 0.9, "Casa mia": 0.9}


def told(reading: Reading, names: dict[str, float], practice: float = 0.9) -> tuple[Practice, ...]:
    return told_practices(reading, judged(reading, practice=practice, names=names), 0.5, 0.5)


def words_of(reading: Reading, practice: Practice) -> str:
    return reading.document.text[practice.start : practice.end]


TWO_BLOCKS: list[Piece] = [
    ("Due esperienze vicine.", PARAGRAPH),
    ("Argento vivo offre un trasporto sociale.", PARAGRAPH),
    ("Costa poco.", PARAGRAPH),
    ("Casa mia è un condominio solidale.", PARAGRAPH),
]


def test_a_text_that_tells_no_practice_has_none_whatever_it_names() -> None:
    assert told(written(TWO_BLOCKS, MARKED), BOTH, practice=0.2) == ()


def test_a_text_without_words_has_none() -> None:
    assert told(written([], {}), {}) == ()
    assert told(written([("menu", BlockKind.FURNITURE)], {}), {}) == ()


def test_a_practice_of_which_nothing_was_found_is_none() -> None:
    assert told(written([("Domani piove.", PARAGRAPH)], {}), {}) == ()


def test_one_name_gives_one_practice_that_bears_it_and_holds_the_whole_text() -> None:
    reading = written([("Menu", BlockKind.FURNITURE), *TWO_BLOCKS], MARKED)
    (practice,) = told(reading, {"Argento vivo": 0.9, "Casa mia": 0.1})
    assert (practice.id, practice.title) == ("carta", "Argento vivo")
    assert words_of(reading, practice).startswith("Due esperienze")
    assert words_of(reading, practice).endswith("solidale.")


def test_without_a_name_the_practice_bears_the_title_of_its_document() -> None:
    (practice,) = told(written(TWO_BLOCKS, MARKED), {})
    assert practice.title == "Il titolo"


def test_what_the_source_calls_itself_is_the_title_of_its_one_practice() -> None:
    reading = written(TWO_BLOCKS, MARKED, {"title": "Il bello di Argento"})
    (practice,) = told(reading, {"Argento vivo": 0.9})
    assert practice.title == "Il bello di Argento"


def test_two_names_in_two_blocks_are_two_practices_from_name_to_name() -> None:
    reading = written(TWO_BLOCKS, MARKED)
    first, second = told(reading, BOTH)
    assert (first.id, first.title) == ("carta-1", "Argento vivo")
    assert (second.id, second.title) == ("carta-2", "Casa mia")
    assert words_of(reading, first).startswith("Argento vivo offre")
    assert words_of(reading, first).endswith("Costa poco.")
    assert words_of(reading, second) == "Casa mia è un condominio solidale."


def test_a_source_titled_after_one_of_two_names_tells_that_one() -> None:
    reading = written(TWO_BLOCKS, MARKED, {"title": "Casa mia, a Lodi"})
    (practice,) = told(reading, BOTH)
    assert (practice.id, practice.title) == ("carta", "Casa mia, a Lodi")
    for title in ("Notizie del mese", "Argento vivo e Casa mia"):
        assert len(told(written(TWO_BLOCKS, MARKED, {"title": title}), BOTH)) == 2


def test_a_round_up_named_after_one_of_its_practices_tells_them_all() -> None:
    pieces = [*TWO_BLOCKS, ("Nonni in rete fa trasporto sociale.", PARAGRAPH)]
    reading = written(pieces, MARKED | {"Nonni in rete": PRACTICE}, {"title": "Casa mia e altre"})
    found = told(reading, BOTH | {"Nonni in rete": 0.9})
    assert [one.title for one in found] == ["Argento vivo", "Casa mia", "Nonni in rete"]


def test_three_blocks_that_each_name_a_practice_are_three_wherever_they_name_it() -> None:
    before = "Chi arriva in paese dopo un’ora di curve, e magari di neve, trova per prima cosa"
    pieces = [
        (f"{before} {name}: un condominio solidale.", PARAGRAPH)
        for name in ("Argento vivo", "Casa mia", "Nonni in rete")
    ]
    names = BOTH | {"Nonni in rete": 0.9}
    reading = written(pieces, MARKED | {"Nonni in rete": PRACTICE})
    assert [one.title for one in told(reading, names)] == list(names)
    (practice,) = told(written(pieces[:2], MARKED), BOTH)
    assert practice.title == "Argento vivo"


def test_another_form_of_a_name_names_the_same_practice() -> None:
    pieces = [
        ("Nonni in rete offre trasporto sociale.", PARAGRAPH),
        ("Rete dei nonni è anche un condominio solidale.", PARAGRAPH),
    ]
    names = {"Nonni in rete": 0.9, "Rete dei nonni": 0.9}
    (practice,) = told(written(pieces, MARKED | dict.fromkeys(names, PRACTICE)), names)
    assert practice.title == "Nonni in rete"


def test_two_names_in_one_sentence_are_told_together() -> None:
    reading = written(
        [("Argento vivo e Casa mia offrono trasporto sociale agli anziani.", PARAGRAPH)], MARKED
    )
    (practice,) = told(reading, BOTH)
    assert (practice.id, practice.title) == ("carta", "Argento vivo")


def test_two_names_in_two_sentences_of_a_block_are_two_practices() -> None:
    pieces = [("Argento vivo fa trasporto sociale. Casa mia è un condominio solidale.", PARAGRAPH)]
    reading = written(pieces, MARKED)
    first, second = told(reading, BOTH)
    assert words_of(reading, first) == "Argento vivo fa trasporto sociale."
    assert words_of(reading, second) == "Casa mia è un condominio solidale."


def test_a_name_in_the_middle_of_a_block_is_told_with_the_one_that_opens() -> None:
    passing = "Argento vivo fa trasporto sociale per chi vive nelle frazioni alte, "
    pieces = [(f"{passing}dove Casa mia, un condominio solidale, è nata prima.", PARAGRAPH)]
    (only,) = told(written(pieces, MARKED), BOTH)
    assert only.title == "Argento vivo"


def test_names_in_a_list_are_as_many_practices() -> None:
    reading = written(
        [
            ("Le esperienze", HEADING),
            ("Argento vivo: trasporto sociale", ITEM),
            ("Casa mia: condominio solidale", ITEM),
        ],
        MARKED,
    )
    assert [p.title for p in told(reading, BOTH)] == ["Argento vivo", "Casa mia"]


def test_a_bare_list_of_names_is_one_practice() -> None:
    reading = written(
        [("Argento vivo", ITEM), ("Casa mia", ITEM), ("Con trasporto sociale.", PARAGRAPH)], MARKED
    )
    (practice,) = told(reading, BOTH)
    assert practice.id == "carta"


def test_the_heading_above_a_name_belongs_to_its_practice() -> None:
    reading = written(
        [
            ("A Lecco", HEADING),
            ("Argento vivo fa trasporto sociale.", PARAGRAPH),
            ("A Como", HEADING),
            ("Casa mia è un condominio solidale.", PARAGRAPH),
        ],
        MARKED,
    )
    first, second = told(reading, BOTH)
    assert words_of(reading, first).startswith("A Lecco")
    assert words_of(reading, first).endswith("trasporto sociale.")
    assert words_of(reading, second).startswith("A Como")


def test_a_name_said_again_opens_nothing() -> None:
    reading = written(
        [
            ("Argento vivo fa trasporto sociale.", PARAGRAPH),
            ("Argento vivo serve gli anziani.", PARAGRAPH),
        ],
        MARKED,
    )
    (practice,) = told(reading, BOTH)
    assert words_of(reading, practice).endswith("anziani.")


def test_a_paragraph_taken_for_a_name_is_no_title() -> None:
    long = "Argento " * 20 + "vivo"
    marks = {long: PRACTICE, "trasporto sociale": MARKED["trasporto sociale"]}
    reading = written([(long, PARAGRAPH), ("Con trasporto sociale.", PARAGRAPH)], marks)
    (practice,) = told(reading, {long: 0.99})
    assert practice.title == "Il titolo"


SENTENCES = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "Argento vivo fa trasporto sociale.",
                "Casa mia ospita anziani.",
                "Casa mia e Argento vivo.",
                "Piove. Gli anziani aspettano.",
                "Note",
            ]
        ),
        st.sampled_from([HEADING, PARAGRAPH, ITEM, BlockKind.FURNITURE]),
    ),
    max_size=7,
)


@given(SENTENCES, st.sampled_from([0.1, 0.9]), st.sampled_from([0.1, 0.9]))
def test_practices_lie_in_the_text_one_after_the_other(
    pieces: list[Piece], one: float, other: float
) -> None:
    reading = written(pieces, MARKED)
    practices = told(reading, {"Argento vivo": one, "Casa mia": other})
    assert len({practice.id for practice in practices}) == len(practices)
    end = 0
    for practice in practices:
        assert end <= practice.start < practice.end <= len(reading.document.text)
        assert practice.title
        end = practice.end
