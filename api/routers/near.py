"""What is not there, told with what has a name like it."""

from __future__ import annotations

from collections.abc import Iterable

from api.errors import PrassiError
from api.routers.parameters import clean_question
from corpus.registers.register import Entry

_SHOWN = 80  # characters of what was asked for


def missing(thing: str, asked: str, near: Iterable[Entry] = ()) -> PrassiError:
    """Return the 404 of ``la pratica`` that was asked for, with those that may be meant."""
    pairs = [(one.id, one.names[0]) for one in near]
    detail = f"Non c'è {thing} «{clean_question(asked)[:_SHOWN]}» in questo archivio."
    told = f"{detail} Forse cercavate: {_named(pairs)}." if pairs else detail
    extra = {"near": _as_parts(pairs)} if pairs else {}
    return PrassiError(404, "Non trovato", told, "not-found", extra=extra)


def unknown(parameter: str, asked: str, near: Iterable[tuple[str, str]] = ()) -> PrassiError:
    """Return the 404 of a filter whose value does not exist; `near` are (value, name)."""
    pairs = list(near)
    reason = f"«{parameter}»: «{clean_question(asked)[:_SHOWN]}» non c'è"
    if pairs:
        reason += f". Forse cercavate: {_named(pairs)}"
    error = {"parameter": parameter, "reason": reason, "near": _as_parts(pairs)}
    extra = {"errors": [error]}
    return PrassiError(404, "Filtro sconosciuto", reason, "unknown-value", extra=extra)


def _named(pairs: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{label} ({value})" for value, label in pairs)


def _as_parts(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in pairs]
