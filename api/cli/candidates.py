"""The command that shows curators which terms have no concept yet: candidates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from api.cli.console import Shape, complain, emit, emit_json
from api.settings import Settings
from api.workplace import Workplace
from corpus.candidates import KEPT_IN_GRAPH, Candidate, Mention, mentions_held, mentions_in
from corpus.candidates import candidates as ranked
from corpus.intake.arrivals import gather
from ingest.errors import UnreadableDocument
from ingest.jail import ReadingRoom
from ingest.readers import document_id


class Scheme(StrEnum):
    """The schemes of the labels that have one."""

    ACTOR = "actor"
    MEASURE = "measure"
    BENEFICIARY = "beneficiary"
    NEED = "need"
    FUNDING = "funding"


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(candidates)


def candidates(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="File o cartelle da leggere; senza, si guarda la libreria."),
    ] = None,
    scheme: Annotated[Scheme | None, typer.Option(help="Solo i termini di uno schema.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Quanti termini mostrare.")] = 50,
    shape: Annotated[Shape, typer.Option("--format", help="Come mostrarli.")] = Shape.TEXT,
) -> None:
    """Mostra i termini che i documenti usano e nessun concetto dice, per chi cura gli schemi."""
    workplace = Workplace(Settings())
    if not paths and scheme is not None and scheme.value not in KEPT_IN_GRAPH:
        complain(
            f"la libreria non conserva i termini senza concetto di «{scheme.value}»: "
            "indicate i documenti, per esempio «prassi candidates CARTELLA»"
        )
        raise typer.Exit(2)
    mentions = _read(paths, workplace) if paths else mentions_held(workplace.library())
    only = scheme.value if scheme else None
    found = ranked(mentions, workplace.reference.schemes, only)
    if shape is Shape.JSON:
        emit_json([asdict(candidate) for candidate in found[:limit]])
    else:
        emit(_text(found, limit))


def _read(paths: Sequence[Path], workplace: Workplace) -> Iterator[Mention]:
    extractor = workplace.extractor()
    with ReadingRoom() as room:
        for path in gather(paths):
            try:
                document = room.read(path, document_id(path.name))
            except UnreadableDocument as error:
                complain(f"{path}: {error}")
                continue
            yield from mentions_in(extractor.extract(document))


def _text(found: Sequence[Candidate], limit: int) -> str:
    if not found:
        return "nessun termine senza concetto"
    lines = [f"{len(found)} termini senza concetto"]
    for candidate in found[:limit]:
        times = "volta" if candidate.count == 1 else "volte"
        many = len(candidate.documents)
        papers = "documento" if many == 1 else "documenti"
        head = f"{candidate.words}  [{candidate.scheme}]"
        lines += ["", f"{head}  {candidate.count} {times} in {many} {papers}"]
        if near := candidate.nearest:
            lines.append(f"   il più vicino: {near.label} ({near.concept}, {near.share:.2f})")
        if len(candidate.variants) > 1:
            lines.append(f"   detto anche: {', '.join(candidate.variants[1:])}")
        lines += [f"   «{example}»" for example in candidate.examples]
    if len(found) > limit:
        lines += ["", f"e altri {len(found) - limit}: --limit ne mostra di più"]
    return "\n".join(lines)
