"""How well words that are known to be a span are linked: to a concept, a territory, a node.

Where the words are is given (the gold spans), so that a wrong link is not blamed on a wrong span.
The baseline links only what is written exactly like a label or a name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from corpus.evaluation.figures import Tally, bootstrap_f1
from corpus.evaluation.spans import SCHEMES
from corpus.evaluation.tables import Cell, Table
from corpus.gold import GoldDocument
from corpus.markup import GoldSpan
from corpus.same_as import SamePair
from ingest.linking.labels import LabelIndex, content_lemmas
from ingest.linking.organisations import slug
from ingest.linking.territories import choose_place, mentioned_territories
from ingest.model import Label
from ingest.practices.reading import plain
from ontology.places import Gazetteer
from ontology.schemes import ConceptSchemes

LINKED = (*SCHEMES, Label.PLACE)

Linker = Callable[[GoldSpan, GoldDocument], str | None]


def exact_linker(schemes: ConceptSchemes, gazetteer: Gazetteer) -> Linker:
    """Link words that are, letter by letter, a label of one concept or the name of one place."""
    labels: dict[tuple[str, str], set[str]] = {}
    for name in SCHEMES.values():
        for concept in schemes.scheme(name):
            for label in (concept.label, *concept.alt_labels):
                labels.setdefault((name, label.casefold()), set()).add(concept.id)

    def link(span: GoldSpan, _: GoldDocument) -> str | None:
        if span.label is Label.PLACE:
            found = {place.code for place in gazetteer.named(span.text)}
        else:
            found = labels.get((SCHEMES[span.label], plain(span.text).casefold()), set())
        return next(iter(found)) if len(found) == 1 else None

    return link


def our_linker(schemes: ConceptSchemes, gazetteer: Gazetteer) -> Linker:
    """Link as `ingest` does: by content lemmas, and territories by what the document names."""
    index = LabelIndex(schemes, tuple(SCHEMES.values()))

    def link(span: GoldSpan, document: GoldDocument) -> str | None:
        words = plain(span.text)
        if span.label is Label.PLACE:
            names = (other.text for other in document.spans if other.label is Label.PLACE)
            near = mentioned_territories(map(plain, names), gazetteer)
            place = choose_place(gazetteer.named(words), mentioned=near)
            return place.code if place else None
        entry = index.inside(content_lemmas(words), SCHEMES[span.label], words)
        return entry.concept if entry else None

    return link


def link_tallies(
    documents: Sequence[GoldDocument], linker: Linker
) -> Mapping[Label, tuple[list[Tally], Counter[str]]]:
    """Return, by label, a tally a document of links, and how the links of unlinked spans went.

    A span that people linked to nothing counts as `invented` when it was given a link, `left` when
    not; it is no part of the tallies' wanted, but an invented link is one of the found.
    """
    out = {label: (list[Tally](), Counter[str]()) for label in LINKED}
    for document in documents:
        for label, (tallies, unlinked) in out.items():
            tally = Tally()
            for span in (s for s in document.spans if s.label is label):
                # An amount of money is a FUNDING with a value and no fund to be linked to.
                if label is Label.FUNDING and "value" in span.attributes:
                    continue
                link = linker(span, document)
                tally += Tally(
                    int(link is not None and link == span.concept),
                    int(link is not None),
                    int(span.concept is not None),
                )
                if span.concept is None:
                    unlinked["invented" if link else "left"] += 1
            tallies.append(tally)
    return out


def link_table(
    documents: Sequence[GoldDocument],
    ours: Linker,
    exactly: Linker,
    human: Mapping[Label, tuple[int, int]],
) -> Table:
    """Tabulate links by label; `human` holds same and all of the concepts two people gave."""
    own, plain = link_tallies(documents, ours), link_tallies(documents, exactly)
    rows: list[tuple[Cell, ...]] = []
    for label in LINKED:
        tallies, unlinked = own[label]
        total = sum(tallies, Tally())
        if not total.wanted:
            continue
        same, both = human.get(label, (0, 0))
        alone = sum(unlinked.values())
        rows.append(
            (
                str(label),
                total.wanted,
                total.precision,
                total.recall,
                bootstrap_f1([tallies]),
                bootstrap_f1([plain[label][0]]),
                unlinked["left"] / alone if alone else None,
                same / both if both else None,
            )
        )
    return Table(
        "links",
        f"Dallo span al concetto o al codice ISTAT, in {len(documents)} documenti",
        (
            "etichetta",
            "gold",
            "P",
            "R",
            "F1",
            "F1 nomi esatti",
            "senza legame, lasciati",
            "accordo fra persone",
        ),
        tuple(rows),
        "Gli span sono dati. «Lasciati»: quota degli span che le persone non hanno legato a nulla"
        " e che restano slegati. Accordo: stesso concetto sugli span comuni a due lettori.",
    )


def organisation_table(pairs: Iterable[SamePair]) -> Table:
    """Tabulate how often two names of one body get one node, and two bodies do not."""
    known = [pair for pair in pairs if pair.kind == "organisation"]
    rows: list[tuple[Cell, ...]] = []
    ways: Sequence[tuple[str, Callable[[str], str]]] = (
        ("nodo (forme giuridiche, maiuscole, accenti)", slug),
        ("stesse lettere", str),
    )
    for name, key in ways:
        joined = [pair for pair in known if key(pair.one) == key(pair.other)]
        same = sum(pair.same for pair in known)
        tally = Tally(sum(pair.same for pair in joined), len(joined), same)
        rows.append((name, same, len(known) - same, tally.precision, tally.recall, tally.f1))
    return Table(
        "organisations",
        "Nomi diversi della stessa organizzazione",
        ("modo", "coppie uguali", "coppie diverse", "P", "R", "F1"),
        tuple(rows),
    )
