"""`prassi`: the library from the command line.

Exit codes: 0 done; 1 something was rejected or not found; 2 the command or a setting was misused;
3 the library is missing, in use or cannot be written, or set-up has not been run. Results go to
standard output, progress and messages to standard error.
"""

from __future__ import annotations

import io
import sys

import typer

from api.cli import (
    accounts,
    annotation,
    candidates,
    deciding,
    desk,
    identifying,
    intake,
    keys,
    matching,
    measuring,
    reading,
    releasing,
    service,
)
from api.cli.console import complain
from api.cli.failures import told

app = typer.Typer(
    name="prassi",
    help="Banca dati delle buone pratiche di welfare: leggere, cercare, interrogare, pubblicare.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for group in (
    *(intake, reading, matching, identifying, releasing),
    *(measuring, annotation, candidates, deciding, keys, accounts, desk, service),
):
    group.register(app)


def main() -> None:
    """Run the command line, turning what people can mend into one clear line."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # File names need not be text, nor terminals know every letter.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        app()
    except Exception as error:
        known = told(error)
        if known is None:
            raise
        message, code = known
        complain(message)
        sys.exit(code)


if __name__ == "__main__":
    main()
