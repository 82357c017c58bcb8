"""From the arguments of a method to a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from prassi_client.conversation import Asked

Value = str | int | float | bool | None


def asked(
    path: str, query: Mapping[str, Value | Sequence[Value]] | None = None, **in_path: str
) -> Asked:
    """Return the request for a path with `{names}` in it; None and empty lists are left out.

    Raises ValueError for an identifier that would change the path.
    """
    for name, value in in_path.items():
        if not value or value in (".", ".."):
            raise ValueError(f"{value!r} is not an identifier")
        path = path.replace(f"{{{name}}}", quote(value, safe=""))
    params = []
    for name, given in (query or {}).items():
        many = given if isinstance(given, Sequence) and not isinstance(given, str) else [given]
        params += [(name, _written(one)) for one in many if one is not None]
    return Asked(path, tuple(params))


def _written(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
