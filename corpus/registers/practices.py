"""Practices as a list shows them: what they are, do and for whom, who takes part, where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from corpus.registers.facts import Facts
from corpus.registers.register import Key, sort_key
from ontology.places import Gazetteer


@dataclass(frozen=True, slots=True)
class Part:
    """Who takes part in a practice: an organisation, or a kind of actor; `role` is a concept."""

    organisation: str | None
    kind: str | None
    role: str | None


@dataclass(frozen=True, slots=True)
class PracticeEntry:
    """A practice with what is stated of it, concepts as stated, each once.

    `documents` tell of it, its own first; `places` are ISTAT codes, `periods` pairs of ISO dates,
    `amounts` euros of its budget. Organisations go by the names they were merged into.
    """

    id: str
    iri: str
    title: str
    status: str
    kind: str
    documents: tuple[str, ...]
    measures: tuple[str, ...] = ()
    beneficiaries: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    places: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    periods: tuple[tuple[str | None, str | None], ...] = ()
    budgets: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        """Where it stands in the alphabet."""
        return sort_key(self.title, self.id)

    @property
    def names(self) -> tuple[str, ...]:
        """Its title."""
        return (self.title,)

    @property
    def organisations(self) -> tuple[str, ...]:
        """The organisations that take part or are named, each once, in order."""
        return tuple(sorted({part.organisation for part in self.parts if part.organisation}))


def practice_entries(
    facts: Facts,
    gazetteer: Gazetteer,
    iri: Callable[[str], str],
    standing_for: Callable[[str], str],
) -> Iterator[PracticeEntry]:
    """Yield every practice; those merged into another add what they tell to it."""
    tellings: dict[str, list[str]] = {}
    for name in facts.of_class("wp:Practice"):
        tellings.setdefault(standing_for(name), []).append(name)
    for kept, names in tellings.items():
        ordered = sorted(names, key=lambda name: (name != kept, name))
        yield _entry(ordered, _Reader(facts, gazetteer, standing_for), iri)


class _Reader:
    """Reads what one or more nodes of a practice say."""

    def __init__(
        self, facts: Facts, gazetteer: Gazetteer, standing_for: Callable[[str], str]
    ) -> None:
        self._facts = facts
        self._gazetteer = gazetteer
        self._standing_for = standing_for

    def across(self, names: Iterable[str], *path: str) -> tuple[str, ...]:
        """Return the nodes that a path of predicates leads to, each once, in order of path."""
        found = list(names)
        for predicate in path:
            refs = self._facts.refs(predicate)
            found = [value for name in found for value in refs.get(name, ())]
        return tuple(dict.fromkeys(found))

    def texts(self, names: Iterable[str], predicate: str) -> tuple[str, ...]:
        texts = self._facts.texts(predicate)
        return tuple(dict.fromkeys(value for name in names for value in texts.get(name, ())))

    def text(self, name: str, predicate: str) -> str | None:
        return self._facts.text(name, predicate)

    def parts(self, names: Iterable[str]) -> tuple[Part, ...]:
        found: dict[Part, None] = {}
        active = set[str]()
        for node in self.across(names, "cv:hasParticipation"):
            who = self._facts.ref(node, "cv:hasParticipant")
            role = self._facts.ref(node, "cv:role")
            if who:
                organisation = self._standing_for(who)
                active.add(organisation)
                found[self._part(organisation, role)] = None
            elif category := self._facts.ref(node, "wp:participantCategory"):
                found[Part(None, category, role)] = None
        for related in self.across(names, "dct:relation"):
            organisation = self._standing_for(related)
            if organisation not in active and organisation.startswith("organisation/"):
                found[self._part(organisation, None)] = None
        return tuple(found)

    def places(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return ISTAT codes; a quarter or a valley is where the territory around it is."""
        codes: dict[str, None] = {}
        for node in self.across(names, "dct:spatial"):
            named = node.startswith("place:")
            around = () if named else self._facts.beside(node, "clv:situatedWithin")
            for one in (node, *around):
                code = one.removeprefix("place:")
                if self._gazetteer.get(code):
                    codes[code] = None
                    break
        return tuple(sorted(codes))

    def _part(self, organisation: str, role: str | None) -> Part:
        kind = self._facts.ref(organisation, "org:classification")
        return Part(organisation.removeprefix("organisation/"), kind, role)


def _entry(names: list[str], read: _Reader, iri: Callable[[str], str]) -> PracticeEntry:
    me = names[0]
    status = read.across([me], "wp:implementationStatus") or ("implementation-status:",)
    kind = read.across([me], "dct:type") or ("",)
    documents = read.across(names, "dct:source")
    periods = read.across(names, "dct:temporal")
    return PracticeEntry(
        id=me.removeprefix("practice/"),
        iri=iri(me),
        title=read.text(me, "dct:title") or "",
        status=status[0].partition(":")[2] or "non-dichiarata",
        kind=kind[0],
        documents=tuple(one.removeprefix("document/") for one in documents),
        measures=tuple(sorted(read.across(names, "wp:hasMeasure", "dct:type"))),
        beneficiaries=tuple(sorted(read.across(names, "wp:hasBeneficiary", "wp:group"))),
        needs=tuple(sorted(read.across(names, "wp:addressesNeed"))),
        parts=read.parts(names),
        places=read.places(names),
        programmes=tuple(sorted(read.across(names, "schema:funding", "wp:underProgramme"))),
        periods=tuple(
            sorted(
                {(read.text(p, "dcat:startDate"), read.text(p, "dcat:endDate")) for p in periods},
                key=str,
            )
        ),
        budgets=read.texts(read.across(names, "wp:budget"), "schema:value"),
        calls=tuple(c.removeprefix("call/") for c in read.across(names, "wp:underCall")),
    )
