"""Organisations of one document: which mentions are the same body, and under which node name.

"Comune di Ostellato", "l'amministrazione comunale", "il Comune" are one node when the document
names one Comune only; "Azienda Servizi alla Persona (ASP)" and a later "ASP" always are, and so are
"cooperativa sociale Mont Fallère" and "Mont Fallère". The node is named after the fullest name, so
that two documents meet in it; a name that many bodies bear ("Il Faro", "ATS 13") carries the
territory of its document too, so that two towns' namesakes do not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from ingest.linking.body_kinds import concept_of_kind, family
from ingest.linking.body_names import BodyName, read_name
from ingest.linking.body_words import one_line
from ingest.linking.circle import Circle
from ingest.linking.labels import content_lemmas
from ingest.linking.surroundings import surroundings_of
from ingest.model import Label, Span
from ontology.places import Gazetteer

_BESIDE = 4  # characters between the members of a list: ", ", " e "


def slug(name: str) -> str:
    """Return the node name of a body known by this name alone, outside any document."""
    return read_name(name).node


def link_organisations(
    spans: Sequence[Span],
    acronyms: Mapping[str, str],
    generic: Mapping[str, str],
    gazetteer: Gazetteer | None = None,
) -> tuple[Span, ...]:
    """Give each named ACTOR its entity, whoever found the spans.

    `acronyms` maps an acronym of this document to the full name it stands for; `generic` maps a
    name that many bodies have ("comune", "amministrazione comunale") to its concept. A generic
    mention takes the node of the only named body of its concept; where the document names none or
    several, and for categories ("le cooperative sociali"), there is no entity. A span that has an
    entity keeps it.
    """
    kinds = {content_lemmas(name) for name in generic}
    bodies = [
        span
        for span in spans
        if span.label is Label.ACTOR
        and (one_line(span.text) in acronyms or not _is_kind(span, kinds))
    ]
    said = _said_in_full(bodies, gazetteer)
    nodes = Circle(gazetteer, acronyms).nodes(said, surroundings_of(spans, gazetteer))
    named: dict[tuple[str, str], str] = {}  # node and its kind → a concept or none
    linked: list[Span] = []
    for span in spans:
        node = nodes.get(said.get(span, ""))
        if node is None:
            linked.append(span)
            continue
        entity = span.entity or (f"organisation/{node.name}" if node.name else None)
        if entity:
            named.setdefault((entity, node.kind), span.concept or concept_of_kind(node.kind) or "")
        linked.append(replace(span, entity=entity))
    return tuple(_resolve(span, named, generic) for span in linked)


def _said_in_full(bodies: Sequence[Span], gazetteer: Gazetteer | None) -> dict[Span, str]:
    """Return what each span says, the head of a list said again: "Rotary Club Cuneo, Saluzzo"."""
    said: dict[Span, str] = {}
    head, end = "", -1
    for span in bodies:
        text = one_line(span.text)
        name = read_name(text, gazetteer)
        if name.kind and name.place is not None:
            head = text[: len(text) - len(name.place.name)] if _ends_with(text, name) else ""
        elif name.kind or gazetteer is None or not gazetteer.named(text):
            head = ""
        elif head and 0 < span.start - end <= _BESIDE:
            whole = read_name(head + text, gazetteer)
            text = head + text if whole.place is not None else text
        else:
            head = ""
        said[span] = text
        end = span.end
    return said


def _ends_with(text: str, name: BodyName) -> bool:
    return name.place is not None and text.casefold().endswith(" " + name.place.name.casefold())


def _is_kind(span: Span, kinds: Collection[tuple[str, ...]]) -> bool:
    """Whether the words name no body: "le cooperative sociali", "Comune", "ASL"."""
    if not any(sign.isupper() for sign in span.text):
        return True
    name = read_name(one_line(span.text))
    if name.known:
        return False
    return content_lemmas(span.text) in kinds or (bool(name.kind) and not name.words)


def _resolve(span: Span, named: Mapping[tuple[str, str], str], generic: Mapping[str, str]) -> Span:
    """Give a body that is only called by its kind the node of the only one of that kind."""
    if span.label is not Label.ACTOR or span.entity is not None:
        return span
    key = " ".join(span.text.lower().split())
    name = read_name(span.text)
    kind = name.kind
    if key not in generic and (not kind or name.words):
        return span  # "una fondazione del posto" is any of its kind
    concept = span.concept or generic.get(key) or concept_of_kind(kind)
    bodies = {
        entity
        for (entity, other), of_body in named.items()
        if (family(other) == family(kind) if kind else of_body == concept and _head(key) in entity)
    }
    return replace(span, concept=concept, entity=bodies.pop() if len(bodies) == 1 else None)


def _head(key: str) -> str:
    return f"/{read_name(key).node.partition('-')[0]}-"
