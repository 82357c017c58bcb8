"""The commands of who decides who works at the desk: accounts add, list, disable, password."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.console import Shape, emit, emit_json, messages
from api.desk.accounts import Accounts, Role, accounts_in
from api.desk.passwords import invitation
from api.settings import Settings

NameArgument = Annotated[str, typer.Argument(help="Il nome con cui si entra.")]
InviteOption = Annotated[
    bool,
    typer.Option("--invite", help="Mostra una password da usare una volta, che si deve cambiare."),
]

accounts = typer.Typer(
    help="Chi può lavorare alla scrivania: nessuno, finché non lo aggiungete.",
    no_args_is_help=True,
)


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.add_typer(accounts, name="accounts")


@accounts.command()
def add(
    name: NameArgument,
    role: Annotated[Role, typer.Option(help="Che cosa può fare.")] = Role.CURATOR,
    invite: InviteOption = False,
) -> None:
    """Aggiungi un account; la password si chiede qui, o se ne dà una da cambiare."""
    password = invitation() if invite else _asked()
    _accounts().add(name, role, password, must_change=invite)
    _tell(f"account «{name}» ({role}) aggiunto", password if invite else None)


@accounts.command("list")
def list_accounts(
    shape: Annotated[Shape, typer.Option("--format", help="Come mostrarli.")] = Shape.TEXT,
) -> None:
    """Elenca gli account."""
    for one in _accounts().all():
        if shape is Shape.JSON:
            emit_json({"name": one.name, "role": one.role, "disabled": one.disabled})
        else:
            shut = "\tchiuso" if one.disabled else ""
            emit(f"{one.name}\t{one.role}\tdal {one.added[:10]}{shut}")


@accounts.command()
def disable(
    name: NameArgument,
    undo: Annotated[bool, typer.Option("--undo", help="Riapri l'account.")] = False,
) -> None:
    """Chiudi un account: chi è entrato esce subito; ciò che ha fatto resta."""
    _accounts().disable(name, disabled=not undo)
    emit(f"account «{name}» {'riaperto' if undo else 'chiuso'}")


@accounts.command()
def password(name: NameArgument, invite: InviteOption = False) -> None:
    """Cambia una password; chi è entrato con la vecchia esce subito."""
    new = invitation() if invite else _asked()
    _accounts().set_password(name, new, must_change=invite)
    _tell(f"password di «{name}» cambiata", new if invite else None)


def _accounts() -> Accounts:
    return accounts_in(Settings().data)


def _asked() -> str:
    asked: str = typer.prompt(
        "Password", hide_input=True, confirmation_prompt="Ripetete la password", err=True
    )
    return asked


def _tell(done: str, invited: str | None) -> None:
    if invited is None:
        emit(done)
        return
    emit(invited)
    messages.print(
        f"{done}: questa password vale fino al primo accesso, poi va cambiata. "
        "Non si potrà più vedere.",
        markup=False,
        soft_wrap=True,
    )
