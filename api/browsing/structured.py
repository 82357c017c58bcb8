"""Things in the words of schema.org, for the search engines that read their pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corpus.registers.calls import CallEntry
from corpus.registers.concepts import ConceptEntry
from corpus.registers.organisations import OrganisationEntry
from corpus.registers.places import PlaceEntry

_CONTEXT = {"@vocab": "https://schema.org/"}


def organisation(entry: OrganisationEntry, page: str) -> Mapping[str, Any]:
    """Return an organisation and its names."""
    return _told("Organization", entry.iri, entry.name, page, alternateName=entry.other_names)


def concept(entry: ConceptEntry, page: str, scheme: str) -> Mapping[str, Any]:
    """Return a concept as a term of its scheme."""
    return _told(
        "DefinedTerm",
        entry.iri,
        entry.label,
        page,
        alternateName=entry.alt_labels,
        termCode=entry.id,
        inDefinedTermSet=scheme,
    )


def place(entry: PlaceEntry, page: str, within: str | None) -> Mapping[str, Any]:
    """Return a territory, where it lies and what contains it."""
    geo = (
        {"@type": "GeoCoordinates", "latitude": entry.lat, "longitude": entry.lon}
        if entry.lat is not None and entry.lon is not None
        else None
    )
    above = {"@type": "AdministrativeArea", "name": within} if within else None
    return _told(
        "AdministrativeArea",
        entry.iri,
        entry.name,
        page,
        alternateName=entry.names[1:],
        geo=geo,
        containedInPlace=above,
    )


def call(entry: CallEntry, page: str) -> Mapping[str, Any]:
    """Return a call as the grant it offers."""
    amount = (
        {"@type": "MonetaryAmount", "value": entry.budget, "currency": "EUR"}
        if entry.budget
        else None
    )
    funder = {"@type": "Organization", "name": entry.issuer.label} if entry.issuer else None
    return _told("MonetaryGrant", entry.iri, entry.title, page, amount=amount, funder=funder)


def _told(kind: str, iri: str, name: str, page: str, **more: Any) -> Mapping[str, Any]:
    found = {"@context": _CONTEXT, "@type": kind, "@id": iri, "name": name, "url": page, **more}
    return {key: value for key, value in found.items() if value not in (None, (), [], "")}
