"""How far places are from one another, as the crow flies."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

_EARTH_KM = 6371.0


def kilometres(lat: float, lon: float, points: ArrayLike) -> NDArray[np.float64]:
    """Return the distances of points (n × 2: latitude, longitude, in degrees) from one, in km.

    The haversine formula: exact enough for Italy to the tenth of a kilometre.
    """
    there = np.radians(np.asarray(points, np.float64).reshape(-1, 2))
    here = np.radians([lat, lon])
    half = np.sin((there - here) / 2) ** 2
    chord = half[:, 0] + np.cos(here[0]) * np.cos(there[:, 0]) * half[:, 1]
    return np.asarray(2 * _EARTH_KM * np.arcsin(np.sqrt(chord.clip(0, 1))))
