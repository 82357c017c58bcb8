"""Findings become statements: the vocabulary, the words behind each, the names of nodes."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ingest.assertions import Findings, to_statements
from ingest.assertions.finances import decimal_words
from ingest.assertions.ledger import Ledger, name_of
from ingest.model import (
    Block,
    BlockKind,
    Document,
    Entity,
    Label,
    Literal,
    Money,
    Period,
    Practice,
    Quantity,
    Ref,
    Span,
    Statement,
)
from ingest.practices.reading import Reading, Stretch
from ingest.relations.money import find_finances
from ingest.relations.periods import find_times
from ingest.relations.recipients import find_recipients
from ingest.relations.results import find_outcomes
from ingest.relations.seats import Seat
from ingest.roles import find_roles
from ingest.status import find_status

TEXT = (
    "Argento vivo\n"
    "Il progetto Argento vivo è attivo dal 2021 a Ostellato: promosso dal Comune di Ostellato con"
    " le cooperative sociali, offre trasporto sociale e spesa amica per anziani soli contro la"
    " solitudine. La Caritas applaude. Budget di 12.000,50 euro dal FAMI. Ha accolto 64 persone."
)


def _span(words: str, label: Label, **more: object) -> Span:
    start = TEXT.rindex(words)
    return Span(start, start + len(words), words, label, 0.8, **more)  # type: ignore[arg-type]


SPANS = tuple(
    sorted(
        [
            _span("2021", Label.PERIOD, value=Period("2021", "2021")),
            _span(
                "Comune di Ostellato", Label.ACTOR, concept="actor:comune", entity="organisation/c"
            ),
            _span("cooperative sociali", Label.ACTOR, concept="actor:cooperativa-sociale"),
            _span("Caritas", Label.ACTOR, entity="organisation/caritas"),
            _span("trasporto sociale", Label.MEASURE, concept="measure:trasporto-sociale"),
            _span("spesa amica", Label.MEASURE),
            _span("anziani soli", Label.BENEFICIARY, concept="beneficiary:anziani-soli"),
            _span("solitudine", Label.NEED, concept="need:solitudine-isolamento"),
            _span("12.000,50 euro", Label.FUNDING, value=Money(Decimal("12000.50"))),
            _span("FAMI", Label.FUNDING, concept="funding:fami"),
            _span("64 persone", Label.RESULT, value=Quantity(Decimal(64), "persone")),
        ],
        key=lambda span: span.start,
    )
)


def write() -> tuple[tuple[Statement, ...], dict[str, Entity]]:
    body = Block(BlockKind.PARAGRAPH, TEXT.index("\n") + 1, len(TEXT))
    blocks = (Block(BlockKind.HEADING, 0, TEXT.index("\n"), 1), body)
    ends = [i + 1 for i, sign in enumerate(TEXT) if TEXT[i : i + 2] == ". "] + [len(TEXT)]
    sentences = tuple(map(Stretch, [body.start, *ends[:-1]], ends))
    reading = Reading(Document("d", "d", "00", "text/plain", TEXT, blocks), SPANS, sentences)
    practice = Practice("p", "Argento vivo", 0, len(TEXT))
    roles = find_roles(reading, [practice])
    seat = Seat("038017", 80, 90, 0.6)
    found = Findings(
        practice,
        find_status(reading, practice),
        roles,
        find_recipients(reading, practice),
        find_finances(reading, practice, roles),
        find_times(reading, practice),
        find_outcomes(reading, practice),
        (seat,),
    )
    statements, entities = to_statements(reading, [found])
    return statements, {entity.id: entity for entity in entities}


STATEMENTS, ENTITIES = write()


def objects(subject: str, predicate: str) -> list[str]:
    return [
        s.object.id if isinstance(s.object, Ref) else s.object.value
        for s in STATEMENTS
        if (s.subject, s.predicate) == (subject, predicate)
    ]


def words(subject: str, predicate: str) -> list[str]:
    return [
        TEXT[s.start : s.end]
        for s in STATEMENTS
        if (s.subject, s.predicate) == (subject, predicate)
    ]


def test_the_practice_has_its_title_and_status_with_their_words() -> None:
    assert objects("practice/p", "dct:title") == ["Argento vivo"]
    assert words("practice/p", "dct:title") == ["Argento vivo"]
    assert objects("practice/p", "wp:implementationStatus") == ["implementation-status:in-corso"]
    assert words("practice/p", "wp:implementationStatus") == ["è attivo"]


def test_measures_are_nodes_by_concept_or_by_their_words() -> None:
    assert objects("practice/p", "wp:hasMeasure") == [
        "measure/p-trasporto-sociale",
        "measure/p-spesa-amica",
    ]
    assert objects("measure/p-trasporto-sociale", "dct:type") == ["measure:trasporto-sociale"]
    assert objects("measure/p-spesa-amica", "dct:type") == []
    assert objects("measure/p-spesa-amica", "dct:title") == ["spesa amica"]
    assert ENTITIES["measure/p-spesa-amica"].types == ("wp:Measure",)


def test_beneficiaries_belong_to_practice_and_measures() -> None:
    target = "beneficiary-target/p-anziani-soli"
    assert objects("practice/p", "dct:audience") == ["beneficiary:anziani-soli"]
    assert objects("practice/p", "wp:hasBeneficiary") == [target]
    assert objects(target, "wp:group") == ["beneficiary:anziani-soli"]
    assert objects("measure/p-spesa-amica", "wp:hasBeneficiary") == [target]
    assert objects("measure/p-trasporto-sociale", "wp:hasBeneficiary") == [target]


def test_needs_and_places_are_stated() -> None:
    assert objects("practice/p", "wp:addressesNeed") == ["need:solitudine-isolamento"]
    assert objects("practice/p", "dct:spatial") == ["place:038017"]


def test_an_organisation_and_a_category_take_part_with_their_roles() -> None:
    promoter, partner = "participation/p-promotore-c", "participation/p-partner-cooperativa-sociale"
    assert objects("practice/p", "cv:hasParticipation") == [promoter, partner]
    assert objects(promoter, "cv:role") == ["role:promotore"]
    assert words(promoter, "cv:role") == ["promosso dal Comune di Ostellato"]
    assert objects(promoter, "cv:hasParticipant") == ["organisation/c"]
    assert objects(partner, "wp:participantCategory") == ["actor:cooperativa-sociale"]
    classified = ("org:classification", Ref("actor:comune"))
    assert ENTITIES["organisation/c"].properties == (classified,)


def test_an_organisation_without_a_role_is_only_related_and_less_surely() -> None:
    (related,) = [s for s in STATEMENTS if s.predicate == "dct:relation"]
    assert related.object == Ref("organisation/caritas")
    assert related.confidence == 0.4


def test_a_period_keeps_the_precision_of_its_date() -> None:
    assert objects("practice/p", "dct:temporal") == ["period/p-1"]
    (start,) = [s for s in STATEMENTS if s.predicate == "dcat:startDate"]
    assert start.object == Literal("2021", "xsd:gYear")
    assert not [s for s in STATEMENTS if s.predicate == "dcat:endDate"]


def test_the_budget_and_the_grant_share_their_amount() -> None:
    assert objects("practice/p", "wp:budget") == ["amount/p-1"]
    assert objects("amount/p-1", "schema:value") == ["12000.5"]
    assert ENTITIES["amount/p-1"].properties == (("schema:currency", Literal("EUR")),)
    assert objects("practice/p", "schema:funding") == ["grant/p-fami"]
    assert objects("grant/p-fami", "wp:underProgramme") == ["funding:fami"]
    assert objects("grant/p-fami", "schema:amount") == ["amount/p-1"]


def test_a_result_has_its_words_and_its_quantity() -> None:
    assert objects("practice/p", "wp:hasResult") == ["result/p-1"]
    assert objects("result/p-1", "dct:description") == ["64 persone"]
    assert objects("quantity/p-1", "schema:value") == ["64"]
    assert objects("quantity/p-1", "schema:unitText") == ["persone"]
    assert ENTITIES["result/p-1"].properties == (("dct:type", Ref("result-type:output")),)


def test_every_statement_has_words_and_every_own_node_is_described() -> None:
    ours = {"practice", "measure", "beneficiary-target", "participation", "organisation", "period"}
    ours |= {"amount", "grant", "result", "quantity"}
    for statement in STATEMENTS:
        assert TEXT[statement.start : statement.end].strip()
        assert 0 < statement.confidence <= 1
        for name in (statement.subject, getattr(statement.object, "id", statement.subject)):
            assert name.partition("/")[0] not in ours or name in ENTITIES, name


def test_writing_twice_gives_the_same() -> None:
    assert write() == (STATEMENTS, ENTITIES)


def test_the_same_fact_by_the_same_words_is_kept_once_at_its_surest() -> None:
    ledger = Ledger()
    for confidence in (0.5, 0.9, 0.7):
        ledger.state("a/b", "dct:type", Ref("c:d"), Stretch(0, 4), confidence)
    ledger.state("a/b", "dct:type", Ref("c:d"), Stretch(9, 12), 0.1)
    assert [(s.start, s.confidence) for s in ledger.statements] == [(0, 0.9), (9, 0.1)]


@given(st.text(min_size=1))
def test_names_of_nodes_are_short_and_plain(text: str) -> None:
    name = name_of(text)
    assert 0 < len(name) <= 60
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert name == name_of(text)


@given(st.decimals(min_value=0, max_value=10**15, allow_nan=False, allow_infinity=False))
def test_numbers_keep_their_value_without_an_exponent(value: Decimal) -> None:
    written = decimal_words(value)
    assert Decimal(written) == value
    assert "E" not in written
