"""What a search may carry in its address: a question, filters, a page of results."""

import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import StringConstraints

from search.model import FACETS, LIMITS
from search.scope import DEFAULT_KM, MOST_KM

#: Values of one filter in a request; nobody ticks more boxes than there are regions.
MAX_VALUES = 20

#: Characters of a value: the longest label of ours has fewer.
LONGEST_VALUE = 120

#: What a parameter that nobody gave is; declared as of its own type, since no address can say null.
MISSING: Any = None
#: Characters of an identifier: what is longer names nothing that we hold.
LONGEST_IDENTIFIER = 500

Value = Annotated[str, StringConstraints(max_length=LONGEST_VALUE)]
Values = list[Value]

Filters = Mapping[str, Sequence[str]]


def _facet(what: str, example: str) -> Any:
    described = f"{what} Identificativo o nome; più valori sono alternative."
    return Query(max_length=MAX_VALUES, description=described, examples=[example])


def filters(
    region: Annotated[Values, _facet("Regione: codice ISTAT di 2 cifre.", "08")] = [],  # noqa: B006 - FastAPI copies it
    province: Annotated[Values, _facet("Provincia: codice ISTAT di 3 cifre.", "038")] = [],  # noqa: B006
    comune: Annotated[Values, _facet("Comune: codice ISTAT di 6 cifre.", "038017")] = [],  # noqa: B006
    beneficiary: Annotated[Values, _facet("Per chi.", "beneficiary:anziani")] = [],  # noqa: B006
    measure: Annotated[Values, _facet("Che cosa si fa.", "measure:trasporto-sociale")] = [],  # noqa: B006
    need: Annotated[Values, _facet("A quale bisogno.", "need:solitudine-isolamento")] = [],  # noqa: B006
    actor: Annotated[Values, _facet("Tipo di ente.", "actor:comune")] = [],  # noqa: B006
    funding: Annotated[Values, _facet("Con quali fondi.", "funding:fondi-europei")] = [],  # noqa: B006
    status: Annotated[Values, _facet("A che punto è.", "in-corso")] = [],  # noqa: B006
    kind: Annotated[Values, _facet("Che cos'è.", "practice-type:servizio")] = [],  # noqa: B006
    first: Annotated[
        Value,
        Query(alias="from", description="Pratiche attive in quest'anno o dopo.", examples=["2019"]),
    ] = "",
    last: Annotated[
        Value,
        Query(alias="to", description="Pratiche attive in quest'anno o prima.", examples=["2023"]),
    ] = "",
    near: Annotated[
        Value,
        Query(description="Vicino a un comune: nome o codice ISTAT.", examples=["Ostellato"]),
    ] = "",
    km: Annotated[
        Value,
        Query(
            description=f"Entro quanti chilometri da `near`, in linea d'aria: {DEFAULT_KM:g} se "
            f"manca, al massimo {MOST_KM:g}.",
            examples=["30"],
        ),
    ] = "",
) -> Filters:
    """Return the filters asked for: one value of each facet is enough, every filter must hold."""
    chosen: dict[str, list[str]] = {
        "region": region,
        "province": province,
        "comune": comune,
        "beneficiary": beneficiary,
        "measure": measure,
        "need": need,
        "actor": actor,
        "funding": funding,
        "status": status,
        "kind": kind,
        "from": [first] if first else [],
        "to": [last] if last else [],
        "near": [near] if near else [],
        "km": [km] if km else [],
    }
    return {name: list(dict.fromkeys(values)) for name, values in chosen.items() if values}


def only(*single: str) -> Callable[[Request], None]:
    """Return a check that an address carries filters and these parameters, once each, alone.

    A program that misspells a filter must hear it, not get every practice there is.
    """
    return _carrying({*single, *LIMITS}, FACETS)


def alone(*single: str) -> Callable[[Request], None]:
    """Return a check that an address carries these parameters, once each, and no filters."""
    return _carrying(set(single), ())


def _carrying(once: Collection[str], often: Collection[str]) -> Callable[[Request], None]:
    known = {*once, *often}

    def check(request: Request) -> None:
        given = request.query_params
        wrong = [
            {"type": kind, "loc": ("query", name[:40])}
            for name in given
            if (kind := _wrong(name in known, name in once and len(given.getlist(name)) > 1))
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
