"""Terms that documents use and no concept says: the queue from which curators make new concepts.

A span with a scheme and without a concept is a mention of a candidate. Mentions are grouped by what
they begin with ("laboratorio teatrale", "laboratori teatrali integrati" are one candidate), counted
over documents, and shown with the concept whose words come nearest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox

from corpus.evaluation.spans import SCHEMES
from corpus.library import Library
from corpus.projection import Names
from ingest.linking.labels import content_lemmas
from ingest.model import Extraction, Label, Money
from ingest.practices.reading import find_words, plain
from ontology.schemes import ConceptSchemes

#: The schemes whose missing concepts the graph remembers; the others need the documents.
KEPT_IN_GRAPH = ("actor", "beneficiary", "measure")

_HEAD = 2  # content lemmas that make one candidate
_EXAMPLES = 5
_VARIANTS = 5
_AROUND = 160  # characters of a sentence shown on either side of the words
_SENTENCE_END = re.compile(r"[.!?;]\s|\n\s*\n|\n(?=[-*#|])")


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that a document uses for something of a scheme, in the sentence around them."""

    scheme: str
    words: str
    document: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """The concept that shares most words with a candidate; `share` is 1 where all are shared."""

    concept: str
    label: str
    share: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A term that may deserve a concept: how often, in which documents, in which sentences."""

    scheme: str
    head: str
    words: str
    count: int
    documents: tuple[str, ...]
    variants: tuple[str, ...]
    examples: tuple[str, ...]
    nearest: Nearest | None


def mentions_in(extraction: Extraction) -> Iterator[Mention]:
    """Yield the spans of a document that have a scheme and no concept; amounts are no terms."""
    text = extraction.document.text
    for span in extraction.spans:
        scheme = SCHEMES.get(span.label)
        if scheme is None or span.concept is not None or isinstance(span.value, Money):
            continue
        # A body with a node of its own needs no concept of its own, only a kind.
        if span.label is Label.ACTOR and span.entity is not None:
            continue
        words, sentence = plain(span.text), sentence_around(text, span.start, span.end)
        yield Mention(scheme, words, extraction.document.id, sentence)


def mentions_held(library: Library) -> Iterator[Mention]:
    """Yield what the graph of a library keeps of such spans: those of `KEPT_IN_GRAPH`."""
    for document in library.documents():
        found = list(_without_concept(library.quads(document), library.reference.names))
        view = library.document(document) if found else None
        text = view.text if view else ""
        for scheme, words in found:
            at = find_words(text, words, 0, len(text))
            sentence = sentence_around(text, at.start, at.end) if at else words
            yield Mention(scheme, words, document, sentence)


def candidates(
    mentions: Iterable[Mention], schemes: ConceptSchemes, scheme: str | None = None
) -> tuple[Candidate, ...]:
    """Return the candidates of a scheme, or of all: those of most documents first."""
    groups: dict[tuple[str, tuple[str, ...]], list[Mention]] = {}
    for mention in mentions:
        lemmas = content_lemmas(mention.words)
        if lemmas and scheme in {None, mention.scheme}:
            groups.setdefault((mention.scheme, lemmas[:_HEAD]), []).append(mention)
    found = [_candidate(name, lemmas, own, schemes) for (name, lemmas), own in groups.items()]
    found.sort(key=lambda c: (-len(c.documents), -c.count, c.scheme, c.head))
    return tuple(found)


def nearest_concept(words: str, scheme: str, schemes: ConceptSchemes) -> Nearest | None:
    """Return the concept of a scheme that shares most words with some others; None for none."""
    wanted = frozenset(content_lemmas(words))
    best: tuple[float, str, str] | None = None
    for concept, label, lemmas in _labels(schemes, scheme):
        shared = len(wanted & lemmas)
        if not shared:
            continue
        share = round(shared / len(wanted | lemmas), 3)
        if best is None or (-share, concept) < (-best[0], best[1]):
            best = (share, concept, label)
    return Nearest(best[1], best[2], best[0]) if best else None


def sentence_around(text: str, start: int, end: int) -> str:
    """Return the sentence of some words on one line, shortened where it is long."""
    left, right = max(0, start - _AROUND), min(len(text), end + _AROUND)
    ends = [match.end() for match in _SENTENCE_END.finditer(text, left, start)]
    cut = bool(left) and not ends
    left = ends[-1] if ends else left
    stop = _SENTENCE_END.search(text, end, right)
    more = stop is None and right < len(text)
    right = stop.start() + 1 if stop else right
    if cut:  # at a blank, not inside a word
        left = min(start, text.find(" ", left, start) + 1 or start)
    if more:
        right = max(end, text.rfind(" ", end, right))
    return ("… " if cut else "") + plain(text[left:right]) + (" …" if more else "")


def _candidate(
    scheme: str, lemmas: tuple[str, ...], mentions: Sequence[Mention], schemes: ConceptSchemes
) -> Candidate:
    said = Counter(mention.words.lower() for mention in mentions)
    variants = sorted(said, key=lambda words: (-said[words], len(words), words))
    sentences: dict[str, str] = {}  # one of each document first
    for mention in mentions:
        sentences.setdefault(mention.document, mention.sentence)
    examples = dict.fromkeys([*sentences.values(), *(m.sentence for m in mentions)])
    return Candidate(
        scheme,
        " ".join(lemmas),
        variants[0],
        len(mentions),
        tuple(sorted(sentences)),
        tuple(variants[:_VARIANTS]),
        tuple(examples)[:_EXAMPLES],
        nearest_concept(variants[0], scheme, schemes),
    )


def _without_concept(quads: Iterable[ox.Quad], names: Names) -> Iterator[tuple[str, str]]:
    """Yield scheme and words of the nodes that no concept says, in a document's graph."""
    facts: dict[str, dict[str, list[ox.Quad]]] = {}
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode):
            predicate = names.compact(quad.predicate)
            facts.setdefault(quad.subject.value, {}).setdefault(predicate, []).append(quad)
    for _, about in sorted(facts.items()):
        kinds = {
            names.compact(quad.object)
            for quad in about.get("rdf:type", ())
            if isinstance(quad.object, ox.NamedNode)
        }
        for kind, scheme, concept, words in _KEPT:
            if kind in kinds and concept not in about:
                for quad in about.get(words, ()):
                    if isinstance(quad.object, ox.Literal):
                        yield scheme, quad.object.value


_KEPT = (
    ("wp:Measure", "measure", "dct:type", "dct:title"),
    ("wp:BeneficiaryTarget", "beneficiary", "wp:group", "wp:mention"),
    ("org:Organization", "actor", "org:classification", "skos:prefLabel"),
)


@lru_cache(maxsize=32)
def _labels_of(
    labels: tuple[tuple[str, str, str], ...],
) -> tuple[tuple[str, str, frozenset[str]], ...]:
    return tuple((c, label, frozenset(content_lemmas(name))) for c, label, name in labels)


def _labels(schemes: ConceptSchemes, scheme: str) -> tuple[tuple[str, str, frozenset[str]], ...]:
    return _labels_of(
        tuple(
            (concept.id, concept.label, name)
            for concept in schemes.scheme(scheme)
            for name in (concept.label, *concept.alt_labels)
        )
    )
