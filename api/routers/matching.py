"""``/api/v1/match`` and its kin: who has done it already, with whom, what is alike."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import StringConstraints

from api.errors import NotFoundError, PrassiError
from api.routers.desk import Desk, desk_of
from api.routers.matching_models import (
    AlikeListModel,
    ComparisonModel,
    MatchModel,
    SimilarListModel,
)
from api.routers.matching_shapes import alike_shape, comparison_shape, match_shape, similar_shape
from api.routers.models import problems
from api.routers.parameters import LONGEST_IDENTIFIER, MAX_VALUES
from corpus.matching.comparison import UnfitComparison, UnknownPractice
from corpus.matching.limits import load_limits
from corpus.matching.matchmaker import Matchmaker, UnknownOrganisation
from corpus.matching.shapes import nothing
from corpus.matching.situation import EmptySituation, UnfitSituation
from corpus.matching.territory import UnknownPlace

router = APIRouter(tags=["corrispondenze"])

_INPUT = load_limits().input
_MOST = _INPUT.compared
Words = Annotated[str, StringConstraints(max_length=_INPUT.words)]
Identifier = Annotated[str, StringConstraints(max_length=LONGEST_IDENTIFIER)]


def matchmaker_of(desk: Annotated[Desk, Depends(desk_of)]) -> Matchmaker:
    """Return the matchmaker of the library that the desk shows."""
    return desk.matchmaker


def carrying(once: Sequence[str] = (), many: Sequence[str] = ()) -> Callable[[Request], None]:
    """Return a check that an address carries these parameters alone, the first ones once each."""

    def check(request: Request) -> None:
        given = request.query_params
        wrong = [
            {"type": "repeated" if name in once else "extra_forbidden", "loc": ("query", name[:40])}
            for name in given
            if name not in many and (name not in once or len(given.getlist(name)) > 1)
        ]
        if wrong:
            raise RequestValidationError(wrong)

    return check


@router.get(
    "/match",
    summary="Da una situazione a chi l'ha già affrontata, per misura, e a chi potrebbe aiutare",
    response_model=MatchModel,
    responses=problems(404, 414, 422, 503),
    dependencies=[Depends(carrying(("q", "place", "means"), ("need", "beneficiary")))],
)
def match(
    asked: Annotated[Matchmaker, Depends(matchmaker_of)],
    q: str = Query(
        "",
        max_length=_INPUT.description,
        description="La situazione, con parole vostre.",
        examples=["gli anziani del paese non riescono ad andare alle visite"],
    ),
    need: Annotated[
        list[Words],
        Query(
            max_length=MAX_VALUES,
            description="Un bisogno: l'identificativo o il nome.",
            examples=["need:mobilita-trasporto"],
        ),
    ] = [],  # noqa: B006 - FastAPI copies it
    beneficiary: Annotated[
        list[Words],
        Query(
            max_length=MAX_VALUES,
            description="Per chi: l'identificativo o il nome.",
            examples=["anziani"],
        ),
    ] = [],  # noqa: B006
    place: str = Query(
        "",
        max_length=_INPUT.words,
        description="Comune, provincia o regione: il nome o il codice ISTAT.",
        examples=["Agnone"],
    ),
    means: str = Query(
        "",
        max_length=_INPUT.words,
        description="Che cosa avete già, con parole vostre.",
        examples=["un furgone e qualche volontario"],
    ),
) -> dict[str, Any]:
    """Le pratiche stanno sotto la misura che le rappresenta, ciascuna una volta sola."""
    with _told():
        try:
            situation = asked.situation(q, need, beneficiary, place, means)
        except EmptySituation as error:
            return match_shape(nothing(str(error)), asked.library.reference.schemes)
    return match_shape(asked.match(situation), asked.library.reference.schemes)


@router.get(
    "/compare",
    summary="Da due a cinque pratiche, una accanto all'altra",
    response_model=ComparisonModel,
    responses=problems(404, 414, 422, 503),
    dependencies=[Depends(carrying(many=("id",)))],
)
def compare(
    asked: Annotated[Matchmaker, Depends(matchmaker_of)],
    identifiers: Annotated[
        list[Identifier],
        Query(
            alias="id",
            # Said here and checked by the comparison, which tells better what to mend.
            json_schema_extra={"minItems": 2, "maxItems": _MOST, "uniqueItems": True},
            description="Gli identificativi delle pratiche, uno per parametro.",
            examples=[["taxi-amico", "mosca-bianca-corfinio"]],
        ),
    ],
) -> dict[str, Any]:
    """Una riga per ogni genere di fatto: che cosa hanno tutte, che cosa ciascuna da sola."""
    with _told():
        return comparison_shape(asked.compare(identifiers))


@router.get(
    "/practices/{identifier}/similar",
    summary="Le pratiche che somigliano a una, con che cosa hanno in comune",
    response_model=SimilarListModel,
    responses=problems(404, 422, 503),
    dependencies=[Depends(carrying())],
)
def similar(desk: Annotated[Desk, Depends(desk_of)], identifier: str) -> dict[str, Any]:
    """Le più simili per prime, al massimo dieci."""
    with _told():
        return similar_shape(identifier, desk.similar(identifier))


@router.get(
    "/organisations/{identifier}/alike",
    summary="Le organizzazioni che fanno le stesse cose, le più vicine per prime",
    response_model=AlikeListModel,
    responses=problems(404, 422, 503),
    dependencies=[Depends(carrying())],
)
def alike(asked: Annotated[Matchmaker, Depends(matchmaker_of)], identifier: str) -> dict[str, Any]:
    """Prima quelle dello stesso comune, poi della provincia, della regione, di altrove."""
    with _told():
        return alike_shape(asked.organisation(identifier), asked.alike(identifier))


@contextmanager
def _told() -> Iterator[None]:
    """Turn what can be wrong with a question into problems."""
    try:
        yield
    except UnknownPractice as error:
        raise NotFoundError(f"la pratica «{error.identifier}»") from error
    except UnknownOrganisation as error:
        raise NotFoundError(f"l'organizzazione «{error.identifier}»") from error
    except UnfitSituation as error:
        raise _unknown(error.parameter, str(error), error.near) from error
    except UnknownPlace as error:
        raise _unknown("place", str(error), error.near) from error
    except UnfitComparison as error:
        raise _unfit(
            422, "Parametri non validi", "invalid-request", "id", str(error), ()
        ) from error


def _unknown(parameter: str, reason: str, near: Sequence[str]) -> PrassiError:
    """Return what is told of a name that is well written and is of nothing."""
    return _unfit(404, "Valore sconosciuto", "unknown-value", parameter, reason, near)


def _unfit(
    status: int, title: str, slug: str, parameter: str, reason: str, near: Sequence[str]
) -> PrassiError:
    extra = {"errors": [{"parameter": parameter, "reason": reason, "near": list(near)}]}
    return PrassiError(status, title, f"«{parameter}»: {reason}", slug, extra=extra)
