"""What identifies or reaches a person is not in the graph: no label, no title, no quote."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.projection import Names, project
from ingest.model import Entity, Literal, Note, Statement
from tests.corpus.conftest import make_extraction

MAIL, PHONE, CODE, IBAN = (
    "anna.verdi@gmail.com",
    "347 1234567",
    "RSSMRA80A01H501U",
    "IT60X0542811101000000123456",
)
TEXT = (
    f"Il Comune di Ostellato offre la navetta. Per la navetta chiamare Anna al {PHONE} o scrivere "
    f"a {MAIL}, oppure a protocollo@comune.ostellato.fe.it; CF {CODE}, conto {IBAN}."
)


@pytest.fixture
def lines(names: Names) -> str:
    extraction = make_extraction("navetta", TEXT, "navetta")
    everything = Statement(
        "practice/navetta",
        "dct:description",
        Literal(TEXT, "rdf:langString", "it"),
        0,
        len(TEXT),
        0.5,
    )
    named = Entity("organisation/sportello", ("org:Organization",), f"Sportello {PHONE}")
    practices = tuple(replace(p, title=f"Navetta, {MAIL}") for p in extraction.practices)
    document = replace(extraction.document, title=f"Domanda di {CODE}")
    graph = project(
        replace(
            extraction,
            document=document,
            practices=practices,
            statements=(*extraction.statements, everything),
            entities=(*extraction.entities, named),
            notes=(Note("no-measure", "Nel testo non c'è nessun servizio."),),
        ),
        names,
        "1",
    )
    return "\n".join(map(str, (*graph.facts, *graph.evidence)))


@pytest.mark.parametrize("detail", [MAIL, PHONE, CODE, IBAN])
def test_no_triple_holds_a_detail_of_a_person(lines: str, detail: str) -> None:
    assert detail not in lines
    assert "«…»" in lines


def test_the_address_of_an_office_stays(lines: str) -> None:
    assert "protocollo@comune.ostellato.fe.it" in lines


def test_offsets_still_count_the_characters_of_the_source(lines: str) -> None:
    assert f"#char=0,{len(TEXT)}" in lines


def test_the_notes_of_a_reading_are_kept_with_it(lines: str) -> None:
    assert "Nel testo non c'è nessun servizio." in lines
