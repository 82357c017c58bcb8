"""From a situation to who has done it: on a small library, taken in as `prassi ingest` would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from api.settings import Settings
from api.workplace import Workplace
from corpus.library import Library
from corpus.matching.comparison import UnfitComparison, UnknownPractice
from corpus.matching.limits import load_limits
from corpus.matching.matchmaker import Matchmaker, UnknownOrganisation
from corpus.matching.shapes import Match
from corpus.matching.situation import UnfitSituation
from corpus.matching.territory import UnknownPlace
from corpus.views import FactKind
from ingest.jail import ReadingRoom
from search.encoder import HashingEncoder
from search.model import SearchResults

PRACTICES = {
    "taxi-capracotta": (
        "Taxi sociale a Capracotta",
        "Il Comune di Capracotta ha attivato un servizio di trasporto sociale rivolto agli anziani "
        "soli, in collaborazione con l'associazione di volontariato Auser Capracotta. Gli anziani "
        "non riescono ad andare alle visite mediche. Il servizio è in corso e costa 8.000 euro.",
    ),
    "navetta-ostellato": (
        "Navetta per le visite a Ostellato",
        "Il Comune di Ostellato ha attivato un servizio di trasporto sociale rivolto agli anziani "
        "soli, in collaborazione con l'associazione di volontariato Auser Ostellato. Il servizio "
        "porta alle visite mediche, è in corso e costa 12.000 euro. Serve un furgone.",
    ),
    "trasporto-milano": (
        "Trasporto sociale a Milano",
        "Il Comune di Milano ha attivato un servizio di trasporto sociale rivolto agli anziani "
        "soli, in collaborazione con la Fondazione Vicini. Porta gli anziani alle visite mediche.",
    ),
    "emporio-asti": (
        "Emporio solidale di Asti",
        "La Caritas diocesana gestisce ad Asti un emporio solidale per le famiglie in difficoltà "
        "economica. Destinatari: famiglie con minori.",
    ),
    "orti-potenza": (
        "Orti sociali a Potenza",
        "La Regione Basilicata finanzia orti sociali per persone con disabilità e anziani a "
        "Potenza.",
    ),
}
AUSER = "associazione-auser-capracotta"
NEED = "gli anziani non riescono ad andare alle visite mediche"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("matching")
    workplace = Workplace(Settings(data=folder / "data"), encoder=HashingEncoder())
    take_in(workplace, folder, PRACTICES)
    return workplace.library()


def take_in(workplace: Workplace, folder: Path, practices: dict[str, tuple[str, str]]) -> None:
    with ReadingRoom() as room, workplace.accessions(room) as accessions:
        for identifier, (title, text) in practices.items():
            file = folder / f"{identifier}.md"
            file.write_text(f"---\nid: {identifier}\ntitle: {title}\n---\n\n# {title}\n\n{text}\n")
            outcome = accessions.ingest(file)
            assert outcome.reason is None, outcome


@pytest.fixture(scope="module")
def asked(library: Library) -> Matchmaker:
    return Matchmaker(library)


def shown(match: Match) -> list[str]:
    return [one.view.id for group in match.groups for one in group.practices]


def test_a_described_need_leads_to_who_has_done_it_under_the_measure(asked: Matchmaker) -> None:
    found = asked.match(asked.situation(NEED))
    first = found.groups[0]
    assert first.concept == "measure:trasporto-sociale"
    assert first.label == "Trasporto sociale e accompagnamento"
    assert {one.view.id for one in first.practices} == {
        "taxi-capracotta",
        "navetta-ostellato",
        "trasporto-milano",
    }
    assert found.situation.beneficiaries == ("beneficiary:anziani",)


def test_each_practice_stands_under_one_measure_only(asked: Matchmaker) -> None:
    everything = shown(asked.match(asked.situation(NEED)))
    assert len(everything) == len(set(everything))


def test_a_practice_says_who_for_whom_with_what_money_and_why(
    asked: Matchmaker, library: Library
) -> None:
    found = asked.match(asked.situation(NEED, place="Agnone", means="abbiamo un furgone"))
    one = next(p for g in found.groups for p in g.practices if p.view.id == "navetta-ostellato")
    assert [place.name for place in one.places] == ["Ostellato"]
    assert "12.000 €" in [fact.label for fact in one.view.of(FactKind.MONEY)]
    assert {"organisation/associazione-auser-ostellato"} <= {
        f.concept for f in one.view.of(FactKind.ACTOR)
    }
    kinds = [because.kind for because in one.because]
    assert {"destinatari", "territorio", "mezzi", "parole"} <= set(kinds)
    means = next(because for because in one.because if because.kind == "mezzi")
    assert means.detail == ("furgone",)
    document = library.document("navetta-ostellato")
    assert document is not None
    assert one.passage is not None
    assert document.text[one.passage.start : one.passage.end] == one.passage.text


def test_a_like_town_comes_before_a_city_where_all_else_is_equal(asked: Matchmaker) -> None:
    (first, *_) = asked.match(asked.situation(NEED, place="Agnone")).groups
    order = [one.view.id for one in first.practices]
    assert order[0] == "taxi-capracotta"
    town, city = (
        next(o for o in first.practices if o.view.id == name)
        for name in ("taxi-capracotta", "trasporto-milano")
    )
    assert town.relation is not None
    assert city.relation is not None
    assert (town.relation.same, city.relation.same) == ("provincia", None)
    assert town.relation.kind > city.relation.kind
    assert "un paese piccolissimo in una zona poco abitata, come Agnone" in town.relation.text


def test_need_and_person_may_be_given_by_name_or_by_identifier(asked: Matchmaker) -> None:
    by_name = asked.situation(needs=["Mobilità e trasporto"], beneficiaries=["ANZIANI"])
    by_identifier = asked.situation(
        needs=["need:mobilita-trasporto"], beneficiaries=["beneficiary:anziani"]
    )
    assert by_name == by_identifier
    assert "taxi-capracotta" in shown(asked.match(by_name))


def test_means_alone_are_a_question_too(asked: Matchmaker) -> None:
    found = asked.match(asked.situation(means="un furgone"))
    assert shown(found)[0] == "navetta-ostellato"


def test_partners_near_come_first_and_a_whole_sentence_of_the_source_proves_them(
    asked: Matchmaker, library: Library
) -> None:
    partners = asked.match(asked.situation(NEED, place="Agnone")).partners
    assert partners[0].id in ("comune-di-capracotta", AUSER)
    auser = next(one for one in partners if one.id == AUSER)
    assert auser.parts[0].practice == "taxi-capracotta"
    assert auser.relation is not None
    assert auser.relation.place.name == "Capracotta"
    assert "Taxi sociale a Capracotta" in auser.because[0].text
    document = library.document("taxi-capracotta")
    assert document is not None
    assert auser.evidence is not None
    text = document.text[auser.evidence.start : auser.evidence.end]
    assert " ".join(text.split()) == " ".join(auser.evidence.quote.split())
    assert text.startswith("Il Comune di Capracotta ha attivato")
    assert text.endswith("Auser Capracotta.")


def test_a_region_takes_in_its_towns(asked: Matchmaker) -> None:
    first = asked.match(asked.situation(NEED, place="Molise")).groups[0].practices[0]
    assert first.view.id == "taxi-capracotta"
    assert first.relation is not None
    assert (first.relation.same, first.relation.nearness) == ("regione", 1.0)


@pytest.mark.parametrize("blank", ["", "   ", "\n\t", "\u200b"])
def test_nothing_to_go_by_is_refused_with_what_to_write(asked: Matchmaker, blank: str) -> None:
    with pytest.raises(UnfitSituation, match="raccontatela in una frase") as refused:
        asked.situation(blank, means=blank, place="Agnone")
    assert refused.value.parameter == "q"


def test_a_description_of_a_hundred_thousand_characters_is_refused_at_once(
    asked: Matchmaker,
) -> None:
    with pytest.raises(UnfitSituation, match="ha 100000 caratteri: al massimo 2000"):
        asked.situation("x" * 100_000)
    most = load_limits().input.description
    assert asked.match(asked.situation("anziani " * (most // 8))).groups


def test_an_unknown_need_or_person_says_which_are_near(asked: Matchmaker) -> None:
    with pytest.raises(
        UnfitSituation, match="il bisogno «mobilta» non è tra quelli noti"
    ) as refused:
        asked.situation(needs=["mobilta"])
    assert any("need:mobilita-trasporto" in near for near in refused.value.near)
    with pytest.raises(UnfitSituation, match="beneficiary:anziani"):
        asked.situation(beneficiaries=["beneficiary:anzziani"])
    with pytest.raises(UnfitSituation, match="per esempio"):
        asked.situation(needs=["qzx"])
    with pytest.raises(UnfitSituation, match="non è tra quelli noti"):
        asked.situation(needs=["beneficiary:anziani"])


def test_an_unknown_place_says_which_are_near_and_a_shared_name_asks_for_the_code(
    asked: Matchmaker,
) -> None:
    with pytest.raises(UnknownPlace, match="forse Ostellato \\(Ferrara, 038017\\)"):
        asked.situation("anziani", place="Ostelato")
    with pytest.raises(UnknownPlace, match="ce n'è più d'uno") as refused:
        asked.situation("anziani", place="Livo")
    assert refused.value.near == ("Livo (Como, 013130)", "Livo (Trento, 022106)")
    place = asked.situation("anziani", place="013130").place
    assert place is not None
    assert place.name == "Livo"


def test_a_question_without_an_answer_shows_no_one(tmp_path: Path) -> None:
    workplace = Workplace(Settings(data=tmp_path / "data"), encoder=HashingEncoder())
    take_in(workplace, tmp_path, {})
    nobody = Matchmaker(workplace.library())
    found = nobody.match(nobody.situation(NEED, place="Agnone"))
    assert (found.groups, found.partners) == ((), ())


@pytest.mark.parametrize("doubted", [True, False])
def test_a_match_is_doubted_where_search_doubts_that_anything_answers(
    asked: Matchmaker, monkeypatch: pytest.MonkeyPatch, doubted: bool
) -> None:
    sought = asked.library.search

    def verdict(question: str, filters: Mapping[str, Sequence[str]], limit: int) -> SearchResults:
        # Where one asks near a place, the verdict that counts is that on the whole library.
        said = doubted if not filters else not doubted
        return replace(sought(question, filters, limit), doubted=said)

    monkeypatch.setattr(asked.library, "search", verdict)
    found = asked.match(asked.situation(NEED, place="Capracotta"))
    assert found.doubted is doubted
    assert found.groups


def test_similar_practices_share_what_they_say_they_share(asked: Matchmaker) -> None:
    found = asked.similar("taxi-capracotta")
    assert found[0].view.id in ("navetta-ostellato", "trasporto-milano")
    assert "taxi-capracotta" not in [one.view.id for one in found]
    assert found[0].shared["measure"] == ("measure:trasporto-sociale",)
    told = [because.text for because in found[0].because]
    assert "fanno le stesse cose: trasporto sociale e accompagnamento" in told
    scores = {one.view.id: one.score for one in found}
    assert scores["navetta-ostellato"] > scores["emporio-asti"]


def test_who_does_the_same_is_found_nearest_first_and_never_oneself(asked: Matchmaker) -> None:
    found = asked.alike(AUSER)
    names = [one.id for one in found]
    assert AUSER not in names
    # It works with its own comune already, which is nearer all the same.
    assert names[0] == "comune-di-capracotta"
    assert {"associazione-auser-ostellato", "comune-di-milano"} <= set(names)
    assert not [one for one in found if one.id.startswith("caritas")]
    told = [because.text for one in found for because in one.because]
    assert "fa le stesse cose: trasporto sociale e accompagnamento" in told


def test_practices_side_by_side_show_what_is_shared_and_what_is_not(asked: Matchmaker) -> None:
    found = asked.compare(["taxi-capracotta", "navetta-ostellato"])
    rows = {row.kind: row for row in found.rows}
    assert rows[FactKind.MEASURE].shared == ("Trasporto sociale e accompagnamento",)
    assert rows[FactKind.BENEFICIARY].shared
    assert rows[FactKind.PLACE].shared == ()
    assert rows[FactKind.PLACE].only == (("Capracotta",), ("Ostellato",))
    assert rows[FactKind.MONEY].only == (("8.000 €",), ("12.000 €",))
    assert rows[FactKind.STATUS].shared == ("In corso",)
    assert all(f.evidence for row in found.rows for cell in row.cells for f in cell)


def test_a_comparison_takes_two_to_five_practices_that_exist(asked: Matchmaker) -> None:
    with pytest.raises(UnfitComparison, match="da 2 a 5 pratiche: qui ce n'è 1"):
        asked.compare(["taxi-capracotta"])
    with pytest.raises(UnfitComparison, match="qui ce n'è 6"):
        asked.compare(list("abcdef"))
    with pytest.raises(UnfitComparison, match="due volte"):
        asked.compare(["taxi-capracotta", "taxi-capracotta"])
    with pytest.raises(UnknownPractice, match="«non-ce»"):
        asked.compare(["taxi-capracotta", "non-ce"])
    assert len(asked.compare(list(PRACTICES)).practices) == 5


@pytest.mark.parametrize("name", ["non-ce", "", "../..", "ORTI", "vocabulary", "à" * 300])
def test_who_is_not_held_is_named_in_the_refusal(asked: Matchmaker, name: str) -> None:
    with pytest.raises(UnknownPractice):
        asked.similar(name)
    with pytest.raises(UnknownOrganisation, match="non è nella libreria"):
        asked.alike(name)


def test_an_outline_says_what_the_whole_view_says(library: Library) -> None:
    for identifier in PRACTICES:
        whole, outline = library.practice(identifier), library.outlines.practice(identifier)
        assert whole is not None
        assert outline is not None
        told = {(f.kind, f.label, f.concept) for f in outline.view.facts}
        # The state is told as a fact only where words prove it, and an outline has no proofs.
        stated = [f for f in whole.facts if f.kind is not FactKind.STATUS]
        assert told == {(f.kind, f.label, f.concept) for f in stated}
        assert (outline.view.title, outline.view.status) == (whole.title, whole.status)


def test_what_is_withdrawn_leaves_every_answer(tmp_path: Path) -> None:
    workplace = Workplace(Settings(data=tmp_path / "data"), encoder=HashingEncoder())
    take_in(workplace, tmp_path, PRACTICES)
    library = workplace.library()
    asked = Matchmaker(library)
    assert "taxi-capracotta" in shown(asked.match(asked.situation(NEED)))
    with ReadingRoom() as room, workplace.accessions(room) as accessions:
        accessions.retract("taxi-capracotta")
    assert library.refresh()
    found = asked.match(asked.situation(NEED, place="Agnone"))
    assert "taxi-capracotta" not in shown(found)
    assert AUSER not in [one.id for one in found.partners]
    assert "taxi-capracotta" not in [o.view.id for o in asked.similar("navetta-ostellato")]
    with pytest.raises(UnknownOrganisation):
        asked.alike(AUSER)
