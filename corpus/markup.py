r"""Inline annotation: a document whose gold spans are written inside its own text.

A practice of the corpus is written once, in `corpus/gold/inline/<id>.md`, its spans marked:

    Il [[Comune di Ostellato|ACTOR actor:comune role=promotore]] accompagna gli
    [[anziani soli|BENEFICIARY beneficiary:anziani-soli]] con [[12.000 euro|FUNDING value=12000]].

A mark is ``[[words|LABEL concept key=value …]]``: the words as the reader sees them, one of the
nine labels, then optionally a concept (``scheme:notation`` or a bare ISTAT code) and attributes.
Marks do not nest; words may hold line breaks, but no ``|`` and no ``]]``; elsewhere ``|`` is an
ordinary sign. `strip` gives back the clean document and the offsets of its spans; it never
changes another sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ingest.model import Label

_MARK = re.compile(r"\[\[([^|\[\]]+)\|([^\[\]|]+)\]\]")
_CONCEPT = re.compile(r"[a-z]+(?:-[a-z]+)*:[a-z0-9]+(?:-[a-z0-9]+)*|\d{2}|\d{3}|\d{6}")


class MarkupError(ValueError):
    """A mark is not well formed; the message says where and why."""


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """A span a person marked: ``clean_text[start:end] == text``."""

    start: int
    end: int
    text: str
    label: Label
    concept: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


def strip(marked: str) -> tuple[str, tuple[GoldSpan, ...]]:
    """Return the clean text and its spans in order of position.

    Raises MarkupError, naming line and words, for an unknown label, a malformed concept or
    attribute, blanks at the edge of a span, or brackets that form no mark.
    """
    clean: list[str] = []
    spans: list[GoldSpan] = []
    length = position = 0
    for mark in _MARK.finditer(marked):
        before = marked[position : mark.start()]
        _refuse_stray_brackets(before, marked, position)
        clean.append(before)
        length += len(before)
        words = mark.group(1)
        label, concept, attributes = _parse_tag(mark.group(2), marked, mark.start())
        if words != words.strip():
            raise _error(marked, mark.start(), f"spazi ai bordi di «{words}»")
        spans.append(GoldSpan(length, length + len(words), words, label, concept, attributes))
        clean.append(words)
        length += len(words)
        position = mark.end()
    rest = marked[position:]
    _refuse_stray_brackets(rest, marked, position)
    return "".join([*clean, rest]), tuple(spans)


def mark(clean: str, spans: Iterable[GoldSpan]) -> str:
    """Write spans into a text: the inverse of `strip`."""
    parts: list[str] = []
    position = 0
    for span in sorted(spans, key=lambda s: s.start):
        if span.start < position or clean[span.start : span.end] != span.text:
            raise MarkupError(f"lo span «{span.text}» non combacia con il testo a {span.start}")
        tag = [str(span.label), *([span.concept] if span.concept else [])]
        tag += [f"{key}={value}" for key, value in span.attributes.items()]
        parts += [clean[position : span.start], f"[[{span.text}|{' '.join(tag)}]]"]
        position = span.end
    return "".join([*parts, clean[position:]])


def _parse_tag(tag: str, marked: str, at: int) -> tuple[Label, str | None, dict[str, str]]:
    name, *rest = tag.split()
    if name not in Label.__members__:
        raise _error(marked, at, f"etichetta sconosciuta «{name}»")
    concept: str | None = None
    attributes: dict[str, str] = {}
    for item in rest:
        key, equals, value = item.partition("=")
        if equals and key and value:
            attributes[key] = value
        elif concept is None and _CONCEPT.fullmatch(item):
            concept = item
        else:
            raise _error(marked, at, f"«{item}» non è un concetto né un attributo")
    return Label[name], concept, attributes


def _refuse_stray_brackets(piece: str, marked: str, offset: int) -> None:
    for brackets in ("[[", "]]"):
        found = piece.find(brackets)
        if found >= 0:
            raise _error(marked, offset + found, f"«{brackets}» fuori da un segno ben formato")


def _error(marked: str, at: int, reason: str) -> MarkupError:
    return MarkupError(f"riga {marked.count(chr(10), 0, at) + 1}: {reason}")
