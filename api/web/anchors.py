"""What the pages of practices and of documents share: anchors of facts, other ways to the data."""

from __future__ import annotations

from collections.abc import Sequence

from api.linked.addresses import Resource, resource
from corpus.projection import Names
from corpus.views import Fact, PracticeView


def numbered(views: Sequence[PracticeView]) -> list[tuple[str, Fact]]:
    """Return every fact with the anchor it has on a page."""
    facts = [fact for view in views for fact in view.facts]
    return [(f"fatto-{place}", fact) for place, fact in enumerate(facts, 1)]


def described(path: str, names: Names) -> Resource:
    """Return what is said in data of something held: what is held has a name."""
    found = resource(path, names)
    assert found is not None  # noqa: S101 - what is held has a name
    return found
