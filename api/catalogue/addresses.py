"""Addresses for whoever is elsewhere: a feed, a catalogue, a harvester want them whole.

They begin with the address that the settings name. Without one they begin with that of the socket
that answered, never with the Host header, which is whatever the client wrote.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from fastapi import Request

from api.settings import Settings
from corpus.projection import Names
from ontology.terms import Terms

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Addresses:
    """`here` is where the service is reached, without a slash at the end."""

    here: str
    names: Names

    @property
    def base(self) -> str:
        """The start of our IRIs."""
        return self.names.terms.base

    def iri(self, name: str) -> str:
        """Return the IRI of a compact identifier."""
        return self.names.terms.expand(name)

    def page(self, name: str) -> str:
        """Return the address of the page of a practice, a document or another thing of ours."""
        kind, _, identifier = name.partition("/")
        folder = {"practice": "pratiche", "document": "documenti"}.get(kind)
        written = quote(identifier, safe="")
        return f"{self.here}/{folder}/{written}" if folder else f"{self.here}/risorsa/{quote(name)}"

    def data(self, name: str) -> tuple[tuple[str, str], ...]:
        """Return where a thing is told to programs: (address, media type), the richest first."""
        kind, _, identifier = name.partition("/")
        found = [
            (f"{self.here}/data/{quote(name)}.ttl", "text/turtle"),
            (f"{self.here}/data/{quote(name)}.jsonld", "application/ld+json"),
        ]
        if kind in ("practice", "document"):
            written = quote(identifier, safe="")
            found.append((f"{self.here}/api/v1/{kind}s/{written}", "application/json"))
        return tuple(found)


def addresses_of(request: Request, settings: Settings) -> Addresses:
    """Return the addresses to tell to whoever made a request."""
    return Addresses(settings.public_url or socket_address(request), Names(Terms(settings.base)))


def socket_address(request: Request) -> str:
    """Return the address of the socket that a request came to."""
    scheme = request.scope["scheme"]
    host, port = request.scope.get("server") or ("localhost", None)
    host = f"[{host}]" if ":" in host else host
    return (
        f"{scheme}://{host}" if port in (None, _PORTS.get(scheme)) else f"{scheme}://{host}:{port}"
    )
