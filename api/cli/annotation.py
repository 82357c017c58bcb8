"""The command that turns inline annotation into clean documents, offsets and other tools' files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.console import complain, emit, emit_json
from corpus.gold import GoldDocument, annotated_files, publish, read_gold, span_rows
from corpus.markup import MarkupError
from corpus.splits import ManifestError, freeze, load_manifest


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
    freeze_digests: Annotated[
        bool, typer.Option("--freeze", help="Riscrivi nel manifesto le impronte dei documenti.")
    ] = False,
    export: Annotated[
        Path | None,
        typer.Option(help="Scrivi in questa cartella JSON Lines, DocBin di spaCy e Label Studio."),
    ] = None,
) -> None:
    """Mostra gli span annotati come posizioni nel testo pulito, un oggetto JSON per documento."""
    try:
        for path in files or []:
            emit_json(_as_json(read_gold(path)))
        if write:
            changed = publish()
            emit(f"{len(changed)} documenti riscritti in corpus/practices")
        if freeze_digests:
            emit(f"{len(freeze(annotated_files()))} impronte cambiate nel manifesto")
        if export is not None:
            emit("\n".join(str(path) for path in _export(export)))
    except (MarkupError, ManifestError) as error:
        complain(str(error))
        raise typer.Exit(1) from error


def _export(folder: Path) -> list[Path]:
    from corpus.exchange import as_row, write  # spaCy takes seconds to import

    allotted = load_manifest()
    gold = (read_gold(path) for name, path in annotated_files().items() if name in allotted)
    return write([as_row(document, allotted[document.id].split) for document in gold], folder)


def _as_json(document: GoldDocument) -> dict[str, object]:
    return {"id": document.id, "text": document.text, "spans": span_rows(document)}
