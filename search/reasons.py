"""Say in Italian why a practice was found."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from ontology.schemes import ConceptSchemes
from search.concepts import label_of
from search.fusion import load_weights
from search.model import Passage, PracticeCard, Reason, ReasonKind
from search.question import Question
from search.ranking import Ranked
from search.words import stems_of

_THEMES = 3  # concepts told of a practice
_FEWEST = 0.005  # a smaller share rounds to nothing and explains nothing


def explain(
    ranked: Ranked,
    question: Question,
    card: PracticeCard,
    passage: Passage | None,
    values: Collection[str],
    themes: Mapping[str, float],
    doubted: bool,
    schemes: ConceptSchemes,
) -> tuple[Reason, ...]:
    """Return the reasons of a hit, the weightiest first.

    `values` are all its facet values, `themes` what the question seems to be about. Where it is
    doubted that anything answers, no text is called near.
    """
    found = matched_words(question, passage.text if passage else "", card.title)
    concepts = tuple(value for value in ranked.values if value in values)
    labels = list(dict.fromkeys(label_of(value, schemes) for value in concepts))
    shared = sorted((v for v in themes if v in values), key=lambda v: (-themes[v], v))[:_THEMES]
    parts: Sequence[tuple[ReasonKind, float, str, tuple[str, ...]]] = (
        ("significato", ranked.meaning, _nearness(ranked.nearness, doubted), ()),
        ("parole", ranked.words, _wording(found), found),
        ("concetti", ranked.concepts, f"riguarda: {', '.join(labels)}", concepts),
        ("temi", ranked.themes, _about(shared, schemes), tuple(shared)),
    )
    reasons = [
        Reason(kind, text, part / ranked.score, detail)
        for kind, part, text, detail in parts
        if ranked.score and part / ranked.score >= _FEWEST and text
    ]
    return tuple(sorted(reasons, key=lambda reason: -reason.share))


def _about(concepts: Sequence[str], schemes: ConceptSchemes) -> str:
    labels = ", ".join(dict.fromkeys(label_of(value, schemes) for value in concepts))
    return f"domande simili trovano risposta in: {labels}" if labels else ""


def matched_words(question: Question, *texts: str) -> tuple[str, ...]:
    """Return the words of texts that the question looks up, as written there, each once."""
    found: dict[str, str] = {}
    for text in texts:
        stems, ends = stems_of(text)
        standing: dict[str, list[int]] = {}
        for place, stem in enumerate(stems):
            standing.setdefault(stem, []).append(place)
        for term in question.terms:
            last = len(term) - 1
            for place in standing.get(term[0], ()):
                if not last or stems[place : place + len(term)] == term:
                    match = text[ends[place][0] : ends[place + last][1]]
                    found.setdefault(match.casefold(), match)
    return tuple(found.values())


def _nearness(nearness: float, doubted: bool) -> str:
    weights = load_weights()
    if doubted:
        return "il significato del testo è tra i meno lontani dalla domanda"
    if nearness >= weights.very_near:
        return "il significato del testo è molto vicino alla domanda"
    if nearness >= weights.near:
        return "il significato del testo è vicino alla domanda"
    return "il significato del testo tocca appena la domanda"


def _wording(found: Sequence[str]) -> str:
    if not found:  # the words count wherever the practice has them, not only in what is shown
        return "altrove il testo contiene parole della domanda"
    return "contiene " + ", ".join(f"«{word}»" for word in found[:6])
