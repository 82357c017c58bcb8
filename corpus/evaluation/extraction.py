"""How well spans and concepts are found: by Prassi, by a dictionary, by a second person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from corpus.evaluation.figures import Interval, Tally, bootstrap_f1, macro
from corpus.evaluation.spans import HEADLINE, Labelled, concepts, exact, relaxed
from corpus.evaluation.tables import Cell, Table
from corpus.gold import GoldDocument
from ingest.model import Label
from ontology.schemes import ConceptSchemes

SpanReader = Callable[[GoldDocument], Sequence[Labelled]]
"""Who reads spans in a document."""


@dataclass
class SpanScores:
    """What one reader got right, a tally a document; documents are in the order they came."""

    relaxed: dict[Label, list[Tally]] = field(default_factory=lambda: {x: [] for x in Label})
    exact: dict[Label, list[Tally]] = field(default_factory=lambda: {x: [] for x in Label})
    concepts: list[Tally] = field(default_factory=list)
    broader: list[Tally] = field(default_factory=list)
    groups: list[tuple[str, str]] = field(default_factory=list)  # family, genre

    def total(self, label: Label) -> Tally:
        """Relaxed matches of a label over all documents."""
        return sum(self.relaxed[label], Tally())

    def exactly(self, label: Label) -> Tally:
        """Matches of a label with the very same offsets."""
        return sum(self.exact[label], Tally())

    @property
    def headline(self) -> Interval:
        """Macro mean of the relaxed F1 of actors, measures and beneficiaries."""
        return bootstrap_f1([self.relaxed[label] for label in HEADLINE])


def score_spans(
    documents: Iterable[GoldDocument], reader: SpanReader, schemes: ConceptSchemes
) -> SpanScores:
    """Compare a reader with gold, document by document."""

    def ancestors(concept: str) -> Iterable[str]:
        return schemes.ancestors(concept) if concept in schemes else ()

    scores = SpanScores()
    for document in documents:
        found = reader(document)
        for label in Label:
            scores.relaxed[label].append(relaxed(document.text, document.spans, found, label))
            scores.exact[label].append(exact(document.text, document.spans, found, label))
        scores.concepts.append(concepts(document.spans, found))
        scores.broader.append(concepts(document.spans, found, ancestors))
        scores.groups.append((document.family, document.truths.get("genre", "")))
    return scores


def span_table(ours: SpanScores, baseline: SpanScores, human: Mapping[Label, Tally]) -> Table:
    """Tabulate labels; `human` holds how far two people agree, relaxed, on each."""
    rows: list[tuple[Cell, ...]] = []
    for label in Label:
        own, plain = ours.total(label), baseline.total(label)
        person = human[label].f1 if label in human else None
        figures = (own.precision, own.recall, own.f1, ours.exactly(label).f1)
        rows.append((str(label), own.wanted, *figures, plain.f1, person))
    people = macro([human[label] for label in HEADLINE]) if human else None
    wanted = sum(ours.total(label).wanted for label in HEADLINE)
    same = macro([ours.exactly(label) for label in HEADLINE])
    heads = [ours.total(label) for label in HEADLINE]
    means = (macro(heads, lambda t: t.precision), macro(heads, lambda t: t.recall))
    rows.append(
        (
            "media di ACTOR, MEASURE, BENEFICIARY",
            wanted,
            *means,
            ours.headline,
            same,
            baseline.headline,
            people,
        )
    )
    return Table(
        "spans",
        f"Span trovati in {len(ours.concepts)} documenti",
        ("etichetta", "gold", "P", "R", "F1", "F1 esatto", "F1 dizionario", "accordo fra persone"),
        tuple(rows),
        "Uno span è giusto se ha almeno metà delle parole in comune con quello annotato; fra"
        " parentesi l'intervallo al 95 % (bootstrap sui documenti).",
    )


def concept_table(ours: SpanScores, baseline: SpanScores, human: Mapping[str, Tally]) -> Table:
    """Tabulate the concepts of documents as sets, as they are and with their broader ones."""
    rows: list[tuple[Cell, ...]] = []
    for name, own, plain in (
        ("concetti", ours.concepts, baseline.concepts),
        ("con i più generali", ours.broader, baseline.broader),
    ):
        total = sum(own, Tally())
        person = human[name].f1 if name in human else None
        f1, dictionary = bootstrap_f1([own]), bootstrap_f1([plain])
        rows.append((name, total.wanted, total.precision, total.recall, f1, dictionary, person))
    return Table(
        "concepts",
        "Concetti di ogni documento",
        ("insieme", "gold", "P", "R", "F1", "F1 dizionario", "accordo fra persone"),
        tuple(rows),
    )


def style_table(ours: SpanScores) -> Table:
    """Tabulate the headline by family and genre of text: where reading is hard."""
    rows: list[tuple[Cell, ...]] = []
    for kind in (0, 1):
        for name in sorted({group[kind] for group in ours.groups}):
            at = [place for place, group in enumerate(ours.groups) if group[kind] == name]
            tallies = [
                sum((ours.relaxed[label][place] for place in at), Tally()) for label in HEADLINE
            ]
            rows.append((name, len(at), *(tally.f1 for tally in tallies), macro(tallies)))
    return Table(
        "styles",
        "Secondo la famiglia e il genere del testo",
        ("genere", "documenti", *map(str, HEADLINE), "media"),
        tuple(rows),
    )
