"""axe-core in a browser: what a page does that shuts somebody out.

The script is built at set-up (`api.web.build_assets`) and never served. It runs in a context that
bypasses the page's policy, since that policy rightly refuses scripts that are not the page's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from api.settings import Settings

SCRIPT = Settings().resources / "web" / "testing" / "axe.js"
#: What to ask of a page: everything, or only what another theme may change.
EVERYTHING = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a page breaks, with where."""

    rule: str
    help: str
    where: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.rule}: {self.help}\n    " + "\n    ".join(self.where)


def context_for(browser: Browser, address: str, width: int, scheme: str) -> BrowserContext:
    """Return a context in which axe can run, on a screen of this width, by day or by night."""
    return browser.new_context(
        base_url=address,
        locale="it-IT",
        bypass_csp=True,
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        viewport={"width": width, "height": 900},
    )


def violations(page: Page, rules: Mapping[str, object] = EVERYTHING) -> list[Violation]:
    """Return what axe finds wrong in the page as it is now."""
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(path=SCRIPT)
    found: dict[str, Any] = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules
    )
    return [
        Violation(
            one["id"],
            one["help"],
            tuple(
                f"{' '.join(map(str, node['target']))}  {node['html'][:160]}"
                for node in one["nodes"][:6]
            ),
        )
        for one in found["violations"]
    ]


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its screen."""
    wide: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return wide
