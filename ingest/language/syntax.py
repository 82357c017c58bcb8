"""Classes, features and dependencies from a trained pipeline, a few sentences at a time.

The model sees what a person reads: words without the line ends, blanks and hyphens that print put
between them, no furniture of the page, whole sentences of one block. What it says is written back
on the tokens of the document, whose sentences stay those of `prassi_sentences`.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Token

from ingest.language import dictionary
from ingest.language.regions import SILENT, block_numbers
from ingest.language.tokens import plain_signs

OWN_MODEL = "prassi"
# A piece is read in one go: memory grows with it, and a list of ten pages can be one sentence.
LONGEST_PIECE = 600
_BATCH = 8  # pieces
_NONE = -1

Positions = npt.NDArray[np.int64]
Relations = npt.NDArray[np.uint64]


def load_model(name: str) -> Language:
    """Return our own model ("prassi"), or another installed Italian pipeline by its name.

    Raises ValueError (in Italian) when there is none of that name, or when it is not for Italian.
    """
    own = Path(str(files("ingest.language").joinpath("model")))
    try:
        nlp = spacy.load(own if name == OWN_MODEL else name)
    except OSError as error:
        raise ValueError(
            f"Il modello linguistico «{name}» non è installato: installalo con pip "
            "oppure togli l'impostazione per usare quello incluso."
        ) from error
    if nlp.lang != "it":
        raise ValueError(f"Il modello linguistico «{name}» non è per l'italiano.")
    return nlp


@Language.factory("prassi_syntax", default_config={"model": OWN_MODEL})
def make_syntax(nlp: Language, name: str, model: str) -> Syntax:
    """Return the component; `model` is a name that `load_model` knows."""
    return Syntax(load_model(model))


class Syntax:
    """Writes `pos_`, `morph`, `dep_` and `head` as a trained pipeline reads them."""

    def __init__(self, model: Language) -> None:
        self._model = model

    def __call__(self, doc: Doc) -> Doc:
        """Return the document with the syntax of every sentence that may carry spans."""
        columns = np.zeros((len(doc), 3), dtype="uint64")
        heads = np.full(len(doc), _NONE)
        pieces = list(_pieces(doc))
        readings = self._model.pipe((self._words(piece) for piece in pieces), batch_size=_BATCH)
        parsed = False
        for piece, reading in zip(pieces, readings, strict=True):
            read = reading.to_array(["POS", "MORPH", "DEP", "HEAD"])
            for key in np.unique(read[:, 1:3]):
                doc.vocab.strings.add(reading.vocab.strings[int(key)])
            positions = np.array([token.i for token in piece])
            columns[positions] = read[:, :3]
            heads[positions] = positions[np.arange(len(piece)) + read[:, 3].astype("int64")]
            parsed |= reading.has_annotation("DEP")
        written: Any = columns[:, :2].copy()  # thinc names its own type for two dimensions
        doc.from_array(["POS", "MORPH"], written)
        if parsed:
            _grow_one_tree_a_sentence(doc, heads, columns[:, 2])
            relative = (heads - np.arange(len(doc))).astype("uint64")
            written = np.stack([columns[:, 2], relative], axis=1)
            doc.from_array(["DEP", "HEAD"], written)
        return doc

    def _words(self, piece: list[Token]) -> Doc:
        """Return the words as the model reads them; it may not move the ends of sentences."""
        words = [t.norm_ if "\n" in t.text else plain_signs(t.text) or t.text for t in piece]
        starts: list[bool | int | None] = [bool(t.is_sent_start) for t in piece]
        return Doc(self._model.vocab, words=words, sent_starts=starts)


def _pieces(doc: Doc) -> Iterator[list[Token]]:
    """Yield the words that are read together: whole sentences, unless one is too long."""
    blocks = block_numbers(doc)
    piece: list[Token] = []
    for sentence in doc.sents:
        words = [t for t in sentence if not t.is_space and blocks[t.i] != SILENT]
        if piece and len(piece) + len(words) > LONGEST_PIECE:
            yield piece
            piece = []
        piece += words
        while len(piece) > LONGEST_PIECE:
            yield piece[:LONGEST_PIECE]
            piece = piece[LONGEST_PIECE:]
    if piece:
        yield piece


def _grow_one_tree_a_sentence(doc: Doc, heads: Positions, relations: Relations) -> None:
    """Hang what has no head of its own (blanks, furniture, a second root) in its sentence's tree.

    spaCy cuts sentences where trees end; ours are known before.
    """
    loose, second = (doc.vocab.strings.add(relation) for relation in ("dep", "parataxis"))
    for sentence in doc.sents:
        own = [i for i in range(sentence.start, sentence.end) if heads[i] == i]
        root = own[0] if own else sentence.start
        for i in own[1:]:
            heads[i], relations[i] = root, second
        last = root
        for i in range(sentence.start, sentence.end):
            if heads[i] == _NONE:
                heads[i], relations[i] = last, loose
            else:
                last = i


__all__ = ["OWN_MODEL", "Syntax", "dictionary", "load_model"]
