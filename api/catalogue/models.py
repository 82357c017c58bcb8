"""The JSON of changes and dumps, declared."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, Field, JsonValue

from api.routers.models import Model


class PageLinkModel(Model):
    """Where a page or the collection is."""

    id: str
    type: str


class SeeAlsoModel(Model):
    """Where a thing is told to programs, and in which media type."""

    id: str
    type: str
    format: str


class ThingModel(Model):
    """What changed; `url` and `seeAlso` are of what is still there."""

    id: str
    type: str = Field(description="Practice, SourceDocument o Organization")
    url: str | None = None
    seeAlso: list[SeeAlsoModel] | None = None  # noqa: N815 - the standard's name


class ActivityModel(Model):
    """A change: Create, Update, Move (now part of `target`), Delete, Refresh (all anew)."""

    id: str
    type: str
    endTime: str = Field(description="Da quando si dice, in UTC; non torna mai indietro.")  # noqa: N815
    object: ThingModel | None = None
    target: ThingModel | None = None
    summary: str | None = None


class ChangesModel(Model):
    """The collection of changes: walk from `last` back, or from `first` on."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "@context": ["https://www.w3.org/ns/activitystreams"],
                "id": "https://prassi.example.it/changes",
                "type": "OrderedCollection",
                "summary": "I cambiamenti di questo archivio, dal più vecchio al più recente.",
                "totalItems": 1065,
                "updated": "2026-11-22T10:00:00Z",
                "first": {
                    "id": "https://prassi.example.it/changes/page/1",
                    "type": "OrderedCollectionPage",
                },
                "last": {
                    "id": "https://prassi.example.it/changes/page/11",
                    "type": "OrderedCollectionPage",
                },
            }
        },
    )

    context: list[Any] = Field(alias="@context")
    id: str
    type: str
    summary: str
    totalItems: int  # noqa: N815
    updated: str | None = None
    first: PageLinkModel
    last: PageLinkModel


class ChangePageModel(Model):
    """A page of changes, the oldest first."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "@context": ["https://www.w3.org/ns/activitystreams"],
                "id": "https://prassi.example.it/changes/page/1",
                "type": "OrderedCollectionPage",
                "partOf": {
                    "id": "https://prassi.example.it/changes",
                    "type": "OrderedCollection",
                },
                "orderedItems": [
                    {
                        "id": "https://prassi.example.it/changes/page/1#c17611e33a17-2",
                        "type": "Create",
                        "endTime": "2026-11-22T10:00:00Z",
                        "object": {
                            "id": "https://w3id.org/welfare-practices/id/practice/orti-asti",
                            "type": "Practice",
                            "url": "https://prassi.example.it/pratiche/orti-asti",
                            "seeAlso": [
                                {
                                    "id": "https://prassi.example.it/data/practice/orti-asti.ttl",
                                    "type": "Dataset",
                                    "format": "text/turtle",
                                }
                            ],
                        },
                    }
                ],
            }
        },
    )

    context: list[Any] = Field(alias="@context")
    id: str
    type: str
    partOf: PageLinkModel  # noqa: N815
    prev: PageLinkModel | None = None
    next: PageLinkModel | None = None
    orderedItems: list[ActivityModel]  # noqa: N815


_DUMP: dict[str, JsonValue] = {
    "generation": "316d758f9053811e442b855d8076adea",
    "released": "2026-11-22",
    "current": True,
    "url": "https://prassi.example.it/dump/316d758f9053811e442b855d8076adea",
    "licence": "https://creativecommons.org/licenses/by/4.0/",
    "citation": "Prassi (2026), *Buone pratiche di welfare*, edizione 316d758f9053",
    "checksums": "https://prassi.example.it/dump/316d758f9053811e442b855d8076adea/SHA256SUMS",
    "files": [
        {
            "name": "practices.csv",
            "title": "Pratiche",
            "about": "Una riga per pratica.",
            "media_type": "text/csv",
            "url": "https://prassi.example.it/dump/316d758f9053811e442b855d8076adea/practices.csv",
            "bytes": 301684,
            "sha256": "71f10cbdb8b3e102f215da2be45dc5209bc1d600052085b9e0bc82f44a4ba2e0",
            "count": 552,
            "counted": "righe",
        }
    ],
}


class DumpFileModel(Model):
    """A file of a release: `bytes` as it lies, `count` rows or quads."""

    name: str
    title: str
    about: str
    media_type: str
    url: str
    bytes: int
    sha256: str
    count: int
    counted: str


class DumpModel(Model):
    """A release of the data: the library at one generation."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": _DUMP})

    generation: str
    released: str = Field(description="Il giorno dell'edizione, AAAA-MM-GG")
    current: bool = Field(description="È l'archivio di adesso")
    url: str
    licence: str
    citation: str
    checksums: str = Field(description="L'indirizzo di SHA256SUMS")
    files: list[DumpFileModel]


class DumpsModel(Model):
    """The releases there are, the newest first; `latest` leads to the newest."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"latest": "https://prassi.example.it/dump/latest", "dumps": [_DUMP]}
        },
    )

    latest: str
    dumps: list[DumpModel]
