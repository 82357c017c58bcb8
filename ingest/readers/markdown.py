"""Markdown: the decoded file as it is; front matter becomes metadata, the syntax becomes blocks."""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.errors import Refusal, UnreadableDocument
from ingest.model import Block, BlockKind
from ingest.readers.decoding import decode
from ingest.readers.reading import Reading, governing_label, heading_title
from ingest.structure import find_blocks
from ingest.structure_patterns import patterns
from ingest.structure_tables import table_blocks

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)
_NEWLINE = re.compile(r"\r\n|\r|\n")
_CONTAINER_SIGNS = re.compile(
    r"(?:[ \t]{0,80}+(?:[-*+]|\d{1,2}[.)]|>)(?=[ \t\r\n]|$)[ \t]*+)+|[ \t]{0,80}+>[ \t]*"
)
_LIST_DIGITS = 2
# The signs of a heading, and the number a person wrote before its words ("## 2.1. Destinatari").
_HASHES = re.compile(r"[ \t]{0,80}+#{1,6}[ \t]*(?:\d{1,2}(?:\.\d{1,2})*[.)][ \t]+)?")
_CLOSING_HASHES = re.compile(r"(?<=\s)#+\s*\Z")


class _PlainLoader(yaml.BaseLoader):
    """YAML whose scalars stay the words they are, and which knows no aliases.

    Aliases are how nine lines of YAML become gigabytes, and front matter needs none.
    """

    def compose_node(self, parent: yaml.Node | None, index: Hashable) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("gli alias (&, *) non sono ammessi")
        return super().compose_node(parent, index)  # type: ignore[arg-type]


def read_markdown(data: bytes) -> Reading:
    """Return the text of the file, character by character, with its blocks and front matter.

    Raises UnreadableDocument (rovinato) where the front matter is not YAML.
    """
    text = decode(data)
    metadata, body_start = _front_matter(text)
    blocks: list[Block] = []
    if body_start:
        blocks.append(Block(BlockKind.METADATA, 0, len(text[:body_start].rstrip())))
    blocks.extend(_body_blocks(text, body_start))
    title = metadata.get("title", "") or heading_title(text, blocks)
    return Reading(text, tuple(blocks), title, metadata)


def _front_matter(text: str) -> tuple[dict[str, str], int]:
    """Return what the front matter says and where the body begins (0 where there is none)."""
    found = _FRONT_MATTER.match(text)
    if not found:
        return {}, 0
    try:
        stated: Any = yaml.load(found.group(1), Loader=_PlainLoader)  # noqa: S506 (a BaseLoader: only strings)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" alla riga {mark.line + 2}" if mark else ""
        raise UnreadableDocument(
            f"L'intestazione YAML fra le righe «---» non è valida{where}."
            " Controlla i due punti e le virgolette, oppure togli l'intestazione.",
            Refusal.BROKEN,
        ) from error
    if not isinstance(stated, dict):
        return {}, 0  # two horizontal rules, not front matter
    return {str(key): _flat(value) for key, value in stated.items()}, found.end()


def _flat(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(_flat(item) for item in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_flat(item)}" for key, item in value.items())
    return str(value)


def _body_blocks(text: str, start: int) -> list[Block]:
    parser = MarkdownIt("commonmark").enable("table").disable(["code", "reference", "html_block"])
    parser.core.ruler.enableOnly(["normalize", "block"])
    tokens = parser.parse(text[start:])
    edges = [start, *(m.end() for m in _NEWLINE.finditer(text, start)), len(text)]
    return _Body(text, edges, tokens).blocks


class _Body:
    """One pass over the block tokens of a Markdown text, filling `blocks`."""

    def __init__(self, text: str, edges: list[int], tokens: list[Token]) -> None:
        self.text = text
        self.edges = edges
        self.blocks: list[Block] = []
        self.position = edges[0]
        self.short_headings = not any(token.type == "heading_open" for token in tokens)
        depth, in_item = 0, False
        for token in tokens:
            if token.type in ("bullet_list_open", "ordered_list_open"):
                depth += 1
            elif token.type in ("bullet_list_close", "ordered_list_close"):
                depth -= 1
            elif token.type == "list_item_open":
                # To Markdown "2023. Il Comune…" is item 2023 of a list; to a reader it is a year.
                in_item = len(token.info) <= _LIST_DIGITS
            elif token.map and token.type == "heading_open":
                self._heading(token)
            elif token.map and token.type == "table_open":
                self._table(token)
            elif token.map and token.type in ("paragraph_open", "fence"):
                self._paragraph(token, depth if in_item else 0)
                in_item = in_item and depth > 0
        self._furniture_until(edges[-1])

    def _open(self, token: Token) -> tuple[int, int]:
        """Return the stretch of a token without the signs of its lists and quotations."""
        first, last = token.map or (0, 0)
        start, end = self.edges[first], self.edges[last]
        signs = _CONTAINER_SIGNS.match(self.text, start, end)
        # A paragraph that merely begins with "- " cannot be: Markdown would have made it an item.
        start = max(signs.end() if signs and token.level else start, self.position)
        self._furniture_until(start)
        return start, end

    def _heading(self, token: Token) -> None:
        start, end = self._open(token)
        words_end = end
        if token.markup.startswith("#"):
            signs = _HASHES.match(self.text, start, end)
            start = signs.end() if signs else start
            closing = _CLOSING_HASHES.search(self.text[start:end])
            words_end = start + closing.start() if closing else end
        elif token.map:
            words_end = max(start, self.edges[token.map[1] - 1])  # where the underline begins
        words = self.text[start:words_end].strip()
        if words:
            start = self.text.index(words, start)
            level = int(token.tag[1:])
            self._furniture_until(start)
            self.blocks.append(
                Block(BlockKind.HEADING, start, start + len(words), level, patterns().label(words))
            )
            self.position = start + len(words)
        self._furniture_until(end)

    def _table(self, token: Token) -> None:
        start, end = self._open(token)
        lines = []
        for line in re.finditer(r"[^\r\n]+", self.text[start:end]):
            words = line.group().strip()
            if words:
                at = start + line.start() + line.group().index(words)
                lines.append((at, at + len(words)))
        self.blocks.extend(table_blocks(self.text, lines))
        self.position = end

    def _paragraph(self, token: Token, item_level: int) -> None:
        start, end = self._open(token)
        found = find_blocks(
            self.text,
            start,
            end,
            short_headings=self.short_headings,
            item_level=item_level,
            label=governing_label(self.blocks),
        )
        self.blocks.extend(found)
        self.position = end

    def _furniture_until(self, end: int) -> None:
        """Keep the signs of the syntax as furniture: every sign lies in a block."""
        piece = self.text[self.position : end]
        for line in re.finditer(r"[^\r\n]+", piece):
            words = line.group().strip()
            if words:
                start = self.position + line.start() + line.group().index(words)
                self.blocks.append(Block(BlockKind.FURNITURE, start, start + len(words)))
        self.position = max(self.position, end)
