"""What a library holds, read from its graph for the ledger: of what is as before, nothing again."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox

from corpus.changes.model import Present, Standing
from corpus.merging import is_held
from corpus.outlines import Outlines
from corpus.reference import ReferenceWorks
from corpus.store import GraphStore

_Told = dict[str, tuple[str, ...]]


def present(
    store: GraphStore,
    reference: ReferenceWorks,
    merged: Mapping[str, str],
    before: Mapping[str, Standing],
) -> Present:
    """Return what a store holds, `before` being what was known of it.

    One scan over the versions of the graphs; the practices of a document are looked up only where
    its version is another one.
    """
    documents = _documents(store, reference)
    same = {
        document
        for document, digest in documents.items()
        if (former := before.get(f"document/{document}")) and former.state == digest
    }
    practices: _Told = {}
    regions: _Told = {}
    for name, standing in before.items():
        kind, _, identifier = name.partition("/")
        if kind == "practice" and standing.documents and same.issuperset(standing.documents):
            practices[identifier] = standing.documents
            regions[identifier] = standing.regions
    fresh = _practices(store, reference, sorted(documents.keys() - same))
    outlines = Outlines(store, reference)
    for practice, told in fresh.items():
        practices[practice] = tuple(sorted({*practices.get(practice, ()), *told}))
        outline = outlines.practice(practice)
        places = outline.places if outline else ()
        regions[practice] = tuple(sorted({place.region_code for place in places}))
    organisations = frozenset(
        name
        for name in before
        if name.startswith("organisation/")
        and name not in merged
        and is_held(store, reference.names, name)
    )
    return Present(documents, practices, merged, regions, organisations)


def _documents(store: GraphStore, reference: ReferenceWorks) -> dict[str, str]:
    """Return identifier → digest of every document: its reading says the version of its graph."""
    compact = reference.names.compact
    found = {}
    for quad in store.quads(predicate=reference.names.node("dct:hasVersion")):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
            kind, _, document = compact(quad.subject).partition("/")
            if kind == "activity":
                found[document] = quad.object.value
    return found


def _practices(store: GraphStore, reference: ReferenceWorks, documents: list[str]) -> _Told:
    names = reference.names
    found: _Told = {}
    for document in documents:
        quads = store.quads(
            None, names.node("rdf:type"), names.node("wp:Practice"), names.graph(document)
        )
        for quad in quads:
            if isinstance(quad.subject, ox.NamedNode):
                practice = names.compact(quad.subject).removeprefix("practice/")
                found[practice] = (*found.get(practice, ()), document)
    return found
