"""The gallery of questions on the command line: `prassi sparql --gallery` and `--query-id`."""

from __future__ import annotations

from collections.abc import Sequence

from api.cli.console import emit, emit_json
from api.errors import PrassiError
from api.routers.queries import query_shape
from ontology.queries import CompetencyQuery


def list_gallery(queries: Sequence[CompetencyQuery], *, as_json: bool) -> None:
    """Print the questions by identifier, or all that is told of them as JSON."""
    if as_json:
        emit_json({"total": len(queries), "queries": [query_shape(query) for query in queries]})
    else:
        emit("\n".join(f"{query.id}  {query.title}: {query.question}" for query in queries))


def find_query(queries: Sequence[CompetencyQuery], identifier: str) -> CompetencyQuery:
    """Return a question; raises PrassiError for an identifier that none has."""
    for query in queries:
        if query.id == identifier:
            return query
    raise PrassiError(
        404,
        "Non trovato",
        f"«{identifier}» non è un'interrogazione pronta: elencatele con «prassi sparql --gallery»",
        "not-found",
    )
