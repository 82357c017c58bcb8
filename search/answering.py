"""Answering a question in one state of the index: by meaning and words, or by words alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search.concepts import ConceptMatcher
from search.contract import Lookup
from search.doubt import judge_for
from search.encoder import EncoderUnavailableError
from search.fusion import Weights
from search.kindred import kindred_for
from search.meaning import NO_ENCODER, Meaning
from search.memory import Held, Memory
from search.page import Answer
from search.question import Question
from search.ranking import Named, alphabetical, gather, having, order, signs_of
from search.scope import Scope
from search.vectors import Matrix

NO_WORDS = (
    "Nella domanda non c'è nessuna parola utile: ecco tutte le pratiche in ordine alfabetico."
)
OTHER_ENCODER = (
    "L'indice si sta preparando per un altro modello di ricerca: per ora si cercano solo le parole "
    "scritte. Se dura, eseguite «prassi rebuild»."
)
NO_MATCH = "Nessuna pratica contiene queste parole, e il modello di ricerca non è disponibile."


class Answering:
    """Ranks practices by what a question asks, and says how likely it is that they answer it."""

    def __init__(
        self, memory: Memory, meaning: Meaning, matcher: ConceptMatcher, weights: Weights
    ) -> None:
        self._memory = memory
        self._meaning = meaning
        self._matcher = matcher
        self._weights = weights

    def answer(
        self, question: Question, vector: Matrix | None, scope: Scope, lookup: Lookup
    ) -> Answer:
        """Return the practices that pass a scope, ranked; `vector` is None for words alone.

        Raises Overtaken where memory is in step with a later write than `lookup`.
        """
        mentions = self._matcher.mentions(question.read_as)
        encoder = self._meaning.encoder if vector is not None else None
        with self._memory.in_step(lookup, encoder) as held:
            if not mentions and question.only_stop_words and not held.knows(question, lookup):
                passing = held.holdings.passing(scope)
                note = NO_WORDS if question.text else None
                ranked = alphabetical(held.holdings, passing)
                return Answer(held.holdings, ranked, passing, None, note)
            named = having(mentions, held.holdings)
            if vector is not None and held.vectors is not None:
                return self._by_meaning(question, vector, named, scope, held, lookup)
            return self._by_words(question, named, scope, held, lookup)

    def verdict(self, vector: Matrix | None, answer: Answer) -> tuple[float | None, bool]:
        """Return the probability that something found answers, and whether that is too little."""
        encoder = self._meaning.encoder
        if vector is None or answer.signs is None or encoder is None:
            return None, False
        judge = judge_for(encoder.name)
        if judge is None:
            return None, False
        probability = judge.probability(vector, answer.signs)
        return probability, not judge.answers(probability)

    def _by_meaning(
        self,
        question: Question,
        vector: Matrix,
        named: Sequence[Named],
        scope: Scope,
        held: Held,
        lookup: Lookup,
    ) -> Answer:
        holdings, encoder = held.holdings, self._meaning.encoder
        passing = holdings.passing(scope)
        kindred = kindred_for(encoder.name) if encoder else None
        evidence = gather(question, vector, passing, held, lookup, self._weights, kindred)
        ranked = order(evidence, named, holdings, passing, self._weights, everything=True)
        signs = signs_of(evidence, passing, question)
        worth = evidence.fit.worth if evidence.fit else {}
        return Answer(holdings, ranked, passing, None, None, signs, worth)

    def _by_words(
        self, question: Question, named: Sequence[Named], scope: Scope, held: Held, lookup: Lookup
    ) -> Answer:
        holdings = held.holdings
        passing, everyone = holdings.passing(scope), np.ones(len(holdings), bool)
        evidence = gather(question, None, everyone, held, lookup, self._weights, None)
        found = order(evidence, named, holdings, everyone, self._weights, everything=False)
        matching = np.zeros(len(holdings), bool)
        matching[found.places] = True
        ranked = order(evidence, named, holdings, passing, self._weights, everything=False)
        note = self._why_words(lookup, found=len(ranked) > 0)
        return Answer(holdings, ranked, passing, matching, note)

    def _why_words(self, lookup: Lookup, *, found: bool) -> str:
        """Say why a question was answered by words alone."""
        try:
            encoder = None if self._meaning.absent else self._meaning.encoder
            if encoder is not None and not self._memory.comparable(lookup, encoder):
                return OTHER_ENCODER
        except EncoderUnavailableError:
            pass  # said already, where the question should have been encoded
        return NO_ENCODER if found else NO_MATCH
