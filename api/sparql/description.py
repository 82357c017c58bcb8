"""What `/sparql` answers when it is asked nothing: the service described, in its own words.

SPARQL 1.1 Service Description, with the graphs and the number of triples of the snapshot that is
being served and every limit that a client may meet. Written by the engine: with thousands of named
graphs rdflib would hold the service up.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox

from api.errors import PrassiError
from api.settings import Settings
from api.sparql.pool import QueryPool
from api.sparql.results import serialized

_log = logging.getLogger(__name__)

_PREFIXES = {
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "dct": "http://purl.org/dc/terms/",
    "ent": "http://www.w3.org/ns/entailment/",
    "formats": "http://www.w3.org/ns/formats/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "schema": "https://schema.org/",
    "void": "http://rdfs.org/ns/void#",
}
_RESULT_FORMATS = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "N-Triples", "JSON-LD", "RDF_XML"),
)
_TITLES = {
    "it": "Buone pratiche di welfare in SPARQL",
    "en": "Italian welfare good practices in SPARQL",
}
_ABOUT = {
    "it": "Sola lettura. Senza FROM si interroga il grafo curato. I prefissi che usiamo non vanno "
    "dichiarati. I limiti sono fra le schema:additionalProperty; un client può abbassare il tempo "
    "con il parametro «timeout». Una risposta tagliata al limite delle righe porta "
    "l'intestazione Prassi-Truncated: true.",
    "en": "Read only. Without FROM the curated graph is queried. The prefixes we use need no "
    "declaration. Limits are among schema:additionalProperty; a client may lower the time with "
    "the parameter timeout. An answer cut at the limit of rows carries the header "
    "Prassi-Truncated: true.",
}
_CURATED = {
    "it": "Grafo curato: i fatti di tutti i documenti, gli schemi di concetti, i luoghi. Quanto ne "
    "segue per gli alberi dei concetti e dei territori è già scritto (proprietà wp:within…, "
    "skos:broaderTransitive, geo:sfWithin).",
    "en": "Curated graph: the facts of all documents, the concept schemes, the places. What "
    "follows by the trees of concepts and territories is written out (wp:within… properties, "
    "skos:broaderTransitive, geo:sfWithin).",
}
_NAMED = {
    "vocabulary": "Ontologia e schemi di concetti",
    "places": "Comuni, province, regioni",
    "identities": "Fusioni decise da chi cura la libreria",
}
_COUNT = "SELECT (COUNT(*) AS ?it) { ?s ?p ?o }"
# Each graph says its version, once; of a graph as such some servers know nothing.
_GRAPHS = "SELECT DISTINCT ?it { GRAPH ?it { ?s dct:hasVersion ?v } } ORDER BY ?it"
_DOCUMENT = "Affermazioni ed evidenze di un documento"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a snapshot holds; None where counting would take too long."""

    triples: int | None = None
    graphs: tuple[str, ...] | None = None


class Describer:
    """Describes the service as it is now; what a snapshot holds is looked up once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._seen: tuple[object, Contents] = (None, Contents())
        self._write = lru_cache(maxsize=16)(self._written)

    async def describe(self, pool: QueryPool, endpoint: str, shape: str) -> bytes:
        """Return the description of the service at an address, in one of `GRAPH_FORMATS`.

        Raises PrassiError 503 while the graph cannot be read at all.
        """
        snapshot = pool.snapshot
        if self._seen[0] != snapshot:
            self._seen = (snapshot, await _contents(pool))
        return self._write(endpoint, shape, self._seen[1])

    def _written(self, endpoint: str, shape: str, contents: Contents) -> bytes:
        triples = list(_described(endpoint, self._settings, contents))
        return serialized(triples, shape, _PREFIXES)


async def _contents(pool: QueryPool) -> Contents:
    triples = await _column(pool, _COUNT)
    graphs = await _column(pool, _GRAPHS)
    return Contents(int(triples[0]) if triples else None, graphs)


async def _column(pool: QueryPool, query: str) -> tuple[str, ...] | None:
    try:
        answer = await pool.run_async(query, "json")
    except PrassiError as error:
        if error.problem.status == 503:
            raise
        _log.warning("the service describes itself without its contents: %s", error)
        return None
    rows = json.loads(answer.body)["results"]["bindings"]
    return None if answer.truncated else tuple(row["it"]["value"] for row in rows)


def _described(endpoint: str, settings: Settings, contents: Contents) -> Iterator[ox.Triple]:
    me, dataset, default = ox.NamedNode(endpoint), ox.BlankNode("dataset"), ox.BlankNode("curated")
    yield from _about(me, "sd:Service", titles=_TITLES, descriptions=_ABOUT)
    yield _triple(me, "sd:endpoint", me)
    yield _triple(me, "sd:supportedLanguage", _node("sd:SPARQL11Query"))
    yield _triple(me, "sd:defaultEntailmentRegime", _node("ent:Simple"))
    for name in _RESULT_FORMATS:
        yield _triple(me, "sd:resultFormat", _node(f"formats:{name}"))
    yield _triple(me, "sd:defaultDataset", dataset)
    yield from _about(dataset, "sd:Dataset")
    yield _triple(dataset, "sd:defaultGraph", default)
    yield from _about(default, "sd:Graph", descriptions=_CURATED)
    if contents.triples is not None:
        yield _triple(default, "void:triples", ox.Literal(contents.triples))
    yield from _named_graphs(dataset, settings.base, contents.graphs or ())
    yield from _limits(me, settings)


def _named_graphs(dataset: ox.BlankNode, base: str, graphs: tuple[str, ...]) -> Iterator[ox.Triple]:
    for number, iri in enumerate(graphs):
        title = _NAMED.get(iri.removeprefix(f"{base}graph/"), _DOCUMENT)
        named, graph = ox.BlankNode(f"named{number}"), ox.BlankNode(f"graph{number}")
        yield _triple(dataset, "sd:namedGraph", named)
        yield from _about(named, "sd:NamedGraph")
        yield _triple(named, "sd:name", ox.NamedNode(iri))
        yield _triple(named, "sd:graph", graph)
        yield from _about(graph, "sd:Graph", titles={"it": title})


def _limits(me: ox.NamedNode, settings: Settings) -> Iterator[ox.Triple]:
    for name, field in type(settings).model_fields.items():
        if name.startswith("sparql_"):
            limit = ox.BlankNode(name.replace("_", "-"))
            yield _triple(me, "schema:additionalProperty", limit)
            yield from _about(limit, "schema:PropertyValue")
            yield _triple(limit, "schema:propertyID", ox.Literal(f"PRASSI_{name.upper()}"))
            yield _triple(limit, "schema:value", ox.Literal(getattr(settings, name)))
            words = ox.Literal(str(field.description), language="en")
            yield _triple(limit, "schema:description", words)


def _about(
    node: ox.NamedNode | ox.BlankNode,
    kind: str,
    *,
    titles: dict[str, str] | None = None,
    descriptions: dict[str, str] | None = None,
) -> Iterator[ox.Triple]:
    yield _triple(node, "rdf:type", _node(kind))
    for name, words in (("dct:title", titles), ("dct:description", descriptions)):
        for language, text in (words or {}).items():
            yield _triple(node, name, ox.Literal(text, language=language))


def _triple(
    subject: ox.NamedNode | ox.BlankNode,
    predicate: str,
    value: ox.NamedNode | ox.BlankNode | ox.Literal,
) -> ox.Triple:
    return ox.Triple(subject, _node(predicate), value)


def _node(compact: str) -> ox.NamedNode:
    prefix, _, name = compact.partition(":")
    return ox.NamedNode(_PREFIXES[prefix] + name)
