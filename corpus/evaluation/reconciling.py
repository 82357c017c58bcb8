"""How well names from elsewhere are reconciled: what is told as sure, and what stands on top."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.evaluation.figures import Tally
from corpus.evaluation.reconciling_truth import Question, kinds
from corpus.evaluation.sameness import LEARN, TEST
from corpus.evaluation.tables import Cell, Table
from corpus.reconciling.things import Candidate, Query

_TOP = 3

Answer = Callable[[Query], Sequence[Candidate]]


@dataclass(frozen=True, slots=True)
class Told:
    """A question with what was answered: the match if any, and the first ones."""

    question: Question
    match: str | None
    first: tuple[str, ...]
    same_letters: bool

    @property
    def is_right(self) -> bool:
        """Whether the match is one of the things meant."""
        return self.match in self.question.right


def told(question: Question, answer: Answer) -> Told:
    """Ask a question."""
    found = answer(question.query)
    match = next((one.thing.id for one in found if one.match), None)
    exactly = [one for one in found if one.features.get("same_name")]
    same = len(exactly) == 1 and exactly[0].thing.id in question.right
    return Told(question, match, tuple(one.thing.id for one in found[:_TOP]), same)


def reconciling_table(answers: Sequence[Told]) -> Table:
    """Tabulate matches and first candidates by kind of name, beside what exact names would give."""
    rows: list[tuple[Cell, ...]] = []
    for part in (LEARN, TEST):
        for kind in kinds([one.question for one in answers]):
            own = [
                one
                for one in answers
                if one.question.kind == kind and one.question.test == (part == TEST)
            ]
            if own:
                rows.append((part, kind, *_row(own)))
    return Table(
        "reconciliation",
        f"Nomi da riconciliare: {len(answers)}",
        ("parte", "nomi", "quanti", "sicuri", "P", "R", "fra i primi 3", "R nome uguale"),
        tuple(rows),
        "«Sicuri» sono quelli con match=true; P quanti sono giusti, R quanti dei nomi che hanno una"
        " risposta la ricevono così. «Nome uguale»: la quota che si troverebbe con il solo nome"
        " identico e unico. Di ciò che non c'è nell'archivio, e degli omonimi, ogni sicuro è"
        " sbagliato.",
    )


def _row(own: Sequence[Told]) -> tuple[Cell, ...]:
    wanted = [one for one in own if one.question.right]
    matched = [one for one in own if one.match]
    tally = Tally(sum(one.is_right for one in matched), len(matched), len(wanted))
    top = sum(not one.question.right.isdisjoint(one.first) for one in wanted)
    return (
        len(own),
        len(matched),
        tally.precision if matched else None,
        tally.recall if wanted else None,
        top / len(wanted) if wanted else None,
        sum(one.same_letters for one in wanted) / len(wanted) if wanted else None,
    )
