"""A text of help becomes HTML: Jinja fills it, Markdown shapes it, and HTML in it stays words.

What is filled in (the name of who publishes, an address) is never markup, HTML or Markdown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from jinja2 import Environment, StrictUndefined
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_ELSEWHERE = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class HelpText:
    """A text ready for a page: title, first paragraph, the rest, and the headings of the rest."""

    title: str
    lead: Markup
    body: Markup
    sections: tuple[tuple[str, str], ...]


def written(source: str, values: Mapping[str, object]) -> HelpText:
    """Return a text with its values. It begins with a heading and one paragraph.

    Raises jinja2.UndefinedError for a value that is missing, ValueError for another beginning.
    """
    tokens = _markdown().parse(_filling().from_string(source).render(values))
    if [one.type for one in tokens[:6:3]] != ["heading_open", "paragraph_open"]:
        raise ValueError("a text of help begins with a heading and a paragraph")
    title, lead, body = tokens[1].content, tokens[3:6], tokens[6:]
    sections = []
    for opening, inline in pairwise(body):
        if opening.type == "heading_open":
            opening.attrSet("id", slug(_plain(inline)))
            if opening.tag == "h2":
                sections.append((slug(_plain(inline)), _plain(inline)))
        for child in opening.children or ():
            if child.type == "link_open" and str(child.attrGet("href")).startswith(_ELSEWHERE):
                child.attrSet("rel", "noopener noreferrer")
    return HelpText(title, _html(lead), _html(body), tuple(sections))


def slug(heading: str) -> str:
    """Return the anchor of a heading: ``Se non trovate nulla`` → ``se-non-trovate-nulla``."""
    flat = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", flat).strip("-")


def literally(value: object) -> object:
    """Return a value that Markdown shows as it is."""
    return _PUNCTUATION.sub(r"\\\1", " ".join(value.split())) if isinstance(value, str) else value


@cache
def _filling() -> Environment:
    return Environment(
        autoescape=False,  # noqa: S701 - Markdown escapes: HTML is off there
        undefined=StrictUndefined,
        finalize=literally,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})


def _plain(inline: Token) -> str:
    return "".join(one.content for one in inline.children or ())


def _html(tokens: Sequence[Token]) -> Markup:
    markdown = _markdown()
    return Markup(markdown.renderer.render(tokens, markdown.options, {}))  # noqa: S704 - see above
