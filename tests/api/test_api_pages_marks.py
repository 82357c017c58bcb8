"""What goes into a page, tested without a page: marks, quotations, snippets, layout, links."""

from __future__ import annotations

from itertools import pairwise

import hypothesis.strategies as st
import pytest
from hypothesis import given

from api.web.document_page import LONG, Shape, lay_out
from api.web.facet_form import SHOWN, boxes
from api.web.highlight import Mark, marks, pieces
from api.web.quotation import quotations
from api.web.snippet import WORDS, Telling, passage_text, snippet, stems
from api.web.sources import licence_address, site_of, web_address
from corpus.views import DocumentView, Evidence, Fact, FactKind
from ingest.model import Block, BlockKind
from search.model import FacetCount, Passage, SearchResults


def document(text: str, blocks: tuple[Block, ...] | None = None, **more) -> DocumentView:
    whole = (Block(BlockKind.PARAGRAPH, 0, len(text)),)
    values = {"practices": ("a",), **more}
    return DocumentView(
        id="d",
        iri="https://example.org/d",
        title="D",
        sha256="0" * 64,
        media_type="text/plain",
        text=text,
        blocks=whole if blocks is None else blocks,
        **values,
    )


def fact(kind: FactKind, *edges: tuple[int, int], text: str = "") -> Fact:
    evidence = tuple(Evidence("d", start, end, text[start:end], 0.9) for start, end in edges)
    return Fact(kind, "x", None, 0.9, evidence)


def test_marks_that_overlap_are_cut_and_keep_their_anchors() -> None:
    text = "il Comune di Asti e la Caritas"
    long = fact(FactKind.ACTOR, (3, 30))
    short = fact(FactKind.PLACE, (13, 17))
    cut = pieces(text, [(0, len(text))], marks([("f1", long), ("f2", short)]))[0]
    assert [one.text for one in cut] == ["il ", "Comune di ", "Asti", " e la Caritas"]
    assert [[m.anchor for m in one.marks] for one in cut] == [
        [],
        ["e-3-30"],
        ["e-13-17", "e-3-30"],
        ["e-3-30"],
    ]
    assert [[m.anchor for m in one.opens] for one in cut] == [[], ["e-3-30"], ["e-13-17"], []]
    assert [[m.anchor for m in one.closes] for one in cut] == [[], [], ["e-13-17"], ["e-3-30"]]


def test_the_same_words_proving_two_facts_are_one_mark() -> None:
    found = marks([("f1", fact(FactKind.ACTOR, (0, 4))), ("f2", fact(FactKind.MONEY, (0, 4)))])
    assert found == (Mark(0, 4, (FactKind.ACTOR, FactKind.MONEY), ("f1", "f2")),)
    assert found[0].facts == ("f1", "f2")


def test_a_mark_over_two_blocks_opens_in_the_first_and_closes_in_the_last() -> None:
    cut = pieces("abc def", [(0, 3), (4, 7)], marks([("f", fact(FactKind.NEED, (1, 6)))]))
    assert [[one.text for one in block] for block in cut] == [["a", "bc"], ["de", "f"]]
    assert [len(one.opens) for block in cut for one in block] == [0, 1, 0, 0]
    assert [len(one.closes) for block in cut for one in block] == [0, 0, 1, 0]


edges = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(sorted).map(tuple)


@given(st.text(max_size=60), st.lists(edges, max_size=12), st.lists(edges, max_size=4))
def test_pieces_joined_are_the_text_and_every_mark_opens_and_closes_once(
    text: str, found: list[tuple[int, int]], cuts: list[tuple[int, int]]
) -> None:
    size = len(text)
    borders = sorted({0, size, *(min(edge, size) for pair in cuts for edge in pair)})
    stretches = list(pairwise(borders))
    inside = [(a, min(b, size)) for a, b in found if a < min(b, size)]
    gathered = marks([(f"f{n}", fact(FactKind.ACTOR, e)) for n, e in enumerate(inside)])
    cut = pieces(text, stretches, gathered)
    assert "".join(one.text for block in cut for one in block) == text
    flat = [one for block in cut for one in block]
    assert sorted(m for one in flat for m in one.opens) == list(gathered)
    assert sorted(m for one in flat for m in one.closes) == list(gathered)
    position = 0
    for one in flat:
        covering = {
            m for m in gathered if m.start <= position and m.end >= position + len(one.text)
        }
        assert set(one.marks) == covering
        position += len(one.text)


def test_blocks_become_headings_lists_and_sheets_without_front_matter() -> None:
    text = "meta|Titolo|uno|due|Asti|Anziani|\x0c1\x0c|fine"
    kinds = [
        BlockKind.METADATA,
        BlockKind.HEADING,
        BlockKind.LIST_ITEM,
        BlockKind.LIST_ITEM,
        BlockKind.FIELD,
        BlockKind.TABLE_CELL,
        BlockKind.FURNITURE,
        BlockKind.PARAGRAPH,
    ]
    blocks, position = [], 0
    for kind, part in zip(kinds, text.split("|"), strict=True):
        blocks.append(Block(kind, position, position + len(part), 1, label="Dove"))
        position += len(part) + 1
    reading = lay_out(document(text, tuple(blocks)), ())
    assert [run.shape for run in reading.runs] == [
        Shape.HEADING,
        Shape.LIST,
        Shape.SHEET,
        Shape.PARAGRAPH,
    ]
    assert [len(run.lines) for run in reading.runs] == [1, 2, 2, 1]


def test_headings_never_skip_a_level_whatever_the_document_does() -> None:
    levels = [2, 4, 4, 3, 6, 2, 1, 3]
    blocks = tuple(Block(BlockKind.HEADING, n, n + 1, level) for n, level in enumerate(levels))
    reading = lay_out(document("abcdefgh", blocks), ())
    assert [run.lines[0].level for run in reading.runs] == [1, 2, 2, 2, 3, 1, 1, 2]


def test_rows_of_a_sheet_stay_apart() -> None:
    blocks = tuple(Block(BlockKind.TABLE_CELL, n, n + 1, 0, "C", n // 2) for n in range(4))
    reading = lay_out(document("abcd", blocks), ())
    assert [len(run.lines) for run in reading.runs] == [2, 2]


def test_what_speaks_of_another_practice_is_set_aside_or_left_out_when_long() -> None:
    def two(size: int) -> DocumentView:
        blocks = (Block(BlockKind.PARAGRAPH, 0, size), Block(BlockKind.PARAGRAPH, size, 2 * size))
        return document("a" * 2 * size, blocks, practices=("a", "b"))

    short = lay_out(two(10), (), (0, 10))
    assert ([run.aside for run in short.runs], short.partial) == ([False, True], False)
    long = lay_out(two(LONG), (), (0, LONG))
    assert ([run.aside for run in long.runs], long.partial) == ([False], True)


def test_a_quotation_is_the_sentence_around_the_words() -> None:
    text = "Prima frase. A Pisa il Comune offre  un\npranzo agli anziani soli! Poi altro."
    start = text.index("Comune")
    one = fact(FactKind.ACTOR, (start, start + 6), text=text)
    (quoted,) = quotations(one, document(text), frozenset({f"e-{start}-{start + 6}"}))
    assert (quoted.before, quoted.words) == ("A Pisa il ", "Comune")
    assert quoted.after == " offre un pranzo agli anziani soli!"
    assert quoted.anchor == f"e-{start}-{start + 6}"
    assert quotations(one, document(text), frozenset())[0].anchor is None


def test_a_long_sentence_is_cut_on_both_sides_and_few_are_shown() -> None:
    text = " ".join(["parola"] * 40 + ["qui"] + ["altra"] * 40)
    start = text.index("qui")
    (quoted,) = quotations(
        fact(FactKind.NEED, (start, start + 3), text=text), document(text), frozenset()
    )
    assert quoted.before.startswith("… parola")
    assert quoted.after.endswith("altra …")
    assert len((quoted.before + quoted.after).split()) < 32
    many = fact(FactKind.NEED, *[(7 * n, 7 * n + 6) for n in range(9)], text=text)
    assert len(quotations(many, document(text), frozenset())) == 3


@given(st.text(max_size=80), st.integers(0, 80), st.integers(0, 80))
def test_a_quotation_never_fails_and_says_the_words(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    (quoted,) = quotations(
        fact(FactKind.NEED, (start, end), text=text), document(text), frozenset()
    )
    assert quoted.words == " ".join(text[start:end].split())
    together = "".join((quoted.before, quoted.words, quoted.after)).replace("…", "").split()
    assert "".join(together) in "".join(text.replace("…", "").split())


def test_a_snippet_is_where_the_words_of_the_question_are() -> None:
    text = (
        " ".join(f"parola{n}" for n in range(150)) + " gli anziani, soli in montagna " + "x " * 90
    )
    shown = snippet(text, stems("montagne per un anziano"))
    assert [run.text for run in shown.runs if run.marked] == ["anziani", "montagna"]
    assert shown.cut_before
    assert shown.cut_after
    assert len("".join(run.text for run in shown.runs).split()) <= WORDS


TOLD = st.builds(Telling, st.text(max_size=8), st.sampled_from(FactKind))


@given(st.text(max_size=300), st.text(max_size=30), st.lists(TOLD, max_size=4), st.data())
def test_a_snippet_never_fails_and_quotes_the_text(
    text: str, question: str, told: list[Telling], data: st.DataObject
) -> None:
    first, last = sorted(data.draw(st.integers(0, len(text))) for _ in range(2))
    told = [*told, Telling(text[first:last], FactKind.PLACE)]  # words that are there, too
    shown = snippet(text, stems(question), 10, told)
    assert "".join(run.text for run in shown.runs) in text
    inside = 0
    for run in shown.runs:  # what opens is closed, and nothing stands in two at once
        inside += run.opens
        assert inside == (run.kind is not None)
        inside -= run.closes
    assert inside == 0


def test_a_passage_is_shown_without_the_signs_between_its_blocks() -> None:
    text = "## Titolo\n\n- voce"
    blocks = (Block(BlockKind.HEADING, 3, 9, 2), Block(BlockKind.LIST_ITEM, 13, 17, 1))
    passage = Passage("p", "d", "a", 3, 17, text[3:17])
    assert passage_text(passage, document(text, blocks)) == "Titolo · voce"
    assert passage_text(passage, document("altro " * 9, blocks)) == "Titolo - voce"
    assert passage_text(passage, None) == "Titolo - voce"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//esempio.it/x",
        "/relativo",
        "http://",
        "https://utente:chiave@esempio.it/",
        "https://esempio.it@altro.it/",
        'https://esempio.it/"onmouseover=alert(1)',
        "https://esempio.it/<x>",
        "https://esempio.it/\u202egnp.exe",
        "https://[::1",
        "",
        None,
    ],
)
def test_only_web_addresses_become_links(address: str | None) -> None:
    assert web_address(address) is None


def test_a_web_address_is_kept_and_its_site_named() -> None:
    address = "https://www.comune.asti.it/pagina?a=1&b=2#c"
    assert web_address(address) == address
    assert site_of(address) == "comune.asti.it"
    assert licence_address("CC-BY-SA-4.0") == (
        "https://creativecommons.org/licenses/by-sa/4.0/deed.it"
    )
    assert licence_address("tutti i diritti riservati") is None


def test_ticked_values_stay_in_sight_and_the_rest_folds() -> None:
    counts = tuple(FacetCount(f"need:n{n}", f"Bisogno {n}", 20 - n) for n in range(12))
    results = SearchResults("", 20, (), {"need": counts})
    chosen = {"need": ["need:n11", "need:gone"]}
    (box,) = boxes(results, chosen, lambda _facet, value: value.upper())
    assert [choice.value for choice in box.shown[:2]] == ["need:n11", "need:gone"]
    assert (box.shown[1].label, box.shown[1].count) == ("NEED:GONE", None)
    assert len(box.shown) == SHOWN
    assert len(box.shown) + len(box.more) == 13
