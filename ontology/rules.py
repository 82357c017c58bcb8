"""The SPARQL rules of a shapes graph, each prepared once and run once over a whole graph.

A SHACL engine parses and runs such a rule again for every node it looks at, which takes longer than
everything else together. The rules stay where others expect them, in `sh:sparql` of their shape,
and are taken from there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import RDF, SH, Graph
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import ResultRow
from rdflib.term import Node


@dataclass(frozen=True, slots=True)
class Rule:
    """A query whose every row is a fault of a node of class `target`."""

    target: Node
    message: str
    warning: bool
    query: Query


@dataclass(frozen=True, slots=True)
class Fault:
    """What a rule found: at which node, along which property, with which value."""

    rule: Rule
    node: Node
    path: Node | None
    value: Node | None


def detach_rules(shapes: Graph) -> tuple[Graph, tuple[Rule, ...]]:
    """Return shapes without their SPARQL rules, and the rules."""
    rules = tuple(_rules(shapes))
    core = Graph(bind_namespaces="none")
    for triple in shapes:
        if triple[1] != SH.sparql:
            core.add(triple)
    return core, rules


def _rules(shapes: Graph) -> Iterator[Rule]:
    for shape, constraint in shapes.subject_objects(SH.sparql):
        target = shapes.value(shape, SH.targetClass)
        if target is None:
            raise ValueError(f"la forma {shape} ha una regola ma nessuna classe")
        yield Rule(
            target=target,
            message=str(shapes.value(constraint, SH.message)),
            warning=shapes.value(shape, SH.severity) == SH.Warning,
            query=prepareQuery(
                str(shapes.value(constraint, SH.select)),
                initNs=_namespaces(shapes, shapes.value(constraint, SH.prefixes)),
            ),
        )


def _namespaces(shapes: Graph, declared_by: Node | None) -> dict[str, str]:
    return {
        str(shapes.value(declaration, SH.prefix)): str(shapes.value(declaration, SH.namespace))
        for declaration in shapes.objects(declared_by, SH.declare)
    }


def broken_rules(rule: Rule, data: Graph) -> Iterator[Fault]:
    """Yield what breaks a rule in a graph."""
    for row in data.query(rule.query):
        if not isinstance(row, ResultRow):
            raise TypeError("una regola deve essere una query SELECT")
        found = row.asdict()
        if (found["this"], RDF.type, rule.target) in data:
            yield Fault(rule, found["this"], found.get("path"), found.get("value"))
