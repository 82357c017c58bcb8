"""From the JSON that clients send to queries and columns: bounded, checked, nothing guessed. Pure.

The members are those of the specification. A batch is refused as a whole, telling which query is
wrong and why: answering some of it would leave cells empty that nobody knows of.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal, NoReturn, cast, get_args

from api.errors import PrassiError, TooLargeError
from corpus.reconciling.limits import InputLimits
from corpus.reconciling.things import Asked, Query, Reference, Strictness, Value

Content = Literal["name", "id", "iri"]

_MEMBERS = frozenset({"query", "type", "limit", "properties", "type_strict"})
_STRICTNESS: tuple[Strictness, ...] = get_args(Strictness)
_CONTENT: tuple[Content, ...] = get_args(Content)
_DEEPEST = 12  # brackets in one another: a query has five
_LONGEST_KEY = 200
_LONGEST_INTEGER = 20  # digits


@dataclass(frozen=True, slots=True)
class Column:
    """A property to fetch; `limit` 0 is no limit, `count` asks how many values there are."""

    property: str
    limit: int = 0
    count: bool = False
    content: Content = "name"


@dataclass(frozen=True, slots=True)
class Extension:
    """The columns that are wanted of some things."""

    ids: tuple[str, ...]
    columns: tuple[Column, ...]


def read_queries(text: str, limits: InputLimits) -> dict[str, Query]:
    """Return the queries of a batch by their keys; raises PrassiError (400, 413, 422)."""
    batch = _object(_parsed(text, "queries"), "queries")
    if len(batch) > limits.batch:
        raise TooLargeError(
            f"Il lotto ha {len(batch)} ricerche: mandatene al massimo {limits.batch} per volta."
        )
    return {key: _query(given, f"queries.{key[:40]}", limits) for key, given in batch.items()}


def read_extension(text: str, limits: InputLimits) -> Extension:
    """Return the columns that are asked for; raises PrassiError (400, 413, 422)."""
    given = _object(_parsed(text, "extend"), "extend")
    ids = _texts(given.get("ids"), "extend.ids", _LONGEST_KEY)
    if len(ids) > limits.ids:
        raise TooLargeError(f"Chiedete al massimo {limits.ids} identificativi per volta.")
    rows = given.get("properties")
    if not isinstance(rows, list):
        _wrong("extend.properties", "dev'essere una lista di proprietà, ciascuna con «id»")
    if len(rows) > limits.fetched:
        raise TooLargeError(f"Chiedete al massimo {limits.fetched} proprietà per volta.")
    columns = [_column(row, f"extend.properties.{at}", limits) for at, row in enumerate(rows)]
    return Extension(tuple(dict.fromkeys(ids)), tuple({c.property: c for c in columns}.values()))


def _query(given: Any, where: str, limits: InputLimits) -> Query:
    members = _object(given, where)
    if unknown := sorted(set(members) - _MEMBERS):
        near = get_close_matches(unknown[0], _MEMBERS, 1)
        hint = f"forse «{near[0]}»" if near else f"ci sono {', '.join(sorted(_MEMBERS))}"
        _wrong(f"{where}.{unknown[0][:40]}", f"non è un membro di una ricerca: {hint}")
    properties = _properties(members.get("properties"), f"{where}.properties", limits)
    name = members.get("query")
    if name is None and not properties:
        _wrong(where, "deve avere «query», o almeno una proprietà in «properties»")
    return Query(
        name=_text("" if name is None else name, f"{where}.query", limits.query),
        types=_types(members.get("type"), f"{where}.type", limits),
        strictness=_strictness(members.get("type_strict"), f"{where}.type_strict"),
        limit=_limit(members.get("limit"), f"{where}.limit"),
        properties=properties,
    )


def _types(given: Any, where: str, limits: InputLimits) -> tuple[str, ...]:
    if given is None or given == "":
        return ()
    if isinstance(given, str):
        given = [given]
    found = _texts(given, where, _LONGEST_KEY)
    if len(found) > limits.types:
        _wrong(where, f"ha troppi valori: al massimo {limits.types}")
    return tuple(dict.fromkeys(found))


def _strictness(given: Any, where: str) -> Strictness:
    if given is None:
        return "any"
    if not isinstance(given, str) or given not in _STRICTNESS:
        _wrong(where, f"dev'essere uno di: {', '.join(_STRICTNESS)}")
    return given


def _limit(given: Any, where: str) -> int | None:
    """Return a whole number of at least one; what is larger than we answer is no mistake."""
    if given is None:
        return None
    number = _whole(given)
    if number is None or number < 1:
        _wrong(where, "dev'essere un numero intero maggiore di zero")
    return number


def _properties(given: Any, where: str, limits: InputLimits) -> tuple[Asked, ...]:
    if given is None:
        return ()
    if not isinstance(given, list):
        _wrong(where, "dev'essere una lista")
    if len(given) > limits.properties:
        _wrong(where, f"ha troppi valori: al massimo {limits.properties}")
    return tuple(_asked(one, f"{where}.{at}", limits) for at, one in enumerate(given))


def _asked(given: Any, where: str, limits: InputLimits) -> Asked:
    row = _object(given, where)
    if "pid" not in row or "v" not in row:
        _wrong(where, "deve avere «pid» e «v»")
    values = row["v"] if isinstance(row["v"], list) else [row["v"]]
    if len(values) > limits.values:
        _wrong(f"{where}.v", f"ha troppi valori: al massimo {limits.values}")
    read = (_value(one, f"{where}.v", limits) for one in values if one is not None)
    return Asked(_text(row["pid"], f"{where}.pid", _LONGEST_KEY), tuple(read))


def _value(given: Any, where: str, limits: InputLimits) -> Value:
    if isinstance(given, bool | int | float):
        return given
    if isinstance(given, str):
        return _text(given, where, limits.query)
    if not isinstance(given, dict):
        _wrong(where, "dev'essere un testo, un numero, vero o falso, o una voce con «id»")
    name = given.get("name")
    return Reference(
        _text(given.get("id"), f"{where}.id", limits.query),
        _text("" if name is None else name, f"{where}.name", limits.query),
    )


def _column(given: Any, where: str, limits: InputLimits) -> Column:
    row = _object(given, where)
    if "id" not in row:
        _wrong(where, "deve avere «id»")
    settings = row.get("settings")
    chosen = {} if settings is None else _object(settings, f"{where}.settings")
    most = chosen.get("limit")
    number = 0 if most in (None, "") else _whole(most)
    if number is None or number < 0:
        _wrong(f"{where}.settings.limit", "dev'essere un numero intero, 0 per tutti i valori")
    content = chosen.get("content") or "name"
    if content not in _CONTENT:
        _wrong(f"{where}.settings.content", f"dev'essere uno di: {', '.join(_CONTENT)}")
    count = chosen.get("count") in (True, "true", "on", "1", 1)
    name = _text(row["id"], f"{where}.id", _LONGEST_KEY)
    return Column(name, min(number, limits.returned), count, content)


def _parsed(text: str, name: str) -> Any:
    """Return what JSON says; its own limits are ours, so that no text of it breaks the parser."""
    try:
        if _depth(text) > _DEEPEST:
            raise ValueError("too deep")
        found = json.loads(text, parse_constant=_no_constant, parse_int=_integer)
        # Half a surrogate pair is JSON, but no text that could be sent back.
        json.dumps(found, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        raise PrassiError(
            400,
            "JSON non valido",
            f"«{name}» non è JSON valido: un oggetto in UTF-8, senza NaN né annidamenti profondi.",
            "bad-json",
        ) from None
    return found


def _depth(text: str) -> int:
    """Return how deep brackets go, those inside strings aside."""
    deepest = depth = 0
    inside = escaped = False
    for sign in text:
        if inside:
            if escaped:
                escaped = False
            elif sign == "\\":
                escaped = True
            elif sign == '"':
                inside = False
        elif sign == '"':
            inside = True
        elif sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "]}":
            depth -= 1
    return deepest


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _integer(digits: str) -> int:
    if len(digits) > _LONGEST_INTEGER:
        raise ValueError("too many digits")
    return int(digits)


def _whole(given: Any) -> int | None:
    """Return a whole number: forms of clients send 5, 5.0 and "5" alike."""
    if isinstance(given, bool):
        return None
    if isinstance(given, str):
        bare = given.strip()
        return int(bare) if bare.isascii() and bare.isdigit() and len(bare) < 10 else None
    if isinstance(given, float):
        return int(given) if math.isfinite(given) and given.is_integer() else None
    return given if isinstance(given, int) else None


def _object(given: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        _wrong(where, "dev'essere un oggetto JSON")
    return given


def _texts(given: Any, where: str, longest: int) -> Sequence[str]:
    if not isinstance(given, list):
        _wrong(where, "dev'essere una lista di testi")
    return [_text(one, where, longest) for one in cast(Iterable[Any], given)]


def _text(given: Any, where: str, longest: int) -> str:
    if not isinstance(given, str):
        _wrong(where, "dev'essere un testo")
    if len(given) > longest:
        _wrong(where, f"è troppo lungo: al massimo {longest} caratteri")
    return given


def _wrong(where: str, reason: str) -> NoReturn:
    where = where[:200]
    raise PrassiError(
        422,
        "Richiesta non valida",
        f"«{where}» {reason}",
        "invalid-request",
        extra={"errors": [{"parameter": where, "reason": reason}]},
    )
