"""What went wrong, as the service told it (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


class PrassiProblem(Exception):
    """An answer of 400 or more: `detail` is Italian, for people; `type` is for programs.

    `members` has the whole object, ours included (``errors``, ``violated-policies``).
    """

    def __init__(self, status: int, members: Mapping[str, Any], headers: Mapping[str, str]) -> None:
        self.status = status
        self.members = members
        self.headers = headers
        self.type = str(members.get("type", "about:blank"))
        self.title = str(members.get("title", f"HTTP {status}"))
        self.detail = str(members.get("detail", ""))
        super().__init__(f"{status} {self.title}: {self.detail}")


class TooLarge(ValueError):
    """The answer has more bytes than the client was told to take."""


def problem_of(status: int, headers: Mapping[str, str], body: bytes) -> PrassiProblem:
    """Return the problem in an answer; one from a server in front may not be ours, or no JSON."""
    try:
        members = json.loads(body)
    except ValueError:
        members = {}
    return PrassiProblem(status, members if isinstance(members, dict) else {}, headers)
