"""Forty practices as offices send them: every format read against the words a person reads.

The files, their expected text and the traits of their layout lie in `corpus/files`.
"""

from __future__ import annotations

import os
import re
import tomllib
import zipfile
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from statistics import mean
from typing import Any

import pytest

from ingest.extraction import Extractor
from ingest.model import Block, BlockKind, Document
from ingest.readers import read
from ontology.places import load_gazetteer
from ontology.schemes import load_schemes

ROOT = Path(__file__).resolve().parents[2]
FILES = ROOT / "corpus" / "files"
LAYOUTS: list[dict[str, Any]] = tomllib.loads((FILES / "layouts.toml").read_text("utf-8"))["file"]
SILENT = (BlockKind.FURNITURE, BlockKind.METADATA)

# Words of the expected text that are read, in order, and read words that are expected: what every
# file reaches, and the files that fall short of it, each for a reason that README.md gives.
RECALL, PRECISION = 0.99, 0.98
SHORT_OF_IT = {
    "dopo-di-noi-emilia-romagna-2023": (0.99, 0.97),  # the header of a single page, unrepeated
    "appartamenti-autonomia-udine": (0.99, 0.94),  # the letterhead of a single page
}
MENUS = (
    "cookie",
    "Vai al contenuto",
    "Amministrazione trasparente",
    "Albo pretorio",
    "Salute, benessere e assistenza",
    "Pagamento della TARI",
    "Quanto sono chiare",
    "Codice fiscale",
    "Note legali",
    "dataLayer",
)
STRUCK_OUT = "a titolo meramente indicativo"

each_file = pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout["id"])


@cache
def document(name: str, suffix: str) -> Document:
    path = FILES / f"{name}.{suffix}"
    return read(path.read_bytes(), path.name)


def of(layout: dict[str, Any]) -> Document:
    return document(layout["id"], layout["format"])


def part(name: str, path: str) -> str:
    with zipfile.ZipFile(FILES / name) as archive:
        return archive.read(path).decode()


def words(text: str) -> list[str]:
    """The words, without the numbers of list items: some programs type them, some draw them."""
    return re.findall(r"\w+", re.sub(r"^\s*\d{1,2}[.)]\s", "", text, flags=re.M).lower())


def spoken(read_document: Document) -> str:
    """The text of the speaking blocks, and the names of fields and columns."""
    blocks = read_document.blocks
    following: list[Block | None] = [*blocks[1:], None]
    lines = []
    for block, after in zip(blocks, following, strict=True):
        line = read_document.text[block.start : block.end]
        names_next = after is not None and words(line) == words(after.label or "")
        if block.kind not in SILENT or (names_next and block.kind is BlockKind.FURNITURE):
            lines.append(line)
    return "\n".join(lines)


def kinds(read_document: Document) -> set[BlockKind]:
    return {block.kind for block in read_document.blocks}


@each_file
def test_the_words_of_a_file_are_read_in_order_and_no_others(layout: dict[str, Any]) -> None:
    expected = words((FILES / f"{layout['id']}.txt").read_text("utf-8"))
    found = words(spoken(of(layout)))
    pairs = SequenceMatcher(None, expected, found, autojunk=False).get_matching_blocks()
    common = sum(pair.size for pair in pairs)
    recall, precision = SHORT_OF_IT.get(layout["id"], (RECALL, PRECISION))
    assert common / len(expected) >= recall
    assert common / len(found) >= precision


@each_file
def test_the_title_of_a_file_is_found(layout: dict[str, Any]) -> None:
    assert words(of(layout).title) == words(layout["title"])


@each_file
def test_headers_footers_and_page_numbers_do_not_speak(layout: dict[str, Any]) -> None:
    said = spoken(of(layout))
    # Nothing in a PDF tells the head of its only page from the first lines of its text.
    heads = [layout.get("header", ""), *layout.get("letterhead", "").split(" | ")]
    edges = [layout.get("footer", ""), *(heads if layout["format"] != "pdf" else [])]
    assert [edge for edge in edges if edge and edge in said] == []
    assert re.search(r"\bpag(?:ina|\.) \d+ di \d+", said) is None


@pytest.mark.parametrize("name", ["agrorinasce-beni-confiscati", "valle-dei-cavalieri-succiso"])
def test_the_header_that_every_page_of_a_pdf_repeats_does_not_speak(name: str) -> None:
    [header] = [layout["header"] for layout in LAYOUTS if layout["id"] == name]
    assert header in document(name, "pdf").text
    assert header not in spoken(document(name, "pdf"))


@pytest.mark.parametrize("layout", [x for x in LAYOUTS if x["format"] == "html"])
def test_menus_banners_and_sidebars_of_a_page_do_not_speak(layout: dict[str, Any]) -> None:
    source = (FILES / f"{layout['id']}.html").read_text("utf-8")
    said = spoken(of(layout))
    assert all(phrase in source for phrase in MENUS)
    assert [phrase for phrase in (*MENUS, layout["site"]) if phrase in said] == []


def test_struck_out_words_are_not_read_and_inserted_ones_are() -> None:
    source = part("andata-e-ritorno-vda.docx", "word/document.xml")
    assert STRUCK_OUT in source
    assert "<w:ins " in source
    text = document("andata-e-ritorno-vda", "docx").text
    assert STRUCK_OUT not in text
    assert "non viaggia da solo. Anche così si combatte l'isolamento." in text


def test_a_file_protected_against_changes_is_read() -> None:
    assert "documentProtection" in part("custodia-sociale-cremona.docx", "word/settings.xml")
    assert "I custodi sociali" in document("custodia-sociale-cremona", "docx").text


def test_footnotes_are_read_after_the_words_they_explain() -> None:
    text = document("wecare-alba-langhe-roero", "docx").text
    places = [
        text.index(found)
        for found in ("animazione di comunità", "Il filo comune è collegare", "I luoghi")
    ]
    assert places == sorted(places)
    text = document("welfare-in-ageing-cariplo", "odt").text
    assert text.index("Trenta progetti finanziati") < text.index("Un appunto per chi legge")


def test_no_soft_hyphen_and_no_divided_word_stays_in_a_text() -> None:
    for layout in LAYOUTS:
        assert "\u00ad" not in of(layout).text
        if layout.get("hyphens"):
            assert re.search(r"[a-zà-ù]-\s+[a-zà-ù]", spoken(of(layout))) is None, layout["id"]


@pytest.mark.parametrize(
    "name",
    [
        "housing-first-jesi.docx",
        "borghiin-abruzzo.docx",
        "nido-lidl-arcole.odt",
        "telesanitel-calabria.odt",
        "affido-anziani-genova.pptx",
        "nco-consorzio-caserta.pptx",
        "viva-gli-anziani-napoli.html",
        "elenco-empori-solidali.xlsx",
        "agrorinasce-beni-confiscati.pdf",
        "valle-dei-cavalieri-succiso.pdf",
        "spazio-argento-trentino.pdf",
    ],
)
def test_tables_are_cells(name: str) -> None:
    assert BlockKind.TABLE_CELL in kinds(document(*name.split(".")))


@pytest.mark.parametrize(
    "name",
    [
        "educare-iglesias.docx",
        "welfare-in-ageing-cariplo.odt",
        "castelbuono-sviluppo-partecipato.pptx",
        "museo-benessere-asl-to3.html",
        "emporio-solidarieta-lecce.pdf",
        "genova-ponte-verso-futuro.pdf",
    ],
)
def test_items_of_lists_are_items_under_their_headings(name: str) -> None:
    assert {BlockKind.LIST_ITEM, BlockKind.HEADING} <= kinds(document(*name.split(".")))


def test_a_form_in_a_pdf_gives_each_value_its_name() -> None:
    source = document("villaggio-95-orti-roma", "pdf")
    cells = [block for block in source.blocks if block.kind is BlockKind.TABLE_CELL]
    values = {block.label: source.text[block.start : block.end] for block in cells}
    assert values["Lotti"] == "28"


def test_a_table_over_two_pages_of_a_pdf_is_one_table_of_whole_rows() -> None:
    said = spoken(document("pescara-social-aut", "pdf"))
    assert "Si prevede di raggiungere centoquindici persone autistiche" in said
    names = [said.index(f"Articolo {number}.") for number in range(1, 8)]
    assert names == sorted(names)
    assert names[1] < said.index("riguarda la provincia di Pescara") < names[2]


def test_each_row_of_a_list_is_a_record_and_a_sheet_of_fields_is_none() -> None:
    for layout in LAYOUTS:
        if layout["format"] == "xlsx":
            records = {block.record for block in of(layout).blocks} - {None}
            assert len(records) == len(layout.get("members", ()))


def test_every_file_is_small_and_every_format_is_there() -> None:
    formats = [layout["format"] for layout in LAYOUTS]
    counts = {name: formats.count(name) for name in sorted(set(formats))}
    assert counts == {"docx": 8, "html": 6, "odt": 6, "pdf": 11, "pptx": 5, "xlsx": 4}
    named = {f"{layout['id']}.{layout['format']}" for layout in LAYOUTS}
    there = {path for path in FILES.iterdir() if path.suffix not in (".txt", ".md", ".toml")}
    assert {path.name for path in there} == named
    assert max(path.stat().st_size for path in there) <= 60 * 1024


@pytest.mark.slow
def test_a_file_yields_nearly_the_concepts_of_its_clean_text() -> None:
    resources = Path(os.environ.get("PRASSI_RESOURCES", ROOT / ".build"))
    extractor = Extractor(load_schemes(), load_gazetteer(resources / "places"))

    def concepts(source: Document) -> set[str]:
        return {span.concept for span in extractor.extract(source).spans if span.concept}

    agreement = {}
    for layout in LAYOUTS:
        found, wanted = concepts(of(layout)), concepts(document(layout["id"], "txt"))
        agreement[layout["id"]] = 2 * len(found & wanted) / (len(found) + len(wanted))
    assert mean(agreement.values()) >= 0.97
    assert {name: score for name, score in agreement.items() if score < 0.8} == {}
