"""The bodies that one document names, and who is who among them.

Names are joined, one with another, where they are one body's: the same name spelt otherwise, an
acronym and its words, a shorter name and the only longer one, a territory and its administration.
Every group of names becomes one node, named after the fullest of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ingest.linking.body_names import BodyName, in_brackets, is_federated, other_name, read_name
from ingest.linking.body_words import one_line
from ingest.linking.initials import may_be_acronym, stands_for
from ingest.linking.surroundings import Surroundings
from ingest.model import Span
from ontology.places import Gazetteer, Place

_MOST_ACRONYMS = 200
_TERRITORIAL = frozenset({"comune", "provincia", "regione", "citta-metropolitana"})


@dataclass(frozen=True, slots=True)
class Node:
    """The end of a body's identifier ("" for none) and its kind."""

    name: str
    kind: str


@dataclass(slots=True)
class Circle:
    """The bodies that one document names, and who is who among them."""

    gazetteer: Gazetteer | None
    acronyms: Mapping[str, str]
    names: dict[str, BodyName] = field(default_factory=dict)
    leader: dict[str, str] = field(default_factory=dict)

    def nodes(self, said: Mapping[Span, str], near: Surroundings) -> dict[str, Node]:
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
            if one_line(other) != text:
                self._meet(one_line(other))
                self._join(text, one_line(other))

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

    def _node(self, group: Sequence[BodyName], near: Surroundings, at: int) -> Node:
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
        return Node("-".join(filter(None, (best.node, seat))), kind)

    def _alone(self, name: BodyName) -> Node | None:
        """A territory that acts and names no body is its region or its Comune."""
        for level in ("regione", "comune"):
            for place in self._places(name):
                if place.level == level:
                    return Node(read_name(f"{level} {place.name}", self.gazetteer).node, level)
        return None
