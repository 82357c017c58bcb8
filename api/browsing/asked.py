"""How a list is asked for in its address: by name, in which order, which page, which filters."""

# No postponed annotations here: FastAPI reads the limits.
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Request

from api.browsing.lines import Order
from api.routers.parameters import LONGEST_VALUE, Filters, clean_question, filters
from api.web.environment import address
from api.web.words import words
from search.model import FACETS

#: Nobody leafs further than this.
LAST_PAGE = 10_000
#: What an identifier begins with where a filter's value does not say it.
_PREFIXES = dict.fromkeys(("region", "province", "comune"), "place") | {
    "status": "implementation-status"
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the address of the same list without it."""

    title: str
    label: str
    without: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of a list; `order` is None where nobody said, `filters` are of practices.

    `more` are the parameters that this list alone has.
    """

    path: str
    name: str
    order: Order | None
    number: int
    filters: Filters
    more: Mapping[str, str] = field(default_factory=dict)

    def here(self, **changed: Any) -> str:
        """Return the address of this list with some of it changed, from its first page."""
        kept: Mapping[str, Any] = {
            "nome": self.name,
            "ordine": self.order,
            **self.more,
            **self.filters,
        }
        return address(self.path, {**kept, **changed})

    def page(self, number: int) -> str:
        """Return the address of another page of this list."""
        return self.here(pagina=number if number > 1 else "")

    def chips(self, meant: Mapping[str, Sequence[str]], label: Callable[[str], str]) -> list[Chip]:
        """Return the filters in force by name; `meant` are the filters by identifier."""
        found = []
        for facet in FACETS:
            values = meant.get(facet, ())
            for value in values:
                rest = [other for other in values if other != value]
                without = self.here(**{**meant, facet: rest})
                named = label(f"{_PREFIXES[facet]}:{value}" if facet in _PREFIXES else value)
                found.append(Chip(words().facets[facet], named, without))
        return found


def pages(pagina: Annotated[int, Query(ge=1, le=LAST_PAGE)] = 1) -> int:
    """Return which page is asked for, the first if none is named."""
    return pagina


def asked(
    request: Request,
    chosen: Annotated[Filters, Depends(filters)],
    number: Annotated[int, Depends(pages)],
    nome: Annotated[str, Query(max_length=LONGEST_VALUE)] = "",
    ordine: Annotated[Literal["", "pratiche", "nome"], Query()] = "",
) -> Asked:
    """Return how a list is asked for."""
    return Asked(request.url.path, clean_question(nome), ordine or None, number, chosen)
