"""A visitor of the served site: a page that is watched, and others with a screen of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from chromium import without_mishaps
from playwright.sync_api import Browser, Page

from tests.conftest import Served

#: Opens a page in a browser that nobody has used, with these options of Playwright's context.
Visit = Callable[..., Page]


@pytest.fixture
def site(served: Served) -> str:
    """Where visitors go; a module with a service of its own says where that is."""
    return served.address


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    with ExitStack() as opened:

        def new_page(**options: object) -> Page:
            asked = {"base_url": site, "locale": "it-IT", **options}
            return opened.enter_context(browser.new_context(**asked)).new_page()

        yield new_page


@pytest.fixture
def page(visit: Visit, site: str) -> Iterator[Page]:
    with without_mishaps(visit(), site) as opened:
        yield opened
