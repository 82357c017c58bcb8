"""Organisations: their names, what they are, the practices they take part in, and with whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from corpus.registers.facts import Facts
from corpus.registers.practices import PracticeEntry
from corpus.registers.register import Key, sort_key
from corpus.usual_name import usual_name


@dataclass(frozen=True, slots=True)
class Taking:
    """A practice that an organisation takes part in, with its roles there (concepts)."""

    practice: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrganisationEntry:
    """An organisation under the name it goes by.

    `kind` is a concept of the scheme ``actor`` or None; `place` the ISTAT code of the territory it
    is named after, if any; `places` those of the practices it takes part in; `merged` the
    identifiers that were merged into it.
    """

    id: str
    iri: str
    name: str
    other_names: tuple[str, ...]
    kind: str | None
    place: str | None
    places: tuple[str, ...]
    taking_part: tuple[Taking, ...]
    merged: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        """Where it stands in the alphabet."""
        return sort_key(self.name, self.id)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it is called by."""
        return (self.name, *self.other_names)

    @property
    def practices(self) -> tuple[str, ...]:
        """The practices it takes part in, in order of identifier."""
        return tuple(one.practice for one in self.taking_part)


def organisation_entries(
    facts: Facts,
    practices: Iterable[PracticeEntry],
    named_after: Callable[[str], str | None],
    iri: Callable[[str], str],
    standing_for: Callable[[str], str],
) -> Iterator[OrganisationEntry]:
    """Yield every organisation that some document names.

    `named_after` gives the code of the territory in a name: "Comune di Asti", "Auser Asti".
    """
    roles: defaultdict[str, dict[str, set[str]]] = defaultdict(dict)
    places: defaultdict[str, set[str]] = defaultdict(set)
    for practice in practices:
        for part in practice.parts:
            if part.organisation:
                had = roles[part.organisation].setdefault(practice.id, set())
                had.update({part.role} if part.role else ())
                places[part.organisation].update(practice.places)
    nodes: defaultdict[str, list[str]] = defaultdict(list)
    for node in facts.of_class("org:Organization"):
        nodes[standing_for(node)].append(node)
    for kept, told in nodes.items():
        identifier = kept.removeprefix("organisation/")
        own = _own_names(facts, kept)
        others = {n for node in told if node != kept for n in facts.beside(node, "skos:prefLabel")}
        names = (*own, *sorted(others - set(own))) or (identifier,)
        taking = sorted(roles[identifier].items())
        yield OrganisationEntry(
            id=identifier,
            iri=iri(kept),
            name=names[0],
            other_names=names[1:],
            kind=facts.ref(kept, "org:classification"),
            place=named_after(names[0]),
            places=tuple(sorted(places[identifier])),
            taking_part=tuple(Taking(p, tuple(sorted(had))) for p, had in taking),
            merged=tuple(node.removeprefix("organisation/") for node in told if node != kept),
        )


def _own_names(facts: Facts, node: str) -> tuple[str, ...]:
    """Return what an organisation is called, the name people know first."""
    names = facts.beside(node, "skos:prefLabel")
    if len(names) < 2:
        return names
    told = facts.tellings("skos:prefLabel").get(node, {})
    usual = usual_name({name: told.get(name, 0) for name in names})
    return (usual, *(name for name in names if name != usual))
