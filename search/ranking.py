"""Put practices in order for a question: candidates, their scores, their best passages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.concepts import Mention
from search.contract import Lookup
from search.doubt import Signs
from search.facets import Mask, Places
from search.fusion import Scores, Weights, idf, stretch, word_scores
from search.holdings import Holdings
from search.kindred import Kindred
from search.memory import Held
from search.question import Question
from search.themes import Fit, fit
from search.vectors import Matrix, best_of

_CROWD = 50  # nearest passages that the very nearest is compared with


@dataclass(frozen=True, slots=True)
class Ranked:
    """A practice in its place: its best passage and what each kind of evidence brought.

    The four parts are weighted and sum to the score, in [0, 1]. `nearness` is that of the
    meaning alone, from the farthest passage of the corpus (0) to the nearest (1). `values` are the
    facet values named by the question, some of which the practice has.
    """

    practice: int
    passage: int | None
    nearness: float = 0.0
    meaning: float = 0.0
    words: float = 0.0
    concepts: float = 0.0
    themes: float = 0.0
    values: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        """The sum of the parts."""
        return self.meaning + self.words + self.concepts + self.themes


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the passages offer a question: places in the catalogue and the scores there.

    `practice_words` scores the words of whole practices, in the order of the catalogue; `cosines`
    are those of the nearest passages, best first, and `known` is the share of terms that any has.
    `titled` are the keys of the practices that the question calls by their whole title; `fit` how
    well practices fit what the question is about, None where that cannot be told.
    """

    places: NDArray[np.int64]
    meaning: Scores
    words: Scores
    practice_words: Scores
    cosines: Matrix
    known: float
    titled: tuple[int, ...]
    fit: Fit | None = None


def gather(
    question: Question,
    vector: Matrix | None,
    passing: Mask,
    held: Held,
    lookup: Lookup,
    weights: Weights,
    kindred: Kindred | None,
) -> Evidence:
    """Return the candidate passages of what passes: the nearest and those with the words.

    Both scores are in [0, 1] and do not depend on the filter: the scale is the whole corpus'.
    """
    catalogue = held.catalogue
    terms = [held.concordance.of(term, catalogue, lookup) for term in question.terms]
    scores = word_scores(catalogue, terms, weights)
    allowed = passing[catalogue.practice_places]
    places = np.sort(best_of(scores.passages, weights.passages, allowed & (scores.passages > 0)))
    near = np.empty(0)
    cosines = np.empty(0, np.float32)
    themes = None
    nearness = None if vector is None else held.nearness(vector)
    if vector is not None and nearness is not None:
        nearest = best_of(nearness.scores, weights.passages, allowed)
        cosines = nearness.scores[nearest]
        places = np.union1d(places, nearest)
        near = stretch(nearness.scores[places], *nearness.spread)
        if kindred is not None and weights.themes:
            themes = fit(kindred, vector, held.holdings, weights)
    known = sum(len(found.places) > 0 for found in terms) / max(1, len(terms))
    meaning = near if nearness is not None else np.zeros(len(places))
    own = meaning, scores.passages[places], scores.practices
    return Evidence(places, *own, cosines, known, lookup.titled(question.text), themes)


def signs_of(evidence: Evidence, passing: Mask, question: Question) -> Signs | None:
    """Return what tells whether a question is answered; None where no passage was compared."""
    if not len(evidence.cosines) or not passing.any():
        return None
    nearest = float(evidence.cosines[0])
    return Signs(
        nearest=nearest,
        ahead=nearest - float(evidence.cosines[:_CROWD].mean()),
        words=float(evidence.practice_words[passing].max()),
        known=evidence.known,
        asked=evidence.fit.nearest if evidence.fit else 0.0,
        terms=len(question.terms),
    )


@dataclass(frozen=True, slots=True)
class Named:
    """A mention of the question: how telling it is and which practices have one of its values."""

    mention: Mention
    weight: float
    practices: Mask


def having(mentions: Sequence[Mention], holdings: Holdings) -> tuple[Named, ...]:
    """Tell which practices have what the question names."""
    named = []
    for mention in mentions:
        mask = np.zeros(len(holdings), bool)
        for value in mention.values:
            mask[holdings.facets.of_value(value)] = True
        named.append(Named(mention, idf(int(mask.sum()), len(holdings)), mask))
    return tuple(named)


class Ranking:
    """Practices in their order, best first; they are told one by one, when they are shown.

    `places` are where they stand in the holdings; `scores` and `ranks` are aligned with them, as is
    `called`: those that come before all others. Equal scores stand in the order of `ranks`.
    """

    def __init__(
        self,
        places: Places,
        scores: Scores,
        ranks: NDArray[np.int64],
        called: Mask,
        tell: Callable[[int], Ranked],
    ) -> None:
        self.places = places
        self._scores = scores
        self._ranks = ranks
        self._called = called
        self._tell = tell

    def __len__(self) -> int:
        return len(self.places)

    def page(self, offset: int, limit: int) -> list[Ranked]:
        """Return those that stand from `offset` on, up to `limit` of them."""
        return [self._tell(int(place)) for place in self._first(offset + limit)[offset:]]

    def _first(self, count: int) -> Places:
        before, others = np.flatnonzero(self._called), np.flatnonzero(~self._called)
        wanted = max(0, count - len(before))
        if not wanted:
            others = others[:0]
        elif wanted < len(others):  # who cannot be among them need not be sorted
            scores, last = self._scores[others], len(others) - wanted
            others = others[scores >= np.partition(scores, last)[last]]
        both = [
            some[np.lexsort((self._ranks[some], -self._scores[some]))] for some in (before, others)
        ]
        return self.places[np.concatenate(both)[:count]]


def alphabetical(holdings: Holdings, passing: Mask) -> Ranking:
    """Return the practices that pass in the order of their titles."""
    places, ranks = _each_once(holdings, np.flatnonzero(passing), np.zeros(len(holdings)))
    nobody = np.zeros(len(places), bool)
    return Ranking(
        places,
        np.zeros(len(places)),
        ranks,
        nobody,
        lambda place: Ranked(holdings.practices[place].key, None),
    )


def order(
    evidence: Evidence,
    named: Sequence[Named],
    holdings: Holdings,
    passing: Mask,
    weights: Weights,
    *,
    everything: bool,
) -> Ranking:
    """Return the practices that pass, best first, each identifier once.

    A practice called by its title comes before all others, whatever its score. Equal scores stand
    in alphabetical order. Practices without any candidate passage follow when `everything` is
    wanted, else only what scored is returned.
    """
    fitting = evidence.fit
    themes = weights.themes if fitting is not None else 0.0
    most = weights.meaning + weights.words + weights.concepts + themes
    mass = sum(item.weight for item in named) or 1.0
    own = weights.meaning * evidence.meaning + weights.words * evidence.words
    foremost = np.argsort(-own, kind="stable")
    owners = holdings.catalogue.practice_places[evidence.places[foremost]]
    nearness, shared = np.zeros(len(holdings)), np.zeros(len(holdings))
    found, first = np.unique(owners, return_index=True)
    nearness[found] = evidence.meaning[foremost[first]]
    for item in named:
        shared[item.practices] += item.weight
    by_meaning = weights.meaning * nearness / most
    by_words = weights.words * evidence.practice_words / most
    by_concepts = weights.concepts * shared / mass / most
    by_themes = np.zeros(len(holdings)) if fitting is None else themes * fitting.practices / most
    scores = by_meaning + by_words + by_concepts + by_themes
    scoring = passing if everything else passing & (scores > 0)
    places, ranks = _each_once(holdings, np.flatnonzero(scoring), scores)

    def tell(place: int) -> Ranked:
        return Ranked(
            practice=holdings.practices[place].key,
            passage=_shown(place, owners, evidence.places[foremost], holdings, weights.shown),
            nearness=float(nearness[place]),
            meaning=float(by_meaning[place]),
            words=float(by_words[place]),
            concepts=float(by_concepts[place]),
            themes=float(by_themes[place]),
            values=tuple(
                sorted({v for one in named if one.practices[place] for v in one.mention.values})
            ),
        )

    called = np.isin(places, holdings.places(evidence.titled))
    return Ranking(places, scores[places], ranks, called, tell)


def _each_once(
    holdings: Holdings, places: Places, scores: Scores
) -> tuple[Places, NDArray[np.int64]]:
    """Return practices with their alphabetical ranks, of twins the one that scored most."""
    twins, groups = holdings.twins
    there = np.isin(twins, places)
    twins, groups = twins[there], groups[there]
    if not len(twins):
        return places, holdings.rank[places]
    alphabet = np.lexsort((holdings.rank[twins], -scores[twins], groups))
    twins, groups = twins[alphabet], groups[alphabet]
    best = np.flatnonzero(np.diff(groups, prepend=-1))
    ranks = holdings.rank.copy()  # where the first of them would stand stands the best of them
    ranks[twins[best]] = np.minimum.reduceat(holdings.rank[twins], best)
    lesser = np.delete(twins, best)
    places = places[~np.isin(places, lesser)]
    return places, ranks[places]


def _shown(
    place: int, owners: Places, places: NDArray[np.int64], holdings: Holdings, fewest: int
) -> int | None:
    """Return the key of the passage of a practice to show; candidates stand best first.

    A heading or a list item of three words may come nearest and tell nobody anything: the passage
    shown has the `fewest` words at least, where the practice has such a candidate.
    """
    own = places[owners == place]
    if not len(own):
        return None
    told = own[holdings.catalogue.lengths[own] >= fewest]
    return int(holdings.catalogue.keys[told[0] if len(told) else own[0]])
