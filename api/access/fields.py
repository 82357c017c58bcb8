"""How limits are told: the fields of the IETF draft, and those of the Italian guidelines.

`RateLimit-Policy` and `RateLimit` are those of draft-ietf-httpapi-ratelimit-headers (structured
fields: a list of policies); `X-RateLimit-Limit`, `-Remaining` and `-Reset` are what the guidelines
on interoperability (ModI) ask of public bodies, and tell the policy that will end first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from api.access.pace import Share

LIMIT_FIELDS = (
    "RateLimit-Policy",
    "RateLimit",
    "X-RateLimit-Limit",
    "X-RateLimit-Remaining",
    "X-RateLimit-Reset",
)


def limit_fields(shares: Sequence[Share]) -> Mapping[str, str]:
    """Return the header fields of an answer; none where nothing is limited."""
    if not shares:
        return {}
    first = min(shares, key=lambda one: (one.remaining, -one.wait))
    policies = (f'"{one.name}";q={one.quota};w={one.seconds}' for one in shares)
    limits = (f'"{one.name}";r={one.remaining};t={one.wait}' for one in shares)
    told = (
        ", ".join(policies),
        ", ".join(limits),
        str(first.quota),
        str(first.remaining),
        str(first.wait),
    )
    return dict(zip(LIMIT_FIELDS, told, strict=True))
