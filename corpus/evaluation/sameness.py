"""How well what is one under two names is found: practices told twice, bodies named twice.

Practices: every one of a library is looked up as at ingest, and what is announced is compared with
the pairs that people judged; a pair is of the test part when one of its documents is. A pair of
documents counts once. Organisations: the judged pairs of names, each beside the territories of the
documents that bear it, halved by a digest so that names of one body stay in one half.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.evaluation.doubles import Pair
from corpus.evaluation.figures import Tally
from corpus.evaluation.linking import joined_in_documents
from corpus.evaluation.tables import Cell, Table
from corpus.gold import GoldDocument
from corpus.same_as import SamePair
from corpus.sameness.organisations import OrganisationTraits, around, compare
from corpus.sameness.scale import Features, Scale
from corpus.splits import Split
from ingest.model import Label
from ingest.practices.reading import plain
from ontology.places import Gazetteer
from search.words import fold

LEARN, TEST = "per imparare", "di prova"


@dataclass(frozen=True, slots=True)
class Compared:
    """A pair that was looked at: what it shares, whether it is one, whether it is for the test."""

    one: str
    other: str
    features: Features
    same: bool
    test: bool
    joined: bool = False


def compared_documents(
    found: Iterable[tuple[str, str, Features]],
    wanted: Collection[Pair],
    splits: Mapping[str, Split],
) -> list[Compared]:
    """Return every pair of documents once, with the features seen last."""
    pairs = {(min(a, b), max(a, b)): features for a, b, features in found}
    return [
        Compared(a, b, features, (a, b) in wanted, is_test((a, b), splits))
        for (a, b), features in sorted(pairs.items())
    ]


def is_test(pair: Pair, splits: Mapping[str, Split]) -> bool:
    """Say whether a pair has a document of the test part."""
    return any(splits.get(document) is Split.TEST for document in pair)


def practice_table(
    compared: Sequence[Compared],
    wanted: Collection[Pair],
    splits: Mapping[str, Split],
    titles: Mapping[str, str],
    scale: Scale,
) -> Table:
    """Tabulate what is announced at the threshold, beside the documents of exactly one title."""
    announced = {
        (pair.one, pair.other) for pair in compared if scale.score(pair.features) >= scale.threshold
    }
    namesakes: defaultdict[str, list[str]] = defaultdict(list)
    for document, title in titles.items():
        namesakes[fold(title)].append(document)
    exact = {
        (min(a, b), max(a, b))
        for group in namesakes.values()
        for n, a in enumerate(group)
        for b in group[n + 1 :]
    }
    looked = {(pair.one, pair.other) for pair in compared}
    rows: list[tuple[Cell, ...]] = []
    for part in (LEARN, TEST):
        own = {pair for pair in wanted if is_test(pair, splits) == (part == TEST)}
        for way, found in (
            ("parole, significato, nomi, luoghi, cifre", announced),
            ("titolo uguale, senza accenti e maiuscole", exact),
            ("(tutte le coppie confrontate)", looked),
        ):
            mine = {pair for pair in found if is_test(pair, splits) == (part == TEST)}
            tally = Tally(len(mine & own), len(mine), len(own))
            rows.append((part, way, len(own), len(mine), tally.precision, tally.recall, tally.f1))
    return Table(
        "same-practices",
        f"Pratiche raccontate due volte, fra {len(titles)} documenti",
        ("parte", "modo", "coppie vere", "coppie trovate", "P", "R", "F1"),
        tuple(rows),
        f"Annunciate da {scale.threshold:.2f} in su. Pesi e soglia sono imparati sulle coppie per"
        " imparare; di prova è una coppia con un documento della parte di prova.",
    )


def compared_names(
    judged: Iterable[SamePair],
    documents: Sequence[GoldDocument],
    nodes: Mapping[str, Mapping[str, frozenset[str]]],
    places: Gazetteer,
) -> list[Compared]:
    """Compare the judged pairs of names; `nodes` are those that linking gave them."""
    bearing: defaultdict[str, set[str]] = defaultdict(set)
    codes: defaultdict[str, set[str]] = defaultdict(set)
    for document in documents:
        for span in document.spans:
            if span.label is Label.ACTOR:
                bearing[plain(span.text)].add(document.id)
            elif span.label is Label.PLACE and span.concept:
                codes[document.id].add(span.concept.removeprefix("place:"))
    where = {document: around(found, places) for document, found in codes.items()}
    pairs = [pair for pair in judged if pair.kind == "organisation"]
    half = halves(pairs)

    def traits(name: str) -> OrganisationTraits:
        near = [where.get(document, frozenset[str]()) for document in bearing[name]]
        return OrganisationTraits(
            name, (name,), frozenset[str]().union(*near), frozenset(bearing[name])
        )

    return [
        Compared(
            pair.one,
            pair.other,
            compare(traits(pair.one), traits(pair.other), places),
            pair.same,
            half[pair.one],
            joined_in_documents(pair.one, pair.other, nodes),
        )
        for pair in pairs
    ]


def name_table(compared: Sequence[Compared], scale: Scale) -> Table:
    """Tabulate what is one node already or announced, beside the same letters."""
    rows: list[tuple[Cell, ...]] = []
    for part in (LEARN, TEST):
        own = [pair for pair in compared if pair.test == (part == TEST)]
        same = sum(pair.same for pair in own)
        for way, found in (
            (
                "un nodo già in lettura, o annunciate",
                [p for p in own if p.joined or _told(p, scale)],
            ),
            ("annunciate fra i nomi, senza i nodi", [p for p in own if _told(p, scale)]),
            ("stesso nome, senza accenti e maiuscole", [p for p in own if _alike(p)]),
        ):
            tally = Tally(sum(pair.same for pair in found), len(found), same)
            rows.append((part, way, same, len(own) - same, tally.precision, tally.recall, tally.f1))
    return Table(
        "same-organisations",
        "Organizzazioni sotto due nomi",
        ("parte", "modo", "coppie uguali", "coppie diverse", "P", "R", "F1"),
        tuple(rows),
        f"Annunciate da {scale.threshold:.2f} in su, pesi e soglia imparati sulla prima metà. Le"
        " coppie sono quelle giudicate, scelte perché si somigliano: non tutte le possibili.",
    )


def _told(pair: Compared, scale: Scale) -> bool:
    return bool(pair.features) and scale.score(pair.features) >= scale.threshold


def _alike(pair: Compared) -> bool:
    return fold(pair.one) == fold(pair.other)


def halves(pairs: Iterable[SamePair]) -> Mapping[str, bool]:
    """Return which names are for the test: all that are linked by pairs, together."""
    leader: dict[str, str] = {}

    def lead(name: str) -> str:
        while leader.setdefault(name, name) != name:
            name = leader[name]
        return name

    for pair in pairs:
        leader[lead(pair.one)] = lead(pair.other)
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for name in leader:
        groups[lead(name)].append(name)
    return {
        name: bool(hashlib.sha256(min(group).encode()).digest()[-1] % 2)
        for group in groups.values()
        for name in group
    }
