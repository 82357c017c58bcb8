"""What a search may carry in its address: a question, filters, a page of results."""

import unicodedata
from collections.abc import Callable, Mapping
from typing import Annotated

from fastapi import Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import StringConstraints

from search.model import FACETS

#: Values of one filter in a request; nobody ticks more boxes than there are regions.
MAX_VALUES = 20

Region = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")]
Beneficiary = Annotated[str, StringConstraints(pattern=r"^beneficiary:[a-z0-9-]{1,80}$")]
Measure = Annotated[str, StringConstraints(pattern=r"^measure:[a-z0-9-]{1,80}$")]
Need = Annotated[str, StringConstraints(pattern=r"^need:[a-z0-9-]{1,80}$")]
Actor = Annotated[str, StringConstraints(pattern=r"^actor:[a-z0-9-]{1,80}$")]

Filters = Mapping[str, list[str]]


def filters(
    region: Annotated[
        list[Region],
        Query(max_length=MAX_VALUES, description="Codice ISTAT della regione.", examples=["08"]),
    ] = [],  # noqa: B006 - FastAPI copies it
    beneficiary: Annotated[
        list[Beneficiary],
        Query(max_length=MAX_VALUES, description="Per chi.", examples=["beneficiary:anziani"]),
    ] = [],  # noqa: B006
    measure: Annotated[
        list[Measure],
        Query(
            max_length=MAX_VALUES,
            description="Che cosa si fa.",
            examples=["measure:trasporto-sociale"],
        ),
    ] = [],  # noqa: B006
    need: Annotated[
        list[Need],
        Query(
            max_length=MAX_VALUES,
            description="A quale bisogno risponde.",
            examples=["need:solitudine-isolamento"],
        ),
    ] = [],  # noqa: B006
    actor: Annotated[
        list[Actor],
        Query(max_length=MAX_VALUES, description="Tipo di ente.", examples=["actor:comune"]),
    ] = [],  # noqa: B006
) -> Filters:
    """Return the filters asked for: one value of each facet is enough, every facet must hold."""
    chosen = {
        "region": region,
        "beneficiary": beneficiary,
        "measure": measure,
        "need": need,
        "actor": actor,
    }
    return {name: list(dict.fromkeys(values)) for name, values in chosen.items() if values}


def only(*single: str) -> Callable[[Request], None]:
    """Return a check that an address carries filters and these parameters, once each, alone.

    A program that misspells a filter must hear it, not get every practice there is.
    """
    known = {*single, *FACETS}

    def check(request: Request) -> None:
        given = request.query_params
        wrong = [
            {"type": kind, "loc": ("query", name[:40])}
            for name in given
            if (kind := _wrong(name in known, name in single and len(given.getlist(name)) > 1))
        ]
        if wrong:
            raise RequestValidationError(wrong)

    return check


def _wrong(known: bool, repeated: bool) -> str | None:
    if not known:
        return "extra_forbidden"
    return "repeated" if repeated else None


def clean_question(question: str) -> str:
    """Return a question as typed by hand: composed, on one line, without invisible signs."""
    composed = unicodedata.normalize("NFC", question)
    visible = (
        " " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign
        for sign in composed
        if unicodedata.category(sign) not in ("Cf", "Cs", "Co")
    )
    return " ".join("".join(visible).split())
