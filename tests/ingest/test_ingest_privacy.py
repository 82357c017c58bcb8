"""Natural persons are no actors, and what identifies or reaches one is not kept."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.model import Label, Span
from ingest.privacy import MASK, masked, names_a_person, private_details, without_people
from ingest.privacy.details import is_iban, is_public_address, tax_code_sign

CONSONANTS = "BCDFGLMNPRSTVZ"
PROSE = st.text(alphabet=string.ascii_lowercase + "àèìòù ,;:\n", max_size=60)


@st.composite
def tax_codes(draw: st.DrawFn) -> str:
    letters = "".join(draw(st.lists(st.sampled_from(CONSONANTS), min_size=6, max_size=6)))
    year, month = draw(st.integers(0, 99)), draw(st.sampled_from("ABCDEHLMPRST"))
    day = draw(st.integers(1, 31)) + draw(st.sampled_from((0, 40)))
    town = draw(st.sampled_from("ABCDEFGHILMZ")) + f"{draw(st.integers(1, 999)):03}"
    first = f"{letters}{year:02}{month}{day:02}{town}"
    return first + tax_code_sign(first)


@st.composite
def italian_ibans(draw: st.DrawFn) -> str:
    rest = draw(st.sampled_from(string.ascii_uppercase)) + f"{draw(st.integers(0, 10**10 - 1)):010}"
    rest += f"{draw(st.integers(0, 10**12 - 1)):012}"
    for check in range(2, 99):
        if is_iban(code := f"IT{check:02}{rest}"):
            return code
    raise AssertionError(rest)


def in_prose(before: str, words: str, after: str) -> str:
    return f"{before} {words} {after}"


def actors(text: str, *names: str, label: Label = Label.ACTOR) -> tuple[Span, ...]:
    spans = []
    for name in names:
        start = text.index(name)
        spans.append(Span(start, start + len(name), name, label, 0.9, source="tagger"))
    return tuple(spans)


def test_the_check_sign_is_that_of_the_revenue_agency() -> None:
    # Codes that are published as examples.
    for code in ("RSSMRA80A01H501U", "MRTMTT91D08F205J", "MLLSNT82P65Z404U"):
        assert tax_code_sign(code[:15]) == code[15]


@given(tax_codes(), PROSE, PROSE, st.booleans())
def test_a_tax_code_is_found_in_any_text(code: str, before: str, after: str, small: bool) -> None:
    text = in_prose(before, code.lower() if small else code, after)
    assert [detail.kind for detail in private_details(text)] == ["tax-code"]
    assert code.lower() not in masked(text).lower()


@given(tax_codes())
def test_a_tax_code_written_in_groups_is_found(code: str) -> None:
    grouped = f"{code[:3]} {code[3:6]} {code[6:11]} {code[11:]}"
    assert masked(f"nata a Bologna, CF {grouped}.") == f"nata a Bologna, CF {MASK}."


@given(tax_codes(), st.sets(st.sampled_from((6, 7, 9, 10, 12, 13, 14)), min_size=1))
def test_a_code_with_letters_for_digits_is_known_by_its_check_sign(
    code: str, places: set[int]
) -> None:
    signs = list(code[:15])
    for place in places:
        signs[place] = "LMNPQRSTUV"[int(signs[place])]
    first = "".join(signs)
    right = tax_code_sign(first)
    wrong = "A" if right != "A" else "B"
    assert private_details(first + right)
    assert not private_details(first + wrong)


@given(italian_ibans(), PROSE, st.booleans())
def test_an_iban_is_found_with_and_without_blanks(iban: str, before: str, spaced: bool) -> None:
    written = " ".join(iban[n : n + 4] for n in range(0, 27, 4)) if spaced else iban
    assert masked(f"{before} IBAN {written} intestato") == f"{before} IBAN {MASK} intestato"


def test_a_foreign_iban_is_known_by_its_check_digits() -> None:
    assert masked("conto DE89 3704 0044 0532 0130 00 e altro") == f"conto {MASK} e altro"
    assert masked("codice DE88370400440532013000") == "codice DE88370400440532013000"


@pytest.mark.parametrize(
    "number",
    ["347 1234567", "347/1234567", "3471234567", "+39 347 123 4567", "0532 681234", "0532-681234",
     "06 1234 5678", "051.6598765", "0039 051 6598765"],
)  # fmt: skip
def test_a_telephone_number_is_masked(number: str) -> None:
    assert masked(f"Chiamare il {number} la mattina") == f"Chiamare il {MASK} la mattina"


@pytest.mark.parametrize(
    "text",
    ["Il costo è di 320.000.000 euro", "nel 2019-2020 e nel 2021-2023", "il 03.04.2020 alle 12",
     "01/02/2020", "1.146 famiglie", "€ 3471234,56", "Numero verde 800 123456", "chiama il 1522",
     "tel. 800.123.456", "CUP E81H22000010001", "partita IVA 01234567890", "D.Lgs. 117/2017",
     "dal 2021 al 2023, 3 500 persone", "CIG 8765432100", "art. 55, comma 4", "3.471.234.567 euro",
     "responsabilizzare", "CASADELLACOMUNITA"],
)  # fmt: skip
def test_what_is_no_detail_of_a_person_stays(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    ("address", "public"),
    [("protocollo@comune.ostellato.fe.it", True), ("comune.ostellato@cert.ostellato.it", True),
     ("servizi.sociali@comune.x.it", True), ("info@cooperativa.it", True),
     ("emporio@emporio-solidale.it", True), ("mario.rossi@comune.x.it", False),
     ("m.rossi@comune.x.it", False), ("anna.verdi@regione.x.it", False),
     ("lucia75@gmail.com", False), ("info.mario.rossi@studio.it", False),
     ("nonnalina@libero.it", False)],
)  # fmt: skip
def test_an_address_stays_where_it_is_that_of_an_office(address: str, public: bool) -> None:
    local, _, domain = address.partition("@")
    assert is_public_address(local, domain) is public
    text = f"Scrivere a {address}."
    assert masked(text) == (text if public else f"Scrivere a {MASK}.")


def test_an_address_made_hard_to_copy_is_masked_too() -> None:
    assert masked("mario.rossi [at] gmail.com") == MASK
    assert masked("mario.rossi @ gmail.com") == MASK


@given(tax_codes(), st.integers(0, 40), st.integers(0, 40))
def test_a_quote_that_cuts_a_detail_shows_none_of_it(code: str, first: int, length: int) -> None:
    text = f"La signora, {code}, abita qui e risponde."
    start, end = first, min(first + length, len(text))
    shown = masked(text, start, end)
    where = text.index(code)
    overlap = text[max(start, where) : min(end, where + 16)]
    assert not overlap or MASK in shown
    assert len(overlap) < 3 or overlap not in shown


@given(PROSE)
def test_words_without_details_are_never_changed(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    "words",
    ["Mario Rossi", "MARIO ROSSI", "Rossi Mario", "ROSSI MARIO", "dott.ssa Anna Verdi",
     "Dott. Verdi", "presidente Mario Rossi", "Il presidente Mario Rossi",
     "l'assessora Giulia Neri",
     "legale rappresentante Giovanni D'Angelo", "Maria De Luca", "Maria Rosaria Di Benedetto",
     "Gaia Bianchi", "M. Rossi", "sindaco Rossi", "avv. Xhevahire Krasniqi", "sig.ra Bianchi"],
)  # fmt: skip
def test_these_are_names_of_persons(words: str) -> None:
    assert names_a_person(words)


@pytest.mark.parametrize(
    "words",
    ["Comune di Ostellato", "Fondazione Mario Rossi", "cooperativa Angelo Abriani", "Don Bosco",
     "Reggio Emilia", "San Giovanni in Persiceto", "Direttore SOCIALIS", "Auser Milano",
     "Iris Castelfranco", "Martina Solidale", "Istituto G. Falusi", "ASL Roma 1", "Libera Palermo",
     "presidente della Regione", "anziani soli", "Caritas diocesana", "Gino Spa", "", "1911",
     "Friuli-Venezia Giulia"],
)  # fmt: skip
def test_these_are_not(words: str) -> None:
    assert not names_a_person(words)


def test_persons_are_left_out_whoever_found_them() -> None:
    text = "Firmato: Mario Rossi per il Comune di Ostellato, dott.ssa Anna Verdi per Auser."
    spans = actors(text, "Mario Rossi", "Comune di Ostellato", "dott.ssa Anna Verdi", "Auser")
    kept, left_out = without_people(spans, text)
    assert [span.text for span in kept] == ["Comune di Ostellato", "Auser"]
    assert [span.text for span in left_out] == ["Mario Rossi", "dott.ssa Anna Verdi"]


def test_a_body_named_after_a_person_stays_under_its_short_name_too() -> None:
    text = "L'ASST Carlo Poma apre. La Carlo Poma cura; la cooperativa Placido Rizzotto aiuta."
    again = text.rindex("Carlo Poma")
    spans = (
        *actors(text, "ASST Carlo Poma", "Placido Rizzotto"),
        Span(again, again + 10, "Carlo Poma", Label.ACTOR, 0.9),
    )
    kept, left_out = without_people(spans, text)
    assert "Carlo Poma" in {span.text for span in kept}
    assert not left_out


def test_a_practice_may_be_dedicated_to_a_person_but_is_none() -> None:
    text = "Il filo di Arianna e La Bottega di Gennaro. Mario Rossi"
    names = ("Il filo di Arianna", "La Bottega di Gennaro", "Mario Rossi")
    kept, left_out = without_people(actors(text, *names, label=Label.PRACTICE), text)
    assert [span.text for span in kept] == ["Il filo di Arianna", "La Bottega di Gennaro"]
    assert [span.text for span in left_out] == ["Mario Rossi"]


def test_a_name_nobody_lists_is_a_person_among_persons() -> None:
    text = "Firmatari:\n- Mario Rossi\n- Xhevahire Krasniqi\n- Anna Verdi\n"
    kept, left_out = without_people(actors(text, "Xhevahire Krasniqi"), text)
    assert not kept
    assert left_out


def test_a_span_with_a_detail_is_left_out_whatever_its_label() -> None:
    text = "sportello di ascolto tel. 347 1234567 aperto ogni giorno"
    spans = actors(text, "sportello di ascolto tel. 347 1234567", label=Label.MEASURE)
    assert without_people(spans, text) == ((), spans)


@given(st.text(max_size=300))
def test_any_text_is_masked_without_a_crash(text: str) -> None:
    assert (MASK in masked(text)) is (bool(private_details(text)) or MASK in text)
    assert names_a_person(text) in (True, False)
