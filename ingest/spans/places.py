"""Named territories: comuni, provinces and regions of the gazetteer, quarters, valleys, areas."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

import simplemma
from spacy.tokens import Doc, Token

from ingest.linking.territories import choose_place, mentioned_territories
from ingest.model import Label, Span
from ingest.spans.patterns import load_patterns
from ingest.spans.phrases import span_of
from ontology.places import Gazetteer, Place, normal_name

SOURCE = "places"
_LONGEST = 7  # tokens of a name: "San Giovanni in Persiceto", "Reggio nell'Emilia"
_WELL_KNOWN = 25_000  # inhabitants from which a comune's name outweighs the common word it also is
_LEVELS = {"provincia": "provincia", "regione": "regione", "comune": "comune", "città": "comune"}


@lru_cache(maxsize=16)
def _words(name: str) -> frozenset[str]:
    table: dict[str, Any] = load_patterns("places.toml")
    return frozenset(table[name])


class PlaceFinder:
    """Finds the territories of one gazetteer; `concept` of its spans is an ISTAT code or None."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        # Most capitals begin no name: one look at the first word spares seven at the gazetteer.
        self._beginnings = frozenset(
            normal_name(name).split()[0]
            for place in gazetteer
            for name in (place.name, place.other_name)
            if name
        )

    def find(self, doc: Doc, barred: Sequence[bool]) -> tuple[Span, ...]:
        """Return the territories on tokens not `barred`."""
        names = (name for name in _capital_runs(doc) if self._may_begin(name))
        mentioned = mentioned_territories(dict.fromkeys(names), self._gazetteer)
        found: list[Span] = []
        i = 0
        while i < len(doc):
            end = self._find_at(doc, i, barred, mentioned, found)
            i = end or i + 1
        return tuple(found)

    def _may_begin(self, word: str) -> bool:
        first = normal_name(word).split()
        return bool(first) and first[0] in self._beginnings

    def _find_at(
        self,
        doc: Doc,
        i: int,
        barred: Sequence[bool],
        mentioned: Collection[str],
        found: list[Span],
    ) -> int | None:
        token = doc[i]
        if barred[i] or not token.text[0].isalpha():
            return None
        if token.norm_ in _words("area_heads") and (end := _area_end(doc, i, barred)):
            found.append(span_of(doc, i, end, Label.PLACE, 0.7, source=SOURCE))
            return end
        if token.norm_ in {"provincia", "regione"}:
            after = _skip_prepositions(doc, i + 1)
            if named := self._named_at(doc, after, barred, mentioned, _LEVELS[token.norm_]):
                end, place = named
                found.append(
                    span_of(doc, i, end, Label.PLACE, 0.9, concept=place.code, source=SOURCE)
                )
                return end
        if not token.text[0].isupper():
            return None
        level = _LEVELS.get(doc[i - 2].norm_) if i > 1 and doc[i - 1].lemma_ == "di" else None
        named = self._named_at(doc, i, barred, mentioned, level)
        if named is None and level is not None:
            named = self._named_at(doc, i, barred, mentioned, None)
        if named and _plausible(doc, i, named[0], named[1]):
            end, place = named
            confidence = 0.9 if place.level == "regione" or end > i + 1 else 0.8
            found.append(
                span_of(doc, i, end, Label.PLACE, confidence, concept=place.code, source=SOURCE)
            )
            return end
        for length in (3, 2, 1):
            text = doc[i : i + length].text
            if text in _words("nations") and not any(barred[i : i + length]):
                code: str | None = load_patterns("places.toml")["other_names"].get(text)
                found.append(
                    span_of(doc, i, i + length, Label.PLACE, 0.75, concept=code, source=SOURCE)
                )
                return i + length
        return None

    def _named_at(
        self,
        doc: Doc,
        i: int,
        barred: Sequence[bool],
        mentioned: Collection[str],
        level: str | None,
    ) -> tuple[int, Place] | None:
        """Return the longest name of the gazetteer that starts at token `i`, and what it means."""
        if i >= len(doc) or not doc[i].text[0].isupper():
            return None
        # "dell'Aquila", "all'Aquila": the article of the name is inside the preposition.
        elided = i > 0 and doc[i - 1].text[-1] in "'’"
        if not (self._may_begin(doc[i].text) or (elided and self._may_begin(f"L'{doc[i].text}"))):
            return None
        for end in range(min(i + _LONGEST, len(doc)), i, -1):
            if any(barred[i:end]) or doc[end - 1].is_space or not doc[end - 1].text[0].isalpha():
                continue
            if any(token.is_sent_start for token in doc[i + 1 : end]):
                continue
            if not (doc[end - 1].text[0].isupper() or end - i > 2):
                continue
            name = " ".join(doc[i:end].text.split())
            known = self._gazetteer.named(f"L'{name}") if elided else ()
            known = known or self._gazetteer.named(name)
            place = choose_place(known, level=level, mentioned=mentioned)
            if place is not None:
                return end, place
        return None


def _plausible(doc: Doc, start: int, end: int, place: Place) -> bool:
    first = doc[start]
    before = doc[start - 1] if start and not first.is_sent_start else None
    after = doc[end] if end < len(doc) and not doc[end].is_sent_start else None
    if before is not None:
        if before.norm_ in _words("not_after") or (start > 1 and _title_before(doc, start)):
            return False
        if before.text[0].isupper() and before.pos_ == "NOUN" and not before.text.isupper():
            return False  # "Augusto Ferrari", "Villa Verona"
    if place.level != "comune" or end - start > 2:
        return True
    name = doc[start:end].text
    lower_known = end == start + 1 and simplemma.is_known(first.text.lower(), lang="it")
    if name.title() in _words("common_words"):
        return before is not None and before.norm_ in {"a", "ad"} and not _capital(after)
    if lower_known and (place.population or 0) < _WELL_KNOWN:
        lead_in = before is not None and (
            before.lemma_ in _words("lead_in") or _in_list(doc, start)
        )
        return lead_in and not _capital(after)
    # "Rossi" after a capital, a name of two words the first of which is a comune ("Asti Lavoro").
    return not (_capital(after) and after is not None and after.pos_ == "NOUN" and end == start + 1)


def _in_list(doc: Doc, start: int) -> bool:
    """Whether the name stands in a list of names: "Bolognano, Manoppello e Scafa"."""
    return start > 1 and doc[start - 1].norm_ in {"e", "ed", ","} and _capital(doc[start - 2])


def _title_before(doc: Doc, start: int) -> bool:
    return (
        doc[start - 2].norm_ in {"via", "viale", "piazza", "corso"} and doc[start - 1].pos_ == "ADP"
    )


def _capital(token: Token | None) -> bool:
    return token is not None and token.text[0].isupper()


def _area_end(doc: Doc, i: int, barred: Sequence[bool]) -> int | None:
    """Return where "quartiere Cinghio Sud", "Val di Non", "Alto Vastese" ends, if it names any."""
    at = end = i + 1
    named = False
    while at < len(doc) and at - i < _LONGEST and not barred[at] and not doc[at].is_sent_start:
        token = doc[at]
        if token.text[0].isupper() and token.text[0].isalpha():
            named, end = True, at + 1
        elif not (token.lemma_ in {"di", "il"} or token.is_space or (token.text == "-" and named)):
            break
        at += 1
    return end if named else None


def _skip_prepositions(doc: Doc, i: int) -> int:
    while i < len(doc) and (doc[i].lemma_ in {"di", "autonomo"} or doc[i].is_space):
        i += 1
    return i


def _capital_runs(doc: Doc) -> list[str]:
    """Return the words in capitals, alone and in pairs: what may name a region or a province."""
    names: list[str] = []
    for token in doc:
        if token.text[0].isupper():
            names.append(token.text)
            if token.i + 1 < len(doc) and doc[token.i + 1].text[0].isupper():
                names.append(doc[token.i : token.i + 2].text)
    return names
