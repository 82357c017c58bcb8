"""Gold documents as the network learns from them: windows of pieces with what people marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from corpus.gold import LEARNING, GoldDocument
from corpus.markup import GoldSpan, strip
from ingest.language.offsets import tokens_between
from ingest.language.pipeline import analyse
from ingest.linking.labels import LabelIndex, content_lemmas
from ingest.model import Document, Label, Span
from ingest.practices.reading import plain
from ingest.readers import read
from ingest.spans import find_spans
from ingest.tagging.alphabet import ROLES, SCHEMES, STATUSES, tags_of
from ingest.tagging.features import Features, features_of
from ingest.tagging.judging import FARTHEST, pair_features, place_of
from ingest.tagging.network import WordPieces, pooling
from ingest.tagging.pieces import Window, windows
from ontology.places import Gazetteer
from ontology.schemes import ConceptSchemes

PHRASES = Path(__file__).parents[1] / "gold" / "phrases"


@dataclass(frozen=True, slots=True)
class MarkedSpan:
    """A gold span in tokens of its window.

    `concept` is None for labels without a scheme; `dictionary` is the concept that the labels of
    the schemes give to the words, "" for none; `role` is None where it is not an actor; `main` is
    None where nobody said which names are those of the practices.
    """

    first: int
    end: int
    label: Label
    concept: str | None = None
    dictionary: str = ""
    role: str | None = None
    main: bool | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A window of a document with its truths; token numbers count from the window's first.

    `pool` is tokens × pieces; `joins` are (measure, people, joined?) as numbers of spans with what
    `pair_features` says of each. `status` and `practice` are None where the text is but a phrase.
    """

    document: str
    window: Window
    pool: NDArray[np.float32]
    features: Features
    tags: NDArray[np.int64]
    spans: tuple[MarkedSpan, ...]
    joins: tuple[tuple[int, int, bool], ...]
    pairs: NDArray[np.float32]
    practice: bool | None
    status: int | None


class Examiner:
    """Turns gold documents into examples with the product's own pipeline and rules."""

    def __init__(
        self,
        pipeline: Language,
        pieces: WordPieces,
        schemes: ConceptSchemes,
        gazetteer: Gazetteer,
    ) -> None:
        self._pipeline = pipeline
        self._pieces = pieces
        self._schemes = schemes
        self._gazetteer = gazetteer
        self._labels = LabelIndex(schemes, tuple(SCHEMES.values()))

    def examples(self, gold: GoldDocument) -> Iterator[Example]:
        """Yield the windows of one annotated document."""
        document = read(gold.text.encode(), f"{gold.id}.md")
        joined = gold.family == LEARNING or any(
            {"for", "cost", "main"} & set(span.attributes) for span in gold.spans
        )
        status = STATUSES.index(gold.truths.get("status", STATUSES[0]))
        yield from self._windows(document, gold.spans, joined, gold.tells_a_practice, status)

    def phrases(self, file: Path) -> Iterator[Example]:
        """Yield the sentences of a file of phrases, one a line, each a text of its own."""
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines()):
            if line.startswith("#") or not line.strip():
                continue
            text, spans = strip(line.strip())
            document = read(text.encode(), f"{file.stem}-{number}.txt")
            yield from self._windows(document, spans, joined=False, practice=None, status=None)

    def labels(self) -> Iterator[Example]:
        """Yield every label and synonym of the schemes: a text that is one span."""
        label_of = {scheme: label for label, scheme in SCHEMES.items()}
        for concept in self._schemes:
            if concept.scheme not in label_of:
                continue
            for words in dict.fromkeys((concept.label, *concept.alt_labels)):
                span = GoldSpan(0, len(words), words, label_of[concept.scheme], concept.id)
                document = read(words.encode(), f"{concept.notation}.txt")
                if document.text != words:
                    continue
                for example in self._windows(document, (span,), False, None, None):
                    spans = tuple(replace(span, dictionary="", role=None) for span in example.spans)
                    yield replace(example, spans=spans, tags=np.zeros(0, np.int64))

    def _windows(
        self,
        document: Document,
        spans: Sequence[GoldSpan],
        joined: bool,
        practice: bool | None,
        status: int | None,
    ) -> Iterator[Example]:
        doc = analyse(self._pipeline, document)
        whole_text = len(spans) == 1 and spans[0].text == document.text  # a label of the schemes
        rules = () if whole_text else self._rules(doc, document)
        features = features_of(doc, rules)
        marked = [self._marked(doc, span, joined) for span in spans]
        links = _links(spans)
        tags = tags_of(len(doc), [(m.first, m.end, m.label) for m in marked])
        for window in windows(doc, self._pieces.tokenizer):
            tokens = slice(window.first, window.end)
            inside = [
                n for n, m in enumerate(marked) if window.first <= m.first < window.end >= m.end
            ]
            own = tuple(
                replace(
                    marked[n],
                    first=marked[n].first - window.first,
                    end=marked[n].end - window.first,
                )
                for n in inside
            )
            joins, pairs = (
                _pairs(doc, [marked[n] for n in inside], inside, links) if joined else ((), [])
            )
            yield Example(
                document.id,
                window,
                pooling(window),
                Features(features.rules[tokens], features.blocks[tokens], features.shapes[tokens]),
                _opened(tags[tokens]),
                own,
                joins,
                np.array(pairs, np.float32),
                practice,
                status,
            )

    def _rules(self, doc: Doc, document: Document) -> tuple[Span, ...]:
        return find_spans(doc, document, self._schemes, self._gazetteer)

    def _marked(self, doc: Doc, span: GoldSpan, joined: bool) -> MarkedSpan:
        tokens = tokens_between(doc, span.start, span.end)
        scheme = SCHEMES.get(span.label)
        role = None
        if span.label is Label.ACTOR:
            said = span.attributes.get("role", "")
            role = said if said in ROLES else ""
        return MarkedSpan(
            tokens.start,
            tokens.stop,
            span.label,
            (span.concept or "") if scheme else None,
            self.dictionary(span.label, span.text) if scheme else "",
            role,
            "main" in span.attributes if joined and span.label is Label.PRACTICE else None,
        )

    def dictionary(self, label: Label, text: str) -> str:
        """Return the concept that the labels of the schemes give to words, "" for none."""
        words = plain(text)
        entry = self._labels.inside(content_lemmas(words), SCHEMES[label], words)
        return entry.concept if entry else ""


def _links(spans: Sequence[GoldSpan]) -> frozenset[tuple[int, int]]:
    named: dict[str, int] = {
        span.attributes["n"]: place for place, span in enumerate(spans) if "n" in span.attributes
    }
    return frozenset(
        (place, named[number])
        for place, span in enumerate(spans)
        for number in span.attributes.get("for", "").split("+")
        if number in named
    )


def _pairs(
    doc: Doc,
    marked: Sequence[MarkedSpan],
    numbers: Sequence[int],
    links: frozenset[tuple[int, int]],
) -> tuple[tuple[tuple[int, int, bool], ...], list[NDArray[np.float32]]]:
    places = [place_of(doc, m.first, m.end) for m in marked]
    people = [n for n, m in enumerate(marked) if m.label is Label.BENEFICIARY]
    crowd = [places[n] for n in people]
    joins: list[tuple[int, int, bool]] = []
    pairs: list[NDArray[np.float32]] = []
    for n, measure in enumerate(marked):
        if measure.label is not Label.MEASURE:
            continue
        for other in people:
            if abs(places[other].first - places[n].first) <= FARTHEST:
                joins.append((n, other, (numbers[n], numbers[other]) in links))
                pairs.append(pair_features(places[n], places[other], crowd))
    return tuple(joins), pairs


def _opened(tags: NDArray[np.int64]) -> NDArray[np.int64]:
    """A window may begin inside a span: its first tag then opens one."""
    tags = tags.copy()
    if len(tags) and tags[0] and tags[0] % 2 == 0:
        tags[0] -= 1
    return tags


def concept_numbers(schemes: ConceptSchemes) -> Mapping[str, int]:
    """Return the number of each concept the tagger may link to; "" (no concept) is 0."""
    names = sorted(c.id for c in schemes if c.scheme in SCHEMES.values())
    return {"": 0, **{name: number for number, name in enumerate(names, 1)}}
