"""Compact identifiers and the IRIs they stand for, under a base that each installation may choose.

measure:banca-del-tempo      {base}scheme/measure/banca-del-tempo
practice/orti-urbani         {base}id/practice/orti-urbani
wp:hasMeasure, dct:title     the namespace of the prefix, then the name
siuss:A2.07, fnps:1.1        the namespace of the code list, then the code
place:08, place:037          official OntoPiA IRI of region and province
place:037006                 official OntoPiA IRI of a comune, which ends in the date of its
                             founding: only a gazetteer knows it, see `Terms.with_cities`
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import Self
from urllib.parse import quote, unquote

from ontology.tables import read_table

DEFAULT_BASE = "https://w3id.org/welfare-practices/"

#: Prefix → namespace; `{base}` stands for the base of the installation.
PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "wp": "{base}onto#",
        "adms": "http://www.w3.org/ns/adms#",
        "clv": "https://w3id.org/italia/onto/CLV/",
        "cov": "https://w3id.org/italia/onto/COV/",
        "cpsv": "http://purl.org/vocab/cpsv#",
        "cv": "http://data.europa.eu/m8g/",
        "dcat": "http://www.w3.org/ns/dcat#",
        "dct": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "geo": "http://www.opengis.net/ont/geosparql#",
        "itproj": "https://w3id.org/italia/onto/Project/",
        "oa": "http://www.w3.org/ns/oa#",
        "org": "http://www.w3.org/ns/org#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "prov": "http://www.w3.org/ns/prov#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "schema": "https://schema.org/",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "vann": "http://purl.org/vocab/vann/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
)

PLACES = "https://w3id.org/italia/controlled-vocabulary/territorial-classifications/"

_KIND = re.compile(r"[a-z]+(?:-[a-z]+)*")
_NOTATION = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_PLACE_FOLDERS = {2: "regions", 3: "provinces"}
_CITY_IRI = re.compile(re.escape(PLACES) + r"cities/(\d{6})-\(\d{4}-\d{2}-\d{2}\)")
_PLACE_IRI = re.compile(re.escape(PLACES) + r"(?:regions/(\d{2})|provinces/(\d{3}))")


class UnknownTerm(ValueError):
    """A compact identifier or an IRI follows none of the rules; the message says which and why."""


@cache
def scheme_names() -> frozenset[str]:
    """Names of our concept schemes, as listed in `ontology/schemes.csv`."""
    columns = ("name", "title_it", "title_en", "definition_it")
    return frozenset(row["name"] for row in read_table("schemes.csv", columns))


@cache
def code_namespaces() -> Mapping[str, str]:
    """Code list → namespace of its codes, as listed in `ontology/codelists.csv`."""
    columns = ("name", "namespace", "title_it", "source", "licence")
    rows = read_table("codelists.csv", columns)
    return MappingProxyType({row["name"]: row["namespace"] for row in rows})


@cache
def city_dates() -> Mapping[str, str]:
    """ISTAT code of a comune → the date in its official IRI, as listed in `city_dates.csv`."""
    rows = read_table("city_dates.csv", ("date", "codes"))
    return MappingProxyType({code: row["date"] for row in rows for code in row["codes"].split()})


@cache
def upper_places() -> frozenset[str]:
    """Codes of the regions, 01 to 20, and of the provinces: the first digits of their comuni."""
    provinces = {code[:3] for code in city_dates()}
    return frozenset(provinces | {f"{number:02d}" for number in range(1, 21)})


@dataclass(frozen=True, slots=True)
class Terms:
    """Names under one base, an http(s) address that ends in a slash; ValueError for others.

    `cities` adds comuni younger than `city_dates.csv`, ISTAT code → official IRI.
    """

    base: str = DEFAULT_BASE
    cities: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        if not re.fullmatch(r"https?://[^\s<>\"{}|\\^`#?]+/", self.base):
            raise ValueError(
                f"la base degli IRI deve essere un indirizzo http(s) che finisce con /: {self.base}"
            )

    def with_cities(self, cities: Mapping[str, str]) -> Self:
        """Return the same terms knowing more comuni."""
        return replace(self, cities=MappingProxyType(dict(cities)))

    def namespace(self, prefix: str) -> str:
        """Return the namespace of a prefix or of a code list; raises UnknownTerm."""
        template = PREFIXES.get(prefix) or code_namespaces().get(prefix)
        if template is None:
            raise UnknownTerm(f"prefisso sconosciuto: «{prefix}»")
        return template.replace("{base}", self.base)

    def prefixes(self) -> dict[str, str]:
        """Return every prefix with its namespace; code lists, which are many, are left out."""
        return {prefix: self.namespace(prefix) for prefix in PREFIXES}

    def scheme(self, name: str) -> str:
        """Return the IRI of a concept scheme itself; raises UnknownTerm."""
        if name not in scheme_names():
            raise UnknownTerm(f"schema di concetti sconosciuto: «{name}»")
        return f"{self.base}scheme/{name}"

    def expand(self, compact: str) -> str:
        """Return the IRI of a compact identifier; raises UnknownTerm."""
        head, mark, tail = _cut(compact)
        if mark == "/" and _KIND.fullmatch(head) and tail:
            return f"{self.base}id/{head}/{quote(tail, safe='/-._~')}"
        if mark == ":" and head == "place":
            return self._expand_place(tail)
        if mark == ":" and head in scheme_names():
            if not _NOTATION.fullmatch(tail):
                raise UnknownTerm(f"notazione non valida: «{compact}»")
            return f"{self.scheme(head)}/{tail}"
        if mark == ":" and _NAME.fullmatch(tail):
            return self.namespace(head) + tail
        raise UnknownTerm(f"identificativo non riconosciuto: «{compact}»")

    def compact(self, iri: str) -> str:
        """Return the compact identifier of an IRI: the inverse of `expand`; raises UnknownTerm."""
        compact = self._shorten(iri)
        if compact is None or self.expand(compact) != iri:
            raise UnknownTerm(f"IRI fuori dai vocabolari noti: <{iri}>")
        return compact

    def _shorten(self, iri: str) -> str | None:
        if city := _CITY_IRI.fullmatch(iri):
            return f"place:{city[1]}"
        if place := _PLACE_IRI.fullmatch(iri):
            return f"place:{place[1] or place[2]}"
        if iri.startswith(f"{self.base}id/"):
            kind, _, slug = iri.removeprefix(f"{self.base}id/").partition("/")
            if _KIND.fullmatch(kind) and slug:
                return f"{kind}/{unquote(slug)}"
        if iri.startswith(f"{self.base}scheme/"):
            name, _, notation = iri.removeprefix(f"{self.base}scheme/").partition("/")
            if name in scheme_names() and _NOTATION.fullmatch(notation):
                return f"{name}:{notation}"
        for prefix in self._prefixes():
            namespace = self.namespace(prefix)
            if iri.startswith(namespace) and _NAME.fullmatch(iri.removeprefix(namespace)):
                return f"{prefix}:{iri.removeprefix(namespace)}"
        return None

    def _expand_place(self, code: str) -> str:
        if iri := self.cities.get(code):
            return iri
        if len(code) in _PLACE_FOLDERS and code in upper_places():
            return f"{PLACES}{_PLACE_FOLDERS[len(code)]}/{code}"
        if code in city_dates():
            return f"{PLACES}cities/{code}-({city_dates()[code]})"
        raise UnknownTerm(f"nessun territorio ha il codice ISTAT «{code}»")

    @staticmethod
    def _prefixes() -> Iterable[str]:
        yield from PREFIXES
        yield from code_namespaces()


def _cut(compact: str) -> tuple[str, str, str]:
    """Split at the first colon or slash: `practice/a:b` is a thing, `dct:title` a property."""
    found = re.search(r"[:/]", compact)
    if found is None:
        return compact, "", ""
    return compact[: found.start()], found[0], compact[found.end() :]
