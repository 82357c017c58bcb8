"""``/dump``: the releases of the data, to download whole, in parts, or to check."""

# No postponed annotations here: FastAPI reads the types of the parameters.
import base64
from collections.abc import Mapping
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, FastAPI, Request
from starlette.datastructures import MutableHeaders
from starlette.responses import RedirectResponse, Response

from api.catalogue.addresses import Addresses, addresses_of
from api.catalogue.dumps import Dumps
from api.catalogue.files import PATH, Download
from api.catalogue.models import DumpFileModel, DumpModel, DumpsModel
from api.catalogue.tagged import known
from api.errors import NotFoundError, UnavailableError
from api.negotiation import preferred
from api.routers.desk import Desk, desk_of
from api.routers.models import problems
from api.settings import Settings
from api.web.environment import page
from corpus.release.colophon import Colophon
from corpus.release.manifest import NAME, Manifest
from corpus.release.notes import citation

LATEST = "latest"
#: What accompanies the data in every release, with its media type.
_NOTES: Mapping[str, str] = {
    "README.md": "text/markdown; charset=utf-8",
    "CITATION.cff": "application/yaml",
    "LICENCE.txt": "text/plain; charset=utf-8",
    "SHA256SUMS": "text/plain; charset=utf-8",
    "tables.csvw.json": "application/csvm+json",
    NAME: "application/json",
}
_OFFERS = {"json": ("application/json",), "html": ("text/html", "application/xhtml+xml")}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {}}, "description": "Il file, intero."},
    206: {"content": {"application/octet-stream": {}}, "description": "La parte chiesta."},
    307: {"description": "`latest` porta all'edizione più recente."},
}


_MOVED: dict[int | str, dict[str, Any]] = {307: _FILE[307]}


def dumps_of(request: Request) -> Dumps:
    """Return the releases of the running service; 503 before it is open."""
    app = cast(FastAPI, request.app)
    found = getattr(app.state, "dumps", None)
    if found is None:
        raise UnavailableError("Il servizio si sta avviando: riprovate fra qualche secondo.")
    return cast(Dumps, found)


def downloads_router(settings: Settings) -> APIRouter:
    """Return the routes of the releases."""
    router = APIRouter(tags=["dati interi"])

    @router.get(
        "/dump",
        summary="Le edizioni dei dati che si possono scaricare",
        response_model=DumpsModel,
        responses=problems(503),
    )
    def index(
        request: Request,
        desk: Annotated[Desk, Depends(desk_of)],
        dumps: Annotated[Dumps, Depends(dumps_of)],
    ) -> Response:
        here = addresses_of(request, settings)
        current = desk.library.generation
        if dumps.release(current) is None:
            dumps.begin(desk.library)
        listed = DumpsModel(
            latest=f"{here.here}{PATH}/{LATEST}",
            dumps=[_shape(one, current, here, settings) for one in dumps.held()],
        )
        return _told(request, listed)

    @router.get(
        "/dump/{generation}",
        summary="Un'edizione dei dati: i file, le impronte, come citarla",
        response_model=DumpModel,
        responses=_MOVED | problems(404, 422, 503),
    )
    def release(
        request: Request,
        desk: Annotated[Desk, Depends(desk_of)],
        dumps: Annotated[Dumps, Depends(dumps_of)],
        generation: str,
    ) -> Response:
        if generation == LATEST:
            return _elsewhere(f"{PATH}/{dumps.newest(desk.library).generation}")
        found = _release(desk, dumps, generation)
        current = desk.library.generation
        shape = _shape(found, current, addresses_of(request, settings), settings)
        return _told(request, DumpsModel(latest="", dumps=[shape]))

    @router.get(
        "/dump/{generation}/{name}",
        summary="Un file di un'edizione, intero o in parte",
        response_class=Download,
        responses=_FILE | problems(404, 416, 422, 503),
    )
    def file(
        request: Request,
        desk: Annotated[Desk, Depends(desk_of)],
        dumps: Annotated[Dumps, Depends(dumps_of)],
        generation: str,
        name: str,
    ) -> Response:
        if generation == LATEST:
            newest = dumps.newest(desk.library)
            _media_type(newest, name)
            return _elsewhere(f"{PATH}/{newest.generation}/{name}")
        return _file(request, dumps, _release(desk, dumps, generation), name)

    return router


def _release(desk: Desk, dumps: Dumps, generation: str) -> Manifest:
    found = dumps.release(generation)
    if found:
        return found
    if generation == desk.library.generation:
        dumps.begin(desk.library)
        raise dumps.unavailable()
    raise _forgotten(generation)


def _forgotten(generation: str) -> NotFoundError:
    return NotFoundError(f"l'edizione «{generation[:40]}», o non è più conservata,")


def _media_type(manifest: Manifest, name: str) -> str:
    """Return the media type of a file of a release; 404 for a name that is not of one."""
    if found := manifest.file(name):
        return "application/gzip" if found.compressed else f"{found.media_type}; charset=utf-8"
    if name in _NOTES:
        return _NOTES[name]
    raise NotFoundError(f"il file «{name[:80]}» di questa edizione, elencati in SHA256SUMS,")


def _file(request: Request, dumps: Dumps, manifest: Manifest, name: str) -> Response:
    media_type = _media_type(manifest, name)
    path = dumps.file(manifest.generation, name)
    found = manifest.file(name)
    try:
        stat = path.stat()
    except OSError as error:  # it was forgotten this very moment
        raise _forgotten(manifest.generation) from error
    # What accompanies the data may be made again with another publisher.
    tag = f'"{found.sha256[:32]}"' if found else f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    headers = {
        "ETag": tag,
        "Cache-Control": "no-cache",
        "Content-Disposition": f'inline; filename="{name}"',
    }
    if found:
        digest = base64.b64encode(bytes.fromhex(found.sha256)).decode()
        headers["Repr-Digest"] = f"sha-256=:{digest}:"
    if known(request, tag):
        return Response(status_code=304, headers=headers)
    return Download(path, headers=headers, media_type=media_type, stat_result=stat)


def _elsewhere(path: str) -> Response:
    return RedirectResponse(path, 307, headers={"Cache-Control": "no-store"})


def _shape(manifest: Manifest, current: str, here: Addresses, settings: Settings) -> DumpModel:
    where = f"{here.here}{PATH}/{manifest.generation}"
    colophon = Colophon(settings.publisher, manifest.licence)
    return DumpModel(
        generation=manifest.generation,
        released=manifest.released,
        current=manifest.generation == current,
        url=where,
        licence=colophon.terms.url,
        citation=citation(colophon, manifest.generation, manifest.released, manifest.home),
        checksums=f"{where}/SHA256SUMS",
        files=[
            DumpFileModel(
                name=one.name,
                title=one.title,
                about=one.about,
                media_type=one.media_type,
                url=f"{where}/{one.name}",
                bytes=one.bytes,
                sha256=one.sha256,
                count=one.count,
                counted=one.counted,
            )
            for one in manifest.files
        ],
    )


def _told(request: Request, listed: DumpsModel) -> Response:
    """Return releases as JSON, or as a page to who wants one; one release is told by itself."""
    wanted = preferred(request.headers.get("Accept", ""), _OFFERS)
    if wanted[:1] == ("html",):
        response: Response = page("dumps.html", listed=listed)
    else:
        told = listed if listed.latest else listed.dumps[0]
        response = Response(told.model_dump_json(), media_type="application/json")
    headers = MutableHeaders(raw=response.raw_headers)
    headers["Cache-Control"] = "no-cache"
    headers.add_vary_header("Accept")
    return response
