"""People, measures and needs that no label of a scheme names, found by their head nouns.

"trasporto gratuito alle visite mediche" is a MEASURE because of "trasporto"; which concept it is,
the labels inside the phrase say, else the head ("heads.toml").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from spacy.tokens import Doc

from ingest.linking.labels import LabelIndex, content_lemma
from ingest.model import Label, Span
from ingest.spans.patterns import load_patterns
from ingest.spans.phrases import Growth, grow, is_adjective_of_noun_before, span_of

SOURCE = "heads"
_BY_LABEL, _BY_HEAD, _UNLINKED = 0.8, 0.65, 0.5


@dataclass(frozen=True, slots=True)
class HeadNouns:
    """The head nouns of one label and how their phrases grow."""

    label: Label
    scheme: str
    alone: dict[str, str]
    with_complement: dict[str, str]
    with_label: dict[str, str]
    growth: Growth

    def __contains__(self, lemma: object) -> bool:
        return lemma in self.alone or lemma in self.with_complement or lemma in self.with_label

    def concept_of(self, lemma: str) -> str | None:
        """Return what the bare noun means, None where it leaves it open."""
        for nouns in (self.alone, self.with_complement, self.with_label):
            if nouns.get(lemma):
                return nouns[lemma]
        return None


@lru_cache(maxsize=8)
def head_nouns(label: Label) -> HeadNouns:
    """Return the head nouns of a label; raises KeyError for one that has none."""
    table = load_patterns("heads.toml")[label.value]
    people = load_patterns("people.toml") if label is Label.BENEFICIARY else {}
    return HeadNouns(
        label=label,
        scheme=table["scheme"],
        alone=table["alone"],
        with_complement=table["with_complement"],
        with_label=table["with_label"],
        growth=Growth(
            prepositions=frozenset(table["prepositions"]),
            complements=2 if label is not Label.NEED else 1,
            genitive_after=frozenset(people.get("genitive_after", ())),
            special=frozenset(people.get("special", ())),
        ),
    )


def find_headed(
    doc: Doc, label: Label, index: LabelIndex, barred: Sequence[bool]
) -> tuple[Span, ...]:
    """Return the phrases of a label that grow from its head nouns, on tokens not yet `barred`."""
    heads = head_nouns(label)
    found: list[Span] = []
    i = 0
    while i < len(doc):
        end = _phrase_end(doc, i, heads, barred)
        if end is None:
            i += 1
            continue
        lemmas = [key for t in doc[i:end] if (key := content_lemma(t.norm_, t.lemma_))]
        entry = index.inside(lemmas, heads.scheme, doc[i:end].text)
        default = heads.concept_of(_key(doc, i))
        if _key(doc, i) in heads.with_label and (entry is None or len(entry.lemmas) < 2):
            i += 1
            continue
        if entry is None and not default and says_nothing(lemmas[1:]):
            i = end
            continue
        concept = entry.concept if entry else default
        confidence = _BY_LABEL if entry else _BY_HEAD if concept else _UNLINKED
        found.append(span_of(doc, i, end, label, confidence, concept=concept, source=SOURCE))
        i = end
    return tuple(found)


def says_nothing(lemmas: Sequence[str]) -> bool:
    """Whether words specify nothing: "servizi [del territorio]", "soggetti [privati]"."""
    return bool(lemmas) and all(lemma in _empty_words() for lemma in lemmas)


@lru_cache(maxsize=1)
def _empty_words() -> frozenset[str]:
    return frozenset(load_patterns("phrases.toml")["empty_words"])


def _phrase_end(doc: Doc, i: int, heads: HeadNouns, barred: Sequence[bool]) -> int | None:
    token = doc[i]
    key = _key(doc, i)
    if barred[i] or token.pos_ in {"VERB", "AUX", "ADP", "PUNCT", "SPACE", "DET"}:
        return None
    if key not in heads or is_adjective_of_noun_before(doc, i):
        return None
    if key in heads.alone:
        return grow(doc, i, heads.growth, barred)
    if key in heads.with_complement or key in heads.with_label:
        end = grow(doc, i, heads.growth, barred)
        return end if end > i + 1 else None
    return None


def _key(doc: Doc, i: int) -> str:
    return doc[i].lemma_.lower().replace("-", "")
