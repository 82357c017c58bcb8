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
from ingest.linking.organisations import link_organisations, slug
from ingest.linking.places import link_places
from ingest.model import Label, Span
from ingest.practices.reading import plain
from ingest.spans.acronyms import introduced_acronyms
from ingest.spans.organisations import generic_names
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

    places: dict[str, dict[int, str | None]] = {}

    def link(span: GoldSpan, document: GoldDocument) -> str | None:
        words = plain(span.text)
        if span.label is Label.PLACE:
            if document.id not in places:
                bare = [Span(s.start, s.end, s.text, s.label, 1.0) for s in document.spans]
                linked = link_places(bare, document.text, gazetteer)
                places[document.id] = {other.start: other.concept for other in linked}
            return places[document.id][span.start]
        entry = index.inside(content_lemmas(words), SCHEMES[span.label], words)
        return entry.concept if entry else None

    return link


def reading_linker(linked: Callable[[GoldDocument], Sequence[Span]]) -> Linker:
    """Link as the accurate reading does; `linked` gives the spans of a document, linked."""
    known: dict[str, dict[int, str | None]] = {}

    def link(span: GoldSpan, document: GoldDocument) -> str | None:
        if document.id not in known:
            known[document.id] = {one.start: one.concept for one in linked(document)}
        return known[document.id].get(span.start)

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


def organisation_nodes(
    documents: Iterable[GoldDocument], gazetteer: Gazetteer
) -> Mapping[str, Mapping[str, frozenset[str]]]:
    """Return the nodes that each name of an organisation got, by name and document.

    Spans and the codes of their places are given; which names are one body is `ingest`'s to find.
    """
    nodes: dict[str, dict[str, set[str]]] = {}
    for document in documents:
        spans = [
            Span(
                s.start, s.end, s.text, s.label, 1.0, s.concept if s.label is Label.PLACE else None
            )
            for s in document.spans
        ]
        acronyms = {a.short: a.full.text for a in introduced_acronyms(document.text, spans)}
        for span in link_organisations(spans, acronyms, generic_names(), gazetteer):
            if span.label is Label.ACTOR:
                found = nodes.setdefault(plain(span.text), {}).setdefault(document.id, set())
                found |= {span.entity} if span.entity else set()
    return {
        name: {document: frozenset(entities) for document, entities in by_document.items()}
        for name, by_document in nodes.items()
    }


def joined_in_documents(
    one: str, other: str, nodes: Mapping[str, Mapping[str, frozenset[str]]]
) -> bool:
    """Tell whether two names got one node: in a document with both, else between any two.

    A name that no document bears is known by itself only.
    """
    first, second = nodes.get(one, {}), nodes.get(other, {})
    if not first or not second:
        return slug(one) == slug(other)
    both = first.keys() & second.keys()
    if both:
        return any(first[document] & second[document] for document in both)
    return any(a & b for a in first.values() for b in second.values())


def organisation_table(
    pairs: Iterable[SamePair], nodes: Mapping[str, Mapping[str, frozenset[str]]]
) -> Table:
    """Tabulate how often two names of one body get one node, and two bodies do not."""
    known = [pair for pair in pairs if pair.kind == "organisation"]
    rows: list[tuple[Cell, ...]] = []
    ways: Sequence[tuple[str, Callable[[str, str], bool]]] = (
        ("nodo nei documenti che li nominano", lambda a, b: joined_in_documents(a, b, nodes)),
        ("nodo del solo nome", lambda a, b: slug(a) == slug(b)),
        ("stesse lettere", lambda a, b: a == b),
    )
    for name, same_node in ways:
        joined = [pair for pair in known if same_node(pair.one, pair.other)]
        same = sum(pair.same for pair in known)
        tally = Tally(sum(pair.same for pair in joined), len(joined), same)
        rows.append((name, same, len(known) - same, tally.precision, tally.recall, tally.f1))
    return Table(
        "organisations",
        "Nomi diversi della stessa organizzazione",
        ("modo", "coppie uguali", "coppie diverse", "P", "R", "F1"),
        tuple(rows),
        "Gli span sono dati. Due nomi sono uniti quando un documento che li porta entrambi, o due"
        " che ne portano uno ciascuno, danno loro lo stesso nodo.",
    )
