"""Bringing documents to the desk: several files at once, or a sheet with one practice a row."""

# No postponed annotations here: FastAPI reads them.
from dataclasses import dataclass

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.desk.accounts import Session
from api.desk.door import desk_page
from api.desk.forms import Posted
from api.desk.words import desk_words
from api.desk.workplace import Bench
from corpus.desk.items import Item, Kind, Offer
from corpus.desk.uploads import KINDS, BadUpload, safe_name, written
from ingest.errors import UnreadableDocument
from ingest.jail import ReadingRoom
from ingest.model import BlockKind, Document
from ingest.readers.limits import limits

_MIB = 1024 * 1024
_SHEETS = (".csv", ".xlsx")
_MOST_ROWS = 500
_SHORTEST = 20
_MINE = "/scrivania?stato=aperte&tipo=caricamento"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet as it was understood; `wrong` says why it cannot be a practice."""

    number: int
    title: str
    text: str
    source: str
    licence: str
    wrong: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of practices: its columns, each with what it was taken for, and its rows."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]


def uploading_router(bench: Bench) -> APIRouter:
    """Return `/scrivania/carica` and what is sent there."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    door = bench.door
    most_files = bench.settings.upload_max_files
    most = limits().document.bytes

    def upload_page(
        session: Session, errors: list[str], taken: list[Item], status: int = 200
    ) -> HTMLResponse:
        return desk_page(
            "desk_upload.html",
            session,
            status,
            errors=errors,
            taken=taken,
            stamp=door.stamps.new(),
            kinds=KINDS,
            sheets=_SHEETS,
            most=most // _MIB,
            most_files=most_files,
            most_rows=_MOST_ROWS,
        )

    @router.get("/scrivania/carica")
    def ask(request: Request) -> Response:
        return upload_page(door.curator(request), [], [])

    @router.post("/scrivania/carica")
    async def bring(request: Request) -> Response:
        session, came = await door.curators_form(request, most * 4 + _MIB, most_files)

        def answer() -> Response:
            if not came.files:
                return upload_page(session, ["Scegliete almeno un file."], [], 422)
            errors, taken = _kept(bench, session, came)
            if errors:
                return upload_page(session, errors, taken, 422)
            return RedirectResponse(_MINE, 303)

        return await run_sync(answer)

    @router.post("/scrivania/carica/foglio")
    async def bring_sheet(request: Request) -> Response:
        session, came = await door.curators_form(request, most + _MIB)

        def answer() -> Response:
            try:
                name, sha256 = _sheet_of(bench, came)
                sheet = understood(_read(name, bench.uploads.read(sha256) or b""))
            except (BadUpload, UnreadableDocument) as error:
                return upload_page(session, [str(error)], [], 422)
            if came.one("conferma"):
                for row in sheet.rows:
                    if not row.wrong:
                        bench.queue.put(_offer(bench, row, sha256), session.account.name)
                return RedirectResponse(_MINE, 303)
            return desk_page(
                "desk_sheet.html", session, sheet=sheet, name=name, sha256=sha256, most=_MOST_ROWS
            )

        return await run_sync(answer)

    return router


def understood(document: Document) -> Sheet:
    """Return the rows of a sheet by the names of its columns; the rest goes with the text. Pure."""
    known = desk_words()["columns"]
    rows: dict[int, list[tuple[str, str]]] = {}
    for block in document.blocks:
        if block.record is not None and block.kind in (BlockKind.TABLE_CELL, BlockKind.FIELD):
            cell = document.text[block.start : block.end].strip()
            rows.setdefault(block.record, []).append((block.label or "", cell))
    if not rows:
        raise BadUpload(
            "In questo foglio non si vedono righe con i nomi delle colonne nella prima: "
            "servono almeno «titolo» e «testo»."
        )
    names = dict.fromkeys(label for cells in rows.values() for label, _ in cells)
    columns = tuple((label, known.get(label.strip().casefold(), "")) for label in names)
    found = [_row(number, cells) for number, cells in sorted(rows.items())[:_MOST_ROWS]]
    return Sheet(columns, tuple(found))


def _row(number: int, cells: list[tuple[str, str]]) -> Row:
    known = desk_words()["columns"]
    parts: dict[str, list[str]] = {"titolo": [], "testo": [], "fonte": [], "licenza": [], "": []}
    for label, cell in cells:
        what = known.get(label.strip().casefold(), "")
        if cell:
            parts[what].append(cell if what else f"{label}: {cell}")
    title = " ".join(" ".join(parts["titolo"]).split())[:200]
    text = "\n\n".join([*parts["testo"], *parts[""]])
    wrong = ""
    if not title:
        wrong = "manca il titolo"
    elif len(text) < _SHORTEST:
        wrong = "manca il racconto"
    source, licence = " ".join(parts["fonte"])[:500], " ".join(parts["licenza"])[:200]
    return Row(number + 1, title, text, source, licence, wrong)


def _kept(bench: Bench, session: Session, came: Posted) -> tuple[list[str], list[Item]]:
    errors, taken = [], []
    stamp = bench.door.stamps.read(came.one("modulo"))
    for place, (name, data) in enumerate(came.files):
        try:
            shown, sha256 = bench.uploads.keep(name, data)
        except BadUpload as error:
            errors.append(str(error))
            continue
        offer = Offer(
            Kind.UPLOAD,
            shown.rpartition(".")[0] or shown,
            source=came.one("fonte"),
            licence=came.one("licenza"),
            file=shown,
            sha256=sha256,
            stamp=f"{stamp.id}-{place}" if stamp else "",
        )
        taken.append(bench.queue.put(offer, session.account.name))
    return errors, taken


def _sheet_of(bench: Bench, came: Posted) -> tuple[str, str]:
    """Return the sheet that came, or the one that was shown and is now confirmed."""
    if came.files:
        name, data = came.files[0]
        if not name.lower().endswith(_SHEETS):
            raise BadUpload("Qui va un foglio CSV o XLSX; gli altri file vanno sopra.")
        return bench.uploads.keep(name, data)
    if bench.uploads.read(came.one("foglio")) is None:
        raise BadUpload("Scegliete il foglio da leggere.")
    return came.one("nome"), came.one("foglio")


def _read(name: str, data: bytes) -> Document:
    with ReadingRoom() as room:
        return room.read_bytes(data, safe_name(name))


def _offer(bench: Bench, row: Row, sha256: str) -> Offer:
    name, data = written(row.title, row.text, row.source, row.licence)
    shown, kept = bench.uploads.keep(name, data)
    return Offer(
        Kind.UPLOAD,
        row.title,
        source=row.source,
        licence=row.licence,
        file=shown,
        sha256=kept,
        stamp=f"{sha256}-{row.number}",
    )
