r"""What can be said of a SPARQL query before any parser touches it.

Two parsers read each query: rdflib's, to judge it, and the engine's, to run it. Where they disagree
an attacker hides, so the text is first made plain (no ``\u`` escapes left, which both would read
in their own way), its nesting is measured, and SERVICE is looked for even inside strings and
comments, where one of the two might not see a string or a comment.
"""

from __future__ import annotations

import re

from api.sparql.refusal import Refusal

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")

_TOKEN = re.compile(
    r'''
      """ (?: [^"\\] | \\. | "{1,2}(?!") )*+ """
    | \'\'\' (?: [^'\\] | \\. | '{1,2}(?!') )*+ \'\'\'
    | " (?: [^"\\\n\r] | \\. )*+ "
    | ' (?: [^'\\\n\r] | \\. )*+ '
    | <[^<>"{}|^`\\\x00-\x20]*+>
    | \#[^\n\r]*+
    | (?P<open> [({\[] )
    | (?P<close> [)}\]] )
    | (?P<word> (?<![\w:?$@]) [A-Za-z]++ (?![\w:]) )
    ''',
    re.VERBOSE | re.DOTALL,
)

_GAP = r"(?:\s|\#[^\n\r]*+)*+"
_SERVICE = re.compile(
    rf"(?<![A-Za-z_:?$@])SERVICE{_GAP}(?:SILENT{_GAP})?"
    rf"(?:<[^<>\s]*>|[?$]\w+|[\w.-]*:[^\s{{]*){_GAP}\{{",
    re.IGNORECASE,
)

_READS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_WRITES = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
)


def unescape(query: str) -> str:
    r"""Resolve ``\uXXXX`` and ``\UXXXXXXXX`` once; the engine then sees the same text as we do.

    Raises Refusal for code points that do not exist and for escapes that make new escapes.
    """
    plain = _ESCAPE.sub(_character, query)
    if plain != query and _ESCAPE.search(plain):
        raise Refusal("malformed", "La domanda contiene sequenze \\u una dentro l'altra.")
    return plain


def _character(escape: re.Match[str]) -> str:
    code = int(escape.group(1) or escape.group(2), 16)
    if code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        raise Refusal("malformed", f"«{escape.group()}» non indica alcun carattere.")
    return chr(code)


def inspect(query: str, max_depth: int) -> None:
    """Refuse updates, SERVICE and nesting deeper than `max_depth` brackets of any kind.

    Raises Refusal. The query is already `unescape`d; time is linear in its length.
    """
    if _SERVICE.search(query):
        raise federation_refused()
    depth = 0
    form: str | None = None
    for token in _TOKEN.finditer(query):
        match token.lastgroup:
            case "open":
                depth += 1
                if depth > max_depth:
                    raise Refusal(
                        "too-deep", f"La domanda annida più di {max_depth} parentesi.", max_depth
                    )
            case "close":
                depth = max(0, depth - 1)
            case "word" if form is None:
                word = token.group().upper()
                form = word if word in _READS | _WRITES else None
    if form in _WRITES:
        raise update_refused()


def names_its_graphs(query: str) -> bool:
    """Tell whether a query says itself which graphs it is asked of, with FROM."""
    return any(
        token.lastgroup == "word" and token.group().upper() == "FROM"
        for token in _TOKEN.finditer(query)
    )


def federation_refused() -> Refusal:
    """Return the refusal of SERVICE: we never fetch anything for a stranger."""
    return Refusal(
        "service",
        "SERVICE non è ammesso: questo servizio risponde solo con i propri dati. "
        "Interrogate l'altro servizio dal vostro programma e unite i risultati.",
    )


def update_refused() -> Refusal:
    """Return the refusal of anything that writes."""
    return Refusal(
        "read-only",
        "Questo servizio è in sola lettura: sono ammesse SELECT, ASK, CONSTRUCT e DESCRIBE.",
    )
