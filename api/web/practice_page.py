"""``/pratiche/…``: a practice with its proofs, the sheet to print, how it is cited."""

# No postponed annotations here: FastAPI reads the types of the parameters.
import json
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, Response

from api.errors import NotFoundError
from api.linked import schema_org
from api.linked.addresses import alternates, links
from api.routers.days import today
from api.routers.desk import Desk, desk_of
from api.routers.parameters import clean_question
from api.routers.sameness import moved
from api.settings import Settings
from api.web.anchors import described, numbered
from api.web.citing import Citation, cite, lasting_address
from api.web.document_page import lay_out
from api.web.environment import page
from api.web.highlight import marks
from api.web.practice_words import practice_words
from api.web.quotation import quotations
from api.web.sheet import Part, parts
from api.web.sheet_pdf import Paper, as_pdf
from api.web.sources import licence_address, web_address
from api.web.transferability import claims
from api.web.words import words
from corpus import italian
from corpus.matching.comparison import UnknownPractice
from corpus.matching.shapes import Similar
from corpus.projection import Names
from corpus.reviews import Review, review_of
from corpus.views import DocumentView, PracticeView
from ontology.terms import Terms
from search.index import BrokenIndexError

_SIMILAR = 5
_BIBTEX = "application/x-bibtex; charset=utf-8"
_CSL = "application/vnd.citationstyles.csl+json"


@dataclass(frozen=True, slots=True)
class Held:
    """A practice and the document that tells it."""

    view: PracticeView
    document: DocumentView


def practice_router(settings: Settings) -> APIRouter:
    """Return the pages of a practice and its files."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    names = Names(Terms(settings.base))

    def held(desk: Desk, identifier: str) -> Held:
        view = desk.practice(identifier)
        document = desk.document(view.document) if view else None
        if view is None or document is None:
            raise NotFoundError(f"la pratica «{clean_question(identifier)[:80]}»")
        return Held(view, document)

    def citation(one: Held) -> Citation:
        return cite(one.view, one.document, today())

    # What has an ending comes first: an identifier may hold a dot.
    @router.get("/pratiche/{identifier}.bib")
    def bibtex(desk: Annotated[Desk, Depends(desk_of)], identifier: str) -> Response:
        one = held(desk, identifier)
        return _file(citation(one).bibtex.encode(), _BIBTEX, f"{one.view.id}.bib")

    @router.get("/pratiche/{identifier}.csl.json")
    def csl(desk: Annotated[Desk, Depends(desk_of)], identifier: str) -> Response:
        one = held(desk, identifier)
        body = json.dumps(citation(one).csl, ensure_ascii=False, indent=1).encode()
        return _file(body, _CSL, f"{one.view.id}.csl.json")

    @router.get("/pratiche/{identifier}/scheda")
    def sheet(
        request: Request, desk: Annotated[Desk, Depends(desk_of)], identifier: str
    ) -> Response:
        if there := moved(request, desk, "practice", identifier):
            return there
        one = held(desk, identifier)
        return page(
            "sheet.html",
            view=one.view,
            document=one.document,
            parts=_parts(desk, one),
            here=lasting_address(one.view),
            day=italian.date(today().isoformat()),
        )

    @router.get("/pratiche/{identifier}/scheda.pdf")
    def sheet_as_pdf(desk: Annotated[Desk, Depends(desk_of)], identifier: str) -> Response:
        one = held(desk, identifier)
        body = as_pdf(_paper(one, _parts(desk, one)))
        return _file(body, "application/pdf", f"{one.view.id}.pdf")

    @router.get("/pratiche/{identifier}")
    def practice(
        request: Request,
        desk: Annotated[Desk, Depends(desk_of)],
        identifier: str,
    ) -> Response:
        if there := moved(request, desk, "practice", identifier):
            return there
        one = held(desk, identifier)
        view, document = one.view, one.document
        facts = numbered([view])
        found = described(f"practice/{view.id}", names)
        reading = lay_out(document, marks(facts), (view.start, view.end))
        standing = desk.reviews.of(document.sha256)
        reviews = {anchor: review_of(fact, standing) for anchor, fact in facts}
        made = page(
            "practice.html",
            view=view,
            document=document,
            reading=reading,
            data_formats=alternates(found),
            structured=schema_org.data_block(schema_org.practice(view, document, settings.base)),
            groups=[
                (
                    group,
                    [
                        (anchor, fact, quotations(fact, document, reading.anchors))
                        for anchor, fact in facts
                        if fact.kind is group.kind
                    ],
                )
                for group in words().groups
            ],
            reviews={a: practice_words().reviews[review] for a, review in reviews.items()},
            reviewed=any(review is not Review.READ for review in reviews.values()),
            transfer=claims(document, view.start, view.end, practice_words().transfer),
            similar=_similar(desk, view.id),
            citation=citation(one),
            merged=[
                other
                for name in desk.library.merged(f"practice/{view.id}")
                if (other := desk.practice(name.removeprefix("practice/")))
            ],
            siblings=[
                other
                for name in document.practices
                if name != view.id and (other := desk.practice(name))
            ],
        )
        data = f"/api/v1/practices/{quote(view.id, safe='')}"
        ways = [f'<{data}>; rel="alternate"; type="application/json"', *links(found)]
        if web_address(view.iri):
            ways.insert(0, f'<{lasting_address(view)}>; rel="canonical"')
        made.headers["Link"] = ", ".join(ways)
        return made

    return router


def _similar(desk: Desk, identifier: str) -> tuple[Similar, ...]:
    """Return practices like one; none while the index is made anew, for the page can do without."""
    try:
        return desk.similar(identifier)[:_SIMILAR]
    except (BrokenIndexError, UnknownPractice):
        return ()


def _parts(desk: Desk, one: Held) -> tuple[Part, ...]:
    return parts(one.view, desk.reviews.of(one.document.sha256))


def _paper(one: Held, told: tuple[Part, ...]) -> Paper:
    """Return the sheet as it is written in a PDF."""
    document = one.document
    source = document.source_title or document.title or document.id
    licence = document.licence or "non dichiarata"
    status = one.view.status_label.lower()
    return Paper(
        title=one.view.title,
        lead=f"{one.view.kind_label}. Stato: {status}. Le informazioni sono lette nel documento "
        "indicato in fondo, in automatico dove non è detto altro: prima di usarle, leggetelo.",
        parts=told,
        foot=(
            (f"Fonte: {source}.", web_address(document.source_url)),
            (f"Licenza della fonte: {licence}.", licence_address(document.licence)),
            (
                "Questa pratica in Prassi, con le frasi che dicono ogni cosa:",
                lasting_address(one.view),
            ),
        ),
    )


def _file(body: bytes, media_type: str, name: str) -> Response:
    """Return a file to keep under a name."""
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    headers = {"Content-Type": media_type, "Content-Disposition": disposition}
    return Response(body, headers=headers)
