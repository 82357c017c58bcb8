"""The command that says how good extraction is, or (with questions) search: evaluate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

import typer

from api.cli.console import Shape, complain, emit, emit_json
from api.settings import Settings
from api.workplace import Workplace
from corpus.gold import INLINE, GoldDocument, Part, gold_documents
from corpus.library import newest_snapshot
from corpus.ranking_scores import (
    BadQuestionsError,
    GradedQuestion,
    Interval,
    bootstrap,
    parse_questions,
    quality,
    separation,
)
from corpus.scoring import HEADLINE, Tally, concepts, exact, relaxed
from ingest.extraction import Extractor
from ingest.model import Label
from ingest.readers import read
from ontology.schemes import ConceptSchemes
from search.engine import SearchEngine
from search.fusion import load_weights
from search.index import SearchIndex

_ALL = 1_000_000  # the reciprocal rank looks beyond the first ten


@dataclass
class Report:
    """Tallies over a set of documents."""

    documents: int = 0
    relaxed: dict[Label, Tally] = field(default_factory=lambda: dict.fromkeys(Label, Tally()))
    exact: dict[Label, Tally] = field(default_factory=lambda: dict.fromkeys(Label, Tally()))
    concepts: Tally = field(default_factory=Tally)
    concepts_with_ancestors: Tally = field(default_factory=Tally)

    def add(self, document: GoldDocument, extractor: Extractor, schemes: ConceptSchemes) -> None:
        """Read a gold document as a stranger would and count."""
        name = f"{document.id}.md"
        found = extractor.extract(read(document.text.encode(), name)).spans
        self.documents += 1
        for label in Label:
            self.relaxed[label] += relaxed(document.text, document.spans, found, label)
            self.exact[label] += exact(document.text, document.spans, found, label)
        known = schemes.ancestors
        self.concepts += concepts(document.spans, found)
        self.concepts_with_ancestors += concepts(
            document.spans, found, lambda c: known(c) if c in schemes else ()
        )

    @property
    def headline(self) -> float:
        """Macro mean of the relaxed F1 of actors, measures and beneficiaries."""
        return sum(self.relaxed[label].f1 for label in HEADLINE) / len(HEADLINE)


@dataclass(frozen=True, slots=True)
class SearchReport:
    """How well one way of searching answers questions.

    `separation` is None unless some questions have an answer and some none.
    """

    way: str
    ndcg: Interval
    recall: Interval
    reciprocal_rank: Interval
    separation: float | None
    by_kind: dict[str, float]


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(evaluate)


def evaluate(
    gold: Annotated[Path, typer.Option(help="Cartella di documenti annotati.")] = INLINE,
    part: Annotated[
        Part | None, typer.Option(help="Solo i documenti di sviluppo, o solo quelli mai guardati.")
    ] = None,
    questions: Annotated[
        Path | None,
        typer.Option(help="Domande con le loro risposte (JSON Lines): misura invece la ricerca."),
    ] = None,
    shape: Annotated[Shape, typer.Option("--format", help="Come mostrare le misure.")] = Shape.TEXT,
) -> None:
    """Misura l'estrazione contro i documenti annotati a mano, o la ricerca con delle domande."""
    workplace = Workplace(Settings())
    if questions is not None:
        _evaluate_search(questions, workplace, shape)
        return
    extractor = workplace.extractor()
    report = Report()
    for document in gold_documents(gold):
        if part in (None, document.part):
            report.add(document, extractor, workplace.reference.schemes)
    if not report.documents:
        complain(f"in «{gold}» non ci sono documenti annotati (*.md)")
        raise typer.Exit(1)
    if shape is Shape.JSON:
        emit_json(_as_json(report))
    else:
        emit(_as_text(report))


def _evaluate_search(file: Path, workplace: Workplace, shape: Shape) -> None:
    try:
        questions = parse_questions(file.read_text(encoding="utf-8"))
    except (BadQuestionsError, UnicodeDecodeError) as error:
        complain(f"«{file}»: {error}")
        raise typer.Exit(1) from error
    newest_snapshot(workplace.layout)  # says what to do where there is no library yet
    index = SearchIndex(workplace.layout.index)
    wanted = {document for question in questions for document in question.relevant}
    if missing := sorted(wanted - set(index.versions())):
        complain(f"la libreria non ha documenti che rispondono: {', '.join(missing)}")
        raise typer.Exit(1)
    if not wanted:
        complain(f"in «{file}» nessuna domanda ha una risposta: non c'è niente da misurare")
        raise typer.Exit(1)
    reports = [
        _search_report(way, engine, questions)
        for way, engine in _ways_to_search(index, workplace).items()
    ]
    if shape is Shape.JSON:
        emit_json(
            {"questions": len(questions), "ways": [_search_as_json(report) for report in reports]}
        )
    else:
        emit(_search_as_text(len(questions), reports))


def _ways_to_search(index: SearchIndex, workplace: Workplace) -> dict[str, SearchEngine]:
    """Return the whole search and parts of it, to see what each brings."""
    weights = load_weights()
    schemes = workplace.reference.schemes
    meaning_only = replace(weights, words=0.0, concepts=0.0)
    return {
        "tutto": SearchEngine(index, workplace.encoder, schemes),
        "significato": SearchEngine(index, workplace.encoder, schemes, weights=meaning_only),
        "parole": SearchEngine(index, None, schemes, weights=replace(weights, concepts=0.0)),
        "parole e concetti": SearchEngine(index, None, schemes),
    }


def _search_report(
    way: str, engine: SearchEngine, questions: Sequence[GradedQuestion]
) -> SearchReport:
    scored, kinds = [], dict[str, list[float]]()
    answered, unanswered = list[float](), list[float]()
    for question in questions:
        hits = engine.search(question.query, limit=_ALL).hits
        best = hits[0].score if hits else 0.0
        (answered if question.relevant else unanswered).append(best)
        if question.relevant:
            found = quality(question.relevant, [hit.document for hit in hits])
            scored.append(found)
            kinds.setdefault(question.kind, []).append(found.ndcg)
    return SearchReport(
        way,
        bootstrap([found.ndcg for found in scored]),
        bootstrap([found.recall for found in scored]),
        bootstrap([found.reciprocal_rank for found in scored]),
        separation(answered, unanswered) if answered and unanswered else None,
        {kind: sum(values) / len(values) for kind, values in kinds.items()},
    )


def _search_as_json(report: SearchReport) -> dict[str, object]:
    def numbers(interval: Interval) -> list[float]:
        return [round(value, 4) for value in (interval.mean, interval.low, interval.high)]

    apart = report.separation
    return {
        "way": report.way,
        "ndcg_10": numbers(report.ndcg),
        "recall_10": numbers(report.recall),
        "mrr": numbers(report.reciprocal_rank),
        "separation": None if apart is None else round(apart, 4),
        "ndcg_10_by_kind": {kind: round(mean, 4) for kind, mean in report.by_kind.items()},
    }


def _search_as_text(count: int, reports: Sequence[SearchReport]) -> str:
    def shown(interval: Interval) -> str:
        return f"{interval.mean:.3f} [{interval.low:.3f}–{interval.high:.3f}]".rjust(23)

    rows = [
        f"{count} domande; tra parentesi l'intervallo al 95 % (bootstrap)",
        "",
        f"{'ricerca':<18}{'nDCG@10':>23}{'R@10':>23}{'MRR':>23}{'distacco':>10}",
    ]
    for report in reports:
        apart = "–" if report.separation is None else f"{report.separation:.3f}"
        figures = shown(report.ndcg) + shown(report.recall) + shown(report.reciprocal_rank)
        rows.append(f"{report.way:<18}{figures}{apart:>10}")
    rows += ["", "nDCG@10 per genere di domanda"]
    for report in reports:
        kinds = "  ".join(f"{kind} {mean:.3f}" for kind, mean in report.by_kind.items())
        rows.append(f"{report.way:<18}  {kinds}")
    rows += [
        "",
        "distacco: quanto spesso una domanda con risposta ha la prima pratica con più punti di una"
        " domanda senza (0,5: a caso)",
    ]
    return "\n".join(rows)


def _as_json(report: Report) -> dict[str, object]:
    def numbers(tally: Tally) -> dict[str, float | int]:
        return {
            "precision": round(tally.precision, 4),
            "recall": round(tally.recall, 4),
            "f1": round(tally.f1, 4),
            "gold": tally.wanted,
        }

    return {
        "documents": report.documents,
        "headline": round(report.headline, 4),
        "relaxed": {str(label): numbers(tally) for label, tally in report.relaxed.items()},
        "exact": {str(label): numbers(tally) for label, tally in report.exact.items()},
        "concepts": numbers(report.concepts),
        "concepts_with_ancestors": numbers(report.concepts_with_ancestors),
    }


def _as_text(report: Report) -> str:
    head = f"{'etichetta':<14}{'gold':>6}{'P':>8}{'R':>8}{'F1':>8}{'F1 esatto':>12}"
    rows = [f"{report.documents} documenti annotati", "", head]
    for label, tally in report.relaxed.items():
        numbers = f"{tally.precision:>8.3f}{tally.recall:>8.3f}{tally.f1:>8.3f}"
        rows.append(f"{label:<14}{tally.wanted:>6}{numbers}{report.exact[label].f1:>12.3f}")
    rows += ["", f"media di ACTOR, MEASURE, BENEFICIARY: {report.headline:.3f}"]
    plain, broad = report.concepts.f1, report.concepts_with_ancestors.f1
    return "\n".join([*rows, f"concetti: {plain:.3f}; con i più generali: {broad:.3f}"])
