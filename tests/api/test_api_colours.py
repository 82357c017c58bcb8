"""Every colour is in theme.css, for the light and the dark, and every pair of them can be read."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

from api.web.environment import STATIC

THEME = STATIC / "theme.css"
SHEETS = sorted(STATIC.glob("*.css"))
KINDS = (
    *("actor", "measure", "beneficiary", "need", "place", "period", "money", "result"),
    "status",
)
GROUNDS = ("paper", "ground", "sunk", "field", "blue-tint", "here")
TINTS = tuple(f"{one}-tint" for one in (*KINDS, "blue", "good", "warn", "wrong", "past"))
#: Words and the grounds they are written on.
WORDS = (
    *product(("text", "ink", "quiet", "blue", "blue-deep"), GROUNDS),
    *product(("text", "ink", "quiet"), (*TINTS, "lit", "found")),
    *product(("good", "warn", "wrong"), ("paper", "ground", "field")),
    *((one, f"{one}-tint") for one in ("good", "warn", "wrong", *KINDS)),
    *((one, "paper") for one in KINDS),
    *(("on-kind", one) for one in KINDS),
    *(("on-blue", "blue"), ("on-blue", "blue-deep")),
    *(("on-mast", "mast"), ("on-foot", "foot"), ("gold", "foot")),
)
#: Lines that tell where a control is, or what is marked, and what they stand on.
LINES = (
    *product(("field-line", "blue"), ("paper", "ground", "field", "blue-tint", "sunk")),
    *product(("found-line", "good", "warn"), ("paper", "ground")),
    ("gold", "mast"),
)


def properties(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3}|#[0-9a-f]{6});", block))


def themes() -> dict[str, dict[str, str]]:
    light, dark = THEME.read_text(encoding="utf-8").split("@media screen and", 1)
    return {"light": properties(light), "dark": properties(light) | properties(dark)}


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(2 * one for one in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture(params=["light", "dark"])
def theme(request) -> dict[str, str]:
    return themes()[request.param]


def test_contrasts_are_those_that_wcag_computes() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_words_can_be_read_on_every_ground_they_are_written_on(theme) -> None:
    poor = {
        (ink, ground): round(contrast(theme[ink], theme[ground]), 2)
        for ink, ground in WORDS
        if contrast(theme[ink], theme[ground]) < 4.5
    }
    assert not poor


def test_long_texts_have_more_contrast_than_the_least(theme) -> None:
    for ground in ("paper", "ground", *TINTS):
        assert contrast(theme["text"], theme[ground]) >= 7, ground


def test_lines_of_controls_can_be_seen(theme) -> None:
    poor = {
        (line, ground): round(contrast(theme[line], theme[ground]), 2)
        for line, ground in LINES
        if contrast(theme[line], theme[ground]) < 3
    }
    assert not poor


def test_what_has_the_focus_stands_out_on_every_ground(theme) -> None:
    for ground in (*GROUNDS, "mast", "foot"):
        ring, halo = (contrast(theme[one], theme[ground]) for one in ("focus", "focus-halo"))
        assert max(ring, halo) >= 3, ground


def test_the_dark_redefines_every_colour_of_the_light() -> None:
    light, dark = (properties(part) for part in THEME.read_text().split("@media screen and", 1))
    assert len(light) > 50
    assert dark.keys() == light.keys()


@pytest.mark.parametrize("sheet", [one for one in SHEETS if one != THEME], ids=lambda one: one.name)
def test_a_sheet_has_no_colour_of_its_own_but_on_paper(sheet: Path) -> None:
    on_screen = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.S)
    on_screen = re.sub(r"@media print \{(?:[^{}]|\{[^{}]*\})*\}", "", on_screen)
    rules = re.sub(r"--[a-z-]+:[^;}]*", "", on_screen)  # a sheet may define properties, for both
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*\})|\b(?:rgb|hsl)a?\(", rules)
    own = set(re.findall(r"--([a-z-]+):", on_screen))
    if any(re.search(rf"--{name}: *#", on_screen) for name in own):
        assert "prefers-color-scheme: dark" in on_screen


def test_every_property_that_a_sheet_names_is_defined() -> None:
    written = {one: one.read_text(encoding="utf-8") for one in SHEETS}
    shared = {THEME, STATIC / "prassi.css"}
    everywhere = {name for one in shared for name in re.findall(r"--([a-z-]+):", written[one])}
    for sheet, text in written.items():
        named = set(re.findall(r"var\(--([a-z-]+)\)", text))
        assert named <= everywhere | set(re.findall(r"--([a-z-]+):", text)), sheet.name


def test_no_sheet_asks_for_anything_from_elsewhere() -> None:
    for sheet in SHEETS:
        text = re.sub(r"a\[href\^=http\]", "", sheet.read_text(encoding="utf-8"))
        assert "http" not in text, sheet.name


def test_every_page_takes_its_colours_from_the_theme(client) -> None:
    text = client.get("/informazioni").text
    assert text.index("/static/theme.css") < text.index("/static/prassi.css")
    assert client.get("/static/theme.css").status_code == 200
