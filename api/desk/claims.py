"""What was read in a document as a curator sees it: a question, the words, a decision. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from api.desk.words import said
from api.web.highlight import Mark
from corpus.decisions import Correction, StatementKey
from corpus.desk.previews import Preview
from corpus.desk.review import Judged
from corpus.judging import TAGGING, claim_of
from corpus.views import DocumentView, FactKind
from ingest.model import Document, Label, Literal, Ref

_AROUND = 70
_KINDS = {
    Label.PRACTICE: FactKind.STATUS,
    Label.ACTOR: FactKind.ACTOR,
    Label.MEASURE: FactKind.MEASURE,
    Label.BENEFICIARY: FactKind.BENEFICIARY,
    Label.NEED: FactKind.NEED,
    Label.PLACE: FactKind.PLACE,
    Label.FUNDING: FactKind.MONEY,
    Label.PERIOD: FactKind.PERIOD,
    Label.RESULT: FactKind.RESULT,
}

Naming = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement to judge; `scheme` is that of its concept, "" where it has none.

    `mark` tells which decision was seen; `now` is what stands after a correction.
    """

    code: str
    question: str
    value: str
    scheme: str
    kind: FactKind
    before: str
    words: str
    after: str
    start: int
    end: int
    confidence: float
    verdict: str
    curator: str
    when: str
    now: str
    mark: str
    missed: bool

    @property
    def anchor(self) -> str:
        """Where it is on the page."""
        return f"d-{self.code}"


def claims(preview: Preview, judged: Iterable[Judged], label: Naming) -> tuple[Claim, ...]:
    """Return the statements of a preview for the page."""
    document = preview.document
    if document is None:
        return ()
    return tuple(_claim(document, one, preview.names, label) for one in judged)


def value_of(term: Ref | Literal, predicate: str, names: Mapping[str, str], label: Naming) -> str:
    """Return what a person reads of the object of a statement."""
    if isinstance(term, Literal):
        return said("labels", term.value) if predicate == TAGGING else term.value
    return names.get(term.id) or label(term.id)


def corrected_to(
    correction: Correction | None,
    key: StatementKey,
    text: str,
    names: Mapping[str, str],
    label: Naming,
) -> str:
    """Return what a correction says, "" for none."""
    if correction is None:
        return ""
    told = []
    if correction.object is not None:
        told.append(value_of(correction.object, key.predicate, names, label))
    if correction.start is not None and correction.end is not None:
        told.append(f"«{_line(text[correction.start : correction.end])}»")
    return ", ".join(told)


def marks(found: Sequence[Claim]) -> tuple[Mark, ...]:
    """Return the words of the claims as marks of the text, each with those that rest on it."""
    places: dict[tuple[int, int], list[Claim]] = {}
    for one in found:
        if one.start < one.end:
            places.setdefault((one.start, one.end), []).append(one)
    return tuple(
        Mark(
            *edges,
            tuple(dict.fromkeys(one.kind for one in own)),
            tuple(one.anchor for one in own),
        )
        for edges, own in sorted(places.items())
    )


def as_view(document: Document) -> DocumentView:
    """Return a document as the page that lays out text takes it."""
    return DocumentView(
        document.id,
        "",
        document.title,
        document.sha256,
        document.media_type,
        document.text,
        document.blocks,
        (),
    )


def _claim(document: Document, one: Judged, names: Mapping[str, str], label: Naming) -> Claim:
    key, decision, text = one.key, one.decision, document.text
    first, last = _stretch(document, key)
    claimed = claim_of(key)
    concept = isinstance(key.object, Ref) and "/" not in key.object.id and ":" in key.object.id
    return Claim(
        code=key.code,
        question=said("predicates", key.predicate),
        # A thing of ours without a name is told by the words that speak of it.
        value=_line(text[key.start : key.end])
        if isinstance(key.object, Ref) and "/" in key.object.id and key.object.id not in names
        else value_of(key.object, key.predicate, names, label),
        scheme=key.object.id.partition(":")[0] if concept and isinstance(key.object, Ref) else "",
        kind=_KINDS[claimed.label] if claimed else FactKind.STATUS,
        before=_line(text[max(first, key.start - _AROUND) : key.start]),
        words=_line(text[key.start : key.end]),
        after=_line(text[key.end : min(last, key.end + _AROUND)]),
        start=key.start,
        end=key.end,
        confidence=one.confidence,
        verdict=str(decision.verdict) if decision else "",
        curator=decision.curator if decision else "",
        when=decision.when.isoformat(timespec="seconds") if decision else "",
        now=corrected_to(decision.correction if decision else None, key, text, names, label),
        mark=one.mark,
        missed=one.missed,
    )


def _stretch(document: Document, key: StatementKey) -> tuple[int, int]:
    """Return the edges of the blocks that hold some words: what is around them is not of them."""
    holding = [one for one in document.blocks if one.start < key.end and one.end > key.start]
    if not holding:
        return key.start, key.end
    return min(holding[0].start, key.start), max(holding[-1].end, key.end)


def _line(text: str) -> str:
    return " ".join(text.split())
