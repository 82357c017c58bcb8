"""The annotated corpus for other tools: JSON lines, spaCy's DocBin, Label Studio.

The JSON lines are the plain form, one object a document: `id`, `family`, `split`, `truths`,
`text`, and `spans` of `start`, `end` (characters of `text`), `text`, `label`, `concept`,
`attributes`. The other two are made from them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import spacy
from spacy.tokens import Doc, DocBin

from corpus.gold import GoldDocument, span_rows
from corpus.splits import Split
from ingest.model import Label

SPANS_KEY = "sc"  # what spaCy's span categoriser reads unless told otherwise
Row = dict[str, Any]


def as_row(document: GoldDocument, split: Split) -> Row:
    """Return one document as plain values."""
    return {
        "id": document.id,
        "family": document.family,
        "split": str(split),
        "truths": dict(document.truths),
        "text": document.text,
        "spans": span_rows(document),
    }


def as_docs(rows: Iterable[Row]) -> Iterator[Doc]:
    """Yield spaCy documents: spans under SPANS_KEY, concepts as their `kb_id_`, `user_data["id"]`.

    Tokens are those of the blank Italian pipeline; a span that ends inside a token is stretched to
    its edge.
    """
    nlp = spacy.blank("it")
    for row in rows:
        doc = nlp.make_doc(row["text"])
        found = [
            doc.char_span(
                span["start"],
                span["end"],
                label=span["label"],
                kb_id=span["concept"] or "",
                alignment_mode="expand",
            )
            for span in row["spans"]
        ]
        doc.spans[SPANS_KEY] = [span for span in found if span is not None]
        doc.user_data["id"] = row["id"]
        yield doc


def as_tasks(rows: Iterable[Row]) -> list[Row]:
    """Return Label Studio tasks with their annotation, for the configuration of `labelling()`."""
    return [
        {
            "data": {"id": row["id"], "text": row["text"]},
            "annotations": [{"result": [_region(row["id"], s) for s in row["spans"]]}],
        }
        for row in rows
    ]


def labelling() -> str:
    """Return the labelling configuration of Label Studio: nine labels over a text."""
    labels = "\n".join(f"    <Label value={quoteattr(str(label))}/>" for label in Label)
    return (
        '<View>\n  <Labels name="label" toName="text">\n'
        f"{labels}\n"
        '  </Labels>\n  <Text name="text" value="$text" granularity="symbol"/>\n</View>\n'
    )


def write(rows: Sequence[Row], folder: Path) -> list[Path]:
    """Write every split in every form; return the files. The folder is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "label-studio.xml").write_text(labelling(), encoding="utf-8")
    written = [folder / "label-studio.xml"]
    for split in Split:
        own = [row for row in rows if row["split"] == split]
        lines, binary = folder / f"{split}.jsonl", folder / f"{split}.spacy"
        tasks = folder / f"{split}.label-studio.json"
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in own)
        lines.write_text(text, encoding="utf-8")
        DocBin(docs=as_docs(own), store_user_data=True).to_disk(binary)
        tasks.write_text(json.dumps(as_tasks(own), ensure_ascii=False, indent=1), encoding="utf-8")
        written += [lines, binary, tasks]
    return written


def _region(document: str, span: Row) -> Row:
    region: Row = {
        "id": f"{document}-{span['start']}",
        "type": "labels",
        "from_name": "label",
        "to_name": "text",
        "value": {
            "start": span["start"],
            "end": span["end"],
            "text": span["text"],
            "labels": [span["label"]],
        },
    }
    if span["concept"]:
        region["meta"] = {"text": [span["concept"]]}
    return region
