"""Every finder meets the examples kept beside its patterns, and no text takes it long."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from ingest.language import analyse, build_pipeline
from ingest.language.regions import block_numbers
from ingest.linking.labels import LabelIndex
from ingest.model import Block, BlockKind, Document, Label, Money, Period, Quantity, Span
from ingest.spans import find_spans
from ingest.spans.clauses import find_clauses
from ingest.spans.concepts import SCHEMES, find_concepts
from ingest.spans.funds import find_funds
from ingest.spans.headed import find_headed
from ingest.spans.money import find_money
from ingest.spans.named_bodies import find_introduced_bodies, find_known_bodies
from ingest.spans.names import find_names
from ingest.spans.organisations import find_organisations, organisation_heads
from ingest.spans.patterns import load_patterns
from ingest.spans.periods import find_periods
from ingest.spans.phrases import barred_tokens
from ingest.spans.places import PlaceFinder
from ingest.spans.results import find_results
from ontology.places import Gazetteer, gather
from ontology.schemes import load_schemes

SCHEMES_LOADED = load_schemes()
NLP = build_pipeline(SCHEMES_LOADED)
INDEX = LabelIndex(SCHEMES_LOADED, SCHEMES)
FREE = Callable[[Doc], tuple[Span, ...]]


def _row(
    code: str, name: str, province: str, sigla: str, region_code: str, region: str, people: int
) -> dict[str, str]:
    return {
        "istat_code": code, "name_it": name, "name_other": "", "province_sigla": sigla,
        "province": province, "region_code": region_code, "region": region, "cadastral": "A000",
        "nuts3": "", "nuts2": "", "nuts3_2024": "", "nuts2_2024": "", "lat": "44.5", "lon": "11.5",
        "population": str(people), "population_2023": str(people),
        "ontopia_iri": f"https://example.org/cities/{code}-(2015-01-01)",
    }  # fmt: skip


GAZETTEER: Gazetteer = gather([
    _row("038017", "Ostellato", "Ferrara", "FE", "08", "Emilia-Romagna", 5700),
    _row("038007", "Copparo", "Ferrara", "FE", "08", "Emilia-Romagna", 15800),
    _row("038008", "Ferrara", "Ferrara", "FE", "08", "Emilia-Romagna", 129000),
    _row("010025", "Genova", "Genova", "GE", "07", "Liguria", 560000),
    _row("003140", "Sostegno", "Biella", "BI", "01", "Piemonte", 700),
    _row("026032", "Fonte", "Treviso", "TV", "05", "Veneto", 6000),
    _row("063047", "Minori", "Salerno", "SA", "15", "Campania", 2600),
    _row("066049", "L'Aquila", "L'Aquila", "AQ", "13", "Abruzzo", 69000),
    _row("082054", "Parenti", "Cosenza", "CS", "18", "Calabria", 2000),
])  # fmt: skip
PLACES = PlaceFinder(GAZETTEER)


def document(text: str, *blocks: Block, title: str = "") -> Document:
    return Document("prova", title, "0" * 64, "text/plain", text, blocks)


def read(text: str) -> Doc:
    return analyse(NLP, document(text))


def free(doc: Doc) -> list[bool]:
    return barred_tokens(doc, (), block_numbers(doc))


FINDERS: dict[str, FREE] = {
    "money": lambda doc: find_money(doc, free(doc)),
    "periods": lambda doc: find_periods(doc, free(doc)),
    "results": lambda doc: find_results(doc, free(doc)),
    "funds": lambda doc: find_funds(doc, free(doc)),
    "organisations": lambda doc: find_organisations(doc, free(doc)),
    "introduced bodies": lambda doc: find_introduced_bodies(doc, free(doc)),
    "known bodies": lambda doc: find_known_bodies(doc, free(doc)),
    "places": lambda doc: PLACES.find(doc, free(doc)),
    "names": lambda doc: find_names(doc, "Un titolo – con «Nome»", ("Ferrara",), free(doc)),
    "concepts": lambda doc: find_concepts(doc, INDEX, free(doc)),
    "clauses": lambda doc: find_clauses(doc, INDEX, free(doc)),
    "measures": lambda doc: find_headed(doc, Label.MEASURE, INDEX, free(doc)),
    "people": lambda doc: find_headed(doc, Label.BENEFICIARY, INDEX, free(doc)),
    "needs": lambda doc: find_headed(doc, Label.NEED, INDEX, free(doc)),
}


def _examples(name: str) -> Any:
    return load_patterns(name)["positive"]


def _texts(spans: tuple[Span, ...]) -> list[str]:
    return [s.text for s in sorted(spans, key=lambda s: s.start)]


@pytest.mark.parametrize(("sentence", "words", "value"), _examples("money.toml"))
def test_amounts_are_found_with_their_value(sentence: str, words: str, value: int) -> None:
    (span,) = FINDERS["money"](read(sentence))
    assert (span.text, span.label) == (words, Label.FUNDING)
    assert isinstance(span.value, Money)
    assert span.value.amount == Decimal(value)


def test_circa_makes_an_amount_approximate() -> None:
    (span,) = FINDERS["money"](read("Costa circa 300 euro."))
    assert span.value == Money(Decimal(300), approximate=True)


@pytest.mark.parametrize(("sentence", "words", "start", "end"), _examples("periods.toml"))
def test_periods_are_found_with_their_iso_dates(
    sentence: str, words: str, start: str, end: str
) -> None:
    (span,) = FINDERS["periods"](read(sentence))
    assert span.text == words
    assert span.value == Period(start or None, end or None)


def test_an_impossible_date_has_no_value() -> None:
    assert all(s.value is None for s in FINDERS["periods"](read("Il 31.02.2020 si apre")))


@pytest.mark.parametrize(("sentence", "words", "value"), _examples("results.toml"))
def test_counts_are_found_with_number_and_unit(sentence: str, words: str, value: int) -> None:
    (span,) = FINDERS["results"](read(sentence))
    assert span.text == words
    assert isinstance(span.value, Quantity)
    assert span.value.value == Decimal(value)
    assert span.value.unit in span.text


@pytest.mark.parametrize(
    "words", [w for fund in load_patterns("funds.toml")["fund"] for w in fund["positive"]]
)
def test_named_funds_are_found(words: str) -> None:
    assert words in _texts(FINDERS["funds"](read(f"Le risorse: {words}.")))


@pytest.mark.parametrize(("sentence", "names"), _examples("organisations.toml"))
def test_bodies_are_found_by_their_head_nouns(sentence: str, names: list[str]) -> None:
    assert _texts(FINDERS["organisations"](read(sentence))) == names


@pytest.mark.parametrize(("sentence", "names"), _examples("names.toml"))
def test_names_of_practices_are_found(sentence: str, names: list[str]) -> None:
    assert _texts(find_names(read(sentence), "", (), free(read(sentence)))) == names


@pytest.mark.parametrize(("sentence", "phrases"), _examples("clauses.toml"))
def test_clauses_name_people(sentence: str, phrases: list[str]) -> None:
    assert _texts(FINDERS["clauses"](read(sentence))) == phrases


@pytest.mark.parametrize(("sentence", "places"), _examples("places.toml"))
def test_territories_are_found_with_their_code(sentence: str, places: list[list[str]]) -> None:
    found = FINDERS["places"](read(sentence))
    pairs = [[s.text, s.concept or ""] for s in found]
    assert all(place in pairs for place in places)


@pytest.mark.parametrize(
    "finder", ["money", "periods", "results", "places", "organisations", "clauses", "names"]
)
def test_negative_examples_give_nothing(finder: str) -> None:
    file = {"money": "money", "results": "results"}.get(finder, finder)
    for sentence in load_patterns(f"{file}.toml")["negative"]:
        doc = read(sentence)
        spans = find_names(doc, "", (), free(doc)) if finder == "names" else FINDERS[finder](doc)
        assert _texts(spans) == [], sentence


@pytest.mark.parametrize("label", [Label.BENEFICIARY, Label.MEASURE, Label.NEED])
def test_head_nouns_grow_into_the_phrases_of_their_examples(label: Label) -> None:
    table = load_patterns("heads.toml")[label.value]
    for sentence, phrases in table["positive"]:
        spans = find_spans(read(sentence), document(sentence), SCHEMES_LOADED, GAZETTEER)
        assert [s.text for s in spans if s.label is label] == phrases, sentence
    for sentence in table["negative"]:
        spans = find_spans(read(sentence), document(sentence), SCHEMES_LOADED, GAZETTEER)
        assert [s.text for s in spans if s.label is label] == [], sentence


def test_every_concept_named_by_a_pattern_is_in_the_schemes() -> None:
    named = {h.concept for heads in organisation_heads().values() for h in heads}
    named |= {f["concept"] for f in load_patterns("funds.toml")["fund"]}
    named |= set(load_patterns("organisations.toml")["known"].values())
    for table in load_patterns("heads.toml").values():
        for nouns in ("alone", "with_complement", "with_label"):
            named |= set(table[nouns].values())
    assert {concept for concept in named if concept and concept not in SCHEMES_LOADED} == set()


STORY = """# Orti urbani

Il Comune di Ostellato, con la cooperativa sociale «Il Faggio», apre uno sportello di ascolto per
anziani soli e persone con disabilità della provincia di Ferrara. Dal 2021 al 2023 il progetto ha
seguito 64 persone, grazie a 12.000 euro della Regione Emilia-Romagna. Il Comune paga il resto.

stampa questa pagina - Comune di Copparo
"""
STORY_BLOCKS = (
    Block(BlockKind.HEADING, 0, 13, 1),
    Block(BlockKind.PARAGRAPH, 15, STORY.index("\n\nstampa")),
    Block(BlockKind.FURNITURE, STORY.index("stampa"), len(STORY) - 1),
)


@pytest.fixture(scope="module")
def story() -> tuple[Span, ...]:
    doc = document(STORY, *STORY_BLOCKS, title="Orti urbani")
    return find_spans(analyse(NLP, doc), doc, SCHEMES_LOADED, GAZETTEER)


@pytest.mark.parametrize(
    ("words", "label"),
    [("Comune di Ostellato", Label.ACTOR), ("Regione Emilia-Romagna", Label.ACTOR),
     ("cooperativa sociale «Il Faggio»", Label.ACTOR), ("sportello di ascolto", Label.MEASURE),
     ("anziani soli", Label.BENEFICIARY), ("persone con disabilità", Label.BENEFICIARY),
     ("provincia di Ferrara", Label.PLACE), ("64 persone", Label.RESULT),
     ("12.000 euro", Label.FUNDING), ("Orti urbani", Label.PRACTICE),
     ("Dal 2021 al 2023", Label.PERIOD)],
)  # fmt: skip
def test_a_story_gives_its_spans(story: tuple[Span, ...], words: str, label: Label) -> None:
    assert (words, label) in {(s.text, s.label) for s in story}


def test_spans_are_sorted_apart_and_words_of_the_text(story: tuple[Span, ...]) -> None:
    assert all(STORY[s.start : s.end] == s.text for s in story)
    assert all(a.end <= b.start for a, b in itertools.pairwise(story))


def test_page_furniture_carries_no_span(story: tuple[Span, ...]) -> None:
    assert not [s for s in story if s.start >= STORY.index("stampa")]


def test_the_comune_later_is_the_comune_of_before(story: tuple[Span, ...]) -> None:
    comuni = [s.entity for s in story if s.text in {"Comune", "Comune di Ostellato"}]
    assert comuni == ["organisation/comune-di-ostellato"] * 2


def test_the_larger_unit_wins_and_the_head_stands_beside_its_complement() -> None:
    text = "Inserimento lavorativo di persone con disabilità a cura del Comune di Ferrara."
    spans = find_spans(read(text), document(text), SCHEMES_LOADED, GAZETTEER)
    assert [(s.text, s.label) for s in spans] == [
        ("Inserimento lavorativo", Label.MEASURE),
        ("persone con disabilità", Label.BENEFICIARY),
        ("Comune di Ferrara", Label.ACTOR),
    ]


def test_a_coordination_is_two_measures() -> None:
    text = "Si offrono sostegno e counselling familiare."
    spans = find_spans(read(text), document(text), SCHEMES_LOADED, GAZETTEER)
    assert [s.text for s in spans if s.label is Label.MEASURE] == [
        "sostegno",
        "counselling familiare",
    ]


def test_comuni_in_a_list_are_bodies_each() -> None:
    text = "Lo promuovono i Comuni di Copparo, Ostellato e Ferrara."
    spans = find_spans(read(text), document(text), SCHEMES_LOADED, GAZETTEER)
    assert [s.text for s in spans if s.label is Label.ACTOR] == [
        "Comuni di Copparo",
        "Ostellato",
        "Ferrara",
    ]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Il mezzo è gestito da Free Mobility con cura.", "Free Mobility"),
        ("Realizzato da Casa del Sole di Ferrara, in rete.", "Casa del Sole di Ferrara"),
    ],
)
def test_a_name_in_capitals_after_gestito_da_is_a_body(sentence: str, name: str) -> None:
    assert name in _texts(FINDERS["introduced bodies"](read(sentence)))


def test_a_known_body_needs_no_head_noun() -> None:
    (span,) = FINDERS["known bodies"](read("Lo paga Con i\nBambini da anni."))
    assert (span.text, span.concept) == ("Con i\nBambini", "actor:fondazione")


def test_an_acronym_in_brackets_is_known_from_then_on() -> None:
    text = "L'Azienda Pluriservizi Basso Po (APBP) apre. Poi APBP chiude."
    spans = find_spans(read(text), document(text), SCHEMES_LOADED, GAZETTEER)
    plain = [s.text for s in spans]
    assert "APBP" not in plain or {s.label for s in spans if s.text == "APBP"} == {Label.ACTOR}
    text = "Nasce un centro antiviolenza (di seguito CAV). Il CAV è aperto."
    spans = find_spans(read(text), document(text), SCHEMES_LOADED, GAZETTEER)
    labels = [s.label for s in spans if s.text == "CAV"]
    assert labels
    assert set(labels) == {Label.MEASURE}


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "il",
                "Comune",
                "di",
                "Ferrara",
                "e",
                "la",
                "Regione",
                "anziani",
                "soli",
                "per",
                "€",
                "12,00",
                "2021",
                "64",
                "famiglie",
                "(",
                "«",
                "»",
                ")",
                ".\n\n",
                "-",
                "progetto",
                "Orti",
                "servizio",
                "a",
                "chi",
                "vive",
                "PNRR",
                ",",
                "\xa0",
                "accom-\npagnamento",
                "disagio",
                "abitativo",
            ]
        ),
        max_size=40,
    )
)
def test_any_order_of_words_gives_spans_that_stand_apart(words: list[str]) -> None:
    text = " ".join(words)
    spans = find_spans(read(text), document(text, title=text[:20]), SCHEMES_LOADED, GAZETTEER)
    assert all(text[s.start : s.end] == s.text and s.text.strip() == s.text for s in spans)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    assert all(
        s.concept is None or s.label is Label.PLACE or s.concept in SCHEMES_LOADED for s in spans
    )


WORST = {
    "money": ["1", "1.", "€ ", "1€ ", "un ", "2 milioni "],
    "periods": ["2", "2021 ", "2021-", "1 maggio ", "dal 2021 "],
    "results": ["1 ", "64 persone ", "sei nuovi "],
    "funds": ["Fondo ", "PNRR ", "FSE", "PON A "],
    "organisations": ["Comune di ", "Comune A ", "«", "A ", "in collaborazione con "],
    "introduced bodies": ["gestito da ", "gestito da A ", "in collaborazione con "],
    "known bodies": ["CNA", "C"],
    "places": ["A ", "San ", "Ferrara ", "valle di "],
    "names": ["progetto ", "«", "Nome "],
    "concepts": ["presa in ", "servizio ", "a "],
    "clauses": ["a chi ", "chi "],
    "measures": ["servizio ", "sostegno di ", "trasporto "],
    "people": ["anziani ", "persone con ", "non "],
    "needs": ["disagio ", "povertà di "],
}


@pytest.mark.parametrize(("finder", "piece"), [(f, p) for f, ps in WORST.items() for p in ps])
def test_a_finder_reads_its_worst_page_in_linear_time(finder: str, piece: str) -> None:
    """Eight times the text takes about eight times as long; quadratic work would take 64."""

    def seconds(size: int) -> float:
        doc = read(piece * (size // len(piece)))
        best = 9.0
        for _ in range(2):
            start = time.process_time()
            FINDERS[finder](doc)
            best = min(best, time.process_time() - start)
        return best

    small, large = seconds(2_500), seconds(20_000)
    assert large < 28 * max(small, 0.002)


@pytest.mark.parametrize("finder", sorted(FINDERS))
@pytest.mark.parametrize("sign", list("1A(€«.-a\n "))
def test_a_hundred_kilobytes_of_one_sign_take_a_moment(finder: str, sign: str) -> None:
    doc = read(sign * 100_000)
    start = time.process_time()
    assert FINDERS[finder](doc) == ()
    # Linear takes a tenth of a second, quadratic minutes: the bound leaves room for busy machines.
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Si tratta di un lungo lavoro.", []),
        ("Il piano rafforza i servizi del territorio e i soggetti privati.", []),
        ("Si veda il testo (OS ix, OS iii) dell'allegato.", []),
        ("Fonte: Regione Piemonte Approfondimento: le note.", ["ACTOR Regione Piemonte"]),
        ("Si va nella provincia dell'Aquila.", ["PLACE provincia dell'Aquila"]),
        ("Si va all’Aquila per un giorno.", ["PLACE Aquila"]),
        ("Chi sai tu e quale pis, quale pai.", []),
    ],
)
def test_words_that_only_resemble_a_span_are_left(text: str, expected: list[str]) -> None:
    found = find_spans(read(text), document(text), SCHEMES_LOADED, GAZETTEER)
    assert [f"{span.label} {span.text}" for span in found] == expected
