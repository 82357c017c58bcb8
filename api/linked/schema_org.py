"""Pages in the words of schema.org, as a JSON-LD data block that search engines read.

The context is inline, so that a reader of the triples fetches nothing. Addresses are those under
the base: the address a client happens to use is not ours to repeat.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from api.linked.metadata import LICENCE
from api.web.sources import licence_address, web_address
from corpus.views import DocumentView, Fact, FactKind, PracticeView

_CONTEXT = {"@vocab": "https://schema.org/"}
#: Signs that could end the block, or a line of a script, wherever they stand in a string.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def data_block(told: Mapping[str, Any]) -> Markup:
    """Return a data block for the head of a page; nothing in it can end it or be run."""
    written = json.dumps(told, ensure_ascii=False).translate(_ESCAPES)
    return Markup(f'<script type="application/ld+json">{written}</script>')  # noqa: S704 - escaped


def practice(view: PracticeView, document: DocumentView, base: str) -> dict[str, Any]:
    """Return a practice: what it is, whom it serves, where, who takes part, where it is told."""
    kind = view.kind.partition(":")[2]
    is_a = _words()["types"].get(kind, _words()["default"])
    actors = [one for fact in view.of(FactKind.ACTOR) for one in _organisation(fact, base)]
    found: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": is_a,
        "@id": view.iri,
        "name": view.title,
        "url": f"{base}pratiche/{quote(view.id, safe='')}",
        _words()["actors"][is_a]: actors,
        "subjectOf": _work(document, base),
    }
    places = [{"@type": "Place", "name": fact.label} for fact in view.of(FactKind.PLACE)]
    audience = [
        {"@type": "Audience", "audienceType": one} for one in _labels(view, FactKind.BENEFICIARY)
    ]
    if is_a == "CreativeWork":
        found |= {"spatialCoverage": places, "audience": audience}
    else:
        found["areaServed"] = places
    if is_a == "Service":
        found |= {"serviceType": _labels(view, FactKind.MEASURE), "audience": audience}
    else:
        found["keywords"] = _labels(view, FactKind.MEASURE, FactKind.BENEFICIARY, FactKind.NEED)
    return {name: value for name, value in found.items() if value}


def document(held: DocumentView, views: Iterable[PracticeView], base: str) -> dict[str, Any]:
    """Return a document and the practices it tells of."""
    told = [{"@id": view.iri, "name": view.title} for view in views]
    return {"@context": _CONTEXT, **_work(held, base), **({"about": told} if told else {})}


def site(base: str) -> dict[str, Any]:
    """Return the site, with how to search it, and the data set that it shows."""
    words = _words()["site"]
    search = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{base}cerca?q={{search_term_string}}"},
        "query-input": "required name=search_term_string",
    }
    return {
        "@context": _CONTEXT,
        "@graph": [
            {
                "@type": "WebSite",
                "name": words["name"],
                "url": base,
                "inLanguage": "it",
                "potentialAction": search,
            },
            {
                "@type": "Dataset",
                "@id": f"{base}catalog#data",
                "name": words["dataset"],
                "description": words["description"],
                "keywords": words["keywords"],
                "url": base,
                "inLanguage": "it",
                "license": LICENCE.value,
                "isAccessibleForFree": True,
                "spatialCoverage": {"@type": "Country", "name": "Italia"},
            },
        ],
    }


def _work(held: DocumentView, base: str) -> dict[str, Any]:
    found = {
        "@type": "DigitalDocument",
        "@id": held.iri,
        "name": held.title or held.id,
        "url": f"{base}documenti/{quote(held.id, safe='')}",
        "inLanguage": "it",
        "encodingFormat": held.media_type,
        "license": licence_address(held.licence) or held.licence,
        "isBasedOn": web_address(held.source_url),
    }
    return {name: value for name, value in found.items() if value}


def _organisation(fact: Fact, base: str) -> Iterator[dict[str, Any]]:
    """Yield who takes part, where it has a name: «un comune» is nobody in particular."""
    if fact.concept and fact.concept.startswith("organisation/"):
        iri = f"{base}id/{quote(fact.concept)}"
        yield {"@type": "Organization", "@id": iri, "name": fact.label}


def _labels(view: PracticeView, *kinds: FactKind) -> list[str]:
    return list(dict.fromkeys(fact.label for kind in kinds for fact in view.of(kind)))


@cache
def _words() -> Mapping[str, Any]:
    text = resources.files("api.linked").joinpath("schema_org.toml").read_text("utf-8")
    return tomllib.loads(text)
