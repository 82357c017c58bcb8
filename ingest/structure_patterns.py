"""The patterns of `structure.toml`, compiled, and the questions asked of a single line."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_EMPHASIS = "*_"


@dataclass(frozen=True, slots=True)
class Furniture:
    """A pattern of page furniture; `isolated` ones count only between blank lines."""

    name: str
    pattern: re.Pattern[str]
    page: bool
    isolated: bool


@dataclass(frozen=True, slots=True)
class FieldMatch:
    """A line read as "Label: value": the label's words and where, in the line, the value begins."""

    label: str
    value_at: int
    known: bool
    bold: bool


@dataclass(frozen=True, slots=True)
class Patterns:
    """All that structure needs to know about lines; made once by `patterns`."""

    lines: tuple[Furniture, ...]
    phrase: re.Pattern[str]
    closing_phrase: re.Pattern[str]
    bullet: re.Pattern[str]
    ordered: re.Pattern[str]
    heads: tuple[str, ...]
    labels: frozenset[str]
    openings: frozenset[str]
    verbs: frozenset[str]
    dangling: frozenset[str]
    kept_prefixes: frozenset[str]
    label_words: int
    generic_label_words: int
    label_characters: int
    capitals_words: int
    short_words: int
    short_characters: int
    numbered_words: int

    def furniture(self, line: str, *, isolated: bool) -> Furniture | None:
        """Return the pattern of furniture that the whole line is, if any."""
        if len(line) > 400:
            return None
        for candidate in self.lines:
            if (isolated or not candidate.isolated) and candidate.pattern.fullmatch(line):
                return candidate
        return None

    def furniture_ends(self, line: str) -> tuple[int, int]:
        """Return the stretch of the line that is left once furniture at both ends is peeled off."""
        start, end = 0, len(line)
        while opening := self.phrase.match(line, start):
            start = opening.end()
        if end - start < 2_000:
            while closing := self.closing_phrase.search(line, start, end):
                end = closing.start()
        return start, end

    def list_sign(self, line: str, *, after_finished_line: bool) -> int:
        """Return the length of the sign that opens a list item, 0 where there is none."""
        sign = self.bullet.match(line)
        if sign is None and after_finished_line:
            sign = self.ordered.match(line)
        return sign.end() if sign and sign.end() < len(line) else 0

    def label(self, words: str) -> str | None:
        """Return the words, tidied, if they are a known field label ("Destinatari diretti")."""
        label = " ".join(words.strip(_EMPHASIS + " :").split())
        if not label or len(label) > self.label_characters or len(label.split()) > self.label_words:
            return None
        folded = label.lower()
        if folded in self.labels or folded in self.heads:
            return label
        if not (label[1:].islower() or label.isupper()) or self.verbs & set(folded.split()):
            return None
        return label if any(folded.startswith(f"{head} ") for head in self.heads) else None

    def field(self, line: str) -> FieldMatch | None:
        """Read a line as "Label: value", known or merely possible; None where it cannot be one."""
        colon = line.find(":", 0, self.label_characters + 6)
        if colon < 2 or (colon + 1 < len(line) and line[colon + 1] not in " \t\xa0*_"):
            return None
        raw = line[:colon].strip()
        bold = raw.startswith(("**", "__"))
        words = raw.strip(_EMPHASIS).strip()
        if not words[:1].isupper() or any(sign.isdigit() or sign in ".;!?«»" for sign in words):
            return None
        rest = line[colon + 1 :]
        value_at = colon + 1 + len(rest) - len(rest.lstrip(_EMPHASIS + " \t\xa0" if bold else None))
        known = self.label(words)
        if known:
            return FieldMatch(known, value_at, known=True, bold=bold)
        plain = words.lower().replace("’", "'").split("'", 1)[0].split()
        if (
            len(words.split()) > self.generic_label_words
            or not plain
            or plain[0] in self.openings
            or self.verbs & set(words.lower().split())
        ):
            return None
        return FieldMatch(" ".join(words.split()), value_at, known=False, bold=bold)


@cache
def patterns() -> Patterns:
    """Return the patterns in force."""
    table = tomllib.loads(Path(__file__).with_name("structure.toml").read_text("utf-8"))
    fields, headings, lists = table["fields"], table["headings"], table["lists"]
    phrases = "|".join(f"(?:{item['pattern']})" for item in table["furniture"]["phrase"])
    return Patterns(
        lines=tuple(
            Furniture(
                item["name"],
                re.compile(rf"\A(?:{item['pattern']})", re.IGNORECASE),
                item.get("page", False),
                item.get("isolated", False),
            )
            for item in table["furniture"]["line"]
        ),
        phrase=re.compile(rf"(?:{phrases})(?=\W|$)[\s|·–—]*", re.IGNORECASE),
        closing_phrase=re.compile(rf"[\s|·–—](?:{phrases})[\s|·–—.]*\Z", re.IGNORECASE),
        bullet=re.compile(lists["bullet"]),
        ordered=re.compile(lists["ordered"], re.IGNORECASE),
        heads=tuple(fields["heads"]),
        labels=frozenset(fields["labels"]),
        openings=frozenset(fields["openings"]),
        verbs=frozenset(fields["verbs"]),
        dangling=frozenset(table["wrapping"]["dangling"]),
        kept_prefixes=frozenset(table["wrapping"]["kept_prefixes"]),
        label_words=fields["max_words"],
        generic_label_words=fields["generic_max_words"],
        label_characters=fields["max_characters"],
        capitals_words=headings["capitals_max_words"],
        short_words=headings["short_max_words"],
        short_characters=headings["short_max_characters"],
        numbered_words=headings["numbered_max_words"],
    )
