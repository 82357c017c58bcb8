"""Values of properties of things that were reconciled: columns for a spreadsheet.

Everything comes from registers and outlines of one generation, never from evidence, so a column of
a hundred practices is read in a moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

from corpus.library import Library
from corpus.outlines import Outline
from corpus.reconciling.things import Reference, Thing, Value
from corpus.reconciling.vocabulary import Property
from corpus.registers import Registers
from corpus.registers.organisations import OrganisationEntry
from corpus.registers.practices import PracticeEntry
from corpus.views import FactKind

_EURO = "EUR"

Values = Iterable[Value | None]
Reader = Callable[[Thing], Values]


class Extender:
    """Reads what a library says of things, one property at a time. Thread-safe."""

    def __init__(self, library: Library, registers: Registers) -> None:
        self._library = library
        self._works = library.reference
        self._registers = registers
        self._outline = library.outlines.practice
        self._label = library.reference.portraitist.label

    def values(self, thing: Thing, asked: Property) -> tuple[Value, ...]:
        """Return the values of a property, each once; none where the thing has none."""
        read = self._readers.get(f"{thing.family}.{asked.id}") or self._readers.get(asked.id)
        if read is None or thing.family not in asked.of:
            return ()
        return tuple(dict.fromkeys(value for value in read(thing) if value not in (None, "")))

    def iri(self, identifier: str) -> str:
        """Return the IRI of a compact identifier."""
        return self._works.terms.expand(identifier)

    @cached_property
    def _readers(self) -> Mapping[str, Reader]:
        return {
            "label": lambda thing: (thing.name,),
            "other_names": lambda thing: thing.names[1:],
            "iri": lambda thing: (self.iri(thing.id),),
            "practice.place": lambda thing: self._places(self._practice(thing).places),
            "practice.comune": lambda thing: self._places(self._practice(thing).places, 6),
            "practice.province": lambda thing: self._places(self._practice(thing).places, 3),
            "practice.region": lambda thing: self._places(self._practice(thing).places, 2),
            "practice.measure": lambda thing: self._concepts(self._practice(thing).measures),
            "practice.beneficiary": lambda thing: self._concepts(
                self._practice(thing).beneficiaries
            ),
            "practice.need": lambda thing: self._concepts(self._practice(thing).needs),
            "practice.organisation": lambda thing: self._bodies(
                self._practice(thing).organisations
            ),
            "practice.kind": lambda thing: self._concepts((self._practice(thing).kind,)),
            "practice.actor": lambda thing: self._concepts(
                sorted({part.kind for part in self._practice(thing).parts if part.kind})
            ),
            "practice.status": lambda thing: self._concepts(
                (f"implementation-status:{self._practice(thing).status}",)
            ),
            "practice.funding": lambda thing: self._concepts(self._practice(thing).programmes),
            "practice.start": lambda thing: (start for start, _ in self._practice(thing).periods),
            "practice.end": lambda thing: (end for _, end in self._practice(thing).periods),
            "practice.year": lambda thing: map(int, sorted(thing.traits.get("year", ()))),
            "amount": self._amounts,
            "funder": self._funders,
            "result": lambda thing: self._facts(thing, FactKind.RESULT),
            "source": lambda thing: self._sources(thing, "title"),
            "source_url": lambda thing: self._sources(thing, "source_url"),
            "licence": lambda thing: self._sources(thing, "licence"),
            "organisation.place": lambda thing: self._places(self._body(thing).places),
            "organisation.comune": lambda thing: self._places(self._body(thing).places, 6),
            "organisation.province": lambda thing: self._places(self._body(thing).places, 3),
            "organisation.region": lambda thing: self._places(self._body(thing).places, 2),
            "organisation.actor": lambda thing: self._concepts((self._body(thing).kind or "",)),
            "organisation.measure": lambda thing: self._concepts(
                self._of_practices(thing, lambda practice: practice.measures)
            ),
            "organisation.beneficiary": lambda thing: self._concepts(
                self._of_practices(thing, lambda practice: practice.beneficiaries)
            ),
            "practice": lambda thing: map(self._titled, self._about(thing)),
            "practices": lambda thing: (len(self._about(thing)),),
            "place.code": lambda thing: (self._code(thing),),
            "place.level": lambda thing: (thing.types[0],),
            "place.province": lambda thing: self._places((self._code(thing),), 3),
            "place.region": lambda thing: self._places((self._code(thing),), 2),
            "population": lambda thing: (
                self._works.gazetteer.places[self._code(thing)].population,
            ),
            "latitude": lambda thing: (self._works.gazetteer.places[self._code(thing)].lat,),
            "longitude": lambda thing: (self._works.gazetteer.places[self._code(thing)].lon,),
            "concept.code": lambda thing: self._works.schemes[thing.id].exact_match,
            "scheme": lambda thing: (self._works.schemes[thing.id].scheme,),
            "label_en": lambda thing: (self._works.schemes[thing.id].label_en,),
            "broader": lambda thing: self._concepts(self._works.schemes[thing.id].parents),
            "narrower": lambda thing: self._concepts(self._works.schemes.children(thing.id)),
        }

    def _practice(self, thing: Thing) -> PracticeEntry:
        found = self._registers.practices.get(_bare(thing))
        if found is None:
            raise KeyError(thing.id)
        return found

    def _body(self, thing: Thing) -> OrganisationEntry:
        found = self._registers.organisations.get(_bare(thing))
        if found is None:
            raise KeyError(thing.id)
        return found

    def _about(self, thing: Thing) -> tuple[str, ...]:
        """Return the practices (identifiers) that an organisation, a concept or a place is in."""
        match thing.family:
            case "organisation":
                return self._body(thing).practices
            case "place":
                place = self._registers.places.get(self._code(thing))
                return place.practices if place else ()
            case _:
                return self._with_concept.get(thing.id, ())

    @cached_property
    def _with_concept(self) -> Mapping[str, tuple[str, ...]]:
        """The practices that have a concept, those of its narrower ones included."""
        found: dict[str, dict[str, None]] = {}
        for practice in self._registers.practices.entries:
            own = (
                *practice.measures,
                *practice.beneficiaries,
                *practice.needs,
                *practice.programmes,
                practice.kind,
                f"implementation-status:{practice.status}",
                *(part.kind for part in practice.parts if part.kind),
                *(part.role for part in practice.parts if part.role),
            )
            for concept in {one for one in own if one in self._works.schemes}:
                for each in (concept, *self._works.schemes.ancestors(concept)):
                    found.setdefault(each, {})[practice.id] = None
        return {concept: tuple(practices) for concept, practices in found.items()}

    def _of_practices(
        self, thing: Thing, read: Callable[[PracticeEntry], tuple[str, ...]]
    ) -> Iterator[str]:
        for identifier in self._body(thing).practices:
            if practice := self._registers.practices.get(identifier):
                yield from read(practice)

    def _places(self, codes: Iterable[str], digits: int | None = None) -> Iterator[Reference]:
        """Yield territories; of one level, those that contain the others where need be."""
        gazetteer = self._works.gazetteer
        for code in codes:
            for place in filter(None, (gazetteer.get(code), *gazetteer.containing(code))):
                if digits is None or len(place.code) == digits:
                    yield Reference(f"place:{place.code}", place.name)
                    break

    def _concepts(self, concepts: Iterable[str]) -> Iterator[Reference]:
        return (Reference(one, self._label(one)) for one in concepts if one in self._works.schemes)

    def _bodies(self, identifiers: Iterable[str]) -> Iterator[Reference]:
        for identifier in identifiers:
            if body := self._registers.organisations.get(identifier):
                yield Reference(f"organisation/{body.id}", body.name)

    def _titled(self, identifier: str) -> Reference:
        practice = self._registers.practices.get(identifier)
        return Reference(f"practice/{identifier}", practice.title if practice else identifier)

    def _tellings(self, thing: Thing) -> Iterator[Outline]:
        for name in (thing.id, *self._library.merged(thing.id)):
            if outline := self._outline(name.removeprefix("practice/")):
                yield outline

    def _facts(self, thing: Thing, kind: FactKind) -> Iterator[str]:
        return (fact.label for one in self._tellings(thing) for fact in one.view.of(kind))

    def _amounts(self, thing: Thing) -> Iterator[Value]:
        for outline in self._tellings(thing):
            for fact in outline.view.of(FactKind.MONEY):
                if value := fact.detail.get("value"):
                    currency = fact.detail.get("currency", _EURO)
                    yield _number(value) if currency == _EURO else f"{value} {currency}"

    def _funders(self, thing: Thing) -> Iterator[Reference]:
        found = (
            self._library.standing_for(fact.detail.get("funder", ""))
            for outline in self._tellings(thing)
            for fact in outline.view.of(FactKind.MONEY)
        )
        return self._bodies(
            name.removeprefix("organisation/") for name in found if name.startswith("organisation/")
        )

    def _sources(self, thing: Thing, member: str) -> Iterator[str | None]:
        for identifier in self._practice(thing).documents:
            if document := self._registers.documents.get(identifier):
                yield getattr(document, member)

    @staticmethod
    def _code(thing: Thing) -> str:
        return thing.id.removeprefix("place:")


def _bare(thing: Thing) -> str:
    return thing.id.partition("/")[2]


def _number(text: str) -> Value:
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number
