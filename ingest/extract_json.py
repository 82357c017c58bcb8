"""An extraction as JSON, in the one format that is scored (`docs/annotation.md`)."""

from __future__ import annotations

from typing import Any

from ingest.model import Extraction, Literal, Practice, Ref, Span, Statement


def to_json(extraction: Extraction) -> dict[str, Any]:
    """Return an extraction as plain values for `json.dumps`.

    Offsets are characters into ``document.text``: ``text[start:end]`` is every span's ``text``. A
    practice's status is the bare notation ("in-corso"); an object is a compact identifier or the
    words of a value. Notes say in Italian why there is nothing, or what was left out.
    """
    document = extraction.document
    return {
        "document": {
            "id": document.id,
            "title": document.title,
            "sha256": document.sha256,
            "text": document.text,
        },
        "practices": [_practice(practice) for practice in extraction.practices],
        "spans": [_span(span) for span in extraction.spans],
        "statements": [_statement(statement) for statement in extraction.statements],
        "notes": [{"code": note.code, "message": note.message} for note in extraction.notes],
    }


def _practice(practice: Practice) -> dict[str, Any]:
    return {
        "id": practice.id,
        "title": practice.title,
        "status": practice.status.partition(":")[2],
        "start": practice.start,
        "end": practice.end,
        "kind": practice.kind.partition(":")[2],
    }


def _span(span: Span) -> dict[str, Any]:
    return {
        "start": span.start,
        "end": span.end,
        "text": span.text,
        "label": str(span.label),
        "concept": span.concept,
        "confidence": span.confidence,
    }


def _statement(statement: Statement) -> dict[str, Any]:
    return {
        "subject": statement.subject,
        "predicate": statement.predicate,
        "object": _object(statement.object),
        "start": statement.start,
        "end": statement.end,
        "confidence": statement.confidence,
    }


def _object(value: Ref | Literal) -> str:
    return value.id if isinstance(value, Ref) else value.value
