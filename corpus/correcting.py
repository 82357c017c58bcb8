"""What a curator's correction means: the right concept or value, the right words in the text."""

from __future__ import annotations

from corpus.decisions import BadDecision, Correction, StatementKey
from corpus.judging import TAGGING
from ingest.model import Document, Label, Literal, Ref
from ontology.schemes import ConceptSchemes


def correction(
    document: Document,
    key: StatementKey,
    value: str | None,
    words: str | None,
    schemes: ConceptSchemes,
) -> Correction:
    """Return the correction of a statement; raises BadDecision for what it cannot be."""
    start = end = None
    if words is not None:
        start = nearest(document.text, words, key.start)
        end = start + len(words)
    return Correction(None if value is None else _object(key, value, schemes), start, end)


def nearest(text: str, words: str, near: int) -> int:
    """Return where words stand, nearest to a place; raises BadDecision where they do not."""
    places: list[int] = []
    at = text.find(words) if words.strip() else -1
    while at >= 0:
        places.append(at)
        at = text.find(words, at + 1)
    if not places:
        raise BadDecision(f"le parole «{words}» non sono nel documento così come sono scritte")
    return min(places, key=lambda place: abs(place - near))


def _object(key: StatementKey, value: str, schemes: ConceptSchemes) -> Ref | Literal:
    """Return the right object: of the kind of the wrong one, and a concept that there is."""
    if key.predicate == TAGGING and value not in Label.__members__:
        raise BadDecision(f"«{value}» non è un'etichetta: {', '.join(Label)}")
    if isinstance(key.object, Literal):
        return Literal(value, key.object.datatype, key.object.language)
    scheme = key.object.id.partition(":")[0]
    if "/" in key.object.id or not value.startswith(f"{scheme}:"):
        raise BadDecision(
            f"al posto di «{key.object.id}» serve un concetto dello stesso schema, per esempio"
            f" «{key.object.id if '/' not in key.object.id else 'measure:orto-sociale'}»;"
            " dove è sbagliato il nodo, respingete la dichiarazione"
        )
    if scheme != "place" and value not in schemes:
        raise BadDecision(f"«{value}» non è un concetto dello schema «{scheme}»")
    return Ref(value)
