"""Triples in the formats of the web of data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache

import pyoxigraph as ox

from api.linked.compaction import Compactor
from api.linked.formats import Format
from api.sparql.results import serialized
from ontology.graph import jsonld_context
from ontology.terms import PREFIXES, Terms

#: Our extensions as the writers of SPARQL call the same formats.
_SHAPES = {"ttl": "turtle", "nt": "ntriples", "rdf": "rdfxml"}


def written(
    triples: Sequence[ox.Triple], first: ox.NamedNode, shape: Format, terms: Terms
) -> bytes:
    """Return triples in a format; `first` is the node that they are about."""
    if shape.extension == "jsonld":
        document = _compactor(terms).document(triples, first)
        return json.dumps(document, ensure_ascii=False).encode()
    prefixes = {prefix: terms.namespace(prefix) for prefix in PREFIXES}
    body = serialized(list(triples), _SHAPES[shape.extension], prefixes)
    # A bare carriage return is a line break to whoever reads XML.
    return body.replace(b"\r", b"&#13;") if shape.extension == "rdf" else body


@lru_cache(maxsize=4)
def _compactor(terms: Terms) -> Compactor:
    return Compactor(jsonld_context(terms))
