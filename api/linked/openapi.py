"""How the addresses of linked data are described to programs."""

from __future__ import annotations

from typing import Any

from fastapi import Response

from api.linked.formats import FORMATS
from api.routers.models import problems

_LINK = {
    "description": "Le altre forme in cui la stessa cosa è detta (RFC 8288)",
    "schema": {"type": "string"},
}
_LOCATION = {
    "description": "L'indirizzo della pagina o dei dati",
    "required": True,
    "schema": {"type": "string", "format": "uri-reference"},
}
_ELSEWHERE = {
    "description": "Ciò che se ne dice è a un altro indirizzo.",
    "headers": {"Location": _LOCATION, "Link": _LINK},
}
_EXAMPLE = (
    "<https://w3id.org/welfare-practices/id/practice/navetta-ostellato> a wp:Practice ;\n"
    '    dct:title "Navetta per le visite a Ostellato"@it .'
)
_TOLD = {
    "description": "I dati, nel formato dell'indirizzo.",
    "headers": {"Link": _LINK},
    "content": {
        one.asked_as[0]: {
            "schema": {"type": "object" if one.extension == "jsonld" else "string"},
            **({"example": _EXAMPLE} if one.extension == "ttl" else {}),
        }
        for one in FORMATS.values()
    },
}

#: What every address of a thing answers.
REDIRECTION: dict[str, Any] = {
    "status_code": 303,
    "response_class": Response,
    "responses": {303: _ELSEWHERE, **problems(404, 406, 422, 503)},
}
#: What every address of data answers.
DATA: dict[str, Any] = {
    "response_class": Response,
    "responses": {200: _TOLD, 303: _ELSEWHERE, **problems(404, 406, 413, 422, 503)},
}
CONTEXT: dict[str, Any] = {
    "response_class": Response,
    "responses": {
        200: {
            "description": "I nomi che i documenti JSON-LD usano, e che cosa vogliono dire.",
            "content": {"application/ld+json": {"schema": {"type": "object"}}},
        }
    },
}
