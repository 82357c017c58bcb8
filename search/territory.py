"""How far territories are from one another, as the crow flies between centres of comuni."""

from __future__ import annotations

import numpy as np

from ontology.distance import kilometres
from ontology.places import Gazetteer, Place


class Territory:
    """The comuni of a gazetteer as points."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._comuni = [
            place
            for place in gazetteer
            if place.level == "comune" and place.lat is not None and place.lon is not None
        ]
        points = [(place.lat, place.lon) for place in self._comuni]
        self._points = np.asarray(points, np.float64)

    def around(self, centre: Place, km: float) -> frozenset[str]:
        """Return the codes of the territories within a distance of a place, itself included.

        A province or a region is within it when all of its comuni are: a practice placed no more
        precisely than that is near only if it is near wherever it may be. Raises ValueError for a
        place without coordinates.
        """
        if centre.lat is None or centre.lon is None:
            raise ValueError(f"no coordinates for {centre.code}")
        inside = kilometres(centre.lat, centre.lon, self._points) <= km
        near: set[str] = set()
        all_above: set[str] = set()
        partly: set[str] = set()
        for comune, within in zip(self._comuni, inside, strict=True):
            above = {comune.code[:3], comune.region_code}
            all_above |= above
            if within:
                near.add(comune.code)
            else:
                partly |= above
        return frozenset(near | (all_above - partly) | {centre.code})
