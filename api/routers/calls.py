"""``/api/v1/calls``: who gives money, to whom, for what, until when; open or closed on a day."""

# No postponed annotations here: FastAPI reads the types of the parameters.
from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import ConfigDict, Field
from starlette.responses import Response

from api.routers.days import Day, today
from api.routers.desk import Desk, desk_of
from api.routers.listing import LISTED, PAGING, SPARSE, Asked, ListModel, example, listing
from api.routers.matching_models import ConceptModel
from api.routers.models import Model, problems
from api.routers.naming import Naming, euros
from api.routers.near import missing
from api.routers.parameters import LONGEST_VALUE, MISSING, Filters, alone, filters, only
from api.routers.practice_models import PracticeNameModel
from api.settings import Settings
from corpus.registers.calls import Applicant, CallEntry, CallStatus
from corpus.registers.register import contains

_EXAMPLE: dict[str, Any] = {
    "id": "puglia-capitale-sociale-3",
    "iri": "https://w3id.org/welfare-practices/id/call/puglia-capitale-sociale-3",
    "title": "PugliaCapitaleSociale 3.0",
    "status": "chiuso",
    "deadline": "2023-03",
    "issuer": {"concept": "organisation/regione-puglia", "label": "Regione Puglia"},
    "budget": 13000000,
    "maximum_grant": 40000,
    "maximum_share": 90,
    "applicants": [{"concept": "actor:odv", "label": "Organizzazione di volontariato"}],
    "audience": [{"concept": "beneficiary:anziani", "label": "Anziani"}],
    "programmes": [],
    "practices": [{"id": "puglia-capitale-sociale-3", "title": "PugliaCapitaleSociale 3.0"}],
    "document": "puglia-capitale-sociale-3",
    "on": "2026-11-22",
}


class CallModel(Model):
    """A call as its document states it; amounts in euros, null where nothing is said."""

    id: str
    iri: str
    title: str
    status: CallStatus = Field(description="Se nel giorno `on` si può ancora fare domanda")
    deadline: str | None = Field(
        description="L'ultimo giorno per fare domanda (AAAA-MM-GG), o l'ultimo mese (AAAA-MM)"
    )
    issuer: ConceptModel | None = Field(description="Chi lo pubblica")
    budget: float | None = Field(description="Quanto c'è in tutto")
    maximum_grant: float | None = Field(description="Quanto può avere al massimo un progetto")
    maximum_share: float | None = Field(description="Quanta parte del costo copre, in percento")
    applicants: list[ConceptModel] = Field(description="Chi può fare domanda")
    audience: list[ConceptModel] = Field(description="Per chi sono i progetti")
    programmes: list[ConceptModel] = Field(description="Con quali fondi")
    practices: list[PracticeNameModel] = Field(description="Le pratiche che ne parlano")
    document: str | None
    on: date = Field(description="Il giorno di cui parla `status`")

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": _EXAMPLE})


class CallRowModel(CallModel):
    """A call in a list."""

    model_config = SPARSE


class CallListModel(ListModel):
    """Calls by deadline, those without one last."""

    calls: list[CallRowModel]

    model_config = example("calls", _EXAMPLE)


_On = Annotated[
    Day,
    Query(description="Il giorno di cui si chiede; oggi se manca.", examples=["2026-11-22"]),
]


def calls_router(settings: Settings) -> APIRouter:
    """Return the routes, with the limits of these settings."""
    router = APIRouter(tags=["bandi"])
    once = ("q", "on", "open", "deadline_after", "deadline_before", "applicant", *PAGING)

    @router.get(
        "/calls",
        summary="Elenca i bandi per scadenza",
        response_model=CallListModel,
        responses=LISTED | problems(406, 414, 422, 503),
        dependencies=[Depends(only(*once))],
    )
    def calls(
        desk: Annotated[Desk, Depends(desk_of)],
        asked: Annotated[Asked, Depends(listing(settings, CallRowModel, parts=3))],
        chosen: Annotated[Filters, Depends(filters)],
        q: Annotated[
            str,
            Query(max_length=LONGEST_VALUE, description="Parole del titolo.", examples=["giovani"]),
        ] = "",
        on: _On = MISSING,
        is_open: Annotated[
            bool,
            Query(
                alias="open",
                description="true: solo quelli aperti nel giorno `on`; false: solo quelli chiusi. "
                "Di quelli senza scadenza dichiarata non si può dire: ci sono solo se manca.",
            ),
        ] = MISSING,
        deadline_after: Annotated[
            Day,
            Query(
                description="Solo quelli che scadono dopo questo giorno.", examples=["2026-12-01"]
            ),
        ] = MISSING,
        deadline_before: Annotated[
            Day,
            Query(description="Solo quelli che scadono prima di questo giorno."),
        ] = MISSING,
        applicant: Annotated[
            str,
            Query(
                max_length=LONGEST_VALUE,
                description="Chi vuole fare domanda: tipo di ente, identificativo o nome; un bando "
                "per enti del terzo settore vale anche per un'associazione.",
                examples=["actor:odv"],
            ),
        ] = "",
    ) -> Response:
        """I filtri valgono per le pratiche che parlano del bando."""
        naming = Naming(desk)
        day = on or today()
        _, practices = naming.passing(chosen)
        may = naming.above("applicant", "actor", applicant) if applicant.strip() else None
        called = contains(q) if q.strip() else None
        state = {True: CallStatus.OPEN, False: CallStatus.CLOSED, None: None}[is_open]

        def wanted(one: CallEntry) -> bool:
            return (
                (state is None or one.status(day) is state)
                and _due(one, deadline_after, deadline_before)
                and (practices is None or not practices.isdisjoint(one.practices))
                and (may is None or any(_kind(who, naming) in may for who in one.applicants))
                and (called is None or called(one))
            )

        page = naming.registers.calls.page(asked.after, asked.limit, wanted)
        shape = partial(_shape, naming=naming, on=day)
        return asked.page("calls", page, shape, naming.registers.generation)

    @router.get(
        "/calls/{identifier}",
        summary="Un bando, con chi può fare domanda e fino a quando",
        response_model=CallModel,
        responses=problems(404, 422, 503),
        dependencies=[Depends(alone("on"))],
    )
    def call(
        desk: Annotated[Desk, Depends(desk_of)], identifier: str, on: _On = MISSING
    ) -> Mapping[str, Any]:
        """Quello che il documento dice del bando, e se è ancora aperto."""
        naming = Naming(desk)
        entry = naming.registers.calls.get(identifier)
        if entry is None:
            raise missing("il bando", identifier, naming.registers.calls.near(identifier))
        return _shape(entry, naming, on or today())

    return router


def _due(one: CallEntry, after: date | None, before: date | None) -> bool:
    if after is None and before is None:
        return True
    last = one.last_day
    return (
        last is not None and (after is None or last > after) and (before is None or last < before)
    )


def _kind(one: Applicant, naming: Naming) -> str | None:
    """Return the kind of actor that may apply, also where an organisation is named."""
    if not one.concept.startswith("organisation/"):
        return one.concept
    found = naming.registers.organisations.get(one.concept.removeprefix("organisation/"))
    return found.kind if found else None


def _shape(one: CallEntry, naming: Naming, on: date) -> Mapping[str, Any]:
    return {
        "id": one.id,
        "iri": one.iri,
        "title": one.title,
        "status": one.status(on).value,
        "deadline": one.deadline,
        "issuer": _who(one.issuer) if one.issuer else None,
        "budget": euros(one.budget),
        "maximum_grant": euros(one.maximum_grant),
        "maximum_share": euros(one.maximum_share),
        "applicants": [_who(who) for who in one.applicants],
        "audience": [naming.concept(concept) for concept in one.audience],
        "programmes": [naming.concept(concept) for concept in one.programmes],
        "practices": [naming.practice(practice) for practice in one.practices],
        "document": one.document,
        "on": on.isoformat(),
    }


def _who(one: Applicant) -> dict[str, str]:
    return {"concept": one.concept, "label": one.label}
