"""What parsers and engine say against a query, told in Italian to who wrote it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from api.sparql.refusal import Refusal

_PLACE = re.compile(r"error at (\d+):(\d+)")
_PREFIX = re.compile(r"Unknown namespace prefix : (\S*)")

#: What the engine says, among the signs that it expected → what that means.
_SAID: Mapping[str, str] = {
    "The SELECT contains a variable that is unbound": (
        "la SELECT nomina una variabile che non è raggruppata con GROUP BY"
    ),
    "Duplicated variable name in SELECT": "la SELECT dà due volte lo stesso nome",
    "should be a non negative integer": "LIMIT e OFFSET vogliono un numero intero, non smisurato",
    "IRI parsing failed": "un indirizzo fra < e > non è ben scritto",
}


def complaint(said: str) -> Refusal:
    """Return the refusal for what the engine said, with line and column where it stopped."""
    place = _PLACE.search(said)
    line, column = (int(place[1]), int(place[2])) if place else (None, None)
    where = f" (il motore si è fermato alla riga {line}, colonna {column})" if place else ""
    reason = next((words for key, words in _SAID.items() if key in said), "non è SPARQL 1.1 valido")
    return Refusal(
        "malformed", f"La domanda non è accettata: {reason}{where}.", line=line, column=column
    )


def meaningless(error: Exception) -> Refusal:
    """Return the refusal of a query that is well written and means nothing."""
    if prefix := _PREFIX.search(str(error)):
        return Refusal(
            "malformed",
            f"Il prefisso «{prefix[1]}:» non è dichiarato, e non è fra quelli che conosciamo.",
        )
    return Refusal("malformed", f"La domanda non è valida: {error}.")
