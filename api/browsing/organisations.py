"""Organisations: a list of who takes part, and for each what it does, where and with whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from api.browsing import structured
from api.browsing.asked import Asked
from api.browsing.choices import Choice, Option, choice
from api.browsing.common import (
    commonest_first,
    concept_tally,
    cost_row,
    entries_of,
    organisations_tally,
    places_tally,
    years_row,
)
from api.browsing.lines import Cell, Leaf, Line, leaf
from api.browsing.proofs import PracticeCard, practice_cards
from api.browsing.thing import Row, Tally, Thing, words_row
from api.browsing.words import Kind
from api.linked.addresses import page_of, resource
from api.routers.desk import Desk
from api.routers.naming import Naming
from api.routers.near import missing
from api.routers.parameters import Filters
from corpus.italian import money
from corpus.registers.organisations import OrganisationEntry
from corpus.registers.practices import PracticeEntry
from corpus.views import Fact, FactKind

_PER_PAGE = 10
COLUMNS = ("Tipo di ente", "Luogo nel nome")


def organisation_lines(naming: Naming, chosen: Filters) -> list[Line]:
    """Return who takes part in the practices that pass the filters; `actor` is its own kind."""
    meant, passing = naming.passing(chosen)
    kinds = naming.under(meant["actor"]) if "actor" in meant else None
    found = []
    for one in naming.registers.organisations.entries:
        if kinds is not None and one.kind not in kinds:
            continue
        count = (
            len(one.practices)
            if passing is None
            else sum(practice in passing for practice in one.practices)
        )
        if count or passing is None:
            found.append(_line(one, count, naming))
    return found


def organisation_thing(desk: Desk, kind: Kind, identifier: str, number: int, base: str) -> Thing:
    """Return the page of an organisation; 404 where there is none of that name."""
    naming = Naming(desk)
    entry = naming.registers.organisations.get(identifier)
    if entry is None:
        raise missing(kind.the, identifier, naming.registers.organisations.near(identifier))
    practices = sorted(entries_of(naming, entry.practices), key=lambda one: one.key)
    shown = leaf(practices, number, _PER_PAGE)
    cards = cards_of(desk, naming, entry, (one.id for one in shown.items))
    found = resource(f"organisation/{entry.id}", desk.library.reference.names)
    assert found is not None  # noqa: S101 - what is held has a name
    data = f"/api/v1/organisations/{found.page.rpartition('/')[2]}"
    return Thing(
        kind=kind,
        what=naming.registers.label(entry.kind) if entry.kind else kind.one,
        title=entry.name,
        iri=entry.iri,
        resource=found,
        data=data,
        feed=f"{data}/feed.atom",
        rows=(
            *_rows(entry, naming),
            *_funded(entry, naming),
            *years_row(practices),
            *cost_row(practices),
        ),
        tallies=(
            *concept_tally("Che cosa fa", practices, lambda one: one.measures, naming),
            *concept_tally("Per chi", practices, lambda one: one.beneficiaries, naming),
            *_partners(entry, practices, naming),
            *places_tally("Dove", practices, naming),
            *concept_tally("A quali bisogni risponde", practices, lambda one: one.needs, naming),
        ),
        practices=Leaf(tuple(cards), shown.total, number, _PER_PAGE),
        structured=structured.organisation(entry, f"{base.rstrip('/')}{found.page}"),
        here=found.page,
    )


def cards_of(
    desk: Desk, naming: Naming, entry: OrganisationEntry, practices: Iterable[str]
) -> Iterator[PracticeCard]:
    """Yield practices of an organisation with the sentence that names it and the part it has."""
    node = f"organisation/{entry.id}"
    standing_for = desk.library.standing_for

    def proves(fact: Fact) -> bool:
        who = fact.concept if fact.kind is FactKind.ACTOR else fact.detail.get("funder")
        return bool(who) and standing_for(who or "") == node

    roles = {
        one.practice: tuple(naming.registers.label(role) for role in one.roles)
        for one in entry.taking_part
    }
    return practice_cards(desk, practices, proves, lambda one: roles.get(one, ()))


def choices(naming: Naming, desk: Desk, asked: Asked) -> list[Choice]:
    """Return the boxes in which one chooses a region and a kind of organisation."""
    meant, _ = naming.passing(asked.filters)
    everything = desk.library.search("", {}, 1, 0)
    regions = [Option(one.value, one.label) for one in everything.facets.get("region", ())]
    held = {one.kind for one in naming.registers.organisations.entries if one.kind}
    kinds = [Option(one, naming.registers.label(one)) for one in held]
    return [
        choice(name, title, anything, sorted(options, key=lambda one: one.label), chosen)
        for name, title, anything, options in (
            ("region", "Con pratiche in", "Tutta Italia", regions),
            ("actor", "Tipo di ente", "Tutti", kinds),
        )
        for chosen in ("".join(meant.get(name, ())[:1]),)
    ]


def _line(one: OrganisationEntry, count: int, naming: Naming) -> Line:
    kind = Cell(naming.registers.label(one.kind)) if one.kind else Cell("")
    place = (
        Cell(naming.place(one.place)["name"], page_of("place", one.place))
        if one.place
        else Cell("")
    )
    there = page_of("organisation", one.id)
    return Line(one.name, there, count, cells=(kind, place), names=one.names)


def _rows(entry: OrganisationEntry, naming: Naming) -> list[Row]:
    rows = []
    if entry.other_names:
        rows.append(words_row("I documenti la chiamano anche", entry.other_names))
    if entry.place:
        place = naming.place(entry.place)
        rows.append(
            Row("Luogo nel suo nome", (Line(place["name"], page_of("place", entry.place)),))
        )
    counted = Counter(role for part in entry.taking_part for role in part.roles)
    parts = commonest_first(
        Line(naming.registers.label(role), None, count) for role, count in counted.items()
    )
    if parts:
        rows.append(Row("Che parte ha", parts))
    return rows


def _funded(entry: OrganisationEntry, naming: Naming) -> list[Row]:
    """Return how many practices it gave money to, and how much of it is stated."""
    given = [one for one in naming.registers.grants if one.funder == entry.id]
    if not given:
        return []
    practices = len({one.practice for one in given})
    stated = [one.amount for one in given if one.amount is not None]
    told = "una pratica" if practices == 1 else f"{practices} pratiche"
    note = f"importi dichiarati: {money(str(sum(stated)))}" if stated else "senza dire quanto"
    return [Row("Ha dato soldi a", (Line(told, None, note=note),))]


def _partners(
    entry: OrganisationEntry, practices: Iterable[PracticeEntry], naming: Naming
) -> list[Tally]:
    """Return who takes part in the same practices, with how many they share."""
    told = organisations_tally("Con chi lavora", list(practices), naming)
    me = page_of("organisation", entry.id)
    lines = tuple(line for tally in told for line in tally.lines if line.address != me)
    return [Tally("Con chi lavora", lines, "Quante pratiche insieme")] if lines else []
