"""Mistakes of extraction, counted and shown: how many of each kind, what is taken for what.

Counts may be shown of any document; the examples of a test document never, or the next rule would
be written from it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from corpus.evaluation.errors import NOTHING, Mistake, Wrong
from corpus.evaluation.tables import Cell, Table
from corpus.gold import GoldDocument
from ingest.model import Label


def error_tables(documents: Sequence[GoldDocument], found: Sequence[Mistake]) -> list[Table]:
    """Tabulate counts by label and by family and genre of text; no words of any document."""
    gold = Counter(span.label for document in documents for span in document.spans)
    by_label = Counter((mistake.label, mistake.wrong) for mistake in found)
    rows: list[tuple[Cell, ...]] = [
        (str(label), gold[label], *(by_label[label, wrong] for wrong in Wrong)) for label in Label
    ]
    rows.append(
        ("tutte", gold.total(), *(sum(by_label[x, wrong] for x in Label) for wrong in Wrong))
    )
    kinds = Table(
        "errors",
        f"Che cosa è sbagliato in {len(documents)} documenti",
        ("etichetta", "gold", *map(str, Wrong)),
        tuple(rows),
        "Altri confini: l'etichetta è giusta, le parole per meno di metà. Altra etichetta: le"
        " parole ci sono, sotto un altro nome. Altro concetto o ruolo: span al suo posto, legato"
        " male.",
    )
    return [kinds, _style_table(documents, found)]


def confusion_table(found: Iterable[Mistake], most: int) -> Table:
    """Tabulate what is most often taken for what; not for test documents."""
    kinds = Counter((m.wrong, m.label, m.detail) for m in found if m.detail != NOTHING)
    where = defaultdict[tuple[Wrong, Label, str], set[str]](set)
    for m in found:
        where[m.wrong, m.label, m.detail].add(m.document)
    ranked = sorted(kinds, key=lambda kind: (-kinds[kind], kind))[:most]
    return Table(
        "confusions",
        "Gli errori più frequenti",
        ("errore", "etichetta", "quale", "volte", "documenti"),
        tuple((str(k[0]), str(k[1]), k[2], kinds[k], len(where[k])) for k in ranked),
        "Prima il giusto, dopo la freccia ciò che si è letto.",
    )


def examples(found: Iterable[Mistake], most: int) -> list[Mistake]:
    """Return at most `most` examples of each kind and label.

    The most frequent confusions come first and the surest of each: what is said with confidence and
    wrong does most harm. One example of each confusion comes before the second of any.
    """
    groups = defaultdict[tuple[Label, Wrong], defaultdict[str, list[Mistake]]](
        lambda: defaultdict(list)
    )
    for mistake in found:
        groups[mistake.label, mistake.wrong][mistake.detail].append(mistake)
    chosen: list[Mistake] = []
    for _, details in sorted(groups.items(), key=lambda pair: _order(*pair[0])):
        ranked = [
            (place, -len(alike), detail, mistake)
            for detail, alike in details.items()
            for place, mistake in enumerate(
                sorted(alike, key=lambda m: (-m.confidence, m.document, m.sentence))
            )
        ]
        ranked.sort(key=lambda one: one[:3])
        chosen += [mistake for *_, mistake in ranked[:most]]
    return chosen


def _style_table(documents: Sequence[GoldDocument], found: Sequence[Mistake]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    styles = (
        [document.family for document in documents],
        [document.truths.get("genre", "") for document in documents],
    )
    own = ([mistake.family for mistake in found], [mistake.genre for mistake in found])
    for of_documents, of_mistakes in zip(styles, own, strict=True):
        for style in sorted(set(of_documents)):
            inside = [d for d, kind in zip(documents, of_documents, strict=True) if kind == style]
            wrong = [m for m, kind in zip(found, of_mistakes, strict=True) if kind == style]
            labels, kinds = Counter(m.label for m in wrong), Counter(m.wrong for m in wrong)
            spans = sum(len(document.spans) for document in inside)
            counts = (*(kinds[x] for x in Wrong), *(labels[x] for x in Label))
            rows.append((style or NOTHING, len(inside), spans, *counts))
    return Table(
        "error_styles",
        "Gli errori secondo la famiglia e il genere del testo",
        ("genere", "documenti", "gold", *map(str, Wrong), *map(str, Label)),
        tuple(rows),
        "Ogni errore è contato due volte: sotto il suo tipo e sotto la sua etichetta.",
    )


def _order(label: Label, wrong: Wrong) -> tuple[int, int]:
    return list(Label).index(label), list(Wrong).index(wrong)
