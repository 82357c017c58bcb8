"""From an Accept header, or the `format` parameter, to names of formats in order of preference.

Of several ranges that cover a format the most specific decides, as RFC 9110 (12.5.1) wants: in
``text/csv;q=0, */*`` anything will do but CSV.
"""

from __future__ import annotations

from api.errors import PrassiError
from api.sparql.results import GRAPH_FORMATS, ROW_FORMATS

FORMATS = {**ROW_FORMATS, **GRAPH_FORMATS}

#: Other names of formats; some stand for one of rows and one of triples, as the query wants.
_ALIASES = {
    "application/json": ("json", "jsonld"),
    "application/xml": ("xml", "rdfxml"),
    "text/xml": ("xml", "rdfxml"),
    "application/x-turtle": ("turtle",),
    "text/plain": ("ntriples",),
}
_BY_MEDIA_TYPE = {
    **{media_type.partition(";")[0]: (name,) for name, media_type in FORMATS.items()},
    **_ALIASES,
}


def accepted(accept: str, format_parameter: str | None) -> tuple[str, ...]:
    """Return format names, best first; all of them when the client has no preference.

    The parameter, a name or a media type, wins over the header. Raises PrassiError 406 when
    neither names anything we can write.
    """
    if format_parameter:
        wanted = format_parameter.lower()
        names = _BY_MEDIA_TYPE.get(wanted, (wanted,))
        if not set(names) <= set(FORMATS):
            raise _not_acceptable(format_parameter)
        return names
    ranges = [_range(item) for item in accept.split(",") if item.strip()]
    if not ranges:
        return tuple(FORMATS)
    wishes = {name: _wish(name, ranges) for name in FORMATS}
    wanted_names = [name for name in FORMATS if wishes[name][0] > 0]
    if not wanted_names:
        raise _not_acceptable(accept)
    return tuple(sorted(wanted_names, key=lambda name: (-wishes[name][0], wishes[name][1])))


def described_as(accept: str) -> str:
    """Return the format of triples in which a client wants the service described.

    Turtle where it names none that we can write: a description nobody can read tells nothing.
    """
    try:
        names = [name for name in accepted(accept, None) if name in GRAPH_FORMATS]
    except PrassiError:
        names = []
    return names[0] if names else next(iter(GRAPH_FORMATS))


def _range(item: str) -> tuple[str, float]:
    media_range, *parameters = (part.strip().lower() for part in item.split(";"))
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                quality = float(parameter[2:])
            except ValueError:
                return media_range, 0.0
            return media_range, min(quality, 1.0) if quality > 0 else 0.0  # which a NaN is not
    return media_range, 1.0


def _wish(name: str, ranges: list[tuple[str, float]]) -> tuple[float, int]:
    """Return how much a format is wanted, in [0, 1], and the place of the range that says so."""
    found = [
        (_specificity(name, media_range), quality, -place)
        for place, (media_range, quality) in enumerate(ranges)
    ]
    specificity, quality, place = max(found)
    return (quality, -place) if specificity else (0.0, 0)


def _specificity(name: str, media_range: str) -> int:
    """Return 3 for a range that names the format, 2 for its kind, 1 for anything, 0 for others."""
    if name in _BY_MEDIA_TYPE.get(media_range, ()):
        return 3
    if media_range.endswith("/*") and FORMATS[name].startswith(media_range[:-1]):
        return 2
    return 1 if media_range in ("*/*", "*") else 0


def _not_acceptable(wanted: str) -> PrassiError:
    return PrassiError(
        406,
        "Formato non disponibile",
        f"Non so scrivere «{wanted[:100]}»: scegliete fra {', '.join(FORMATS)}.",
        "sparql-not-acceptable",
    )
