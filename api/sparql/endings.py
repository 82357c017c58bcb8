"""How a query that gave no answer ended, as its client is told: refused, late, too large, dead."""

from __future__ import annotations

import logging
import math
import signal
from concurrent.futures import CancelledError
from concurrent.futures.process import BrokenProcessPool

import pebble

from api.errors import PrassiError, TooLargeError, UnavailableError
from api.settings import Settings
from api.sparql.refusal import Refusal
from api.sparql.results import AnswerTooLarge
from api.sparql.worker import SnapshotUnreadable

_log = logging.getLogger(__name__)


def ended(error: Exception, seconds: float, settings: Settings) -> PrassiError | None:
    """Turn what a worker raised, or how it died, into what the client is told; None if unknown.

    `seconds` is how long the query was allowed to run.
    """
    match error:
        case Refusal():
            return refusal_error(error)
        case AnswerTooLarge():
            return TooLargeError(
                f"La risposta supera {error.limit} byte: chiedete meno o usate LIMIT.",
                "sparql-answer-too-large",
            )
        case SnapshotUnreadable():
            _log.error("SPARQL workers cannot start: %s", error)
            return UnavailableError("Il grafo non si può leggere in questo momento.")
        case MemoryError():
            return _out_of_memory(settings)
        case TimeoutError():
            return _out_of_time(seconds)
        case pebble.ProcessExpired():
            return _died(-int(error.exitcode or 0), seconds, settings)
        case CancelledError():  # the pool was closed; a client that leaves cancels its task
            return UnavailableError("Il servizio SPARQL si sta fermando.")
        case BrokenProcessPool():
            return UnavailableError("Il servizio SPARQL riparte: riprovate.", 1)
    return None


def refusal_error(refusal: Refusal) -> PrassiError:
    """Return a refusal as the client is told it: 400, or the better word that HTTP has."""
    status = {"too-large": 413, "not-acceptable": 406}.get(refusal.slug, 400)
    extra = {"limit": refusal.limit, "line": refusal.line, "column": refusal.column}
    return PrassiError(
        status,
        "Domanda SPARQL non accettata",
        refusal.detail,
        f"sparql-{refusal.slug}",
        extra={key: value for key, value in extra.items() if value is not None},
    )


def _out_of_time(seconds: float) -> PrassiError:
    words = f"{seconds:g}".replace(".", ",")
    return PrassiError(
        504,
        "Tempo scaduto",
        f"La domanda ha superato il tempo concesso ({words} s): rendetela "
        "più precisa o aggiungete LIMIT.",
        "sparql-timeout",
        extra={"limit": seconds},
        # The same query will hardly be quicker at once; on a busy machine it may be later.
        headers={"Retry-After": str(math.ceil(seconds))},
    )


def _died(signal_number: int, seconds: float, settings: Settings) -> PrassiError:
    if signal_number == signal.SIGXCPU:
        return _out_of_time(seconds)
    if signal_number == signal.SIGSEGV:  # the engine's stack, on nesting that we let through
        return refusal_error(Refusal("too-complex", "La domanda è troppo intricata: dividetela."))
    return _out_of_memory(settings)  # the engine aborts when an allocation fails


def _out_of_memory(settings: Settings) -> PrassiError:
    megabytes = settings.sparql_memory // 2**20
    return PrassiError(
        507,
        "Memoria esaurita",
        f"La domanda ha superato la memoria concessa ({megabytes} MB).",
        "sparql-memory",
        extra={"limit": settings.sparql_memory},
    )
