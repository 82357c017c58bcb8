"""What every page of the desk reads from: the door, the queue, files, previews, decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.desk.door import Door
from api.errors import NotFoundError
from api.routers.desk import Desk
from api.settings import Settings
from corpus.decisions import Decision, Decisions, StatementKey
from corpus.desk.items import Item, State
from corpus.desk.previews import Previews, previews_in
from corpus.desk.queue import Queue, queue_in
from corpus.desk.uploads import Uploads, uploads_in
from corpus.layout import Layout


@dataclass(frozen=True, slots=True)
class Bench:
    """The tools of the desk of one library."""

    door: Door
    settings: Settings
    queue: Queue
    uploads: Uploads
    previews: Previews
    decisions: Decisions

    @classmethod
    def of(cls, settings: Settings) -> Bench:
        """Lay out the tools that the settings name; nothing is read yet."""
        data = settings.data
        return cls(
            Door(settings),
            settings,
            queue_in(data),
            uploads_in(data),
            previews_in(data),
            Decisions(Layout(data).decisions),
        )

    def item(self, code: str) -> Item:
        """Return an item of the queue; raises NotFoundError."""
        found = self.queue.get(code)
        if found is None:
            raise NotFoundError("una cosa con questo codice sulla scrivania")
        return found

    def standing(self, sha256: str) -> Mapping[StatementKey, Decision]:
        """Return the decisions that stand on some bytes."""
        return self.decisions.standing().get(sha256, {})


def catch_up(desk: Desk, item: Item) -> None:
    """Look for the newest edition if an item is published: who reads so follows the link to it."""
    if item.state is State.PUBLISHED:
        desk.turn(at_once=True)
