"""The command of the writer of the desk: desk work."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from api.cli.console import Shape, emit, emit_json, messages
from api.settings import Settings
from api.workplace import Workplace

desk = typer.Typer(
    help="La scrivania: ciò che si propone si legge e, quando è accettato, si pubblica.",
    no_args_is_help=True,
)


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.add_typer(desk, name="desk")


@desk.callback()
def main() -> None:
    """La scrivania di chi cura l'archivio."""


@desk.command()
def work(
    once: Annotated[bool, typer.Option("--once", help="Fai ciò che aspetta e fermati.")] = False,
    every: Annotated[float, typer.Option(min=0.2, help="Secondi fra due sguardi.")] = 2.0,
    shape: Annotated[Shape, typer.Option("--format", help="Come mostrarlo.")] = Shape.TEXT,
) -> None:
    """Leggi ciò che arriva e pubblica ciò che è accettato; Ctrl-C per fermare."""
    from corpus.desk.work import Writer
    from corpus.intake.cataloguing import Cataloguer
    from ingest.jail import ReadingRoom

    settings = Settings()
    workplace = Workplace(settings)
    with ReadingRoom() as room:
        cataloguer = Cataloguer(workplace.recipe, workplace.reference, room, encoder=None)
        writer = Writer(
            settings.data, cataloguer, lambda: workplace.accessions(room, cataloguer=cataloguer)
        )
        if not once:
            messages.print("la scrivania è al lavoro  (Ctrl-C per fermare)")
        try:
            while True:
                done = writer.round()
                if shape is Shape.JSON and (once or done.read or done.written):
                    emit_json({"read": done.read, "written": done.written})
                elif done.read or done.written or once:
                    emit(f"letti: {done.read}; pubblicati: {done.written}")
                if once:
                    return
                time.sleep(every)
        except KeyboardInterrupt:
            messages.print("la scrivania si ferma: ciò che aspetta resta in coda")
