"""What the OpenAPI document says of `/sparql`, whose parameters and bodies are the protocol's."""

from __future__ import annotations

from typing import Any

from api.sparql.negotiation import FORMATS

_EXAMPLE = "SELECT ?pratica ?titolo { ?pratica a wp:Practice ; dct:title ?titolo } LIMIT 10"
_QUERY: dict[str, Any] = {"type": "string", "example": _EXAMPLE}
_GRAPHS: dict[str, Any] = {"type": "array", "items": {"type": "string", "format": "iri"}}
_DIFFERENT = "Al posto di quello della domanda, e dei suoi FROM."

#: The parameters that every way of asking has: name → what it is for, and its schema.
_OPTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "format": ("Invece di Accept.", {"type": "string", "enum": list(FORMATS)}),
    "default-graph-uri": (
        f"Il grafo predefinito, fra quelli della libreria. {_DIFFERENT}",
        _GRAPHS,
    ),
    "named-graph-uri": (f"I grafi con nome, di questa libreria. {_DIFFERENT}", _GRAPHS),
    "timeout": (
        "Quanto può durare la domanda: secondi (`2`, `0.5s`) o millisecondi (`500ms`). Oltre il "
        "limite del servizio vale il limite.",
        {"type": "string", "pattern": r"^\d{1,9}(\.\d{1,9})?(ms|s)?$", "example": "2s"},
    ),
}
_PROBLEMS = {
    "400": "La domanda non è accettata: `type` e `detail` dicono perché.",
    "406": "Il formato chiesto non si addice alla domanda.",
    "408": "La domanda non è arrivata in tempo.",
    "413": "La domanda o la risposta è troppo grande.",
    "414": "L'indirizzo è troppo lungo: inviate la domanda con POST.",
    "415": "La domanda è inviata in un modo che non conosciamo.",
    "429": "Troppe domande in corso, o non riuscite, dallo stesso indirizzo: `Retry-After`.",
    "503": "Troppe domande in attesa, o il grafo non è ancora pronto: `Retry-After`.",
    "504": "Tempo scaduto: `limit` in secondi, `Retry-After`.",
    "507": "Memoria esaurita.",
}
_HEADERS: dict[str, Any] = {
    "Prassi-Truncated": {
        "description": "`true` se la risposta è tagliata al limite delle righe.",
        "schema": {"type": "string", "enum": ["true"]},
    }
}
_ANSWERS: dict[str, Any] = {
    "200": {
        "description": "Il risultato, nel formato chiesto. Senza parametri, la descrizione del "
        "servizio (SPARQL 1.1 Service Description).",
        "headers": _HEADERS,
        "content": {media_type: {} for media_type in FORMATS.values()},
    },
    **{
        status: {"description": words, "content": {"application/problem+json": {}}}
        for status, words in _PROBLEMS.items()
    },
}


def _parameter(name: str, words: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": words, "schema": schema}


_PARAMETERS = [_parameter(name, *told) for name, told in _OPTIONS.items()]
GET: dict[str, Any] = {
    "parameters": [
        _parameter("query", "La domanda; i nostri prefissi non vanno dichiarati.", _QUERY),
        *_PARAMETERS,
    ],
    "responses": _ANSWERS,
}
POST: dict[str, Any] = {
    "parameters": _PARAMETERS,
    "requestBody": {
        "required": True,
        "content": {
            "application/sparql-query": {"schema": _QUERY},
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "query": _QUERY,
                        **{
                            name: {"description": words, **schema}
                            for name, (words, schema) in _OPTIONS.items()
                        },
                    },
                    "required": ["query"],
                }
            },
        },
    },
    "responses": _ANSWERS,
}
