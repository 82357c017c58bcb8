"""From an Accept header, or the `format` parameter, to names of formats in order of preference."""

from __future__ import annotations

from api.errors import PrassiError
from api.sparql.results import GRAPH_FORMATS, ROW_FORMATS

FORMATS = {**ROW_FORMATS, **GRAPH_FORMATS}

_BY_MEDIA_TYPE = {
    **{media_type.partition(";")[0]: name for name, media_type in FORMATS.items()},
    "application/json": "json",
    "application/n-triples": "ntriples",
    "application/x-turtle": "turtle",
    "application/xml": "xml",
    "text/xml": "xml",
}


def accepted(accept: str, format_parameter: str | None) -> tuple[str, ...]:
    """Return format names, best first; all of them when the client has no preference.

    The parameter, a name or a media type, wins over the header. Raises PrassiError 406 when
    neither names anything we can write.
    """
    if format_parameter is not None:
        name = _BY_MEDIA_TYPE.get(format_parameter, format_parameter)
        if name not in FORMATS:
            raise _not_acceptable(format_parameter)
        return (name,)
    ranges = sorted(map(_range, accept.split(",")), key=lambda one: -one[1])
    names: dict[str, None] = {}
    for media_range, quality in ranges:
        if quality > 0:
            names.update(dict.fromkeys(_matching(media_range)))
    if names:
        return tuple(names)
    if accept.strip():
        raise _not_acceptable(accept)
    return tuple(FORMATS)


def _range(item: str) -> tuple[str, float]:
    media_range, *parameters = (part.strip().lower() for part in item.split(";"))
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return media_range, float(parameter[2:])
            except ValueError:
                return media_range, 0.0
    return media_range, 1.0


def _matching(media_range: str) -> tuple[str, ...]:
    if media_range in ("*/*", "*"):
        return tuple(FORMATS)
    if media_range.endswith("/*"):
        start = media_range[:-1]
        return tuple(name for name, media_type in FORMATS.items() if media_type.startswith(start))
    name = _BY_MEDIA_TYPE.get(media_range)
    return (name,) if name else ()


def _not_acceptable(wanted: str) -> PrassiError:
    return PrassiError(
        406,
        "Formato non disponibile",
        f"Non so scrivere «{wanted[:100]}»: scegliete fra {', '.join(FORMATS)}.",
        "sparql-not-acceptable",
    )
