"""How well a pipeline reads Italian: its reading of a treebank's text beside the treebank's own.

Everything is read from plain text, ten sentences at a time, so that errors of tokens and sentences
count too. Relations are compared without their subtypes, which the treebanks do not share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spacy.language import Language
from spacy.scorer import Scorer
from spacy.tokens import Doc, Token
from spacy.training import Example

from ingest.language.treebank_parts import example
from ingest.language.treebanks import Sentence

_CONTENT = frozenset({"NOUN", "VERB", "ADJ", "ADV"})


def measure(
    nlp: Language, documents: Mapping[str, Sequence[list[Sentence]]]
) -> dict[str, dict[str, float]]:
    """Return the figures of each treebank and, under `all`, of all their documents together.

    `pos`, `features`, `lemmas` (content words) and `tokens` are shares of right tokens, `uas` and
    `las` of right heads and of right heads with their relation (without punctuation), `sentences`
    an F1 of whole sentences.
    """
    examples = {
        name: [_read(nlp, example(nlp, run).reference) for run in runs]
        for name, runs in documents.items()
    }
    examples["all"] = [one for group in examples.values() for one in group]
    return {name: _score(group) for name, group in examples.items()}


def _read(nlp: Language, reference: Doc) -> Example:
    for token in reference:
        if token.pos_ not in _CONTENT:
            token.lemma_ = ""  # not compared
    return Example(nlp(reference.text), reference)


def _score(examples: list[Example]) -> dict[str, float]:
    scores = {
        "tokens": Scorer.score_tokenization(examples)["token_f"],
        "pos": Scorer.score_token_attr(examples, "pos")["pos_acc"],
        "features": Scorer.score_token_attr(examples, "morph", getter=_features)["morph_acc"],
        "lemmas": Scorer.score_token_attr(examples, "lemma", getter=_lemma)["lemma_acc"],
        "sentences": Scorer.score_spans(examples, "sents")["sents_f"],
    }
    trees = Scorer.score_deps(examples, "dep", ignore_labels=("punct",))
    scores |= {"uas": trees["dep_uas"], "las": trees["dep_las"]}
    return {name: round(value, 4) for name, value in scores.items() if value is not None}


def _features(token: Token, _: str) -> str:
    return str(token.morph) or "_"


def _lemma(token: Token, _: str) -> str:
    return token.lemma_.lower()
