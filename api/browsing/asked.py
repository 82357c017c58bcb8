"""How a list is asked for in its address: by name, in which order, which page, which filters."""

# No postponed annotations here: FastAPI reads the limits.
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Request

from api.browsing.lines import Order
from api.routers.parameters import LONGEST_VALUE, Filters, clean_question, filters
from api.web.environment import address
from api.web.in_force import InForce, Label, in_force

#: Nobody leafs further than this.
LAST_PAGE = 10_000


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

    def in_force(self, meant: Filters, label: Label) -> tuple[InForce, ...]:
        """Return what the list is narrowed by; `meant` are the filters by identifier."""
        named = InForce("Nome", self.name, meant, self.here(nome=""))
        typed = dict.fromkeys(self.filters, "")
        rest = in_force(meant, label, lambda rest: self.here(**{**typed, **rest}))
        return (named, *rest) if self.name else rest


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
