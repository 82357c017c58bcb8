"""The numbers of `corpus/intake/limits.toml`, typed."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class BatchLimits:
    """What is sent to a worker in one go."""

    documents: int
    bytes: int


@dataclass(frozen=True, slots=True)
class WindowLimits:
    """What may be under way at once."""

    batches_per_worker: int
    bytes: int


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """When a worker is replaced, and how long it may take or wait."""

    documents: int
    memory_bytes: int
    seconds: int
    idle_seconds: int


@dataclass(frozen=True, slots=True)
class DefaultLimits:
    """How many workers start when nobody says a number."""

    workers: int
    memory_per_worker: int
    documents_per_worker: int


@dataclass(frozen=True, slots=True)
class ClusterLimits:
    """How long a cluster may be silent."""

    connect_seconds: float
    lost_seconds: float


@dataclass(frozen=True, slots=True)
class Limits:
    """Every limit of the intake, by the thing it limits."""

    batch: BatchLimits
    window: WindowLimits
    worker: WorkerLimits
    default: DefaultLimits
    cluster: ClusterLimits


@cache
def limits() -> Limits:
    """Return the limits in force."""
    table = tomllib.loads(Path(__file__).with_name("limits.toml").read_text("utf-8"))
    return Limits(
        BatchLimits(**table["batch"]),
        WindowLimits(**table["window"]),
        WorkerLimits(**table["worker"]),
        DefaultLimits(**table["default"]),
        ClusterLimits(**table["cluster"]),
    )
