"""Documents as bad as they come: no crash, no long wait, and never an empty answer unexplained."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.settings import Settings
from ingest.errors import UnreadableDocument
from ingest.extraction import Extractor
from ingest.model import Block, BlockKind, Document, Extraction, Label
from ingest.readers import read
from ingest.tagging import Tagger
from ontology.places import Gazetteer, Place
from ontology.schemes import load_schemes

SENTENCE = (
    "Il Comune di Ostellato, con la cooperativa sociale Il Faro, offre trasporto sociale e "
    "assistenza domiciliare agli anziani soli e alle persone con disabilità, con 12.000 euro"
)
MEASURES = ("doposcuola", "trasporto sociale", "assistenza domiciliare", "orti urbani", "mensa")
GIVEN = ("Mario", "Anna", "Lucia", "Giuseppe", "Francesca", "Paolo", "Elena", "Marco")
FAMILY = ("Rossi", "Verdi", "Bianchi", "Ferrari", "Esposito", "Neri", "Krasniqi", "De Luca")
SPANISH = (
    "El ayuntamiento ofrece a las personas mayores un servicio de transporte gratuito para que "
    "puedan llegar al centro de salud, y cada semana los voluntarios las acompañan a la compra. "
) * 3
ENGLISH = (
    "The town council offers older people who live alone a free ride to the doctor, and every "
    "week the volunteers help them with their shopping and keep them company at home. "
) * 3


def gazetteer() -> Gazetteer:
    region = Place("08", "Emilia-Romagna", "regione", "08", None, None, None, None, None, "x:08")
    province = Place("038", "Ferrara", "provincia", "08", None, None, None, None, None, "x:038")
    town = Place("038017", "Ostellato", "comune", "08", "038", None, 44.7, 11.9, 5900, "x:038017")
    return Gazetteer({place.code: place for place in (region, province, town)})


@pytest.fixture(scope="module")
def quick() -> Extractor:
    return Extractor(load_schemes(), gazetteer())


@pytest.fixture(scope="module")
def accurate() -> Extractor:
    schemes = load_schemes()
    encoder = Path(Settings().resources) / "models" / "prassi-e5-small"
    return Extractor(schemes, gazetteer(), tagger=Tagger(schemes, encoder))


@pytest.fixture(scope="module", params=["quick", pytest.param("accurate", marks=pytest.mark.slow)])
def extractor(request: pytest.FixtureRequest) -> Extractor:
    built: Extractor = request.getfixturevalue(request.param)
    return built


def extract(extractor: Extractor, text: str, name: str = "prova.txt") -> Extraction:
    extraction = extractor.extract(read(text.encode(), name))
    return checked(extraction)


def checked(extraction: Extraction) -> Extraction:
    """What holds of every extraction, however bad the document."""
    text = extraction.document.text
    assert all(text[span.start : span.end] == span.text for span in extraction.spans)
    assert all(0 <= s.start < s.end <= len(text) for s in extraction.statements)
    assert extraction.statements or extraction.notes, "an empty answer without its reason"
    assert all(note.code and note.message.endswith(".") for note in extraction.notes)
    return extraction


def codes(extraction: Extraction) -> set[str]:
    return {note.code for note in extraction.notes}


def found(extraction: Extraction, label: Label) -> set[str]:
    return {" ".join(s.text.lower().split()) for s in extraction.spans if s.label is label}


def people(number: int) -> Iterator[str]:
    for n in range(number):
        yield f"{GIVEN[n % len(GIVEN)]} {FAMILY[(n // len(GIVEN)) % len(FAMILY)]}"


def noisy(text: str, rate: float) -> str:
    """A scan read badly: letters taken for others, words cut and joined."""
    chance = random.Random(4)
    wrong = {"l": "1", "o": "0", "e": "c", "m": "rn", "i": "í", " ": "", "a": "a "}
    return "".join(wrong.get(c, c) if chance.random() < rate else c for c in text)


def test_a_list_of_ten_pages_is_read_to_its_last_item(extractor: Extractor) -> None:
    lines = [f"- {MEASURES[n % 5]} per anziani soli nel quartiere {n}" for n in range(500)]
    extraction = extract(extractor, "# Servizi offerti\n\n" + "\n".join(lines), "elenco.md")
    measures = [span for span in extraction.spans if span.label is Label.MEASURE]
    assert len(measures) > 250
    assert measures[-1].start > 0.9 * len(extraction.document.text)
    # A bare list says what there is, not that anybody does it: one practice, or the reason why not.
    assert extraction.practices or "no-practice" in {note.code for note in extraction.notes}


def test_a_paragraph_of_30_000_characters_without_a_full_stop_is_read(
    extractor: Extractor,
) -> None:
    text = ", e inoltre ".join([SENTENCE] * (30_000 // len(SENTENCE)))
    extraction = extract(extractor, text)
    assert len(found(extraction, Label.MEASURE)) >= 2
    assert max(span.start for span in extraction.spans) > 0.9 * len(text)
    assert extraction.statements


def test_a_table_pasted_as_text_gives_its_cells(extractor: Extractor) -> None:
    rows = ["Servizio\tDestinatari\tEnte", "Trasporto sociale\tanziani soli\tComune di Ostellato"]
    rows += ["Doposcuola\tminori stranieri\tcooperativa sociale Il Faro"] * 20
    extraction = extract(extractor, "\n".join(rows))
    assert {"trasporto sociale", "doposcuola"} <= found(extraction, Label.MEASURE)
    assert not any("\t" in span.text or "\n" in span.text for span in extraction.spans)


def test_capitals_are_read_as_small_letters_are(extractor: Extractor) -> None:
    plain, capitals = (extract(extractor, t) for t in (SENTENCE + ".", SENTENCE.upper() + "."))
    for label in (Label.ACTOR, Label.BENEFICIARY, Label.FUNDING):
        assert found(capitals, label) & found(plain, label)
    assert capitals.practices


def test_a_bad_scan_still_gives_something(extractor: Extractor) -> None:
    extraction = extract(extractor, noisy(f"{SENTENCE}. " * 12, 0.04))
    assert any(span.label is Label.MEASURE for span in extraction.spans)
    with pytest.raises(UnreadableDocument, match="italiano"):
        read(noisy(f"{SENTENCE}. " * 3, 0.6).encode(), "illeggibile.txt")


@pytest.mark.parametrize(("text", "language"), [(SPANISH, "spagnolo"), (ENGLISH, "inglese")])
def test_a_text_in_another_language_is_refused_or_says_so(
    extractor: Extractor, text: str, language: str
) -> None:
    with pytest.raises(UnreadableDocument, match=language):
        read((text * 4).encode(), "altra.txt")
    short = text[: len(text) // 3]
    document = Document(
        "x", "x", "0" * 64, "text/plain", short, (Block(BlockKind.PARAGRAPH, 0, len(short)),)
    )
    extraction = checked(extractor.extract(document))
    if not extraction.statements:
        assert any(language in note.message for note in extraction.notes)


def test_what_is_left_of_a_web_page_does_no_harm(extractor: Extractor) -> None:
    text = (
        '<div class="txt">&nbsp;{{ page.title }}</div>\n<script>var a = 1;</script>\n'
        f"<p>{SENTENCE}.</p>&egrave; &lt;b&gt; <br/><br/>\n[if gte mso 9]><xml></xml>\n"
    )
    extraction = extract(extractor, text)
    assert "trasporto sociale" in found(extraction, Label.MEASURE)
    told = (Label.ACTOR, Label.MEASURE, Label.BENEFICIARY, Label.PRACTICE)
    words = "".join(span.text for span in extraction.spans if span.label in told)
    assert not set(words) & set("<>{}")


def blocks_of(text: str, kind: BlockKind) -> tuple[Block, ...]:
    return (Block(kind, 0, len(text)),) if text else ()


@pytest.mark.parametrize("text", ["", " ", "\n\n\t \n", "\u00a0\u200b \ufeff"])
def test_an_empty_document_says_that_it_is_empty(extractor: Extractor, text: str) -> None:
    document = Document("v", "v", "0" * 64, "text/plain", text, ())
    assert codes(checked(extractor.extract(document))) >= {"empty"}


def test_a_document_of_furniture_alone_is_empty(extractor: Extractor) -> None:
    text = "Stampa questa pagina"
    blocks = blocks_of(text, BlockKind.FURNITURE)
    document = Document("f", "f", "0" * 64, "text/plain", text, blocks)
    assert "empty" in codes(checked(extractor.extract(document)))


@pytest.mark.parametrize("change", [str, str.upper], ids=["as written", "in capitals"])
def test_a_document_of_names_of_persons_gives_no_actor(
    extractor: Extractor, change: Callable[[str], str]
) -> None:
    text = "\n".join(f"- {change(name)}" for name in people(60))
    extraction = extract(extractor, text)
    assert not found(extraction, Label.ACTOR)
    assert extraction.practices == ()
    assert extraction.statements == ()
    assert codes(extraction) >= {"only-people", "no-practice"}


def test_signatories_are_left_out_and_their_bodies_stay(extractor: Extractor) -> None:
    text = (
        f"{SENTENCE}.\n\nFirmato:\n\nper il Comune di Ostellato il sindaco Mario Rossi\n\n"
        "per la cooperativa sociale Il Faro la presidente dott.ssa Anna Verdi\n\n"
        "Contatti: anna.verdi@gmail.com, 347 1234567, CF RSSMRA80A01H501U\n"
    )
    extraction = extract(extractor, text)
    actors = found(extraction, Label.ACTOR)
    assert "comune di ostellato" in actors
    assert not any(name in actor for actor in actors for name in ("rossi", "verdi"))
    assert not any("1234567" in span.text for span in extraction.spans)
    assert "details-left-out" in codes(extraction)


def test_pictures_and_other_writings_are_passed_over(extractor: Extractor) -> None:
    text = f"👵🏽🚐💶 مرحبا بكم في الخدمة الاجتماعية ‏שלום‏ {SENTENCE}. 🎉🎉 服务 ‮oirartnoc‬"
    extraction = extract(extractor, text)
    assert "trasporto sociale" in found(extraction, Label.MEASURE)


def test_signs_without_words_say_so(extractor: Extractor) -> None:
    assert "no-words" in codes(extract(extractor, "🎉🎉🎉 123 --- 🚐 456 !!!"))


def test_a_short_text_says_that_it_is_short(extractor: Extractor) -> None:
    extraction = extract(extractor, "Buongiorno a tutti.")
    assert codes(extraction) >= {"short", "no-practice"}


def test_a_text_about_something_else_says_that_it_tells_no_practice(extractor: Extractor) -> None:
    text = (
        "Domani cielo sereno su tutta la pianura, con venti deboli e mare poco mosso; le nuvole "
        "torneranno nella notte e la temperatura calerà di qualche grado fino alla mattina dopo."
    )
    assert codes(extract(extractor, text)) == {"no-measure", "no-practice"}


def test_a_practice_read_in_full_has_nothing_to_note(quick: Extractor) -> None:
    assert extract(quick, SENTENCE + ".").notes == ()


@pytest.mark.slow
def test_20_000_lines_of_a_word_each_are_read(extractor: Extractor) -> None:
    words = ("doposcuola", "città", "Ostellato", "anziani", "e", "2021")
    text = "\n".join(words[n % len(words)] for n in range(20_000))
    started = time.process_time()
    extract(extractor, text)
    assert time.process_time() - started < 240


def many_words(size: int) -> str:
    return "\n".join(("doposcuola", "città", "Ostellato", "e")[n % 4] for n in range(size // 9))


def no_stops(size: int) -> str:
    return (", " + SENTENCE) * (size // len(SENTENCE))


def many_people(size: int) -> str:
    return "\n".join(people(size // 12))


@pytest.mark.parametrize("text", [many_words, no_stops, many_people])
def test_time_grows_with_length_and_no_faster(quick: Extractor, text: Callable[[int], str]) -> None:
    def spent(size: int) -> float:
        document = read(text(size).encode(), "lungo.txt")
        started = time.process_time()
        checked(quick.extract(document))
        return time.process_time() - started

    spent(2_000)  # what is made once is made
    short, long = spent(5_000), spent(20_000)
    # Four times the text: sixteen times the time would be the square of it.
    assert long < 8 * max(short, 0.05)
