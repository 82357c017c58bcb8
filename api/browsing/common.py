"""What the practices of a thing have in common, counted, as lines that lead on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from api.browsing.lines import Line
from api.browsing.thing import Row, Tally, words_row
from api.browsing.words import words
from api.linked.addresses import concept_page, page_of
from api.routers.naming import Naming, euros
from api.web.environment import address
from corpus.italian import money
from corpus.registers.practices import PracticeEntry
from search.model import FacetCount, FacetName


def entries_of(naming: Naming, practices: Iterable[str]) -> list[PracticeEntry]:
    """Return the register's entries of practices."""
    held = naming.registers.practices
    return [entry for one in practices if (entry := held.get(one))]


def facet_tallies(
    own: Mapping[str, str],
    facets: Mapping[str, Sequence[FacetCount]],
    names: Iterable[FacetName],
) -> list[Tally]:
    """Return counts of a search whose filters are `own`; each leads to the search it counts."""
    found = []
    for name in names:
        lines = tuple(
            Line(one.label, address("/cerca", {**own, name: one.value}), one.count)
            for one in facets.get(name, ())
        )
        if lines:
            found.append(Tally(words().tallies[name], lines))
    return found


def concept_tally(
    title: str,
    practices: Sequence[PracticeEntry],
    having: Callable[[PracticeEntry], Iterable[str]],
    naming: Naming,
) -> list[Tally]:
    """Return how many of some practices have each concept, as stated; nothing where none has."""
    counted = Counter(one for entry in practices for one in set(having(entry)))
    return _tally(
        title,
        (
            Line(naming.registers.label(concept), concept_page(concept), count)
            for concept, count in counted.items()
        ),
    )


def organisations_tally(
    title: str, practices: Sequence[PracticeEntry], naming: Naming
) -> list[Tally]:
    """Return how many of some practices each organisation takes part in."""
    counted = Counter(one for entry in practices for one in entry.organisations)
    return _tally(
        title,
        (
            Line(naming.organisation(one)["name"], page_of("organisation", one), count)
            for one, count in counted.items()
        ),
    )


def places_tally(title: str, practices: Sequence[PracticeEntry], naming: Naming) -> list[Tally]:
    """Return how many of some practices name each territory, and where it is."""
    counted = Counter(code for entry in practices for code in entry.places)
    return _tally(
        title,
        (
            Line(naming.place(code)["name"], page_of("place", code), count, _around(code, naming))
            for code, count in counted.items()
        ),
    )


def _around(code: str, naming: Naming) -> str:
    entry = naming.registers.places.get(code)
    return naming.place(entry.within[-1])["name"] if entry and entry.within else ""


def _tally(title: str, lines: Iterable[Line]) -> list[Tally]:
    ordered = commonest_first(lines)
    return [Tally(title, ordered)] if ordered else []


def commonest_first(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return lines with the highest counts first, then by label."""
    return tuple(sorted(lines, key=lambda line: (-(line.count or 0), line.label)))


def cost_row(practices: Sequence[PracticeEntry]) -> list[Row]:
    """Return between which amounts the stated budgets of practices lie; no row where none is."""
    stated = [
        min(amounts)
        for one in practices
        if (amounts := [Decimal(str(v)) for text in one.budgets if (v := euros(text)) is not None])
    ]
    if not stated:
        return []
    least, most = min(stated), max(stated)
    told = money(str(least)) if least == most else f"da {money(str(least))} a {money(str(most))}"
    how_many = "lo dice una pratica" if len(stated) == 1 else f"lo dicono {len(stated)} pratiche"
    return [Row("Costo dichiarato", (Line(told, None, note=how_many),))]


def years_row(practices: Sequence[PracticeEntry]) -> list[Row]:
    """Return the first and the last year that practices state; no row where none does."""
    edges = [edge[:4] for one in practices for period in one.periods for edge in period if edge]
    if not edges:
        return []
    first, last = min(edges), max(edges)
    told = first if first == last else f"dal {first} al {last}"
    return [words_row("Anni di cui si parla", (told,))]
