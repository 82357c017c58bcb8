"""How well search answers graded questions: whole, and by each of its signals alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from corpus.evaluation.agreement import grade_pairs, weighted_kappa
from corpus.evaluation.figures import Interval, bootstrap, bootstrap_difference
from corpus.evaluation.ranking import GradedQuestion, Quality, quality, separation
from corpus.evaluation.tables import Cell, Table
from ontology.schemes import ConceptSchemes
from search.contract import Index
from search.encoder import Encoder
from search.engine import SearchEngine
from search.fusion import load_weights

WHOLE = "tutto"
WORDS = "parole (BM25)"
MEANING = "significato"
UNASKED = "senza domande simili"
BEFORE = "significato (e5 com’era)"
_ALL = 1_000_000  # the reciprocal rank looks beyond the first ten


@dataclass(frozen=True, slots=True)
class Answers:
    """What one way of searching gave to questions: orders, best scores, probabilities.

    `answered` is the probability that the base answers, None where the way has no opinion.
    """

    orders: Mapping[str, tuple[str, ...]]
    best: Mapping[str, float]
    answered: Mapping[str, float | None] = field(default_factory=dict)
    doubted: frozenset[str] = frozenset()


def ways_to_search(
    index: Index,
    encoder: Encoder,
    schemes: ConceptSchemes,
    before: tuple[Index, Encoder] | None = None,
) -> dict[str, SearchEngine]:
    """Return the whole search and parts of it, to see what each brings.

    `before` is the same index with the vectors of the encoder as it comes, and that encoder.
    """
    weights = load_weights()
    meaning = replace(weights, words=0.0, concepts=0.0, themes=0.0)
    untouched = (
        {BEFORE: SearchEngine(before[0], before[1], schemes, weights=meaning)} if before else {}
    )
    return {
        WHOLE: SearchEngine(index, encoder, schemes),
        UNASKED: SearchEngine(index, encoder, schemes, weights=replace(weights, themes=0.0)),
        MEANING: SearchEngine(index, encoder, schemes, weights=meaning),
        **untouched,
        WORDS: SearchEngine(index, None, schemes, weights=replace(weights, concepts=0.0)),
        "parole e concetti": SearchEngine(index, None, schemes),
        "concetti": SearchEngine(index, None, schemes, weights=replace(weights, words=0.0)),
    }


def answer(engine: SearchEngine, questions: Sequence[GradedQuestion]) -> Answers:
    """Ask every question and keep the documents in order."""
    orders, best, answered, doubted = {}, {}, {}, set[str]()
    for question in questions:
        found = engine.search(question.query, limit=_ALL)
        orders[question.id] = tuple(dict.fromkeys(hit.document for hit in found.hits))
        best[question.id] = found.hits[0].score if found.hits else 0.0
        answered[question.id] = found.answered
        if found.doubted:
            doubted.add(question.id)
    return Answers(orders, best, answered, frozenset(doubted))


def pooled(engines: Mapping[str, SearchEngine], query: str, depth: int) -> list[str]:
    """Return the first `depth` documents of every way, without their order, for a judge."""
    found = set[str]()
    for engine in engines.values():
        hits = engine.search(query, limit=depth * 3).hits  # several hits may be of one document
        found.update(list(dict.fromkeys(hit.document for hit in hits))[:depth])
    return sorted(found)


def search_table(questions: Sequence[GradedQuestion], ways: Mapping[str, Answers]) -> Table:
    """Tabulate ways of searching over the questions that have an answer."""
    asked = [question for question in questions if question.relevant]
    whole = [found.ndcg for found in _qualities(asked, ways[WHOLE])]
    rows: list[tuple[Cell, ...]] = []
    for way, answers in ways.items():
        found = _qualities(asked, answers)
        ndcg = [one.ndcg for one in found]
        rows.append(
            (
                way,
                bootstrap(ndcg),
                bootstrap([one.recall for one in found]),
                bootstrap([one.reciprocal_rank for one in found]),
                None if way == WHOLE else bootstrap_difference(whole, ndcg),
                _separation(questions, answers),
            )
        )
    return Table(
        "search",
        f"Ricerca: {len(asked)} domande con risposta, {len(questions) - len(asked)} senza",
        ("modo", "nDCG@10", "R@10", "MRR", "quanto vale in più «tutto»", "distacco"),
        tuple(rows),
        "Fra parentesi l'intervallo al 95 % (bootstrap sulle domande). Distacco: quanto spesso una"
        " domanda con risposta ha la prima pratica con più punti di una domanda senza (.500: a"
        " caso).",
    )


def kind_table(questions: Sequence[GradedQuestion], ways: Mapping[str, Answers]) -> Table:
    """Tabulate nDCG@10 by kind of question."""
    kinds: dict[str, list[GradedQuestion]] = {}
    for question in questions:
        if question.relevant:
            kinds.setdefault(question.kind, []).append(question)
    rows: list[tuple[Cell, ...]] = []
    for kind, asked in kinds.items():
        means = [_mean_ndcg(asked, answers, whole=way == WHOLE) for way, answers in ways.items()]
        rows.append((kind, len(asked), *means))
    return Table(
        "kinds", "nDCG@10 secondo il genere di domanda", ("genere", "domande", *ways), tuple(rows)
    )


def doubt_table(questions: Sequence[GradedQuestion], ours: Answers) -> Table:
    """Tabulate how well questions that the base cannot answer are told from the others."""
    kinds: dict[str, list[GradedQuestion]] = {}
    for question in questions:
        kinds.setdefault(question.kind, []).append(question)
    rows: list[tuple[Cell, ...]] = [
        (kind, len(asked), _share(asked, ours)) for kind, asked in kinds.items()
    ]
    answerable = [question for question in questions if question.relevant]
    rows.append(("con risposta, in tutto", len(answerable), _share(answerable, ours)))
    sure = {q.id: p for q in questions if (p := ours.answered.get(q.id)) is not None}
    answered = [sure[q.id] for q in questions if q.relevant and q.id in sure]
    empty = [sure[q.id] for q in questions if not q.relevant and q.id in sure]
    if answered and empty:
        rows.append(("distacco", len(sure), separation(answered, empty)))
    return Table(
        "doubts",
        "Quando la ricerca dice di non avere una risposta",
        ("genere di domanda", "domande", "«non c’è risposta»"),
        tuple(rows),
        "Di quelle senza risposta dovrebbe dirlo sempre, delle altre mai. Distacco: quanto spesso"
        " una domanda con risposta pare più sicura di una senza (.500: a caso).",
    )


def judge_table(
    first: Sequence[GradedQuestion], second: Sequence[GradedQuestion], ours: Answers
) -> Table:
    """Tabulate how far two judges agree on the questions that both judged.

    The second judge's grades, taken as an order, are what a person would reach as a search engine.
    """
    by_id = {question.id: question for question in second}
    both = [_within(q, by_id[q.id].pool) for q in first if q.id in by_id]
    pairs = grade_pairs(both, second)
    binary = [(int(one > 0), int(other > 0)) for one, other in pairs]
    asked = [question for question in both if question.relevant]
    person = {q.id: _as_order(by_id[q.id]) for q in asked}
    rows: tuple[tuple[Cell, ...], ...] = (
        ("documenti giudicati da due", len(pairs)),
        ("stesso grado", sum(one == other for one, other in pairs) / len(pairs)),
        ("kappa pesato (quadratico) dei gradi", weighted_kappa(pairs)),
        ("kappa di «risponde, almeno in parte» (grado 1 o più)", weighted_kappa(binary)),
        (
            "nDCG@10 del secondo giudice come ricerca",
            bootstrap([found.ndcg for found in _qualities(asked, Answers(person, {}))]),
        ),
        (
            "nDCG@10 nostro sulle stesse domande",
            bootstrap([found.ndcg for found in _qualities(asked, _only(ours, asked))]),
        ),
    )
    return Table(
        "judges",
        f"Accordo fra due giudici su {len(both)} domande",
        ("misura", "valore"),
        rows,
        "Solo fra i documenti che entrambi hanno guardato. I gradi del primo giudice sono la"
        " verità; quelli del secondo dicono quanto vale.",
    )


def _share(asked: Sequence[GradedQuestion], ours: Answers) -> float:
    return sum(question.id in ours.doubted for question in asked) / max(1, len(asked))


def _only(answers: Answers, asked: Sequence[GradedQuestion]) -> Answers:
    orders = {q.id: tuple(n for n in answers.orders[q.id] if n in set(q.pool)) for q in asked}
    return Answers(orders, answers.best)


def _within(question: GradedQuestion, pool: Sequence[str]) -> GradedQuestion:
    """Return a question as asked of these documents alone."""
    seen = {name: grade for name, grade in question.relevant.items() if name in pool}
    return replace(question, relevant=seen, pool=tuple(pool))


def _as_order(question: GradedQuestion) -> tuple[str, ...]:
    return tuple(sorted(question.relevant, key=lambda name: (-question.relevant[name], name)))


def _mean_ndcg(
    asked: Sequence[GradedQuestion], answers: Answers, *, whole: bool
) -> Interval | float:
    interval = bootstrap([found.ndcg for found in _qualities(asked, answers)])
    return interval if whole else interval.mean


def _qualities(asked: Sequence[GradedQuestion], answers: Answers) -> list[Quality]:
    return [quality(question.relevant, answers.orders[question.id]) for question in asked]


def _separation(questions: Sequence[GradedQuestion], answers: Answers) -> float | None:
    answered = [answers.best[question.id] for question in questions if question.relevant]
    empty = [answers.best[question.id] for question in questions if not question.relevant]
    return separation(answered, empty) if answered and empty else None
