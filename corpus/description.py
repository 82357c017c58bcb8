"""The quads of one document, ready to be asked: what a node says, and which words support it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from corpus.projection import Names
from corpus.views import Evidence

Term = ox.NamedNode | ox.Literal
#: How sure a triple is and the words that say it, in order of position.
Support = tuple[float, tuple[Evidence, ...]]

_UNSUPPORTED: Support = (0.0, ())


class Description:
    """The quads of one document, indexed by subject and predicate, with the support of each."""

    def __init__(self, document: str, quads: Iterable[ox.Quad], names: Names) -> None:
        self.document = document
        self._names = names
        self._triples: defaultdict[tuple[str, str], list[Term]] = defaultdict(list)
        self._iris: dict[str, str] = {}  # of the few predicates that are asked for all the time
        for quad in quads:
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, Term):
                self._triples[quad.subject.value, quad.predicate.value].append(quad.object)
        for values in self._triples.values():
            if len(values) > 1:  # a store gives them in any order
                values.sort(key=str)
        self._support = dict(self._supports())

    def subjects(self, predicate: str, value: ox.NamedNode) -> list[ox.NamedNode]:
        """Return the subjects of a predicate with a value."""
        wanted = self._iri(predicate)
        found = sorted(
            subject
            for (subject, asked), values in self._triples.items()
            if asked == wanted and value in values
        )
        return [ox.NamedNode(subject) for subject in found]

    def objects(
        self, subject: ox.NamedNode, predicate: str
    ) -> Iterator[tuple[ox.NamedNode, Support]]:
        """Yield the nodes a subject points to, by position of their first evidence."""
        name = self._iri(predicate)
        nodes = [v for v in self._triples[subject.value, name] if isinstance(v, ox.NamedNode)]
        supported = [
            (v, self._support.get((subject.value, name, str(v)), _UNSUPPORTED)) for v in nodes
        ]
        yield from sorted(supported, key=lambda pair: [e.start for e in pair[1][1]][:1])

    def text(self, subject: ox.NamedNode, predicate: str, default: str = "") -> str:
        """Return the first literal of a predicate."""
        values = self._triples[subject.value, self._iri(predicate)]
        return next((v.value for v in values if isinstance(v, ox.Literal)), default)

    def ref(self, subject: ox.NamedNode, predicate: str, default: str = "") -> str:
        """Return the compact identifier of the first node of a predicate."""
        values = self._triples[subject.value, self._iri(predicate)]
        nodes = (v for v in values if isinstance(v, ox.NamedNode))
        return next((self._names.compact(node) for node in nodes), default)

    def _supports(self) -> Iterator[tuple[tuple[str, str, str], Support]]:
        for me in self.subjects("rdf:type", self._names.node("wp:Assertion")):
            subject = self._one(me, "rdf:subject")
            predicate = self._one(me, "rdf:predicate")
            value = self._one(me, "rdf:object")
            confidence = float(self.text(me, "wp:confidence", "0"))
            evidence = sorted(
                (
                    self._evidence(annotation, confidence)
                    for annotation in self._triples[me.value, self._iri("wp:supportedBy")]
                    if isinstance(annotation, ox.NamedNode)
                ),
                key=lambda e: (e.start, e.end),
            )
            key = (subject.value, predicate.value, str(value))
            yield key, (confidence, tuple(evidence))

    def _evidence(self, annotation: ox.NamedNode, confidence: float) -> Evidence:
        target = self._one(annotation, "oa:hasTarget")
        start = end = 0
        words = ""
        for selector in self._triples[target.value, self._iri("oa:hasSelector")]:
            if isinstance(selector, ox.NamedNode):
                words = self.text(selector, "oa:exact", words)
                start = int(self.text(selector, "oa:start", str(start)))
                end = int(self.text(selector, "oa:end", str(end)))
        return Evidence(self.document, start, end, words, confidence)

    def _one(self, subject: ox.NamedNode, predicate: str) -> Term:
        return self._triples[subject.value, self._iri(predicate)][0]

    def _iri(self, predicate: str) -> str:
        if predicate not in self._iris:
            self._iris[predicate] = self._names.node(predicate).value
        return self._iris[predicate]
