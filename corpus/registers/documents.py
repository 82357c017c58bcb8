"""Documents as a list shows them: where they come from and what they tell of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from corpus.registers.facts import Facts
from corpus.registers.practices import PracticeEntry
from corpus.registers.register import Key, sort_key


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A document of the library, without its text."""

    id: str
    iri: str
    title: str
    sha256: str
    media_type: str
    source_url: str | None
    source_title: str | None
    licence: str | None
    practices: tuple[str, ...]

    @property
    def key(self) -> Key:
        """Where it stands in the alphabet."""
        return sort_key(self.title, self.id)

    @property
    def names(self) -> tuple[str, ...]:
        """Its title."""
        return (self.title,)


def document_entries(
    facts: Facts, practices: Iterable[PracticeEntry], iri: Callable[[str], str]
) -> Iterator[DocumentEntry]:
    """Yield every document; `practices` are those it tells of, under the names they go by."""
    told: defaultdict[str, set[str]] = defaultdict(set)
    for practice in practices:
        for document in practice.documents:
            told[document].add(practice.id)
    for me in facts.of_class("wp:SourceDocument"):
        identifier = me.removeprefix("document/")
        yield DocumentEntry(
            id=identifier,
            iri=iri(me),
            title=facts.text(me, "dct:title") or identifier,
            sha256=(facts.text(me, "wp:sha256") or "").lower(),
            media_type=facts.text(me, "dct:format") or "",
            source_url=facts.ref(me, "dct:source"),
            source_title=facts.text(me, "dct:bibliographicCitation"),
            licence=facts.text(me, "dct:rights"),
            practices=tuple(sorted(told[identifier])),
        )
