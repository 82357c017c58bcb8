"""A feed before it is written: what Atom and JSON Feed both say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """A practice in a feed; `page` and `data` are whole addresses, `summary` plain text."""

    iri: str
    title: str
    updated: datetime
    page: str
    data: str
    summary: str
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """The news of one saved search, newest first; `here` is its own address, `page` the search's.

    `updated` is the time of the newest entry, or of the library where there is none.
    """

    here: str
    page: str
    title: str
    author: str
    updated: datetime
    entries: tuple[Entry, ...]


def plain(text: str) -> str:
    """Return text on one line, without the signs that no format of feeds can carry."""
    return " ".join(_NOT_XML.sub("\ufffd", text).split())
