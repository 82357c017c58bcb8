"""Small pages about a thing or a feature, made to stand in a frame of somebody else's page.

They alone may be framed by anyone: they hold no script, no form and no session, and their policy
lets them load nothing.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from html import escape
from importlib import resources
from urllib.parse import quote

from starlette.responses import Response

from api.linked.addresses import concept_page, page_of
from api.reconciliation.manifest import ROOT
from api.web.environment import page
from corpus.reconciling.opening import Edition
from corpus.reconciling.things import Reference, Thing, Value
from corpus.reconciling.vocabulary import Family, Feature, Vocabulary

#: What a preview tells of each family, as far as the frame goes.
_TOLD: dict[Family, tuple[str, ...]] = {
    "practice": ("status", "place", "measure", "beneficiary", "organisation", "source"),
    "organisation": ("other_names", "actor", "place", "practices", "practice"),
    "concept": ("label_en", "other_names", "broader", "code", "practices"),
    "place": ("code", "population", "province", "region", "practices"),
}
_MOST = 3  # values of a property
_LONGEST = 160  # characters of them


def thing_page(thing: Thing, edition: Edition) -> Response:
    """Return the preview of a thing."""
    vocabulary = edition.reconciler.vocabulary
    rows = []
    for name in _TOLD[thing.family]:
        asked = vocabulary.properties[name]
        if values := edition.extender.values(thing, asked):
            rows.append((asked.name, _shown(values)))
    return _framed(
        title=thing.name,
        kind=vocabulary.types[thing.types[0]].name,
        view=f"{ROOT}/view?id={quote(thing.id, safe='')}",
        description=thing.description,
        rows=rows,
    )


def feature_page(feature: Feature) -> Response:
    """Return what a feature of a candidate means."""
    return _framed(
        title=feature.name,
        kind=f"Caratteristica «{feature.id}»",
        view="",
        description=feature.description,
        rows=[],
    )


def flyout(name: str, kind: str, description: str) -> str:
    """Return a few words as HTML, every sign of theirs escaped."""
    told = f"<p>{escape(description)}</p>" if description else ""
    return f"<p><b>{escape(name)}</b> <i>{escape(kind)}</i></p>{told}"


def flyout_of_thing(thing: Thing, vocabulary: Vocabulary) -> str:
    """Return a few words of HTML about a thing."""
    return flyout(thing.name, vocabulary.types[thing.types[0]].name, thing.description)


def address_of(thing: Thing) -> str:
    """Return the path of the page that shows a thing."""
    if thing.family == "concept":
        return concept_page(thing.id) or f"/risorsa/scheme/{thing.id.replace(':', '/')}"
    kind, _, rest = thing.id.replace("place:", "place/", 1).partition("/")
    return page_of(kind, rest) or f"/risorsa/{kind}/{quote(rest, safe='')}"


def _framed(**values: object) -> Response:
    style, digest = _style()
    answer = page("reconcile_preview.html", 200, style=style, **values)
    answer.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors *"
    )
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@cache
def _style() -> tuple[str, str]:
    sheet = resources.files("api.reconciliation").joinpath("preview.css")
    text = sheet.read_text(encoding="utf-8")
    return text, base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _shown(values: tuple[Value, ...]) -> str:
    names = [value.name if isinstance(value, Reference) else str(value) for value in values]
    more = f" e altri {len(names) - _MOST}" if len(names) > _MOST else ""
    told = ", ".join(names[:_MOST])
    return (told if len(told) <= _LONGEST else told[: _LONGEST - 1] + "…") + more
