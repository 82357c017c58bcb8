"""Answers that say by a hash of themselves whether the client has them already."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from fastapi import Request
from starlette.responses import Response


def tagged(
    request: Request, body: str | bytes, media_type: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Return a body with its ETag, or 304 where the client holds the same one.

    The tag is weak: on the way the body may be compressed.
    """
    content = body.encode() if isinstance(body, str) else body
    tag = f'W/"{hashlib.sha256(content).hexdigest()[:24]}"'
    said = {"ETag": tag, "Cache-Control": "no-cache", **(headers or {})}
    if known(request, tag):
        return Response(status_code=304, headers=said)
    return Response(content, headers={**said, "Content-Type": media_type})


def known(request: Request, tag: str) -> bool:
    """Tell whether a request says that the client holds what has this tag."""
    given = request.headers.get("If-None-Match", "")
    opaque = tag.removeprefix("W/")
    return given.strip() == "*" or any(
        one.strip().removeprefix("W/") == opaque for one in given.split(",")
    )
