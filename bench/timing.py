"""Clocks and rulers shared by the benches."""

from __future__ import annotations

import resource
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds a call took, over many calls."""

    p50: float
    p95: float

    def __str__(self) -> str:
        return f"p50 {self.p50:7.2f} ms   p95 {self.p95:7.2f} ms"


def latency(call: Callable[[str], object], arguments: Sequence[str], rounds: int) -> Latency:
    """Time one call per argument, `rounds` times over, after one round to warm up."""
    for argument in arguments:
        call(argument)
    taken = []
    for _ in range(rounds):
        for argument in arguments:
            started = time.perf_counter()
            call(argument)
            taken.append((time.perf_counter() - started) * 1000)
    return Latency(median(taken), quantiles(taken, n=20)[18])


def seconds(call: Callable[[], object], rounds: int = 5) -> float:
    """Return the median seconds of a call, after one to warm up."""
    call()
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        call()
        taken.append(time.perf_counter() - started)
    return median(taken)


def run(command: Sequence[str], env: dict[str, str]) -> tuple[float, float]:
    """Run a command; return wall seconds and the peak MB of the largest process it started."""
    started = time.perf_counter()
    subprocess.run(command, env=env, check=True, capture_output=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return time.perf_counter() - started, peak


def ratio(ours: float, theirs: float) -> str:
    """Say how many times faster or slower ours is."""
    return f"{theirs / ours:.2f}× as fast" if ours else "n/a"
