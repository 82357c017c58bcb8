"""The memory of phrases, made from what people linked in the texts meant for learning."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from corpus.gold import GoldDocument
from corpus.markup import GoldSpan, strip
from ingest.model import Label
from ingest.practices.reading import plain
from ingest.tagging.alphabet import SCHEMES
from ingest.tagging.memory import Embed, Memory, Phrase
from ontology.schemes import ConceptSchemes


def remember(
    documents: Iterable[GoldDocument],
    phrases: Sequence[Path],
    schemes: ConceptSchemes,
    embed: Embed,
) -> Memory:
    """Return the phrases of documents, files of phrases and labels, each once.

    Of a phrase linked to several concepts those are kept that a quarter of its mentions bear.
    """
    seen: defaultdict[tuple[Label, str], Counter[str]] = defaultdict(Counter)
    for span in _spans(documents, phrases):
        if span.label in SCHEMES and "value" not in span.attributes:
            seen[span.label, plain(span.text)][span.concept or ""] += 1
    label_of = {scheme: label for label, scheme in SCHEMES.items()}
    for concept in schemes:
        if concept.scheme in label_of:
            for words in (concept.label, *concept.alt_labels):
                seen[label_of[concept.scheme], words][concept.id] += 1
    kept = [
        Phrase(label, words, concept)
        for (label, words), concepts in sorted(seen.items())
        for concept, count in sorted(concepts.items())
        if 4 * count >= concepts.total()
    ]
    return Memory(kept, embed([phrase.words for phrase in kept]))


def _spans(documents: Iterable[GoldDocument], phrases: Sequence[Path]) -> Iterator[GoldSpan]:
    for document in documents:
        yield from document.spans
    for file in phrases:
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                yield from strip(line.strip())[1]
