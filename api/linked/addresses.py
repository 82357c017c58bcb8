"""From the addresses of the service to the nodes of the graph, and back.

A thing is named by its IRI, `{base}id/practice/orti`; here it is also known by a short path,
``practice/orti``, from which the address of its data (``/data/practice/orti.ttl``) and of its page
follow. Addresses are relative to the base, wherever the service runs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

import pyoxigraph as ox

from api.linked.formats import FORMATS
from corpus.projection import Names
from ontology.terms import PLACES, UnknownTerm

#: Paths that stand right under the base; the others are under ``id/``.
ROOTS = ("scheme", "code", "graph")
#: Territories have IRIs of others, but we have data and pages about them.
PLACE = "place"
ONTOLOGY = "onto"
#: Where the pages of a kind of thing are, or of the concepts of a scheme; else ``/risorsa/``.
PAGES = {
    "practice": "pratiche",
    "document": "documenti",
    "organisation": "organizzazioni",
    "call": "bandi",
    PLACE: "luoghi",
}
CONCEPT_PAGES = {"measure": "misure", "beneficiary": "destinatari", "need": "bisogni"}
_KIND = re.compile(r"[a-z]+(?:-[a-z]+)*")
_SAFE = "/-._~"


@dataclass(frozen=True, slots=True)
class Resource:
    """A node of ours with its short path, as an IRI spells it: percent-encoded, ASCII alone."""

    path: str
    node: ox.NamedNode

    @property
    def kind(self) -> str:
        """The first part of the path; a concept is a ``concept``, not a ``scheme``."""
        kind, _, rest = self.path.partition("/")
        return "concept" if kind == "scheme" and "/" in rest else kind

    @property
    def identifier(self) -> str:
        """What follows the kind, as a person writes it."""
        return unquote(self.path.partition("/")[2])

    @property
    def name(self) -> str:
        """The compact identifier of a thing under ``id/``: ``practice/orti``."""
        return unquote(self.path)

    @property
    def thing(self) -> str:
        """The address of the thing itself, which leads to what is said of it."""
        if self.path.partition("/")[0] in ROOTS:
            return f"/{self.path}"
        return self.page if self.kind == PLACE else f"/id/{self.path}"

    @property
    def data(self) -> str:
        """The address of its data, without the extension of a format."""
        return f"/data/{self.path}"

    @property
    def page(self) -> str:
        """The address of the page that shows it."""
        if self.kind == "concept":
            scheme, _, notation = self.identifier.partition("/")
            there = concept_page(f"{scheme}:{notation}")
        else:
            there = page_of(self.kind, self.identifier)
        return there or f"/risorsa/{self.path}"


def page_of(kind: str, identifier: str) -> str | None:
    """Return the page of a thing, None where its kind has no pages of its own."""
    folder = PAGES.get(kind)
    return f"/{folder}/{quote(identifier, safe='')}" if folder else None


def concept_page(concept: str) -> str | None:
    """Return the page of a concept (``measure:…``), None where its scheme has no pages."""
    scheme, _, notation = concept.partition(":")
    folder = CONCEPT_PAGES.get(scheme)
    return f"/{folder}/{quote(notation, safe='')}" if folder else None


def resource(path: str, names: Names) -> Resource | None:
    """Return what a short path (not encoded) may stand for, None where it cannot be any node."""
    kind, _, rest = path.partition("/")
    if not _KIND.fullmatch(kind) or not rest:
        return None
    written = quote(path, safe=_SAFE, errors="replace")
    if kind == PLACE:
        try:
            return Resource(written, names.node(f"place:{rest}"))
        except UnknownTerm:
            return None
    folder = "" if kind in ROOTS else "id/"
    return Resource(written, ox.NamedNode(f"{names.terms.base}{folder}{written}"))


def resource_of(node: ox.NamedNode, names: Names) -> Resource | None:
    """Return the resource of a node of the graph, None for the nodes of others."""
    iri = node.value.partition("#")[0]
    if iri.startswith(PLACES):
        compact = names.compact(ox.NamedNode(iri))
        return resource(compact.replace(":", "/"), names) if compact.startswith("place:") else None
    if not iri.startswith(names.terms.base):
        return None
    path = iri.removeprefix(names.terms.base)
    kind = path.partition("/")[0]
    return resource(unquote(path.removeprefix("id/")), names) if kind in (*ROOTS, "id") else None


def alternates(found: Resource) -> list[tuple[str, str, str]]:
    """Return address, media type and name of the data of a resource, in every format."""
    return [
        (f"{found.data}.{one.extension}", one.asked_as[0], one.name) for one in FORMATS.values()
    ]


def links(found: Resource, question: str = "") -> list[str]:
    """Return the `Link` values that lead from a page of a resource to its data."""
    return [
        f'<{address}{question}>; rel="alternate describedby"; type="{kind}"'
        for address, kind, _ in alternates(found)
    ]
