"""The JSON of a search as REST pages it, declared."""

from __future__ import annotations

from typing import Any, cast

from pydantic import ConfigDict, Field

from api.routers.listing import SPARSE
from api.routers.models import HitModel, SearchResultsModel

_SEARCH: dict[str, Any] = cast(Any, SearchResultsModel.model_config)["json_schema_extra"]["example"]


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

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                **_SEARCH,
                "limit": 10,
                "cursor": None,
                "next": None,
                "previous": None,
                "generation": "5f0c3f1f9a0e4c1d8b7a6e5d4c3b2a19",
                "changed": False,
            }
        }
    )
