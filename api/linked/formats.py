"""The formats in which a thing is told, and which of them a client asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from api.errors import PrassiError
from api.negotiation import preferred


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write triples: `extension` ends its addresses, `asked_as` are its media types."""

    name: str
    extension: str
    media_type: str
    asked_as: tuple[str, ...]


#: In the order in which a client without a preference gets them.
FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "ttl": Format(
            "Turtle",
            "ttl",
            "text/turtle; charset=utf-8",
            ("text/turtle", "application/x-turtle", "text/n3"),
        ),
        "jsonld": Format(
            "JSON-LD", "jsonld", "application/ld+json", ("application/ld+json", "application/json")
        ),
        "nt": Format("N-Triples", "nt", "application/n-triples", ("application/n-triples",)),
        "rdf": Format("RDF/XML", "rdf", "application/rdf+xml", ("application/rdf+xml",)),
    }
)
PAGE = "html"
_PAGE_TYPES = ("text/html", "application/xhtml+xml")
#: What may be chosen from, in the order in which a client without a preference is served.
DATA_ALONE: Mapping[str, tuple[str, ...]] = {name: one.asked_as for name, one in FORMATS.items()}
PAGE_FIRST: Mapping[str, tuple[str, ...]] = {PAGE: _PAGE_TYPES, **DATA_ALONE}
DATA_FIRST: Mapping[str, tuple[str, ...]] = {**DATA_ALONE, PAGE: _PAGE_TYPES}


def chosen(accept: str, offers: Mapping[str, tuple[str, ...]]) -> str:
    """Return `PAGE` or the extension of a format, what a client prefers of what is offered.

    Raises PrassiError 406 where nothing offered will do.
    """
    names = preferred(accept, offers)
    if names:
        return names[0]
    types = ", ".join(types[0] for types in offers.values())
    raise PrassiError(
        406,
        "Formato non disponibile",
        f"Qui non c'è nulla nel formato chiesto: chiedete uno fra {types}.",
        "not-acceptable",
    )


def parted(path: str) -> tuple[str, Format | None]:
    """Return a path without the extension of a format, and the format; None where it has none.

    Only the last extension counts: ``agent/prassi-0.3.0`` has none, ``agent/prassi-0.3.0.nt`` one.
    """
    before, dot, extension = path.rpartition(".")
    found = FORMATS.get(extension) if dot else None
    return (before, found) if found else (path, None)
