"""Triples as JSON-LD that a person can read: plain names, parts inside their wholes.

The document carries the part of our context that it uses, inline: whoever reads it fetches nothing,
and gets back exactly these triples. A node is told once, inside the first that points to it; the
one asked for comes first in ``@graph``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

_RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_XSD = "http://www.w3.org/2001/XMLSchema#"
_STRING, _INTEGER, _BOOLEAN = (f"{_XSD}{name}" for name in ("string", "integer", "boolean"))
#: Beyond this depth a node is told beside the others: no reader follows it, and JSON has limits.
_DEEPEST = 8
#: Digits of a whole number that every reader of JSON keeps.
_SAFE_DIGITS = 15

_Told = Mapping[ox.NamedNode, Mapping[ox.NamedNode, list[ox.NamedNode | ox.Literal]]]


@dataclass(frozen=True, slots=True)
class _Name:
    """A name of the context: how it reads a bare string, and whether its values are a list."""

    name: str
    type: str = ""  # an IRI, or "@id"
    language: str = ""
    listed: bool = False

    @property
    def plain(self) -> bool:
        """Tell whether the name itself says nothing of its values."""
        return not self.type and not self.language

    def fits(self, value: ox.NamedNode | ox.Literal) -> bool:
        """Tell whether a bare string under this name is read as this value."""
        if isinstance(value, ox.NamedNode):
            return self.type == "@id"
        if value.language:
            return self.language == value.language
        return not self.language and value.datatype.value == (self.type or _STRING)


class Compactor:
    """Writes JSON-LD under one context, `ontology.graph.jsonld_context`."""

    def __init__(self, context: Mapping[str, Any]) -> None:
        self._context: Mapping[str, Any] = context["@context"]
        self._prefixes = {
            name: iri
            for name, iri in self._context.items()
            if isinstance(iri, str) and iri.startswith("http")
        }
        self._names: defaultdict[str, list[_Name]] = defaultdict(list)
        for name, meant in self._context.items():
            if name not in self._prefixes and meant not in ("@id", "@type"):
                entry = {"@id": meant} if isinstance(meant, str) else meant
                kind = entry.get("@type", "")
                self._names[self._expanded(entry["@id"])].append(
                    _Name(
                        name,
                        kind if kind in ("", "@id") else self._expanded(kind),
                        entry.get("@language", ""),
                        entry.get("@container") == "@set",
                    )
                )

    def document(self, triples: Iterable[ox.Triple], first: ox.NamedNode) -> dict[str, Any]:
        """Return the triples as one document, `first` before the others."""
        told: defaultdict[Any, defaultdict[Any, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for triple in dict.fromkeys(triples):
            told[triple.subject][triple.predicate].append(triple.object)
        sheet = _Sheet(told)
        roots = [first] if first in told else []
        graph = [
            self._node(node, sheet, 0) for node in (*roots, *told) if node not in sheet.written
        ]
        return {"@context": self._used(sheet), "@graph": graph}

    def _node(self, node: ox.NamedNode, sheet: _Sheet, depth: int) -> dict[str, Any]:
        sheet.written.add(node)
        written: dict[str, Any] = {"id": node.value}
        if types := sheet.told[node].get(_RDF_TYPE):
            written["type"] = [self._compact(value.value, sheet) for value in types]
        for predicate, values in sheet.told[node].items():
            for value in values if predicate != _RDF_TYPE else ():
                name, bare = self._name(predicate, value, sheet)
                told = self._value(value, bare, sheet, depth)
                if name.name in written:
                    written[name.name].append(told)
                else:
                    written[name.name] = [told]
        for key, told in written.items():
            if isinstance(told, list) and len(told) == 1 and key not in sheet.listed:
                written[key] = told[0]
        return written

    def _name(
        self, predicate: ox.NamedNode, value: ox.NamedNode | ox.Literal, sheet: _Sheet
    ) -> tuple[_Name, bool]:
        """Return the name to write a value under, and whether it may be a bare string there."""
        for name in self._names.get(predicate.value, ()):
            bare = name.fits(value)
            if bare or name.plain:  # under a plain name anything may stand that says what it is
                sheet.names.add(name.name)
                if name.listed:
                    sheet.listed.add(name.name)
                return name, bare
        plain = _Name(self._compact(predicate.value, sheet))
        return plain, plain.fits(value)

    def _value(
        self, value: ox.NamedNode | ox.Literal, bare: bool, sheet: _Sheet, depth: int
    ) -> Any:
        if isinstance(value, ox.NamedNode):
            if value in sheet.told and value not in sheet.written and depth < _DEEPEST:
                return self._node(value, sheet, depth + 1)
            return value.value if bare else {"id": value.value}
        if bare:
            return value.value
        if value.language:
            return {"@value": value.value, "@language": value.language}
        kind = value.datatype.value
        if kind == _INTEGER and value.value == str(_whole(value.value)):
            return int(value.value)
        if kind == _BOOLEAN and value.value in ("true", "false"):
            return value.value == "true"
        typed = {} if kind == _STRING else {"@type": self._compact(kind, sheet)}
        return {"@value": value.value, **typed}

    def _compact(self, iri: str, sheet: _Sheet) -> str:
        for prefix, namespace in self._prefixes.items():
            rest = iri.removeprefix(namespace)
            if rest != iri and rest and "/" not in rest:
                sheet.names.add(prefix)
                return f"{prefix}:{rest}"
        return iri

    def _expanded(self, compact: str) -> str:
        prefix, colon, rest = compact.partition(":")
        return self._prefixes[prefix] + rest if colon and prefix in self._prefixes else compact

    def _used(self, sheet: _Sheet) -> dict[str, Any]:
        used = {"id", "type", *sheet.names}
        for name in sheet.names:
            meant = self._context[name]
            entry = {"@id": meant} if isinstance(meant, str) else meant
            used |= {str(entry[key]).partition(":")[0] for key in ("@id", "@type") if key in entry}
        return {name: meant for name, meant in self._context.items() if name in used}


@dataclass(slots=True)
class _Sheet:
    """A document being written: what it must tell, what it has told, the names it used."""

    told: _Told
    written: set[Any] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    listed: set[str] = field(default_factory=lambda: {"type"})


def _whole(text: str) -> int | None:
    digits = text.removeprefix("-")
    short = digits.isascii() and digits.isdigit() and len(digits) <= _SAFE_DIGITS
    return int(text) if short else None
