"""People that no noun names: "rivolto a chi vive per strada"."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc

from ingest.linking.labels import LabelIndex, content_lemma
from ingest.model import Label, Span
from ingest.spans.patterns import load_patterns
from ingest.spans.phrases import span_of

SOURCE = "clauses"


def find_clauses(doc: Doc, index: LabelIndex, barred: Sequence[bool]) -> tuple[Span, ...]:
    """Return the clauses with "chi" that tell whom something is for (BENEFICIARY)."""
    table = load_patterns("clauses.toml")
    lead_in, verbs = frozenset(table["lead_in"]), frozenset(table["lead_in_verbs"])
    found: list[Span] = []
    for token in doc[1:]:
        if token.text != "chi" or token.is_sent_start or barred[token.i]:
            continue
        before = doc[token.i - 1]
        if before.is_space and token.i > 1:
            before = doc[token.i - 2]
        if before.lemma_ not in lead_in and before.lemma_ not in verbs:
            continue
        if before.is_sent_start or before.text[0].isupper():
            continue  # "A chi è rivolto", "Con chi lo facciamo": a question
        end = _clause_end(doc, token.i, barred)
        if end is None:
            continue
        lemmas = [key for t in doc[token.i : end] if (key := content_lemma(t.norm_, t.lemma_))]
        entry = index.inside(lemmas, "beneficiary", doc[token.i : end].text)
        concept = entry.concept if entry else None
        found.append(
            span_of(doc, token.i, end, Label.BENEFICIARY, 0.5, concept=concept, source=SOURCE)
        )
    return tuple(found)


def _clause_end(doc: Doc, start: int, barred: Sequence[bool]) -> int | None:
    table = load_patterns("clauses.toml")
    ends, not_verbs = frozenset(table["ends"]), frozenset(table["not_verbs"])
    end = at = start + 1
    words = 0
    while at < len(doc) and words < table["most_words"]:
        token = doc[at]
        if token.is_sent_start or token.pos_ == "PUNCT" or token.norm_ in ends or barred[at]:
            break
        if words == 0 and (token.lemma_ in not_verbs or token.pos_ == "DET"):
            return None
        if words and token.pos_ == "AUX" and doc[at - 1].norm_ not in {"non", "si", "ne"}:
            break  # "a chi riceve viene chiesto…": the main clause goes on
        at += 1
        if not token.is_space:
            words += 1
            end = at
    return end if words > 1 else None
