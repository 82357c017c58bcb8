"""Commands that change the library: ingest, retract, rebuild."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api.cli.console import Shape, complain, emit, emit_json, messages
from api.settings import Settings
from api.workplace import Workplace
from corpus.accession import Accession, Accessions, Status, gather
from ingest.jail import ReadingRoom

_VERBS = {
    Status.ADDED: "aggiunto",
    Status.UNCHANGED: "già presente",
    Status.UPDATED: "aggiornato",
    Status.REJECTED: "rifiutato",
}


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(ingest)
    app.command()(retract)
    app.command()(rebuild)


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="File o cartelle da leggere.")],
    shape: Annotated[Shape, typer.Option("--format", help="Come mostrare l'esito.")] = Shape.TEXT,
) -> None:
    """Leggi documenti e aggiungili alla libreria."""
    files = list(gather(paths))
    if not files:
        complain("nessun file da leggere nei percorsi indicati")
        raise typer.Exit(1)
    rejected = False
    with ReadingRoom() as room, Workplace(Settings()).accessions(room) as accessions:
        for outcome in _followed(accessions, files):
            rejected = rejected or outcome.status is Status.REJECTED
            if shape is Shape.JSON:
                emit_json(_as_json(outcome))
            elif outcome.status is not Status.UNCHANGED:
                emit(_as_text(outcome))
    if rejected:
        raise typer.Exit(1)


def retract(
    documents: Annotated[list[str], typer.Argument(help="Identificativi dei documenti.")],
) -> None:
    """Ritira documenti: di ciò che solo loro dicevano non resta nulla."""
    missing = False
    with ReadingRoom() as room, Workplace(Settings()).accessions(room) as accessions:
        for document in documents:
            if accessions.retract(document):
                emit(f"ritirato {document}")
            else:
                missing = True
                complain(f"«{document}» non è nella libreria")
    if missing:
        raise typer.Exit(1)


def rebuild() -> None:
    """Ricostruisci indice e vettori dai documenti originali e dal grafo."""
    with ReadingRoom() as room, Workplace(Settings()).accessions(room) as accessions:
        emit(f"indice ricostruito: {accessions.rebuild()} documenti")


def _followed(accessions: Accessions, files: list[Path]) -> Iterator[Accession]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=messages) as progress:
        task = progress.add_task("lettura dei documenti", total=len(files))
        for path in files:
            progress.update(task, description=path.name[:40].ljust(40))
            yield accessions.ingest(path)
            progress.advance(task)


def _as_json(outcome: Accession) -> dict[str, object]:
    return {
        "document": outcome.document,
        "status": str(outcome.status),
        "practices": list(outcome.practices),
        "statements": outcome.statements,
        "reason": outcome.reason,
    }


def _as_text(outcome: Accession) -> str:
    verb = _VERBS[outcome.status]
    if outcome.reason:
        return f"{verb}: {outcome.document}: {outcome.reason}"
    found = _counted(outcome.practices, outcome.statements)
    return f"{verb}: {outcome.document} ({found})"


def _counted(practices: Iterable[str], statements: int) -> str:
    many = len(tuple(practices))
    return f"{many} {'pratica' if many == 1 else 'pratiche'}, {statements} affermazioni"
