"""What plain text means by its lines."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ingest
from ingest.model import Block, BlockKind
from ingest.structure import find_blocks
from ingest.structure_patterns import patterns

TABLE = tomllib.loads((Path(ingest.__file__).parent / "structure.toml").read_text("utf-8"))
# Pieces of real files and the signs that structure hangs on, in every disorder.
SIGNS = ["- ", "• ", "1. ", "a) ", "**", "| a | b |", "|---|---|", "|", ":", ".", "#", ">", "---"]
BREAKS = [
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\f",
    "\t",
    "    ",
    "\u2028",
    "\x1c",
    "\x85",
    "\xa0",
    "\u200b",
]
WORDS = ["Destinatari: ", "Nome Vario: ", "IL PROGETTO", "Il Comune", "di Prova.", "anziani soli"]
PAGES = ["pag. 2 di 5", "12", "Home > Servizi > Anziani", "stampa questa pagina ", "+T -T "]
PIECES = st.sampled_from([*SIGNS, *BREAKS, *WORDS, *PAGES, "2.1 Obiettivi"])
DISORDER = st.lists(PIECES | st.text(max_size=6), max_size=40).map("".join)


def shown(text: str, blocks: Sequence[Block]) -> list[tuple[str, str]]:
    """Return the kinds and words of the blocks that are not furniture."""
    return [
        (str(b.kind), text[b.start : b.end]) for b in blocks if b.kind is not BlockKind.FURNITURE
    ]


def assert_whole(text: str, blocks: Sequence[Block]) -> None:
    """Blocks stand in order, apart, trimmed, and together hold every sign that is not blank."""
    position, outside = 0, []
    for block in blocks:
        assert block.start >= position
        words = text[block.start : block.end]
        assert words
        assert words == words.strip()
        outside.append(text[position : block.start])
        position = block.end
    assert not "".join([*outside, text[position:]]).strip()


@given(DISORDER)
@settings(max_examples=400, deadline=None)
def test_every_sign_of_a_text_lies_in_exactly_one_block(text: str) -> None:
    assert_whole(text, find_blocks(text))


@given(DISORDER, st.integers(0, 3), st.booleans())
@settings(max_examples=200, deadline=None)
def test_a_stretch_is_read_like_a_text_and_nothing_outside_it(
    text: str, level: int, short: bool
) -> None:
    whole = "prima " + text + " dopo"
    end = 6 + len(text)
    blocks = find_blocks(whole, 6, end, short_headings=short, item_level=level)
    assert all(block.start >= 6 and block.end <= end for block in blocks)
    assert_whole(text, [Block(b.kind, b.start - 6, b.end - 6) for b in blocks])


@pytest.mark.parametrize("item", TABLE["furniture"]["line"], ids=lambda item: item["name"])
def test_patterns_of_furniture_lines_know_their_examples(item: dict[str, list[str]]) -> None:
    pattern = next(p.pattern for p in patterns().lines if p.name == item["name"])
    assert [line for line in item["positive"] if not pattern.fullmatch(line)] == []
    # A counterexample must be spared by every pattern, not only by this one.
    spared = [patterns().furniture(line, isolated=True) for line in item["negative"]]
    assert spared == [None] * len(spared)


@pytest.mark.parametrize("item", TABLE["furniture"]["phrase"], ids=lambda item: item["name"])
def test_patterns_of_furniture_phrases_know_their_examples(item: dict[str, list[str]]) -> None:
    for phrase in item["positive"]:
        words = f"{phrase} Orti urbani"
        start, end = patterns().furniture_ends(words)
        assert words[start:end] == "Orti urbani"
    for phrase in item["negative"]:
        assert patterns().furniture_ends(f"{phrase} di quartiere")[0] == 0


def test_signs_of_lists_know_their_examples() -> None:
    lists = TABLE["lists"]
    known = patterns()
    for line in lists["bullet_examples"]:
        assert known.list_sign(line, after_finished_line=False), line
    for line in lists["ordered_examples"]:
        assert known.list_sign(line, after_finished_line=True), line
        assert not known.list_sign(line, after_finished_line=False), line
    for line in lists["bullet_counterexamples"] + lists["ordered_counterexamples"]:
        assert not known.list_sign(line, after_finished_line=True), line


def test_a_hard_wrapped_paragraph_is_one_block() -> None:
    text = (
        "Il progetto accompagna gli anziani soli del quartiere\n"
        "con il pasto a domicilio e la compagnia dei volontari\n"
        "Auser. La rete è nata nel 2021.\n"
    )
    assert shown(text, find_blocks(text)) == [("paragraph", text.strip())]


def test_a_line_left_hanging_goes_on_even_where_a_capital_follows() -> None:
    text = "Promosso dalla\nCaritas diocesana, con i volontari e le scuole.\n"
    assert shown(text, find_blocks(text)) == [("paragraph", text.strip())]


def test_in_a_text_that_wraps_on_screen_each_line_is_a_paragraph() -> None:
    long = "Il Comune promuove gruppi di cammino per gli anziani soli. " * 5
    text = f"{long.strip()}\n{long.strip()}\n"
    assert [kind for kind, _ in shown(text, find_blocks(text))] == ["paragraph", "paragraph"]


def test_capital_lines_are_headings_but_a_shouted_paragraph_is_not() -> None:
    text = "IL PROGETTO\nIl Comune promuove gli orti.\n\n" + "TUTTI I CITTADINI SONO INVITATI " * 9
    found = shown(text, find_blocks(text))
    assert found[0] == ("heading", "IL PROGETTO")
    assert found[-1][0] == "paragraph"


def test_an_acronym_alone_on_a_wrapped_line_is_no_heading() -> None:
    text = (
        "Il servizio è gestito insieme alla azienda sanitaria locale e alla\nASL TO3\ndal 2021.\n"
    )
    assert [kind for kind, _ in shown(text, find_blocks(text))] == ["paragraph"]


def test_numbered_titles_are_headings_and_numbered_items_are_items() -> None:
    text = (
        "1. Obiettivi\n\nRidurre la solitudine degli anziani.\n\n2. Azioni\n\nSi prevede:\n"
        "1. gruppi di cammino;\n2. pasti a domicilio.\n"
    )
    assert [item for item in shown(text, find_blocks(text)) if item[0] != "paragraph"] == [
        ("heading", "Obiettivi"),
        ("heading", "Azioni"),
        ("list_item", "gruppi di cammino;"),
        ("list_item", "pasti a domicilio."),
    ]


def test_items_know_their_depth_and_the_label_they_stand_under() -> None:
    text = "Destinatari:\n- anziani soli\n  - over 75\n- famiglie\n  con minori\n"
    items = [b for b in find_blocks(text) if b.kind is BlockKind.LIST_ITEM]
    assert [(text[b.start : b.end], b.level, b.label) for b in items] == [
        ("anziani soli", 1, "Destinatari"),
        ("over 75", 2, "Destinatari"),
        ("famiglie\n  con minori", 1, "Destinatari"),
    ]


def test_a_field_is_its_value_and_carries_its_label() -> None:
    text = (
        "Soggetto proponente: Comune di Prova\n"
        "Destinatari diretti: anziani\nsoli\n"
        "Costo: 12.000 euro"
    )
    fields = [b for b in find_blocks(text) if b.kind is BlockKind.FIELD]
    assert [(b.label, text[b.start : b.end]) for b in fields] == [
        ("Soggetto proponente", "Comune di Prova"),
        ("Destinatari diretti", "anziani\nsoli"),
        ("Costo", "12.000 euro"),
    ]


def test_a_value_may_stand_on_the_line_after_its_label() -> None:
    text = "Soggetto proponente:\nComune di Prova\n"
    fields = [b for b in find_blocks(text) if b.kind is BlockKind.FIELD]
    assert [(b.label, text[b.start : b.end]) for b in fields] == [
        ("Soggetto proponente", "Comune di Prova")
    ]


def test_a_headline_with_a_colon_is_no_field_but_a_run_of_labels_is() -> None:
    headline = "Anziani: nuovi orti in arrivo nel quartiere.\n"
    assert [kind for kind, _ in shown(headline, find_blocks(headline))] == ["paragraph"]
    run = "Volontari coinvolti: 12\nQuartiere scelto: Cinghio Sud\n"
    labels = [b.label for b in find_blocks(run) if b.kind is BlockKind.FIELD]
    assert labels == ["Volontari coinvolti", "Quartiere scelto"]


def test_words_of_a_label_nobody_knows_stay_readable() -> None:
    text = "Caritas: 12.000 euro\nAuser: 3.000 euro\n"
    assert ("paragraph", "Caritas:") in shown(text, find_blocks(text))


def test_table_cells_know_their_column() -> None:
    text = "| Azione | Ente | Costo |\n|---|:--|--:|\n| Orti | Auser | 3.000 euro |\n| | CSV |\n"
    cells = [b for b in find_blocks(text) if b.kind is BlockKind.TABLE_CELL]
    assert [(b.label, text[b.start : b.end]) for b in cells[3:]] == [
        ("Azione", "Orti"),
        ("Ente", "Auser"),
        ("Costo", "3.000 euro"),
        ("Ente", "CSV"),
    ]


def test_in_a_form_the_first_column_names_the_second() -> None:
    text = "| Voce | Contenuto |\n|---|---|\n| Importo | 2 milioni |\n| Durata | due anni |\n"
    found = [(b.label, text[b.start : b.end]) for b in find_blocks(text) if b.label]
    assert found == [("Importo", "2 milioni"), ("Durata", "due anni")]


def test_furniture_at_the_ends_of_a_line_leaves_its_words() -> None:
    text = "stampa questa pagina esporta in pdf Orti urbani di quartiere\n\n+T -T APPROFONDIMENTI\n"
    assert shown(text, find_blocks(text)) == [
        ("heading", "Orti urbani di quartiere"),
        ("heading", "APPROFONDIMENTI"),
    ]


def test_lines_that_return_beside_page_numbers_are_furniture_and_other_repeats_are_not() -> None:
    page = "Piano di zona {n}\n\nIl Comune promuove gli orti.\n\nObiettivi\n\npag. {n} di 4\n\n"
    text = "".join(page.format(n=n) for n in range(1, 5))
    words = [words for _, words in shown(text, find_blocks(text))]
    assert not any(w.startswith(("Piano", "pag")) for w in words)
    assert words.count("Il Comune promuove gli orti.") == 4


def test_a_year_or_an_amount_alone_is_not_a_page_number() -> None:
    text = "Anno di avvio\n\n2021\n\nFamiglie seguite\n\n1.146\n"
    assert {"2021", "1.146"} <= {words for _, words in shown(text, find_blocks(text))}


@pytest.mark.parametrize("unit", ["AB C\n", "x\n", "| a ", "- a\n", "A: b\n", "Home > ", "+T -T "])
def test_work_grows_with_the_length_and_not_with_its_square(unit: str) -> None:
    def steps(times: int) -> int:
        import sys

        count = 0

        def tick(*_: object) -> None:
            nonlocal count
            count += 1

        sys.setprofile(tick)
        try:
            find_blocks(unit * times)
        finally:
            sys.setprofile(None)
        return count

    find_blocks(unit * 4)  # patterns are compiled once
    assert steps(400) < 6 * steps(100) + 1_000


def test_columns_set_apart_by_tabs_are_a_table() -> None:
    text = "Servizio\tDestinatari\nDoposcuola\tminori stranieri\n\nAltro testo, che segue."
    cells = [b for b in find_blocks(text) if b.kind is BlockKind.TABLE_CELL]
    assert [(text[b.start : b.end], b.label) for b in cells][2:] == [
        ("Doposcuola", "Servizio"),
        ("minori stranieri", "Destinatari"),
    ]


def test_one_line_with_a_tab_is_no_table() -> None:
    text = "Parma, 3 maggio\tIl sindaco\nIl servizio parte domani in tutta la città."
    assert not any(b.kind is BlockKind.TABLE_CELL for b in find_blocks(text))
