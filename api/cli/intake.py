"""Commands that change the library: ingest, retract, rebuild."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api.cli.console import Shape, complain, emit, emit_json, messages
from api.cli.identifying import told as alike
from api.routers.sameness import likely_shape
from api.settings import Settings
from api.workplace import Workplace
from corpus.accession import OtherVersion
from corpus.identities import shown
from corpus.intake.arrivals import gather
from corpus.intake.cluster import Cluster, ClusterUnusable
from corpus.intake.colleague import WorkerUnfit
from corpus.intake.limits import limits
from corpus.intake.staff import Staff, Workers, usual_number
from corpus.outcomes import Accession, Status
from corpus.sameness.finder import Likely
from ingest.jail import ReadingRoom

if TYPE_CHECKING:
    from rich.progress import TaskID

_VERBS = {
    Status.ADDED: "aggiunto",
    Status.UNCHANGED: "già presente",
    Status.UPDATED: "aggiornato",
    Status.REJECTED: "rifiutato",
}
_COUNTED = {
    Status.ADDED: ("aggiunto", "aggiunti"),
    Status.UPDATED: ("aggiornato", "aggiornati"),
    Status.UNCHANGED: ("già presente", "già presenti"),
    Status.REJECTED: ("rifiutato", "rifiutati"),
}
_INTERRUPTED = 130
_UNUSABLE = 3


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(ingest)
    app.command()(retract)
    app.command()(rebuild)


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="File o cartelle da leggere.")],
    shape: Annotated[Shape, typer.Option("--format", help="Come mostrare l'esito.")] = Shape.TEXT,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Processi che leggono insieme; di norma uno per core."),
    ] = None,
    dask: Annotated[
        str | None,
        typer.Option(metavar="INDIRIZZO", help="Leggi con un cluster Dask: tcp://macchina:8786."),
    ] = None,
) -> None:
    """Leggi documenti e aggiungili alla libreria; se si ferma, ripetilo: riprende da dove era."""
    if workers and dask:
        raise typer.BadParameter("scegliete --workers oppure --dask, non tutti e due")
    files = gather(paths)
    # So many say how many workers repay their start; the others are looked for as they come.
    first = list(islice(files, limits().default.workers * limits().default.documents_per_worker))
    if not first:
        complain("nessun file da leggere nei percorsi indicati")
        raise typer.Exit(1)
    workplace = Workplace(Settings())
    outcomes = Counter[Status]()
    try:
        with (
            ReadingRoom() as room,
            _staff(workplace, workers, dask, len(first)) as staff,
            _mending() as mending,
            workplace.accessions(room, mending) as accessions,
        ):
            done = accessions.ingest_all(chain(first, files), staff)
            for outcome in _followed(done, paths):
                outcomes[outcome.status] += 1
                came = outcome.status in (Status.ADDED, Status.UPDATED)
                likely = accessions.likely(outcome.document) if came else ()
                if shape is Shape.JSON:
                    emit_json(_as_json(outcome, likely))
                elif outcome.status is not Status.UNCHANGED:
                    emit(_as_text(outcome))
                    for name, other in likely:
                        emit(f"  {alike(name, other)}")
    except (ClusterUnusable, OtherVersion, WorkerUnfit) as error:
        complain(str(error))
        raise typer.Exit(_UNUSABLE) from error
    except KeyboardInterrupt as stop:
        _summarise(outcomes)
        complain("interrotto: ripetete il comando e riprenderà da dove era")
        raise typer.Exit(_INTERRUPTED) from stop
    _summarise(outcomes)
    if outcomes[Status.REJECTED]:
        raise typer.Exit(1)


def retract(
    documents: Annotated[list[str], typer.Argument(help="Identificativi dei documenti.")],
) -> None:
    """Ritira documenti: di ciò che solo loro dicevano non resta nulla."""
    missing = False
    with (
        _mending() as progress,
        ReadingRoom() as room,
        Workplace(Settings()).accessions(room, progress) as accessions,
    ):
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
    with (
        _mending() as progress,
        ReadingRoom() as room,
        Workplace(Settings()).accessions(room, progress) as accessions,
    ):
        emit(f"indice ricostruito: {accessions.rebuild()} documenti")


def _staff(
    workplace: Workplace, workers: int | None, dask: str | None, files: int
) -> AbstractContextManager[Staff | None]:
    """Return who reads: a cluster, processes of this machine, or None: this process itself."""
    if dask:
        return Cluster(dask, workplace.recipe)
    worth = -(-files // limits().default.documents_per_worker)
    number = workers or min(workplace.settings.ingest_workers or usual_number(), worth)
    return Workers(workplace.recipe, number) if number > 1 else nullcontext()


@contextmanager
def _mending() -> Iterator[Callable[[int, int], None]]:
    """Show how far the index is: opening a library may have to make it again, or its vectors."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    progress = Progress(*columns, TimeRemainingColumn(), console=messages, transient=True)
    task = progress.add_task("indice di ricerca".ljust(40), total=None)

    def follow(done: int, total: int) -> None:
        progress.start()  # only now: most of the time there is nothing to show
        progress.update(task, completed=done, total=total)
        if done == total:
            progress.stop()

    try:
        yield follow
    finally:
        if progress.live.is_started:  # else stopping would write an empty line where none began
            progress.stop()


def _followed(outcomes: Iterable[Accession], paths: list[Path]) -> Iterator[Accession]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=messages) as progress:
        task = progress.add_task("lettura dei documenti".ljust(40), total=None)
        # The total is for the eye alone: reading does not wait until a large folder is counted.
        threading.Thread(target=_count, args=(progress, task, paths), daemon=True).start()
        for outcome in outcomes:
            yield outcome
            progress.update(task, advance=1, description=outcome.document[:40].ljust(40))


def _count(progress: Progress, task: TaskID, paths: list[Path]) -> None:
    progress.update(task, total=sum(1 for _ in gather(paths)))


def _summarise(outcomes: Counter[Status]) -> None:
    counts = [
        f"{outcomes[status]} {names[outcomes[status] != 1]}"
        for status, names in _COUNTED.items()
        if outcomes[status]
    ]
    messages.print(f"documenti: {', '.join(counts) or 'nessuno'}", markup=False, soft_wrap=True)


def _as_json(outcome: Accession, likely: Sequence[tuple[str, Likely]]) -> dict[str, object]:
    return {
        "document": outcome.document,
        "status": str(outcome.status),
        "practices": list(outcome.practices),
        "statements": outcome.statements,
        "reason": outcome.reason,
        "notes": list(outcome.notes),
        "likely": [{"of": shown(name), **likely_shape(other)} for name, other in likely],
    }


def _as_text(outcome: Accession) -> str:
    verb = _VERBS[outcome.status]
    if outcome.reason:
        return f"{verb}: {outcome.document}: {outcome.reason}"
    found = _counted(outcome.practices, outcome.statements)
    # What is left out of a document that is read is for who asks; why it says nothing, for all.
    why = "" if outcome.statements else "".join(f"; {note}" for note in outcome.notes)
    return f"{verb}: {outcome.document} ({found}){why}"


def _counted(practices: Iterable[str], statements: int) -> str:
    many = len(tuple(practices))
    return f"{many} {'pratica' if many == 1 else 'pratiche'}, {statements} affermazioni"
