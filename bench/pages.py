"""How long each kind of page takes the service, and how much it weighs, beside a bare answer.

    PRASSI_DATA=… python -m bench.pages [KIND…]

One reader at a time asks for pages nobody asked for yet, then for the same again. The milliseconds
are those of the reader on this machine; read them beside those of `/healthz`, which the same server
gives without touching anything, and of a plain file. The aim is p95 ≤ 150 ms of every kind.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import quote

import httpx
import psutil

from bench.served import served, spent
from bench.timing import Latency

ASKED = 60  # pages of each kind
AIM = 150.0
WAIT = 240.0
READER = {"Accept": "text/html"}
#: What each kind is called and where it is; `{…}` is filled with one thing of the library after
#: another. A kind that this service does not have is told and left out.
KINDS = {
    "bare answer": "/healthz",
    "plain file": "/static/prassi.css",
    "first page": "/",
    "search": "/cerca?q={question}",
    "search, one filter": "/cerca?q={question}&region=08",
    "search, tenth page": "/cerca?q={question}&pagina=10",
    "suggestions": "/suggerisci?q={question}",
    "practice": "/pratiche/{practice}",
    "sheet to print": "/pratiche/{practice}/scheda",
    "document": "/documenti/{document}",
    "organisations": "/organizzazioni",
    "organisation": "/organizzazioni/{organisation}",
    "measures": "/misure",
    "places": "/luoghi",
    "calls": "/bandi",
    "map": "/mappa?q={question}",
    "points of the map": "/mappa/punti?q={question}",
    "who with whom": "/reti",
    "need": "/bisogno?q={question}",
    "numbers": "/numeri",
    "gaps": "/vuoti",
    "money": "/soldi",
    "years": "/anni",
    "quality": "/qualita",
    "propose": "/proponi",
    "help": "/aiuto/cercare",
    "method": "/metodo",
    "about": "/informazioni",
    "dictionary": "/dizionario",
}


@dataclass(frozen=True, slots=True)
class Visit:
    """What the pages of one kind took: milliseconds, CPU of each, bytes sent (the median)."""

    taken: Latency
    cpu: float
    weight: float


def bench(wanted: Sequence[str] = ()) -> None:
    """Print the kinds wanted (all if none), asked first and again, and what it is of a bare answer.

    A service that has just started is given `WAIT` seconds to read all ahead, as it does by itself.
    """
    with served() as (address, server), httpx.Client(base_url=address, timeout=60) as client:
        things = _things(client)
        counted = ", ".join(f"{len(held)} of {name}" for name, held in things.items())
        print(f"pages: {ASKED} of each kind, one reader; {counted}")
        time.sleep(WAIT)
        bare = 0.0
        for name, template in KINDS.items():
            if wanted and name not in ("bare answer", *wanted):
                continue
            paths = _paths(template, things)
            if (status := client.head(paths[0], headers=READER).status_code) != 200:
                print(f"  {name:<20} answers {status}: left out")
                continue
            for turn in ("first", "again"):
                visit = _visit(client, server, paths)
                bare = bare or visit.taken.p50
                print(
                    f"  {name:<20} {turn}  {visit.taken}  {visit.cpu:6.2f} ms of CPU  "
                    f"{visit.weight / 1024:6.1f} KiB  {visit.taken.p50 / bare:5.1f}× bare"
                    f"{'' if visit.taken.p95 <= AIM else '  over the aim'}"
                )


def _visit(client: httpx.Client, server: psutil.Process, paths: Sequence[str]) -> Visit:
    taken, weights = [], []
    before = spent(server)
    for path in paths:
        started = time.perf_counter()
        with client.stream("GET", path, headers=READER) as answer:
            weights.append(sum(map(len, answer.iter_raw())))
        taken.append((time.perf_counter() - started) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")
    cpu = (spent(server) - before) / len(paths) * 1000
    return Visit(Latency(median(taken), quantiles(taken, n=20)[18]), cpu, median(weights))


def _paths(template: str, things: Mapping[str, Sequence[str]]) -> list[str]:
    filled = (
        template.format(**{name: held[turn % len(held)] for name, held in things.items()})
        for turn in cycle(range(max(map(len, things.values()))))
    )
    return list(islice(filled, ASKED))


def _things(client: httpx.Client) -> dict[str, list[str]]:
    """Return what the addresses are filled with: questions, and the first things of each list."""
    questions = Path(__file__).with_name("queries.txt").read_text(encoding="utf-8").splitlines()
    return {
        "question": [quote(one, safe="") for one in questions],
        "practice": _identifiers(client, "practices"),
        "document": _identifiers(client, "documents"),
        "organisation": _identifiers(client, "organisations"),
    }


def _identifiers(client: httpx.Client, kind: str) -> list[str]:
    answer = client.get(f"/api/v1/{kind}", params={"limit": 100}).raise_for_status()
    return [quote(one["id"], safe="") for one in answer.json()[kind]]


if __name__ == "__main__":
    bench(sys.argv[1:])
