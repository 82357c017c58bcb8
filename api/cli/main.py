"""`prassi`: the library from the command line.

Exit codes: 0 done; 1 something was rejected or not found; 2 the command was misused; 3 the library
is missing or in use. Results go to standard output, progress and messages to standard error.
"""

from __future__ import annotations

import sys

import typer

from api.cli import annotation, intake, measuring, reading, service
from api.cli.console import complain
from api.errors import PrassiError
from corpus.library import LibraryMissing
from corpus.store import StoreInUse
from ingest.errors import UnreadableDocument

app = typer.Typer(
    name="prassi",
    help="Banca dati delle buone pratiche di welfare: leggere, cercare, interrogare, pubblicare.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for group in (intake, reading, measuring, annotation, service):
    group.register(app)


def main() -> None:
    """Run the command line, turning what people can mend into one clear line."""
    try:
        app()
    except (LibraryMissing, StoreInUse, FileNotFoundError) as error:
        complain(str(error))
        sys.exit(3)
    except UnreadableDocument as error:
        complain(str(error))
        sys.exit(1)
    except PrassiError as error:
        complain(error.problem.detail)
        sys.exit(1)


if __name__ == "__main__":
    main()
