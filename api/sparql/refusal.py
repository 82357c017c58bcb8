"""Why a query is not run. Light and picklable: it is raised in a worker and told elsewhere."""

from __future__ import annotations


class Refusal(Exception):
    """A query we will not run: `slug` for machines, `detail` in Italian for its author.

    `limit` is the number that was passed, if one was; `line` and `column`, from 1, say where the
    text stops making sense, if it does.
    """

    def __init__(
        self,
        slug: str,
        detail: str,
        limit: int | None = None,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        super().__init__(slug, detail, limit, line, column)
        self.slug = slug
        self.detail = detail
        self.limit = limit
        self.line = line
        self.column = column

    def __str__(self) -> str:
        return self.detail
