"""The command that turns inline annotation into clean documents and offsets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.console import complain, emit, emit_json
from corpus.gold import GoldDocument, publish, read_gold
from corpus.markup import MarkupError


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(annotation)


def annotation(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Documenti annotati (corpus/gold/inline/*.md).")
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Riscrivi corpus/practices dai documenti annotati.")
    ] = False,
) -> None:
    """Mostra gli span annotati come posizioni nel testo pulito, un oggetto JSON per documento."""
    try:
        for path in files or []:
            emit_json(_as_json(read_gold(path)))
        if write:
            changed = publish()
            emit(f"{len(changed)} documenti riscritti in corpus/practices")
    except MarkupError as error:
        complain(str(error))
        raise typer.Exit(1) from error


def _as_json(document: GoldDocument) -> dict[str, object]:
    return {
        "id": document.id,
        "text": document.text,
        "spans": [
            {
                "start": span.start,
                "end": span.end,
                "text": span.text,
                "label": str(span.label),
                "concept": span.concept,
                **({"attributes": dict(span.attributes)} if span.attributes else {}),
            }
            for span in document.spans
        ],
    }
