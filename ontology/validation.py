"""Does a graph look as it must? The shapes of `shapes.ttl`, told in Italian.

Concepts are checked against the schemes without merging the whole vocabulary: only those that the
data names get their `skos:inScheme`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import pyshacl
from rdflib import SH, SKOS, Graph, URIRef
from rdflib.term import Node

from ontology.graph import read_turtle
from ontology.rules import Rule, broken_rules, detach_rules
from ontology.schemes import load_schemes
from ontology.terms import Terms


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong: what, at which node, along which property, with which value."""

    message: str
    node: str
    path: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a validation found, sorted; warnings do not stop a write."""

    violations: tuple[Finding, ...]
    warnings: tuple[Finding, ...]

    @property
    def conforms(self) -> bool:
        """True when nothing forbids the graph."""
        return not self.violations


def validate(data: Graph, terms: Terms) -> Report:
    """Check the graph of one or more documents against the shapes; `data` is left as it is."""
    return _check(_with_membership(data, terms), _shapes("shapes.ttl", terms))


def validate_schemes(schemes: Graph, terms: Terms) -> Report:
    """Check concept schemes in SKOS, such as `schemes_graph` makes."""
    return _check(schemes, _shapes("scheme_shapes.ttl", terms))


@lru_cache(maxsize=8)
def _shapes(path: str, terms: Terms) -> tuple[Graph, tuple[Rule, ...]]:
    return detach_rules(read_turtle(path, terms))


@lru_cache(maxsize=4)
def _memberships(terms: Terms) -> dict[Node, Node]:
    return {
        URIRef(terms.expand(concept.id)): URIRef(terms.scheme(concept.scheme))
        for concept in load_schemes()
    }


def _with_membership(data: Graph, terms: Terms) -> Graph:
    memberships = _memberships(terms)
    merged = Graph(bind_namespaces="none")
    for subject, predicate, value in data:
        if predicate == SKOS.inScheme and subject in memberships:
            continue  # only the vocabulary says where its concepts belong
        merged.add((subject, predicate, value))
        if scheme := memberships.get(value):
            merged.add((value, SKOS.inScheme, scheme))
    return merged


def _check(data: Graph, shapes: tuple[Graph, tuple[Rule, ...]]) -> Report:
    core, rules = shapes
    _, results, text = pyshacl.validate(data, shacl_graph=core, inference="none", inplace=True)
    if not isinstance(results, Graph):
        raise RuntimeError(f"la validazione non è riuscita: {text}")
    found = [*_findings(results), *(item for rule in rules for item in _faults(rule, data))]
    found.sort(key=lambda item: _order(item[1]))
    return Report(
        tuple(finding for warning, finding in found if not warning),
        tuple(finding for warning, finding in found if warning),
    )


def _order(finding: Finding) -> tuple[str, ...]:
    return finding.message, finding.node, finding.path or "", finding.value or ""


def _findings(results: Graph) -> Iterator[tuple[bool, Finding]]:
    for result in results.objects(None, SH.result):  # not the details within a result
        path = results.value(result, SH.resultPath)
        finding = Finding(
            message=str(results.value(result, SH.resultMessage)),
            node=str(results.value(result, SH.focusNode)),
            path=str(path) if isinstance(path, URIRef) else None,
            value=_text(results.value(result, SH.value)),
        )
        yield results.value(result, SH.resultSeverity) == SH.Warning, finding


def _faults(rule: Rule, data: Graph) -> Iterator[tuple[bool, Finding]]:
    for fault in broken_rules(rule, data):
        finding = Finding(rule.message, str(fault.node), _text(fault.path), _text(fault.value))
        yield rule.warning, finding


def _text(node: Node | None) -> str | None:
    return None if node is None else str(node)
