"""Organisations of one document: which mentions are the same body, and under which node name.

"Comune di Ostellato", "l'amministrazione comunale", "il Comune" are one node when the document
names one Comune only; "Azienda Servizi alla Persona (ASP)" and a later "ASP" always are, and so are
"cooperativa sociale Mont Fallère" and "Mont Fallère". The node is named after the fullest name, so
that two documents meet in it; a name that many bodies bear ("Il Faro", "ATS 13") carries the
territory of its document too, so that two towns' namesakes do not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ingest.linking.body_names import (
    BodyName,
    concept_of_kind,
    family,
    in_brackets,
    is_federated,
    other_name,
    read_name,
)
from ingest.linking.initials import may_be_acronym, stands_for
from ingest.linking.labels import content_lemmas
from ingest.model import Label, Span
from ontology.places import Gazetteer, Place

_MOSTLY = 0.6  # of the territories a document names, the share that makes one region its own
_MOST_ACRONYMS = 200
_TERRITORIAL = frozenset({"comune", "provincia", "regione", "citta-metropolitana"})
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
        and (_plain(span.text) in acronyms or not _is_kind(span, kinds))
    ]
    said = _said_in_full(bodies, gazetteer)
    nodes = _Circle(gazetteer, acronyms).nodes(said, _territories(spans, gazetteer))
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


@dataclass(frozen=True, slots=True)
class _Node:
    name: str
    kind: str


@dataclass(slots=True)
class _Circle:
    """The bodies that one document names, and who is who among them."""

    gazetteer: Gazetteer | None
    acronyms: Mapping[str, str]
    names: dict[str, BodyName] = field(default_factory=dict)
    leader: dict[str, str] = field(default_factory=dict)

    def nodes(self, said: Mapping[Span, str], near: _Territories) -> dict[str, _Node]:
        """Return the node of every name that the spans say."""
        for text in dict.fromkeys(said.values()):
            self._meet(text)
        self._join_same()
        self._join_acronyms()
        self._join_short()
        self._join_territories()
        first: dict[str, int] = {}
        for span, text in said.items():
            first.setdefault(self._lead(text), span.start)
        groups: dict[str, list[BodyName]] = {}
        for text, name in self.names.items():
            groups.setdefault(self._lead(text), []).append(name)
        nodes = {
            leader: self._node(group, near, first.get(leader, 0))
            for leader, group in groups.items()
        }
        return {text: nodes[self._lead(text)] for text in self.names}

    def _meet(self, text: str) -> None:
        if text in self.names:
            return
        inside = in_brackets(text)
        full = self.acronyms.get(text)
        self.names[text] = read_name(inside[0] if inside else text, self.gazetteer)
        self.leader[text] = text
        known = None if full else other_name(self.names[text])
        short = inside[1] if inside and may_be_acronym(inside[1]) else None
        for other in filter(None, (full, short, known)):
            if _plain(other) != text:
                self._meet(_plain(other))
                self._join(text, _plain(other))

    def _lead(self, text: str) -> str:
        while self.leader[text] != text:
            self.leader[text] = self.leader[self.leader[text]]
            text = self.leader[text]
        return text

    def _join(self, one: str, other: str) -> None:
        self.leader[self._lead(one)] = self._lead(other)

    def _join_same(self) -> None:
        """Join what is the same name: spelling, legal form, a kind said or left out."""
        kinds: dict[str, dict[str, str]] = {}
        for text, name in self.names.items():
            if not name.same:
                continue
            by_kind = kinds.setdefault(name.same, {})
            if name.kind in by_kind:
                self._join(text, by_kind[name.kind])
            by_kind.setdefault(name.kind, text)
        for by_kind in kinds.values():
            others = {self._lead(text) for kind, text in by_kind.items() if kind}
            if "" in by_kind and len(others) == 1:
                self._join(by_kind[""], others.pop())

    def _join_acronyms(self) -> None:
        """Join an acronym to the only name whose words begin with its letters."""
        short = [text for text in self.names if may_be_acronym(text)][:_MOST_ACRONYMS]
        for text in short:
            found = {
                self._lead(other): other
                for other in self.names
                if " " in other and other[:1].casefold() == text[:1].casefold()
                if stands_for(text, other)
            }
            if len(found) == 1 and not is_federated(self.names[text]):
                self._join(text, next(iter(found.values())))

    def _join_short(self) -> None:
        """Join a shorter name to the only longer one that has its words, in any order."""
        having: dict[str, list[str]] = {}
        for text, name in self.names.items():
            for word in dict.fromkeys(name.words):
                having.setdefault(word, []).append(text)
        for text, name in sorted(self.names.items(), key=lambda item: -len(item[1].words)):
            if not name.words or is_federated(name) or (self._is_place(name) and not name.kind):
                continue
            rarest = min(name.words, key=lambda word: len(having[word]))
            longer = {
                self._lead(other): other
                for other in having[rarest]
                if self._is_short_for(name, self.names[other])
            }
            longer.pop(self._lead(text), None)
            if len(longer) == 1:
                self._join(text, next(iter(longer.values())))

    def _is_short_for(self, short: BodyName, long: BodyName) -> bool:
        if len(long.words) <= len(short.words) or not set(short.words) < set(long.words):
            return False
        if short.kind != long.kind and short.kind and long.kind:
            return False
        if _TERRITORIAL & {short.kind, long.kind}:
            return False
        if short.place is not None and (long.place is not None or short.kind != long.kind):
            return False  # "Diocesi di Salerno" is not "Salerno Carità"
        if long.federated or short.federated:
            return False  # "Auser" and "Auser Sicilia" are two bodies
        if all(word.isdigit() for word in short.words) and short.kind != long.kind:
            return False
        after = long.words.index(short.words[-1]) + 1
        coordinated = after < len(long.words) and long.words[after] == "e"
        return not coordinated or (short.kind == long.kind != "")

    def _join_territories(self) -> None:
        """Join "Samarate", said of a body, to the only body of that territory: its Comune."""
        for text, name in self.names.items():
            if name.kind or not self._is_place(name):
                continue
            codes = {place.code for place in self._places(name)}
            bodies = {
                self._lead(other): other
                for other, body in self.names.items()
                if body.kind and body.place is not None and body.place.code in codes
            }
            if len(bodies) == 1:
                self._join(text, next(iter(bodies.values())))

    def _is_place(self, name: BodyName) -> bool:
        return bool(self._places(name))

    def _places(self, name: BodyName) -> tuple[Place, ...]:
        if self.gazetteer is None:
            return ()
        return self.gazetteer.named(name.text) or self.gazetteer.named(" ".join(name.words))

    def _node(self, group: Sequence[BodyName], near: _Territories, at: int) -> _Node:
        """Name a body after the fullest of its names, with its territory where that is needed."""
        best = max(
            group,
            key=lambda name: (
                name.place is not None and bool(name.kind),
                len(name.words),
                bool(name.kind),
                not name.text.isupper(),
            ),
        )
        kind = best.kind or next((name.kind for name in group if name.kind), "")
        whole = replace(best, kind=kind)
        if not kind and (alone := self._alone(best)):
            return alone
        seat = near.of(whole.seat, at) if whole.seat else ""
        return _Node("-".join(filter(None, (best.node, seat))), kind)

    def _alone(self, name: BodyName) -> _Node | None:
        """A territory that acts and names no body is its region or its Comune."""
        for level in ("regione", "comune"):
            for place in self._places(name):
                if place.level == level:
                    return _Node(read_name(f"{level} {place.name}", self.gazetteer).node, level)
        return None


@dataclass(frozen=True, slots=True)
class _Territories:
    """The territories that a document names, each with its position, and their names by level."""

    found: tuple[tuple[int, str, str], ...] = ()  # position, region, comune ("" where it is none)

    def of(self, level: str, at: int) -> str:
        """Return the name of the document's own region or comune, else of the nearest one."""
        named = [
            (at_place, region if level == "region" else comune)
            for at_place, region, comune in self.found
            if level == "region" or comune
        ]
        if not named:
            return ""
        name, count = Counter(name for _, name in named).most_common(1)[0]
        if count >= _MOSTLY * len(named):
            return name
        return min(named, key=lambda row: abs(row[0] - at))[1]


def _said_in_full(bodies: Sequence[Span], gazetteer: Gazetteer | None) -> dict[Span, str]:
    """Return what each span says, the head of a list said again: "Rotary Club Cuneo, Saluzzo"."""
    said: dict[Span, str] = {}
    head, end = "", -1
    for span in bodies:
        text = _plain(span.text)
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


def _territories(spans: Iterable[Span], gazetteer: Gazetteer | None) -> _Territories:
    if gazetteer is None:
        return _Territories()
    found: list[tuple[int, str, str]] = []
    for span in spans:
        place = None
        if span.label is Label.PLACE and span.concept:
            place = gazetteer.get(span.concept.removeprefix("place:"))
        elif span.label is Label.ACTOR:
            name = read_name(_plain(span.text), gazetteer)
            place = name.place if name.kind in {"comune", "provincia", "regione"} else None
        if place is not None:
            region = read_name(gazetteer.region_of(place.code).name).node
            comune = read_name(place.name).node if place.level == "comune" else ""
            found.append((span.start, region, comune))
    return _Territories(tuple(found))


def _plain(text: str) -> str:
    return " ".join(text.split())


def _is_kind(span: Span, kinds: Collection[tuple[str, ...]]) -> bool:
    """Whether the words name no body: "le cooperative sociali", "Comune", "ASL"."""
    if not any(sign.isupper() for sign in span.text):
        return True
    name = read_name(_plain(span.text))
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
