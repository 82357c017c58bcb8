"""One JSON for each thing, whatever door it leaves by: command line and REST print the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from corpus.views import DocumentView, Evidence, Fact, PracticeView
from search.model import Completion, Hit, Passage, Reason, SearchResults


def results_shape(results: SearchResults) -> dict[str, Any]:
    """Return a page of hits with facets."""
    return {
        "query": results.query,
        "total": results.total,
        "hits": [_hit(hit) for hit in results.hits],
        "facets": {
            name: [{"value": c.value, "label": c.label, "count": c.count} for c in counts]
            for name, counts in results.facets.items()
        },
        "note": results.note,
        "suggestion": results.suggestion,
        "answered": results.answered,
        "doubted": results.doubted,
    }


def suggestions_shape(typed: str, found: Sequence[Completion]) -> dict[str, Any]:
    """Return what may follow what was typed."""
    return {
        "query": typed,
        "suggestions": [
            {"kind": one.kind, "label": one.label, "value": one.value, "facet": one.facet}
            for one in found
        ],
    }


def practice_shape(view: PracticeView) -> dict[str, Any]:
    """Return a practice with its facts and their evidence."""
    return {
        "id": view.id,
        "iri": view.iri,
        "title": view.title,
        "status": view.status,
        "status_label": view.status_label,
        "kind": view.kind,
        "kind_label": view.kind_label,
        "document": view.document,
        "start": view.start,
        "end": view.end,
        "facts": [fact_shape(fact) for fact in view.facts],
    }


def document_shape(view: DocumentView) -> dict[str, Any]:
    """Return a document with its text, so that offsets of evidence can be read."""
    return {
        "id": view.id,
        "iri": view.iri,
        "title": view.title,
        "sha256": view.sha256,
        "media_type": view.media_type,
        "practices": list(view.practices),
        "source_url": view.source_url,
        "source_title": view.source_title,
        "licence": view.licence,
        "notes": list(view.notes),
        "text": view.text,
    }


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "id": hit.id,
        "iri": hit.iri,
        "title": hit.title,
        "score": round(hit.score, 6),
        "status": hit.status,
        "document": hit.document,
        "passage": passage_shape(hit.passage) if hit.passage else None,
        "reasons": [_reason(reason) for reason in hit.reasons],
    }


def passage_shape(passage: Passage) -> dict[str, Any]:
    """Return the words of a document, with where they stand."""
    return {
        "text": passage.text,
        "document": passage.document,
        "start": passage.start,
        "end": passage.end,
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "kind": reason.kind,
        "text": reason.text,
        "share": round(reason.share, 4),
        "detail": list(reason.detail),
    }


def fact_shape(fact: Fact) -> dict[str, Any]:
    """Return a fact with its evidence."""
    return {
        "kind": str(fact.kind),
        "label": fact.label,
        "concept": fact.concept,
        "confidence": fact.confidence,
        "detail": dict(fact.detail),
        "evidence": [evidence_shape(evidence) for evidence in fact.evidence],
    }


def evidence_shape(evidence: Evidence) -> dict[str, Any]:
    """Return the words that say a fact."""
    return {
        "document": evidence.document,
        "start": evidence.start,
        "end": evidence.end,
        "quote": evidence.quote,
    }
