"""Labels of the concept schemes where they stand in the text: the longest match wins."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from spacy.tokens import Doc, Token

from ingest.language.words import FUNCTION_CLASSES, look_up
from ingest.linking.labels import LabelEntry, LabelIndex, content_lemma, content_lemmas
from ingest.model import Label, Span
from ingest.spans.headed import head_nouns
from ingest.spans.patterns import load_patterns
from ingest.spans.phrases import span_of

SOURCE = "schemes"
SCHEMES = ("measure", "beneficiary", "need", "actor", "funding")
_MAX_GAP = (
    3  # function words between two words of a label: "presa in | carico", "tempi | di + i | vita"
)


@lru_cache(maxsize=1)
def not_alone() -> dict[str, frozenset[tuple[str, ...]]]:
    """Return, scheme by scheme, the labels (as lemmas) that are no span by themselves."""
    table: dict[str, list[str]] = load_patterns("concepts.toml")["not_alone"]
    return {
        name: frozenset(content_lemmas(label) for label in labels) for name, labels in table.items()
    }


def find_concepts(doc: Doc, index: LabelIndex, barred: Sequence[bool]) -> tuple[Span, ...]:
    """Return every scheme label in the text, on tokens not `barred`; overlaps are left to `choose`."""
    labels: dict[str, str] = load_patterns("concepts.toml")["labels"]
    found: list[Span] = []
    for token in doc:
        if barred[token.i] or token.is_space:
            continue
        key = content_lemma(token.norm_, token.lemma_)
        if key is None:
            continue
        seen: set[str] = set()
        for entry in index.starting_with(key):
            if entry.scheme in seen or not _is_span(entry):
                continue
            end = _match(doc, token.i, entry, barred)
            if end is None:
                continue
            seen.add(entry.scheme)
            label = Label(labels[entry.scheme])
            found.append(
                span_of(
                    doc, token.i, end, label, entry.confidence, concept=entry.concept, source=SOURCE
                )
            )
    return tuple(found)


def _is_span(entry: LabelEntry) -> bool:
    if entry.lemmas in not_alone()[entry.scheme]:
        return False
    if entry.scheme == "beneficiary" and entry.acronym is None:
        people = head_nouns(Label.BENEFICIARY)
        return entry.lemmas[0] in people.alone or entry.lemmas[0] in people.with_complement
    return True


def _match(doc: Doc, start: int, entry: LabelEntry, barred: Sequence[bool]) -> int | None:
    if entry.acronym is not None:
        return start + 1 if doc[start].text == entry.acronym else None
    at, gap = start + 1, 0
    for wanted in entry.lemmas[1:]:
        while True:
            if at >= len(doc) or barred[at] or doc[at].is_sent_start or gap > _MAX_GAP:
                return None
            token = doc[at]
            at += 1
            if content_lemma(token.norm_, token.lemma_) == wanted:
                gap = 0
                break
            if not _may_stand_between(token, entry):
                return None
            gap += not token.is_space
    return at


def _may_stand_between(token: Token, entry: LabelEntry) -> bool:
    if token.is_space:
        return token.text.count("\n") < 2
    pos = look_up(token.norm_).pos
    if pos in {"CCONJ", "PUNCT"}:
        return entry.coordinated and (pos == "CCONJ" or token.text == ",")
    return pos in FUNCTION_CLASSES and pos not in {"SCONJ", "PRON"}
