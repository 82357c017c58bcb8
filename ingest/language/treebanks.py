"""Sentences of a treebank in CoNLL-U, as our tokeniser would cut them and in one scheme of labels.

Treebanks follow Universal Dependencies each in its own way. What is made equal here: "della" is
one token (that of its preposition), relations lose their subtypes (some treebanks never use them),
and features are those that all can give. PUD has features of another kind; its closed classes take
those that the other treebanks give to the same form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

FEATURES = frozenset(
    {"Clitic", "Definite", "Degree", "Gender", "Mood", "NumType", "Number", "Person", "Poss",
     "PronType", "Tense", "VerbForm"}
)  # fmt: skip
_CLOSED = frozenset({"ADV", "AUX", "DET", "NUM", "PRON"})
_BARE = frozenset({"PROPN", "PUNCT", "SYM", "X"})
_GLUED_TO_THE_LEFT = frozenset({",", ".", ";", ":", "!", "?", ")", "]", "»", "”", "%", "…", "..."})
_GLUED_TO_THE_RIGHT = frozenset({"(", "[", "«", "“"})

Features = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A token of a treebank; `head` is a position in its sentence, its own for the root."""

    form: str
    lemma: str
    pos: str
    features: Features
    head: int
    relation: str
    space_after: bool


Sentence = tuple[Word, ...]


def read_sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of a CoNLL-U file. Raises ValueError where a line is not CoNLL-U."""
    rows: list[list[str]] = []
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        if line.startswith("#"):
            continue
        if line.strip():
            rows.append(line.split("\t"))
            if len(rows[-1]) != 10:
                raise ValueError(f"riga {number}: un file CoNLL-U ha dieci colonne")
        elif rows:
            yield _sentence(rows)
            rows = []


def usual_features(sentences: Iterable[Sentence]) -> dict[tuple[str, str], Features]:
    """Return the usual features of a form of a closed class, by lower-case form and class."""
    counts: dict[tuple[str, str], Counter[Features]] = {}
    for sentence in sentences:
        for word in sentence:
            if word.pos in _CLOSED and word.features:
                counts.setdefault((word.form.lower(), word.pos), Counter())[word.features] += 1
    return {key: count.most_common(1)[0][0] for key, count in counts.items()}


def harmonise(
    sentence: Sentence, usual: Mapping[tuple[str, str], Features], foreign: bool
) -> Sentence:
    """Return the sentence with features of one scheme; `foreign` says it had another kind."""
    return tuple(_harmonise(word, usual, foreign) for word in sentence)


def spaces_after(sentence: Sequence[Word]) -> list[bool]:
    """Say after which words print has a blank, though the treebank may have more of them."""
    spaces: list[bool] = []
    quoted = False
    for word, after in zip(sentence, [*sentence[1:], None], strict=True):
        if word.form == '"':
            quoted = not quoted
        glued = after is not None and (
            not word.space_after
            or after.form in _GLUED_TO_THE_LEFT
            or word.form in _GLUED_TO_THE_RIGHT
            or (word.form[-1] in "'’" and word.form[:-1].isalpha() and after.form[0].isalpha())
            or (word.form == '"' and quoted)
            or (after.form == '"' and quoted)
        )
        spaces.append(not glued)
    return spaces


def _sentence(rows: Sequence[Sequence[str]]) -> Sentence:
    """Build a sentence; the parts of a compound token become the one whose head lies outside."""
    words = {row[0]: row for row in rows if row[0].isdigit()}
    parts: dict[str, list[str]] = {}  # first part of a compound token → all its parts
    compound: dict[str, list[str]] = {}
    for row in rows:
        first, hyphen, last = row[0].partition("-")
        if hyphen:
            parts[first] = [str(n) for n in range(int(first), int(last) + 1)]
            compound[first] = list(row)
    position: dict[str, int] = {}
    groups: list[list[str]] = []
    for number in words:
        if number not in position:
            groups.append(parts.get(number, [number]))
            position.update(dict.fromkeys(groups[-1], len(groups) - 1))
    made = []
    for group in groups:
        main = next((n for n in group if words[n][6] not in group), group[0])
        row = words[main]
        surface = compound.get(group[0], row)
        features = {k: v for n in reversed([main, *group]) for k, v in _features(words[n][5])}
        made.append(
            Word(
                form=surface[1],
                lemma=row[1].lower() if row[2].startswith("[") else row[2],
                pos=row[3],
                features=tuple(sorted(features.items())),
                head=position[main] if row[6] == "0" else position[row[6]],
                relation="ROOT" if row[6] == "0" else row[7].partition(":")[0],
                space_after="SpaceAfter=No" not in surface[9],
            )
        )
    return tuple(made)


def _features(column: str) -> Features:
    pairs = (pair.partition("=") for pair in column.split("|"))
    return tuple((name, value) for name, _, value in pairs if name in FEATURES)


def _harmonise(word: Word, usual: Mapping[tuple[str, str], Features], foreign: bool) -> Word:
    if word.pos in _BARE:
        return replace(word, features=())
    known = usual.get((word.form.lower(), word.pos))
    if known is not None and (foreign or not word.features):
        return replace(word, features=known)
    features = dict(word.features)
    if word.pos == "PRON" and features.get("PronType") != "Prs":
        features.pop("Person", None)
    if foreign and word.pos in {"VERB", "AUX"}:
        features["VerbForm"] = _verb_form(word.form.lower(), features)
    return replace(word, features=tuple(sorted(features.items())))


def _verb_form(form: str, features: dict[str, str]) -> str:
    if "Mood" in features or "Person" in features:
        return "Fin"
    if "ndo" in form:
        return "Ger"
    return "Part" if "Tense" in features else "Inf"
