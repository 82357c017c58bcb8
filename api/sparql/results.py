"""Writing answers in the formats of the SPARQL 1.1 recommendations, never beyond the limits.

The engine has writers of its own, but they cannot stop after so many rows and say that they did:
here the first `max_rows` are written and the cut is told to the caller, and in the answer wherever
its format has room for it: a member and a link in the head of JSON, a link in that of XML, a
comment before Turtle, N-Triples and RDF/XML. CSV, TSV and JSON-LD have none.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

import pyoxigraph as ox
from typing_extensions import Buffer

from api.sparql.refusal import Refusal
from api.sparql.rows import NOT_XML, ROW_WRITERS, XML_START, Row

#: name → media type; the first of each group is what a client without a preference gets
ROW_FORMATS: Mapping[str, str] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
}
GRAPH_FORMATS: Mapping[str, str] = {
    "turtle": "text/turtle; charset=utf-8",
    "ntriples": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdfxml": "application/rdf+xml",
}
_CUT = "tagliata al limite delle righe / truncated at the limit of rows"
_COMMENTS = {"turtle": f"# {_CUT}\n", "ntriples": f"# {_CUT}\n", "rdfxml": f"<!-- {_CUT} -->\n"}
_GRAPH_WRITERS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
#: RDF/XML makes an element of each predicate, whose name must end like one of XML.
_XML_NAME = re.compile(r"[^\W\d][\w.-]*$")


class AnswerTooLarge(Exception):
    """The answer passed `limit` bytes while it was being written."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


@dataclass(frozen=True, slots=True)
class QueryResult:
    """An answer ready to send. `truncated`: more rows or triples existed than `rows`."""

    media_type: str
    body: bytes
    rows: int
    truncated: bool


def write_truth(truth: bool, shape: str) -> QueryResult:
    """Write the answer of an ASK; CSV and TSV, which have no form for it, hold the bare word."""
    word = "true" if truth else "false"
    body = {
        "json": f'{{"head":{{}},"boolean":{word}}}',
        "xml": f"{XML_START}<head/><boolean>{word}</boolean></sparql>",
    }.get(shape, word)
    return QueryResult(ROW_FORMATS[shape], body.encode(), 1, truncated=False)


def write_rows(
    solutions: ox.QuerySolutions, shape: str, max_rows: int, max_bytes: int
) -> QueryResult:
    """Write at most `max_rows` solutions. Raises AnswerTooLarge beyond `max_bytes`."""
    names = [variable.value for variable in solutions.variables]
    rows: Iterator[Row] = (tuple(row) for row in solutions)
    kept = list(islice(rows, max_rows))
    truncated = next(rows, None) is not None
    pieces = ROW_WRITERS[shape](names, kept, truncated)
    return QueryResult(ROW_FORMATS[shape], _join(pieces, max_bytes), len(kept), truncated)


def write_triples(
    triples: Iterable[ox.Triple],
    shape: str,
    max_rows: int,
    max_bytes: int,
    prefixes: Mapping[str, str],
) -> QueryResult:
    """Write at most `max_rows` triples, once each, with the prefixes that they use.

    Raises AnswerTooLarge beyond `max_bytes`.
    """
    # An engine may give a triple twice; a graph holds it once. dict keeps the order.
    once: dict[ox.Triple, None] = {}
    truncated = False
    for triple in triples:
        if len(once) == max_rows and triple not in once:
            truncated = True
            break
        once[triple] = None
    kept = list(once)
    body = serialized(kept, shape, prefixes, max_bytes)
    if truncated:
        body = _with_comment(body, shape)
    return QueryResult(GRAPH_FORMATS[shape], body, len(kept), truncated)


def serialized(
    triples: list[ox.Triple],
    shape: str,
    prefixes: Mapping[str, str],
    max_bytes: int = sys.maxsize,
) -> bytes:
    """Write triples in one of `GRAPH_FORMATS`, with the prefixes that they use.

    Raises AnswerTooLarge beyond `max_bytes`, and Refusal for what RDF/XML cannot say.
    """
    paper = _Paper(max_bytes)
    ready = map(_fit_for_xml, triples) if shape == "rdfxml" else triples
    ox.serialize(ready, paper, _GRAPH_WRITERS[shape], prefixes=_used(prefixes, triples))
    return paper.getvalue()


def _with_comment(body: bytes, shape: str) -> bytes:
    comment = _COMMENTS.get(shape, "").encode()
    start = body.index(b"\n") + 1 if shape == "rdfxml" else 0  # after the declaration of XML
    return body[:start] + comment + body[start:]


def _fit_for_xml(triple: ox.Triple) -> ox.Triple:
    if not _XML_NAME.search(triple.predicate.value):
        raise Refusal(
            "not-acceptable",
            f"RDF/XML non sa scrivere la proprietà <{triple.predicate.value[:200]}>: "
            "chiedete Turtle, N-Triples o JSON-LD.",
        )
    value = triple.object
    if not isinstance(value, ox.Literal) or not NOT_XML.search(value.value):
        return triple
    text = NOT_XML.sub("\ufffd", value.value)
    if value.language:
        clean = ox.Literal(text, language=value.language)
    else:
        clean = ox.Literal(text, datatype=value.datatype)
    return ox.Triple(triple.subject, triple.predicate, clean)


class _Paper(io.BytesIO):
    """A sheet of limited size that the engine writes on."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__()
        self._max_bytes = max_bytes

    def write(self, piece: Buffer, /) -> int:
        if self.tell() + memoryview(piece).nbytes > self._max_bytes:
            raise AnswerTooLarge(self._max_bytes)
        return super().write(piece)


def _join(pieces: Iterable[str], max_bytes: int) -> bytes:
    paper = _Paper(max_bytes)
    for piece in pieces:
        paper.write(piece.encode())
    return paper.getvalue()


def _used(prefixes: Mapping[str, str], triples: list[ox.Triple]) -> dict[str, str]:
    iris = set()
    for triple in triples:
        for term in (triple.subject, triple.predicate, triple.object):
            if isinstance(term, ox.NamedNode):
                iris.add(term.value)
            elif isinstance(term, ox.Literal):
                iris.add(term.datatype.value)
    return {
        prefix: namespace
        for prefix, namespace in prefixes.items()
        if any(iri.startswith(namespace) for iri in iris)
    }
