"""What curators decide is kept, survives crashes, and becomes annotated documents."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.decisions import BadDecision, Correction, Decision, Decisions, StatementKey, Verdict
from corpus.gold import read_gold
from corpus.judged import judged
from corpus.judging import TAGGING, Aspect, claim_of, judgeable, tagging
from corpus.revision import REJECTED, export
from ingest.model import Document, Extraction, Label, Literal, Ref, Span, Statement

TEXT = (
    "Il Comune di Asti offre trasporto sociale agli anziani soli contro la solitudine. "
    "Le famiglie guardano."
)
WHEN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
SHA = "a" * 64


def say(subject: str, predicate: str, value: Ref | Literal, words: str) -> Statement:
    start = TEXT.index(words)
    return Statement(subject, predicate, value, start, start + len(words), 0.8)


def found(words: str, label: Label, concept: str | None = None) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words), words, label, 0.8, concept)


MEASURE, PEOPLE = "measure/asti-trasporto-sociale", "beneficiary-target/asti-anziani-soli"
HAS_MEASURE = say("practice/asti", "wp:hasMeasure", Ref(MEASURE), "trasporto sociale")
TYPE = say(MEASURE, "dct:type", Ref("measure:trasporto-sociale"), "trasporto sociale")
FOR_WHOM = say("practice/asti", "wp:hasBeneficiary", Ref(PEOPLE), "anziani soli")
GROUP = say(PEOPLE, "wp:group", Ref("beneficiary:anziani-soli"), "anziani soli")
JOIN = say(MEASURE, "wp:hasBeneficiary", Ref(PEOPLE), "trasporto sociale agli anziani soli")
TOWN = say("participation/a", "cv:hasParticipant", Ref("organisation/asti"), "Comune di Asti")
ROLE = say("participation/a", "cv:role", Ref("role:promotore"), "Comune di Asti offre")
SEAT = say("practice/asti", "dct:spatial", Ref("place:005005"), "Comune di Asti")
NEED = say("practice/asti", "wp:addressesNeed", Ref("need:solitudine-isolamento"), "solitudine")
STATUS = say("practice/asti", "wp:implementationStatus", Ref("implementation-status:in-corso"),
             "offre")  # fmt: skip
SPANS = (
    found("Comune di Asti", Label.ACTOR, "actor:comune"),
    found("trasporto sociale", Label.MEASURE, "measure:trasporto-sociale"),
    found("anziani soli", Label.BENEFICIARY, "beneficiary:anziani-soli"),
    found("solitudine", Label.NEED, "need:solitudine-isolamento"),
    found("famiglie", Label.BENEFICIARY, "beneficiary:famiglie"),
)
STATED = (HAS_MEASURE, TYPE, FOR_WHOM, GROUP, JOIN, TOWN, ROLE, SEAT, NEED, STATUS)
READ = Extraction(
    Document("asti", "Navetta: «Asti»", SHA, "text/plain", TEXT, ()), (), SPANS, STATED, ()
)
ALL = judgeable(READ)


def decide(
    statement: Statement,
    verdict: Verdict = Verdict.ACCEPTED,
    correction: Correction | None = None,
    **other: str,
) -> Decision:
    words = TEXT[statement.start : statement.end]
    key = StatementKey.of(statement)
    made = Decision(SHA, key, words, verdict, "anna", WHEN, correction)
    return replace(made, **other)


def standing(decisions: Iterable[Decision]) -> Mapping[StatementKey, Decision]:
    return {one.statement: one for one in decisions}


def spans(decisions: Iterable[Decision]) -> dict[str, tuple[Label, str | None, dict[str, str]]]:
    made = judged(READ, standing(decisions))
    return {s.text: (s.label, s.concept, dict(s.attributes)) for s in made.spans}


# The log.


def test_a_decision_read_again_is_the_same_decision(tmp_path: Path) -> None:
    log = Decisions(tmp_path / "data" / "decisions.jsonl")
    assert log.history() == ()
    value = Correction(Literal("12.5", "xsd:decimal"), 3, 5)
    made = [decide(NEED), decide(TYPE, Verdict.CORRECTED, value), decide(JOIN, Verdict.REJECTED)]
    log.record(made[:1])
    log.record(made[1:])
    assert list(log.history()) == made


def test_the_last_decision_stands_and_a_withdrawn_one_is_as_none(tmp_path: Path) -> None:
    log = Decisions(tmp_path / "decisions.jsonl")
    log.record([decide(NEED), decide(NEED, Verdict.REJECTED, curator="bruno"), decide(TYPE)])
    held = log.standing()[SHA]
    assert held[StatementKey.of(NEED)].verdict is Verdict.REJECTED
    log.record([decide(NEED, Verdict.WITHDRAWN), decide(TYPE, Verdict.WITHDRAWN)])
    assert log.standing() == {}
    assert len(log.history()) == 5


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_line_cut_by_a_crash_costs_only_itself(tmp_path: Path, cut: int) -> None:
    log = Decisions(tmp_path / "decisions.jsonl")
    log.record([decide(NEED), decide(TYPE)])
    body = (tmp_path / "decisions.jsonl").read_bytes()
    (tmp_path / "decisions.jsonl").write_bytes(body[:-cut])
    assert list(log.history()) == [decide(NEED)]
    log.record([decide(JOIN)])
    assert list(log.history()) == [decide(NEED), decide(JOIN)]


def test_a_full_disk_leaves_the_log_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = Decisions(tmp_path / "decisions.jsonl")
    log.record([decide(NEED)])

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("corpus.growing_log.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        log.record([decide(TYPE)])
    assert list(log.history()) == [decide(NEED)]


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    log = Decisions(tmp_path / "decisions.jsonl")
    log.record([decide(NEED)])
    with (tmp_path / "decisions.jsonl").open("a") as file:
        file.write('{"sha256": 1}\n')
    with pytest.raises(BadDecision, match="riga 2: non è una decisione"):
        log.history()


def _write_many(path: Path, name: str) -> None:
    for _ in range(20):
        Decisions(path).record([decide(NEED, curator=name), decide(TYPE, curator=name)])


def test_curators_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    context = multiprocessing.get_context("fork")
    people = [context.Process(target=_write_many, args=(path, name)) for name in "ab"]
    for one in people:
        one.start()
    for one in people:
        one.join(60)
    names = [decision.curator for decision in Decisions(path).history()]
    assert sorted(names) == ["a"] * 40 + ["b"] * 40
    assert all(one == other for one, other in zip(names[::2], names[1::2], strict=True))


@pytest.mark.parametrize(
    "bad",
    [
        lambda: decide(NEED, Verdict.CORRECTED),
        lambda: decide(NEED, Verdict.CORRECTED, Correction()),
        lambda: decide(NEED, Verdict.ACCEPTED, Correction(Ref("need:altro"))),
        lambda: decide(NEED, Verdict.CORRECTED, Correction(start=3)),
        lambda: decide(NEED, curator=" "),
        lambda: replace(decide(NEED), when=WHEN.replace(tzinfo=None)),
    ],
)  # fmt: skip
def test_a_decision_that_says_too_little_is_refused(bad: Callable[[], Decision]) -> None:
    with pytest.raises(BadDecision):
        bad()


@given(st.text(), st.text(min_size=1).filter(str.strip))
def test_any_words_survive_the_log(words: str, curator: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        log = Decisions(Path(folder) / "decisions.jsonl")
        encodable = words.encode("utf-8", "replace").decode()
        name = curator.encode("utf-8", "replace").decode()
        made = decide(NEED, words=encodable, curator=name)
        log.record([made, made])
        assert list(log.history()) == [made, made]


# What can be judged.


def test_what_no_statement_speaks_of_can_be_judged_too() -> None:
    more = ALL[len(STATED) :]
    said = {(TEXT[s.start : s.end], s.predicate) for s in more}
    assert said == {
        ("Comune di Asti", "oa:classifying"),  # the statements name the body, not its kind
        ("famiglie", "oa:tagging"),
        ("famiglie", "oa:classifying"),
    }
    assert len({StatementKey.of(s).code for s in ALL}) == len(ALL)


def test_a_statement_claims_something_of_its_words() -> None:
    claim = claim_of(SEAT)
    assert claim is not None
    assert (claim.label, claim.aspect, claim.value) == (Label.PLACE, Aspect.CONCEPT, "005005")
    assert claim_of(STATUS) is None


# What becomes of the judged.


def test_accepted_statements_become_marks_with_concept_role_and_joins() -> None:
    assert spans(map(decide, ALL)) == {
        "Comune di Asti": (Label.ACTOR, "actor:comune", {"role": "promotore"}),
        "trasporto sociale": (Label.MEASURE, "measure:trasporto-sociale", {"for": "1"}),
        "anziani soli": (Label.BENEFICIARY, "beneficiary:anziani-soli", {"n": "1"}),
        "solitudine": (Label.NEED, "need:solitudine-isolamento", {}),
        "famiglie": (Label.BENEFICIARY, "beneficiary:famiglie", {}),
    }
    made = judged(READ, standing(map(decide, ALL)))
    assert made.whole
    assert made.truths == {"practice": "true", "status": "in-corso"}


def test_what_nobody_judged_is_not_marked_and_the_document_is_not_whole() -> None:
    made = judged(READ, standing([decide(NEED)]))
    assert [span.text for span in made.spans] == ["solitudine"]
    assert not made.whole


def test_rejected_words_are_no_mark_but_a_hard_negative() -> None:
    decisions = [decide(s) for s in ALL if s != HAS_MEASURE]
    made = judged(READ, standing([*decisions, decide(HAS_MEASURE, Verdict.REJECTED)]))
    assert "trasporto sociale" not in {span.text for span in made.spans}
    (row,) = made.rejected
    assert (row["words"], row["label"], row["aspect"]) == ("trasporto sociale", "MEASURE", "span")
    assert row["sentence"].startswith("Il Comune")
    assert made.whole


def test_a_rejected_concept_leaves_the_words_without_one() -> None:
    decisions = [decide(HAS_MEASURE), decide(TYPE, Verdict.REJECTED)]
    assert spans(decisions) == {"trasporto sociale": (Label.MEASURE, None, {})}
    (row,) = judged(READ, standing(decisions)).rejected
    assert (row["aspect"], row["object"]) == ("concept", "measure:trasporto-sociale")


def test_a_corrected_concept_is_written_and_the_wrong_one_is_a_negative() -> None:
    other = decide(TYPE, Verdict.CORRECTED, Correction(Ref("measure:taxi-sociale")))
    assert spans([other])["trasporto sociale"][1] == "measure:taxi-sociale"
    (row,) = judged(READ, standing([other])).rejected
    assert row["object"] == "measure:trasporto-sociale"


def test_moving_the_edges_of_words_moves_all_that_is_said_of_them() -> None:
    start = TEXT.index("sociale")
    moved = Correction(start=start, end=start + len("sociale"))
    decisions = [decide(s) for s in ALL if s != HAS_MEASURE]
    marks = spans([*decisions, decide(HAS_MEASURE, Verdict.CORRECTED, moved)])
    assert marks["sociale"] == (Label.MEASURE, "measure:trasporto-sociale", {"for": "1"})
    assert "trasporto sociale" not in marks


def test_what_was_missed_can_be_added() -> None:
    missed = tagging("asti", Label.PLACE, TEXT.index("Asti"), TEXT.index("Asti") + 4)
    assert missed.predicate == TAGGING
    assert spans([decide(missed)]) == {"Asti": (Label.PLACE, None, {})}


def test_the_larger_unit_wins_where_two_overlap() -> None:
    missed = tagging("asti", Label.PLACE, TEXT.index("Asti"), TEXT.index("Asti") + 4)
    made = judged(READ, standing([decide(missed), decide(TOWN)]))
    assert [span.text for span in made.spans] == ["Comune di Asti"]
    assert made.dropped == ("Asti",)


def test_a_decision_on_words_that_moved_is_not_believed() -> None:
    made = judged(READ, standing([decide(NEED, words="altro")]))
    assert made.spans == ()
    assert len(made.moved) == 1


def _export(decisions: Iterable[Decision], folder: Path, text: str = TEXT) -> list[str]:
    document = replace(READ.document, text=text)
    held = {SHA: document}
    written = export(
        {SHA: standing(decisions)}, held.get, lambda d: replace(READ, document=d), folder
    )
    return [*written.whole, *written.partial, *written.left_out.values()]


def test_an_export_is_read_as_gold_and_replaces_the_one_before(tmp_path: Path) -> None:
    assert _export([decide(NEED)], tmp_path) == ["asti"]
    partial = tmp_path / "partial" / "asti.md"
    assert [span.text for span in read_gold(partial).spans] == ["solitudine"]
    assert _export(map(decide, ALL), tmp_path) == ["asti"]
    assert not partial.exists()
    gold = read_gold(tmp_path / "asti.md")
    assert len(gold.spans) == 5
    assert gold.tells_a_practice
    assert gold.truths["status"] == "in-corso"
    assert 'title: "Navetta: «Asti»"' in gold.text
    assert (tmp_path / REJECTED).read_text() == ""


def test_front_matter_of_its_own_is_kept(tmp_path: Path) -> None:
    front = "---\ntitle: Mia\n---\n"
    shifted = [
        replace(one, statement=replace(one.statement, start=one.statement.start + len(front),
                                       end=one.statement.end + len(front)))
        for one in [decide(tagging("asti", Label.NEED, NEED.start, NEED.end))]
    ]  # fmt: skip
    _export(shifted, tmp_path, front + TEXT)
    gold = read_gold(tmp_path / "partial" / "asti.md")
    assert gold.text == front + TEXT
    assert [span.text for span in gold.spans] == ["solitudine"]


def test_a_text_that_cannot_hold_marks_is_left_out_with_the_reason(tmp_path: Path) -> None:
    (reason,) = _export([decide(NEED)], tmp_path, TEXT + " [[1]]")
    assert "fuori da un segno" in reason


def test_an_export_does_not_mix_with_documents_of_others(tmp_path: Path) -> None:
    (tmp_path / "mio.md").write_text("testo")
    with pytest.raises(FileExistsError, match="cartella vuota"):
        _export([decide(NEED)], tmp_path)
    assert (tmp_path / "mio.md").read_text() == "testo"


def test_a_document_that_was_withdrawn_is_told_of(tmp_path: Path) -> None:
    held = {SHA: standing([decide(NEED)])}
    written = export(held, lambda _: None, lambda d: READ, tmp_path)
    assert list(written.left_out) == [SHA[:12]]
    assert json.loads((tmp_path / "documents.json").read_text()) == []
