"""Documents as a list: what they are called, where they come from, how many practices they tell."""

from __future__ import annotations

from api.browsing.lines import Cell, Line
from api.linked.addresses import page_of
from api.routers.naming import Naming
from api.routers.parameters import Filters
from api.web.sources import site_of, web_address
from corpus.registers.documents import DocumentEntry

COLUMNS = ("Fonte", "Licenza")


def document_lines(naming: Naming, chosen: Filters) -> list[Line]:
    """Return the documents that tell of practices which pass the filters; without filters, all."""
    _, passing = naming.passing(chosen)
    found = []
    for one in naming.registers.documents.entries:
        told = one.practices if passing is None else [p for p in one.practices if p in passing]
        if told or passing is None:
            found.append(_line(one, len(told)))
    return found


def _line(one: DocumentEntry, count: int) -> Line:
    link = web_address(one.source_url)
    source = one.source_title or (site_of(link) if link else "non dichiarata")
    return Line(
        one.title,
        page_of("document", one.id),
        count,
        cells=(Cell(source, link), Cell(one.licence or "non dichiarata")),
        names=(*((one.source_title,) if one.source_title else ()), one.id),
    )
