"""Labels of the concept schemes where they stand in the text: the longest match wins."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from spacy.tokens import Doc, Token

from ingest.language.words import FUNCTION_CLASSES, look_up
from ingest.linking.labels import LabelEntry, LabelIndex, content_lemma, content_lemmas
from ingest.model import Label, Span
from ingest.spans.headed import head_nouns
from ingest.spans.organisations import organisation_heads
from ingest.spans.patterns import load_patterns
from ingest.spans.phrases import is_adjective_of_noun_before, span_of

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
    """Return every scheme label in the text, on tokens not `barred`; `choose` settles overlaps."""
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
            if end is None or not _in_its_sense(doc, token.i, end, entry):
                continue
            seen.add(entry.scheme)
            label = Label(labels[entry.scheme])
            found.append(
                span_of(
                    doc, token.i, end, label, entry.confidence, concept=entry.concept, source=SOURCE
                )
            )
    return tuple(found)


@lru_cache(maxsize=1)
def _bare_bodies() -> frozenset[tuple[str, ...]]:
    return frozenset((lemma,) for lemma in organisation_heads())


def _is_span(entry: LabelEntry) -> bool:
    if entry.lemmas in not_alone()[entry.scheme]:
        return False
    if entry.scheme == "beneficiary" and entry.acronym is None:
        people = head_nouns(Label.BENEFICIARY)
        return entry.lemmas[0] in people or entry.lemmas[0] == "chi"
    # Bare kinds of bodies are left to `organisations`, which looks at articles and capitals.
    return not (entry.scheme == "actor" and entry.lemmas in _bare_bodies())


def _in_its_sense(doc: Doc, start: int, end: int, entry: LabelEntry) -> bool:
    """Whether these words are the label and not the same letters in another use."""
    if entry.scheme == "funding" and entry.acronym is None:
        # Unnamed sources ("contributo regionale") are no FUNDING; a name has its capitals.
        return any(t.text[0].isupper() and not t.is_sent_start for t in doc[start:end])
    if entry.acronym is not None or end > start + 1:
        return True
    if doc[start].pos_ in {"VERB", "AUX"}:
        return False
    if start and doc[start - 1].norm_ in {"si", "ci", "mi", "vi"}:
        return False  # "si tratta di" is no "tratta"
    return entry.scheme != "beneficiary" or not is_adjective_of_noun_before(doc, start)


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
