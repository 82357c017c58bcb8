"""The command that makes a release of the data: dump."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.catalogue.dumps import home
from api.cli.console import Shape, complain, emit, emit_json
from api.settings import Settings
from api.workplace import Workplace
from corpus.changes.ledger import Ledger, NoLedger
from corpus.release.colophon import Colophon
from corpus.release.manifest import NAME
from corpus.release.press import Edition, press

_UNUSABLE = 3


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(dump)


def dump(
    out: Annotated[Path, typer.Option("--out", help="Cartella da scrivere: nuova, o di un dump.")],
    shape: Annotated[Shape, typer.Option("--format", help="Come mostrare l'esito.")] = Shape.TEXT,
) -> None:
    """Scrivi un'edizione dei dati: grafo, tabelle, impronte e come citarla."""
    if out.exists() and not (out / NAME).is_file():
        raise typer.BadParameter(
            f"«{out}» c'è già e non è un'edizione: indicate una cartella nuova"
        )
    settings = Settings()
    workplace = Workplace(settings)
    edition = workplace.editions().newest()
    try:
        published = Ledger(workplace.layout.changes).edition(edition.generation)
        if published is None:
            raise NoLedger(
                "il registro dei cambiamenti non conosce questa edizione: eseguite «prassi rebuild»"
            )
    except NoLedger as error:
        complain(str(error))
        raise typer.Exit(_UNUSABLE) from error
    named = edition.generation
    with edition.still() as store:
        manifest = press(
            store,
            workplace.reference,
            Edition(named, published.date().isoformat(), home(settings, named)),
            Colophon(settings.publisher, str(settings.licence)),
            out,
        )
    if shape is Shape.JSON:
        files = [
            {"name": one.name, "bytes": one.bytes, "sha256": one.sha256, "count": one.count}
            for one in manifest.files
        ]
        emit_json(
            {"generation": manifest.generation, "released": manifest.released, "files": files}
        )
    else:
        emit(f"edizione {manifest.generation} del {manifest.released} in {out}")
        for one in manifest.files:
            emit(f"  {one.name}: {one.count} {one.counted}, {one.bytes} byte")
