"""A graph on a server, read: patterns, tables of terms and the dump, each in one request or few.

Every request is answered from one state of the server; two requests may see two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import IO, Any, TypeVar

import pyoxigraph as ox

from corpus.remote import wording
from corpus.remote.dialects import STANDARD, UNION, VIRTUOSO, Dialect
from corpus.remote.server import GraphRefused, Server
from corpus.remote.standing import PREDICATE, Standing
from corpus.store import DEFAULT_GRAPH, Graph, Subject, Term, plain, write_sorted

_ROWS = "application/sparql-results+json"
_TRIPLES = "application/n-triples"
#: Terms in one question: more would make it slow to compile, fewer many questions.
_AT_ONCE = 200
_ONE_BY_ONE = 40
Item = TypeVar("Item")
_SCRATCH = ox.NamedNode("urn:prassi:scratch")


class RemoteGraph:
    """What a reader has of the graph on a server; see `corpus.store.GraphStore`. Thread-safe."""

    def __init__(self, server: Server, base: str) -> None:
        """Look at the server and learn how to speak to it; raises GraphUnreachable."""
        self.server = server
        self._ours = f"{base}graph/"
        self._standing = ox.NamedNode(f"{self._ours}standing")
        self._curated = ox.NamedNode(f"{self._ours}curated")
        self.dialect = self._look()

    def standing(self) -> Standing | None:
        """Return what the server says it holds; None where there is no library yet."""
        return max(self._standings(), key=lambda one: one.revision, default=None)

    def _standings(self) -> list[Standing]:
        """Return every standing: two for a moment, on servers that change one quad at a time."""
        where = wording.inside(self._standing, wording.pattern((None, PREDICATE, None)))
        said = (row.get("o") for row in self._rows(wording.rows_of("o", where)))
        read = (Standing.read(one) for one in said if isinstance(one, ox.Literal))
        return [one for one in read if one]

    def quads(
        self,
        subject: Subject | None = None,
        predicate: Subject | None = None,
        object: Term | None = None,
        graph: Graph | None = None,
    ) -> Iterator[ox.Quad]:
        terms = (subject, predicate, None if object is None else self._sent(object))
        if graph is None and terms == (None, None, None):
            return (q for one in self.graphs() for q in self.quads(graph=one))
        found = self._in_one(terms, graph) if graph else self._in_any(terms)
        # A pattern with a known node finds little: taken whole, it holds no connection.
        return iter([*found]) if subject or object else found

    def about(self, subjects: Collection[Subject], graph: Graph) -> Iterator[ox.Quad]:
        for some in batches(dict.fromkeys(subjects), _AT_ONCE):
            table = wording.values("s", ((node,) for node in some))
            where = self._inside(graph, wording.pattern((None, None, None)))
            yield from self._quads(f"{table} {where}", graph)

    def holders(
        self, triples: Collection[ox.Triple], graph: Graph | None = None
    ) -> dict[ox.Triple, frozenset[Graph]]:
        found: defaultdict[ox.Triple, set[Graph]] = defaultdict(set)
        group = self._everywhere if graph is None else partial(self._inside, graph)
        for asked, where in self._tables([*dict.fromkeys(triples)], group):
            for row in self._rows(wording.rows_of("ng", where)):
                number = row.get("n")
                held = graph or self._graph(row.get("g"))
                if isinstance(number, ox.Literal) and held is not None:
                    found[asked[int(number.value)]].add(held)
        return {triple: frozenset(graphs) for triple, graphs in found.items()}

    def _tables(
        self, triples: list[ox.Triple], group: Callable[[str], str]
    ) -> Iterator[tuple[list[ox.Triple], str]]:
        """Yield triples, some at once, with the pattern that tells by number which are held."""
        apart = [t for t in triples if self.dialect.is_lost_in_tables(t.object)]
        lost = {*apart}
        for some in batches((t for t in triples if t not in lost), _AT_ONCE):
            table = wording.values("nspo", ((n, *self._terms(t)) for n, t in enumerate(some)))
            yield some, f"{table} {group(wording.pattern((None, None, None)))}"
        for some in batches(apart, _ONE_BY_ONE):
            groups = [group(wording.pattern(self._terms(triple))) for triple in some]
            yield some, wording.numbered(groups)

    def select(
        self, query: str, bindings: Mapping[str, Term] | None = None
    ) -> list[dict[str, Term]]:
        # A table after the query is joined to what it finds (SPARQL 1.1, 18.2.4.3).
        given = bindings or {}
        table = wording.values([*given], [[*map(self._sent, given.values())]]) if given else ""
        rows = self._rows(f"{query}\n{table}", self.dataset())
        # What was given is given back: some servers make numbers of the booleans of a table.
        return [{name: given.get(name, value) for name, value in row.items()} for row in rows]

    def as_kept(self, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        return plain(quads)

    def has_graph(self, graph: ox.NamedNode) -> bool:
        where = wording.inside(graph, wording.pattern((None, None, None)))
        return self._whether(where)

    def graphs(self) -> list[Graph]:
        """Return the graphs that hold something, the default one first, then in order."""
        where = wording.everywhere(wording.pattern((None, None, None)), own_default=False)
        rows = self._rows(wording.counted_by("g", where))
        found = {graph for row in rows if (graph := self._graph(row.get("g"))) is not None}
        named = sorted(graph for graph in found if isinstance(graph, ox.NamedNode))
        return [DEFAULT_GRAPH, *named]

    def dump(self, out: IO[bytes], graph: Graph | None = None) -> None:
        write_sorted(self.quads(graph=graph), out, named=graph is None)

    def dataset(self) -> dict[str, Sequence[str]]:
        """Return the fields by which a query sees our default graph as its own."""
        return {} if self.dialect.own_default else {"default-graph-uri": (self._curated.value,)}

    def hidden(self) -> tuple[str, ...]:
        """Return the named graphs that no query need see, as this server has them."""
        # Not the curated one: what is excluded is excluded from the default graph, too.
        return (self._standing.value, *self.dialect.system_graphs)

    def shown(self, term: Any) -> Any:
        """Return a term of an answer as we sent it; what a query made up is left as it is."""
        return self.dialect.received(term) if isinstance(term, ox.NamedNode | ox.Literal) else term

    def apply(self, remove: Iterable[ox.Quad], add: Iterable[ox.Quad]) -> None:
        """Refuse: this is a reader."""
        raise TypeError("a graph open for reading is not written")

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Refuse: this is a reader."""
        raise TypeError("a graph open for reading is not written")

    def close(self) -> None:
        self.server.close()

    def _look(self) -> Dialect:
        if "virtuoso" in self.server.name():
            return VIRTUOSO
        # What is only in a named graph of ours is seen in the default one: it is a union.
        where = wording.pattern((self._standing, None, None))
        return UNION if self._whether(where) else STANDARD

    def _whether(self, where: str) -> bool:
        with self.server.answer({"query": wording.whether(where)}, _ROWS) as flow:
            try:
                return bool(ox.parse_query_results(flow.read(), ox.QueryResultsFormat.JSON))
            except SyntaxError as error:
                raise self._not_understood(error) from error

    def _in_one(self, terms: wording.Terms, graph: Graph) -> Iterator[ox.Quad]:
        where = self._inside(graph, wording.pattern(terms))
        if None not in terms:
            one, two, three = map(self._received, terms)
            found = [ox.Quad(one, two, three, graph)]  # type: ignore[arg-type]
            return iter(found if self._whether(where) else ())
        return self._quads(where, graph, terms)

    def _in_any(self, terms: wording.Terms) -> Iterator[ox.Quad]:
        asked = [name for name, term in zip("spo", terms, strict=True) if term is None]
        for row in self._rows(
            wording.rows_of([*asked, "g"], self._everywhere(wording.pattern(terms)))
        ):
            graph = self._graph(row.get("g"))
            if graph is not None:
                one, two, three = (
                    self.dialect.received(term) if term is not None else row[name]
                    for name, term in zip("spo", terms, strict=True)
                )
                yield ox.Quad(one, two, three, graph)  # type: ignore[arg-type]

    def _quads(
        self, where: str, graph: Graph, terms: wording.Terms = (None, None, None)
    ) -> Iterator[ox.Quad]:
        query = wording.triples_of(wording.pattern(terms), where)
        much = terms[0] is None and terms[2] is None
        with self.server.answer({"query": query}, _TRIPLES, much=much) as flow:
            try:
                for found in ox.parse(flow, ox.RdfFormat.N_TRIPLES):  # type: ignore[arg-type]
                    value = self._received(found.object)
                    yield ox.Quad(found.subject, found.predicate, value, graph)
            except SyntaxError as error:
                raise self._not_understood(error) from error

    def _rows(
        self, query: str, fields: Mapping[str, Sequence[str]] | None = None
    ) -> Iterator[dict[str, Term]]:
        with self.server.answer({"query": query, **(fields or {})}, _ROWS) as flow:
            try:
                solutions = ox.parse_query_results(flow, ox.QueryResultsFormat.JSON)  # type: ignore[arg-type]
                if not isinstance(solutions, ox.QuerySolutions):
                    raise TypeError("select takes a SELECT query")
                names = [variable.value for variable in solutions.variables]
                for row in solutions:
                    yield {
                        name: self._received(row[name]) for name in names if row[name] is not None
                    }
            except SyntaxError as error:
                raise self._not_understood(error) from error

    def _not_understood(self, error: SyntaxError) -> GraphRefused:
        return GraphRefused(
            f"il server del grafo {self.server.where} dà una risposta che non si capisce "
            f"({' '.join(str(error).split())[:120]}): controllate che l'indirizzo sia di SPARQL"
        )

    def _inside(self, graph: Graph, body: str) -> str:
        return wording.inside(self._sent_graph(graph), body)

    def _everywhere(self, body: str) -> str:
        return wording.everywhere(body, own_default=self.dialect.own_default)

    def _sent_graph(self, graph: Graph) -> ox.NamedNode | None:
        if isinstance(graph, ox.NamedNode):
            return graph
        return None if self.dialect.own_default else self._curated

    def _graph(self, name: object) -> Graph | None:
        """Return a graph of ours by the server's name for it, None for what is not."""
        if name is None:
            return DEFAULT_GRAPH
        if not isinstance(name, ox.NamedNode) or not name.value.startswith(self._ours):
            return None
        if name == self._curated:
            return DEFAULT_GRAPH
        return None if name == self._standing else name

    def _sent(self, term: Term) -> Term:
        if isinstance(term, ox.Literal):
            (kept,) = plain([ox.Quad(_SCRATCH, _SCRATCH, term)])
            term = kept.object  # type: ignore[assignment]
        return self.dialect.sent(term)

    def _terms(self, triple: ox.Triple) -> tuple[Term, Term, Term]:
        return triple.subject, triple.predicate, self._sent(triple.object)  # type: ignore[arg-type, return-value]

    def _received(self, term: object) -> Term:
        if not isinstance(term, ox.NamedNode | ox.Literal):
            raise GraphRefused(f"nel grafo su {self.server.where} c'è un nodo che non è nostro")
        return self.dialect.received(term)


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield the items in lists of `size`, the last one shorter."""
    rest = iter(items)
    while some := [*islice(rest, size)]:
        yield some
