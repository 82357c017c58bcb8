"""How well what joins the spans is known: roles, recipients, budgets, the practices of a text.

Twice: from the bare text, where a span that was missed costs its relations too, and with the spans
that people marked given, which shows the reading of relations alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from corpus.evaluation.fields import spoken_of
from corpus.evaluation.figures import Tally, bootstrap_f1
from corpus.evaluation.spans import relaxed
from corpus.evaluation.tables import Cell, Table
from corpus.gold import GoldDocument
from corpus.markup import GoldSpan
from ingest.assertions.finances import decimal_words
from ingest.assertions.ledger import name_of
from ingest.linking.labels import content_lemmas
from ingest.model import Extraction, Label, Ref
from ingest.practices.reading import plain


@dataclass(frozen=True, slots=True)
class _Stretch:
    start: int
    end: int
    label: Label = Label.ACTOR
    concept: str | None = None


_PARTICIPANTS = frozenset({"cv:hasParticipant", "wp:participantCategory"})
Compare = Callable[[GoldDocument, Extraction], Tally | None]
_ENOUGH = 0.5


def relation_table(
    documents: Sequence[GoldDocument],
    from_text: Callable[[GoldDocument], Extraction],
    from_spans: Callable[[GoldDocument], Extraction],
) -> Table:
    """Tabulate the relations of documents, read from the text and from given spans."""
    rows: list[tuple[Cell, ...]] = []
    for name, compare in RELATIONS.items():
        pairs = [(compare(d, from_text(d)), compare(d, from_spans(d))) for d in documents]
        free = [tally for tally, _ in pairs if tally is not None]
        given = [tally for _, tally in pairs if tally is not None]
        total, known = sum(free, Tally()), sum(given, Tally())
        if total.wanted:
            f1 = bootstrap_f1([free])
            rows.append(
                (name, total.wanted, total.precision, total.recall, f1,
                 known.precision, known.recall, bootstrap_f1([given]))
            )  # fmt: skip
    return Table(
        "relations",
        "Ciò che lega gli span",
        ("relazione", "gold", "P", "R", "F1", "P span dati", "R span dati", "F1 span dati"),
        tuple(rows),
        "Attore e ruolo: menzioni con lo stesso ruolo e metà delle parole in comune."
        " Misura e beneficiario, misura e importo: coppie di concetti (o di parole, dove non c'è"
        " concetto) di un documento. Nomi: le pratiche di cui il testo parla, con metà delle parole"
        " in comune.",
    )


def _roles(document: GoldDocument, found: Extraction) -> Tally:
    """Mentions of actors with their role, wherever the mention is the same by half of its words."""
    roles = {
        s.subject: s.object.id.partition(":")[2]
        for s in found.statements
        if s.predicate == "cv:role" and isinstance(s.object, Ref)
    }
    offered: dict[str, list[_Stretch]] = {}
    for s in found.statements:
        if s.predicate in _PARTICIPANTS and s.subject in roles:
            offered.setdefault(roles[s.subject], []).append(_Stretch(s.start, s.end))
    wanted: dict[str, list[_Stretch]] = {}
    for span in spoken_of(document):
        if span.label is Label.ACTOR and "role" in span.attributes:
            wanted.setdefault(span.attributes["role"], []).append(_Stretch(span.start, span.end))
    total = Tally()
    for role in {*wanted, *offered}:
        mine = dict.fromkeys(offered.get(role, ()))
        total += relaxed(document.text, wanted.get(role, []), list(mine), Label.ACTOR)
    return total


def _recipients(document: GoldDocument, found: Extraction) -> Tally | None:
    return _joined(document, found, "for", Label.BENEFICIARY, "wp:hasBeneficiary")


def _budgets(document: GoldDocument, found: Extraction) -> Tally | None:
    wanted = {
        (_named(measure), _amount(paid))
        for measure, paid in linked(document, "cost")
        if paid.label is Label.FUNDING
    }
    values = {
        s.subject: s.object.value
        for s in found.statements
        if s.predicate == "schema:value" and not isinstance(s.object, Ref)
    }
    offered = {
        (_notation(s.subject, found), values[s.object.id])
        for s in found.statements
        if s.subject.startswith("measure/") and isinstance(s.object, Ref) and s.object.id in values
    }
    return _sets(wanted, offered) if _annotated(document) else None


def _joined(
    document: GoldDocument, found: Extraction, key: str, label: Label, predicate: str
) -> Tally | None:
    if not _annotated(document):
        return None
    wanted = {
        (_named(one), _named(other)) for one, other in linked(document, key) if other.label is label
    }
    offered = {
        (_notation(s.subject, found), _notation(s.object.id, found))
        for s in found.statements
        if s.predicate == predicate and s.subject.startswith("measure/")
        if isinstance(s.object, Ref)
    }
    return _sets(wanted, offered)


def _names(document: GoldDocument, found: Extraction) -> Tally | None:
    """Names of practices; a document in which nobody marked any does not count."""
    main = {plain(s.text) for s in document.spans if "main" in s.attributes}
    if not main or not document.tells_a_practice:
        return None
    offered = {practice.title for practice in found.practices}
    right = 0
    left = set(offered)
    for name in sorted(main):
        best = max(left, key=lambda title: (_likeness(name, title), title), default=None)
        if best is not None and _likeness(name, best) >= _ENOUGH:
            left.discard(best)
            right += 1
    return Tally(right, len(offered), len(main))


def linked(document: GoldDocument, key: str) -> Iterable[tuple[GoldSpan, GoldSpan]]:
    """Yield the pairs of spans that an attribute ("for", "cost") joins."""
    spans = spoken_of(document)
    named = {span.attributes["n"]: span for span in spans if "n" in span.attributes}
    for span in spans:
        for number in span.attributes.get(key, "").split("+"):
            if number in named:
                yield span, named[number]


def _annotated(document: GoldDocument) -> bool:
    return any({"for", "cost", "main"} & set(span.attributes) for span in document.spans)


def _named(span: GoldSpan) -> str:
    if span.concept is not None:
        return span.concept.partition(":")[2]
    return name_of(plain(span.text))


def _amount(span: GoldSpan) -> str:
    return decimal_words(Decimal(span.attributes["value"])) if "value" in span.attributes else ""


def _notation(node: str, found: Extraction) -> str:
    """The name of a node in its practice: "orto-sociale" of ``measure/orti-orto-sociale``."""
    name = node.rpartition("/")[2]
    own = max((p.id for p in found.practices if name.startswith(f"{p.id}-")), key=len, default="")
    return name.removeprefix(f"{own}-") if own else name


def _likeness(one: str, other: str) -> float:
    ours, theirs = set(content_lemmas(one)), set(content_lemmas(other))
    smaller = min(len(ours), len(theirs))
    return len(ours & theirs) / smaller if smaller else 0.0


def _sets(wanted: set[tuple[str, str]], offered: set[tuple[str, str]]) -> Tally:
    return Tally(len(wanted & offered), len(offered), len(wanted))


RELATIONS: dict[str, Compare] = {
    "attore → ruolo": _roles,
    "misura → beneficiario": _recipients,
    "misura → importo": _budgets,
    "nomi delle pratiche": _names,
}
