"""What can be asked, one method an operation.

Written by scripts/make_client.py from the OpenAPI description: change that instead.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any, Literal, cast

from prassi_client.asking import asked
from prassi_client.conversation import Asked
from prassi_client.models import (
    AlikeList,
    Call,
    CallList,
    CallRow,
    Cell,
    Comparison,
    ConceptFull,
    ConceptList,
    ConceptRow,
    Dictionary,
    Document,
    DocumentList,
    DocumentRow,
    Duplicates,
    FunderList,
    Gaps,
    HitRow,
    Match,
    Measure,
    MeasureList,
    MeasureRow,
    Network,
    OrganisationList,
    OrganisationName,
    OrganisationRow,
    OrganisationsOrganisation,
    PlaceList,
    PlaceRow,
    PlaceWithParts,
    Practice,
    PracticeList,
    PracticeRow,
    ProgrammeList,
    Queries,
    Query,
    SchemeList,
    SchemeTree,
    SearchPage,
    SimilarList,
    Statement,
    StatementList,
    StatementRow,
    Suggestions,
    Sum,
    TerritoryTree,
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
        offset: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> SearchPage:
        """Cerca le pratiche che rispondono a un bisogno."""
        return cast(
            "SearchPage",
            self._get(
                asked(
                    path="/api/v1/search",
                    query={
                        "q": q,
                        "offset": offset,
                        "limit": limit,
                        "cursor": cursor,
                        "fields": fields,
                        "format": format,
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
        offset: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> Iterator[HitRow]:
        """Walk the whole list, page after page."""
        for page in self._pages(
            asked(
                path="/api/v1/search",
                query={
                    "q": q,
                    "offset": offset,
                    "limit": limit,
                    "cursor": cursor,
                    "fields": fields,
                    "format": format,
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
        offset: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
                        "offset": offset,
                        "limit": limit,
                        "cursor": cursor,
                        "fields": fields,
                        "format": format,
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
        offset: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> Iterator[PracticeRow]:
        """Walk the whole list, page after page."""
        for page in self._pages(
            asked(
                path="/api/v1/practices",
                query={
                    "offset": offset,
                    "limit": limit,
                    "cursor": cursor,
                    "fields": fields,
                    "format": format,
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

    def practice(
        self, identifier: str, *, format: Literal["json", "csv", "jsonld", "ttl"] | None = None
    ) -> Practice:
        """Una pratica, con ogni fatto e le parole che lo dicono."""
        return cast(
            "Practice",
            self._get(
                asked(
                    path="/api/v1/practices/{identifier}",
                    identifier=identifier,
                    query={"format": format},
                )
            ),
        )

    def documents(
        self,
        *,
        q: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> DocumentList:
        """Elenca i documenti per titolo."""
        return cast(
            "DocumentList",
            self._get(
                asked(
                    path="/api/v1/documents",
                    query={
                        "q": q,
                        "limit": limit,
                        "cursor": cursor,
                        "fields": fields,
                        "format": format,
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

    def each_documents(
        self,
        *,
        q: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> Iterator[DocumentRow]:
        """Walk the whole list, page after page."""
        for page in self._pages(
            asked(
                path="/api/v1/documents",
                query={
                    "q": q,
                    "limit": limit,
                    "cursor": cursor,
                    "fields": fields,
                    "format": format,
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
            for item in page["documents"]:
                yield item

    def document(self, identifier: str) -> Document:
        """Un documento, con il testo e la fonte."""
        return cast(
            "Document",
            self._get(asked(path="/api/v1/documents/{identifier}", identifier=identifier)),
        )

    def organisations(
        self,
        *,
        q: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> OrganisationList:
        """Elenca le organizzazioni per nome."""
        return cast(
            "OrganisationList",
            self._get(
                asked(
                    path="/api/v1/organisations",
                    query={
                        "q": q,
                        "limit": limit,
                        "cursor": cursor,
                        "fields": fields,
                        "format": format,
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

    def each_organisations(
        self,
        *,
        q: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> Iterator[OrganisationRow]:
        """Walk the whole list, page after page."""
        for page in self._pages(
            asked(
                path="/api/v1/organisations",
                query={
                    "q": q,
                    "limit": limit,
                    "cursor": cursor,
                    "fields": fields,
                    "format": format,
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
            for item in page["organisations"]:
                yield item

    def organisation(self, identifier: str) -> OrganisationsOrganisation:
        """Un'organizzazione, con le pratiche a cui partecipa."""
        return cast(
            "OrganisationsOrganisation",
            self._get(asked(path="/api/v1/organisations/{identifier}", identifier=identifier)),
        )

    def concepts(
        self,
        *,
        scheme: Literal[
            "actor",
            "area-type",
            "beneficiary",
            "benefit-mode",
            "curation-status",
            "document-type",
            "evidence-level",
            "funding",
            "implementation-status",
            "innovation-dimension",
            "measure",
            "need",
            "practice-type",
            "result-type",
            "role",
            "territorial-scale",
        ]
        | None = None,
        q: str | None = None,
        used: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> ConceptList:
        """Elenca i concetti: misure, bisogni, destinatari, attori, fondi…."""
        return cast(
            "ConceptList",
            self._get(
                asked(
                    path="/api/v1/concepts",
                    query={
                        "scheme": scheme,
                        "q": q,
                        "used": used,
                        "limit": limit,
                        "cursor": cursor,
                        "fields": fields,
                        "format": format,
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

    def each_concepts(
        self,
        *,
        scheme: Literal[
            "actor",
            "area-type",
            "beneficiary",
            "benefit-mode",
            "curation-status",
            "document-type",
            "evidence-level",
            "funding",
            "implementation-status",
            "innovation-dimension",
            "measure",
            "need",
            "practice-type",
            "result-type",
            "role",
            "territorial-scale",
        ]
        | None = None,
        q: str | None = None,
        used: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> Iterator[ConceptRow]:
        """Walk the whole list, page after page."""
        for page in self._pages(
            asked(
                path="/api/v1/concepts",
                query={
                    "scheme": scheme,
                    "q": q,
                    "used": used,
                    "limit": limit,
                    "cursor": cursor,
                    "fields": fields,
                    "format": format,
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
            for item in page["concepts"]:
                yield item

    def concept(self, identifier: str) -> ConceptFull:
        """Un concetto, con i suoi nomi e i suoi codici."""
        return cast(
            "ConceptFull",
            self._get(asked(path="/api/v1/concepts/{identifier}", identifier=identifier)),
        )

    def schemes(self) -> SchemeList:
        """Gli schemi di concetti."""
        return cast("SchemeList", self._get(asked(path="/api/v1/schemes")))

    def scheme(
        self,
        identifier: str,
        *,
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
    ) -> SchemeTree:
        """Uno schema di concetti, come albero con quante pratiche ha ciascuno."""
        return cast(
            "SchemeTree",
            self._get(
                asked(
                    path="/api/v1/schemes/{identifier}",
                    identifier=identifier,
                    query={
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

    def places(
        self,
        *,
        q: str | None = None,
        level: Literal["comune", "provincia", "regione"] | None = None,
        within: str | None = None,
        used: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> PlaceList:
        """Elenca i territori."""
        return cast(
            "PlaceList",
            self._get(
                asked(
                    path="/api/v1/places",
                    query={
                        "q": q,
                        "level": level,
                        "within": within,
                        "used": used,
                        "limit": limit,
                        "cursor": cursor,
                        "fields": fields,
                        "format": format,
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

    def each_places(
        self,
        *,
        q: str | None = None,
        level: Literal["comune", "provincia", "regione"] | None = None,
        within: str | None = None,
        used: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> Iterator[PlaceRow]:
        """Walk the whole list, page after page."""
        for page in self._pages(
            asked(
                path="/api/v1/places",
                query={
                    "q": q,
                    "level": level,
                    "within": within,
                    "used": used,
                    "limit": limit,
                    "cursor": cursor,
                    "fields": fields,
                    "format": format,
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
            for item in page["places"]:
                yield item

    def place(self, identifier: str) -> PlaceWithParts:
        """Un territorio, con quelli che ne fanno parte."""
        return cast(
            "PlaceWithParts",
            self._get(asked(path="/api/v1/places/{identifier}", identifier=identifier)),
        )

    def territory(
        self,
        *,
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
    ) -> TerritoryTree:
        """Dove sono le pratiche: regioni, province e comuni, con quante ne hanno."""
        return cast(
            "TerritoryTree",
            self._get(
                asked(
                    path="/api/v1/territory",
                    query={
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

    def calls(
        self,
        *,
        q: str | None = None,
        on: str | None = None,
        open: bool | None = None,
        deadline_after: str | None = None,
        deadline_before: str | None = None,
        applicant: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> CallList:
        """Elenca i bandi per scadenza."""
        return cast(
            "CallList",
            self._get(
                asked(
                    path="/api/v1/calls",
                    query={
                        "q": q,
                        "on": on,
                        "open": open,
                        "deadline_after": deadline_after,
                        "deadline_before": deadline_before,
                        "applicant": applicant,
                        "limit": limit,
                        "cursor": cursor,
                        "fields": fields,
                        "format": format,
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

    def each_calls(
        self,
        *,
        q: str | None = None,
        on: str | None = None,
        open: bool | None = None,
        deadline_after: str | None = None,
        deadline_before: str | None = None,
        applicant: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> Iterator[CallRow]:
        """Walk the whole list, page after page."""
        for page in self._pages(
            asked(
                path="/api/v1/calls",
                query={
                    "q": q,
                    "on": on,
                    "open": open,
                    "deadline_after": deadline_after,
                    "deadline_before": deadline_before,
                    "applicant": applicant,
                    "limit": limit,
                    "cursor": cursor,
                    "fields": fields,
                    "format": format,
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
            for item in page["calls"]:
                yield item

    def call(self, identifier: str, *, on: str | None = None) -> Call:
        """Un bando, con chi può fare domanda e fino a quando."""
        return cast(
            "Call",
            self._get(
                asked(path="/api/v1/calls/{identifier}", identifier=identifier, query={"on": on})
            ),
        )

    def measures(
        self,
        *,
        q: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> MeasureList:
        """Elenca le misure come sono dette, con per chi e con quanto."""
        return cast(
            "MeasureList",
            self._get(
                asked(
                    path="/api/v1/measures",
                    query={
                        "q": q,
                        "limit": limit,
                        "cursor": cursor,
                        "fields": fields,
                        "format": format,
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

    def each_measures(
        self,
        *,
        q: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> Iterator[MeasureRow]:
        """Walk the whole list, page after page."""
        for page in self._pages(
            asked(
                path="/api/v1/measures",
                query={
                    "q": q,
                    "limit": limit,
                    "cursor": cursor,
                    "fields": fields,
                    "format": format,
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
            for item in page["measures"]:
                yield item

    def measure(self, identifier: str) -> Measure:
        """Una misura di una pratica."""
        return cast(
            "Measure", self._get(asked(path="/api/v1/measures/{identifier}", identifier=identifier))
        )

    def programmes(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> ProgrammeList:
        """Elenca i fondi e i programmi, con quanto dicono i documenti."""
        return cast(
            "ProgrammeList",
            self._get(
                asked(
                    path="/api/v1/programmes",
                    query={
                        "limit": limit,
                        "cursor": cursor,
                        "fields": fields,
                        "format": format,
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

    def each_programmes(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> Iterator[Sum]:
        """Walk the whole list, page after page."""
        for page in self._pages(
            asked(
                path="/api/v1/programmes",
                query={
                    "limit": limit,
                    "cursor": cursor,
                    "fields": fields,
                    "format": format,
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
            for item in page["programmes"]:
                yield item

    def funders(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> FunderList:
        """Elenca chi dà i soldi, con quanto dicono i documenti."""
        return cast(
            "FunderList",
            self._get(
                asked(
                    path="/api/v1/funders",
                    query={
                        "limit": limit,
                        "cursor": cursor,
                        "fields": fields,
                        "format": format,
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

    def each_funders(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> Iterator[Sum]:
        """Walk the whole list, page after page."""
        for page in self._pages(
            asked(
                path="/api/v1/funders",
                query={
                    "limit": limit,
                    "cursor": cursor,
                    "fields": fields,
                    "format": format,
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
            for item in page["funders"]:
                yield item

    def statements(
        self,
        *,
        practice: Sequence[str] = (),
        document: Sequence[str] = (),
        predicate: Sequence[str] = (),
        status: Sequence[str] = (),
        min_confidence: float | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
    ) -> StatementList:
        """Elenca le affermazioni dei documenti, con le parole che le provano."""
        return cast(
            "StatementList",
            self._get(
                asked(
                    path="/api/v1/statements",
                    query={
                        "practice": practice,
                        "document": document,
                        "predicate": predicate,
                        "status": status,
                        "min_confidence": min_confidence,
                        "limit": limit,
                        "cursor": cursor,
                        "fields": fields,
                        "format": format,
                    },
                )
            ),
        )

    def each_statements(
        self,
        *,
        practice: Sequence[str] = (),
        document: Sequence[str] = (),
        predicate: Sequence[str] = (),
        status: Sequence[str] = (),
        min_confidence: float | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
    ) -> Iterator[StatementRow]:
        """Walk the whole list, page after page."""
        for page in self._pages(
            asked(
                path="/api/v1/statements",
                query={
                    "practice": practice,
                    "document": document,
                    "predicate": predicate,
                    "status": status,
                    "min_confidence": min_confidence,
                    "limit": limit,
                    "cursor": cursor,
                    "fields": fields,
                    "format": format,
                },
            )
        ):
            for item in page["statements"]:
                yield item

    def statement(self, identifier: str) -> Statement:
        """Un'affermazione, con le parole che la provano."""
        return cast(
            "Statement",
            self._get(asked(path="/api/v1/statements/{identifier}", identifier=identifier)),
        )

    def network(
        self,
        *,
        organisation: str | None = None,
        min_practices: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> Network:
        """Chi lavora con chi, e in quali pratiche."""
        return cast(
            "Network",
            self._get(
                asked(
                    path="/api/v1/network",
                    query={
                        "organisation": organisation,
                        "min_practices": min_practices,
                        "limit": limit,
                        "cursor": cursor,
                        "fields": fields,
                        "format": format,
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

    def each_network(
        self,
        *,
        organisation: str | None = None,
        min_practices: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> Iterator[OrganisationName]:
        """Walk the whole list, page after page."""
        for page in self._pages(
            asked(
                path="/api/v1/network",
                query={
                    "organisation": organisation,
                    "min_practices": min_practices,
                    "limit": limit,
                    "cursor": cursor,
                    "fields": fields,
                    "format": format,
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
            for item in page["members"]:
                yield item

    def gaps(
        self,
        *,
        level: Literal["regione", "provincia"] | None = None,
        by_measure: bool | None = None,
        empty: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> Gaps:
        """Dove, per chi e con che misura l'archivio non ha pratiche."""
        return cast(
            "Gaps",
            self._get(
                asked(
                    path="/api/v1/gaps",
                    query={
                        "level": level,
                        "by_measure": by_measure,
                        "empty": empty,
                        "limit": limit,
                        "cursor": cursor,
                        "fields": fields,
                        "format": format,
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

    def each_gaps(
        self,
        *,
        level: Literal["regione", "provincia"] | None = None,
        by_measure: bool | None = None,
        empty: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> Iterator[Cell]:
        """Walk the whole list, page after page."""
        for page in self._pages(
            asked(
                path="/api/v1/gaps",
                query={
                    "level": level,
                    "by_measure": by_measure,
                    "empty": empty,
                    "limit": limit,
                    "cursor": cursor,
                    "fields": fields,
                    "format": format,
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
            for item in page["cells"]:
                yield item

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

    def queries(self) -> Queries:
        """Le interrogazioni pronte, con il loro SPARQL."""
        return cast("Queries", self._get(asked(path="/api/v1/queries")))

    def query(self, identifier: str) -> Query:
        """Una interrogazione pronta."""
        return cast(
            "Query", self._get(asked(path="/api/v1/queries/{identifier}", identifier=identifier))
        )

    def dictionary(self) -> Dictionary:
        """Il dizionario dei dati: classi, proprietà, vocabolari, grafi."""
        return cast("Dictionary", self._get(asked(path="/api/v1/dictionary")))

    def feed_atom(
        self,
        *,
        q: str | None = None,
        limit: int | None = None,
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
    ) -> Any:
        """Le novità di una ricerca, per i lettori di notizie (Atom)."""
        return cast(
            "Any",
            self._get(
                asked(
                    path="/api/v1/feed.atom",
                    query={
                        "q": q,
                        "limit": limit,
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

    def feed_json(
        self,
        *,
        q: str | None = None,
        limit: int | None = None,
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
    ) -> Any:
        """Le novità di una ricerca, in JSON Feed."""
        return cast(
            "Any",
            self._get(
                asked(
                    path="/api/v1/feed.json",
                    query={
                        "q": q,
                        "limit": limit,
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

    def calls_ics(
        self,
        *,
        q: str | None = None,
        open: bool | None = None,
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
    ) -> Any:
        """Le scadenze dei bandi, per il calendario (iCalendar)."""
        return cast(
            "Any",
            self._get(
                asked(
                    path="/api/v1/calls.ics",
                    query={
                        "q": q,
                        "open": open,
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

    def organisation_feed_atom(self, identifier: str, *, limit: int | None = None) -> Any:
        """Le novità di un'organizzazione, per i lettori di notizie (Atom)."""
        return cast(
            "Any",
            self._get(
                asked(
                    path="/api/v1/organisations/{identifier}/feed.atom",
                    identifier=identifier,
                    query={"limit": limit},
                )
            ),
        )

    def organisation_feed_json(self, identifier: str, *, limit: int | None = None) -> Any:
        """Le novità di un'organizzazione, in JSON Feed."""
        return cast(
            "Any",
            self._get(
                asked(
                    path="/api/v1/organisations/{identifier}/feed.json",
                    identifier=identifier,
                    query={"limit": limit},
                )
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
        offset: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> SearchPage:
        """Cerca le pratiche che rispondono a un bisogno."""
        return cast(
            "SearchPage",
            await self._get(
                asked(
                    path="/api/v1/search",
                    query={
                        "q": q,
                        "offset": offset,
                        "limit": limit,
                        "cursor": cursor,
                        "fields": fields,
                        "format": format,
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
        offset: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> AsyncIterator[HitRow]:
        """Walk the whole list, page after page."""
        async for page in self._pages(
            asked(
                path="/api/v1/search",
                query={
                    "q": q,
                    "offset": offset,
                    "limit": limit,
                    "cursor": cursor,
                    "fields": fields,
                    "format": format,
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
        offset: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
                        "offset": offset,
                        "limit": limit,
                        "cursor": cursor,
                        "fields": fields,
                        "format": format,
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
        offset: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> AsyncIterator[PracticeRow]:
        """Walk the whole list, page after page."""
        async for page in self._pages(
            asked(
                path="/api/v1/practices",
                query={
                    "offset": offset,
                    "limit": limit,
                    "cursor": cursor,
                    "fields": fields,
                    "format": format,
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

    async def practice(
        self, identifier: str, *, format: Literal["json", "csv", "jsonld", "ttl"] | None = None
    ) -> Practice:
        """Una pratica, con ogni fatto e le parole che lo dicono."""
        return cast(
            "Practice",
            await self._get(
                asked(
                    path="/api/v1/practices/{identifier}",
                    identifier=identifier,
                    query={"format": format},
                )
            ),
        )

    async def documents(
        self,
        *,
        q: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> DocumentList:
        """Elenca i documenti per titolo."""
        return cast(
            "DocumentList",
            await self._get(
                asked(
                    path="/api/v1/documents",
                    query={
                        "q": q,
                        "limit": limit,
                        "cursor": cursor,
                        "fields": fields,
                        "format": format,
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

    async def each_documents(
        self,
        *,
        q: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> AsyncIterator[DocumentRow]:
        """Walk the whole list, page after page."""
        async for page in self._pages(
            asked(
                path="/api/v1/documents",
                query={
                    "q": q,
                    "limit": limit,
                    "cursor": cursor,
                    "fields": fields,
                    "format": format,
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
            for item in page["documents"]:
                yield item

    async def document(self, identifier: str) -> Document:
        """Un documento, con il testo e la fonte."""
        return cast(
            "Document",
            await self._get(asked(path="/api/v1/documents/{identifier}", identifier=identifier)),
        )

    async def organisations(
        self,
        *,
        q: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> OrganisationList:
        """Elenca le organizzazioni per nome."""
        return cast(
            "OrganisationList",
            await self._get(
                asked(
                    path="/api/v1/organisations",
                    query={
                        "q": q,
                        "limit": limit,
                        "cursor": cursor,
                        "fields": fields,
                        "format": format,
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

    async def each_organisations(
        self,
        *,
        q: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> AsyncIterator[OrganisationRow]:
        """Walk the whole list, page after page."""
        async for page in self._pages(
            asked(
                path="/api/v1/organisations",
                query={
                    "q": q,
                    "limit": limit,
                    "cursor": cursor,
                    "fields": fields,
                    "format": format,
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
            for item in page["organisations"]:
                yield item

    async def organisation(self, identifier: str) -> OrganisationsOrganisation:
        """Un'organizzazione, con le pratiche a cui partecipa."""
        return cast(
            "OrganisationsOrganisation",
            await self._get(
                asked(path="/api/v1/organisations/{identifier}", identifier=identifier)
            ),
        )

    async def concepts(
        self,
        *,
        scheme: Literal[
            "actor",
            "area-type",
            "beneficiary",
            "benefit-mode",
            "curation-status",
            "document-type",
            "evidence-level",
            "funding",
            "implementation-status",
            "innovation-dimension",
            "measure",
            "need",
            "practice-type",
            "result-type",
            "role",
            "territorial-scale",
        ]
        | None = None,
        q: str | None = None,
        used: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> ConceptList:
        """Elenca i concetti: misure, bisogni, destinatari, attori, fondi…."""
        return cast(
            "ConceptList",
            await self._get(
                asked(
                    path="/api/v1/concepts",
                    query={
                        "scheme": scheme,
                        "q": q,
                        "used": used,
                        "limit": limit,
                        "cursor": cursor,
                        "fields": fields,
                        "format": format,
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

    async def each_concepts(
        self,
        *,
        scheme: Literal[
            "actor",
            "area-type",
            "beneficiary",
            "benefit-mode",
            "curation-status",
            "document-type",
            "evidence-level",
            "funding",
            "implementation-status",
            "innovation-dimension",
            "measure",
            "need",
            "practice-type",
            "result-type",
            "role",
            "territorial-scale",
        ]
        | None = None,
        q: str | None = None,
        used: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> AsyncIterator[ConceptRow]:
        """Walk the whole list, page after page."""
        async for page in self._pages(
            asked(
                path="/api/v1/concepts",
                query={
                    "scheme": scheme,
                    "q": q,
                    "used": used,
                    "limit": limit,
                    "cursor": cursor,
                    "fields": fields,
                    "format": format,
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
            for item in page["concepts"]:
                yield item

    async def concept(self, identifier: str) -> ConceptFull:
        """Un concetto, con i suoi nomi e i suoi codici."""
        return cast(
            "ConceptFull",
            await self._get(asked(path="/api/v1/concepts/{identifier}", identifier=identifier)),
        )

    async def schemes(self) -> SchemeList:
        """Gli schemi di concetti."""
        return cast("SchemeList", await self._get(asked(path="/api/v1/schemes")))

    async def scheme(
        self,
        identifier: str,
        *,
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
    ) -> SchemeTree:
        """Uno schema di concetti, come albero con quante pratiche ha ciascuno."""
        return cast(
            "SchemeTree",
            await self._get(
                asked(
                    path="/api/v1/schemes/{identifier}",
                    identifier=identifier,
                    query={
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

    async def places(
        self,
        *,
        q: str | None = None,
        level: Literal["comune", "provincia", "regione"] | None = None,
        within: str | None = None,
        used: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> PlaceList:
        """Elenca i territori."""
        return cast(
            "PlaceList",
            await self._get(
                asked(
                    path="/api/v1/places",
                    query={
                        "q": q,
                        "level": level,
                        "within": within,
                        "used": used,
                        "limit": limit,
                        "cursor": cursor,
                        "fields": fields,
                        "format": format,
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

    async def each_places(
        self,
        *,
        q: str | None = None,
        level: Literal["comune", "provincia", "regione"] | None = None,
        within: str | None = None,
        used: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> AsyncIterator[PlaceRow]:
        """Walk the whole list, page after page."""
        async for page in self._pages(
            asked(
                path="/api/v1/places",
                query={
                    "q": q,
                    "level": level,
                    "within": within,
                    "used": used,
                    "limit": limit,
                    "cursor": cursor,
                    "fields": fields,
                    "format": format,
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
            for item in page["places"]:
                yield item

    async def place(self, identifier: str) -> PlaceWithParts:
        """Un territorio, con quelli che ne fanno parte."""
        return cast(
            "PlaceWithParts",
            await self._get(asked(path="/api/v1/places/{identifier}", identifier=identifier)),
        )

    async def territory(
        self,
        *,
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
    ) -> TerritoryTree:
        """Dove sono le pratiche: regioni, province e comuni, con quante ne hanno."""
        return cast(
            "TerritoryTree",
            await self._get(
                asked(
                    path="/api/v1/territory",
                    query={
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

    async def calls(
        self,
        *,
        q: str | None = None,
        on: str | None = None,
        open: bool | None = None,
        deadline_after: str | None = None,
        deadline_before: str | None = None,
        applicant: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> CallList:
        """Elenca i bandi per scadenza."""
        return cast(
            "CallList",
            await self._get(
                asked(
                    path="/api/v1/calls",
                    query={
                        "q": q,
                        "on": on,
                        "open": open,
                        "deadline_after": deadline_after,
                        "deadline_before": deadline_before,
                        "applicant": applicant,
                        "limit": limit,
                        "cursor": cursor,
                        "fields": fields,
                        "format": format,
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

    async def each_calls(
        self,
        *,
        q: str | None = None,
        on: str | None = None,
        open: bool | None = None,
        deadline_after: str | None = None,
        deadline_before: str | None = None,
        applicant: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> AsyncIterator[CallRow]:
        """Walk the whole list, page after page."""
        async for page in self._pages(
            asked(
                path="/api/v1/calls",
                query={
                    "q": q,
                    "on": on,
                    "open": open,
                    "deadline_after": deadline_after,
                    "deadline_before": deadline_before,
                    "applicant": applicant,
                    "limit": limit,
                    "cursor": cursor,
                    "fields": fields,
                    "format": format,
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
            for item in page["calls"]:
                yield item

    async def call(self, identifier: str, *, on: str | None = None) -> Call:
        """Un bando, con chi può fare domanda e fino a quando."""
        return cast(
            "Call",
            await self._get(
                asked(path="/api/v1/calls/{identifier}", identifier=identifier, query={"on": on})
            ),
        )

    async def measures(
        self,
        *,
        q: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> MeasureList:
        """Elenca le misure come sono dette, con per chi e con quanto."""
        return cast(
            "MeasureList",
            await self._get(
                asked(
                    path="/api/v1/measures",
                    query={
                        "q": q,
                        "limit": limit,
                        "cursor": cursor,
                        "fields": fields,
                        "format": format,
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

    async def each_measures(
        self,
        *,
        q: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> AsyncIterator[MeasureRow]:
        """Walk the whole list, page after page."""
        async for page in self._pages(
            asked(
                path="/api/v1/measures",
                query={
                    "q": q,
                    "limit": limit,
                    "cursor": cursor,
                    "fields": fields,
                    "format": format,
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
            for item in page["measures"]:
                yield item

    async def measure(self, identifier: str) -> Measure:
        """Una misura di una pratica."""
        return cast(
            "Measure",
            await self._get(asked(path="/api/v1/measures/{identifier}", identifier=identifier)),
        )

    async def programmes(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> ProgrammeList:
        """Elenca i fondi e i programmi, con quanto dicono i documenti."""
        return cast(
            "ProgrammeList",
            await self._get(
                asked(
                    path="/api/v1/programmes",
                    query={
                        "limit": limit,
                        "cursor": cursor,
                        "fields": fields,
                        "format": format,
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

    async def each_programmes(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> AsyncIterator[Sum]:
        """Walk the whole list, page after page."""
        async for page in self._pages(
            asked(
                path="/api/v1/programmes",
                query={
                    "limit": limit,
                    "cursor": cursor,
                    "fields": fields,
                    "format": format,
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
            for item in page["programmes"]:
                yield item

    async def funders(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> FunderList:
        """Elenca chi dà i soldi, con quanto dicono i documenti."""
        return cast(
            "FunderList",
            await self._get(
                asked(
                    path="/api/v1/funders",
                    query={
                        "limit": limit,
                        "cursor": cursor,
                        "fields": fields,
                        "format": format,
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

    async def each_funders(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> AsyncIterator[Sum]:
        """Walk the whole list, page after page."""
        async for page in self._pages(
            asked(
                path="/api/v1/funders",
                query={
                    "limit": limit,
                    "cursor": cursor,
                    "fields": fields,
                    "format": format,
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
            for item in page["funders"]:
                yield item

    async def statements(
        self,
        *,
        practice: Sequence[str] = (),
        document: Sequence[str] = (),
        predicate: Sequence[str] = (),
        status: Sequence[str] = (),
        min_confidence: float | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
    ) -> StatementList:
        """Elenca le affermazioni dei documenti, con le parole che le provano."""
        return cast(
            "StatementList",
            await self._get(
                asked(
                    path="/api/v1/statements",
                    query={
                        "practice": practice,
                        "document": document,
                        "predicate": predicate,
                        "status": status,
                        "min_confidence": min_confidence,
                        "limit": limit,
                        "cursor": cursor,
                        "fields": fields,
                        "format": format,
                    },
                )
            ),
        )

    async def each_statements(
        self,
        *,
        practice: Sequence[str] = (),
        document: Sequence[str] = (),
        predicate: Sequence[str] = (),
        status: Sequence[str] = (),
        min_confidence: float | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
    ) -> AsyncIterator[StatementRow]:
        """Walk the whole list, page after page."""
        async for page in self._pages(
            asked(
                path="/api/v1/statements",
                query={
                    "practice": practice,
                    "document": document,
                    "predicate": predicate,
                    "status": status,
                    "min_confidence": min_confidence,
                    "limit": limit,
                    "cursor": cursor,
                    "fields": fields,
                    "format": format,
                },
            )
        ):
            for item in page["statements"]:
                yield item

    async def statement(self, identifier: str) -> Statement:
        """Un'affermazione, con le parole che la provano."""
        return cast(
            "Statement",
            await self._get(asked(path="/api/v1/statements/{identifier}", identifier=identifier)),
        )

    async def network(
        self,
        *,
        organisation: str | None = None,
        min_practices: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> Network:
        """Chi lavora con chi, e in quali pratiche."""
        return cast(
            "Network",
            await self._get(
                asked(
                    path="/api/v1/network",
                    query={
                        "organisation": organisation,
                        "min_practices": min_practices,
                        "limit": limit,
                        "cursor": cursor,
                        "fields": fields,
                        "format": format,
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

    async def each_network(
        self,
        *,
        organisation: str | None = None,
        min_practices: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> AsyncIterator[OrganisationName]:
        """Walk the whole list, page after page."""
        async for page in self._pages(
            asked(
                path="/api/v1/network",
                query={
                    "organisation": organisation,
                    "min_practices": min_practices,
                    "limit": limit,
                    "cursor": cursor,
                    "fields": fields,
                    "format": format,
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
            for item in page["members"]:
                yield item

    async def gaps(
        self,
        *,
        level: Literal["regione", "provincia"] | None = None,
        by_measure: bool | None = None,
        empty: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> Gaps:
        """Dove, per chi e con che misura l'archivio non ha pratiche."""
        return cast(
            "Gaps",
            await self._get(
                asked(
                    path="/api/v1/gaps",
                    query={
                        "level": level,
                        "by_measure": by_measure,
                        "empty": empty,
                        "limit": limit,
                        "cursor": cursor,
                        "fields": fields,
                        "format": format,
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

    async def each_gaps(
        self,
        *,
        level: Literal["regione", "provincia"] | None = None,
        by_measure: bool | None = None,
        empty: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        fields: str | None = None,
        format: Literal["json", "csv"] | None = None,
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
    ) -> AsyncIterator[Cell]:
        """Walk the whole list, page after page."""
        async for page in self._pages(
            asked(
                path="/api/v1/gaps",
                query={
                    "level": level,
                    "by_measure": by_measure,
                    "empty": empty,
                    "limit": limit,
                    "cursor": cursor,
                    "fields": fields,
                    "format": format,
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
            for item in page["cells"]:
                yield item

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

    async def queries(self) -> Queries:
        """Le interrogazioni pronte, con il loro SPARQL."""
        return cast("Queries", await self._get(asked(path="/api/v1/queries")))

    async def query(self, identifier: str) -> Query:
        """Una interrogazione pronta."""
        return cast(
            "Query",
            await self._get(asked(path="/api/v1/queries/{identifier}", identifier=identifier)),
        )

    async def dictionary(self) -> Dictionary:
        """Il dizionario dei dati: classi, proprietà, vocabolari, grafi."""
        return cast("Dictionary", await self._get(asked(path="/api/v1/dictionary")))

    async def feed_atom(
        self,
        *,
        q: str | None = None,
        limit: int | None = None,
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
    ) -> Any:
        """Le novità di una ricerca, per i lettori di notizie (Atom)."""
        return cast(
            "Any",
            await self._get(
                asked(
                    path="/api/v1/feed.atom",
                    query={
                        "q": q,
                        "limit": limit,
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

    async def feed_json(
        self,
        *,
        q: str | None = None,
        limit: int | None = None,
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
    ) -> Any:
        """Le novità di una ricerca, in JSON Feed."""
        return cast(
            "Any",
            await self._get(
                asked(
                    path="/api/v1/feed.json",
                    query={
                        "q": q,
                        "limit": limit,
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

    async def calls_ics(
        self,
        *,
        q: str | None = None,
        open: bool | None = None,
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
    ) -> Any:
        """Le scadenze dei bandi, per il calendario (iCalendar)."""
        return cast(
            "Any",
            await self._get(
                asked(
                    path="/api/v1/calls.ics",
                    query={
                        "q": q,
                        "open": open,
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

    async def organisation_feed_atom(self, identifier: str, *, limit: int | None = None) -> Any:
        """Le novità di un'organizzazione, per i lettori di notizie (Atom)."""
        return cast(
            "Any",
            await self._get(
                asked(
                    path="/api/v1/organisations/{identifier}/feed.atom",
                    identifier=identifier,
                    query={"limit": limit},
                )
            ),
        )

    async def organisation_feed_json(self, identifier: str, *, limit: int | None = None) -> Any:
        """Le novità di un'organizzazione, in JSON Feed."""
        return cast(
            "Any",
            await self._get(
                asked(
                    path="/api/v1/organisations/{identifier}/feed.json",
                    identifier=identifier,
                    query={"limit": limit},
                )
            ),
        )
