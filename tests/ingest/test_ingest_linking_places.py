"""Places of any finder: codes, namesakes, everyday names, and the parts of a territory."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.linking.places import link_places
from ingest.model import Label, Span
from ontology.places import Gazetteer, gather

_MARK = re.compile(r"\[([^\]]+)\]")
ROWS = [
    ("001272", "Torino", "Torino", "01", "Piemonte", 850_000),
    ("001235", "Samone", "Torino", "01", "Piemonte", 1_600),
    ("022165", "Samone", "Trento", "04", "Trentino-Alto Adige/Südtirol", 500),
    ("022205", "Trento", "Trento", "04", "Trentino-Alto Adige/Südtirol", 118_000),
    ("096063", "Sostegno", "Biella", "01", "Piemonte", 700),
    ("072006", "Bari", "Bari", "16", "Puglia", 320_000),
    ("066049", "L'Aquila", "L'Aquila", "13", "Abruzzo", 70_000),
    ("058091", "Roma", "Roma", "12", "Lazio", 2_800_000),
]
GAZETTEER: Gazetteer = gather(
    {
        "istat_code": code, "name_it": name, "name_other": "", "province": province,
        "region_code": region_code, "region": region, "lat": "", "lon": "",
        "population": str(people), "ontopia_iri": f"https://example.org/{code}",
    }
    for code, name, province, region_code, region, people in ROWS
)  # fmt: skip


def link(marked: str, label: Label = Label.PLACE) -> list[tuple[str | None, str | None]]:
    """Return code and area of each [place] of a text."""
    text, spans = "", []
    for number, piece in enumerate(_MARK.split(marked)):
        if number % 2:
            kind = Label.ACTOR if piece.startswith("Comune di") else label
            spans.append(Span(len(text), len(text) + len(piece), piece, kind, 0.9))
        text += piece
    linked = link_places(spans, text, GAZETTEER)
    return [(span.concept, span.entity) for span in linked if span.label is Label.PLACE]


@pytest.mark.parametrize(
    ("marked", "code"),
    [
        ("Si parte a [Torino].", "001272"),
        ("Nella [provincia di Torino] si parte.", "001"),
        ("In [provin-\ncia dell'Aquila] si parte.", "066"),
        ("Il [Torinese] è grande.", "001"),
        ("Si parte a [Samone] (TN).", "022165"),
        ("Si parte a [Samone] (TO).", "001235"),
    ],
)
def test_territories_get_their_code(marked: str, code: str) -> None:
    assert link(marked) == [(code, None)]


def test_of_two_comuni_of_one_name_the_nearest_territory_decides() -> None:
    assert link("A [Samone], vicino a [Trento], si parte.")[0] == ("022165", None)
    assert link("A [Samone], vicino a [Torino], si parte.")[0] == ("001235", None)
    far = "x " * 900
    both = f"[Torino] {far} A [Samone], vicino a [Trento], si parte."
    assert link(both)[1] == ("022165", None)


def test_an_everyday_word_is_a_comune_only_with_evidence() -> None:
    assert link("[Sostegno] alle famiglie.") == [(None, None)]
    assert link("Si parte a [Sostegno].") == [("096063", None)]
    assert link("[Sostegno] (BI) è piccolo.") == [("096063", None)]
    assert link("[Comune di Sostegno]: da [Sostegno] si parte.") == [("096063", None)]
    assert link("[Sostegno] e [Torino] insieme.")[0] == ("096063", None)


@pytest.mark.parametrize(
    ("marked", "area"),
    [
        ("Nel [quartiere San Paolo] a Bari si apre.", "area/quartiere-san-paolo-072006"),
        ("Nel [quartiere San Paolo] di Bari si apre.", "area/quartiere-san-paolo-072006"),
        ("Nella [frazione Preturo] (L'Aquila)", "area/frazione-preturo-066049"),
        ("In [Val Chisone] si apre.", None),
        ("Nel [basso Lazio] si apre.", "area/basso-lazio-12"),
        ("Nella [valle dei Cento Laghi] si apre.", None),
    ],
)
def test_parts_and_areas_keep_their_name_and_the_parent_that_the_text_says(
    marked: str, area: str | None
) -> None:
    if "Chisone" in marked:
        area = "area/val-chisone-001"
    assert link(marked) == [(None, area)]


def test_a_quarter_is_in_the_only_comune_of_its_document_or_in_none() -> None:
    one = link("A [Bari] si parte. Poi nel [quartiere Libertà].")
    assert one[1] == (None, "area/quartiere-liberta-072006")
    two = link("A [Bari] e a [Torino] si parte. Poi nel [quartiere Libertà].")
    assert two[2] == (None, None)
    body = link("Il [Comune di Roma] paga. Poi nel [Municipio XIV].")
    assert body == [(None, "area/municipio-xiv-058091")]


def test_codes_that_a_finder_gave_stay() -> None:
    span = Span(0, 5, "Langa", Label.PLACE, 0.9, "072006")
    assert link_places((span,), "Langa", GAZETTEER) == (span,)


@given(st.lists(st.text(min_size=1, max_size=30), max_size=6))
def test_any_words_at_all_are_linked_or_left(names: list[str]) -> None:
    text = " ".join(names)
    spans, at = [], 0
    for name in names:
        spans.append(Span(at, at + len(name), name, Label.PLACE, 0.5))
        at += len(name) + 1
    for span in link_places(spans, text, GAZETTEER):
        assert span.concept is None or GAZETTEER.get(span.concept)
        assert span.entity is None or GAZETTEER.get(span.entity.rpartition("-")[2])
