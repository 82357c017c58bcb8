"""How well a practice is known as a whole: who, what, for whom, where, when, with what money.

Spans say what was read; these figures say what reaches the graph: the statements of the practices
of a document, against what its annotator and the facts say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from decimal import Decimal

from corpus.evaluation.figures import Tally, bootstrap_f1
from corpus.evaluation.tables import Cell, Table
from corpus.gold import GoldDocument
from corpus.markup import GoldSpan
from corpus.practice_truths import PracticeTruth
from ingest.linking.labels import content_lemmas
from ingest.model import Extraction, Label, Literal, Ref, Statement
from ingest.practices.reading import plain

Field = Callable[[GoldDocument, PracticeTruth | None, Extraction], Tally | None]
_ENOUGH = 0.5  # two names are one when the F1 of their words is this or more


def field_table(
    read: Sequence[tuple[GoldDocument, PracticeTruth | None, Extraction]],
) -> Table:
    """Tabulate every field over documents; a field without truth in a document does not count."""
    rows: list[tuple[Cell, ...]] = []
    for name, field in FIELDS.items():
        tallies = [tally for one in read if (tally := field(*one)) is not None]
        total = sum(tallies, Tally())
        if total.wanted:
            f1 = bootstrap_f1([tallies])
            rows.append((name, len(tallies), total.wanted, total.precision, total.recall, f1))
    return Table(
        "fields",
        "La pratica nel suo insieme: le dichiarazioni del grafo",
        ("campo", "documenti", "gold", "P", "R", "F1"),
        tuple(rows),
        "Di un testo che non parla di pratiche il grafo non deve dire nulla: ciò che ne dice è di"
        " troppo. Attori: giusti se il ruolo è lo stesso e i nomi hanno in comune metà delle"
        " parole. Stato: conta solo dove il testo lo dice; P è la precisione di quelli dichiarati.",
    )


def spoken_of(document: GoldDocument) -> Sequence[GoldSpan]:
    """Return the spans that the graph should speak of: none where no practice is told."""
    return document.spans if document.tells_a_practice else ()


def _tells_practice(document: GoldDocument, _: PracticeTruth | None, found: Extraction) -> Tally:
    wanted, offered = document.tells_a_practice, bool(found.practices)
    return Tally(int(wanted and offered), int(offered), int(wanted))


def _status(document: GoldDocument, _: PracticeTruth | None, found: Extraction) -> Tally | None:
    if not found.practices or not document.tells_a_practice:
        return None
    unsaid = "non-dichiarata"
    wanted = {document.truths.get("status", unsaid)} - {unsaid}
    offered = {found.practices[0].status.partition(":")[2]} - {unsaid}
    return _sets(wanted, offered)


def _concepts_of(label: Label, predicates: Iterable[str]) -> Field:
    told = frozenset(predicates)

    def compare(document: GoldDocument, _: PracticeTruth | None, found: Extraction) -> Tally:
        scheme = f"{label.lower()}:"
        wanted = {s.concept for s in spoken_of(document) if s.label is label and s.concept}
        objects = {s.object.id for s in _stated(found, told) if isinstance(s.object, Ref)}
        return _sets(wanted, {name for name in objects if name.startswith(scheme)})

    return compare


def _roles(document: GoldDocument, _: PracticeTruth | None, found: Extraction) -> Tally:
    marked = {
        (span.attributes["role"], span.text)
        for span in spoken_of(document)
        if span.label is Label.ACTOR and "role" in span.attributes
    }
    return _named(marked, _participations(found))


def _parties(role: str, names: Callable[[PracticeTruth], tuple[str, ...]]) -> Field:
    """Compare who has one role with the facts, which know fewer roles than documents do."""
    same = _COARSE[role]

    def compare(_: GoldDocument, truth: PracticeTruth | None, found: Extraction) -> Tally | None:
        if truth is None:
            return None
        offered = {(role, name) for other, name in _participations(found) if other in same}
        return _named({(role, name) for name in names(truth)}, offered)

    return compare


def _places(_: GoldDocument, truth: PracticeTruth | None, found: Extraction) -> Tally | None:
    if truth is None or not truth.places:
        return None
    objects = (s.object for s in _stated(found, {"dct:spatial"}))
    codes = (o.id for o in objects if isinstance(o, Ref) and o.id.startswith("place:"))
    return _sets(truth.places, {code.removeprefix("place:") for code in codes})


def _amounts(document: GoldDocument, _: PracticeTruth | None, found: Extraction) -> Tally:
    return _values(document, found, Label.FUNDING, "amount/")


def _quantities(document: GoldDocument, _: PracticeTruth | None, found: Extraction) -> Tally:
    return _values(document, found, Label.RESULT, "quantity/")


def _values(document: GoldDocument, found: Extraction, label: Label, node: str) -> Tally:
    wanted = {
        Decimal(span.attributes["value"])
        for span in spoken_of(document)
        if span.label is label and "value" in span.attributes
    }
    offered = {
        Decimal(s.object.value)
        for s in _stated(found, {"schema:value"})
        if s.subject.startswith(node) and isinstance(s.object, Literal)
    }
    return _sets(wanted, offered)


def _year(predicate: str, wanted: Callable[[PracticeTruth], int | None]) -> Field:
    def compare(_: GoldDocument, truth: PracticeTruth | None, found: Extraction) -> Tally | None:
        if truth is None:
            return None
        year = wanted(truth)
        stated = _stated(found, {predicate})
        years = {s.object.value[:4] for s in stated if isinstance(s.object, Literal)}
        return _sets({str(year)}, years) if year else None

    return compare


def _participations(found: Extraction) -> set[tuple[str, str]]:
    labels = {entity.id: entity.label or "" for entity in found.entities}
    roles, who = dict[str, str](), dict[str, str]()
    for statement in found.statements:
        if not isinstance(statement.object, Ref):
            continue
        if statement.predicate == "cv:role":
            roles[statement.subject] = statement.object.id.partition(":")[2]
        elif statement.predicate == "cv:hasParticipant":
            who[statement.subject] = labels.get(statement.object.id, "")
        elif statement.predicate == "wp:participantCategory":
            who[statement.subject] = plain(found.document.text[statement.start : statement.end])
    return {(roles[node], name) for node, name in who.items() if node in roles}


def _named(wanted: Set[tuple[str, str]], offered: Set[tuple[str, str]]) -> Tally:
    """Match (role, name) pairs one to one: the same role, names with half their words shared."""
    pairs = sorted(
        (
            (-_likeness(want[1], offer[1]), want, offer)
            for want in wanted
            for offer in offered
            if want[0] == offer[0]
        ),
    )
    taken = set[tuple[str, tuple[str, str]]]()
    right = 0
    for unlike, want, offer in pairs:
        if -unlike >= _ENOUGH and not taken & {("w", want), ("o", offer)}:
            taken |= {("w", want), ("o", offer)}
            right += 1
    return Tally(right, len(offered), len(wanted))


def _likeness(one: str, other: str) -> float:
    ours, theirs = (set(content_lemmas(name)) for name in (one, other))
    return 2 * len(ours & theirs) / (len(ours) + len(theirs)) if ours and theirs else 0.0


def _sets(wanted: Set[object], offered: Set[object]) -> Tally:
    return Tally(len(wanted & offered), len(offered), len(wanted))


def _stated(found: Extraction, predicates: Set[str]) -> list[Statement]:
    return [statement for statement in found.statements if statement.predicate in predicates]


_COARSE: Mapping[str, frozenset[str]] = {
    "promotore": frozenset({"promotore", "capofila", "regista"}),
    "partner": frozenset({"partner", "ente-gestore", "accompagnatore"}),
    "finanziatore": frozenset({"finanziatore", "autorita-gestione"}),
}

FIELDS: Mapping[str, Field] = {
    "c'è una pratica": _tells_practice,
    "stato": _status,
    "misure (concetti)": _concepts_of(Label.MEASURE, ("dct:type",)),
    "beneficiari (concetti)": _concepts_of(Label.BENEFICIARY, ("dct:audience", "wp:group")),
    "bisogni (concetti)": _concepts_of(Label.NEED, ("wp:addressesNeed",)),
    "attori con il loro ruolo": _roles,
    "chi promuove": _parties("promotore", lambda truth: truth.promoters),
    "chi partecipa": _parties("partner", lambda truth: truth.partners),
    "chi paga": _parties("finanziatore", lambda truth: truth.funders),
    "luoghi": _places,
    "importi": _amounts,
    "risultati (numeri)": _quantities,
    "anno d'inizio": _year("dcat:startDate", lambda truth: truth.start),
    "anno di fine": _year("dcat:endDate", lambda truth: truth.end),
}
