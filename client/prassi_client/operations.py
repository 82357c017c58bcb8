"""What can be asked, one method an operation.

Written by scripts/make_client.py from the OpenAPI description: change that instead.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any, cast

from prassi_client.asking import asked
from prassi_client.conversation import Asked
from prassi_client.models import (
    AlikeList,
    Comparison,
    Document,
    Duplicates,
    Hit,
    Match,
    Practice,
    PracticeCard,
    PracticeList,
    SearchResults,
    SimilarList,
    Suggestions,
)


class Operations:
    """Every operation; `Prassi` says how they are sent."""

    def _get(self, asked: Asked) -> Any:
        raise NotImplementedError

    def _pages(self, asked: Asked) -> Iterator[Any]:
        raise NotImplementedError

    def search(
        self,
        *,
        q: str | None = None,
        limit: int | None = None,
        offset: int | None = None,
        region: Sequence[str] = (),
        province: Sequence[str] = (),
        comune: Sequence[str] = (),
        beneficiary: Sequence[str] = (),
        measure: Sequence[str] = (),
        need: Sequence[str] = (),
        actor: Sequence[str] = (),
        funding: Sequence[str] = (),
        status: Sequence[str] = (),
        kind: Sequence[str] = (),
        from_: str | None = None,
        to: str | None = None,
        near: str | None = None,
        km: str | None = None,
    ) -> SearchResults:
        """Cerca le pratiche che rispondono a un bisogno."""
        return cast(
            "SearchResults",
            self._get(
                asked(
                    path="/api/v1/search",
                    query={
                        "q": q,
                        "limit": limit,
                        "offset": offset,
                        "region": region,
                        "province": province,
                        "comune": comune,
                        "beneficiary": beneficiary,
                        "measure": measure,
                        "need": need,
                        "actor": actor,
                        "funding": funding,
                        "status": status,
                        "kind": kind,
                        "from": from_,
                        "to": to,
                        "near": near,
                        "km": km,
                    },
                )
            ),
        )

    def each_search(
        self,
        *,
        q: str | None = None,
        limit: int | None = None,
        offset: int | None = None,
        region: Sequence[str] = (),
        province: Sequence[str] = (),
        comune: Sequence[str] = (),
        beneficiary: Sequence[str] = (),
        measure: Sequence[str] = (),
        need: Sequence[str] = (),
        actor: Sequence[str] = (),
        funding: Sequence[str] = (),
        status: Sequence[str] = (),
        kind: Sequence[str] = (),
        from_: str | None = None,
        to: str | None = None,
        near: str | None = None,
        km: str | None = None,
    ) -> Iterator[Hit]:
        """Walk the whole list, page after page."""
        for page in self._pages(
            asked(
                path="/api/v1/search",
                query={
                    "q": q,
                    "limit": limit,
                    "offset": offset,
                    "region": region,
                    "province": province,
                    "comune": comune,
                    "beneficiary": beneficiary,
                    "measure": measure,
                    "need": need,
                    "actor": actor,
                    "funding": funding,
                    "status": status,
                    "kind": kind,
                    "from": from_,
                    "to": to,
                    "near": near,
                    "km": km,
                },
            )
        ):
            for item in page["hits"]:
                yield item

    def suggest(self, *, q: str) -> Suggestions:
        """Come può continuare quello che si sta scrivendo."""
        return cast("Suggestions", self._get(asked(path="/api/v1/suggest", query={"q": q})))

    def practices(
        self,
        *,
        limit: int | None = None,
        offset: int | None = None,
        region: Sequence[str] = (),
        province: Sequence[str] = (),
        comune: Sequence[str] = (),
        beneficiary: Sequence[str] = (),
        measure: Sequence[str] = (),
        need: Sequence[str] = (),
        actor: Sequence[str] = (),
        funding: Sequence[str] = (),
        status: Sequence[str] = (),
        kind: Sequence[str] = (),
        from_: str | None = None,
        to: str | None = None,
        near: str | None = None,
        km: str | None = None,
    ) -> PracticeList:
        """Elenca le pratiche per titolo."""
        return cast(
            "PracticeList",
            self._get(
                asked(
                    path="/api/v1/practices",
                    query={
                        "limit": limit,
                        "offset": offset,
                        "region": region,
                        "province": province,
                        "comune": comune,
                        "beneficiary": beneficiary,
                        "measure": measure,
                        "need": need,
                        "actor": actor,
                        "funding": funding,
                        "status": status,
                        "kind": kind,
                        "from": from_,
                        "to": to,
                        "near": near,
                        "km": km,
                    },
                )
            ),
        )

    def each_practices(
        self,
        *,
        limit: int | None = None,
        offset: int | None = None,
        region: Sequence[str] = (),
        province: Sequence[str] = (),
        comune: Sequence[str] = (),
        beneficiary: Sequence[str] = (),
        measure: Sequence[str] = (),
        need: Sequence[str] = (),
        actor: Sequence[str] = (),
        funding: Sequence[str] = (),
        status: Sequence[str] = (),
        kind: Sequence[str] = (),
        from_: str | None = None,
        to: str | None = None,
        near: str | None = None,
        km: str | None = None,
    ) -> Iterator[PracticeCard]:
        """Walk the whole list, page after page."""
        for page in self._pages(
            asked(
                path="/api/v1/practices",
                query={
                    "limit": limit,
                    "offset": offset,
                    "region": region,
                    "province": province,
                    "comune": comune,
                    "beneficiary": beneficiary,
                    "measure": measure,
                    "need": need,
                    "actor": actor,
                    "funding": funding,
                    "status": status,
                    "kind": kind,
                    "from": from_,
                    "to": to,
                    "near": near,
                    "km": km,
                },
            )
        ):
            for item in page["practices"]:
                yield item

    def practice(self, identifier: str) -> Practice:
        """Una pratica, con ogni fatto e le parole che lo dicono."""
        return cast(
            "Practice",
            self._get(asked(path="/api/v1/practices/{identifier}", identifier=identifier)),
        )

    def document(self, identifier: str) -> Document:
        """Un documento, con il testo e la fonte."""
        return cast(
            "Document",
            self._get(asked(path="/api/v1/documents/{identifier}", identifier=identifier)),
        )

    def match(
        self,
        *,
        q: str | None = None,
        need: Sequence[str] = (),
        beneficiary: Sequence[str] = (),
        place: str | None = None,
        means: str | None = None,
    ) -> Match:
        """Da una situazione a chi l'ha già affrontata, per misura, e a chi potrebbe aiutare."""
        return cast(
            "Match",
            self._get(
                asked(
                    path="/api/v1/match",
                    query={
                        "q": q,
                        "need": need,
                        "beneficiary": beneficiary,
                        "place": place,
                        "means": means,
                    },
                )
            ),
        )

    def compare(self, *, id: Sequence[str] = ()) -> Comparison:
        """Da due a cinque pratiche, una accanto all'altra."""
        return cast("Comparison", self._get(asked(path="/api/v1/compare", query={"id": id})))

    def practice_similar(self, identifier: str) -> SimilarList:
        """Le pratiche che somigliano a una, con che cosa hanno in comune."""
        return cast(
            "SimilarList",
            self._get(asked(path="/api/v1/practices/{identifier}/similar", identifier=identifier)),
        )

    def organisation_alike(self, identifier: str) -> AlikeList:
        """Le organizzazioni che fanno le stesse cose, le più vicine per prime."""
        return cast(
            "AlikeList",
            self._get(
                asked(path="/api/v1/organisations/{identifier}/alike", identifier=identifier)
            ),
        )

    def practice_duplicates(self, identifier: str) -> Duplicates:
        """Le pratiche che forse sono la stessa."""
        return cast(
            "Duplicates",
            self._get(
                asked(path="/api/v1/practices/{identifier}/duplicates", identifier=identifier)
            ),
        )

    def organisation_duplicates(self, identifier: str) -> Duplicates:
        """Le organizzazioni che forse sono la stessa."""
        return cast(
            "Duplicates",
            self._get(
                asked(path="/api/v1/organisations/{identifier}/duplicates", identifier=identifier)
            ),
        )


class AsyncOperations:
    """Every operation; `AsyncPrassi` says how they are sent."""

    async def _get(self, asked: Asked) -> Any:
        raise NotImplementedError

    def _pages(self, asked: Asked) -> AsyncIterator[Any]:
        raise NotImplementedError

    async def search(
        self,
        *,
        q: str | None = None,
        limit: int | None = None,
        offset: int | None = None,
        region: Sequence[str] = (),
        province: Sequence[str] = (),
        comune: Sequence[str] = (),
        beneficiary: Sequence[str] = (),
        measure: Sequence[str] = (),
        need: Sequence[str] = (),
        actor: Sequence[str] = (),
        funding: Sequence[str] = (),
        status: Sequence[str] = (),
        kind: Sequence[str] = (),
        from_: str | None = None,
        to: str | None = None,
        near: str | None = None,
        km: str | None = None,
    ) -> SearchResults:
        """Cerca le pratiche che rispondono a un bisogno."""
        return cast(
            "SearchResults",
            await self._get(
                asked(
                    path="/api/v1/search",
                    query={
                        "q": q,
                        "limit": limit,
                        "offset": offset,
                        "region": region,
                        "province": province,
                        "comune": comune,
                        "beneficiary": beneficiary,
                        "measure": measure,
                        "need": need,
                        "actor": actor,
                        "funding": funding,
                        "status": status,
                        "kind": kind,
                        "from": from_,
                        "to": to,
                        "near": near,
                        "km": km,
                    },
                )
            ),
        )

    async def each_search(
        self,
        *,
        q: str | None = None,
        limit: int | None = None,
        offset: int | None = None,
        region: Sequence[str] = (),
        province: Sequence[str] = (),
        comune: Sequence[str] = (),
        beneficiary: Sequence[str] = (),
        measure: Sequence[str] = (),
        need: Sequence[str] = (),
        actor: Sequence[str] = (),
        funding: Sequence[str] = (),
        status: Sequence[str] = (),
        kind: Sequence[str] = (),
        from_: str | None = None,
        to: str | None = None,
        near: str | None = None,
        km: str | None = None,
    ) -> AsyncIterator[Hit]:
        """Walk the whole list, page after page."""
        async for page in self._pages(
            asked(
                path="/api/v1/search",
                query={
                    "q": q,
                    "limit": limit,
                    "offset": offset,
                    "region": region,
                    "province": province,
                    "comune": comune,
                    "beneficiary": beneficiary,
                    "measure": measure,
                    "need": need,
                    "actor": actor,
                    "funding": funding,
                    "status": status,
                    "kind": kind,
                    "from": from_,
                    "to": to,
                    "near": near,
                    "km": km,
                },
            )
        ):
            for item in page["hits"]:
                yield item

    async def suggest(self, *, q: str) -> Suggestions:
        """Come può continuare quello che si sta scrivendo."""
        return cast("Suggestions", await self._get(asked(path="/api/v1/suggest", query={"q": q})))

    async def practices(
        self,
        *,
        limit: int | None = None,
        offset: int | None = None,
        region: Sequence[str] = (),
        province: Sequence[str] = (),
        comune: Sequence[str] = (),
        beneficiary: Sequence[str] = (),
        measure: Sequence[str] = (),
        need: Sequence[str] = (),
        actor: Sequence[str] = (),
        funding: Sequence[str] = (),
        status: Sequence[str] = (),
        kind: Sequence[str] = (),
        from_: str | None = None,
        to: str | None = None,
        near: str | None = None,
        km: str | None = None,
    ) -> PracticeList:
        """Elenca le pratiche per titolo."""
        return cast(
            "PracticeList",
            await self._get(
                asked(
                    path="/api/v1/practices",
                    query={
                        "limit": limit,
                        "offset": offset,
                        "region": region,
                        "province": province,
                        "comune": comune,
                        "beneficiary": beneficiary,
                        "measure": measure,
                        "need": need,
                        "actor": actor,
                        "funding": funding,
                        "status": status,
                        "kind": kind,
                        "from": from_,
                        "to": to,
                        "near": near,
                        "km": km,
                    },
                )
            ),
        )

    async def each_practices(
        self,
        *,
        limit: int | None = None,
        offset: int | None = None,
        region: Sequence[str] = (),
        province: Sequence[str] = (),
        comune: Sequence[str] = (),
        beneficiary: Sequence[str] = (),
        measure: Sequence[str] = (),
        need: Sequence[str] = (),
        actor: Sequence[str] = (),
        funding: Sequence[str] = (),
        status: Sequence[str] = (),
        kind: Sequence[str] = (),
        from_: str | None = None,
        to: str | None = None,
        near: str | None = None,
        km: str | None = None,
    ) -> AsyncIterator[PracticeCard]:
        """Walk the whole list, page after page."""
        async for page in self._pages(
            asked(
                path="/api/v1/practices",
                query={
                    "limit": limit,
                    "offset": offset,
                    "region": region,
                    "province": province,
                    "comune": comune,
                    "beneficiary": beneficiary,
                    "measure": measure,
                    "need": need,
                    "actor": actor,
                    "funding": funding,
                    "status": status,
                    "kind": kind,
                    "from": from_,
                    "to": to,
                    "near": near,
                    "km": km,
                },
            )
        ):
            for item in page["practices"]:
                yield item

    async def practice(self, identifier: str) -> Practice:
        """Una pratica, con ogni fatto e le parole che lo dicono."""
        return cast(
            "Practice",
            await self._get(asked(path="/api/v1/practices/{identifier}", identifier=identifier)),
        )

    async def document(self, identifier: str) -> Document:
        """Un documento, con il testo e la fonte."""
        return cast(
            "Document",
            await self._get(asked(path="/api/v1/documents/{identifier}", identifier=identifier)),
        )

    async def match(
        self,
        *,
        q: str | None = None,
        need: Sequence[str] = (),
        beneficiary: Sequence[str] = (),
        place: str | None = None,
        means: str | None = None,
    ) -> Match:
        """Da una situazione a chi l'ha già affrontata, per misura, e a chi potrebbe aiutare."""
        return cast(
            "Match",
            await self._get(
                asked(
                    path="/api/v1/match",
                    query={
                        "q": q,
                        "need": need,
                        "beneficiary": beneficiary,
                        "place": place,
                        "means": means,
                    },
                )
            ),
        )

    async def compare(self, *, id: Sequence[str] = ()) -> Comparison:
        """Da due a cinque pratiche, una accanto all'altra."""
        return cast("Comparison", await self._get(asked(path="/api/v1/compare", query={"id": id})))

    async def practice_similar(self, identifier: str) -> SimilarList:
        """Le pratiche che somigliano a una, con che cosa hanno in comune."""
        return cast(
            "SimilarList",
            await self._get(
                asked(path="/api/v1/practices/{identifier}/similar", identifier=identifier)
            ),
        )

    async def organisation_alike(self, identifier: str) -> AlikeList:
        """Le organizzazioni che fanno le stesse cose, le più vicine per prime."""
        return cast(
            "AlikeList",
            await self._get(
                asked(path="/api/v1/organisations/{identifier}/alike", identifier=identifier)
            ),
        )

    async def practice_duplicates(self, identifier: str) -> Duplicates:
        """Le pratiche che forse sono la stessa."""
        return cast(
            "Duplicates",
            await self._get(
                asked(path="/api/v1/practices/{identifier}/duplicates", identifier=identifier)
            ),
        )

    async def organisation_duplicates(self, identifier: str) -> Duplicates:
        """Le organizzazioni che forse sono la stessa."""
        return cast(
            "Duplicates",
            await self._get(
                asked(path="/api/v1/organisations/{identifier}/duplicates", identifier=identifier)
            ),
        )
