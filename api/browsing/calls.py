"""Calls, those still open first: who may apply, until when, for how much, in which words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal
from urllib.parse import quote as quoted

from api.browsing import structured
from api.browsing.choices import Choice, Option, choice
from api.browsing.common import entries_of
from api.browsing.lines import Cell, Leaf, Line, leaf
from api.browsing.proofs import Proof, practice_cards, proof_of
from api.browsing.thing import Row, Thing
from api.browsing.words import Kind
from api.linked.addresses import concept_page, page_of, resource
from api.routers.days import today
from api.routers.desk import Desk
from api.routers.naming import Naming, euros
from api.routers.near import missing
from api.routers.parameters import Filters
from corpus import italian
from corpus.registers.calls import Applicant, CallEntry, CallStatus
from corpus.registers.statements import StatementEntry, Wanted

_PER_PAGE = 10
_MOST = 400  # statements of one document that may speak of a call
_QUOTED = 2  # sentences beside one thing said
#: What a document may say of a call.
_SAID = frozenset(
    {
        *("wp:deadline", "wp:budget", "wp:maximumGrant", "wp:maximumShare"),
        *("wp:eligibleApplicant", "dct:audience", "dct:publisher"),
    }
)
COLUMNS = ("Scadenza", "Quanto c’è", "Chi lo pubblica")

State = Literal["", "aperti", "chiusi", "senza-scadenza"]
STATES: Mapping[str, CallStatus] = {
    "aperti": CallStatus.OPEN,
    "chiusi": CallStatus.CLOSED,
    "senza-scadenza": CallStatus.UNSTATED,
}
_ORDER = (CallStatus.OPEN, CallStatus.UNSTATED, CallStatus.CLOSED)


def call_lines(naming: Naming, chosen: Filters, state: State) -> list[Line]:
    """Return the calls, the open ones first, the soonest to close first; the closed ones last."""
    _, passing = naming.passing(chosen)
    day = today()
    those = [
        one
        for one in naming.registers.calls.entries
        if (passing is None or not passing.isdisjoint(one.practices))
        and (not state or one.status(day) is STATES[state])
    ]
    return [_line(one, day, naming) for one in _in_order(those, day)]


def state_choice(state: State) -> Choice:
    """Return the box in which one chooses among open and closed calls."""
    options = [
        Option("aperti", "Aperti"),
        Option("chiusi", "Chiusi"),
        Option("senza-scadenza", "Senza scadenza dichiarata"),
    ]
    return choice("stato", "A che punto sono", "Tutti", options, state)


def _in_order(calls: Iterable[CallEntry], day: date) -> list[CallEntry]:
    def place(one: CallEntry) -> tuple[int, int]:
        status = one.status(day)
        last = one.last_day.toordinal() if one.last_day else 0
        return _ORDER.index(status), last if status is CallStatus.OPEN else -last

    return sorted(calls, key=place)  # those alike stay by title


def call_thing(desk: Desk, kind: Kind, identifier: str, number: int, base: str) -> Thing:
    """Return the page of a call; 404 where there is none of that name."""
    naming = Naming(desk)
    entry = naming.registers.calls.get(identifier)
    if entry is None:
        raise missing(kind.the, identifier, naming.registers.calls.near(identifier))
    said = _said(naming, entry)

    def proofs(*predicates: str) -> tuple[Proof, ...]:
        those = [words for one in said if one.predicate in predicates for words in one.evidence]
        found = (proof_of(desk, words) for words in dict.fromkeys(those))
        return tuple({one.quotation: one for one in found if one}.values())[:_QUOTED]

    practices = sorted(entries_of(naming, entry.practices), key=lambda one: one.key)
    shown = leaf(practices, number, _PER_PAGE)
    under = _under(desk, naming, entry)
    cards = [
        replace(card, proof=under.get(card.id))
        for card in practice_cards(desk, (one.id for one in shown.items), lambda _: False)
    ]
    found = resource(f"call/{entry.id}", desk.library.reference.names)
    assert found is not None  # noqa: S101 - what is held has a name
    return Thing(
        kind=kind,
        what=kind.one,
        title=entry.title,
        iri=entry.iri,
        resource=found,
        data=f"/api/v1/calls/{quoted(entry.id, safe='')}",
        rows=(
            Row("Fino a quando", (Line(deadline(entry, today()), None),), proofs("wp:deadline")),
            *_amounts(entry, proofs("wp:budget"), proofs("wp:maximumGrant", "wp:maximumShare")),
            *_people(entry, naming, proofs("wp:eligibleApplicant"), proofs("dct:audience")),
            *_around(entry, naming, proofs("dct:publisher")),
        ),
        tallies=(),
        practices=Leaf(tuple(cards), shown.total, number, _PER_PAGE),
        structured=structured.call(entry, f"{base.rstrip('/')}{found.page}"),
        here=found.page,
    )


def deadline(entry: CallEntry, day: date) -> str:
    """Return until when one may apply, in words."""
    if entry.deadline is None:
        return "Scadenza non dichiarata"
    if entry.last_day is None:  # the document names a day that does not exist
        return f"Scadenza come scritta: {entry.deadline}"
    is_open = entry.status(day) is CallStatus.OPEN
    written = italian.date(entry.deadline)
    if entry.deadline.count("-") == 1:  # a month of which the day is not said
        return f"Aperto, fino a {written}" if is_open else f"Chiuso a {written}"
    return f"Aperto, fino al {written}" if is_open else f"Chiuso il {written}"


def _said(naming: Naming, entry: CallEntry) -> Sequence[StatementEntry]:
    """Return the statements of its document about a call."""
    if entry.document is None:
        return ()
    held = naming.registers.statements
    page = held.page(None, _MOST, Wanted(documents={entry.document}, predicates=_SAID))
    told = (held.told(number) for number in page.items)
    return [one for one in told if one.subject == f"call/{entry.id}"]


def _under(desk: Desk, naming: Naming, entry: CallEntry) -> Mapping[str, Proof]:
    """Return, by practice, the sentence that says that it was born of a call."""
    held = naming.registers.statements
    nodes = {node for one in entry.practices for node in _tellings(desk, f"practice/{one}")}
    wanted = Wanted(practices=nodes, predicates={"wp:underCall"})
    told = (held.told(number) for number in held.page(None, _MOST, wanted).items)
    found: dict[str, Proof] = {}
    for one in told:
        if one.practice and one.object == f"call/{entry.id}":
            proof = proof_of(desk, one.evidence[0]) if one.evidence else None
            if proof:
                found.setdefault(one.practice, proof)
    return found


def _tellings(desk: Desk, practice: str) -> tuple[str, ...]:
    return practice, *desk.library.merged(practice)


def _line(one: CallEntry, day: date, naming: Naming) -> Line:
    issuer = _who(one.issuer, naming) if one.issuer else Line("", None)
    return Line(
        one.title,
        page_of("call", one.id),
        len(one.practices),
        cells=(
            Cell(deadline(one, day)),
            Cell(_money(one.budget) or _money(one.maximum_grant, "fino a ", " a progetto")),
            Cell(issuer.label, issuer.address),
        ),
        names=one.names,
    )


def _amounts(entry: CallEntry, budget: tuple[Proof, ...], grant: tuple[Proof, ...]) -> list[Row]:
    share = (
        f"al massimo il {italian.number(entry.maximum_share)} % del costo"
        if entry.maximum_share
        else ""
    )
    most = [one for one in (_money(entry.maximum_grant, "al massimo "), share) if one]
    rows = []
    if total := _money(entry.budget):
        rows.append(Row("Quanto c’è in tutto", (Line(total, None),), budget))
    if most:
        rows.append(
            Row("Quanto può avere un progetto", tuple(Line(one, None) for one in most), grant)
        )
    return rows


def _people(
    entry: CallEntry, naming: Naming, may: tuple[Proof, ...], whom: tuple[Proof, ...]
) -> list[Row]:
    rows = []
    if entry.applicants:
        who = tuple(_who(one, naming) for one in entry.applicants)
        rows.append(Row("Chi può fare domanda", who, may))
    if entry.audience:
        lines = (Line(naming.registers.label(c), concept_page(c)) for c in entry.audience)
        rows.append(Row("Per chi sono i progetti", tuple(lines), whom))
    return rows


def _around(entry: CallEntry, naming: Naming, published: tuple[Proof, ...]) -> list[Row]:
    rows = []
    if entry.issuer:
        rows.append(Row("Chi lo pubblica", (_who(entry.issuer, naming),), published))
    if entry.programmes:
        lines = (Line(naming.registers.label(c), None) for c in entry.programmes)
        rows.append(Row("Con quali fondi", tuple(lines)))
    document = naming.registers.documents.get(entry.document) if entry.document else None
    if document:
        rows.append(Row("Documento", (Line(document.title, page_of("document", document.id)),)))
    return rows


def _who(one: Applicant, naming: Naming) -> Line:
    kind, _, identifier = one.concept.partition("/")
    if kind == "organisation":
        return Line(naming.organisation(identifier)["name"], page_of(kind, identifier))
    return Line(one.label, None)


def _money(written: str | None, before: str = "", after: str = "") -> str:
    return (
        f"{before}{italian.money(written)}{after}" if written and euros(written) is not None else ""
    )
