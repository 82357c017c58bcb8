"""What a harvester asks: the arguments of a request, checked as OAI-PMH 2.0 wants. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

VERBS = frozenset(
    {"Identify", "ListMetadataFormats", "ListSets", "ListIdentifiers", "ListRecords", "GetRecord"}
)
#: Verb → the arguments that must be there, and those that may.
_ARGUMENTS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "Identify": (frozenset(), frozenset()),
    "ListMetadataFormats": (frozenset(), frozenset({"identifier"})),
    "ListSets": (frozenset(), frozenset({"resumptionToken"})),
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset()),
    "ListIdentifiers": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})),
    "ListRecords": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})),
}
LISTS = ("ListIdentifiers", "ListRecords")
#: How a prefix and a set are spelt, in every repository.
_SPELT: Mapping[str, re.Pattern[str]] = {
    "metadataPrefix": re.compile(r"[A-Za-z0-9\-_.!~*'()]+"),
    "set": re.compile(r"[A-Za-z0-9\-_.!~*'()]+(?::[A-Za-z0-9\-_.!~*'()]+)*"),
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SECOND = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")


class OaiError(ValueError):
    """A refusal in the words of the protocol: `code`, and why in Italian."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records are listed; both ends are included, and None is open."""

    prefix: str
    since: datetime | None = None
    until: datetime | None = None
    spec: str | None = None


def verb_and_arguments(pairs: Sequence[tuple[str, str]]) -> tuple[str, dict[str, str]]:
    """Return the verb of a request and its other arguments, each given once.

    Raises OaiError (badVerb, badArgument).
    """
    verbs = [value for name, value in pairs if name == "verb"]
    if len(verbs) != 1 or verbs[0] not in VERBS:
        said = ", ".join(sorted(VERBS))
        raise OaiError("badVerb", f"serve un «verb», una volta sola, fra: {said}")
    verb = verbs[0]
    given = [(name, value) for name, value in pairs if name != "verb"]
    arguments = dict(given)
    if len(arguments) < len(given):
        raise OaiError("badArgument", "un argomento è ripetuto")
    if verb in LISTS and "resumptionToken" in arguments:
        if len(arguments) > 1:
            raise OaiError("badArgument", "con «resumptionToken» non va nient'altro")
        return verb, arguments
    required, optional = _ARGUMENTS[verb]
    if missing := sorted(required - arguments.keys()):
        raise OaiError("badArgument", f"manca «{missing[0]}»")
    if unknown := sorted(arguments.keys() - required - optional):
        raise OaiError("badArgument", f"«{unknown[0][:40]}» non è un argomento di {verb}")
    for name, spelling in _SPELT.items():
        if name in arguments and not spelling.fullmatch(arguments[name]):
            raise OaiError("badArgument", f"«{name}» non è scritto come si deve")
    return verb, arguments


def selection(arguments: Mapping[str, str]) -> Selection:
    """Return what the arguments of a list choose; raises OaiError (badArgument)."""
    since, until = arguments.get("from"), arguments.get("until")
    if since and until and len(since) != len(until):
        raise OaiError("badArgument", "«from» e «until» devono avere la stessa forma")
    first = moment(since, "from") if since is not None else None
    last = moment(until, "until", end=True) if until is not None else None
    if first and last and first > last:
        raise OaiError("badArgument", "«from» viene dopo «until»")
    return Selection(arguments["metadataPrefix"], first, last, arguments.get("set"))


def moment(text: str, name: str, *, end: bool = False) -> datetime:
    """Return a time written as a day or to the second, in UTC; the `end` of a day is its last."""
    try:
        if _SECOND.fullmatch(text):
            return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        if _DAY.fullmatch(text):
            day = datetime.combine(date.fromisoformat(text), time(), UTC)
            return day + timedelta(days=1, seconds=-1) if end else day
    except (ValueError, OverflowError):
        pass  # a day that no calendar has
    raise OaiError(
        "badArgument", f"«{name}» si scrive AAAA-MM-GG oppure AAAA-MM-GGThh:mm:ssZ, in UTC"
    )
