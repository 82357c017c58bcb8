"""A reading as curators want it: decisions change what is published, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from corpus.deciding import decided
from corpus.decisions import Correction, Decision, Decisions, StatementKey, Verdict
from corpus.desk.previews import Preview, Previews
from corpus.desk.review import NONE_YET, Conflict, mark, record, to_judge
from ingest.model import (
    Block,
    BlockKind,
    Document,
    Entity,
    Extraction,
    Literal,
    Practice,
    Ref,
    Statement,
)

TEXT = "Orti per anziani soli a Potenza, in corso."
SHA256 = "a" * 64


def statement(subject: str, predicate: str, value: str, words: str) -> Statement:
    start = TEXT.index(words)
    term = Ref(value) if ":" in value or "/" in value else Literal(value)
    return Statement(subject, predicate, term, start, start + len(words), 0.7)


MEASURE = statement("practice/orti", "wp:hasMeasure", "measure/orti-1", "Orti")
KIND = statement("measure/orti-1", "dct:type", "measure:orto-sociale", "Orti")
PEOPLE = statement("practice/orti", "dct:audience", "beneficiary:anziani", "anziani soli")
STATUS = statement(
    "practice/orti", "wp:implementationStatus", "implementation-status:in-corso", "in corso"
)
READ = Extraction(
    Document(
        "orti", "Orti", SHA256, "text/plain", TEXT, (Block(BlockKind.PARAGRAPH, 0, len(TEXT)),)
    ),
    (Practice("orti", "Orti", 0, len(TEXT), "implementation-status:in-corso"),),
    (),
    (MEASURE, KIND, PEOPLE, STATUS),
    (Entity("measure/orti-1", ("wp:Measure",), "Orti"),),
)


def decision(
    about: Statement, verdict: Verdict, correction: Correction | None = None, who: str = "anna"
) -> Decision:
    words = TEXT[about.start : about.end]
    now = datetime.now(UTC)
    return Decision(SHA256, StatementKey.of(about), words, verdict, who, now, correction)


def test_without_decisions_a_reading_is_as_it_was() -> None:
    assert decided(READ, ()) is READ


def test_what_is_refused_goes_with_all_that_was_only_there_for_it() -> None:
    found = decided(READ, [decision(MEASURE, Verdict.REJECTED)])
    assert found.statements == (PEOPLE, STATUS)
    assert found.entities == ()


def test_what_is_mended_says_the_right_thing_for_sure() -> None:
    wanted = Correction(object=Ref("beneficiary:famiglie"))
    found = decided(READ, [decision(PEOPLE, Verdict.CORRECTED, wanted)])
    (mended,) = [one for one in found.statements if one.predicate == "dct:audience"]
    assert mended.object == Ref("beneficiary:famiglie")
    assert mended.confidence == 1.0


def test_a_status_that_is_refused_is_not_stated() -> None:
    found = decided(READ, [decision(STATUS, Verdict.REJECTED)])
    assert found.practices[0].status == "implementation-status:non-dichiarata"


def test_a_decision_whose_words_moved_changes_nothing() -> None:
    moved = Decision(
        SHA256, StatementKey.of(PEOPLE), "altre parole", Verdict.REJECTED, "anna", datetime.now(UTC)
    )
    assert decided(READ, [moved]).statements == READ.statements


def test_who_did_not_see_the_last_decision_writes_nothing(tmp_path) -> None:
    log = Decisions(tmp_path / "decisions.jsonl")
    key = StatementKey.of(PEOPLE)
    mine = decision(PEOPLE, Verdict.ACCEPTED)
    record(log, [mine], {key: NONE_YET})
    theirs = decision(PEOPLE, Verdict.REJECTED, who="bruno")
    with pytest.raises(Conflict) as told:
        record(log, [theirs], {key: NONE_YET})
    assert told.value.theirs == mine
    assert log.history() == (mine,)
    record(log, [theirs], {key: mark(mine)})
    assert log.standing()[SHA256][key] == theirs


def test_a_decision_taken_back_is_as_none(tmp_path) -> None:
    log = Decisions(tmp_path / "decisions.jsonl")
    key = StatementKey.of(PEOPLE)
    mine = decision(PEOPLE, Verdict.ACCEPTED)
    record(log, [mine], {key: NONE_YET})
    record(log, [decision(PEOPLE, Verdict.WITHDRAWN)], {key: mark(mine)})
    record(log, [decision(PEOPLE, Verdict.REJECTED, who="bruno")], {key: NONE_YET})
    assert log.standing()[SHA256][key].curator == "bruno"


def test_a_preview_is_kept_whole_and_a_damaged_one_is_as_none(tmp_path) -> None:
    previews = Previews(tmp_path)
    preview = Preview.of(READ, "1")
    previews.keep(SHA256, preview)
    assert previews.get(SHA256) == preview
    (tmp_path / "previews" / f"{SHA256}.json").write_text("{")
    assert previews.get(SHA256) is None
    assert previews.get("../../etc/passwd") is None


def test_statements_are_judged_in_the_order_of_their_words() -> None:
    standing = {StatementKey.of(PEOPLE): decision(PEOPLE, Verdict.ACCEPTED)}
    found = to_judge(Preview.of(READ, "1"), standing)
    assert [one.key.start for one in found] == sorted(one.key.start for one in found)
    (judged,) = [one for one in found if one.decision]
    assert judged.mark != NONE_YET
