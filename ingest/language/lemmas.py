"""Lemma and word class of every token, where another pipeline has not given them already."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from ingest.language.words import known_words, look_up


@Language.factory("prassi_lemmas", default_config={"nouns": []})
def make_lemmas(nlp: Language, name: str, nouns: list[str]) -> Lemmas:
    """Return the component; `nouns` are normal forms that are never verbs."""
    return Lemmas(frozenset(nouns))


@dataclass(frozen=True, slots=True)
class Lemmas:
    """Writes `lemma_` and `pos_` where they are empty."""

    nouns: frozenset[str]

    def __call__(self, doc: Doc) -> Doc:
        """Return the document with a lemma and a word class on every token."""
        for token in doc:
            word = look_up(token.norm_)
            if not token.lemma_:
                token.lemma_ = word.lemma
            if not token.pos_:
                token.pos_ = self._class_in_context(doc, token.i, word.pos)
        return doc

    def _class_in_context(self, doc: Doc, i: int, pos: str) -> str:
        if pos != "VERB":
            return pos
        if doc[i].norm_ in self.nouns:
            return "NOUN"
        # "il rientro", "dell'affido": no finite verb follows an article that is not a pronoun too.
        before = doc[i - 1] if i else None
        if before is not None and before.norm_ in _BEFORE_NOUNS_ONLY:
            return "NOUN"
        return pos


_BEFORE_NOUNS_ONLY = frozenset(
    form
    for form, word in known_words().items()
    if (word.pos == "DET" and form not in {"lo", "la", "le", "gli", "l'", "un", "i", "loro"})
    or (word.pos == "ADP" and form != word.lemma and form not in {"ad", "d'"})
)
