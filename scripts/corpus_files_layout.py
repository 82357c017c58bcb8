"""How each file is laid out: the rows of `corpus/files/layouts.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LAYOUTS = Path(__file__).resolve().parent.parent / "corpus" / "files" / "layouts.toml"
#: Page sizes in centimetres.
PAGES = {"A4": (21.0, 29.7), "A5": (14.8, 21.0), "Letter": (21.59, 27.94), "B5": (17.6, 25.0)}


@dataclass(frozen=True, slots=True)
class Layout:
    """One file: the document it is made of (a sheet: documents) and its traits.

    `through` is the program format a PDF or DOCX is converted from; `form` puts sections into a
    table; `notes` are pieces (counted from 0, the title included) that become footnotes of the
    piece before; `title_in_header` leaves the title to the header of the page alone.
    """

    id: str
    format: str
    title: str = ""
    through: str = ""
    page: str = "A4"
    font: str = "Liberation Serif"
    size: float = 11
    columns: int = 1
    letterhead: str = ""
    header: str = ""
    footer: str = ""
    site: str = ""
    hyphens: str = ""  # "automatic" or "soft"
    form: bool = False
    title_in_header: bool = False
    stated_title: bool = False
    protected: bool = False
    tracked: bool = False
    notes: tuple[int, ...] = ()
    members: tuple[str, ...] = ()

    @property
    def running_header(self) -> str:
        """The words on top of every page."""
        return self.title if self.title_in_header else self.header


def layouts(path: Path = LAYOUTS) -> tuple[Layout, ...]:
    """Return every file to make."""
    rows: list[dict[str, Any]] = tomllib.loads(path.read_text("utf-8"))["file"]
    return tuple(Layout(**{key: _frozen(value) for key, value in row.items()}) for row in rows)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
