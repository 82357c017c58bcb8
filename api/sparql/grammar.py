"""The grammar of SPARQL as rdflib reads it, mended where it refuses what the language allows.

Found with the working group's own syntax tests: negative decimals, ``DESCRIBE *`` and
``CONSTRUCT WHERE {}`` are legal.
"""

from __future__ import annotations

from pyparsing import ParseResults
from rdflib import Literal
from rdflib.plugins.sparql import parser
from rdflib.plugins.sparql.parserutils import CompValue


def parse(text: str) -> ParseResults:
    """Return what a query is made of, ready to be translated; raises what rdflib's parser does."""
    parsed = parser.parseQuery(text)
    query = parsed[1]
    if query.name == "DescribeQuery" and query.var is None:
        query["var"] = []
    if query.name == "ConstructQuery" and not query.where and not query.triples:
        query["where"] = CompValue("GroupGraphPatternSub", part=[])
    return parsed


def _negative(literal: Literal) -> Literal:
    return Literal(f"-{literal}", datatype=literal.datatype)


# rdflib negates the value of a number, and knows no values but integers and doubles.
parser.neg = _negative
