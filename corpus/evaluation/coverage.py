"""What the corpus holds, counted: documents, spans, regions and themes, so that gaps are seen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from corpus.evaluation.tables import Cell, Table
from corpus.gold import PRACTICE, GoldDocument
from corpus.practice_truths import PracticeTruth
from corpus.splits import Allotment, Split
from ingest.model import Label
from ontology.places import Gazetteer

_THEMES = re.compile(r"^themes: \[(.*)\]$", re.MULTILINE)
NOWHERE = "senza luogo"


def split_table(documents: Sequence[GoldDocument], allotted: Mapping[str, Allotment]) -> Table:
    """Count documents and spans by split, and those that two people annotated."""
    rows: list[tuple[Cell, ...]] = []
    for split in Split:
        own = [d for d in documents if allotted[d.id].split is split]
        families = Counter(document.family for document in own)
        twice = sum(allotted[document.id].readers > 1 for document in own)
        spans = Counter(span.label for document in own for span in document.spans)
        practices, others = families[PRACTICE], len(own) - families[PRACTICE]
        rows.append((str(split), practices, others, twice, *(spans[label] for label in Label)))
    columns = ("parte", "pratiche", "altri testi", "letti da due", *map(str, Label))
    return Table("splits", "Documenti annotati e loro span", columns, tuple(rows))


def genre_table(documents: Sequence[GoldDocument]) -> Table:
    """Count documents by genre, and their words."""
    genres: dict[str, list[int]] = {}
    for document in documents:
        words = len(document.text.split())
        genres.setdefault(document.truths.get("genre", ""), []).append(words)
    rows = tuple(
        (genre, len(words), sum(words) // len(words)) for genre, words in sorted(genres.items())
    )
    return Table("genres", "Generi di testo", ("genere", "documenti", "parole in media"), rows)


def region_table(
    documents: Sequence[GoldDocument],
    truths: Mapping[str, PracticeTruth],
    gazetteer: Gazetteer,
) -> Table:
    """Count practices by region and theme; one that is in two regions counts in both."""
    counts: Counter[tuple[str, str]] = Counter()
    practices: Counter[str] = Counter()
    for document in documents:
        if document.family != PRACTICE:
            continue
        found = _THEMES.search(document.text)
        themes = [theme.strip() for theme in found[1].split(",")] if found else []
        for region in _regions(truths.get(document.id), gazetteer):
            practices[region] += 1
            counts.update((region, theme) for theme in themes)
    themes = sorted({theme for _, theme in counts})
    rows = [
        (region, practices[region], *(counts[region, theme] or None for theme in themes))
        for region in sorted(practices)
    ]
    return Table(
        "regions", "Pratiche per regione e tema", ("regione", "tutte", *themes), tuple(rows)
    )


def _regions(truth: PracticeTruth | None, gazetteer: Gazetteer) -> set[str]:
    codes = truth.regions if truth else frozenset()
    return {gazetteer.region_of(code).name for code in codes} or {NOWHERE}
