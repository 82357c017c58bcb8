"""What may be one under two names: pure comparisons, learning, and a small library."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from api.settings import Settings
from api.workplace import Workplace
from corpus.evaluation.sameness import (
    Compared,
    compared_documents,
    is_test,
    name_table,
    practice_table,
)
from corpus.sameness.learning import best_threshold, learn, write_scales
from corpus.sameness.organisations import OrganisationTraits, around, compare
from corpus.sameness.practices import Background, shared_weight
from corpus.sameness.scale import Scale, load_scale
from corpus.splits import Split
from ingest.jail import ReadingRoom
from ontology.places import Gazetteer, load_gazetteer
from search.encoder import HashingEncoder


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    return load_gazetteer(Settings().resources / "places")


def body(name: str, *codes: str, places: Gazetteer) -> OrganisationTraits:
    return OrganisationTraits(f"organisation/{name}", (name,), around(codes, places))


def likely(one: tuple[str, ...], other: tuple[str, ...], places: Gazetteer) -> bool:
    shared = compare(body(*one, places=places), body(*other, places=places), places)
    scale = load_scale("organisation")
    return bool(shared) and scale.score(shared) >= scale.threshold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ASL TO3", "001272"), ("AslTO3", "001272")),
        (("Fondazione Demarchi", "022205"), ("Fondazione Franco Demarchi", "022205")),
        (("Cooperativa sociale Duemilauno", "032006"), ("Duemilauno", "032006")),
    ],
)
def test_two_spellings_of_a_body_at_work_in_one_town_are_announced(
    one: tuple[str, ...], other: tuple[str, ...], places: Gazetteer
) -> None:
    assert likely(one, other, places)
    assert likely(other, one, places)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ASL Roma 1", "058091"), ("ASL Roma 2", "058091")),
        (("Comune di Perugia", "054039"), ("Fondazione Perugia", "054039")),
        (("Auser", "037006"), ("Auser Sicilia", "082053")),
        (("Comune di Bagno a Ripoli", "048001"), ("Comune di Bagnolo di Po", "029003")),
        (("Consorzio Alba", "004003"), ("Cooperativa Orizzonte", "004003")),
        pytest.param(
            ("Il Mosaico", "037006"),
            ("Il Mosaico", "082053"),
            marks=pytest.mark.xfail(strict=True, reason="everyday names far apart are announced"),
        ),
    ],
)
def test_two_bodies_that_look_alike_are_not(
    one: tuple[str, ...], other: tuple[str, ...], places: Gazetteer
) -> None:
    assert not likely(one, other, places)


def test_uncommon_words_weigh_and_nothing_shared_is_nothing() -> None:
    assert shared_weight({"fenic": 3.0, "ast": 1.0}, {"fenic": 3.0, "ast": 1.0}) == pytest.approx(1)
    assert shared_weight({"fenic": 3.0}, {"orto": 1.0}) == 0
    assert shared_weight({}, {"orto": 1.0}) == 0


def test_nearness_counts_as_far_as_it_is_above_the_usual() -> None:
    assert Background(0.8, 0.05).above(0.8) == 0
    assert Background(0.8, 0.05).above(0.9) == pytest.approx(0.5)
    assert Background(0.0, 0.0).above(0.9) == 0  # where no usual is known, nearness says nothing


def test_a_scale_is_learnt_and_written_and_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs = [({"words": n / 10}, n >= 6) for n in range(10)]
    scale = learn("practice", pairs)
    assert scale.score({"words": 0.9}) > scale.score({"words": 0.1})
    assert [scale.score(f) >= scale.threshold for f, _ in pairs] == [same for _, same in pairs]
    path = tmp_path / "weights.toml"
    write_scales({"practice": scale}, path)
    monkeypatch.setattr("corpus.sameness.scale.WEIGHTS", path)
    load_scale.cache_clear()
    try:
        assert load_scale("practice") == scale
    finally:
        load_scale.cache_clear()
    with pytest.raises(ValueError, match="both"):
        learn("practice", [({"words": 1.0}, True)])


def test_the_threshold_is_the_best_of_those_that_are_precise_enough() -> None:
    assert best_threshold([(0.9, True), (0.8, True), (0.4, False)]) == pytest.approx(0.6)
    half = [(0.9, True), (0.5, False), (0.4, True), (0.1, False)]
    assert best_threshold(half) == pytest.approx(0.7)  # further down, two of three are right


def test_a_pair_counts_once_and_is_for_the_test_when_one_document_is() -> None:
    splits = {"a": Split.TRAIN, "b": Split.TEST, "c": Split.TRAIN}
    found = [("a", "b", {"words": 1.0}), ("b", "a", {"words": 1.0}), ("c", "a", {"words": 0.0})]
    compared = compared_documents(found, {("a", "b")}, splits)
    assert [(p.one, p.other, p.same, p.test) for p in compared] == [
        ("a", "b", True, True),
        ("a", "c", False, False),
    ]
    assert is_test(("a", "b"), splits)
    scale = Scale(-5.0, {"words": 10.0}, 0.5)
    titles = {"a": "Orti", "b": "L'orto", "c": "ORTI"}
    table = practice_table(compared, {("a", "b")}, splits, titles, scale)
    rows = {(row[0], row[1]): row[2:6] for row in table.rows}
    assert rows["di prova", "parole, significato, nomi, luoghi, cifre"] == (1, 1, 1.0, 1.0)
    assert rows["per imparare", "titolo uguale, senza accenti e maiuscole"][:2] == (0, 1)


def test_names_that_are_one_node_already_count_as_found() -> None:
    pairs = [
        Compared("Asl 1", "ASL 1", {}, same=True, test=True, joined=True),
        Compared("Auser", "Ausilio", {}, same=False, test=True),
    ]
    table = name_table(pairs, Scale(0.0, {}, 0.9))
    (row,) = [r for r in table.rows if r[0] == "di prova" and str(r[1]).startswith("un nodo")]
    assert row[4:6] == (1.0, 1.0)


DOCUMENT = "---\nid: {0}\ntitle: {1}\n---\n\n# {1}\n\n{2}\n"
STORIES = {
    "navetta-delta": (
        "Navetta per le visite a Ostellato",
        "Il Comune di Ostellato ha attivato il trasporto sociale Filo Azzurro per gli anziani soli"
        " delle frazioni di Dogato e Libolla. Lo guida la cooperativa Girabacino. Il servizio"
        " costa 12.350 euro e accompagna in ambulatorio.",
    ),
    "filo-azzurro": (
        "In ambulatorio con il Filo Azzurro",
        "A Ostellato gli anziani soli di Dogato e Libolla vanno in ambulatorio con il trasporto"
        " sociale Filo Azzurro, guidato dalla cooperativa sociale Girabacino. Costo: 12.350 euro.",
    ),
    "orti-potenza": (
        "Orti sociali a Potenza",
        "La Regione Basilicata finanzia orti sociali per persone con disabilità e anziani a"
        " Potenza.",
    ),
    "emporio-asti": (
        "Emporio solidale di Asti",
        "La Caritas diocesana gestisce ad Asti un emporio solidale per le famiglie in difficoltà"
        " economica. Destinatari: famiglie con minori.",
    ),
}


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    folder = tmp_path_factory.mktemp("doubles")
    made = Workplace(Settings(data=folder / "data"), encoder=HashingEncoder())
    with ReadingRoom() as room, made.accessions(room) as accessions:
        for name, (title, text) in STORIES.items():
            path = folder / f"{name}.md"
            path.write_text(DOCUMENT.format(name, title, text), encoding="utf-8")
            assert accessions.ingest(path).reason is None
        assert accessions.likely("orti-potenza") == ()
    return made


def test_a_practice_told_twice_is_the_first_to_be_compared_and_the_reasons_are_told(
    workplace: Workplace,
) -> None:
    with workplace.library().finder() as finder:
        pairs = [(b.id, finder.features(a, b)) for a, b in finder.pairs("navetta-delta")]
        (best, features), *_ = pairs
        assert best == "filo-azzurro"
        assert features["amounts"] == 1
        assert features["same_comune"] == 1
        found = {one.id: one for one in finder.practice("navetta-delta")}
        assert "practice/orti-potenza" not in found
        reasons = " ".join(found["practice/filo-azzurro"].reasons)
        assert "gli stessi importi: 12.350 €" in reasons
        assert "lo stesso comune: Ostellato" in reasons


def test_a_library_without_vectors_is_compared_all_the_same(workplace: Workplace) -> None:
    with workplace.library().finder() as finder:
        for one, other in finder.pairs("orti-potenza"):
            assert np.isfinite([*finder.features(one, other).values()]).all()
        assert finder.practice("non-c-e") == ()
        assert finder.organisation("organisation/non-c-e") == ()
