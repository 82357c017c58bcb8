"""One SPARQL server as HTTP sees it: its addresses, who we are to it, what may go wrong.

Reading is tried again where nothing was answered; writing never, once it may have been heard.
Credentials come with the addresses and leave them at once: no message and no log has them.
"""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import httpx

from corpus.remote.address import Address
from corpus.store import GraphUnreachable

#: The server's own reasons are shown up to here: some repeat the whole request.
_LONGEST_REASON = 200
#: Pauses before reading again, seconds.
_PAUSES = (0.2, 1.0)
_CONNECT = 5.0
#: A change may be large, and a server writes more slowly than it reads.
_AT_LENGTH = 20
#: Bytes of one streamed answer: a whole graph passes, a server gone wrong does not.
_LONGEST_ANSWER = 8 * 2**30
# It would tell of each request, several a page.
logging.getLogger("httpx").setLevel(logging.WARNING)

_BUSY = frozenset({502, 503, 504})

_HELLO = {"query": "ASK {}"}

Fields = Mapping[str, str | Sequence[str]]


class GraphRefused(GraphUnreachable):
    """The server heard the request and said no: nothing was done, and trying again is no use."""


class Server:
    """The three doors of a server: queries, updates, whole graphs (the last may be missing).

    Thread-safe. `timeout` is how long an answer may keep silent, in seconds. Everything raises
    GraphUnreachable, or GraphRefused when the server answered with a refusal.
    """

    def __init__(
        self, query: str, update: str = "", graphs: str = "", *, timeout: float = 30.0
    ) -> None:
        self._query = Address.of(query)
        self._update = Address.of(update or query)
        self._graphs = Address.of(graphs) if graphs else None
        self._auths = {
            one.url: one.auth for one in (self._query, self._update, self._graphs) if one
        }
        self._timeout = timeout
        self._client = httpx.Client(
            timeout=httpx.Timeout(timeout, connect=_CONNECT),
            verify=ssl.create_default_context(),
            trust_env=False,  # straight there: no proxy sees what is written
            limits=httpx.Limits(max_connections=32, max_keepalive_connections=8),
        )

    @property
    def where(self) -> str:
        """The address that messages show."""
        return self._query.url

    @property
    def question(self) -> Address:
        """Where queries go."""
        return self._query

    @property
    def takes_graphs(self) -> bool:
        """Tell whether whole graphs may be sent (Graph Store Protocol)."""
        return self._graphs is not None

    def name(self) -> str:
        """Return what the server calls itself, in lower case; may be empty."""
        with self._read(_HELLO, "application/sparql-results+json", self._timeout) as response:
            return str(response.headers.get("server", "")).lower()

    @contextmanager
    def answer(self, fields: Fields, accept: str, *, much: bool = False) -> Iterator[Flow]:
        """Ask a query, ``fields["query"]``, and give the answer as a file, to be read as it comes.

        A request that got no answer is made again, twice. `much`: a whole graph, which some
        servers gather before they begin to send it, may take as long as a change.
        """
        with self._read(fields, accept, self._timeout * (_AT_LENGTH if much else 1)) as response:
            yield Flow(self._chunks(response))

    def update(self, text: str) -> None:
        """Send one update request."""
        self._write(
            self._update,
            {},
            text.encode(),
            "application/sparql-update; charset=utf-8",
        )

    def add(self, graph: Mapping[str, str], triples: bytes) -> None:
        """Add N-Triples to a graph, ``{"graph": iri}`` or ``{"default": ""}``."""
        assert self._graphs is not None  # noqa: S101 - whoever calls has looked at takes_graphs
        self._write(self._graphs, graph, triples, "application/n-triples")

    def asynchronous(self, timeout: float) -> httpx.AsyncClient:
        """Return a client for the questions of others, in an event loop; close it in the end."""
        return httpx.AsyncClient(
            timeout=httpx.Timeout(timeout, connect=min(_CONNECT, timeout)),
            auth=self._query.auth,
            verify=ssl.create_default_context(),
            trust_env=False,
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    @contextmanager
    def _read(self, fields: Fields, accept: str, timeout: float) -> Iterator[httpx.Response]:
        request = self._client.build_request(
            "POST",
            self._query.url,
            data=dict(fields),
            headers={"Accept": accept},
            timeout=httpx.Timeout(timeout, connect=_CONNECT),
        )
        response = self._first_answer(request)
        try:
            self._refuse_part(response)
            yield response
        except httpx.HTTPError as error:
            raise self._away(self._query, error) from error
        finally:
            response.close()

    def _first_answer(self, request: httpx.Request) -> httpx.Response:
        for pause in (*_PAUSES, None):
            try:
                response = self._client.send(
                    request, stream=True, auth=self._auths[self._query.url]
                )
            except httpx.TimeoutException as error:
                if pause is None or not isinstance(error, httpx.ConnectTimeout):
                    raise self._away(self._query, error) from error
            except httpx.HTTPError as error:
                if pause is None:
                    raise self._away(self._query, error) from error
            else:
                if response.status_code not in _BUSY or pause is None:
                    self._check(self._query, response)
                    return response
                response.close()
            time.sleep(pause)
        raise AssertionError  # the last turn returns or raises

    def _write(self, address: Address, params: Mapping[str, str], body: bytes, kind: str) -> None:
        try:
            response = self._client.post(
                address.url,
                params=params or None,
                content=body,
                headers={"Content-Type": kind},
                auth=self._auths[address.url],
                timeout=httpx.Timeout(self._timeout * _AT_LENGTH, connect=_CONNECT),
            )
        except httpx.HTTPError as error:
            raise self._away(address, error) from error
        self._check(address, response)

    def _chunks(self, response: httpx.Response) -> Iterator[bytes]:
        total = 0
        for chunk in response.iter_bytes():
            total += len(chunk)
            if total > _LONGEST_ANSWER:
                raise GraphRefused(f"il server del grafo {self.where} risponde senza fine")
            yield chunk

    def _check(self, address: Address, response: httpx.Response) -> None:
        status = response.status_code
        if status < 300:
            return
        if status in (401, 403):
            raise GraphRefused(
                f"il server del grafo {address.url} non ci fa entrare ({status}): controllate "
                "utente e parola d'ordine nell'indirizzo, e che possa leggere e scrivere"
            )
        reason = " ".join(_start_of(response).split())[:_LONGEST_REASON]
        kind = GraphUnreachable if status in _BUSY else GraphRefused
        raise kind(f"il server del grafo {address.url} ha rifiutato ({status}): {reason}")

    def _refuse_part(self, response: httpx.Response) -> None:
        """Some servers answer 200 with what they found in time, or with the first rows."""
        if "x-sql-state" in response.headers:
            raise GraphUnreachable(
                f"il server del grafo {self.where} non ha finito in tempo la risposta: riprovate"
            )
        if rows := response.headers.get("x-sparql-maxrows"):
            raise GraphRefused(
                f"il server del grafo {self.where} taglia le risposte a {rows} righe: togliete "
                "ResultSetMaxRows dalla sua configurazione"
            )

    def _away(self, address: Address, error: httpx.HTTPError) -> GraphUnreachable:
        late = isinstance(error, httpx.TimeoutException)
        cause = "tempo scaduto" if late else " ".join(str(error).split()) or type(error).__name__
        return GraphUnreachable(
            f"il server del grafo {address.url} non risponde ({cause}): controllate che sia "
            "acceso e che l'indirizzo sia giusto, poi riprovate"
        )


class Flow:
    """A file read as it comes over the network, in one pass."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._ahead = b""

    def read(self, size: int = -1) -> bytes:
        """Return at most `size` bytes, some as soon as there are any; b"" at the end."""
        if size is None or size < 0:
            rest, self._ahead = self._ahead, b""
            return rest + b"".join(self._chunks)
        while not self._ahead:
            chunk = next(self._chunks, None)
            if chunk is None:
                return b""
            self._ahead = chunk
        piece, self._ahead = self._ahead[:size], self._ahead[size:]
        return piece


def _start_of(response: httpx.Response) -> str:
    try:
        for chunk in response.iter_bytes(4096):
            return chunk.decode(response.encoding or "utf-8", "replace")
    except httpx.HTTPError:
        pass
    finally:
        response.close()
    return ""
