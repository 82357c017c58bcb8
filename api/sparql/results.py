"""Writing answers in the formats of the SPARQL 1.1 recommendations, never beyond the limits.

The engine has writers of its own, but they cannot stop after so many rows and say that they did:
here the first `max_rows` are written and the cut is told, in the JSON itself and to the caller.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox
from typing_extensions import Buffer

Value = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None

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
}
_GRAPH_WRITERS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
}
_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


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
        "xml": f"{_XML_START}<head/><boolean>{word}</boolean></sparql>",
    }.get(shape, word)
    return QueryResult(ROW_FORMATS[shape], body.encode(), 1, truncated=False)


def write_rows(
    solutions: ox.QuerySolutions, shape: str, max_rows: int, max_bytes: int
) -> QueryResult:
    """Write at most `max_rows` solutions. Raises AnswerTooLarge beyond `max_bytes`."""
    names = [variable.value for variable in solutions.variables]
    rows: Iterator[tuple[Value, ...]] = (tuple(row) for row in solutions)
    kept = list(islice(rows, max_rows))
    truncated = next(rows, None) is not None
    pieces = _ROW_WRITERS[shape](names, kept, truncated)
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
    paper = _Paper(max_bytes)
    ox.serialize(kept, paper, _GRAPH_WRITERS[shape], prefixes=_used(prefixes, kept))
    return QueryResult(GRAPH_FORMATS[shape], paper.getvalue(), len(kept), truncated)


def _json(names: list[str], rows: list[tuple[Value, ...]], truncated: bool) -> Iterator[str]:
    head = {"vars": names, **({"truncated": True} if truncated else {})}
    yield f'{{"head":{json.dumps(head, ensure_ascii=False)},"results":{{"bindings":['
    separator = ""
    for row in rows:
        binding = {
            name: _json_term(value)
            for name, value in zip(names, row, strict=True)
            if value is not None
        }
        yield separator + json.dumps(binding, ensure_ascii=False)
        separator = ",\n"
    yield "]}}"


def _json_term(value: Value) -> dict[str, str]:
    if isinstance(value, ox.NamedNode):
        return {"type": "uri", "value": value.value}
    if isinstance(value, ox.BlankNode):
        return {"type": "bnode", "value": value.value}
    if not isinstance(value, ox.Literal):
        raise TypeError(f"no place for {value} in SPARQL 1.1 results")
    if value.language:
        return {"type": "literal", "value": value.value, "xml:lang": value.language}
    if value.datatype.value == _XSD_STRING:
        return {"type": "literal", "value": value.value}
    return {"type": "literal", "value": value.value, "datatype": value.datatype.value}


_XML_START = '<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">'


def _xml(names: list[str], rows: list[tuple[Value, ...]], truncated: bool) -> Iterator[str]:
    yield _XML_START + "<head>"
    yield from (f"<variable name={quoteattr(name)}/>" for name in names)
    yield "</head><results>"
    for row in rows:
        yield "<result>"
        for name, value in zip(names, row, strict=True):
            if value is not None:
                yield f"<binding name={quoteattr(name)}>{_xml_term(value)}</binding>"
        yield "</result>\n"
    yield "</results></sparql>"


def _xml_term(value: Value) -> str:
    term = _json_term(value)
    # Signs that XML cannot carry at all, as a NUL or a form feed in a badly read document.
    text = escape(_NOT_XML.sub("\ufffd", term["value"]), {"\r": "&#13;"})
    if term["type"] != "literal":
        return f"<{term['type']}>{text}</{term['type']}>"
    if "xml:lang" in term:
        return f"<literal xml:lang={quoteattr(term['xml:lang'])}>{text}</literal>"
    if "datatype" in term:
        return f"<literal datatype={quoteattr(term['datatype'])}>{text}</literal>"
    return f"<literal>{text}</literal>"


def _csv(names: list[str], rows: list[tuple[Value, ...]], truncated: bool) -> Iterator[str]:
    # Bare values, as the recommendation wants: a spreadsheet must be told not to run formulas.
    for row in chain([names], ([_csv_cell(value) for value in row] for row in rows)):
        line = io.StringIO()
        csv.writer(line, lineterminator="\r\n").writerow(row)
        yield line.getvalue()


def _csv_cell(value: Value) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, ox.BlankNode | ox.Triple) else value.value


def _tsv(names: list[str], rows: list[tuple[Value, ...]], truncated: bool) -> Iterator[str]:
    yield "\t".join(f"?{name}" for name in names) + "\n"
    for row in rows:
        yield "\t".join("" if value is None else str(value) for value in row) + "\n"


_ROW_WRITERS = {"json": _json, "xml": _xml, "csv": _csv, "tsv": _tsv}


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
