"""Documents under way: catalogued ahead, many at once, and handed over in the order of the files.

The order is what makes the outcome the same with any number of workers: whoever shelves the records
sees one file after the other, as if each had been read when its turn came.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.intake.cataloguing import Answer, Delivery, TurnedAway
from corpus.intake.limits import limits
from corpus.intake.staff import Pending, Staff


@dataclass(frozen=True, slots=True)
class AtTheDoor:
    """What is known of a file before it is read.

    Turned away; or `sha256` alone, of bytes that are held; or the delivery that must be catalogued.
    """

    sha256: str = ""
    delivery: Delivery | None = None
    refused: TurnedAway | None = None


class Arrival:
    """A file on its way in."""

    def __init__(self, path: Path, door: AtTheDoor) -> None:
        self.path = path
        self.door = door
        self._pending: Pending | None = None
        self._place = 0

    def is_ready(self) -> bool:
        """Tell whether nothing need be waited for."""
        return self.door.delivery is None or (self._pending is not None and self._pending.done())

    def answer(self) -> Answer:
        """Wait for what became of the delivery; raises what the set-up of a worker raises."""
        if self._pending is None:
            raise RuntimeError(f"{self.path} was not sent")
        return self._pending.result()[self._place]

    def sent(self, pending: Pending, place: int) -> None:
        """Learn in which batch the delivery is."""
        self._pending, self._place = pending, place


class _Batches:
    """Deliveries put together and sent."""

    def __init__(self, staff: Staff) -> None:
        self._staff = staff
        self._open: list[tuple[Arrival, Delivery]] = []
        self._bytes = 0

    def add(self, arrival: Arrival, delivery: Delivery) -> None:
        if self._bytes + len(delivery.data) > limits().batch.bytes:
            self.send()
        self._open.append((arrival, delivery))
        self._bytes += len(delivery.data)
        if len(self._open) >= self._staff.per_batch():
            self.send()

    def send(self) -> None:
        if self._open:
            pending = self._staff.submit([delivery for _, delivery in self._open])
            for place, (arrival, _) in enumerate(self._open):
                arrival.sent(pending, place)
        self._open, self._bytes = [], 0


def in_order(
    paths: Iterable[Path], receive: Callable[[Path], AtTheDoor], staff: Staff
) -> Iterator[Arrival]:
    """Yield the arrivals in the order of the paths, the next ones under way meanwhile.

    At most as many documents and bytes are held as the limits say, however many paths there are.
    """
    waiting: deque[Arrival] = deque()
    batches = _Batches(staff)
    held = 0
    for path in paths:
        arrival = Arrival(path, receive(path))
        waiting.append(arrival)
        if arrival.door.delivery is not None:
            held += len(arrival.door.delivery.data)
            batches.add(arrival, arrival.door.delivery)
        room = staff.batches() * staff.per_batch()
        while waiting and (
            waiting[0].is_ready() or len(waiting) >= room or held > limits().window.bytes
        ):
            if not waiting[0].is_ready():
                batches.send()  # the first may be in the batch that is being put together
            held -= _size(waiting[0])
            yield waiting.popleft()
    batches.send()
    while waiting:
        yield waiting.popleft()


def _size(arrival: Arrival) -> int:
    return len(arrival.door.delivery.data) if arrival.door.delivery else 0


def again(path: Path, receive: Callable[[Path], AtTheDoor], staff: Staff) -> Arrival:
    """Return the arrival of a file that must be catalogued anew, on its own."""
    arrival = Arrival(path, receive(path))
    if arrival.door.delivery is not None:
        arrival.sent(staff.submit([arrival.door.delivery]), 0)
    return arrival
