"""The command that says how good extraction is: evaluate."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from api.cli.console import Shape, complain, emit, emit_json
from api.settings import Settings
from api.workplace import Workplace
from corpus.gold import INLINE, GoldDocument, gold_documents
from corpus.scoring import HEADLINE, Tally, concepts, exact, relaxed
from ingest.extraction import Extractor
from ingest.model import Label
from ingest.readers import read
from ontology.schemes import ConceptSchemes


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


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(evaluate)


def evaluate(
    gold: Annotated[Path, typer.Option(help="Cartella di documenti annotati.")] = INLINE,
    shape: Annotated[Shape, typer.Option("--format", help="Come mostrare le misure.")] = Shape.TEXT,
) -> None:
    """Misura l'estrazione contro i documenti annotati a mano."""
    workplace = Workplace(Settings())
    extractor = workplace.extractor()
    report = Report()
    for document in gold_documents(gold):
        report.add(document, extractor, workplace.reference.schemes)
    if not report.documents:
        complain(f"in «{gold}» non ci sono documenti annotati (*.md)")
        raise typer.Exit(1)
    if shape is Shape.JSON:
        emit_json(_as_json(report))
    else:
        emit(_as_text(report))


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
