"""Organisations of one document: which mentions are the same body, and under which node name.

"Comune di Ostellato", "l'amministrazione comunale", "il Comune" are one node when the document
names one Comune only; "Azienda Servizi alla Persona (ASP)" and a later "ASP" always are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.model import Label, Span

_LEGAL_FORMS = re.compile(
    r"\b(?:a\.?p\.?s|e\.?t\.?s|o\.?d\.?v|onlus|s\.?c\.?s|s\.?r\.?l|s\.?p\.?a|s\.?c\.?a\.?r\.?l"
    r"|soc(?:ietà|\.) ?coop(?:erativa|\.)?(?: ?soc(?:iale|\.)?)?|impresa sociale)(?![a-z])\.?",
    re.IGNORECASE,
)
_APART = re.compile(r"[^a-z0-9]+")
_MAX_SLUG = 80


def slug(name: str) -> str:
    """Return the node name of an organisation: legal forms, capitals, accents do not count."""
    bare = _LEGAL_FORMS.sub(" ", " ".join(name.split()).replace("’", "'")) or name
    plain = unicodedata.normalize("NFKD", bare.lower().replace("-\n", ""))
    words = _APART.sub("-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")
    return words[:_MAX_SLUG].strip("-")


def link_organisations(
    spans: Sequence[Span], acronyms: Mapping[str, str], generic: Mapping[str, str]
) -> tuple[Span, ...]:
    """Give each named ACTOR its entity.

    `acronyms` maps an acronym of this document to the full name it stands for; `generic` maps a
    name without a name of its own ("il comune", "amministrazione comunale") to its concept. A
    generic mention takes the node of the only named body of its concept; if the document names
    none or several it keeps its concept and has no entity.
    """
    named: dict[str, list[str]] = {}
    linked: list[Span] = []
    for span in spans:
        if span.label is not Label.ACTOR or _is_generic(span, generic):
            linked.append(span)
            continue
        if span.entity is None and not any(c.isupper() for c in span.text):
            linked.append(span)  # a category: "cooperative sociali"
            continue
        name = acronyms.get(span.text, span.text)
        entity = span.entity or (f"organisation/{slug(name)}" if slug(name) else None)
        if entity and span.concept:
            bodies = named.setdefault(span.concept, [])
            if entity not in bodies:
                bodies.append(entity)
        linked.append(replace(span, entity=entity))
    return tuple(_resolve(span, named, generic) for span in linked)


def _resolve(span: Span, named: Mapping[str, Sequence[str]], generic: Mapping[str, str]) -> Span:
    if span.label is not Label.ACTOR or not _is_generic(span, generic):
        return span
    concept = span.concept or generic[_key(span.text)]
    bodies = named.get(concept, ())
    return replace(span, concept=concept, entity=bodies[0] if len(bodies) == 1 else None)


def _is_generic(span: Span, generic: Mapping[str, str]) -> bool:
    return _key(span.text) in generic


def _key(text: str) -> str:
    return " ".join(text.lower().split())
