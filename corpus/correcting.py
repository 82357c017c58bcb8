"""What a curator's correction means: the right concept or value, the right words in the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.decisions import About, BadDecision, Correction, StatementKey
from corpus.judging import TAGGING
from ingest.model import Label, Literal, Ref
from ingest.practices.reading import Stretch
from ontology.schemes import ConceptSchemes

LONGEST = 500  # characters of the words of one statement
_SIGNS = "*_"  # of emphasis, which pages do not show; they fold white space too
_BETWEEN = rf"[{_SIGNS}]{{0,3}}\s+[{_SIGNS}]{{0,3}}"


class SeveralPlaces(Exception):
    """Some words stand in several places of a text, and nobody said which is meant."""

    def __init__(self, words: str, found: Sequence[Stretch]) -> None:
        super().__init__(words)
        self.words = words
        self.found = tuple(found)


def correction(
    key: StatementKey, value: str | None, place: Stretch | None, schemes: ConceptSchemes
) -> Correction:
    """Return the correction of a statement; raises BadDecision for what it cannot be."""
    start, end = place or (None, None)
    return Correction(None if value is None else _object(key, value, schemes), start, end)


def place_of(text: str, words: str, edges: Stretch | None, held: Stretch | None = None) -> Stretch:
    """Return where some words stand in a text.

    With `edges` they must be exactly there. Without, they stand in one place, or in one that
    shares signs with `held`, the words that they mend. Raises BadDecision where they do not stand,
    SeveralPlaces where it cannot be told which are meant.
    """
    if edges is not None:
        held_there = text[edges.start : edges.end] if edges.start < edges.end else ""
        if _one_line(held_there) != _one_line(words) or held_there.strip() != held_there:
            raise BadDecision(
                f"le parole «{_one_line(words)}» non stanno nel punto indicato: lì c’è scritto "
                f"«{_one_line(held_there)}»",
                About.WORDS,
            )
        return edges
    found = places(text, words)
    if held is not None:
        found = (
            tuple(one for one in found if one.start < held.end and held.start < one.end) or found
        )
    if len(found) > 1:
        raise SeveralPlaces(_one_line(words), found)
    return found[0]


def nearest(text: str, words: str, near: int) -> Stretch:
    """Return where words stand, nearest to a place; raises BadDecision where they do not."""
    return min(places(text, words), key=lambda place: abs(place.start - near))


def places(text: str, words: str) -> tuple[Stretch, ...]:
    """Return every place where words stand, whole words before parts of words.

    White space and the signs of emphasis between them do not count. Raises BadDecision where they
    stand nowhere.
    """
    parts = [part.strip(_SIGNS) for part in words.split()] if len(words) <= LONGEST else []
    pattern = _BETWEEN.join(re.escape(part) for part in parts if part)
    found = list(re.finditer(pattern, text)) if pattern else []
    if not found:
        shown = _one_line(words)[:LONGEST]
        raise BadDecision(
            f"le parole «{shown}» non sono nel documento così come sono scritte", About.WORDS
        )
    every = tuple(Stretch(*one.span()) for one in found)
    return tuple(one for one in every if _whole(text, one)) or every


def _whole(text: str, place: Stretch) -> bool:
    before, after = text[max(0, place.start - 1) : place.start], text[place.end : place.end + 1]
    return not (
        (before.isalnum() and text[place.start].isalnum())
        or (after.isalnum() and text[place.end - 1].isalnum())
    )


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _object(key: StatementKey, value: str, schemes: ConceptSchemes) -> Ref | Literal:
    """Return the right object: of the kind of the wrong one, and a concept that there is."""
    if key.predicate == TAGGING and value not in Label.__members__:
        raise BadDecision(f"«{value}» non è un'etichetta: {', '.join(Label)}", About.VALUE)
    if isinstance(key.object, Literal):
        return Literal(value, key.object.datatype, key.object.language)
    scheme = key.object.id.partition(":")[0]
    if "/" in key.object.id or not value.startswith(f"{scheme}:"):
        raise BadDecision(
            f"al posto di «{key.object.id}» serve un concetto dello stesso schema, per esempio"
            f" «{key.object.id if '/' not in key.object.id else 'measure:trasporto-sociale'}»;"
            " dove è sbagliato il nodo, respingete la dichiarazione",
            About.VALUE,
        )
    if scheme != "place" and value not in schemes:
        raise BadDecision(f"«{value}» non è un concetto dello schema «{scheme}»", About.VALUE)
    return Ref(value)
