"""Places: regions with provinces and comuni where practices are, and a page for each territory."""

from __future__ import annotations

from collections.abc import Mapping

from api.browsing import structured
from api.browsing.common import (
    commonest_first,
    cost_row,
    entries_of,
    facet_tallies,
    organisations_tally,
    years_row,
)
from api.browsing.lines import Branch, Cell, Leaf, Line
from api.browsing.proofs import practice_cards
from api.browsing.thing import Row, Tally, Thing, words_row
from api.browsing.words import Kind, words
from api.linked.addresses import page_of, resource
from api.routers.desk import Desk
from api.routers.naming import Naming
from api.routers.near import missing
from api.routers.parameters import Filters
from api.web.environment import address
from corpus.italian import number as italian_number
from corpus.registers.places import PlaceEntry
from corpus.views import Fact, FactKind
from ontology.places import Level
from search.model import FacetName

_PER_PAGE = 10
_FACETS: Mapping[Level, FacetName] = {
    "regione": "region",
    "provincia": "province",
    "comune": "comune",
}
COLUMNS = ("Che cos’è", "Dove")
_PARTS: Mapping[Level, str] = {"regione": "Le sue province", "provincia": "I suoi comuni"}


class Counted:
    """How many practices are in each territory, as the search counts them."""

    def __init__(self, desk: Desk, naming: Naming, chosen: Filters) -> None:
        meant, _ = naming.passing(chosen)
        self._tally = desk.library.engine.tally(meant)

    def of(self, one: PlaceEntry) -> int:
        """Return how many practices are in a territory or in what is part of it."""
        return self._tally.get((_FACETS[one.level], one.id), 0)


def place_lines(naming: Naming, counted: Counted) -> list[Line]:
    """Return the territories where practices are, regions first in each part of Italy."""
    return [
        _line(one, count, naming)
        for one in naming.registers.places.entries
        if (count := counted.of(one))
    ]


def territories(naming: Naming, counted: Counted) -> tuple[Branch, ...]:
    """Return the regions where practices are, each with its provinces and their comuni."""
    parts: dict[str, list[PlaceEntry]] = {}
    regions: list[PlaceEntry] = []
    for one in naming.registers.places.entries:
        if counted.of(one):
            (parts.setdefault(one.within[0], []) if one.within else regions).append(one)

    def territory(one: PlaceEntry) -> Branch:
        inside = sorted(parts.get(one.id, ()), key=lambda part: part.name)
        return Branch(_line(one, counted.of(one), naming), tuple(map(territory, inside)))

    return tuple(map(territory, sorted(regions, key=lambda region: region.name)))


def place_thing(desk: Desk, kind: Kind, code: str, number: int, base: str) -> Thing:
    """Return the page of a territory; 404 where there is none of that code."""
    naming = Naming(desk)
    held = naming.registers.places
    entry = held.get(code)
    if entry is None:
        raise missing(kind.the, code, held.near(code))
    facet = _FACETS[entry.level]
    own: dict[str, str] = {facet: code}
    results = desk.library.search("", {facet: [code]}, _PER_PAGE, (number - 1) * _PER_PAGE)
    _, passing = naming.passing({facet: [code]})
    practices = entries_of(naming, sorted(passing or ()))

    def proves(fact: Fact) -> bool:
        there = held.get(fact.detail.get("code", "")) if fact.kind is FactKind.PLACE else None
        return there is not None and code in (there.id, *there.within)

    cards = practice_cards(desk, (hit.id for hit in results.hits), proves)
    found = resource(f"place/{code}", desk.library.reference.names)
    assert found is not None  # noqa: S101 - what is held has a name
    above = tuple(
        Line(naming.place(one)["name"], page_of("place", one)) for one in reversed(entry.within)
    )
    return Thing(
        kind=kind,
        what=entry.level.capitalize(),
        title=entry.name,
        iri=entry.iri,
        resource=found,
        data=f"/api/v1/places/{code}",
        rows=(*_rows(entry, above), *years_row(practices), *cost_row(practices)),
        tallies=(
            *_inside(entry, naming, Counted(desk, naming, {})),
            *facet_tallies(own, results.facets, words().facets[facet]),
            *organisations_tally("Chi vi partecipa", practices, naming),
        ),
        practices=Leaf(tuple(cards), results.total, number, _PER_PAGE),
        structured=structured.place(
            entry, f"{base.rstrip('/')}{found.page}", above[-1].label if above else None
        ),
        here=found.page,
        above=above,
        search=address("/cerca", own),
        feed=address("/api/v1/feed.atom", own),
    )


def _rows(entry: PlaceEntry, above: tuple[Line, ...]) -> list[Row]:
    rows = []
    if above:
        rows.append(Row("Si trova in", tuple(reversed(above))))
    if entry.other_name:
        rows.append(words_row("Si chiama anche", (entry.other_name,)))
    if entry.population:
        rows.append(words_row("Abitanti", (italian_number(str(entry.population)),)))
    return rows


def _inside(entry: PlaceEntry, naming: Naming, counted: Counted) -> list[Tally]:
    """Return the territories right under one where practices are."""
    title = _PARTS.get(entry.level)
    if title is None:
        return []
    lines = commonest_first(
        Line(one.name, page_of("place", one.id), count)
        for one in naming.registers.places.entries
        if one.within[:1] == (entry.id,) and (count := counted.of(one))
    )
    return [Tally(title, lines)] if lines else []


def _line(one: PlaceEntry, count: int, naming: Naming) -> Line:
    around = ", ".join(naming.place(code)["name"] for code in one.within)
    return Line(
        one.name,
        page_of("place", one.id),
        count,
        cells=(Cell(one.level.capitalize()), Cell(around)),
        names=one.names,
    )
