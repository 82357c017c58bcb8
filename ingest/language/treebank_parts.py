"""The treebanks on disk, cut into what the model learns from, what chooses it and what tests it."""

from __future__ import annotations

import hashlib
import random
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import registry

from ingest.language.rewriting import rewrite
from ingest.language.tokens import keep_hyphenated_words, plain_signs
from ingest.language.treebanks import (
    Sentence,
    Word,
    harmonise,
    read_sentences,
    spaces_after,
    usual_features,
)

SENTENCES_A_DOCUMENT = 10
# Of every ten documents of ten sentences, in the order of the treebank, which are for what.
PARTS = {"train": range(8), "dev": range(8, 9), "test": range(9, 10)}


@dataclass(frozen=True, slots=True, eq=False)
class Treebank:
    """A treebank as `treebanks.toml` names it; `files` maps each file to its SHA-256."""

    name: str
    version: str
    licence: str
    address: str
    authors: str
    foreign_features: bool
    files: Mapping[str, str]


def known_treebanks() -> tuple[Treebank, ...]:
    """Return what `treebanks.toml` lists."""
    text = files("ingest.language").joinpath("treebanks.toml").read_text(encoding="utf-8")
    return tuple(Treebank(name=name, **row) for name, row in tomllib.loads(text).items())


def check_files(folder: Path) -> None:
    """Raise ValueError (in Italian) if a file of a treebank is missing or is another version."""
    for treebank in known_treebanks():
        for name, digest in treebank.files.items():
            path = folder / treebank.name / name
            if not path.is_file():
                raise ValueError(f"Manca {path}: si ottiene da {treebank.address}")
            if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
                raise ValueError(f"{path} non è il file usato per il modello ({treebank.version})")


def documents(folder: Path, part: str) -> dict[str, list[list[Sentence]]]:
    """Return, for each treebank, the documents of ten sentences of one part."""
    read = {
        treebank: [
            list(read_sentences((folder / treebank.name / name).read_text(encoding="utf-8")))
            for name in treebank.files
        ]
        for treebank in known_treebanks()
    }
    usual = usual_features(
        s for t, parts in read.items() if not t.foreign_features for p in parts for s in p
    )
    chosen: dict[str, list[list[Sentence]]] = {treebank.name: [] for treebank in read}
    for treebank, parts in read.items():
        for sentences in parts:
            for number, run in enumerate(_runs(sentences)):
                if number % 10 in PARTS[part]:
                    tidy = [harmonise(s, usual, treebank.foreign_features) for s in run]
                    chosen[treebank.name].append(tidy)
    return chosen


def _runs(sentences: list[Sentence]) -> Iterator[list[Sentence]]:
    for at in range(0, len(sentences), SENTENCES_A_DOCUMENT):
        yield sentences[at : at + SENTENCES_A_DOCUMENT]


def example(nlp: Language, sentences: list[Sentence]) -> Example:
    """Return the document with its trees, beside the same text as our tokeniser cuts it."""
    words = [word for sentence in sentences for word in sentence]
    firsts = [first for first, _ in _numbered(sentences)]
    reference = Doc(
        nlp.vocab,
        words=[plain_signs(word.form) for word in words],
        spaces=[space for sentence in sentences for space in spaces_after(sentence)],
        pos=[word.pos for word in words],
        morphs=["|".join(f"{name}={value}" for name, value in word.features) for word in words],
        lemmas=[word.lemma for word in words],
        heads=[first + word.head for first, word in zip(firsts, words, strict=True)],
        deps=[word.relation for word in words],
    )
    cut = _tokenizer().make_doc(reference.text)
    predicted = Doc(nlp.vocab, [t.text for t in cut], [bool(t.whitespace_) for t in cut])
    return Example(predicted, reference)


@lru_cache(maxsize=1)
def _tokenizer() -> Language:
    nlp = spacy.blank("it")
    keep_hyphenated_words(nlp)
    return nlp


def _numbered(sentences: list[Sentence]) -> Iterator[tuple[int, Word]]:
    """Yield every word with the number of the first word of its sentence."""
    first = 0
    for sentence in sentences:
        yield from ((first, word) for word in sentence)
        first += len(sentence)


def make_reader(folder: str, part: str, seed: int) -> Callable[[Language], Iterator[Example]]:
    """Return what spaCy's training calls for the examples of a part, once a round.

    Documents to learn from come in another order, and some sentences rewritten, each time.
    """
    chance = random.Random(seed)  # noqa: S311 (reproducible, not secret)

    def read(nlp: Language) -> Iterator[Example]:
        runs = [run for runs in documents(Path(folder), part).values() for run in runs]
        if part == "train":
            chance.shuffle(runs)
            runs = [[rewrite(sentence, chance) for sentence in run] for run in runs]
        yield from (example(nlp, run) for run in runs)

    return read


registry.readers("prassi.Treebanks.v1", func=make_reader)
