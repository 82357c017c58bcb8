"""Plain text, Markdown and the naming of documents."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import Refusal, UnreadableDocument
from ingest.model import BlockKind, Document
from ingest.readers import document_id, read

ITALIAN = "Il Comune di Prova dà un orto agli anziani soli: «perché no?» – così è più città.\n"
MARKDOWN = """---
id: orti-urbani
title: "Orti urbani: la rete"
facts_date: 2026-11
themes: [anziani, orti]
---

# Orti urbani #

Il Comune di Prova apre gli orti
agli anziani soli.

Nota
----

Destinatari:

- anziani soli
  - over 75
1. famiglie

> Una citazione lunga
> due righe.

| Voce | Contenuto |
|------|-----------|
| Importo | 2 milioni di euro |

```
codice
```
"""


def blocks_of(document: Document, kind: BlockKind) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.kind is kind]


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1).filter(str.strip))
@settings(max_examples=150, deadline=None)
def test_text_and_markdown_are_the_decoded_file_sign_by_sign(words: str) -> None:
    text = f"Il progetto è di Prova.\r\n{words}\n"
    for name in ("a.txt", "a.md"):
        document = read(text.encode(), name)
        assert document.text == text
        covered = "".join(text[b.start : b.end] for b in document.blocks)
        assert "".join(covered.split()) == "".join(text.split())


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_italian_is_read_in_whatever_encoding_it_was_saved(encoding: str) -> None:
    assert read((ITALIAN * 3).encode(encoding), "a.txt").text == ITALIAN * 3


@pytest.mark.parametrize("encoding", ["latin-1", "cp850", "mac_roman"])
def test_old_encodings_are_told_apart_by_their_accents(encoding: str) -> None:
    text = "La comunità è là: perché così già si può. Attività e novità per le società.\n" * 4
    assert read(text.encode(encoding), "a.txt").text == text


def test_bytes_that_no_italian_encoding_has_still_become_signs() -> None:
    text = read(b"La citt\xe0 \x81 non finisce qui, e prosegue.\n", "a.txt").text
    assert text.startswith("La citt")


def test_line_ends_of_other_systems_are_kept() -> None:
    text = "IL PROGETTO\r\nIl Comune apre gli orti.\r\n- anziani soli\r\n- famiglie\r\n"
    document = read(text.encode(), "a.txt")
    assert document.text == text
    assert blocks_of(document, BlockKind.LIST_ITEM) == ["anziani soli", "famiglie"]


def test_a_document_is_named_by_the_caller_then_by_itself_then_by_its_file() -> None:
    data = MARKDOWN.encode()
    assert read(data, "x.md", "mio").id == "mio"
    assert read(data, "x.md").id == "orti-urbani"
    assert read(ITALIAN.encode(), "/tmp/Perché no (1).TXT").id == "perche-no-1"
    assert read(data, "x.md").sha256 == hashlib.sha256(data).hexdigest()


@given(st.text())
def test_every_file_name_gives_an_identifier_that_an_address_can_hold(name: str) -> None:
    identifier = document_id(name)
    assert identifier
    assert set(identifier) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(identifier) <= 80


def test_front_matter_is_metadata_and_never_text_to_read() -> None:
    document = read(MARKDOWN.encode(), "x.md")
    assert document.title == "Orti urbani: la rete"
    assert document.metadata["themes"] == "anziani; orti"
    assert document.metadata["facts_date"] == "2026-11"
    [front] = blocks_of(document, BlockKind.METADATA)
    assert front.startswith("---\nid:")
    assert front.endswith("---")


def test_markdown_syntax_becomes_structure() -> None:
    document = read(MARKDOWN.encode(), "x.md")
    headings = [(b.level, document.text[b.start : b.end]) for b in document.blocks if b.level]
    assert headings[:2] == [(1, "Orti urbani"), (2, "Nota")]
    items = [b for b in document.blocks if b.kind is BlockKind.LIST_ITEM]
    assert [(document.text[b.start : b.end], b.level) for b in items] == [
        ("anziani soli", 1),
        ("over 75", 2),
        ("famiglie", 1),
    ]
    assert items[0].label == "Destinatari"
    cells = [b for b in document.blocks if b.kind is BlockKind.TABLE_CELL]
    assert [(b.label, document.text[b.start : b.end]) for b in cells] == [
        ("Importo", "2 milioni di euro")
    ]
    assert "Il Comune di Prova apre gli orti\nagli anziani soli." in blocks_of(
        document, BlockKind.PARAGRAPH
    )


def test_two_rules_are_not_front_matter() -> None:
    document = read(b"---\nIl Comune apre gli orti.\n---\n\nAltro testo.\n", "a.md")
    assert document.metadata == {}
    assert blocks_of(document, BlockKind.METADATA) == []


@pytest.mark.parametrize(
    "front", ["title: [aperta", "a: &x [1]\nb: *x", "title: 'mai chiusa", "\tx: 1"]
)
def test_wrong_front_matter_says_where(front: str) -> None:
    with pytest.raises(UnreadableDocument, match="YAML") as refused:
        read(f"---\n{front}\n---\n\nTesto.\n".encode(), "a.md")
    assert refused.value.code is Refusal.BROKEN


def test_a_title_is_the_first_heading_of_weight() -> None:
    text = (
        "+T -T APPROFONDIMENTI\n\nInnovazione sociale a sostegno dei servizi\n\nIl testo segue.\n"
    )
    assert read(text.encode(), "a.txt").title == "Innovazione sociale a sostegno dei servizi"


def test_a_year_that_opens_a_sentence_is_not_the_number_of_an_item() -> None:
    document = read(b"2023. Il Comune apre gli orti.\n", "a.md")
    assert blocks_of(document, BlockKind.PARAGRAPH) == ["2023. Il Comune apre gli orti."]
