"""Practices for a situation, grouped by measure: who has done it already?

Search says what answers and in which order. Here each answer is weighed with what it shares with
the situation and with how like its territory is, and put under the measure that stands for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import log2, sqrt

from corpus.matching.kinship import Rarity, common
from corpus.matching.limits import Limits
from corpus.matching.shapes import Because, BecauseKind, MeasureGroup, PracticeMatch
from corpus.matching.situation import Situation
from corpus.matching.territory import Relation, Territories
from corpus.outlines import Outline
from corpus.views import FactKind
from ontology.schemes import ConceptSchemes
from search.model import Hit, SearchResults
from search.words import is_stop_word, words

Search = Callable[[str, Mapping[str, Sequence[str]], int], SearchResults]
Outlined = Callable[[str], Outline | None]

NO_MEASURE = "Altre pratiche vicine"
_WORDS_SHOWN = 6
_LITTLE = 3  # letters of the longest word that explains nothing: «non», «ad»


class PracticeFinder:
    """Finds, weighs and groups practices."""

    def __init__(self, schemes: ConceptSchemes, territories: Territories, limits: Limits) -> None:
        self._schemes = schemes
        self._territories = territories
        self._limits = limits.practices

    def find(
        self, situation: Situation, search: Search, outlined: Outlined
    ) -> tuple[tuple[PracticeMatch, ...], SearchResults]:
        """Return the practices that answer, best first, and what search said, place aside."""
        limits = self._limits
        results = search(situation.question, {}, limits.looked_at)
        hits = list(results.hits)
        if situation.place:
            nearby = {"region": [situation.place.region_code]}
            hits += search(situation.question, nearby, limits.looked_at_nearby).hits
        # One question: the scores of both answers are of one scale.
        each = {hit.id: hit for hit in hits}
        best = max((hit.score for hit in each.values()), default=0.0)
        found = []
        for hit in each.values():
            outline = outlined(hit.id)
            if best and hit.score >= limits.floor * best and outline is not None:
                found.append(self._weigh(situation, hit, hit.score / best, outline))
        return tuple(sorted(found, key=lambda match: -match.score)), results

    def grouped(
        self, practices: Sequence[PracticeMatch], rarity: Rarity
    ) -> tuple[MeasureGroup, ...]:
        """Put each practice under one measure: the weightiest takes all that do it, and so on.

        A measure weighs by the practices that do it, the best most; one that half the library does
        says little of what this situation asks for.
        """
        left = list(practices)
        worth = {one.view.id: one.score / log2(n + 2) for n, one in enumerate(practices)}
        does = {one.view.id: _measures(one) for one in practices}
        groups: list[MeasureGroup] = []
        while left and len(groups) < self._limits.groups:
            weights: defaultdict[str, float] = defaultdict(float)
            for one in left:
                for measure in does[one.view.id]:
                    weights[measure] += worth[one.view.id] * sqrt(rarity(measure))
            if not weights:
                groups.append(self._group(None, left, len(left)))
                break
            chosen = max(weights, key=lambda measure: weights[measure])
            doing = [one for one in left if chosen in does[one.view.id]]
            total = sum(chosen in measures for measures in does.values())
            groups.append(self._group(chosen, doing, total))
            left = [one for one in left if chosen not in does[one.view.id]]
        return tuple(groups)

    def _group(
        self, concept: str | None, doing: Sequence[PracticeMatch], total: int
    ) -> MeasureGroup:
        known = self._schemes.get(concept) if concept else None
        label = known.label if known else (concept or NO_MEASURE)
        return MeasureGroup(concept, label, total, tuple(doing[: self._limits.shown]))

    def _weigh(
        self, situation: Situation, hit: Hit, found: float, outline: Outline
    ) -> PracticeMatch:
        limits = self._limits
        asked = situation.place
        relation = (
            self._territories.closest(asked, outline.places, limits.kind, limits.nearness)
            if asked
            else None
        )
        needs = common(self._schemes, situation.needs, outline.concepts(FactKind.NEED))
        persons = common(
            self._schemes, situation.beneficiaries, outline.concepts(FactKind.BENEFICIARY)
        )
        means = tuple(_means(situation, hit))
        parts = [(limits.search, found)]
        if situation.needs:
            parts.append((limits.need, float(bool(needs))))
        if situation.beneficiaries:
            parts.append((limits.beneficiary, float(bool(persons))))
        if situation.means:
            parts.append((limits.means, float(bool(means))))
        fit = _mean(parts)
        if asked:
            parts.append((limits.kind, relation.kind if relation else 0.0))
            parts.append((limits.nearness, relation.nearness if relation else 0.0))
        done = common(self._schemes, situation.measures, outline.concepts(FactKind.MEASURE))
        because = (
            *self._shared("misura", "fa quello che dite", done),
            *self._shared("bisogno", "risponde allo stesso bisogno", needs),
            *self._shared("destinatari", "è per le stesse persone", persons),
            *_territory(relation),
            *means,
            *_found(hit),
        )
        return PracticeMatch(
            outline.view, outline.places, fit, _mean(parts), hit.passage, relation, because
        )

    def _shared(self, kind: BecauseKind, text: str, concepts: tuple[str, ...]) -> Iterable[Because]:
        if concepts:
            labels = ", ".join(self._schemes[one].label.lower() for one in concepts)
            yield Because(kind, f"{text}: {labels}", concepts)


def _territory(relation: Relation | None) -> Iterable[Because]:
    if relation is not None:
        yield Because("territorio", f"dove: {relation.text}", (relation.place.code,))


def _means(situation: Situation, hit: Hit) -> Iterable[Because]:
    """Tell which of the means one has are spoken of in the passage."""
    having = {w.stem for w in words(situation.means) if not is_stop_word(w.text)}
    written = words(hit.passage.text) if having and hit.passage else ()
    shared = {word.text.casefold(): None for word in written if word.stem in having}
    if shared:
        shown = list(shared)[:_WORDS_SHOWN]
        told = ", ".join(f"«{word}»" for word in shown)
        yield Because("mezzi", f"parla dei mezzi che avete: {told}", tuple(shown))


def _found(hit: Hit) -> Iterable[Because]:
    """Tell how search found it; concepts are told above, in words of their own."""
    for reason in hit.reasons:
        if reason.kind == "significato":
            yield Because("significato", reason.text)
        elif reason.kind == "parole":
            yield from same_words("contiene", reason.detail)


def same_words(told: str, found: Iterable[str]) -> Iterable[Because]:
    """Tell the words in common, without the little ones that say nothing."""
    if shown := tuple(word for word in found if len(word) > _LITTLE)[:_WORDS_SHOWN]:
        yield Because("parole", f"{told} {', '.join(f'«{word}»' for word in shown)}", shown)


def _mean(parts: Sequence[tuple[float, float]]) -> float:
    return sum(weight * part for weight, part in parts) / sum(weight for weight, _ in parts)


def _measures(one: PracticeMatch) -> tuple[str, ...]:
    facts = one.view.of(FactKind.MEASURE)
    return tuple(dict.fromkeys(fact.concept for fact in facts if fact.concept))
