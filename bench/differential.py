"""Random queries asked of two engines: where rdflib and oxigraph disagree, one of them is wrong.

    python -m bench.differential --count 5000 --seed 0

Each passes the gatekeeper first, which must let every one of them through. Answers are compared as
bags of rows, numbers by their value.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache

import pyoxigraph as ox
import rdflib
from rdflib import XSD

from api.settings import Settings
from api.sparql.gatekeeper import examine
from bench.random_queries import random_query, small_graph

#: What the random queries avoid: a query on which the two disagree, and why.
KNOWN_DIFFERENCES: Mapping[str, str] = {
    "SELECT ?d { ?d :p|:p ?x }": (
        "oxigraph gives once what both alternatives of a path find; the language wants it twice"
    ),
    "SELECT ?d { ?d !(:p|^:q) :t1 }": "rdflib cannot negate a property and an inverse together",
    "SELECT ?c { ?b :r ?b . ?c :r* ?b }": "rdflib repeats what a path finds by a loop",
    "SELECT ?x ?c { BIND('' AS ?x) ?x :q* ?c }": "rdflib takes an empty text for nothing at all",
    "SELECT ?a { :t1 :r 'casa' }": "rdflib drops a row in which nothing is bound",
    "SELECT ?x { ?x :r ?a FILTER(BOUND(?a) && ?a >= 1) }": "rdflib finds 'house'@en above 1",
    "SELECT ?x { ?x :r ?a FILTER(!isNumeric(?b)) }": (
        "in rdflib an unbound variable is no number; in the language it is an error"
    ),
    "SELECT ?b { ?b :r ?d FILTER(!(LANG(?d) = '' && false)) }": (
        "rdflib takes an error beside false for an error; in the language it is false"
    ),
    "SELECT ?a { ?a :r ?b { ?a :p ?c FILTER(BOUND(?b)) } }": (
        "rdflib lets the outer group's variables into the filters of an inner one"
    ),
    "SELECT ?a { ?b :r ?b OPTIONAL { ?c :q ?a MINUS { ?b :p ?a } } }": (
        "rdflib lets the outer group's variables into a MINUS further in"
    ),
    "SELECT ?b { :t5 :p ?c OPTIONAL { ?b :p ?c { SELECT ?b { ?a :p ?c . ?a :q ?a } } } }": (
        "rdflib lets the outer group's variables into a subselect further in"
    ),
    "SELECT ?a ?c ?d { ?c :r ?a VALUES ?d { :t5 1 } OPTIONAL { ?a :q ?d } }": (
        "rdflib loses rows where OPTIONAL comes after VALUES"
    ),
    (
        "SELECT ?c { ?c :r ?b "
        "{ ?d :q ?a . ?c :p ?a } UNION { ?d :q ?a . ?c :p ?a VALUES ?a { 2 } } }"
    ): "rdflib loses the duplicates of some joins",
    "SELECT (SUM(?c) AS ?n) { ?a :r ?b OPTIONAL { ?b :q ?c } }": (
        "rdflib leaves out of a sum what is no number; in the language the sum is an error"
    ),
}

Answer = Counter[tuple[str, ...]]

_NUMBERS = {str(XSD[name]) for name in ("integer", "decimal", "double", "float")}
_SETTINGS = Settings()


@cache
def engines() -> tuple[ox.Store, rdflib.Dataset]:
    """Return both engines with the small graph in them."""
    quads = small_graph()
    store = ox.Store()
    store.extend(quads)
    memory = rdflib.Dataset()
    written = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
    memory.parse(data=written, format="nquads")
    return store, memory


def ours(query: str) -> Answer:
    """Return what oxigraph answers, through the gatekeeper."""
    found = engines()[0].query(examine(query, _SETTINGS).text)
    if isinstance(found, ox.QueryBoolean):
        return Counter([(str(bool(found)),)])
    if isinstance(found, ox.QuerySolutions):
        return Counter(tuple(_term(value) for value in row) for row in found)
    triples = {(triple.subject, triple.predicate, triple.object) for triple in found}
    return Counter(tuple(map(_term, triple)) for triple in triples)


def theirs(query: str) -> Answer:
    """Return what rdflib answers, or how it fails."""
    try:
        return _theirs(query)
    except Exception as error:  # noqa: BLE001 - its failures are what we look for
        return Counter([(f"rdflib fails: {error!r}",)])


def _theirs(query: str) -> Answer:
    found = engines()[1].query(query)
    if found.type == "ASK":
        return Counter([(str(found.askAnswer),)])
    rows: Iterable[Iterable[object]] = found  # type: ignore[assignment]
    if found.type == "CONSTRUCT":  # it also makes triples about literals, which there are none
        rows = [row for row in found if isinstance(row[0], rdflib.URIRef)]
    return Counter(tuple(_term(value) for value in row) for row in rows)


def _term(term: object) -> str:
    match term:
        case None:
            return ""
        case ox.Literal():
            language, kind, text = term.language, term.datatype.value, term.value
        case rdflib.Literal():
            language, text = term.language, str(term)
            kind = str(term.datatype or XSD.string)
        case _:
            return f"<{term}>" if isinstance(term, rdflib.URIRef) else str(term)
    if kind in _NUMBERS:
        try:
            return f"{Decimal(text).normalize():f}"
        except InvalidOperation:
            pass
    return f"{text!r}@{language}" if language else f"{text!r}^{kind}"


def main() -> int:
    """Compare, print each disagreement and how many there were."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    different = rows = 0
    for seed in range(asked.seed, asked.seed + asked.count):
        query = random_query(seed)
        mine, other = ours(query), theirs(query)
        rows += mine.total()
        if mine != other:
            different += 1
            print(f"# seed {seed}\n{query}\n# ours {mine}\n# rdflib {other}\n")
    print(f"{asked.count} queries, {rows} rows, {different} disagreements")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
