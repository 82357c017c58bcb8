"""The body of a practice document as pieces (headings, paragraphs, items, tables) to lay out anew.

Only documents whose lines are whole paragraphs are chosen, so that a line is a piece.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

_PRACTICES = Path(__file__).resolve().parent.parent / "corpus" / "practices"
# Furniture that the writer of a text typed into it: the new layout brings its own.
_TYPED_FURNITURE = re.compile(
    r"^(?:\W*$|\(\d+\)$|pag\. \d|(?:Home|Provincia) >|.*(?:Stampa questa pagina|Torna su|Condividi)"
    r"|\*Ricevi quest|Ultimo aggiornamento)"
)
_HEADING = re.compile(r"(#{1,6}) +(.+)")
_BOLD_LINE = re.compile(r"\*\*([^*]+[^*:.])\*\*")
_CAPITALS = re.compile(r"[A-ZÀ-Ù][A-ZÀ-Ù '’–-]{3,}")
_ITEM = re.compile(r"(\s*)(?:[-*•·–]|([a-z]|\d{1,2})[.)]) +(.+)")
_LEAD = re.compile(r"\*\*([^*]+[.:])\*\* *(.+)|\*\*([^*]+)\*\*:? +(?=\S)(.+)")
_FIELD = re.compile(r"([A-ZÀ-Ù][\wà-ù']+(?: [\wà-ù']+){0,2}:) (.+)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; `lead` are the words that open it in bold ("Destinatari:")."""

    kind: str  # heading, paragraph, item, step, table
    words: str = ""
    lead: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def text(self) -> str:
        """All words of the piece, as a line (a table: as a line a row)."""
        if self.kind == "table":
            return "\n".join(_row_text(row) for row in self.rows)
        return f"{self.lead} {self.words}".strip()


@dataclass(frozen=True, slots=True)
class Text:
    """A document of the corpus: what its front matter says, and its pieces."""

    id: str
    about: dict[str, object]
    pieces: tuple[Piece, ...]


def load(document: str) -> Text:
    """Return the practice document of that id."""
    _, about, body = (_PRACTICES / f"{document}.md").read_text("utf-8").split("---\n", 2)
    return Text(document, yaml.safe_load(about), tuple(_pieces(body.strip().splitlines())))


def titled(pieces: Sequence[Piece], title: str) -> tuple[Piece, ...]:
    """Return the pieces with `title` as their only heading of the first level."""
    first = next((n for n, piece in enumerate(pieces) if piece.text == title), None)
    heading = Piece("heading", title, level=1)
    if first is None:
        return (heading, *map(_lowered, pieces))
    return (*map(_lowered, pieces[:first]), heading, *map(_lowered, pieces[first + 1 :]))


def as_form(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return the pieces with each section as a row of one table: its heading, its words."""
    top = [piece for piece in pieces if piece.level == 1]
    rows: list[tuple[str, str]] = []
    for piece in pieces:
        if piece.level == 1:
            continue
        if piece.kind == "heading":
            rows.append((piece.words, ""))
        elif rows:
            name, words = rows[-1]
            rows[-1] = (name, f"{words}\n{piece.text}".strip())
        else:
            top.append(piece)
    return (*top, Piece("table", rows=tuple(rows)))


def expected(pieces: Sequence[Piece]) -> str:
    """Return the words of the body in reading order."""
    return "\n\n".join(piece.text for piece in pieces) + "\n"


def _lowered(piece: Piece) -> Piece:
    return replace(piece, level=2) if piece.level == 1 and piece.kind == "heading" else piece


def _row_text(row: Sequence[str]) -> str:
    if len(row) == 2 and all(row) and "\n" not in row[0]:
        return f"{row[0].rstrip(':')}: {row[1]}"
    return " | ".join(filter(None, row))


def _pieces(lines: Sequence[str]) -> Iterator[Piece]:
    table: list[tuple[str, ...]] = []
    for line in lines:
        if line.lstrip().startswith("|"):
            cells = tuple(_plain(cell) for cell in line.strip().strip("|").split("|"))
            if any(cell.strip("-: ") for cell in cells):
                table.append(cells)
            continue
        if table:
            yield Piece("table", rows=tuple(table))
            table = []
        if not _TYPED_FURNITURE.match(line.strip()):
            yield _piece(line.lstrip("> ") if line.startswith(">") else line.rstrip())
    if table:
        yield Piece("table", rows=tuple(table))


def _piece(line: str) -> Piece:
    heading = _HEADING.fullmatch(line)
    if heading:
        return Piece("heading", _plain(heading[2]), level=len(heading[1]))
    bold = _BOLD_LINE.fullmatch(line) or _CAPITALS.fullmatch(line)
    if bold:
        return Piece("heading", _plain(line), level=3)
    item = _ITEM.fullmatch(line)
    if item:
        kind = "step" if item[2] else "item"
        lead, words = _led(item[3])
        return Piece(kind, words, lead, level=2 if item[1] else 1)
    lead, words = _led(line)
    return Piece("paragraph", words, lead)


def _led(line: str) -> tuple[str, str]:
    """Return the bold opening of a line and the rest of it."""
    found = _LEAD.fullmatch(line)
    if found:
        return _plain(found[1] or found[3]), _plain(found[2] or found[4])
    field = _FIELD.fullmatch(line)
    return (field[1], _plain(field[2])) if field else ("", _plain(line))


def _plain(words: str) -> str:
    return re.sub(r"\*+", "", words).strip()
