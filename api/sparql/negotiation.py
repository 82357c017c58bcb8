"""From an Accept header, or the `format` parameter, to names of formats in order of preference."""

from __future__ import annotations

from api.errors import PrassiError
from api.negotiation import preferred
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
_OFFERS = {
    name: (
        media_type.partition(";")[0],
        *(alias for alias, meant in _ALIASES.items() if name in meant),
    )
    for name, media_type in FORMATS.items()
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
    names = preferred(accept, _OFFERS)
    if not names:
        raise _not_acceptable(accept)
    return names


def described_as(accept: str) -> str:
    """Return the format of triples in which a client wants the service described.

    Turtle where it names none that we can write: a description nobody can read tells nothing.
    """
    try:
        names = [name for name in accepted(accept, None) if name in GRAPH_FORMATS]
    except PrassiError:
        names = []
    return names[0] if names else next(iter(GRAPH_FORMATS))


def _not_acceptable(wanted: str) -> PrassiError:
    return PrassiError(
        406,
        "Formato non disponibile",
        f"Non so scrivere «{wanted[:100]}»: scegliete fra {', '.join(FORMATS)}.",
        "sparql-not-acceptable",
    )
