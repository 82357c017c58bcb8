"""What every list takes and answers with: a page by cursor, some fields, JSON or CSV."""

# No postponed annotations here: FastAPI reads the limits, which come from the settings.
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlencode

from fastapi import Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response, StreamingResponse

from api.errors import PrassiError
from api.negotiation import preferred
from api.routers.cursors import LONGEST_CURSOR, Cursor, list_name, read, written
from api.routers.models import Model
from api.routers.parameters import MISSING, clean_question
from api.routers.tables import MEDIA_TYPE, as_csv, columns_of
from api.settings import Settings
from corpus.registers import Page

#: The parameters of every list, for the checks of what an address may carry.
PAGING = ("limit", "cursor", "fields", "format")
_OFFERS = {"json": ("application/json",), "csv": ("text/csv",)}
_USUAL = 20
_LONGEST_FIELDS = 400

Format = Literal["json", "csv"]
T = TypeVar("T")


class ListModel(Model):
    """A page of a list: `total` counts all that pass the filters."""

    total: int = Field(description="Quante cose ha l'elenco intero, con questi filtri")
    limit: int = Field(description="Quante ne porta al massimo una pagina")
    cursor: str | None = Field(description="Il cursore della pagina seguente; null se è l'ultima")
    next: str | None = Field(
        description="L'indirizzo della pagina seguente, relativo a questo servizio"
    )
    generation: str = Field(description="Lo stato dell'archivio che questa pagina mostra")
    changed: bool = Field(
        description="true se l'archivio è cambiato da quando l'elenco è stato cominciato"
    )


def _id_alone(schema: dict[str, Any]) -> None:
    # With `fields`, nothing else is sure to be there.
    schema["required"] = [name for name in schema.get("required", ()) if name == "id"]


#: The configuration of what a list tells of each thing: every field but `id` may be left out.
SPARSE = ConfigDict(extra="forbid", json_schema_extra=_id_alone)


def example(name: str, *things: Mapping[str, Any], **more: Any) -> ConfigDict:
    """Return the configuration of a list with these things as its example, and `more` members."""
    page: dict[str, Any] = {
        "total": len(things),
        "limit": _USUAL,
        "cursor": None,
        "next": None,
        "generation": "5f0c3f1f9a0e4c1d8b7a6e5d4c3b2a19",
        "changed": False,
        **more,
        name: list(things),
    }
    return ConfigDict(extra="forbid", json_schema_extra={"example": page})


#: What a list answers besides its JSON.
LISTED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Una pagina dell'elenco.",
        "content": {
            "text/csv": {
                "schema": {"type": "string"},
                "example": "id,name\r\nauser-ostellato,Auser Ostellato\r\n",
            }
        },
        "headers": {
            "Link": {
                "description": "La pagina seguente (`rel=next`), se c'è",
                "schema": {"type": "string"},
            },
            "Prassi-Truncated": {
                "description": "`true` se un CSV è tagliato: il resto è alla pagina seguente",
                "schema": {"type": "string", "enum": ["true"]},
            },
        },
    }
}


@dataclass(frozen=True, slots=True)
class Asked:
    """How a list was asked for: how much of it, from where on, in which form.

    `after` is the key of the last thing told before, None at the beginning; `begun` the generation
    in which the list was begun.
    """

    path: str
    parameters: tuple[tuple[str, str], ...]
    limit: int
    format: Format
    fields: tuple[str, ...] | None
    model: type[BaseModel]
    after: tuple[str, ...] | None = None
    begun: str | None = None

    def word(self, last: tuple[str, ...] | None, generation: str) -> str | None:
        """Return the cursor that goes on after a key, None at the end."""
        if last is None:
            return None
        return written(Cursor(last, self.begun or generation), _name(self.path, self.parameters))

    def address(self, word: str | None) -> str | None:
        """Return the address of the page that a cursor begins."""
        if word is None:
            return None
        kept = [(n, v) for n, v in self.parameters if n not in ("cursor", "offset")]
        return f"{self.path}?{urlencode([*kept, ('cursor', word)])}"

    def page(
        self,
        name: str,
        page: Page[T],
        shape: Callable[[T], Mapping[str, Any]],
        generation: str,
        more: Mapping[str, Any] | None = None,
    ) -> Response:
        """Return a page of a register, each thing of it in its shape; see `answer`."""
        return self.answer(
            name,
            map(shape, page.items),
            total=page.total,
            last=page.last,
            generation=generation,
            more=more,
        )

    def answer(
        self,
        name: str,
        things: Iterable[Mapping[str, Any]],
        *,
        total: int,
        last: tuple[str, ...] | None,
        generation: str,
        more: Mapping[str, Any] | None = None,
    ) -> Response:
        """Return a page: `things` as the model has them, `last` the key to go on after.

        `more` are members that this list alone has; a `next` among them comes before ours.
        """
        word = self.word(last, generation)
        told = {
            "total": total,
            "limit": self.limit,
            "cursor": word,
            "next": self.address(word),
            "generation": generation,
            "changed": self.begun not in (None, generation),
            **(more or {}),
        }
        pages = (("next", told["next"]), ("prev", told.get("previous")))
        links = [f'<{address}>; rel="{rel}"' for rel, address in pages if address]
        headers = {"Vary": "Accept", **({"Link": ", ".join(links)} if links else {})}
        if self.format == "csv":
            return self._table(things, headers, truncated=told["next"] is not None)
        told[name] = [self._sparse(thing) for thing in things]
        return as_json(told, headers)

    def _table(
        self, things: Iterable[Mapping[str, Any]], headers: Mapping[str, str], *, truncated: bool
    ) -> Response:
        told = {**headers, **({"Prassi-Truncated": "true"} if truncated else {})}
        return csv_response(
            self.path.rpartition("/")[2], as_csv(things, columns_of(self.model, self.fields)), told
        )

    def _sparse(self, thing: Mapping[str, Any]) -> Mapping[str, Any]:
        if self.fields is None:
            return thing
        return {name: value for name, value in thing.items() if name in self.fields}


def listing(
    settings: Settings, model: type[BaseModel], parts: int = 2, usual: int = _USUAL
) -> Callable[..., Asked]:
    """Return what reads how a list is asked for: of a `model` each, keys of so many `parts`.

    A page has `usual` things where nobody says how many.

    Raises PrassiError 422 for fields that are not there, 404 for a cursor of another list, 406 for
    a format that is neither JSON nor CSV.
    """
    names = tuple(model.model_fields)
    one = "|".join(names)

    def asked(
        request: Request,
        limit: Annotated[
            int,
            Query(
                ge=1,
                le=settings.max_limit,
                description=f"Quante per pagina: {usual} se manca; in CSV, se manca, tutte fino "
                f"a {settings.export_max_rows}.",
            ),
        ] = MISSING,
        cursor: Annotated[
            str,
            Query(
                max_length=LONGEST_CURSOR,
                json_schema_extra={"pattern": "^[A-Za-z0-9_-]*$"},
                description="Dove continuare: il `cursor` della pagina precedente, dello stesso "
                "elenco con gli stessi filtri.",
            ),
        ] = MISSING,
        fields: Annotated[
            str,
            Query(
                max_length=_LONGEST_FIELDS,
                json_schema_extra={"pattern": f"^(({one})(,({one}))*)?$"},
                description=f"Solo questi campi, separati da virgole: {', '.join(names)}. "
                "L'identificativo `id` c'è sempre.",
                examples=[",".join(names[:2])],
            ),
        ] = "",
        form: Annotated[
            Format,
            Query(
                alias="format",
                description="Il formato; viene prima dell'intestazione Accept.",
            ),
        ] = MISSING,
    ) -> Asked:
        chosen: Format = form or ("csv" if negotiated(request, _OFFERS) == "csv" else "json")
        kept = tuple(request.query_params.multi_items())
        at = read(cursor, _name(request.url.path, kept), parts) if cursor else None
        most = settings.export_max_rows if chosen == "csv" else usual
        return Asked(
            request.url.path,
            kept,
            limit or most,
            chosen,
            _chosen_fields(fields, names),
            model,
            at.key if at else None,
            at.generation if at else None,
        )

    return asked


def as_json(told: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    """Return JSON that is already in the shape declared."""
    body = json.dumps(told, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    return Response(body, headers=dict(headers), media_type="application/json")


def csv_response(name: str, lines: Iterable[str], headers: Mapping[str, str]) -> Response:
    """Return CSV to be kept as a file, sent as it is written."""
    kept = {**headers, "Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingResponse(lines, headers=kept, media_type=MEDIA_TYPE)


def _name(path: str, parameters: Iterable[tuple[str, str]]) -> str:
    return list_name(path, [(n, v) for n, v in parameters if n not in (*PAGING, "offset")])


def negotiated(request: Request, offers: Mapping[str, Sequence[str]]) -> str:
    """Return the name of the offer that a client wants most; PrassiError 406 where none will do."""
    names = preferred(request.headers.get("accept", ""), offers)
    if names:
        return names[0]
    told = ", ".join(types[0] for types in offers.values())
    raise PrassiError(
        406,
        "Formato non disponibile",
        f"Qui non c'è nulla nel formato chiesto: chiedete uno fra {told}.",
        "not-acceptable",
    )


def _chosen_fields(asked: str, names: Sequence[str]) -> tuple[str, ...] | None:
    if not asked:
        return None
    chosen = [name.strip() for name in asked.split(",")]
    if wrong := [name for name in chosen if name not in names]:
        shown = ", ".join(f"«{clean_question(name)[:40]}»" for name in wrong)
        reason = f"{shown} non è un campo di questo elenco. Ci sono: {', '.join(names)}"
        error = {"parameter": "fields", "reason": reason, "near": list(names)}
        raise PrassiError(
            422, "Campo sconosciuto", reason, "unknown-field", extra={"errors": [error]}
        )
    return ("id", *chosen) if "id" in names else tuple(chosen)
