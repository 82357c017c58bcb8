"""The tables of the index on the server: looked for by all, made by the first who may write."""

from __future__ import annotations

import time
from importlib import resources

import psycopg

from search.index import BrokenIndexError
from search.postgres.complaints import NO_EXTENSION, NO_UNICODE, NOT_OURS, cause
from search.postgres.connections import Connection, Connections

# Raise it, too, when passages are cut or read by the encoder in another way.
SCHEMA_VERSION = "1"
_OURS = "Prassi"
_TURN = 0x50726173  # whoever makes the tables holds this advisory lock
_FOUND = (
    "SELECT to_regclass('prassi.settings') IS NOT NULL,"
    " EXISTS (SELECT 1 FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace"
    " WHERE nspname = 'prassi')"
)
_SETTINGS = "SELECT name, value FROM prassi.settings WHERE name IN ('owner', 'schema')"
_EXTENSION = "SELECT to_regtype('halfvec') IS NOT NULL"


def prepare(connections: Connections, place: str, *, awaiting: bool) -> None:
    """Make the tables where there are none, or those of another version: it is a cache.

    A server that only reads is left as it is where nothing is missing. Raises BrokenIndexError for
    a schema that is not ours, UnreachableIndexError where the server lacks something.
    """
    with connections.reading(_FOUND) as (connection, ((tables, anything),)):
        if _is_well(connection, place, tables=tables, anything=anything):
            return
    with connections.writing(f"SELECT pg_advisory_xact_lock({_TURN:d})") as (connection, _):
        ((tables, anything),) = connection.execute(_FOUND).fetchall()
        if not _is_well(connection, place, tables=tables, anything=anything):  # nobody was quicker
            _make(connection, place, again=tables, awaiting=awaiting)


def _is_well(connection: Connection, place: str, *, tables: bool, anything: bool) -> bool:
    held: dict[str, str] = dict(connection.execute(_SETTINGS).fetchall()) if tables else {}
    if anything and held.get("owner") != _OURS:
        raise BrokenIndexError(NOT_OURS.format(where=place))
    return held.get("schema") == SCHEMA_VERSION


def _make(connection: Connection, place: str, *, again: bool, awaiting: bool) -> None:
    ((encoding,),) = connection.execute("SHOW server_encoding").fetchall()
    if encoding != "UTF8":
        raise BrokenIndexError(NO_UNICODE.format(where=place))
    _have_extension(connection, place)
    if again:
        connection.execute("DROP SCHEMA prassi CASCADE")
    # Who may not make a schema may have been given an empty one.
    ((present,),) = connection.execute("SELECT to_regnamespace('prassi') IS NOT NULL").fetchall()
    if not present:
        connection.execute("CREATE SCHEMA prassi")
    connection.execute(_schema())
    # Revisions go on from the clock: who remembers one of a former index must not take it for ours.
    now = str(time.time_ns() // 1000)
    settings = {
        "owner": _OURS,
        "schema": SCHEMA_VERSION,
        "revision": now,
        "birth": now,
        **({"awaiting": "1"} if awaiting else {}),
    }
    connection.cursor().executemany("INSERT INTO prassi.settings VALUES (%s, %s)", settings.items())


def _have_extension(connection: Connection, place: str) -> None:
    try:
        with connection.transaction():  # a savepoint: the refusal is ours to tell
            ((present,),) = connection.execute(_EXTENSION).fetchall()
            if not present:
                connection.execute("CREATE EXTENSION vector")
                connection.execute("SELECT NULL::halfvec")
    except (psycopg.ProgrammingError, psycopg.NotSupportedError, psycopg.OperationalError) as error:
        if connection.closed:
            raise
        raise BrokenIndexError(NO_EXTENSION.format(where=place, cause=cause(error))) from error


def _schema() -> bytes:
    return resources.files("search.postgres").joinpath("schema.sql").read_bytes()
