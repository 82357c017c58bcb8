"""The JSON of a search as REST pages it, declared."""

from __future__ import annotations

from pydantic import Field

from api.routers.listing import SPARSE
from api.routers.models import HitModel, SearchResultsModel


class HitRowModel(HitModel):
    """A hit in a list."""

    model_config = SPARSE


class SearchPageModel(SearchResultsModel):
    """A page of hits. Ranks move when the library does: `changed` says that it did meanwhile."""

    hits: list[HitRowModel]  # type: ignore[assignment] # the same, with fields left out
    limit: int
    cursor: str | None = Field(description="Il cursore della pagina seguente; null se è l'ultima")
    next: str | None = Field(
        description="L'indirizzo della pagina seguente, relativo a questo servizio"
    )
    previous: str | None
    generation: str = Field(description="Lo stato dell'archivio che questa pagina mostra")
    changed: bool = Field(
        description="true se l'archivio è cambiato da quando l'elenco è stato cominciato"
    )
