"""Which practices a text tells, as the trained reader judges: none, one, or one a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from ingest.linking.labels import content_lemmas
from ingest.model import BlockKind, Label, Practice, Span
from ingest.practices.boundaries import find_practices
from ingest.practices.reading import Reading, Stretch
from ingest.tagging import Judgement

_LONGEST_TITLE = 120
_SURE_ENOUGH = 0.3  # a span less sure describes nothing: "Buongiorno a tutti" is no practice
_A_ROUND_UP = 3  # blocks that each name another practice, wherever in them they do
_NEAR_THE_BEGINNING = 60  # characters: "Liguria – Il progetto «Maggiordomo di quartiere» …"


def told_practices(
    reading: Reading, judgement: Judgement, least: float, least_name: float
) -> tuple[Practice, ...]:
    """Return the practices of a document in order, without status.

    `least` and `least_name` are the probabilities from which a text tells a practice, and a name is
    that of a practice told. Rows and headings of one shape are as many practices, as in
    `find_practices`; else names that open stretches of their own are, unless they are two and the
    source is titled after one; any other text is one practice, or none.
    """
    sure = tuple(span for span in reading.spans if span.confidence >= _SURE_ENOUGH)
    by_layout = find_practices(replace(reading, spans=sure))
    if len(by_layout) != 1:
        return by_layout  # several rows or sections; or nothing says what is done
    blocks = tuple(reading.speaking_blocks())
    if not blocks or judgement.whole(blocks[0].start, blocks[-1].end).practice < least:
        return ()
    names = tuple(_names(judgement, least_name))
    parts = tuple(_parts(reading, names))
    if len(parts) > 2 or (len(parts) == 2 and not _is_titled_after_one(reading, names)):
        return tuple(
            Practice(f"{reading.document.id}-{number}", title, stretch.start, stretch.end)
            for number, (title, stretch) in enumerate(parts, start=1)
        )
    return (replace(by_layout[0], title=_title(reading, by_layout[0].title, names)),)


def _title(reading: Reading, fallback: str, names: tuple[Span, ...]) -> str:
    """What the source calls itself, else the name the text tells of, else its first line."""
    stated = reading.document.metadata.get("title", "").strip()
    named = reading.words(names[0].start, names[0].end) if names else ""
    return stated or named or fallback


def _names(judgement: Judgement, least: float) -> Iterator[Span]:
    """The first mention of each name of a practice told, in a longer form or a shorter one."""
    seen: list[frozenset[str]] = []
    for span in judgement.spans:
        if span.label is not Label.PRACTICE or judgement.names.get(span.start, 0.0) < least:
            continue
        words = _words(span.text)
        known = any(words <= other or other <= words for other in seen)
        if not known and len(span.text) <= _LONGEST_TITLE:
            seen.append(words)
            yield span


def _is_titled_after_one(reading: Reading, names: tuple[Span, ...]) -> bool:
    """A source titled after one practice tells that one; others it names in passing.

    The first line of a text is no such title: it may be the name of the first of several.
    """
    title = _words(reading.document.metadata.get("title", ""))
    named = [words for one in names if (words := _words(one.text)) <= title or title <= words]
    return bool(title) and len(named) == 1


def _words(name: str) -> frozenset[str]:
    """The words by which two forms of a name are one; the signs of one that has no words."""
    return frozenset(content_lemmas(name) or name.casefold().split())


def _parts(reading: Reading, names: tuple[Span, ...]) -> Iterator[tuple[str, Stretch]]:
    """The stretch of each name: from the block (or sentence) that opens with it to the next."""
    opened: list[tuple[int, Span]] = []
    one_by_one = _blocks_with_one(reading, names)
    for span in names:
        alone = len(one_by_one) >= _A_ROUND_UP and _place(reading, span) in one_by_one
        if opened and not alone and not _leads(reading, span):
            continue  # named in passing, while another practice is told
        start = _opening(reading, span)
        if opened and start <= opened[-1][1].end:
            start = reading.sentence_at(span.start).start
        if opened and start <= opened[-1][1].end:
            continue  # two names in one sentence are told together
        opened.append((start, span))
    last = max((block.end for block in reading.speaking_blocks()), default=0)
    starts = [start for start, _ in opened]
    for (start, span), end in zip(opened, [*starts[1:], last], strict=False):
        words = reading.document.text[start:end].rstrip()
        stretch = Stretch(start, start + len(words))
        labels = {one.label for one in reading.spans_in(*stretch)}
        if Label.MEASURE in labels or {Label.ACTOR, Label.BENEFICIARY} <= labels:
            yield reading.words(span.start, span.end), stretch


def _blocks_with_one(reading: Reading, names: tuple[Span, ...]) -> frozenset[int]:
    """Where the blocks begin in which one practice is named for the first time, and no other."""
    counted = Counter(_place(reading, span) for span in names)
    return frozenset(place for place, count in counted.items() if count == 1)


def _place(reading: Reading, span: Span) -> int:
    block = reading.block_at(span.start)
    return span.start if block is None else block.start


def _leads(reading: Reading, span: Span) -> bool:
    """A name that opens a part stands near the beginning of its block."""
    block = reading.block_at(span.start)
    return block is not None and span.start - block.start <= _NEAR_THE_BEGINNING


def _opening(reading: Reading, span: Span) -> int:
    """Where the block of a name begins, with the heading that stands right above it."""
    blocks = [block for block in reading.speaking_blocks() if block.start <= span.start]
    if not blocks:
        return span.start
    start = blocks[-1].start
    if len(blocks) > 1 and blocks[-2].kind is BlockKind.HEADING:
        return blocks[-2].start
    return start
