"""Small documents and extractions made by hand, so that the library is tested without a parser."""

from __future__ import annotations

import hashlib
from decimal import Decimal

import pytest

from corpus.projection import Names
from ingest.model import (
    Block,
    BlockKind,
    Document,
    Entity,
    Extraction,
    Label,
    Literal,
    Practice,
    Ref,
    Span,
    Statement,
)
from ontology.terms import Terms


@pytest.fixture
def names() -> Names:
    return Names(Terms())


def make_document(identifier: str, text: str) -> Document:
    return Document(
        id=identifier,
        title=f"Documento {identifier}",
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        media_type="text/plain",
        text=text,
        blocks=(Block(BlockKind.PARAGRAPH, 0, len(text)),),
        metadata={"source_url": "https://esempio.it/a b", "licence": "CC-BY-4.0"},
    )


def make_extraction(identifier: str, text: str, *words: str) -> Extraction:
    """One practice by the Comune di Ostellato, with a measure for each of the words."""
    document = make_document(identifier, text)
    me = f"practice/{identifier}"
    statements: list[Statement] = []
    entities: list[Entity] = []
    for word in words:
        start = text.index(word)
        node = f"measure/{identifier}-{word}"
        entities.append(Entity(node, ("wp:Measure",)))
        for subject, predicate, value in (
            (me, "wp:hasMeasure", Ref(node)),
            (node, "dct:type", Ref("measure:trasporto-sociale")),
            (node, "dct:title", Literal(word, "rdf:langString", "it")),
        ):
            statements.append(Statement(subject, predicate, value, start, start + len(word), 0.9))
    actor = "Comune di Ostellato"
    if actor in text:
        start = text.index(actor)
        where = (start, start + len(actor), 0.8)
        joined = f"participation/{identifier}-promotore-comune-di-ostellato"
        town = "organisation/comune-di-ostellato"
        entities.append(Entity(joined, ("cv:Participation",)))
        kind = (("org:classification", Ref("actor:comune")),)
        entities.append(Entity(town, ("org:Organization",), actor, kind))
        statements += [
            Statement(me, "cv:hasParticipation", Ref(joined), *where),
            Statement(joined, "cv:role", Ref("role:promotore"), *where),
            Statement(joined, "cv:hasParticipant", Ref(town), *where),
            Statement(me, "dct:spatial", Ref("place:038017"), *where),
        ]
    return Extraction(
        document=document,
        practices=(Practice(identifier, f"Pratica {identifier}", 0, len(text)),),
        spans=(Span(0, 1, text[0], Label.MEASURE, float(Decimal("0.9"))),),
        statements=tuple(statements),
        entities=tuple(entities),
    )
