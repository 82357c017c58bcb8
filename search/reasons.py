"""Say in Italian why a practice was found."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ontology.schemes import ConceptSchemes
from search.concepts import label_of
from search.fusion import load_weights
from search.model import Passage, PracticeCard, Reason, ReasonKind
from search.question import Question
from search.ranking import Ranked
from search.words import words

_FEWEST = 0.005  # a smaller share rounds to nothing and explains nothing


def explain(
    ranked: Ranked,
    question: Question,
    card: PracticeCard,
    passage: Passage | None,
    values: Collection[str],
    schemes: ConceptSchemes,
) -> tuple[Reason, ...]:
    """Return the reasons of a hit, the weightiest first; `values` are all its facet values."""
    found = matched_words(question, passage.text if passage else "", card.title)
    concepts = tuple(value for value in ranked.values if value in values)
    labels = list(dict.fromkeys(label_of(value, schemes) for value in concepts))
    parts: Sequence[tuple[ReasonKind, float, str, tuple[str, ...]]] = (
        ("significato", ranked.meaning, _nearness(ranked.nearness), ()),
        ("parole", ranked.words, _wording(found), found),
        ("concetti", ranked.concepts, f"riguarda: {', '.join(labels)}", concepts),
    )
    reasons = [
        Reason(kind, text, part / ranked.score, detail)
        for kind, part, text, detail in parts
        if ranked.score and part / ranked.score >= _FEWEST
    ]
    return tuple(sorted(reasons, key=lambda reason: -reason.share))


def matched_words(question: Question, *texts: str) -> tuple[str, ...]:
    """Return the words of texts that the question looks up, as written there, each once."""
    found: dict[str, str] = {}
    for text in texts:
        written = list(words(text))
        stems = tuple(word.stem for word in written)
        for term in question.terms:
            for place in range(len(stems) - len(term) + 1):
                if stems[place : place + len(term)] == term:
                    match = text[written[place].start : written[place + len(term) - 1].end]
                    found.setdefault(match.casefold(), match)
    return tuple(found.values())


def _nearness(nearness: float) -> str:
    weights = load_weights()
    if nearness >= weights.very_near:
        return "il significato del testo è molto vicino alla domanda"
    if nearness >= weights.near:
        return "il significato del testo è vicino alla domanda"
    return "il significato del testo tocca appena la domanda"


def _wording(found: Sequence[str]) -> str:
    if not found:  # the words count wherever the practice has them, not only in what is shown
        return "altrove il testo contiene parole della domanda"
    return "contiene " + ", ".join(f"«{word}»" for word in found[:6])
