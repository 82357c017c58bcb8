"""The templates of the pages and what they may call; every value is escaped unless we made it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from api.web.emphasis import without_emphasis
from api.web.sources import licence_address, site_of, web_address
from api.web.words import words
from corpus.italian import confidence, moment, number

WEB = Path(str(resources.files("api.web")))
STATIC = WEB / "static"
_ONTOLOGY = Path(str(resources.files("ontology")))
_MADE_FROM = (
    *(".html", ".md", ".css", ".js", ".svg", ".json", ".geojson"),
    *(".toml", ".rq", ".py", ".ttl", ".csv"),
)


@cache
def environment() -> Environment:
    """Return the templates, read once; an undefined name is an error, not an empty string."""
    made = Environment(
        loader=FileSystemLoader(WEB / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "confidence": confidence,
        "licence_address": licence_address,
        "moment": moment,
        "shown": without_emphasis,
        "number": lambda value: number(str(value)),
        "segment": lambda value: quote(str(value), safe=""),
        "site": site_of,
        "web_address": web_address,
    }
    made.globals |= {"tag": words().tag, "release": release(), "address": address}
    return made


def page(name: str, status: int = 200, /, **values: Any) -> HTMLResponse:
    """Render a template of the folder as a page."""
    return HTMLResponse(environment().get_template(name).render(**values), status)


def address(path: str, values: Mapping[str, Any]) -> str:
    """Return a path with its query; a list gives one pair for each of its values."""
    kept = {name: value for name, value in values.items() if value not in ("", None, [], ())}
    return f"{path}?{urlencode(kept, doseq=True)}" if kept else path


@cache
def release() -> str:
    """Return a digest of templates, words, code and ontology: it changes when answers would."""
    digest = hashlib.sha256()
    for file in sorted([*WEB.parent.rglob("*"), *_ONTOLOGY.rglob("*")]):
        if file.is_file() and file.suffix in _MADE_FROM:
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
