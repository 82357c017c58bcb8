"""The trained reader: from a document and what rules found in it to what a person would mark.

One pass of the network over each window gives the spans; small heads then say the concept of each,
the role of each actor, which measures are for whom, which names are those of the practices told,
and what the whole text is. Every probability is calibrated on texts kept apart for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file
from spacy.tokens import Doc

from ingest.language.offsets import text_of
from ingest.language.regions import SILENT, block_numbers
from ingest.linking.values import value_of
from ingest.model import Label, Span
from ingest.tagging.alphabet import LABELS, ROLES, SCHEMES
from ingest.tagging.card import GRAPH, HEADS, MODEL, read_card
from ingest.tagging.concepts import ConceptLinker, Mention
from ingest.tagging.decoding import Tagged, Transitions, decode
from ingest.tagging.features import features_of, located
from ingest.tagging.judgement import Join, Judgement
from ingest.tagging.judging import FARTHEST, Heads, Place, pair_features, place_of
from ingest.tagging.memory import Embed, Memory
from ingest.tagging.network import OR_QUICK, Network, States, TaggerUnavailable, WordPieces
from ingest.tagging.pieces import windows
from ontology.schemes import ConceptSchemes

SOURCE = "tagger"
_BRACKETS = {")": "(", "]": "[", "»": "«", "”": "“"}
Vector = NDArray[np.float32]


class Tagger:
    """The trained reader over one set of schemes. Raises TaggerUnavailable without its files.

    `encoder` is the folder of the search encoder; `embed` gives phrases the vectors that it gives
    to questions: without it, concepts are linked without the memory of phrases.
    """

    def __init__(
        self,
        schemes: ConceptSchemes,
        encoder: Path,
        embed: Embed | None = None,
        *,
        model: Path = MODEL,
        threads: int = 1,
    ) -> None:
        try:
            self._card = read_card(model)
            weights = {k: v.astype(np.float32) for k, v in load_file(model / HEADS).items()}
            (model / GRAPH).stat()
            memory = Memory.load(model) if embed is not None else None
        except (OSError, ValueError, SafetensorError) as error:
            raise TaggerUnavailable(
                f"il modello di lettura manca in {model}: eseguite «make models» {OR_QUICK}"
            ) from error
        self._heads = Heads(weights)
        self._transitions = Transitions.learnt(weights["follow"], weights["first"])
        self._pieces = WordPieces(encoder, self._card["encoder"]["sha256"])
        self._network = Network(model / GRAPH, self._pieces, threads)
        self._linker = ConceptLinker(self._card, self._heads, schemes, memory, embed)

    @property
    def version(self) -> str:
        """The name of these weights."""
        return str(self._card["version"])

    def read(self, doc: Doc, candidates: Sequence[Span]) -> Judgement:
        """Return the spans of an analysed document, told what rules found in it, and more."""
        return self._judge(doc, candidates, None)

    def judge(self, doc: Doc, candidates: Sequence[Span], spans: Sequence[Span]) -> Judgement:
        """Return what the heads say of spans that are known already."""
        return self._judge(doc, candidates, spans)

    def link(self, doc: Doc, candidates: Sequence[Span], spans: Sequence[Span]) -> tuple[Span, ...]:
        """Return known spans with the concept that their words say in this text."""
        return self._judge(doc, candidates, spans, link=True).spans

    def _judge(
        self,
        doc: Doc,
        candidates: Sequence[Span],
        known: Sequence[Span] | None,
        *,
        link: bool = False,
    ) -> Judgement:
        features = features_of(doc, candidates)
        numbers = block_numbers(doc)
        places = [place[:2] for place in located(doc, known or ())]
        fixed = dict(zip(places, known or (), strict=True))
        found: list[_Found] = []
        offsets: list[int] = []
        meaning: list[NDArray[np.float16]] = []
        for window in windows(doc, self._pieces.tokenizer):
            states = self._network.read(window, features)
            own = slice(window.own - window.first, window.end - window.first)
            offsets += [doc[i].idx for i in range(window.own, window.end)]
            meaning.append(states.meaning[own].astype(np.float16))
            if known is None:
                tagged = decode(states.emissions, self._transitions)
            else:
                tagged = [
                    Tagged(first - window.first, end - window.first, span.label, span.confidence)
                    for (first, end), span in fixed.items()
                    if window.own <= first < end <= window.end
                ]
            for one in tagged:
                first, end = one.first + window.first, one.end + window.first
                silent = numbers[first] == SILENT or numbers[end - 1] == SILENT
                if first >= window.own and (known is not None or not silent):
                    found.append(self._found(doc, states, one, first, end, fixed.get((first, end))))
        whole = np.concatenate(meaning) if meaning else np.zeros((0, 1), np.float16)
        linked = self._linked(found) if link or known is None else found
        return self._concluded(doc, linked, tuple(offsets), whole)

    def _found(
        self, doc: Doc, states: States, one: Tagged, first: int, end: int, known: Span | None
    ) -> _Found:
        label = Label(one.label)
        vector = self._heads.span(states, one.first, one.end, LABELS.index(label))
        if known is not None:
            return _Found(known, vector, first, end)
        last = doc[end - 1]
        start, stop = doc[first].idx, last.idx + len(last)
        words = text_of(doc)[start:stop].rstrip()
        text = trimmed(words) or words
        stop = start + len(text)
        rate = self._calibrated(str(label), one.probability)
        span = Span(start, stop, text, label, rate, source=SOURCE)
        return _Found(span, vector, first, end)

    def _linked(self, found: Sequence[_Found]) -> list[_Found]:
        """Give the spans of labels with a scheme their concept."""
        mute = [
            n
            for n, one in enumerate(found)
            if one.span.label in SCHEMES and value_of(one.span.label, one.span.text) is None
        ]  # an amount of money is no fund
        spans = [found[n].span for n in mute]
        mentions = [
            Mention(span.label, span.text, found[n].vector)
            for n, span in zip(mute, spans, strict=True)
        ]
        linked = list(found)
        for n, concept in zip(mute, self._linker.link(mentions), strict=True):
            linked[n] = replace(linked[n], span=replace(linked[n].span, concept=concept))
        return linked

    def _concluded(
        self,
        doc: Doc,
        found: Sequence[_Found],
        offsets: tuple[int, ...],
        meaning: NDArray[np.float16],
    ) -> Judgement:
        around = meaning.astype(np.float32).mean(0) if len(meaning) else np.zeros(1, np.float32)
        actors = [one for one in found if one.span.label is Label.ACTOR]
        names = [one for one in found if one.span.label is Label.PRACTICE]
        roles: dict[int, tuple[str, float]] = {}
        if actors:
            rates = self._heads.roles(np.stack([one.vector for one in actors]), around)
            for one, row in zip(actors, rates, strict=True):
                best = int(row.argmax())
                rate = self._calibrated("role", float(row[best]))
                roles[one.span.start] = (ROLES[best], rate)
        told: dict[int, float] = {}
        if names:
            chances = self._heads.names(np.stack([one.vector for one in names]), around)
            told = {one.span.start: float(c) for one, c in zip(names, chances, strict=True)}
        spans = tuple(one.span for one in sorted(found, key=lambda one: one.first))
        joins = self._joins(doc, found)
        return Judgement(spans, roles, told, joins, offsets, meaning, self._heads)

    def _joins(self, doc: Doc, found: Sequence[_Found]) -> tuple[Join, ...]:
        people = [one for one in found if one.span.label is Label.BENEFICIARY]
        crowd = [one.place(doc) for one in people]
        pairs: list[tuple[_Found, _Found]] = []
        features: list[Vector] = []
        for one in found:
            if one.span.label is not Label.MEASURE:
                continue
            place = one.place(doc)
            near = [n for n, p in enumerate(crowd) if abs(p.first - place.first) <= FARTHEST]
            close = [crowd[n] for n in near]
            for n in near:
                pairs.append((one, people[n]))
                features.append(pair_features(place, crowd[n], close))
        if not pairs:
            return ()
        rates = self._heads.joins(
            np.stack([one.vector for one, _ in pairs]),
            np.stack([other.vector for _, other in pairs]),
            np.stack(features),
        )
        least = self.thresholds["join"]
        return tuple(
            Join(one.span, other.span, self._calibrated("join", float(rate)))
            for (one, other), rate in zip(pairs, rates, strict=True)
            if rate >= least
        )

    def _calibrated(self, what: str, probability: float) -> float:
        """Platt's logistic correction of a probability, learnt on development texts."""
        slope, shift = self._card["calibration"].get(what, (1.0, 0.0))
        bounded = min(max(probability, 1e-6), 1 - 1e-6)
        odds = slope * np.log(bounded / (1 - bounded)) + shift
        return round(float(1 / (1 + np.exp(-odds))), 4)

    @cached_property
    def thresholds(self) -> Mapping[str, float]:
        """The least probability of a concept, a join, a practice, a status, a practice's name."""
        return {name: float(value) for name, value in self._card["thresholds"].items()}


def trimmed(words: str) -> str:
    """Return words without a comma or a bracket at their end that nothing in them opens."""
    while words and (words[-1].isspace() or words[-1] in ",;:" or _unopened(words)):
        words = words[:-1]
    return words


def _unopened(words: str) -> bool:
    opening = _BRACKETS.get(words[-1])
    return opening is not None and words.count(opening) < words.count(words[-1])


@dataclass(frozen=True, slots=True)
class _Found:
    span: Span
    vector: Vector
    first: int
    end: int

    def place(self, doc: Doc) -> Place:
        return place_of(doc, self.first, self.end)
