"""The shapes that travel through `ingest`: a document becomes blocks, spans, practices, statements.

Everything here is a frozen dataclass without behaviour that touches the outside world, so each step
(`readers → structure → spans → linking → practices → assertions`) can be tested alone.

Identifiers are compact strings; only `corpus.projection` turns them into IRIs:

* concepts           ``measure:banca-del-tempo``   (scheme, colon, notation)
* territories        ``place:037006``   (ISTAT code: region 2 digits, province 3, comune 6)
* things of ours     ``practice/orti-urbani``, ``organisation/auser-bologna`` (kind, slash, name)
* properties, classes ``wp:hasMeasure``, ``dct:title`` (prefix of `ontology.terms`, colon, name)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Label(StrEnum):
    """The nine span labels of `docs/annotation.md`."""

    PRACTICE = "PRACTICE"
    ACTOR = "ACTOR"
    MEASURE = "MEASURE"
    BENEFICIARY = "BENEFICIARY"
    NEED = "NEED"
    PLACE = "PLACE"
    FUNDING = "FUNDING"
    PERIOD = "PERIOD"
    RESULT = "RESULT"


class BlockKind(StrEnum):
    """What a stretch of a document is, known before any sentence is read."""

    METADATA = "metadata"  # front matter: about the document, never a source of spans
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    FIELD = "field"  # the value of "Destinatari: …"; `label` holds "Destinatari"
    TABLE_CELL = "table_cell"  # `label` holds the column header, `record` the row
    FURNITURE = "furniture"  # menus, running headers, page numbers: never a source of spans


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch ``text[start:end]`` of a document, in reading order; blocks never overlap."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0  # depth of a heading (1–6) or of a list item (from 1)
    label: str | None = None
    record: int | None = None  # row of a sheet in which one row is one practice, from 0


@dataclass(frozen=True, slots=True)
class Document:
    """A source as read: normalised text and its structure.

    `text` is NFC and NUL-free, except that for plain text and Markdown it is the decoded file
    character by character, so that offsets can be checked against the file.
    `metadata` holds what the source says of itself: title, source_url, source_title, licence, date…
    """

    id: str
    title: str
    sha256: str
    media_type: str
    text: str
    blocks: tuple[Block, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in euro; `approximate` where the source says "circa", "oltre", "fino a"."""

    amount: Decimal
    currency: str = "EUR"
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """Two ISO 8601 dates (``2021``, ``2021-05``, ``2021-05-23``), equally precise, either open."""

    start: str | None
    end: str | None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A counted result: ``Quantity(Decimal(64), "persone")``."""

    value: Decimal
    unit: str
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A labelled phrase: ``document.text[start:end] == text``, always.

    `concept` is ``scheme:notation``, a bare ISTAT code for a place, or None. `entity` names the
    node an organisation was linked to (``organisation/…``). `source` names the finder.
    """

    start: int
    end: int
    text: str
    label: Label
    confidence: float
    concept: str | None = None
    entity: str | None = None
    value: Money | Period | Quantity | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Practice:
    """One initiative found in a document: its title, the stretch that speaks of it, its status.

    `status` is a concept of ``implementation-status`` and is ``non-dichiarata`` unless the text
    says otherwise; `kind` is a concept of ``practice-type``.
    """

    id: str
    title: str
    start: int
    end: int
    status: str = "implementation-status:non-dichiarata"
    kind: str = "practice-type:progetto"


@dataclass(frozen=True, slots=True)
class Ref:
    """The object of a statement when it is a thing: a compact identifier."""

    id: str


@dataclass(frozen=True, slots=True)
class Literal:
    """The object of a statement when it is a value; `datatype` is compact (``xsd:decimal``)."""

    value: str
    datatype: str = "xsd:string"
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One triple with the words that support it, ``document.text[start:end]``."""

    subject: str
    predicate: str
    object: Ref | Literal
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Entity:
    """A node that statements mention: what it is and what it is called.

    `types` are compact classes (``wp:Measure``); `properties` are compact pairs that describe the
    node itself and need no evidence of their own (``("schema:currency", Literal("EUR"))``).
    """

    id: str
    types: tuple[str, ...]
    label: str | None = None
    properties: tuple[tuple[str, Ref | Literal], ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """What a reader should know of an extraction: why it is empty, what it leaves out.

    `code` is for programs ("no-practice"), `message` for people (Italian).
    """

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything read from one document; one without statements has a note that says why."""

    document: Document
    practices: tuple[Practice, ...]
    spans: tuple[Span, ...]
    statements: tuple[Statement, ...]
    entities: tuple[Entity, ...]
    notes: tuple[Note, ...] = ()
