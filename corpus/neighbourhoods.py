"""A node of the graph with what surrounds it: its parts, who points to it, the names around it.

This is what linked data tells of a thing, and it is bounded: a description that would be larger
than the limit is refused, and where many point to a node some are told and it is said that there
are more. Which predicates lead where is in `neighbourhoods.toml`.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from itertools import islice

import pyoxigraph as ox

from corpus.projection import Names
from corpus.store import DEFAULT_GRAPH, GraphStore

_REMEMBERED = 8192
#: What these point to is a word of some vocabulary, not a thing whose name a reader misses.
_WORDS = ("rdf:type", "rdf:predicate")


class NeighbourhoodTooLargeError(Exception):
    """A description has more than `limit` triples."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """What the graph tells around the node `centre`; triples in a fixed order, each once.

    `told`: its own and those of its parts; `pointing`: who points to it, with the wholes they
    belong to; `names`: labels and types of everything else. `graphs`: the named graphs that tell
    of it. `more`: others point to it that are not in `pointing`.
    """

    centre: ox.NamedNode
    told: tuple[ox.Triple, ...]
    pointing: tuple[ox.Triple, ...] = ()
    names: tuple[ox.Triple, ...] = ()
    graphs: tuple[ox.NamedNode, ...] = ()
    more: bool = False

    @property
    def triples(self) -> tuple[ox.Triple, ...]:
        """Every triple once, those of the centre first."""
        return tuple(dict.fromkeys((*self.told, *self.pointing, *self.names)))


@dataclass(frozen=True, slots=True)
class _Map:
    """`neighbourhoods.toml`, its predicates as nodes."""

    limit: int
    pointing: int
    steps: int
    quads: int
    parts: frozenset[ox.NamedNode]
    parts_of: frozenset[str]
    pointers: tuple[ox.NamedNode, ...]
    names: tuple[ox.NamedNode, ...]
    holds: Mapping[str, tuple[ox.NamedNode, ...]]


class Neighbourhoods:
    """Reads neighbourhoods from one snapshot of the graph. Thread-safe."""

    def __init__(self, store: GraphStore, names: Names) -> None:
        self._store = store
        self._names = names
        self._base = names.terms.base
        self._named = lru_cache(maxsize=_REMEMBERED)(self._names_of)

    def holds(self, node: ox.NamedNode) -> bool:
        """Tell whether the graph says anything of a node."""
        return next(iter(self._store.quads(node)), None) is not None

    def is_graph(self, node: ox.NamedNode) -> bool:
        """Tell whether there is a named graph of this name."""
        return self._store.has_graph(node)

    def around(
        self, centre: ox.NamedNode, others: Sequence[ox.NamedNode] = (), *, evidence: bool = False
    ) -> Neighbourhood | None:
        """Return what surrounds a node, None where the graph says nothing of it.

        `others` are told with it, as nodes merged into it are; `evidence` adds the assertions
        about the node and its parts, with the words that support them. Raises
        NeighbourhoodTooLargeError.
        """
        own, graphs = self._own(centre)
        if not own:
            return None
        told = _Ordered(self._map.limit)
        told.add(own)
        self._tell_parts(centre, told)
        for other in others:
            told.add(self._own(other)[0])
            self._tell_parts(other, told)
        self._tell_held(centre, told)
        if evidence:
            self._tell_evidence(centre, told)
        pointing, more = self._pointing((centre, *others), told)
        names = self._missing_names((*told, *pointing), told)
        return Neighbourhood(centre, tuple(told), pointing, names, graphs, more)

    def own(self, node: ox.NamedNode) -> tuple[ox.Triple, ...]:
        """Return the triples of a node alone, in a fixed order."""
        return tuple(self._own(node)[0])

    def graph(self, name: ox.NamedNode) -> Neighbourhood | None:
        """Return all that a named graph holds; None where there is none of that name.

        Raises NeighbourhoodTooLargeError.
        """
        held = _Ordered(self._map.limit)
        held.add(sorted(islice(self._triples(graph=name), self._map.limit + 1), key=str))
        return Neighbourhood(name, tuple(held), graphs=(name,)) if held else None

    def ontology(self) -> Neighbourhood:
        """Return the ontology: its classes and properties, without the concept schemes."""
        me = ox.NamedNode(f"{self._base}onto")
        vocabulary = self._names.graph("vocabulary")
        found = sorted(
            (
                triple
                for triple in self._triples(graph=vocabulary)
                if isinstance(triple.subject, ox.NamedNode)
                and triple.subject.value.partition("#")[0] == me.value
            ),
            key=str,
        )
        return Neighbourhood(me, tuple(found), graphs=(vocabulary,))

    @cached_property
    def _map(self) -> _Map:
        raw = tomllib.loads(
            resources.files("corpus").joinpath("neighbourhoods.toml").read_text("utf-8")
        )
        node = self._names.node
        holds = {kind: tuple(map(node, by)) for kind, by in raw["holds"].items()}
        return _Map(
            **{name: raw[name] for name in ("limit", "pointing", "steps", "quads")},
            parts=frozenset(map(node, raw["parts"])),
            parts_of=frozenset(raw["parts_of"]),
            pointers=tuple(map(node, raw["pointers"])),
            names=tuple(map(node, raw["names"])),
            holds=holds,
        )

    def _own(self, node: ox.NamedNode) -> tuple[list[ox.Triple], tuple[ox.NamedNode, ...]]:
        """Return the triples of a node, and the named graphs that they were found in."""
        quads = list(islice(self._store.quads(node), self._map.quads))
        found = {quad.triple for quad in quads}
        if len(quads) == self._map.quads:  # told by very many documents
            found |= {q.triple for q in self._store.quads(node, None, None, DEFAULT_GRAPH)}
        graphs = {q.graph_name for q in quads if isinstance(q.graph_name, ox.NamedNode)}
        several = sorted(graphs, key=lambda graph: graph.value)
        return sorted(found, key=str), tuple(several[: self._map.pointing])

    def _tell_parts(self, whole: ox.NamedNode, told: _Ordered) -> None:
        edge = [whole]
        for _ in range(self._map.steps):
            further: dict[ox.NamedNode, None] = {}
            for subject in edge:
                further |= dict.fromkeys(self._parts_of(subject, told))
            for part in further:
                told.add(self._own(part)[0])
            edge = list(further)

    def _parts_of(self, whole: ox.NamedNode, told: _Ordered) -> Iterator[ox.NamedNode]:
        for triple in told.about(whole):
            part = triple.object
            if triple.predicate not in self._map.parts or not isinstance(part, ox.NamedNode):
                continue
            if self._ours(part) and not told.of(part):
                yield part

    def _tell_held(self, whole: ox.NamedNode, told: _Ordered) -> None:
        kind = self._kind(whole)
        for predicate in self._map.holds.get(kind, ()):
            held = {q.subject for q in self._store.quads(None, predicate, whole)}
            for node in sorted(held, key=str):
                if isinstance(node, ox.NamedNode) and not told.of(node):
                    told.add(self._own(node)[0])

    def _tell_evidence(self, centre: ox.NamedNode, told: _Ordered) -> None:
        node = self._names.node
        subject, object_ = node("rdf:subject"), node("rdf:object")
        found: set[ox.NamedNode] = set()
        for described in told.subjects():
            found |= set(self._subjects(subject, described))
        found |= set(islice(self._subjects(object_, centre), self._map.pointing))
        for assertion in sorted(found, key=str):
            told.add(self._own(assertion)[0])
            self._tell_parts(assertion, told)

    def _pointing(
        self, nodes: Iterable[ox.NamedNode], told: _Ordered
    ) -> tuple[tuple[ox.Triple, ...], bool]:
        found: dict[ox.Triple, None] = {}
        more = False
        for node in nodes:
            for predicate, by in self._pointers(node).items():
                more = more or len(by) > self._map.pointing
                for subject in sorted(by, key=str)[: self._map.pointing]:
                    if not told.of(subject):
                        found[ox.Triple(subject, predicate, node)] = None
                        if self._kind(subject) in self._map.parts_of:
                            found.update(dict.fromkeys(self._own(subject)[0]))
                            found.update(dict.fromkeys(self._wholes(subject)))
        return tuple(found), more

    def _pointers(self, node: ox.NamedNode) -> dict[ox.NamedNode, list[ox.NamedNode]]:
        """Return who points to a node by each predicate, one more than are told at most."""
        few = list(islice(self._store.quads(None, None, node), self._map.quads))
        if len(few) == self._map.quads:  # a node that many point to: each predicate has its turn
            return {
                one: list(islice(self._subjects(one, node), self._map.pointing + 1))
                for one in self._map.pointers
            }
        found: defaultdict[ox.NamedNode, dict[ox.NamedNode, None]] = defaultdict(dict)
        for quad in few:
            if isinstance(quad.subject, ox.NamedNode):
                found[quad.predicate][quad.subject] = None
        return {one: list(found[one]) for one in self._map.pointers if one in found}

    def _wholes(self, part: ox.NamedNode) -> Iterator[ox.Triple]:
        """Yield who has a part, and who has that: a quantity is of a result, which is of…"""
        edge = [part]
        for _ in range(self._map.steps):
            above: list[ox.NamedNode] = []
            for node in edge:
                for predicate, wholes in self._pointers(node).items():
                    for whole in wholes if predicate in self._map.parts else ():
                        yield ox.Triple(whole, predicate, node)
                        if self._kind(whole) in self._map.parts_of:
                            above.append(whole)
            edge = above

    def _missing_names(self, triples: Iterable[ox.Triple], told: _Ordered) -> tuple[ox.Triple, ...]:
        words = set(map(self._names.node, _WORDS))
        wanted: dict[ox.NamedNode, None] = {}
        for triple in triples:
            mentioned = () if triple.predicate in words else (triple.object,)
            for node in (triple.subject, *mentioned):
                if isinstance(node, ox.NamedNode) and not told.of(node):
                    wanted[node] = None
        return tuple(triple for node in wanted for triple in self._named(node))

    def _names_of(self, node: ox.NamedNode) -> tuple[ox.Triple, ...]:
        found = (
            quad.triple
            for predicate in self._map.names
            for quad in self._store.quads(node, predicate, None, DEFAULT_GRAPH)
        )
        return tuple(sorted(found, key=str))

    def _kind(self, node: ox.NamedNode) -> str:
        """Return ``practice`` for ``{base}id/practice/…``, ``scheme`` for ``{base}scheme/…``."""
        path = node.value.removeprefix(self._base)
        first, _, rest = path.removeprefix("id/").partition("/")
        # A concept is not a scheme, a stretch of a document not a document.
        single = "/" not in rest and "#" not in rest
        return first if single or (path.startswith("id/") and "#" not in rest) else ""

    def _ours(self, node: ox.NamedNode) -> bool:
        return node.value.startswith(f"{self._base}id/")

    def _subjects(self, predicate: ox.NamedNode, object: ox.NamedNode) -> Iterator[ox.NamedNode]:
        seen = set()
        for quad in self._store.quads(None, predicate, object):
            if isinstance(quad.subject, ox.NamedNode) and quad.subject not in seen:
                seen.add(quad.subject)
                yield quad.subject

    def _triples(self, graph: ox.NamedNode) -> Iterator[ox.Triple]:
        return (quad.triple for quad in self._store.quads(graph=graph))


class _Ordered:
    """Triples in the order in which they are told, each once, never more than `limit`."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._triples: dict[ox.Triple, None] = {}
        self._about: defaultdict[object, list[ox.Triple]] = defaultdict(list)

    def __iter__(self) -> Iterator[ox.Triple]:
        return iter(self._triples)

    def __len__(self) -> int:
        return len(self._triples)

    def add(self, triples: Iterable[ox.Triple]) -> None:
        for triple in triples:
            if triple not in self._triples:
                self._triples[triple] = None
                self._about[triple.subject].append(triple)
        if len(self._triples) > self._limit:
            raise NeighbourhoodTooLargeError(self._limit)

    def of(self, node: ox.NamedNode) -> bool:
        """Tell whether a node has been told."""
        return node in self._about

    def about(self, node: ox.NamedNode) -> list[ox.Triple]:
        return list(self._about.get(node, ()))

    def subjects(self) -> list[ox.NamedNode]:
        return [node for node in self._about if isinstance(node, ox.NamedNode)]
