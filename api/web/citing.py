"""How a practice of this archive is cited: as a sentence, for BibTeX, for citation managers. Pure.

Who wrote the source is seldom told in a way that can be trusted, so what is cited is the entry here
with the source that it was read from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from api.web.sources import web_address
from corpus import italian
from corpus.views import DocumentView, PracticeView

ARCHIVE = "Prassi. Buone pratiche di welfare"
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
} | {sign: f"\\{sign}" for sign in "&%$#_"}


@dataclass(frozen=True, slots=True)
class Citation:
    """One entry, told in three ways; `csl` is a list, as citation managers read it."""

    text: str
    bibtex: str
    csl: tuple[Mapping[str, Any], ...]


def cite(view: PracticeView, document: DocumentView, day: date) -> Citation:
    """Return how a practice is cited, by the address that lasts, by who looked at it on a day."""
    address = lasting_address(view)
    source = _source(document)
    text = (
        f"«{view.title}», in {ARCHIVE}, {address} (consultato il "
        f"{italian.date(day.isoformat())}). Fonte: {source}."
    )
    return Citation(text, _bibtex(view, address, source, day), (_csl(view, address, source, day),))


def lasting_address(view: PracticeView) -> str:
    """Return the identifier of a practice as an address in ASCII, which leads to its page."""
    return quote(view.iri, safe=":/?#[]@!$&'()*+,;=%~")


def _source(document: DocumentView) -> str:
    name = document.source_title or document.title or document.id
    link = web_address(document.source_url)
    return f"{name}, {link}" if link else name


def _bibtex(view: PracticeView, address: str, source: str, day: date) -> str:
    fields = {
        "title": f"{{{_tex(view.title)}}}",
        "howpublished": _tex(ARCHIVE),
        "url": address,  # read as it is, and made of signs that need no escaping
        "urldate": day.isoformat(),
        "note": _tex(f"Fonte: {source}"),
        "language": "italian",
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{_key(view.id)},\n{lines}}}\n"


def _csl(view: PracticeView, address: str, source: str, day: date) -> dict[str, Any]:
    return {
        "id": view.id,
        "type": "webpage",
        "title": view.title,
        "container-title": ARCHIVE,
        "URL": address,
        "accessed": {"date-parts": [[day.year, day.month, day.day]]},
        "language": "it",
        "note": f"Fonte: {source}",
    }


def _tex(text: str) -> str:
    visible = (" " if unicodedata.category(sign)[0] == "C" else sign for sign in text)
    return "".join(_SPECIAL.get(sign, sign) for sign in " ".join("".join(visible).split()))


def _key(identifier: str) -> str:
    plain = unicodedata.normalize("NFKD", identifier).encode("ascii", "ignore").decode()
    return "prassi-" + (re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-") or "pratica")
