"""The whole path, from a document to its extraction and the JSON that is scored."""

from __future__ import annotations

import json

import pytest

from ingest.extract_json import to_json
from ingest.extraction import Extractor
from ingest.model import Document, Extraction, Label, Practice, Ref, Span
from ingest.practices.reading import Reading
from ingest.readers import read
from ontology.places import Gazetteer, Place
from ontology.schemes import load_schemes

FILE = """---
id: argento-vivo
title: Argento vivo
status: conclusa
---

# Argento vivo

Il servizio, promosso dal Comune di Ostellato in collaborazione con Auser e Caritas diocesana,
è attivo dal 2021. Offre trasporto sociale agli anziani soli di Ostellato e
contrasta la solitudine. Il costo complessivo è di 12.000 euro.
"""


def _gazetteer() -> Gazetteer:
    region = Place("08", "Emilia-Romagna", "regione", "08", None, None, None, None, None, "x:08")
    province = Place("038", "Ferrara", "provincia", "08", None, None, None, None, None, "x:038")
    town = Place("038017", "Ostellato", "comune", "08", "038", None, 44.7, 11.9, 5900, "x:038017")
    return Gazetteer({place.code: place for place in (region, province, town)})


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(load_schemes(), _gazetteer())


@pytest.fixture(scope="module")
def extraction(extractor: Extractor) -> Extraction:
    return extractor.extract(read(FILE.encode(), "argento-vivo.md"))


def facts(extraction: Extraction) -> set[tuple[str, str, str]]:
    return {
        (s.subject, s.predicate, s.object.id)
        for s in extraction.statements
        if isinstance(s.object, Ref)
    }


def test_a_document_becomes_a_practice_with_its_facts(extraction: Extraction) -> None:
    (practice,) = extraction.practices
    assert (practice.id, practice.title) == ("argento-vivo", "Argento vivo")
    assert practice.status == "implementation-status:in-corso"
    me = "practice/argento-vivo"
    assert {
        (me, "dct:audience", "beneficiary:anziani-soli"),
        (me, "wp:addressesNeed", "need:solitudine-isolamento"),
        (me, "dct:spatial", "place:038017"),
        (me, "wp:implementationStatus", "implementation-status:in-corso"),
        (me, "wp:budget", "amount/argento-vivo-1"),
    } <= facts(extraction)
    roles = {o for _, predicate, o in facts(extraction) if predicate == "cv:role"}
    assert roles == {"role:promotore", "role:partner"}


def test_nothing_is_said_by_the_front_matter_alone(extraction: Extraction) -> None:
    body = FILE.index("# Argento")
    assert all(span.start >= body for span in extraction.spans)
    assert all(statement.start >= body for statement in extraction.statements)


def test_every_offset_is_that_of_the_words(extraction: Extraction) -> None:
    text = extraction.document.text
    assert text == FILE
    assert all(text[span.start : span.end] == span.text for span in extraction.spans)
    assert all(text[s.start : s.end].strip() for s in extraction.statements)


def test_reading_twice_gives_the_same(extractor: Extractor, extraction: Extraction) -> None:
    assert extractor.extract(extraction.document) == extraction


def test_the_json_is_that_of_the_guideline(extraction: Extraction) -> None:
    printed = json.loads(json.dumps(to_json(extraction)))
    assert set(printed) == {"document", "practices", "spans", "statements", "notes"}
    assert set(printed["document"]) == {"id", "title", "sha256", "text"}
    text = printed["document"]["text"]
    for span in printed["spans"]:
        assert set(span) == {"start", "end", "text", "label", "concept", "confidence"}
        assert text[span["start"] : span["end"]] == span["text"]
        assert span["label"] in Label.__members__
    (practice,) = printed["practices"]
    assert practice["status"] == "in-corso"
    assert {"id", "title", "start", "end", "kind"} <= set(practice)
    for statement in printed["statements"]:
        keys = {"subject", "predicate", "object", "start", "end", "confidence"}
        assert set(statement) == keys
        assert all(isinstance(statement[key], str) for key in ("subject", "predicate", "object"))


def test_a_text_about_something_else_has_no_practice_and_no_statements(
    extractor: Extractor,
) -> None:
    text = "Domani cielo sereno su tutta la pianura, con venti deboli e mare poco mosso."
    extraction = extractor.extract(read(text.encode(), "meteo.txt"))
    assert extraction.practices == ()
    assert extraction.statements == ()


def test_the_steps_can_be_replaced() -> None:
    def one_measure(_doc: object, document: Document, *_: object) -> tuple[Span, ...]:
        start = document.text.index("orti")
        return (Span(start, start + 4, "orti", Label.MEASURE, 0.5),)

    def one_practice(reading: Reading) -> tuple[Practice, ...]:
        return (Practice("mia", "Mia", 0, len(reading.document.text)),)

    extractor = Extractor(load_schemes(), _gazetteer(), spans=one_measure, practices=one_practice)
    extraction = extractor.extract(read(b"Si coltivano orti insieme.", "orti.txt"))
    assert [practice.id for practice in extraction.practices] == ["mia"]
    assert ("practice/mia", "wp:hasMeasure", "measure/mia-orti") in facts(extraction)


def test_an_unknown_language_model_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="it_core_inesistente"):
        Extractor(load_schemes(), _gazetteer(), "it_core_inesistente")
