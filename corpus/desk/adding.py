"""What a reading missed, as a curator tells it: words, what they say, what they mean.

The facts are written by the writers of the extraction, from a span that a person marked: whatever
is added by hand has the shape of what is read. It becomes one decision for each statement; what
was decided together is judged together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from corpus.added import by_place
from corpus.decisions import About, BadDecision, Decision, StatementKey, Verdict
from corpus.desk.details import Choice, choice_of
from corpus.desk.previews import Preview
from corpus.judging import CLASSIFYING, claim_of, kind, tagging
from ingest.assertions import Findings, to_statements
from ingest.linking.completing import complete
from ingest.model import (
    Document,
    Entity,
    Label,
    Money,
    Period,
    Practice,
    Quantity,
    Ref,
    Span,
    Statement,
)
from ingest.practices.reading import Reading, Stretch
from ingest.privacy import without_people
from ingest.relations.money import Finances, Grant
from ingest.relations.periods import Time
from ingest.relations.results import Outcome
from ingest.roles import RoleFound
from ingest.status import StatusFound
from ontology.places import Gazetteer
from ontology.schemes import ConceptSchemes

#: Whose concept says what words with a label mean.
SCHEME_OF = {
    Label.ACTOR: "actor",
    Label.MEASURE: "measure",
    Label.BENEFICIARY: "beneficiary",
    Label.NEED: "need",
    Label.PLACE: "place",
    Label.FUNDING: "funding",
}
#: What a practice has one of: what was read already is mended, not said again.
_TAKEN = {
    Choice.BUDGET: "wp:budget",
    Choice.STATUS: "wp:implementationStatus",
}


@dataclass(frozen=True, slots=True)
class Missed:
    """What a curator says was missed: words at a place, of a practice ("" where there is none).

    `label` is None where the words say how far the practice is. `detail` says more: a role, whether
    a sum is the whole cost, a status; "" where nobody said.
    """

    practice: str
    label: Label | None
    place: Stretch
    concept: str = ""
    detail: str = ""


def added(
    preview: Preview,
    missed: Missed,
    curator: str,
    schemes: ConceptSchemes,
    gazetteer: Gazetteer,
    standing: Iterable[Decision] = (),
) -> tuple[Decision, ...]:
    """Return the decisions that say what was missed: the words themselves, then their facts.

    Words that say no fact (a need without its meaning, a result without a number) only teach the
    next reading. Raises BadDecision.
    """
    document = preview.document
    assert document is not None  # noqa: S101 - callers show a text that was read
    choice = choice_of(missed.label, missed.detail)
    _check_concept(missed, schemes)
    span = _span(document, preview, missed, gazetteer)
    statements: list[Statement] = []
    if missed.label is not None:
        statements.append(tagging(document.id, missed.label, *missed.place))
        if missed.concept:
            about = Ref(missed.concept)
            where = f"document/{document.id}"
            statements.append(Statement(where, CLASSIFYING, about, *missed.place, 1.0))
    if missed.practice:
        facts = list(_facts(document, missed, span, choice))
        _check_only_one(preview, missed, choice, standing)
        statements += facts
    elif missed.concept or missed.label is None:
        raise BadDecision("in questo documento non c’è una pratica a cui aggiungerlo")
    now = datetime.now(UTC)
    words = document.text[slice(*missed.place)]
    keys = dict.fromkeys(StatementKey.of(one) for one in statements)
    return tuple(
        Decision(document.sha256, key, words, Verdict.ACCEPTED, curator, now) for key in keys
    )


def _check_concept(missed: Missed, schemes: ConceptSchemes) -> None:
    if not missed.concept:
        return
    scheme = SCHEME_OF.get(missed.label) if missed.label else None
    if scheme is None:
        raise BadDecision(
            "a queste parole non si dà un significato: lasciatelo vuoto", About.CONCEPT
        )
    fits = missed.concept.startswith(f"{scheme}:")
    if not fits or (scheme != "place" and missed.concept not in schemes):
        raise BadDecision(f"«{missed.concept}» non è un significato che va bene qui", About.CONCEPT)


def _check_only_one(
    preview: Preview, missed: Missed, choice: Choice | None, standing: Iterable[Decision]
) -> None:
    predicate = _TAKEN.get(choice) if choice else None
    if predicate is None:
        return
    said = {one.statement: one.verdict for one in standing}
    me = f"practice/{missed.practice}"
    keys = {StatementKey.of(one) for one in preview.statements} | said.keys()
    for key in keys:
        if (key.subject, key.predicate) == (me, predicate) and (
            said.get(key) is not Verdict.REJECTED and (key.start, key.end) != missed.place
        ):
            raise BadDecision(
                "di questa pratica si è già letto: correggete o respingete quello che c’è",
                About.DETAIL,
            )


def _span(document: Document, preview: Preview, missed: Missed, gazetteer: Gazetteer) -> Span:
    """Return the marked words with their value and their node; raises BadDecision for a person."""
    start, end = missed.place
    label = missed.label or Label.PRACTICE
    concept = missed.concept.removeprefix("place:") or None
    marked = Span(start, end, document.text[start:end], label, 1.0, concept)
    _, private = without_people((marked,), document.text)
    if private and missed.label is not None:
        raise BadDecision(
            "queste parole dicono chi è una persona, o come trovarla: qui non si tiene", About.WORDS
        )
    others = [one for one in _actors(document, preview) if one.end <= start or end <= one.start]
    spans = sorted([marked, *others], key=lambda one: one.start)
    completed = complete(spans, document.text, (), gazetteer)
    (found,) = [one for one in completed if (one.start, one.end) == (start, end)]
    # Codes and nodes are found in the words; what they mean is what a curator says, never guessed.
    code = found.concept if label is Label.PLACE else None
    return replace(found, concept=concept or code)


def _actors(document: Document, preview: Preview) -> Iterator[Span]:
    """Yield the bodies that the reading names, by which one named again is known."""
    for one in preview.statements:
        claim = claim_of(one)
        if claim is not None and claim.label is Label.ACTOR and isinstance(one.object, Ref):
            node = one.object.id
            words = document.text[one.start : one.end]
            if kind(node) == "organisation":
                yield Span(one.start, one.end, words, Label.ACTOR, 1.0, None, node)


def _facts(
    document: Document, missed: Missed, span: Span, choice: Choice | None
) -> Iterator[Statement]:
    """Yield the statements that the writers make of one marked span, but for those of the title."""
    practice = Practice(missed.practice, "", 0, len(document.text))
    reading = Reading(document, (span,) if missed.label else (), ())
    findings = _findings(practice, missed, span, choice)
    statements, entities = to_statements(reading, (findings,))
    me, where = f"practice/{missed.practice}", missed.place
    told = [*statements, *(one for entity in entities for one in _told(entity, where))]
    for one in told:
        if one.subject == me and one.predicate in ("dct:title", "dct:type"):
            continue
        subject = by_place(one.subject, missed.practice, *where)
        value = one.object
        if isinstance(value, Ref):
            value = Ref(by_place(value.id, missed.practice, *where))
        yield Statement(subject, one.predicate, value, *where, 1.0)


def _told(entity: Entity, where: Stretch) -> Iterator[Statement]:
    """Yield what the writers say of a node beside its name, but for what all of its kind have."""
    for predicate, value in entity.properties:
        if predicate != "schema:currency":
            yield Statement(entity.id, predicate, value, *where, 1.0)


def _findings(practice: Practice, missed: Missed, span: Span, choice: Choice | None) -> Findings:
    start, end = missed.place
    found = Findings(practice)
    if missed.label is None:
        return replace(found, status=StatusFound(missed.detail, start, end, 1.0))
    if choice is Choice.ROLE:
        return replace(found, roles=(RoleFound(span, missed.detail, start, end, 1.0),))
    if isinstance(span.value, Period):
        period = _bounded(span.value, choice)
        return replace(found, times=(Time(span, period, start, end, 1.0),))
    if isinstance(span.value, Quantity):
        outcome = Outcome(span, span.value, choice is Choice.EXPECTED)
        return replace(found, outcomes=(outcome,))
    if missed.label is Label.FUNDING:
        return replace(found, finances=_finances(span, choice))
    return found


def _finances(span: Span, choice: Choice | None) -> Finances:
    fund = replace(span, value=None) if span.concept else None
    amount = replace(span, concept=None) if isinstance(span.value, Money) else None
    if amount is not None and choice is None:
        raise BadDecision("dite se è tutto il costo o un finanziamento ricevuto", About.DETAIL)
    if choice is Choice.BUDGET:
        if amount is None or fund is not None:
            raise BadDecision("il costo è una cifra, senza il nome di un programma", About.DETAIL)
        return Finances(amount, ())
    return Finances(None, (Grant(amount, fund),) if amount or fund else ())


def _bounded(period: Period, choice: Choice | None) -> Period:
    if choice is Choice.BEGINNING:
        return Period(period.start or period.end, None)
    if choice is Choice.END:
        return Period(None, period.end or period.start)
    return period
