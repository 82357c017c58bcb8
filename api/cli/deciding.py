"""The commands of those who check what was read: decide, decisions."""

from __future__ import annotations

import getpass
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from api.cli.console import Shape, complain, emit, emit_json
from api.settings import Settings
from api.workplace import Workplace
from corpus.correcting import correction, nearest
from corpus.decisions import (
    Correction,
    Decision,
    Decisions,
    StatementKey,
    Verdict,
    as_row,
)
from corpus.holdings import Holdings
from corpus.judging import judgeable
from corpus.originals import Originals
from corpus.revision import Written, export
from ingest.model import Document, Ref, Statement
from ingest.practices.reading import plain
from ontology.schemes import ConceptSchemes

_SAID = {
    Verdict.ACCEPTED: "accettata",
    Verdict.REJECTED: "respinta",
    Verdict.CORRECTED: "corretta",
}
_OPEN = "da decidere"


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(decide)
    app.command()(decisions)


def decide(
    document: Annotated[str, typer.Argument(help="Identificativo del documento.")],
    codes: Annotated[
        list[str] | None,
        typer.Argument(help="Codici delle dichiarazioni; senza, si mostrano tutte."),
    ] = None,
    verdict: Annotated[
        Verdict | None,
        typer.Option(help="accettata, respinta, corretta o decisione ritirata."),
    ] = None,
    rest: Annotated[
        bool, typer.Option("--rest", help="Decidi di tutte quelle su cui nessuno ha deciso.")
    ] = False,
    value: Annotated[
        str | None, typer.Option(help="Il valore giusto: un concetto, un'etichetta, un numero.")
    ] = None,
    words: Annotated[
        str | None, typer.Option(help="Le parole giuste, come stanno nel documento lì attorno.")
    ] = None,
    curator: Annotated[str, typer.Option(help="Chi decide; di norma l'utente del computer.")] = "",
    shape: Annotated[Shape, typer.Option("--format", help="Come mostrarle.")] = Shape.TEXT,
) -> None:
    """Accetta, respingi o correggi ciò che si è letto in un documento della libreria."""
    workplace = Workplace(Settings())
    held = _held(workplace, document)
    log = Decisions(workplace.layout.decisions)
    statements = {
        StatementKey.of(statement): statement
        for statement in judgeable(workplace.extractor().extract(held))
    }
    before = log.standing().get(held.sha256, {})
    if not codes and not rest:
        _list(held, statements, before, shape)
        return
    corrects = value is not None or words is not None
    verdict = verdict or (Verdict.CORRECTED if corrects else None)
    if verdict is None or corrects != (verdict is Verdict.CORRECTED):
        raise typer.BadParameter(
            "serve un verdetto; con «corrected», e solo con esso, anche --value o --words"
        )
    chosen = _chosen(codes or [], {**statements, **before}, document)
    if rest:
        chosen += [key for key in statements if key not in before and key not in chosen]
    made = [
        Decision(
            held.sha256,
            key,
            held.text[key.start : key.end],
            verdict,
            curator or getpass.getuser(),
            datetime.now(UTC),
            _correction(held, key, value, words, workplace.reference.schemes) if corrects else None,
        )
        for key in chosen
    ]
    with workplace.layout.writing():
        log.record(made)
    after = log.standing().get(held.sha256, {})
    left = sum(key not in after for key in statements)
    many = "1 decisione scritta" if len(made) == 1 else f"{len(made)} decisioni scritte"
    emit(f"{many}; ne restano {left}")


def decisions(
    folder: Annotated[
        Path | None,
        typer.Option("--export", help="Scrivi in questa cartella i documenti decisi, annotati."),
    ] = None,
    shape: Annotated[Shape, typer.Option("--format", help="Come mostrarle.")] = Shape.TEXT,
) -> None:
    """Conta ciò che si è deciso, o scrivilo come documenti annotati e frasi sbagliate."""
    workplace = Workplace(Settings())
    log = Decisions(workplace.layout.decisions)
    standing = log.standing()
    if folder is None:
        if shape is Shape.JSON:
            emit_json([as_row(decision) for decision in log.history()])
        else:
            emit(_counts(standing))
        return
    if not standing:
        complain("non c'è ancora nessuna decisione: «prassi decide DOCUMENTO» ne prende")
        raise typer.Exit(1)
    shelf = Originals(workplace.layout.root)
    written = export(standing, shelf.reading, workplace.extractor().extract, folder)
    for name, reason in written.left_out.items():
        complain(f"{name}: {reason}")
    emit(_export_text(written, folder))


def _correction(
    document: Document,
    key: StatementKey,
    value: str | None,
    words: str | None,
    schemes: ConceptSchemes,
) -> Correction:
    place = None if words is None else nearest(document.text, words, key.start)
    return correction(key, value, place, schemes)


def _held(workplace: Workplace, identifier: str) -> Document:
    """Return a document of the library as it was read; no search index is needed for that."""
    store = workplace.editions().newest().store
    holding = Holdings(store, workplace.reference.names).get(identifier)
    document = Originals(workplace.layout.root).reading(holding.sha256) if holding else None
    if document is None:
        complain(f"«{identifier}» non è nella libreria")
        raise typer.Exit(1)
    return document


def _chosen(
    codes: Sequence[str], known: Mapping[StatementKey, object], document: str
) -> list[StatementKey]:
    by_code = {key.code: key for key in known}
    for code in codes:
        if code not in by_code:
            complain(f"«{code}» non è il codice di una dichiarazione di «{document}»")
            raise typer.Exit(1)
    return [by_code[code] for code in dict.fromkeys(codes)]


def _list(
    document: Document,
    statements: Mapping[StatementKey, Statement],
    decided: Mapping[StatementKey, Decision],
    shape: Shape,
) -> None:
    rows = [
        {
            "code": key.code,
            "subject": key.subject,
            "predicate": key.predicate,
            "object": key.object.id if isinstance(key.object, Ref) else key.object.value,
            "start": key.start,
            "end": key.end,
            "words": plain(document.text[key.start : key.end]),
            "confidence": statement.confidence,
            "verdict": str(decided[key].verdict) if key in decided else None,
        }
        for key, statement in statements.items()
    ]
    if shape is Shape.JSON:
        emit_json(rows)
        return
    for row, key in zip(rows, statements, strict=True):
        said = _SAID[decided[key].verdict] if key in decided else _OPEN
        emit(f"{row['code']}  {row['subject']} {row['predicate']} {row['object']}  [{said}]")
        emit(f"          «{row['words']}»")


def _counts(standing: Mapping[str, Mapping[StatementKey, Decision]]) -> str:
    counted = Counter(one.verdict for own in standing.values() for one in own.values())
    if not counted:
        return "nessuna decisione"
    told = ", ".join(f"{_SAID[verdict]}: {counted[verdict]}" for verdict in _SAID)
    papers = "1 documento" if len(standing) == 1 else f"{len(standing)} documenti"
    return f"{counted.total()} dichiarazioni decise in {papers} ({told})"


def _export_text(written: Written, folder: Path) -> str:
    lines = [
        f"scritti in {folder}: {len(written.whole)} documenti decisi per intero,"
        f" {len(written.partial)} in parte, {written.rejected} dichiarazioni respinte"
    ]
    if written.moved:
        lines.append(f"{written.moved} decisioni su parole che il documento non ha più lì")
    if written.dropped:
        lines.append(f"{written.dropped} parole lasciate perché altre più lunghe le contengono")
    return "\n".join(lines)
