"""Tokens as a reader sees them: "co-housing" is one word, and so is "accom-⏎pagnamento".

Offsets stay those of the text; only `norm_` is normalised (NBSP, soft hyphens, typographic
apostrophes and dashes, capitals), and every later step reads `norm_` or `lemma_`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

import simplemma
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import compile_infix_regex
from spacy.vocab import Vocab

_SIGNS = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "`": "'",
        "‐": "-",
        "‑": "-",
        "–": "-",
        "\xa0": " ",
        "\xad": None,
    }
)
LONGEST_RUN = 300  # signs without a blank; the longest real ones are web addresses
_ENDLESS = re.compile(rf"\S{{{LONGEST_RUN},}}")
_LINE_END = re.compile(r"[ \t]{0,80}+\r?\n[ \t]*")


def plain_signs(text: str) -> str:
    """Return the text with plain apostrophes, hyphens and blanks; capitals stay."""
    return unicodedata.normalize("NFC", text.translate(_SIGNS))


def normalise(text: str) -> str:
    """Return the form of a word that look-ups use."""
    return plain_signs(text).lower()


def keep_hyphenated_words(nlp: Language) -> None:
    """Stop the Italian tokeniser from cutting "co-housing" and "socio-sanitario" at the hyphen."""
    kept = [rule for rule in nlp.Defaults.infixes or () if not re.search(rule, "co-housing")]
    tokenizer: Any = nlp.tokenizer  # typed by spaCy as any callable
    tokenizer.infix_finditer = compile_infix_regex(kept).finditer
    nlp.tokenizer = BoundedTokenizer(nlp.vocab, tokenizer)


class BoundedTokenizer:
    """A tokeniser that cuts endless runs of signs into pieces before looking inside them.

    spaCy strips prefixes one by one, which takes quadratic time on 100,000 brackets in a row.
    """

    def __init__(self, vocab: Vocab, inner: Callable[[str], Doc]) -> None:
        self._vocab = vocab
        self._inner = inner

    def __call__(self, text: str) -> Doc:
        """Return the tokens of a text; together with their blanks they are the text."""
        runs = list(_ENDLESS.finditer(text))
        if not runs:
            return self._inner(text)
        words: list[str] = []
        spaces: list[bool] = []
        position = 0
        for run in runs:
            self._read(text[position : run.start()], words, spaces)
            pieces = range(run.start(), run.end(), LONGEST_RUN)
            words += [text[at : min(at + LONGEST_RUN, run.end())] for at in pieces]
            spaces += [False] * len(pieces)
            position = run.end()
        self._read(text[position:], words, spaces)
        return Doc(self._vocab, words=words, spaces=spaces)

    def _read(self, text: str, words: list[str], spaces: list[bool]) -> None:
        for token in self._inner(text) if text else ():
            words.append(token.text)
            spaces.append(bool(token.whitespace_))


@Language.component("prassi_tokens")
def normalise_tokens(doc: Doc) -> Doc:
    """Join words that a line end broke, then write the normal form of every token."""
    broken = [
        token.i
        for token in doc[:-2]
        if token.text[-1:] in "-‐\xad"
        and token.text[-2:-1].isalpha()
        and _LINE_END.fullmatch(doc[token.i + 1].text)
        and doc[token.i + 2].text[:1].islower()
    ]
    joined: dict[int, str] = {}
    end = 0
    with doc.retokenize() as retokenizer:
        for i in broken:
            if i < end:
                continue  # "anziani-⏎gli-⏎altri": a word that is a second half already
            end = i + 3
            first, second = doc[i].text.rstrip("-‐\xad"), doc[i + 2].text
            if _was_one_word(first, second):
                joined[doc[i].idx] = first + second
            else:
                joined[doc[i].idx] = f"{first}-{second}"
            retokenizer.merge(doc[i : i + 3])
    for token in doc:
        token.norm_ = normalise(joined.get(token.idx, token.text))
    return doc


def _was_one_word(first: str, second: str) -> bool:
    whole = normalise(first + second)
    if simplemma.is_known(whole, lang="it"):
        return True
    parts_stand_alone = all(simplemma.is_known(normalise(p), lang="it") for p in (first, second))
    return not parts_stand_alone
