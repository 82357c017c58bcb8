"""What a server says, told in Italian, with what to do about it. Never a password."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict

from search.contract import UnreachableIndexError
from search.index import BrokenIndexError

_DAMAGED = (errors.DataCorrupted, errors.IndexCorrupted)
_MISSING = (errors.UndefinedTable, errors.UndefinedColumn, errors.InvalidSchemaName)
_REFUSED = (
    "il server PostgreSQL dell'indice ({where}) non risponde ({cause}): controllate che sia acceso "
    "e che PRASSI_INDEX_URL dica il vero, poi riprovate"
)
_READ_ONLY = (
    "il server PostgreSQL dell'indice ({where}) è una copia in sola lettura: si può cercare, ma "
    "per scrivere PRASSI_INDEX_URL deve nominare anche il server principale"
)
_NOT_ALLOWED = (
    "il server PostgreSQL dell'indice ({where}) non lo permette ({cause}): date a chi si collega "
    "il diritto di creare lo schema «prassi» (GRANT CREATE ON DATABASE …) e di scriverci"
)
NO_EXTENSION = (
    "nel database dell'indice ({where}) manca l'estensione «vector», da pgvector 0.7 in su: "
    "chiedete a chi amministra il server di installarla e di eseguire «CREATE EXTENSION vector» "
    "({cause})"
)
NO_UNICODE = (
    "il database dell'indice ({where}) non è in UTF-8: createne uno con «CREATE DATABASE … "
    "ENCODING 'UTF8' TEMPLATE template0»"
)
NOT_OURS = (
    "lo schema «prassi» del database dell'indice ({where}) contiene altri dati: indicate in "
    "PRASSI_INDEX_URL un database solo per Prassi"
)
_GONE = (
    "nel database dell'indice ({where}) manca qualcosa ({cause}): eseguite «prassi rebuild», che "
    "rifà l'indice dai documenti"
)
_BROKEN = (
    "l'indice di ricerca nel database ({where}) è danneggiato ({cause}): eseguite «DROP SCHEMA "
    "prassi CASCADE» e «prassi rebuild», che lo rifà dai documenti; e guardate il disco del server"
)
UNREADABLE = (
    "PRASSI_INDEX_URL non è un indirizzo leggibile: scrivete postgresql://utente@server/database"
)


def where(url: str) -> str:
    """Return database and servers that an address names; raises UnreachableIndexError."""
    try:
        found = conninfo_to_dict(url)
    except psycopg.ProgrammingError:  # what it says repeats the address, password and all
        raise UnreachableIndexError(UNREADABLE) from None
    return f"{found.get('dbname') or '?'} su {found.get('host') or 'localhost'}"


@contextmanager
def told(place: str) -> Iterator[None]:
    """Name what a server says: BrokenIndexError, or UnreachableIndexError, instead of psycopg's."""
    try:
        yield
    except errors.ReadOnlySqlTransaction as error:
        raise UnreachableIndexError(_READ_ONLY.format(where=place)) from error
    except errors.InsufficientPrivilege as error:
        raise UnreachableIndexError(_NOT_ALLOWED.format(where=place, cause=cause(error))) from error
    except _DAMAGED as error:
        raise BrokenIndexError(_BROKEN.format(where=place, cause=cause(error))) from error
    except _MISSING as error:
        raise BrokenIndexError(_GONE.format(where=place, cause=cause(error))) from error
    except psycopg.OperationalError as error:
        raise UnreachableIndexError(_REFUSED.format(where=place, cause=cause(error))) from error


def cause(error: psycopg.Error) -> str:
    """Return what a server said, in one line."""
    return " ".join(str(error).split()) or type(error).__name__
