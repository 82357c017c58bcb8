"""The commands of who gives keys to heavy users: keys add, keys list, keys revoke."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from api.access.keys import Key, key_file
from api.cli.console import Shape, emit, emit_json, messages
from api.settings import Settings

_PER_DAY = 200_000
_PER_MINUTE = 12_000

NameArgument = Annotated[str, typer.Argument(help="Di chi è: lettere minuscole, cifre, trattini.")]

keys = typer.Typer(
    help="Le chiavi di chi fa molte richieste: senza chiave si legge tutto, con un limite comune.",
    no_args_is_help=True,
)


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.add_typer(keys, name="keys")


@keys.command()
def add(
    name: NameArgument,
    quota: Annotated[int, typer.Option(min=1, help="Richieste al giorno (UTC).")] = _PER_DAY,
    per_minute: Annotated[int, typer.Option(min=1, help="Richieste al minuto.")] = _PER_MINUTE,
    shape: Annotated[Shape, typer.Option("--format", help="Come mostrarla.")] = Shape.TEXT,
) -> None:
    """Crea una chiave e mostrala: è l'unica volta, qui ne resta solo l'impronta."""
    file = key_file(Settings().data)
    secret = file.add(name, per_minute, quota)
    _hand_over(file.path)
    if shape is Shape.JSON:
        emit_json({"name": name, "key": secret, "per_minute": per_minute, "per_day": quota})
    else:
        emit(secret)
        messages.print(
            f"chiave «{name}»: {quota} richieste al giorno, {per_minute} al minuto. Datela ora a "
            "chi la userà (intestazione «Authorization: Bearer …»): non si potrà più vedere.",
            markup=False,
            soft_wrap=True,
        )


@keys.command("list")
def list_keys(
    shape: Annotated[Shape, typer.Option("--format", help="Come mostrarle.")] = Shape.TEXT,
) -> None:
    """Elenca le chiavi in vigore, con quanto possono."""
    for key in key_file(Settings().data).standing().values():
        if shape is Shape.JSON:
            emit_json(
                {
                    "name": key.name,
                    "per_minute": key.per_minute,
                    "per_day": key.per_day,
                    "added": key.added,
                }
            )
        else:
            emit(_told(key))


@keys.command()
def revoke(name: NameArgument) -> None:
    """Revoca una chiave: il servizio lo sa entro un secondo, senza riavviarlo."""
    key_file(Settings().data).revoke(name)
    emit(f"chiave «{name}» revocata")


def _told(key: Key) -> str:
    return f"{key.name}\t{key.per_day} al giorno\t{key.per_minute} al minuto\tdal {key.added[:10]}"


def _hand_over(path: Path) -> None:
    """Give the file to whom the folder belongs: root may add a key that the service must read."""
    if os.geteuid() == 0:
        owner = path.parent.stat()
        os.chown(path, owner.st_uid, owner.st_gid)
