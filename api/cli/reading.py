"""Commands that read: extract, show, search, sparql, export."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from textwrap import shorten
from typing import Annotated

import typer

from api.cli.console import Shape, complain, emit, emit_json
from api.cli.gallery import find_query, list_gallery
from api.errors import PrassiError
from api.routers.filtering import understood
from api.routers.shapes import practice_shape, results_shape
from api.settings import Settings
from api.sparql.opening import open_pool
from api.workplace import Workplace
from corpus import export as exporting
from corpus.italian import confidence
from corpus.library import Library
from corpus.views import PracticeView
from ingest.extract_json import to_json
from ingest.jail import ReadingRoom
from ingest.model import Extraction
from ingest.readers import document_id
from ontology.queries import competency_queries
from ontology.terms import Terms
from search.model import SearchResults

_PASSAGE_SHOWN = 240  # characters


class SparqlFormat(StrEnum):
    """How `prassi sparql` prints: four for tables, three for graphs."""

    JSON = "json"
    XML = "xml"
    CSV = "csv"
    TSV = "tsv"
    TURTLE = "turtle"
    NTRIPLES = "ntriples"
    JSONLD = "jsonld"


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    for command in (extract, search, show, sparql, export):
        app.command()(command)


def extract(
    file: Annotated[Path, typer.Argument(help="Il documento da leggere.")],
    shape: Annotated[Shape, typer.Option("--format", help="Come mostrare il risultato.")] = (
        Shape.TEXT
    ),
) -> None:
    """Mostra che cosa si trova in un documento, senza aggiungerlo alla libreria."""
    workplace = Workplace(Settings())
    with ReadingRoom() as room:
        document = room.read(file, document_id(file.name))
    extraction = workplace.extractor().extract(document)
    if shape is Shape.JSON:
        emit_json(to_json(extraction))
    else:
        emit(_extraction_text(extraction))


def search(
    query: Annotated[str, typer.Argument(help="Il bisogno, con parole vostre.")],
    limit: Annotated[int, typer.Option(min=1, max=100, help="Quante pratiche mostrare.")] = 10,
    offset: Annotated[int, typer.Option(min=0, help="Quante saltarne.")] = 0,
    region: Annotated[list[str] | None, typer.Option(help="Nome o codice ISTAT (08).")] = None,
    province: Annotated[list[str] | None, typer.Option(help="Nome o codice (038).")] = None,
    comune: Annotated[list[str] | None, typer.Option(help="Nome o codice (038017).")] = None,
    beneficiary: Annotated[list[str] | None, typer.Option(help="Per chi: nome o codice.")] = None,
    measure: Annotated[list[str] | None, typer.Option(help="Che cosa si fa.")] = None,
    need: Annotated[list[str] | None, typer.Option(help="A quale bisogno risponde.")] = None,
    actor: Annotated[list[str] | None, typer.Option(help="Tipo di ente.")] = None,
    funding: Annotated[list[str] | None, typer.Option(help="Con quali fondi.")] = None,
    status: Annotated[list[str] | None, typer.Option(help="A che punto è (in-corso).")] = None,
    kind: Annotated[list[str] | None, typer.Option(help="Che cos'è: servizio, progetto…")] = None,
    first: Annotated[str | None, typer.Option("--from", help="Attive da quest'anno.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Attive fino a quest'anno.")] = None,
    near: Annotated[str | None, typer.Option(help="Vicino a: nome o codice di comune.")] = None,
    km: Annotated[str | None, typer.Option(help="Entro quanti chilometri (20).")] = None,
    shape: Annotated[Shape, typer.Option("--format", help="Come mostrare i risultati.")] = (
        Shape.TEXT
    ),
) -> None:
    """Cerca le pratiche che rispondono a un bisogno."""
    chosen: dict[str, Sequence[str] | None] = {
        "region": region,
        "province": province,
        "comune": comune,
        "beneficiary": beneficiary,
        "measure": measure,
        "need": need,
        "actor": actor,
        "funding": funding,
        "status": status,
        "kind": kind,
        "from": [first] if first else None,
        "to": [last] if last else None,
        "near": [near] if near else None,
        "km": [km] if km else None,
    }
    filters = {name: values for name, values in chosen.items() if values}
    library = _library()
    results = library.search(query, understood(library.engine, filters), limit, offset)
    if shape is Shape.JSON:
        emit_json(results_shape(results))
    else:
        emit(_results_text(results))


def show(
    practice: Annotated[str, typer.Argument(help="Identificativo della pratica.")],
    shape: Annotated[Shape, typer.Option("--format", help="Come mostrarla.")] = Shape.TEXT,
) -> None:
    """Mostra una pratica: ogni fatto con le parole che lo dicono."""
    view = _library().practice(practice)
    if view is None:
        complain(f"«{practice}» non è nella libreria")
        raise typer.Exit(1)
    if shape is Shape.JSON:
        emit_json(practice_shape(view))
    else:
        emit(_practice_text(view))


def sparql(
    file: Annotated[
        str | None, typer.Argument(help="File con la domanda; - per lo standard input.")
    ] = None,
    answer: Annotated[
        SparqlFormat | None,
        typer.Option("--format", help="json, xml, csv, tsv; turtle, ntriples, jsonld."),
    ] = None,
    gallery: Annotated[
        bool, typer.Option("--gallery", help="Elenca le interrogazioni pronte, senza eseguirle.")
    ] = False,
    query_id: Annotated[
        str | None, typer.Option("--query-id", help="Esegue un'interrogazione pronta: cq07.")
    ] = None,
) -> None:
    """Interroga il grafo curato in SPARQL 1.1 (sola lettura)."""
    if sum((gallery, query_id is not None, file is not None)) > 1:
        raise typer.BadParameter("un file, --query-id o --gallery: uno solo dei tre")
    settings = Settings()
    ready = competency_queries(Terms(settings.base))
    if gallery:
        list_gallery(ready, as_json=answer is SparqlFormat.JSON)
        return
    query = _question(file or "-") if query_id is None else find_query(ready, query_id).sparql
    with open_pool(_library(settings), settings) as pool:
        result = pool.run(query, format=str(answer) if answer else None)
    sys.stdout.buffer.write(result.body)
    if result.truncated:
        complain(f"risultato tagliato a {settings.sparql_max_rows} righe")


def export(
    document: Annotated[
        str | None, typer.Argument(help="Un solo documento; senza, tutta la libreria.")
    ] = None,
    shape: Annotated[
        exporting.Format, typer.Option("--format", help="trig, nquads, turtle, jsonld.")
    ] = exporting.Format.TRIG,
    out: Annotated[Path | None, typer.Option("--out", help="File da scrivere.")] = None,
) -> None:
    """Esporta il grafo con affermazioni, evidenze e provenienza."""
    library = _library()
    if document is not None and library.document(document) is None:
        complain(f"«{document}» non è nella libreria")
        raise typer.Exit(1)
    if out is None:
        exporting.export(library, sys.stdout.buffer, shape, document)
    else:
        try:
            exporting.export_to_file(library, out, shape, document)
        except OSError as error:  # it names the partial file, which nobody asked for
            raise OSError(error.errno, error.strerror, str(out)) from error
        emit(f"scritto {out}")


def _library(settings: Settings | None = None) -> Library:
    return Workplace(settings or Settings()).library()


def _question(file: str) -> str:
    content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        detail = "la domanda non è scritta in UTF-8: salvatela in UTF-8 e riprovate"
        raise PrassiError(400, "Domanda non leggibile", detail, "sparql-encoding") from error


def _extraction_text(extraction: Extraction) -> str:
    lines = [f"# {extraction.document.title}"]
    lines += [f"nota: {note.message}" for note in extraction.notes]
    lines += [f"pratica: {p.title} [{p.status.partition(':')[2]}]" for p in extraction.practices]
    for span in extraction.spans:
        where = f"{span.start}–{span.end}"
        words = " ".join(span.text.split())
        lines.append(f"{span.label:<12} {where:>12}  {words}  {span.concept or ''}".rstrip())
    return "\n".join(lines)


def _results_text(results: SearchResults) -> str:
    lines = [f"{results.total} pratiche per «{results.query}»"]
    if results.note:
        lines.append(results.note)
    if results.suggestion:
        lines.append(f"Forse cercavate: «{results.suggestion}»")
    for place, hit in enumerate(results.hits, 1):
        lines += ["", f"{place}. {hit.title}  [{hit.id}]"]
        if hit.passage:
            lines.append(f"   «{shorten(hit.passage.text, _PASSAGE_SHOWN, placeholder=' …')}»")
        lines += [f"   perché: {reason.text}" for reason in hit.reasons]
    return "\n".join(lines)


def _practice_text(view: PracticeView) -> str:
    lines = [view.title, f"{view.kind_label} · stato: {view.status_label}", view.iri]
    for fact in view.facts:
        role = fact.detail.get("role_label")
        label = f"{fact.label} ({role.lower()})" if role else fact.label
        lines += ["", f"{fact.kind.value}: {label} [{confidence(fact.confidence)}]"]
        for evidence in fact.evidence:
            words = " ".join(evidence.quote.split())
            lines.append(f"   {evidence.document}:{evidence.start}–{evidence.end} «{words}»")
    return "\n".join(lines)
