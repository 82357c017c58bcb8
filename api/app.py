"""The service: pages, REST and SPARQL over one library, as a FastAPI application."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from threading import Event

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import FastAPI, Request, Response
from starlette.middleware.gzip import GZipMiddleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api.access.admission import Access, Admission
from api.access.proxies import proxies
from api.browsing.router import browsing_router
from api.browsing.words import BROWSED
from api.catalogue.dumps import Dumps
from api.catalogue.files import AsTheyLie
from api.catalogue.router import catalogue_router
from api.desk.router import open_desk
from api.dossier.router import dossier_pages
from api.embedding.router import embedding_router
from api.errors import UnavailableError, install_handlers, problem_response
from api.feeds.organisation import organisation_feeds
from api.feeds.router import feeds_router
from api.linked.pages import resource_pages
from api.linked.router import context_router
from api.linked.router import router as linked_data
from api.mending import Mending, problem_of_index
from api.openapi.document import described
from api.reading_ahead import read_ahead
from api.reconciliation.manifest import ROOT as RECONCILE
from api.reconciliation.router import reconciliation_router
from api.routers import health
from api.routers.calls import calls_router
from api.routers.concepts import concepts_router
from api.routers.desk import Desk, Encoding, desk_in
from api.routers.dictionary import dictionary_router
from api.routers.documents import documents_router
from api.routers.freshness import Freshness
from api.routers.gaps import gaps_router
from api.routers.keeping import IRIS, KeptAnswers
from api.routers.matching import router as matching_router
from api.routers.measures import measures_router
from api.routers.money import money_router
from api.routers.network import network_router
from api.routers.organisations import organisations_router
from api.routers.places import places_router
from api.routers.practices import practices_router
from api.routers.queries import queries_router
from api.routers.sameness import router as sameness
from api.routers.search import search_router
from api.routers.statements import statements_router
from api.security import AddressGuard, HeadAsGet, LocalRedirects, OpenData, SecurityHeaders
from api.settings import Settings
from api.sparql.census import Census
from api.sparql.opening import open_pool
from api.sparql.protocol import sparql_router
from api.web.compare_page import compare_pages
from api.web.console import console_router
from api.web.dictionary_page import dictionary_page_router
from api.web.environment import release
from api.web.gallery_pages import gallery_router
from api.web.help_pages import help_pages, help_router
from api.web.map_page import map_router
from api.web.need_page import need_pages
from api.web.network_page import network_page_router
from api.web.numbers.router import numbers_router
from api.web.pages import pages_router
from api.web.practice_page import practice_router
from api.web.problems import answer_problem
from api.web.search_page import search_page_router
from api.web.static import Assets, static_files
from api.web.suggestions import suggestions_router
from api.workplace import Workplace
from corpus.library import Library, LibraryMissing
from corpus.reconciling.opening import Editions
from corpus.store import GraphUnreachable, StoreInUse
from ontology.terms import Terms
from search.contract import UnreachableIndexError
from search.index import BrokenIndexError

_log = logging.getLogger(__name__)

API = "/api/v1"
#: Bytes of an address. Whoever asks for too much is better told which parameter is too long (422)
#: than that all of them are (414).
LONGEST_ADDRESS = 60_000
_HELP = tuple(one.address for one in help_pages())
_NUMBERS = ("/numeri", "/vuoti", "/soldi", "/anni", "/qualita")
_PAGES = (
    *("/", "/cerca", "/suggerisci", "/sfoglia", "/bisogno", "/confronta"),
    *("/mappa", "/mappa/punti", "/reti", "/ricerca"),
    *("/informazioni", "/dizionario", "/incorpora", *_HELP),
)
_FOLDERS = ("/pratiche/", "/interrogazioni", "/embed/", RECONCILE, *BROWSED)
#: Pages that change with the library alone, whoever asks.
_KEPT = frozenset(("/", "/sfoglia", "/ricerca", "/informazioni", *_HELP))
#: What lists and tells one kind of thing, each with the limits of the settings.
_RESOURCES = (
    *(search_router, practices_router, documents_router, organisations_router, concepts_router),
    *(places_router, calls_router, measures_router, money_router, statements_router),
    *(network_router, gaps_router),
)
#: What `api.linked` tells: pages and data of things, ontology and context.
_LINKED = ("/risorsa/", "/data/", "/onto.", "/context.jsonld")
_LONGEST_BATCH = 32 * 1024  # a batch of reconciliation in the address, for who tries one
#: Seconds to wait for another process to finish making the library.
_PATIENCE = 20.0


def create_app(settings: Settings, library: Library | None = None) -> FastAPI:
    """Return the application. Without a `library`, it opens the one the settings name.

    The library is opened when the application starts (an empty one is made if there is none) and
    the encoder is loaded meanwhile: `/readyz` tells when all is ready. Starting raises what
    `Workplace` raises, and StoreInUse if another process keeps an unfinished library busy.
    """

    access = Access(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        opened = await run_sync(open_library, settings) if library is None else library
        with open_pool(opened, settings) as pool, Dumps(settings) as dumps:
            desk = Desk(opened, pool, settings)
            app.state.desk = desk
            app.state.dumps = dumps
            # A library that somebody else opened is theirs to mend.
            mending = Mending(settings, opened) if library is None else None
            app.state.mending = mending
            app.state.reconciling = editions = Editions(opened)
            closing = Event()
            warming = asyncio.create_task(_warm_up(desk, mending, editions, closing))
            try:
                async with access.running():
                    yield
            finally:
                app.state.desk = None
                closing.set()
                await warming
                if mending:
                    await run_sync(mending.close)

    app = FastAPI(
        title="Prassi",
        summary="Buone pratiche di welfare: si cercano per bisogno, con le parole che le provano",
        openapi_url=f"{API}/openapi.json",
        # The usual documentation pages load scripts from other sites.
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        contact={"name": "Chi gestisce questa installazione di Prassi", "url": settings.base},
    )
    install_handlers(app, answer_problem)
    app.add_exception_handler(BrokenIndexError, _on_broken_index)
    app.add_exception_handler(GraphUnreachable, _on_unreachable_graph)
    assets = Assets(settings.resources / "web")
    # Routes are tried in turn, so what is asked for most, and costs least, comes first.
    app.include_router(health.router)
    app.include_router(linked_data)
    for resource in _RESOURCES:
        app.include_router(resource(settings), prefix=API)
    app.include_router(matching_router, prefix=API)
    app.include_router(sameness, prefix=API)
    census = Census()
    app.include_router(queries_router(settings), prefix=API)
    app.include_router(dictionary_router(settings, census), prefix=API)
    app.include_router(reconciliation_router(settings))
    app.include_router(sparql_router(lambda: desk_in(app).pool, settings))
    app.include_router(catalogue_router(settings))
    app.include_router(console_router(settings))
    app.include_router(gallery_router(settings))
    app.include_router(dictionary_page_router(settings, census))
    app.include_router(map_router(settings))
    app.include_router(network_page_router(settings))
    app.include_router(feeds_router(settings), prefix=API)
    app.include_router(organisation_feeds(settings), prefix=API)
    app.include_router(embedding_router(settings))
    app.include_router(numbers_router(settings))
    app.include_router(pages_router(settings))
    app.include_router(search_page_router(settings))
    app.include_router(practice_router(settings))
    app.include_router(suggestions_router(settings))
    app.include_router(need_pages(settings))
    app.include_router(compare_pages(settings))
    app.include_router(dossier_pages(settings))
    app.include_router(help_router(settings))
    app.include_router(browsing_router(settings))
    open_desk(app, settings)
    app.include_router(context_router(Terms(settings.base)))
    app.include_router(resource_pages)
    app.mount("/static", static_files(assets))
    _add_layers(app, settings, access)
    description = cache(lambda: described(app, settings, _is_data))
    app.openapi = description  # type: ignore[method-assign]
    return app


def open_library(settings: Settings) -> Library:
    """Open the library for reading, making an empty one where there is none."""
    # Reading documents takes a heavy pipeline: only an empty shelf is a reason to load it.
    from ingest.jail import ReadingRoom

    workplace = Workplace(settings)
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            return workplace.library()
        except LibraryMissing:
            _log.info("no library in %s: making an empty one", settings.data)
        try:
            with ReadingRoom() as room, workplace.accessions(room):
                pass
        except StoreInUse:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


async def _on_broken_index(request: Request, error: Exception) -> Response:
    assert isinstance(error, BrokenIndexError)  # noqa: S101 - registered for this class only
    if isinstance(error, UnreachableIndexError):
        _log.error("%s", error)  # who runs the service must know; there is nothing to mend
    elif mending := getattr(request.app.state, "mending", None):
        mending.soon()
    problem = problem_of_index(error)
    return answer_problem(request, problem) or problem_response(problem, request.url.path)


async def _on_unreachable_graph(request: Request, error: Exception) -> Response:
    _log.error("%s", error)  # readers need not know where the graph is
    problem = UnavailableError(
        "Il grafo in questo momento non risponde: riprovate fra poco.", retry_after=10
    ).problem
    return answer_problem(request, problem) or problem_response(problem, request.url.path)


async def _warm_up(desk: Desk, mending: Mending | None, editions: Editions, closing: Event) -> None:
    """Make ready what the first readers need, then, until the service closes, what they may."""
    try:
        if mending:
            needed: bool = await run_sync(mending.needed)
            if needed:
                mending.soon()
        await run_sync(desk.warm_up)
        await run_sync(editions.newest)
    except Exception:  # noqa: BLE001 - reading goes on without it; /readyz and the log tell
        desk.encoding = Encoding.MISSING
        _log.exception("warm-up failed: the first readers will wait, or search words only")
    # A limiter of its own: none of the threads that answer is taken for good.
    await run_sync(read_ahead, desk, closing, limiter=CapacityLimiter(1))


def _add_layers(app: FastAPI, settings: Settings, access: Access) -> None:
    """Wrap the application; the last added is the first to see a request."""

    def longest(path: str) -> tuple[int, str]:
        if path == "/sparql":  # a query may come in the address, each of its bytes as three
            return 3 * settings.sparql_max_query + 2048, "inviate la domanda con POST"
        if path.startswith(RECONCILE):
            return _LONGEST_BATCH, "inviate le ricerche con POST"
        words = f"per cercare bastano poche parole, al massimo {settings.max_query_length} segni"
        return LONGEST_ADDRESS, words

    app.add_middleware(
        Freshness,
        desk=lambda: getattr(app.state, "desk", None),
        release=release(),
        covers=_is_data,
    )
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)
    app.add_middleware(
        KeptAnswers,
        desk=lambda: getattr(app.state, "desk", None),
        release=release(),
        covers=_is_of_one_thing,
        room=settings.kept_answers,
    )
    app.add_middleware(AsTheyLie)
    app.add_middleware(AddressGuard, longest=longest, answer=answer_problem)
    app.add_middleware(Admission, access=access, answer=answer_problem)
    app.add_middleware(OpenData)
    app.add_middleware(HeadAsGet)
    app.add_middleware(LocalRedirects)
    app.add_middleware(SecurityHeaders)
    if believed := proxies(settings.trusted_proxies):
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=believed)


def _is_data(path: str) -> bool:
    """Tell whether what is at a path changes with the library, and with nothing else."""
    return path in _PAGES or path.startswith((*_FOLDERS, *_NUMBERS, *_LINKED, f"{API}/"))


def _is_of_one_thing(path: str) -> bool:
    """Tell whether what is at a path is worth keeping: what one thing is, or a page of its own."""
    one_thing = (
        *("/pratiche/", *(f"{one}/" for one in BROWSED), *IRIS, *_LINKED),
        *(f"{API}/practices/", f"{API}/documents/"),
    )
    return path in _KEPT or path.startswith(one_thing)
