"""The commands of those who tell what is one under two names: duplicates, merge, split, merges."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from typing import Annotated

import typer

from api.cli.console import Shape, complain, emit, emit_json
from api.routers.sameness import likely_shape
from api.settings import Settings
from api.workplace import Workplace
from corpus.identities import Act, Identities, Identity, as_row, full, shown
from corpus.library import Library
from corpus.sameness.finder import Likely
from ingest.jail import ReadingRoom

CuratorOption = Annotated[str, typer.Option(help="Chi decide; di norma l'utente del computer.")]
WhyOption = Annotated[str, typer.Option(help="Perché, in poche parole.")]
ShapeOption = Annotated[Shape, typer.Option("--format", help="Come mostrarli.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    for command in (duplicates, merge, split, merges):
        app.command()(command)


def duplicates(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            help="Documenti, pratiche o organizzazioni (organisation/…); senza, tutta la libreria."
        ),
    ] = None,
    shape: ShapeOption = Shape.TEXT,
) -> None:
    """Cerca le pratiche e le organizzazioni che forse sono la stessa cosa."""
    workplace = Workplace(Settings())
    library = workplace.library()
    asked = [one for name in names or library.documents() for one in _asked(library, name)]
    with library.finder() as finder:
        for name in asked:
            for likely in finder.alike(name):
                if shape is Shape.JSON:
                    emit_json({"id": shown(name), **likely_shape(likely)})
                else:
                    emit(told(name, likely))


def merge(
    kept: Annotated[str, typer.Argument(help="La pratica (o organisation/…) che resta.")],
    other: Annotated[str, typer.Argument(help="Quella che è la stessa cosa.")],
    why: WhyOption = "",
    curator: CuratorOption = "",
) -> None:
    """Unisci due pratiche, o due nomi di un'organizzazione; «prassi split» le divide."""
    standing = _identify(Act.MERGED, full(kept), full(other), why, curator)
    emit(f"«{other}» ora porta a «{shown(standing)}»")


def split(
    other: Annotated[str, typer.Argument(help="La pratica (o organisation/…) da dividere.")],
    why: WhyOption = "",
    curator: CuratorOption = "",
) -> None:
    """Dividi ciò che era stato unito: tutto torna com'era."""
    held = Identities(Workplace(Settings()).layout.identities).standing().get(full(other))
    if held is None:
        complain(f"«{other}» non è unita a niente: «prassi merges» elenca le unioni")
        raise typer.Exit(1)
    _identify(Act.SPLIT, held.kept, held.other, why, curator)
    emit(f"«{other}» è di nuovo distinta da «{shown(held.kept)}»")


def merges(
    history: Annotated[bool, typer.Option("--all", help="Anche quelle poi divise.")] = False,
    shape: ShapeOption = Shape.TEXT,
) -> None:
    """Elenca le unioni, con chi le ha decise, quando e perché."""
    log = Identities(Workplace(Settings()).layout.identities)
    acts = log.history() if history else tuple(log.standing().values())
    for act in acts:
        if shape is Shape.JSON:
            emit_json(as_row(act))
        else:
            emit(_act_text(act))


def told(name: str, likely: Likely) -> str:
    """Return one line about something that may be what is named."""
    why = f": {', '.join(likely.reasons)}" if likely.reasons else ""
    return f"forse la stessa: {shown(name)} = {shown(likely.id)} ({likely.score:.2f}){why}"


def _asked(library: Library, name: str) -> list[str]:
    if "/" in name:
        return [name]
    practices = library.document(name)
    if practices is not None:
        return [f"practice/{one}" for one in practices.practices]
    if library.practice(name) is None:
        complain(f"«{name}» non è nella libreria")
        raise typer.Exit(1)
    return [f"practice/{name}"]


def _identify(act: Act, kept: str, other: str, why: str, curator: str) -> str:
    identity = Identity(act, kept, other, curator or getpass.getuser(), datetime.now(UTC), why)
    with ReadingRoom() as room, Workplace(Settings()).accessions(room) as accessions:
        return accessions.identify(identity)


def _act_text(act: Identity) -> str:
    verb = "unita a" if act.act is Act.MERGED else "divisa da"
    why = f": {act.why}" if act.why else ""
    day = act.when.date().isoformat()
    return f"{shown(act.other)} {verb} {shown(act.kept)} ({act.curator}, {day}){why}"
