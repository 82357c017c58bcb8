"""The public page of quality: prose that people wrote around tables that were measured."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from corpus.evaluation.tables import Table, as_markdown

_SLOT = re.compile(r"\{\{ ?([a-z_]+) ?\}\}")


class PageError(ValueError):
    """The template asks for a table that was not measured."""


def fill(template: str, tables: Iterable[Table], words: Mapping[str, str]) -> str:
    """Return the page: each `{{ name }}` becomes the table of that id, or one of `words`.

    Raises PageError for a name that neither has.
    """
    known = {**{table.id: as_markdown(table) for table in tables}, **words}

    def slot(match: re.Match[str]) -> str:
        if match[1] not in known:
            raise PageError(f"la pagina chiede «{match[1]}», che non è stato misurato")
        return known[match[1]]

    return _SLOT.sub(slot, template)
