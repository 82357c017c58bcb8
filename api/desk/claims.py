"""What was read in a document as a curator sees it: a question, the words, a decision. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from api.desk.words import said
from api.web.highlight import Mark
from corpus.decisions import Correction, StatementKey
from corpus.desk.previews import Preview
from corpus.desk.review import Judged
from corpus.judging import TAGGING, claim_of, kind
from corpus.views import DocumentView, FactKind
from ingest.model import Document, Label, Literal, Ref
from ingest.practices.reading import Stretch

_AROUND = 70
_REACH = 240  # how far the edges of some words can be moved
#: What the parts of an addition say that its words do not.
_TELLING = frozenset(("cv:role", "schema:value", "dcat:startDate", "dcat:endDate"))
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

    `mark` tells which decision was seen; `now` is what stands after a correction. `near` is the
    text in which the edges of the words can be moved, from `near_start` on. `unpublished` says why
    what was added is no fact.
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
    near: str
    near_start: int
    unpublished: str

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


def around(document: Document, place: Stretch) -> tuple[str, str, str]:
    """Return what stands before some words, the words, and what follows, each on one line."""
    first, last = _stretch(document, place)
    near = _near(document, place, _AROUND)
    text = document.text
    before = _line(text[near.start : place.start])
    after = _line(text[place.end : near.end])
    return (
        f"… {before}" if near.start > first and before else before,
        _line(text[place.start : place.end]),
        f"{after} …" if near.end < last and after else after,
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
    place = Stretch(key.start, key.end)
    before, words, after = around(document, place)
    near = _near(document, place, _REACH)
    claimed = claim_of(key)
    concept = isinstance(key.object, Ref) and "/" not in key.object.id and ":" in key.object.id
    return Claim(
        code=key.code,
        question=said("predicates", key.predicate),
        value=_value(one, words, names, label),
        scheme=key.object.id.partition(":")[0] if concept and isinstance(key.object, Ref) else "",
        kind=_KINDS[claimed.label] if claimed else FactKind.STATUS,
        before=before,
        words=words,
        after=after,
        start=key.start,
        end=key.end,
        confidence=one.confidence,
        verdict=str(decision.verdict) if decision else "",
        curator=decision.curator if decision else "",
        when=decision.when.isoformat(timespec="seconds") if decision else "",
        now=corrected_to(decision.correction if decision else None, key, text, names, label),
        mark=one.mark,
        missed=one.missed,
        # A page folds the two signs of an end of line into one: positions must not move.
        near=text[near.start : near.end].replace("\r", " "),
        near_start=near.start,
        unpublished=said("unpublished", str(claimed.label))
        if one.missed and claimed and kind(key.subject) == "document"
        else "",
    )


def _value(one: Judged, words: str, names: Mapping[str, str], label: Naming) -> str:
    """Return what a statement says; of an addition, with what its parts add."""
    told = one.key.object
    if isinstance(told, Ref) and "/" in told.id and told.id not in names:
        value = words  # a thing of ours without a name is told by the words that speak of it
    else:
        value = value_of(told, one.key.predicate, names, label)
    parts = [
        value_of(part.object, part.predicate, names, label)
        for part in one.parts
        if part.predicate in _TELLING
        or (isinstance(part.object, Ref) and "/" not in part.object.id)
    ]
    return ", ".join(dict.fromkeys((value, *parts)))


def _near(document: Document, place: Stretch, reach: int) -> Stretch:
    """Return some words with what is around them, cut between words."""
    first, last = _stretch(document, place)
    text = document.text
    start, end = max(first, place.start - reach), min(last, place.end + reach)
    while first < start < place.start and not text[start - 1].isspace():
        start += 1
    while place.end < end < last and not text[end].isspace():
        end -= 1
    return Stretch(start, end)


def _stretch(document: Document, place: Stretch) -> Stretch:
    """Return the edges of the blocks that hold some words: what is around them is not of them."""
    holding = [one for one in document.blocks if one.start < place.end and one.end > place.start]
    if not holding:
        return place
    return Stretch(min(holding[0].start, place.start), max(holding[-1].end, place.end))


def _line(text: str) -> str:
    return " ".join(text.split())
