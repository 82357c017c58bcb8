"""Measures, beneficiaries and needs: the trees of their schemes, and a page for each concept."""

from __future__ import annotations

from api.browsing import structured
from api.browsing.common import cost_row, entries_of, facet_tallies, organisations_tally, years_row
from api.browsing.lines import Branch, Leaf, Line
from api.browsing.proofs import practice_cards
from api.browsing.thing import Row, Thing, words_row
from api.browsing.words import Kind, words
from api.linked.addresses import concept_page, resource
from api.routers.counting import Counts
from api.routers.desk import Desk
from api.routers.naming import Naming
from api.routers.near import missing
from api.web.environment import address
from corpus.registers.concepts import ConceptEntry

_PER_PAGE = 10


def concept_lines(naming: Naming, kind: Kind, counts: Counts) -> list[Line]:
    """Return every concept of a scheme, in the order of the scheme."""
    return [
        _line(entry, naming, counts)
        for entry in naming.registers.concepts.entries
        if entry.scheme == kind.scheme
    ]


def tree(desk: Desk, naming: Naming, kind: Kind, counts: Counts) -> tuple[Branch, ...]:
    """Return the tree of a scheme; a concept with two broader ones stands under both."""
    schemes = desk.library.reference.schemes
    concepts = naming.registers.concepts

    def branch(identifier: str) -> Branch:
        entry = concepts.get(identifier)
        assert entry is not None  # noqa: S101 - the register has every concept of the schemes
        return Branch(_line(entry, naming, counts), tuple(map(branch, entry.narrower)))

    return tuple(branch(one.id) for one in schemes if one.scheme == kind.scheme and not one.parents)


def concept_thing(desk: Desk, kind: Kind, notation: str, number: int, base: str) -> Thing:
    """Return the page of a concept; 404 where there is none of that name."""
    naming = Naming(desk)
    identifier = f"{kind.scheme}:{notation}"
    entry = naming.registers.concepts.get(identifier)
    if entry is None:
        near = naming.registers.concepts.near(notation, lambda one: one.scheme == kind.scheme)
        raise missing(kind.the, notation, near)
    facet = entry.scheme
    own = {facet: identifier}
    meant = naming.under([identifier])
    results = desk.library.search("", {facet: [identifier]}, _PER_PAGE, (number - 1) * _PER_PAGE)
    _, passing = naming.passing({facet: [identifier]})
    practices = entries_of(naming, sorted(passing or ()))
    cards = practice_cards(
        desk,
        (hit.id for hit in results.hits),
        lambda fact: fact.concept in meant,
    )
    here = concept_page(identifier) or ""
    found = resource(f"scheme/{facet}/{notation}", desk.library.reference.names)
    assert found is not None  # noqa: S101 - what is held has a name
    terms = desk.library.reference.terms
    return Thing(
        kind=kind,
        what=kind.one,
        title=entry.label,
        iri=entry.iri,
        resource=found,
        data=f"/api/v1/concepts/{identifier}",
        rows=(
            *_rows(entry, naming, Counts(desk, naming, {})),
            *years_row(practices),
            *cost_row(practices),
        ),
        tallies=(
            *facet_tallies(own, results.facets, words().facets[facet]),
            *organisations_tally("Chi vi partecipa", practices, naming),
        ),
        practices=Leaf(tuple(cards), results.total, number, _PER_PAGE),
        structured=structured.concept(
            entry, f"{base.rstrip('/')}{here}", terms.scheme(entry.scheme)
        ),
        here=here,
        above=tuple(_line(one, naming, None) for one in _path(entry, naming)),
        search=address("/cerca", own),
        feed=address("/api/v1/feed.atom", own),
    )


def _rows(entry: ConceptEntry, naming: Naming, counts: Counts) -> list[Row]:
    rows = []
    for name, those in (("Fa parte di", entry.broader), ("Più in particolare", entry.narrower)):
        found = [_line(one, naming, counts) for one in _entries(those, naming)]
        if found:
            rows.append(Row(name, tuple(found)))
    if entry.alt_labels:
        rows.append(words_row("Si dice anche", entry.alt_labels))
    codes = [f"{one.label or one.code} ({one.code})" for one in entry.matches]
    if codes:
        rows.append(words_row("Nelle classificazioni pubbliche", codes))
    return rows


def _entries(those: tuple[str, ...], naming: Naming) -> list[ConceptEntry]:
    return [entry for one in those if (entry := naming.registers.concepts.get(one))]


def _path(entry: ConceptEntry, naming: Naming) -> list[ConceptEntry]:
    """Return the concepts above one, the broadest first, each by its main broader one."""
    found: list[ConceptEntry] = []
    above = _entries(entry.broader[:1], naming)
    while above and above[0] not in found:
        found.insert(0, above[0])
        above = _entries(above[0].broader[:1], naming)
    return found


def _line(entry: ConceptEntry, naming: Naming, counts: Counts | None) -> Line:
    above = " › ".join(one.label for one in _path(entry, naming))
    count = counts.of(entry.id) if counts else None
    return Line(entry.label, concept_page(entry.id), count, above, names=entry.names)
