"""What can go wrong on the command line: one clear line in Italian and an exit code.

Whatever is not told here is a fault of ours, and its traceback is what we need to mend it.
"""

from __future__ import annotations

import errno
import sqlite3

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from api.access.keys import BadKey
from api.desk.accounts import BadAccount
from api.desk.passwords import BadPassword
from api.errors import PrassiError, problem_of_validation
from corpus.decisions import BadDecision
from corpus.identities import BadIdentity
from corpus.layout import LibraryUnwritable
from corpus.library import LibraryMissing
from corpus.markup import MarkupError
from corpus.store import GraphUnreachable, StoreInUse
from ingest.errors import UnreadableDocument
from ontology.places import MissingPlaces
from search.index import BrokenIndexError

REFUSED = 1
MISUSED = 2
UNUSABLE = 3

_DISK = "controllate lo spazio libero e i permessi, poi riprovate"
_CAUSES = {
    errno.ENOENT: "non c'è",
    errno.EISDIR: "è una cartella, non un file",
    errno.ENOTDIR: "passa per qualcosa che non è una cartella",
    errno.EACCES: "mancano i permessi",
    errno.EROFS: "è su un disco di sola lettura",
    errno.ENOSPC: "il disco è pieno",
}


def told(error: Exception) -> tuple[str, int] | None:
    """Return what to say and the exit code, or None for a surprise."""
    match error:
        case LibraryMissing() | StoreInUse() | LibraryUnwritable() | BrokenIndexError():
            return str(error), UNUSABLE
        case GraphUnreachable():
            return str(error), UNUSABLE
        case sqlite3.OperationalError():
            return f"l'indice di ricerca non si può usare ({error}): {_DISK}", UNUSABLE
        case MissingPlaces():
            return str(error), UNUSABLE
        case UnreadableDocument() | MarkupError() | BadDecision() | BadIdentity() | BadKey():
            return str(error), REFUSED
        case BadAccount() | BadPassword():
            return str(error), REFUSED
        case PrassiError():
            return error.problem.detail, REFUSED
        case ValidationError(title="Settings"):
            return "; ".join(map(_setting, error.errors())), MISUSED
        case OSError(filename=str(name)):
            return f"«{name}»: {_CAUSES.get(error.errno or 0, error.strerror)}", REFUSED
    return None


def _setting(error: ErrorDetails) -> str:
    if error["type"] == "value_error":  # ours: it names the variable and says what to write
        return error["msg"].removeprefix("Value error, ")
    (one,) = problem_of_validation([error]).extra["errors"]
    return f"PRASSI_{one['parameter'].upper()} {one['reason']}"
