"""Organisations of one document: which mentions are the same body, and under which node name.

"Comune di Ostellato", "l'amministrazione comunale", "il Comune" are one node when the document
names one Comune only; "Azienda Servizi alla Persona (ASP)" and a later "ASP" always are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from ingest.linking.labels import content_lemmas
from ingest.model import Label, Span

_LEGAL_FORMS = re.compile(
    r"\b(?:a\.?p\.?s|e\.?t\.?s|o\.?d\.?v|onlus|s\.?c\.?s|s\.?r\.?l|s\.?p\.?a|s\.?c\.?a\.?r\.?l"
    r"|soc(?:ietà|\.) ?coop(?:erativa|\.)?(?: ?soc(?:iale|\.)?)?|impresa sociale)(?![a-z])\.?",
    re.IGNORECASE,
)
_BROKEN_WORD = re.compile(r"-[ \t]{0,20}\r?\n\s{0,20}(?=[a-zà-ý])")
_APART = re.compile(r"[^a-z0-9]+")
_MAX_SLUG = 80


def slug(name: str) -> str:
    """Return the node name of an organisation: legal forms, capitals, accents do not count."""
    whole = " ".join(_BROKEN_WORD.sub("", name).split())
    return _plain(_LEGAL_FORMS.sub(" ", whole)) or _plain(whole)


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.lower())
    letters = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return _APART.sub("-", letters).strip("-")[:_MAX_SLUG].strip("-")


def link_organisations(
    spans: Sequence[Span], acronyms: Mapping[str, str], generic: Mapping[str, str]
) -> tuple[Span, ...]:
    """Give each named ACTOR its entity.

    `acronyms` maps an acronym of this document to the full name it stands for; `generic` maps a
    name that many bodies have ("comune", "amministrazione comunale") to its concept. A generic
    mention takes the node of the only named body of its concept; where the document names none or
    several, and for categories ("le cooperative sociali"), there is no entity.
    """
    kinds = {content_lemmas(name) for name in generic}
    named: dict[str, list[str]] = {}
    linked: list[Span] = []
    for span in spans:
        if span.label is Label.ACTOR and not _is_kind(span, kinds):
            name = acronyms.get(span.text, span.text)
            entity = span.entity or (f"organisation/{slug(name)}" if slug(name) else None)
            if entity and span.concept:
                bodies = named.setdefault(span.concept, [])
                bodies.extend([entity] if entity not in bodies else [])
            linked.append(replace(span, entity=entity))
        else:
            linked.append(span)
    return tuple(_resolve(span, named, generic) for span in linked)


def _is_kind(span: Span, kinds: Collection[tuple[str, ...]]) -> bool:
    return not any(sign.isupper() for sign in span.text) or content_lemmas(span.text) in kinds


def _resolve(span: Span, named: Mapping[str, Sequence[str]], generic: Mapping[str, str]) -> Span:
    key = " ".join(span.text.lower().split())
    if span.label is not Label.ACTOR or span.entity is not None or key not in generic:
        return span
    concept = span.concept or generic[key] or None
    bodies = named.get(concept, ()) if concept else ()
    return replace(span, concept=concept, entity=bodies[0] if len(bodies) == 1 else None)
