"""What was taken for money and pays nothing: shares of places, laws cited, codes of policies."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ingest.model import Label, Span
from ingest.practices.reading import Reading

#: "20%", "20 per cento".
SHARE = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{1,2})?\s{0,3}(?:%|per\s{1,3}cento)")
_NEXT = 40  # characters after a share in which what it is a share of is named
_BEFORE = 40  # … and before a law in which the text leans on it
_OF = re.compile(
    r"\W{0,3}(?:d[ei]l(?:l[aoe])?|de[ig]|degli|d[ei]ll?['’])\s{0,3}(?P<what>[^\W\d_]+)"
)
_LAW = re.compile(
    r"(?:l\.|legge|d\.|decreto|dgr|delibera)[\w. °-]{0,40}\d{1,4}\s?/\s?\d{2,4}", re.IGNORECASE
)
# Specific objectives, policy objectives and investment priorities of European programmes.
_POLICY = re.compile(r"\W{0,3}(?:OS|OP|PI|Annex)\s{0,2}(?:[ivx]{1,4}|\d{1,2}|[A-Z])(?!\w)")


@dataclass(frozen=True, slots=True)
class _Words:
    cited: re.Pattern[str]
    divided: tuple[str, ...]


def without_what_pays_nothing(reading: Reading, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return spans without shares of what is no money, laws cited and codes of policies.

    "20% dei posti", "di cui alla L.R. 8/2013", "OS ix".
    """
    return tuple(
        span
        for span in spans
        if span.label is not Label.FUNDING or not _pays_nothing(reading, span)
    )


def shares_other_things(reading: Reading, span: Span) -> bool:
    """Tell whether a span is a share of what is no money: "20% dei posti"."""
    if not SHARE.fullmatch(span.text):
        return False
    what = _OF.match(reading.document.text, span.end, span.end + _NEXT)
    return what is not None and not what["what"].lower().startswith(_words().divided)


def _pays_nothing(reading: Reading, span: Span) -> bool:
    if shares_other_things(reading, span) or _POLICY.match(span.text):
        return True
    before = reading.document.text[max(0, span.start - _BEFORE) : span.start]
    return _LAW.fullmatch(span.text) is not None and _words().cited.search(before) is not None


@cache
def _words() -> _Words:
    table = tomllib.loads(files("ingest.mending").joinpath("mending.toml").read_text("utf-8"))
    words = table["no_money"]
    return _Words(
        re.compile(rf"(?:{'|'.join(words['cited'])})\s{{1,3}}$", re.IGNORECASE),
        tuple(words["divided"]),
    )
