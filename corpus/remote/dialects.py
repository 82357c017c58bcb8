"""What differs between servers that all speak SPARQL 1.1.

Where the default graph of a server is the union of the others, or nothing at all, a named graph of
ours stands for it. Literals are sent in the form that every store of ours gives back
(`corpus.store.plain`); those that a server would change or refuse travel as they are, under a
datatype of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

_XSD = "http://www.w3.org/2001/XMLSchema#"
_UNTOUCHED = "urn:prassi:verbatim:"
_ADDRESS = "iri"
_LONGEST_IN_TABLE = 1000
_LONGEST_ADDRESS = 1800  # bytes; Virtuoso cuts beyond some two thousand


@dataclass(frozen=True, slots=True)
class Dialect:
    """How to speak to one kind of server.

    `own_default`: its default graph is a graph of its own. `atomic`: a request is one transaction.
    `most_quads`: how many fit in one. `system_graphs`: its own, which are nobody's data.
    `careful`: it changes some typed literals. `exclusion`: how a query is kept out of a graph, with
    the IRI between the two halves; empty where it cannot be.
    """

    own_default: bool = True
    atomic: bool = True
    most_quads: int = 200_000
    system_graphs: tuple[str, ...] = ()
    careful: bool = False
    exclusion: str = ""

    def sent(self, term: ox.NamedNode | ox.Literal) -> ox.NamedNode | ox.Literal:
        """Return a term, its literal plain already, as the server will keep it."""
        if not self.careful or _is_kept(term):
            return term
        kind = _ADDRESS if isinstance(term, ox.NamedNode) else term.datatype.value
        return ox.Literal(term.value, datatype=ox.NamedNode(_UNTOUCHED + kind))

    def without(self, graphs: Iterable[str]) -> str:
        """Return what is written before a query so that ``GRAPH ?g`` passes over some graphs."""
        before, _, after = self.exclusion.partition("|")
        return "".join(f"{before}{graph}{after}" for graph in graphs) if before else ""

    def is_lost_in_tables(self, term: object) -> bool:
        """Tell whether a VALUES table does not find a term that is there."""
        if not self.careful or not isinstance(term, ox.Literal):
            return False
        return term.language is not None or len(term.value) > _LONGEST_IN_TABLE

    def received(self, term: ox.NamedNode | ox.Literal) -> ox.NamedNode | ox.Literal:
        """Return a term of the server's as it was before it was sent."""
        if not self.careful or isinstance(term, ox.NamedNode):
            return term
        kind = term.datatype.value
        if kind == _UNTOUCHED + _ADDRESS:
            return ox.NamedNode(term.value)
        if kind.startswith(_UNTOUCHED):
            return ox.Literal(term.value, datatype=ox.NamedNode(kind.removeprefix(_UNTOUCHED)))
        if kind == f"{_XSD}boolean":
            return ox.Literal(term.value in ("1", "true"))
        return term


STANDARD = Dialect()
#: One whose default graph shows the others too.
UNION = Dialect(own_default=False)
#: Its parser takes less than five thousand triples, and each operation of a request stays done
#: when a later one fails.
VIRTUOSO = Dialect(
    own_default=False,
    atomic=False,
    most_quads=2000,
    system_graphs=(
        "http://www.openlinksw.com/schemas/virtrdf#",
        "http://www.w3.org/ns/ldp#",
        "http://www.w3.org/2002/07/owl#",
        "urn:activitystreams-owl:map",
        "urn:core:services:sparql",
    ),
    careful=True,
    exclusion="define input:named-graph-exclude <|> ",
)

_DAY = r"[1-9]\d{3}-[01]\d-[0-3]\d"
_KEPT = {
    _XSD + kind: re.compile(pattern, re.DOTALL)
    for kind, pattern in {
        "string": ".*",
        "anyURI": ".*",
        "hexBinary": "(?:[0-9A-Fa-f]{2})*",
        "boolean": "true|false",
        "integer": r"-?\d{1,18}",
        "decimal": r"-?\d{1,20}(?:\.\d{1,15})?",
        "gYear": r"[1-9]\d{3}",
        "gYearMonth": r"[1-9]\d{3}-[01]\d",
        "date": _DAY,
        "dateTime": rf"{_DAY}T[0-2]\d:[0-5]\d:[0-5]\d(?:Z|[+-][01]\d:[0-5]\d)?",
    }.items()
}


def _is_kept(term: ox.NamedNode | ox.Literal) -> bool:
    """Tell whether Virtuoso 7 gives a term back as it was; found by trying, and kept tried."""
    if isinstance(term, ox.NamedNode):
        return len(term.value.encode()) <= _LONGEST_ADDRESS
    if term.language:
        return True
    pattern = _KEPT.get(term.datatype.value)  # of other kinds some are made geometries, or markup
    return pattern is not None and pattern.fullmatch(term.value) is not None
