"""Tokens as a reader sees them: "co-housing" is one word, and so is "accom-⏎pagnamento".

Offsets stay those of the text; only `norm_` is normalised (NBSP, soft hyphens, typographic
apostrophes and dashes, capitals), and every later step reads `norm_` or `lemma_`.
"""

from __future__ import annotations

import re
import unicodedata

import simplemma
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import compile_infix_regex

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
_BROKEN = re.compile(r"[-‐\xad]\s*$")
_LINE_END = re.compile(r"[ \t]*\r?\n[ \t]*")


def normalise(text: str) -> str:
    """Return the form of a word that look-ups use."""
    return unicodedata.normalize("NFC", text.translate(_SIGNS)).lower()


def keep_hyphenated_words(nlp: Language) -> None:
    """Stop the Italian tokeniser from cutting "co-housing" and "socio-sanitario" at the hyphen."""
    kept = [rule for rule in nlp.Defaults.infixes or () if not re.search(rule, "co-housing")]
    nlp.tokenizer.infix_finditer = compile_infix_regex(kept).finditer


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
    with doc.retokenize() as retokenizer:
        for i in broken:
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
