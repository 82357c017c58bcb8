"""``/api/v1/statements``: every single thing that documents say, with the words that say it."""

# No postponed annotations here: FastAPI reads the types of the parameters.
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import ConfigDict, Field, StringConstraints
from starlette.responses import Response

from api.routers.desk import Desk, desk_of
from api.routers.listing import LISTED, PAGING, SPARSE, Asked, ListModel, example, listing
from api.routers.matching import carrying
from api.routers.models import EvidenceModel, Model, problems
from api.routers.naming import Naming
from api.routers.near import missing, unknown
from api.routers.parameters import LONGEST_VALUE, MAX_VALUES, alone
from api.routers.shapes import evidence_shape
from api.settings import Settings
from corpus.registers import Page
from corpus.registers.statements import StatementEntry, Wanted, Words

_EXAMPLE: dict[str, Any] = {
    "id": "9f49c3f22408b3b2",
    "iri": "https://w3id.org/welfare-practices/id/assertion/9f49c3f22408b3b2",
    "document": "navetta-ostellato",
    "practice": "navetta-ostellato",
    "subject": "practice/navetta-ostellato",
    "predicate": "wp:addressesNeed",
    "object": {
        "id": "need:solitudine-isolamento",
        "label": "Solitudine e isolamento",
        "datatype": None,
        "language": None,
    },
    "confidence": 0.91,
    "status": "curation-status:extracted",
    "extractor": "0.4.1",
    "evidence": [
        {
            "document": "navetta-ostellato",
            "start": 210,
            "end": 222,
            "quote": "anziani soli",
        }
    ],
}
_SAID = ("practice", "predicate", "status", "document")


class ObjectModel(Model):
    """What is said: a node by its identifier and name, or words with datatype and language."""

    id: str | None
    label: str
    datatype: str | None
    language: str | None


class StatementModel(Model):
    """A statement: identifiers are compact (``wp:hasMeasure``, ``measure:…``, ``practice/…``)."""

    id: str
    iri: str
    document: str
    practice: str | None = Field(description="La pratica di cui parla, anche attraverso altro")
    subject: str
    predicate: str
    object: ObjectModel
    confidence: float = Field(ge=0, le=1)
    status: str = Field(description="Se una persona l'ha guardata, e che cosa ne ha detto")
    extractor: str = Field(description="La versione di Prassi che ha letto il documento")
    evidence: list[EvidenceModel]

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": _EXAMPLE})


class StatementRowModel(StatementModel):
    """A statement in a list."""

    model_config = SPARSE


class StatementListModel(ListModel):
    """Statements document by document, each in the order of its text."""

    statements: list[StatementRowModel]

    model_config = example("statements", _EXAMPLE)


_Value = Annotated[str, StringConstraints(max_length=LONGEST_VALUE)]


def _some(what: str, sample: str) -> Any:
    return Query(
        max_length=MAX_VALUES, description=f"{what} Più valori sono alternative.", examples=[sample]
    )


def statements_router(settings: Settings) -> APIRouter:
    """Return the routes, with the limits of these settings."""
    router = APIRouter(tags=["affermazioni"])

    @router.get(
        "/statements",
        summary="Elenca le affermazioni dei documenti, con le parole che le provano",
        response_model=StatementListModel,
        responses=LISTED | problems(406, 414, 422, 503),
        dependencies=[Depends(carrying(("min_confidence", *PAGING), _SAID))],
    )
    def statements(
        desk: Annotated[Desk, Depends(desk_of)],
        asked: Annotated[Asked, Depends(listing(settings, StatementRowModel, parts=3))],
        practice: Annotated[list[_Value], _some("Di questa pratica.", "navetta-ostellato")] = [],  # noqa: B006 - FastAPI copies it
        document: Annotated[list[_Value], _some("Di questo documento.", "navetta-ostellato")] = [],  # noqa: B006
        predicate: Annotated[list[_Value], _some("Con questo predicato.", "wp:hasMeasure")] = [],  # noqa: B006
        status: Annotated[
            list[_Value], _some("In questo stato di cura.", "curation-status:extracted")
        ] = [],  # noqa: B006
        min_confidence: Annotated[
            float,
            Query(ge=0, le=1, description="Solo quelle almeno così sicure.", examples=[0.8]),
        ] = 0.0,
    ) -> Response:
        """Ogni affermazione è una tripla con la sua prova; i valori sono gli identificativi."""
        naming = Naming(desk)
        held = naming.registers.statements
        wanted = Wanted(
            documents=_documents(naming, document),
            practices=_practices(desk, naming, practice),
            predicates=_known("predicate", predicate, held.predicates()),
            statuses=_known("status", status, held.statuses(), "curation-status:"),
            confidence=min_confidence,
        )
        page: Page[int] = held.page(asked.after, asked.limit, wanted)
        return asked.page(
            "statements",
            page,
            lambda number: _shape(held.told(number), naming),
            naming.registers.generation,
        )

    @router.get(
        "/statements/{identifier}",
        summary="Un'affermazione, con le parole che la provano",
        response_model=StatementModel,
        responses=problems(404, 422, 503),
        dependencies=[Depends(alone())],
    )
    def statement(desk: Annotated[Desk, Depends(desk_of)], identifier: str) -> Mapping[str, Any]:
        """L'identificativo è la fine del suo IRI."""
        naming = Naming(desk)
        entry = naming.registers.statements.get(identifier)
        if entry is None:
            raise missing("l'affermazione", identifier)
        return _shape(entry, naming)

    return router


def _documents(naming: Naming, asked: list[str]) -> frozenset[str] | None:
    held = naming.registers.documents
    for one in asked:
        if held.get(one) is None:
            raise unknown("document", one, [(n.id, n.title) for n in held.near(one)])
    return frozenset(asked) if asked else None


def _practices(desk: Desk, naming: Naming, asked: list[str]) -> frozenset[str] | None:
    """Return the nodes of practices that documents tell of, those merged into them included."""
    held = naming.registers.practices
    nodes = set[str]()
    for one in asked:
        kept = desk.library.standing_for(f"practice/{one}")
        if held.get(kept.removeprefix("practice/")) is None:
            raise unknown("practice", one, [(n.id, n.title) for n in held.near(one)])
        nodes |= {kept, *desk.library.merged(kept)}
    return frozenset(nodes) if asked else None


def _known(
    parameter: str, asked: list[str], known: tuple[str, ...], prefix: str = ""
) -> frozenset[str] | None:
    if not asked:
        return None
    meant = [one if one.startswith(prefix) else f"{prefix}{one}" for one in asked]
    for one in meant:
        if one not in known:
            raise unknown(parameter, one, [(value, value) for value in known])
    return frozenset(meant)


def _shape(one: StatementEntry, naming: Naming) -> Mapping[str, Any]:
    return {
        "id": one.id,
        "iri": one.iri,
        "document": one.document,
        "practice": one.practice,
        "subject": one.subject,
        "predicate": one.predicate,
        "object": _object(one.object, naming),
        "confidence": one.confidence,
        "status": one.status,
        "extractor": one.extractor,
        "evidence": [evidence_shape(words) for words in one.evidence],
    }


def _object(said: str | Words, naming: Naming) -> dict[str, Any]:
    if isinstance(said, Words):
        return {
            "id": None,
            "label": said.value,
            "datatype": said.datatype,
            "language": said.language,
        }
    if said.startswith("organisation/"):
        label = naming.organisation(said.removeprefix("organisation/"))["name"]
    else:
        label = naming.registers.label(said)
    return {"id": said, "label": label, "datatype": None, "language": None}
