"""What a form about a statement says, turned into decisions and written in their log."""

from __future__ import annotations

from dataclasses import dataclass

from api.desk.accounts import Session
from api.desk.claims import corrected_to
from api.desk.concepts import Choice, choices
from api.desk.details import STATUS
from api.desk.forms import Posted
from api.desk.workplace import Bench
from api.routers.desk import Desk
from corpus.correcting import place_of
from corpus.decisions import About, BadDecision, Decision, StatementKey, Verdict
from corpus.desk.adding import SCHEME_OF, Missed, added
from corpus.desk.items import Item
from corpus.desk.previews import Preview
from corpus.desk.review import NONE_YET, decisions_on, head_of, record, to_judge
from ingest.model import Document, Label
from ingest.practices.reading import Stretch


class Undecided(Exception):
    """Several concepts, or none, may be meant: the curator picks one."""

    def __init__(self, scheme: str, asked: str, found: tuple[Choice, ...]) -> None:
        super().__init__(asked)
        self.scheme = scheme
        self.asked = asked
        self.found = found


@dataclass(frozen=True, slots=True)
class Work:
    """A curator at a document: the desk, the item, what was read in it."""

    bench: Bench
    desk: Desk
    session: Session
    item: Item
    preview: Preview
    document: Document

    @property
    def curator(self) -> str:
        """Who decides."""
        return self.session.account.name


def judge(work: Work, came: Posted) -> str:
    """Write a decision on a statement; return where to go on from.

    Raises BadDecision, Undecided, SeveralPlaces, Conflict.
    """
    found = to_judge(work.preview, work.bench.standing(work.document.sha256))
    chosen = next((one for one in found if one.key.code == came.one("affermazione")), None)
    if chosen is None:
        raise BadDecision("questa affermazione non c’è più: il documento è stato letto di nuovo")
    if came.one("verdetto") not in list(Verdict):
        raise BadDecision("scegliete se confermare, respingere o correggere")
    verdict = Verdict(came.one("verdetto"))
    value, place = came.one("valore") or None, None
    if verdict is Verdict.CORRECTED:
        if chosen.missed:
            raise BadDecision("annullate ciò che è stato aggiunto, e aggiungetelo di nuovo")
        words = came.raw("parole").strip()
        if value is None and not words:
            raise BadDecision("scrivete il valore giusto, o le parole giuste", About.VALUE)
        if words:
            held = Stretch(chosen.key.start, chosen.key.end)
            place = place_of(work.document.text, words, _edges(came), held)
        if value is not None:
            value = _meant(work.desk, chosen.key, value)
    made = decisions_on(
        work.document,
        chosen,
        verdict,
        work.curator,
        work.desk.library.reference.schemes,
        value,
        place,
    )
    record(work.bench.decisions, made, {chosen.key: came.one("visto")})
    _note(work, made[0], str(verdict))
    return f"d-{chosen.key.code}"


def add(work: Work, came: Posted) -> str:
    """Write what was missed; return where it is on the page.

    Raises BadDecision, Undecided, SeveralPlaces, Conflict.
    """
    asked, concept = came.one("concetto"), ""
    label = _label(came.one("etichetta"))
    place = place_of(work.document.text, came.raw("parole").strip(), _edges(came))
    if asked:
        scheme = SCHEME_OF.get(label) if label else None
        if scheme is None:
            raise BadDecision(
                "a queste parole non si dà un significato: lasciate vuoto", About.CONCEPT
            )
        concept = _one_of(work.desk, scheme, asked)
    practices = [name for name, _ in work.preview.practices]
    practice = came.one("pratica") or next(iter(practices), "")
    reference = work.desk.library.reference
    missed = Missed(
        practice if practice in practices else "", label, place, concept, came.one("dettaglio")
    )
    standing = work.bench.standing(work.document.sha256)
    made = added(
        work.preview,
        missed,
        work.curator,
        reference.schemes,
        reference.gazetteer,
        standing.values(),
    )
    head = head_of([one.statement for one in made])
    # A form sent twice is one addition; one that another curator refused is told.
    record(work.bench.decisions, made, {head: NONE_YET})
    _note(work, made[0], "added")
    return f"d-{head.code}"


def _label(said: str) -> Label | None:
    if said == STATUS:
        return None
    if said not in Label.__members__:
        raise BadDecision("scegliete che cosa dicono queste parole", About.LABEL)
    return Label(said)


def _edges(came: Posted) -> Stretch | None:
    """Return the edges that a form gives, as two numbers or picked from a list ("12-30")."""
    start, _, end = came.one("punto").partition("-")
    given = came if not start else Posted({"inizio": (start,), "fine": (end,)})
    first, last = given.number("inizio"), given.number("fine")
    return None if first is None or last is None else Stretch(first, last)


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


def _note(work: Work, decision: Decision, act: str) -> None:
    label = work.desk.library.reference.portraitist.label
    text, key = work.document.text, decision.statement
    new = corrected_to(decision.correction, key, text, work.preview.names, label)
    words = " ".join(decision.words.split())[:120]
    detail = f"«{words}»{f' → {new}' if new else ''}"
    work.bench.queue.note(decision.curator, act, work.item.id, decision.sha256, detail)
