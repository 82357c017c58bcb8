"""Gathering what the measure of likely doubles needs: a library of every practice, told twice."""

from __future__ import annotations

from pathlib import Path

from corpus.evaluation.doubles import true_pairs
from corpus.evaluation.linking import organisation_nodes
from corpus.evaluation.sameness import (
    compared_documents,
    compared_names,
    name_table,
    practice_table,
)
from corpus.evaluation.tables import Table
from corpus.gold import PRACTICES, gold_documents, retold_documents
from corpus.library import Library
from corpus.same_as import load_same_as
from corpus.sameness.learning import learn, write_scales
from corpus.sameness.scale import Features, load_scale
from corpus.splits import load_manifest


def sameness_tables(library: Library, learning: bool) -> list[Table]:
    """Measure what is announced as the same, over a library of all practices and tellings.

    With `learning` weights and thresholds are first learnt on the pairs to learn from, and written.
    """
    splits = {name: allotted.split for name, allotted in load_manifest().items()}
    retold = {named_again(telling.id): told for telling, told in retold_documents()}
    splits |= {telling: splits[told] for telling, told in retold.items()}
    titles: dict[str, str] = {}
    found: list[tuple[str, str, Features]] = []
    with library.finder() as finder:
        for document in library.documents():
            for practice in finder.practices(document):
                titles.setdefault(document, practice.title)
                found += [
                    (one.document, other.document, finder.features(one, other))
                    for one, other in finder.pairs(practice.id)
                ]
    wanted = true_pairs(load_same_as(), retold.items())
    practices = compared_documents(found, wanted, splits)
    gold, places = list(gold_documents()), library.reference.gazetteer
    nodes = organisation_nodes(gold, places)
    names = compared_names(load_same_as(), gold, nodes, places)
    if learning:
        known = {"practice": practices, "organisation": names}
        scales = {
            kind: learn(kind, [(pair.features, pair.same) for pair in pairs if not pair.test])
            for kind, pairs in known.items()
        }
        write_scales(scales)
    return [
        practice_table(practices, wanted, splits, titles, load_scale("practice")),
        name_table(names, load_scale("organisation")),
    ]


def named_again(telling: str) -> str:
    """Return the identifier under which a second telling is taken in: hyphens stand alone."""
    return telling.replace("--", "-")


def trial_documents(folder: Path) -> list[Path]:
    """Return every practice of the corpus, and every second telling written into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for telling, _ in retold_documents():
        path = folder / f"{named_again(telling.id)}.md"
        _, front, body = telling.text.split("---\n", 2)
        kept = [line for line in front.splitlines() if not line.startswith("id:")]
        lines = [f"id: {named_again(telling.id)}", *kept]
        path.write_text("---\n" + "\n".join(lines) + "\n---\n" + body, encoding="utf-8")
        written.append(path)
    return [*sorted(PRACTICES.glob("*.md")), *written]
