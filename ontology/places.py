"""The territories of Italy: comuni, provinces, regions, as `ontology.build_places` made them.

A province or a region stands where its people live: its point is the mean of those of its comuni,
weighted by population, and its population is their sum.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal

from rdflib import RDF, SKOS, Graph, URIRef
from rdflib import Literal as RdfLiteral

from ontology.tables import read_table
from ontology.terms import Terms

Level = Literal["comune", "provincia", "regione"]

FILE = "comuni.csv"
COLUMNS = (
    "istat_code",
    "name_it",
    "name_other",
    "province_sigla",
    "province",
    "region_code",
    "region",
    "cadastral",
    "nuts3",
    "nuts2",
    "lat",
    "lon",
    "population",
    "ontopia_iri",
)

_CLASSES: Mapping[Level, str] = {
    "comune": "clv:City",
    "provincia": "clv:Province",
    "regione": "clv:Region",
}


class MissingPlaces(FileNotFoundError):
    """The gazetteer has not been built, or its file is not what the builder writes."""


@dataclass(frozen=True, slots=True)
class Place:
    """A territory; `code` is ISTAT's, of 6, 3 or 2 digits by level; `lat`, `lon` are WGS 84.

    `sigla` is the abbreviation of its province ("TO"), None for regions.
    """

    code: str
    name: str
    level: Level
    region_code: str
    province_code: str | None
    other_name: str | None
    lat: float | None
    lon: float | None
    population: int | None
    iri: str
    sigla: str | None = None


@dataclass(frozen=True)
class Gazetteer:
    """Every territory by code and by name, regions first, then provinces, then comuni."""

    places: Mapping[str, Place]

    def get(self, code: str) -> Place | None:
        """Return the territory of an ISTAT code, None when there is none."""
        return self.places.get(code)

    def __iter__(self) -> Iterator[Place]:
        return iter(self.places.values())

    def __len__(self) -> int:
        return len(self.places)

    def named(self, text: str) -> tuple[Place, ...]:
        """Return the territories so named, in either language, whatever the case and accents."""
        return self._by_name.get(normal_name(text), ())

    def region_of(self, code: str) -> Place:
        """Return the region of a territory, itself for a region; raises KeyError."""
        return self.places[self.places[code].region_code]

    def containing(self, code: str) -> tuple[Place, ...]:
        """Return what contains a territory, nearest first: province, region; raises KeyError."""
        place = self.places[code]
        codes = {"comune": (place.province_code, place.region_code)}.get(
            place.level, (place.region_code,) if place.level == "provincia" else ()
        )
        return tuple(self.places[above] for above in codes if above)

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[Place, ...]]:
        found: dict[str, dict[str, Place]] = {}
        for place in self:
            for name in filter(None, (place.name, place.other_name)):
                found.setdefault(normal_name(name), {})[place.code] = place
        for row in read_table("place_aliases.csv", ("code", "alias")):
            if place_of_alias := self.places.get(row["code"]):
                found.setdefault(normal_name(row["alias"]), {})[row["code"]] = place_of_alias
        return {name: tuple(places.values()) for name, places in found.items()}


def normal_name(name: str) -> str:
    """Return a name without case, accents, apostrophes, hyphens: the key two spellings share."""
    bare = name if name.isascii() else _without_accents(name)
    return " ".join(re.findall(r"[^\W_]+", bare.casefold()))


def _without_accents(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def load_gazetteer(folder: Path) -> Gazetteer:
    """Return the gazetteer that `build_places` wrote in a folder; read once for each version.

    Raises MissingPlaces, saying what to run, when the file is absent or has other columns.
    """
    path = folder / FILE
    try:
        modified = path.stat().st_mtime_ns
    except OSError as error:
        raise MissingPlaces(
            f"manca il repertorio dei luoghi {path}: esegui «make setup»"
        ) from error
    return _read(path, modified)


@lru_cache(maxsize=4)
def _read(path: Path, modified: int) -> Gazetteer:
    # `modified` is part of the cache's key only: a rebuilt file is read again.
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        if tuple(next(rows, ())) != COLUMNS:
            raise MissingPlaces(f"{path} ha altre colonne: rifallo con «make setup»")
        return gather(dict(zip(COLUMNS, row, strict=True)) for row in rows)


def gather(rows: Iterable[Mapping[str, str]]) -> Gazetteer:
    """Make a gazetteer of rows of comuni, deriving provinces and regions from them."""
    comuni: list[Place] = []
    names: dict[str, tuple[str, str | None]] = {}
    for row in rows:
        comuni.append(_comune(row))
        province = row["istat_code"][:3]
        if province not in names:
            names[province] = _two_names(row["province"])
            names[row["region_code"]] = _two_names(row["region"])
    provinces = _group(comuni, names, "provincia")
    regions = _group(comuni, names, "regione")
    return Gazetteer({place.code: place for place in (*regions, *provinces, *comuni)})


def _comune(row: Mapping[str, str]) -> Place:
    return Place(
        code=row["istat_code"],
        name=row["name_it"],
        level="comune",
        region_code=row["region_code"],
        province_code=row["istat_code"][:3],
        other_name=row["name_other"] or None,
        lat=float(row["lat"]) if row["lat"] else None,
        lon=float(row["lon"]) if row["lon"] else None,
        population=int(row["population"]) if row["population"] else None,
        iri=row["ontopia_iri"],
        sigla=row.get("province_sigla") or None,
    )


def _two_names(name: str) -> tuple[str, str | None]:
    """Split ISTAT's "Bolzano/Bozen"; the regions' own hyphens stay."""
    italian, _, other = name.partition("/")
    return italian, other or None


def _group(
    comuni: Iterable[Place], names: Mapping[str, tuple[str, str | None]], level: Level
) -> list[Place]:
    members: dict[str, list[Place]] = {}
    for comune in comuni:
        code = comune.region_code if level == "regione" else comune.code[:3]
        members.setdefault(code, []).append(comune)
    terms = Terms()
    groups: list[Place] = []
    for code, within in sorted(members.items()):
        lat, lon = _middle(within)
        groups.append(
            Place(
                code=code,
                name=names[code][0],
                level=level,
                region_code=within[0].region_code,
                province_code=code if level == "provincia" else None,
                other_name=names[code][1],
                lat=lat,
                lon=lon,
                population=sum(place.population or 0 for place in within) or None,
                iri=terms.expand(f"place:{code}"),
                sigla=within[0].sigla if level == "provincia" else None,
            )
        )
    return groups


def _middle(within: Iterable[Place]) -> tuple[float | None, float | None]:
    weights = [
        (place.population or 1, place.lat, place.lon)
        for place in within
        if place.lat is not None and place.lon is not None
    ]
    total = sum(weight for weight, _, _ in weights)
    if not total:
        return None, None
    lat = sum(weight * lat for weight, lat, _ in weights) / total
    lon = sum(weight * lon for weight, _, lon in weights) / total
    return round(lat, 5), round(lon, 5)


def places_graph(terms: Terms, gazetteer: Gazetteer) -> Graph:
    """Return type, names, ISTAT code, point and what contains it, for every territory.

    `clv:situatedWithin` leads one step up, `geo:sfWithin` to all that contains it.
    """
    graph = Graph(bind_namespaces="none")
    wkt = URIRef(terms.expand("geo:wktLiteral"))
    within = URIRef(terms.expand("clv:situatedWithin"))
    anywhere_within = URIRef(terms.expand("geo:sfWithin"))
    centroid = URIRef(terms.expand("dcat:centroid"))
    classes = {level: URIRef(terms.expand(name)) for level, name in _CLASSES.items()}
    for place in gazetteer:
        node = URIRef(place.iri)
        graph.add((node, RDF.type, classes[place.level]))
        graph.add((node, SKOS.prefLabel, RdfLiteral(place.name, lang="it")))
        graph.add((node, SKOS.notation, RdfLiteral(place.code)))
        if place.other_name:
            graph.add((node, SKOS.altLabel, RdfLiteral(place.other_name)))
        if place.lat is not None and place.lon is not None:
            point = RdfLiteral(f"POINT({place.lon} {place.lat})", datatype=wkt)
            graph.add((node, centroid, point))
        containing = gazetteer.containing(place.code)
        for above in containing[:1]:
            graph.add((node, within, URIRef(above.iri)))
        for above in containing:
            graph.add((node, anywhere_within, URIRef(above.iri)))
    return graph
