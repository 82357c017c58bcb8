"""What a reading missed: told by a curator, written as the extraction writes, published, undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from api.settings import Settings
from corpus.deciding import decided
from corpus.decisions import About, BadDecision, Decision, StatementKey, Verdict
from corpus.desk.adding import Missed, added
from corpus.desk.previews import Preview
from corpus.desk.review import decisions_on, to_judge
from corpus.gold import span_rows
from corpus.judged import judged
from corpus.portrait import Portraitist
from corpus.projection import Names, project
from corpus.reference import to_rdflib
from corpus.reviews import Review, review_of
from corpus.views import FactKind, PracticeView
from ingest.assertions import Findings, to_statements
from ingest.assertions.nodes import CLASSES, described
from ingest.model import (
    Block,
    BlockKind,
    Document,
    Extraction,
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
from ingest.relations.money import Finances, Grant
from ingest.relations.periods import Time
from ingest.relations.results import Outcome
from ingest.roles import RoleFound
from ontology.places import load_gazetteer
from ontology.schemes import load_schemes
from ontology.terms import Terms
from ontology.validation import validate

TEXT = (
    "Orti per anziani soli a Potenza. Molti restano isolati in casa. Il Comune di Potenza lavora "
    "con la cooperativa sociale Il Melograno e con alcune associazioni. Tutto costa 9.000 euro, di "
    "cui 4.000 euro dal Fondo sociale europeo. Dal 2019 al 2021 hanno partecipato 64 persone. "
    "Il lavoro è ancora in corso. Telefono 0971 123456, dottor Mario Bianchi."
)
SHA256 = "a" * 64
READ = Extraction(
    Document(
        "orti", "Orti", SHA256, "text/plain", TEXT, (Block(BlockKind.PARAGRAPH, 0, len(TEXT)),)
    ),
    (Practice("orti", "Orti", 0, len(TEXT)),),
    (),
    (),
    (),
)
SCHEMES = load_schemes()
GAZETTEER = load_gazetteer(Settings().resources / "places")
NAMES = Names(Terms("https://example.org/"))


def place(words: str) -> Stretch:
    start = TEXT.index(words)
    return Stretch(start, start + len(words))


def add(label: Label | None, words: str, concept: str = "", detail: str = "", read=READ, **more):
    missed = Missed(more.get("practice", "orti"), label, place(words), concept, detail)
    preview = Preview.of(read, "1")
    return added(preview, missed, "anna", SCHEMES, GAZETTEER, more.get("standing", ()))


def published(decisions, read: Extraction = READ) -> PracticeView:
    """Return the practice as readers see it; the graph keeps the rules of the ontology."""
    graph = project(decided(read, decisions), NAMES, "1")
    report = validate(to_rdflib((*graph.facts, *graph.evidence)), NAMES.terms)
    assert not report.violations, [one.message for one in report.violations]
    portraits = Portraitist(NAMES, SCHEMES, GAZETTEER)
    (practice,) = portraits.practices("orti", graph.quads())
    return practice


KINDS = [
    (
        Label.MEASURE,
        "Orti",
        "measure:orti-e-agricoltura-sociale",
        "",
        FactKind.MEASURE,
        "Orti sociali",
    ),
    (Label.MEASURE, "lavoro", "", "", FactKind.MEASURE, "lavoro"),
    (Label.BENEFICIARY, "anziani soli", "beneficiary:anziani-soli", "", FactKind.BENEFICIARY, ""),
    (Label.BENEFICIARY, "Molti", "", "", FactKind.BENEFICIARY, "Molti"),
    (Label.NEED, "isolati in casa", "need:solitudine-isolamento", "", FactKind.NEED, "olitudine"),
    (Label.PLACE, "Potenza", "place:076063", "", FactKind.PLACE, "Potenza"),
    (Label.ACTOR, "Comune di Potenza", "", "role:promotore", FactKind.ACTOR, "Comune di Potenza"),
    (Label.ACTOR, "cooperativa sociale Il Melograno", "", "", FactKind.ACTOR, "Melograno"),
    (
        Label.ACTOR,
        "alcune associazioni",
        "actor:odv",
        "role:partner",
        FactKind.ACTOR,
        "olontariato",
    ),
    (Label.FUNDING, "9.000 euro", "", "costo", FactKind.MONEY, "9.000 €"),
    (Label.FUNDING, "4.000 euro", "", "finanziamento", FactKind.MONEY, "4.000 €"),
    (
        Label.FUNDING,
        "Fondo sociale europeo",
        "funding:fse-1420",
        "",
        FactKind.MONEY,
        "Fondo sociale",
    ),
    (Label.PERIOD, "Dal 2019 al 2021", "", "", FactKind.PERIOD, "2019"),
    (Label.PERIOD, "2019", "", "inizio", FactKind.PERIOD, "dal 2019"),
    (Label.RESULT, "64 persone", "", "raggiunto", FactKind.RESULT, "64 persone"),
    (
        None,
        "ancora in corso",
        "",
        "implementation-status:in-corso",
        FactKind.STATUS,
        "In corso",
    ),
]


@pytest.mark.parametrize(("label", "words", "concept", "detail", "kind", "said"), KINDS)
def test_what_was_missed_is_published_with_its_words_for_sure(
    label, words, concept, detail, kind, said
) -> None:
    made = add(label, words, concept, detail)
    (fact,) = published(made).of(kind)
    assert said in fact.label
    assert fact.confidence == 1.0
    assert [one.quote for one in fact.evidence] == [words]
    assert {one.words for one in made} == {words}
    assert review_of(fact, {one.statement: one for one in made}) is Review.ACCEPTED


@pytest.mark.parametrize(("label", "words", "concept", "detail", "kind", "said"), KINDS)
def test_an_addition_is_one_thing_to_judge_and_is_taken_back_at_once(
    label, words, concept, detail, kind, said
) -> None:
    made = add(label, words, concept, detail)
    preview = Preview.of(READ, "1")
    (one,) = to_judge(preview, {decision.statement: decision for decision in made})
    assert one.missed
    assert one.key.subject == "practice/orti"
    for verdict in (Verdict.WITHDRAWN, Verdict.REJECTED):
        after = decisions_on(READ.document, one, verdict, "bruno", SCHEMES)
        assert {d.statement for d in after} == {d.statement for d in made}
        assert not published(after).of(kind)


def test_the_whole_of_a_practice_can_be_added_by_hand() -> None:
    made = [
        decision
        for label, words, concept, detail, *_ in KINDS
        for decision in add(label, words, concept, detail)
    ]
    practice = published(made)
    assert practice.status == "in-corso"
    roles = {fact.detail.get("role", "") for fact in practice.of(FactKind.ACTOR)}
    assert {"role:promotore", "role:partner", ""} <= roles
    scopes = [fact.detail["scope"] for fact in practice.of(FactKind.MONEY)]
    assert scopes == ["budget", "grant", "grant"]


def test_a_body_named_again_is_the_one_that_was_read() -> None:
    start, end = place("Comune di Potenza")
    tie = Statement("practice/orti", "dct:relation", Ref("organisation/il-nostro"), start, end, 0.5)
    read = replace(READ, statements=(tie,))
    (decision,) = [
        one
        for one in add(Label.ACTOR, "Comune di Potenza", "", "role:promotore", read)
        if one.statement.predicate == "cv:hasParticipant"
    ]
    assert decision.statement.object == Ref("organisation/comune-di-potenza")


@pytest.mark.parametrize(
    ("label", "words", "concept", "detail", "about"),
    [
        (Label.NEED, "Orti", "beneficiary:anziani-soli", "", About.CONCEPT),
        (Label.NEED, "Orti", "need:non-ce", "", About.CONCEPT),
        (Label.PERIOD, "2019", "need:solitudine-isolamento", "", About.CONCEPT),
        (Label.MEASURE, "Orti", "", "role:partner", About.DETAIL),
        (Label.ACTOR, "Comune di Potenza", "", "costo", About.DETAIL),
        (Label.FUNDING, "9.000 euro", "", "", About.DETAIL),
        (Label.FUNDING, "Fondo sociale europeo", "funding:fse-1420", "costo", About.DETAIL),
        (None, "in corso", "", "", About.DETAIL),
        (None, "in corso", "", "implementation-status:non-dichiarata", About.DETAIL),
        (Label.ACTOR, "Mario Bianchi", "", "role:partner", About.WORDS),
        (Label.MEASURE, "0971 123456", "", "", About.WORDS),
    ],
)
def test_what_cannot_be_added_is_refused_beside_its_field(
    label, words, concept, detail, about
) -> None:
    with pytest.raises(BadDecision) as told:
        add(label, words, concept, detail)
    assert told.value.about is about


def test_without_a_practice_there_is_nothing_to_add_a_meaning_to() -> None:
    with pytest.raises(BadDecision):
        add(Label.MEASURE, "Orti", "measure:orti-e-agricoltura-sociale", practice="")
    assert [one.statement.predicate for one in add(Label.MEASURE, "Orti", practice="")] == [
        "oa:tagging"
    ]


@pytest.mark.parametrize(
    ("label", "words"),
    [
        (Label.NEED, "isolati in casa"),
        (Label.RESULT, "hanno partecipato"),
        (Label.PERIOD, "ancora"),
        (Label.FUNDING, "Tutto"),
        (Label.ACTOR, "alcune associazioni"),
        (Label.PRACTICE, "Orti"),
    ],
)
def test_words_that_say_no_fact_only_teach(label, words) -> None:
    made = add(label, words)
    assert [one.statement.predicate for one in made] == ["oa:tagging"]
    assert decided(READ, made).statements == ()


def test_a_second_whole_cost_is_refused_while_the_first_stands() -> None:
    first = add(Label.FUNDING, "9.000 euro", "", "costo")
    with pytest.raises(BadDecision, match="si è già letto"):
        add(Label.FUNDING, "4.000 euro", "", "costo", standing=first)
    again = add(Label.FUNDING, "9.000 euro", "", "costo", standing=first)
    assert [one.statement for one in again] == [one.statement for one in first]


def test_a_status_said_by_hand_takes_the_place_of_one_that_a_later_reading_finds() -> None:
    start, end = place("lavoro")
    status = "implementation-status:conclusa"
    read = replace(
        READ,
        practices=(replace(READ.practices[0], status=status),),
        statements=(
            Statement("practice/orti", "wp:implementationStatus", Ref(status), start, end, 0.6),
        ),
    )
    made = add(None, "in corso", "", "implementation-status:in-corso")
    assert published(made, read).status == "in-corso"


def test_of_two_statuses_that_were_confirmed_at_different_times_the_last_stands() -> None:
    first = add(None, "lavoro", "", "implementation-status:conclusa")
    (last,) = add(None, "in corso", "", "implementation-status:in-corso", standing=[])[:1]
    for order in ((*first, last), (last, *first)):
        assert published(order).status == "in-corso"


def test_nothing_is_added_to_what_another_reading_counted() -> None:
    """ "The first amount" may be another amount tomorrow: two values would spoil the graph."""
    start, end = place("9.000 euro")
    now = datetime.now(UTC)
    old = [
        Decision(
            SHA256,
            StatementKey(subject, predicate, value, start, end),
            "9.000 euro",
            Verdict.ACCEPTED,
            "anna",
            now,
        )
        for subject, predicate, value in [
            ("practice/orti", "wp:budget", Ref("amount/orti-1")),
            ("amount/orti-1", "schema:value", Ref("amount/orti-1")),
        ]
    ]
    assert decided(READ, old).statements == ()


def test_a_part_whose_fact_was_refused_alone_is_not_left_behind() -> None:
    made = add(Label.ACTOR, "Comune di Potenza", "", "role:promotore")
    for refused in made:
        left = [one for one in made if one is not refused]
        found = decided(READ, left)
        subjects = {one.subject for one in found.statements}
        led_to = {one.object.id for one in found.statements if isinstance(one.object, Ref)}
        assert subjects <= {"practice/orti", *led_to}
        assert {one.id for one in found.entities} <= led_to


def test_what_was_added_is_marked_in_the_gold() -> None:
    made = [
        *add(Label.ACTOR, "Comune di Potenza", "", "role:promotore"),
        *add(Label.MEASURE, "Orti", "measure:orti-e-agricoltura-sociale"),
        *add(Label.FUNDING, "9.000 euro", "", "costo"),
        *add(Label.PERIOD, "Dal 2019 al 2021"),
        *add(Label.RESULT, "64 persone"),
        *add(None, "in corso", "", "implementation-status:in-corso"),
    ]
    found = judged(READ, {one.statement: one for one in made})
    rows = {row["text"]: row for row in span_rows(found)}
    assert rows["Comune di Potenza"]["attributes"]["role"] == "promotore"
    assert rows["Orti"]["concept"] == "measure:orti-e-agricoltura-sociale"
    assert rows["9.000 euro"]["attributes"]["value"] == "9000"
    assert rows["64 persone"]["label"] == "RESULT"
    assert rows["Dal 2019 al 2021"]["label"] == "PERIOD"
    assert found.truths["status"] == "in-corso"


def test_nodes_are_described_as_the_writers_describe_them() -> None:
    def marked(label: Label, words: str, **more: object) -> Span:
        return Span(*place(words), words, label, 1.0, **more)

    actor = marked(Label.ACTOR, "Comune di Potenza", entity="organisation/comune-di-potenza")
    money = marked(Label.FUNDING, "9.000 euro", value=Money(Decimal(9000)))
    when = marked(Label.PERIOD, "2019", value=Period("2019", "2019"))
    count = marked(Label.RESULT, "64 persone", value=Quantity(Decimal(64), "persone"))
    doing, people = marked(Label.MEASURE, "Orti"), marked(Label.BENEFICIARY, "anziani soli")
    spans = sorted((actor, money, when, count, doing, people), key=lambda span: span.start)
    findings = Findings(
        READ.practices[0],
        roles=(RoleFound(actor, "role:partner", actor.start, actor.end, 1.0),),
        finances=Finances(money, (Grant(money),)),
        times=(Time(when, when.value, when.start, when.end, 1.0),),
        outcomes=(Outcome(count, count.value, False),),
    )
    _, entities = to_statements(Reading(READ.document, tuple(spans), ()), (findings,))
    parts = [one for one in entities if not one.id.startswith("practice/")]
    assert {one.id.partition("/")[0] for one in parts} == set(CLASSES)
    for one in parts:
        ours = described(one.id, one.label or "")
        assert ours is not None
        assert (ours.types, ours.label) == (one.types, one.label)
        assert set(ours.properties) == {p for p in one.properties if p[0] == "schema:currency"}
