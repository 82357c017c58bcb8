"""Judging statements one by one: confirm, refuse, mend, take back, add what was missed."""

# No postponed annotations here: FastAPI reads them.
from dataclasses import dataclass
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.desk.accounts import Session
from api.desk.claims import corrected_to
from api.desk.concepts import Choice, choices
from api.desk.door import desk_page
from api.desk.forms import Posted
from api.desk.queue_pages import item_page
from api.desk.words import said
from api.desk.workplace import Bench
from api.errors import NotFoundError
from api.routers.desk import Desk, desk_of
from corpus.decisions import BadDecision, Decision, StatementKey, Verdict
from corpus.desk.items import Item
from corpus.desk.previews import Preview
from corpus.desk.review import Conflict, added, decision_on, record, to_judge
from ingest.model import Document, Label

_SCHEMES = {Label.NEED: "need", Label.BENEFICIARY: "beneficiary", Label.PLACE: "place"}


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What I decided and what another curator had decided meanwhile, in words."""

    anchor: str
    words: str
    mine: str
    theirs: str
    who: str


class Undecided(Exception):
    """Several concepts, or none, may be meant: the curator picks one."""

    def __init__(self, scheme: str, asked: str, found: tuple[Choice, ...]) -> None:
        super().__init__(asked)
        self.scheme = scheme
        self.asked = asked
        self.found = found


def judging_router(bench: Bench) -> APIRouter:
    """Return where the forms about statements are sent."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    door = bench.door

    def settle(desk: Desk, session: Session, code: str, came: Posted, adding: bool) -> Response:
        item = bench.item(code)
        preview = bench.previews.get(item.offer.sha256)
        if preview is None or preview.document is None:
            raise NotFoundError("una lettura di questo documento")
        take = _added if adding else _judged
        wrong, conflict, status, anchor = "", None, 409, ""
        try:
            anchor = take(bench, desk, session, item, preview, preview.document, came)
        except Undecided as asked:
            return desk_page(
                "desk_pick.html",
                session,
                item=item,
                path=f"/scrivania/cose/{item.id}/{'aggiunte' if adding else 'giudizi'}",
                field="concetto" if adding else "valore",
                came=came,
                asked=asked,
            )
        except BadDecision as error:
            wrong, status = f"Non va: {error}.", 422
        except Conflict as error:
            label = desk.library.reference.portraitist.label
            conflict = _told(error, preview, label)
        if wrong or conflict:
            return item_page(
                bench,
                desk,
                session,
                item,
                wrong=wrong,
                typed=came,
                status=status,
                conflict=conflict,
            )
        shown = f"?mostra={came.one('mostra')}" if came.one("mostra") == "da-decidere" else ""
        return RedirectResponse(f"/scrivania/cose/{item.id}{shown}#{anchor}", 303)

    @router.post("/scrivania/cose/{codice}/giudizi")
    async def judge(
        request: Request, desk: Annotated[Desk, Depends(desk_of)], codice: str
    ) -> Response:
        session, came = await door.curators_form(request)
        return await run_sync(settle, desk, session, codice, came, False)

    @router.post("/scrivania/cose/{codice}/aggiunte")
    async def add(
        request: Request, desk: Annotated[Desk, Depends(desk_of)], codice: str
    ) -> Response:
        session, came = await door.curators_form(request)
        return await run_sync(settle, desk, session, codice, came, True)

    return router


def _judged(
    bench: Bench,
    desk: Desk,
    session: Session,
    item: Item,
    preview: Preview,
    document: Document,
    came: Posted,
) -> str:
    """Write a decision on a statement; return where to go on from."""
    found = to_judge(preview, bench.standing(document.sha256))
    chosen = next((one for one in found if one.key.code == came.one("affermazione")), None)
    if chosen is None:
        raise BadDecision("questa affermazione non c’è più: il documento è stato letto di nuovo")
    if came.one("verdetto") not in list(Verdict):
        raise BadDecision("scegliete se confermare, respingere o correggere")
    verdict = Verdict(came.one("verdetto"))
    value = came.one("valore") or None
    words = came.raw("parole").strip() or None
    if verdict is Verdict.CORRECTED:
        if value is None and words is None:
            raise BadDecision("scrivete il valore giusto, o le parole giuste")
        if value is not None:
            value = _meant(desk, chosen.key, value)
    decision = decision_on(
        document,
        chosen.key,
        verdict,
        session.account.name,
        desk.library.reference.schemes,
        value,
        words,
    )
    record(bench.decisions, [decision], {chosen.key: came.one("visto")})
    _note(bench, desk, item, preview, decision, str(verdict))
    return f"d-{chosen.key.code}"


def _added(
    bench: Bench,
    desk: Desk,
    session: Session,
    item: Item,
    preview: Preview,
    document: Document,
    came: Posted,
) -> str:
    """Write what was missed; return where it is on the page."""
    if came.one("etichetta") not in Label.__members__:
        raise BadDecision("scegliete che cosa dicono queste parole")
    label = Label(came.one("etichetta"))
    asked, concept = came.one("concetto"), ""
    if asked:
        scheme = _SCHEMES.get(label)
        if scheme is None:
            raise BadDecision("un significato si sceglie per bisogni, persone e luoghi")
        concept = _one_of(desk, scheme, asked)
    practice = came.one("pratica") or (preview.practices[0][0] if preview.practices else "")
    made = added(
        document,
        practice if practice in dict(preview.practices) else "",
        label,
        came.raw("parole").strip(),
        came.number("inizio") or 0,
        concept,
        session.account.name,
        desk.library.reference.schemes,
    )
    record(bench.decisions, made, {})
    _note(bench, desk, item, preview, made[-1], "added")
    return f"d-{made[-1].statement.code}"


def _meant(desk: Desk, key: StatementKey, value: str) -> str:
    """Return the concept that some words mean; what is no concept is as it is."""
    name = getattr(key.object, "id", "")
    if ":" not in name or "/" in name:
        return value
    return _one_of(desk, name.partition(":")[0], value)


def _one_of(desk: Desk, scheme: str, words: str) -> str:
    found = choices(desk.library, scheme, words)
    if len(found) != 1:
        raise Undecided(scheme, words, found)
    return found[0].id


def _note(
    bench: Bench, desk: Desk, item: Item, preview: Preview, decision: Decision, act: str
) -> None:
    label = desk.library.reference.portraitist.label
    text = preview.document.text if preview.document else ""
    new = corrected_to(decision.correction, decision.statement, text, preview.names, label)
    words = " ".join(decision.words.split())[:120]
    detail = f"«{words}»{f' → {new}' if new else ''}"
    bench.queue.note(decision.curator, act, item.id, decision.sha256, detail)


def _told(error: Conflict, preview: Preview, label: object) -> Disagreement:
    assert callable(label)  # noqa: S101 - a method of ours
    text = preview.document.text if preview.document else ""

    def words(one: Decision | None) -> str:
        if one is None:
            return "Nessuna decisione"
        new = corrected_to(one.correction, one.statement, text, preview.names, label)
        return said("verdicts", one.verdict) + (f": {new}" if new else "")

    return Disagreement(
        f"d-{error.mine.statement.code}",
        " ".join(error.mine.words.split()),
        words(error.mine),
        words(error.theirs),
        error.theirs.curator if error.theirs else "",
    )
