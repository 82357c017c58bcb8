"""The rows of an answer in the four formats of the SPARQL 1.1 recommendations, piece by piece."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

Value = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None
Row = tuple[Value, ...]

#: What the head of a cut answer links to: JSON and XML results both have a place for links.
TRUNCATED = "urn:prassi:sparql:truncated"
#: Signs that XML cannot carry at all, as a NUL or a form feed in a badly read document.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
XML_START = '<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">'
_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


def _json(names: list[str], rows: list[Row], truncated: bool) -> Iterator[str]:
    told = {"link": [TRUNCATED], "truncated": True} if truncated else {}
    head = {"vars": names, **told}
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


def _xml(names: list[str], rows: list[Row], truncated: bool) -> Iterator[str]:
    yield XML_START + "<head>"
    yield from (f"<variable name={quoteattr(name)}/>" for name in names)
    if truncated:
        yield f"<link href={quoteattr(TRUNCATED)}/>"
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
    text = escape(NOT_XML.sub("\ufffd", term["value"]), {"\r": "&#13;"})
    if term["type"] != "literal":
        return f"<{term['type']}>{text}</{term['type']}>"
    if "xml:lang" in term:
        return f"<literal xml:lang={quoteattr(term['xml:lang'])}>{text}</literal>"
    if "datatype" in term:
        return f"<literal datatype={quoteattr(term['datatype'])}>{text}</literal>"
    return f"<literal>{text}</literal>"


def _csv(names: list[str], rows: list[Row], truncated: bool) -> Iterator[str]:
    # Bare values, as the recommendation wants: a spreadsheet must be told not to run formulas.
    for row in chain([names], ([_csv_cell(value) for value in row] for row in rows)):
        line = io.StringIO()
        csv.writer(line, lineterminator="\r\n").writerow(row)
        yield line.getvalue()


def _csv_cell(value: Value) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, ox.BlankNode | ox.Triple) else value.value


def _tsv(names: list[str], rows: list[Row], truncated: bool) -> Iterator[str]:
    yield "\t".join(f"?{name}" for name in names) + "\n"
    for row in rows:
        yield "\t".join("" if value is None else str(value) for value in row) + "\n"


#: Names of variables, rows, whether more existed → the pieces of the answer.
Writer = Callable[[list[str], list[Row], bool], Iterator[str]]
ROW_WRITERS: Mapping[str, Writer] = {"json": _json, "xml": _xml, "csv": _csv, "tsv": _tsv}
