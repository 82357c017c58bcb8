"""The commands that say how good Prassi is, on what truth and beside what: evaluate."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from api.cli import measures, sameness
from api.cli.console import Shape, complain, emit, emit_json, messages
from api.settings import Settings
from api.workplace import Workplace
from corpus.evaluation.error_tables import confusion_table, examples
from corpus.evaluation.errors import NOTHING, Mistake
from corpus.evaluation.page import fill
from corpus.evaluation.published import Published, written
from corpus.evaluation.ranking import BadQuestionsError, GradedQuestion, parse_questions
from corpus.evaluation.tables import Table, as_json, as_text
from corpus.gold import gold_documents
from corpus.splits import Split
from ingest.jail import ReadingRoom
from search.contract import Index

_EXAMPLES = "5"  # of each kind of mistake, where --errors names no number
_CONFUSIONS = 20

TEMPLATE = Path(__file__).parents[2] / "docs" / "quality.in.md"

SplitOption = Annotated[
    Split, typer.Option("--split", help="Su quale parte dei documenti e delle domande annotate.")
]
ShapeOption = Annotated[Shape, typer.Option("--format", help="Come mostrare le misure.")]

group = typer.Typer(help="Misura estrazione, legami, ricerca e doppioni contro la verità annotata.")


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.add_typer(group, name="evaluate")


@group.callback(invoke_without_command=True)
def evaluate(
    context: typer.Context,
    page: Annotated[
        Path | None, typer.Option(help="Scrivi anche la pagina della qualità in questo file.")
    ] = None,
    figures: Annotated[
        Path | None,
        typer.Option(help="Scrivi anche le misure in questo file, per la pagina /qualita."),
    ] = None,
    shape: ShapeOption = Shape.TEXT,
) -> None:
    """Misura tutto sulla parte di prova, che non serve mai a scegliere o a imparare."""
    if context.invoked_subcommand is not None:
        return
    workplace = Workplace(Settings())
    questions, index = _questions(None, Split.TEST), _index(workplace)
    tables = measures.corpus_tables(workplace)
    everything = measures.Gold(measures.gold_of(None), workplace)
    gold = everything.part(measures.gold_of(Split.TEST))
    messages.print(f"estrazione: {len(gold.documents)} documenti")
    tables += measures.extraction_tables(gold, workplace)
    messages.print("legami")
    tables += measures.linking_tables(gold.documents, workplace)
    messages.print(f"ricerca: {len(questions)} domande")
    tables += measures.search_tables(_held(questions, index), index, workplace)
    messages.print(f"doppioni: {len(everything.documents)} documenti")
    tables += measures.duplicate_tables(everything, workplace)
    _show(tables, shape)
    today = datetime.now(UTC).date().isoformat()
    if page is not None:
        page.write_text(
            fill(TEMPLATE.read_text(encoding="utf-8"), tables, {"date": today}), encoding="utf-8"
        )
        messages.print(f"scritta la pagina {page}")
    if figures is not None:
        measured = Published(today, version("prassi"), tuple(tables))
        figures.write_text(written(measured), encoding="utf-8")
        messages.print(f"scritte le misure in {figures}")


@group.command()
def corpus(shape: ShapeOption = Shape.TEXT) -> None:
    """Conta i documenti annotati: per parte, genere, regione e tema."""
    _show(measures.corpus_tables(Workplace(Settings())), shape)


class _ErrorsAlone(TyperCommand):
    """A command whose `--errors` may stand without a number."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        given = list(args)
        for place in reversed([at for at, word in enumerate(args) if word == "--errors"]):
            if not "".join(args[place + 1 : place + 2]).isdigit():
                given.insert(place + 1, _EXAMPLES)
        return super().parse_args(ctx, given)


@group.command(cls=_ErrorsAlone)
def extraction(
    split: Annotated[
        Split | None,
        typer.Option(help="Su quale parte; di norma test, e dev se chiedete gli errori."),
    ] = None,
    gold: Annotated[
        Path | None,
        typer.Option(help="Cartella di documenti annotati vostri, al posto dei nostri."),
    ] = None,
    errors: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="[N]",
            help="Mostra anche gli errori più frequenti e N esempi per tipo ed etichetta (di norma"
            f" {_EXAMPLES}). Della parte di prova si vedono solo i conti.",
        ),
    ] = None,
    shape: ShapeOption = Shape.TEXT,
) -> None:
    """Misura span, concetti, campi, legami e confidenza, e conta che cosa è sbagliato."""
    part = split or (Split.TEST if errors is None else Split.DEV)
    documents = measures.gold_of(part) if gold is None else list(gold_documents(gold))
    if not documents:
        complain(f"in «{gold or part}» non ci sono documenti annotati (*.md)")
        raise typer.Exit(1)
    workplace = Workplace(Settings())
    held = measures.Gold(documents, workplace)
    tables = measures.extraction_tables(held, workplace)
    if errors is None:
        _show(tables, shape)
        return
    if kept := measures.for_the_final_figure(documents):
        complain(
            f"{len(kept)} documenti sono della parte di prova: solo conti, nessun esempio"
            " («--split dev» o «--split train» ne mostrano)"
        )
    seen = [mistake for mistake in held.mistakes() if mistake.document not in kept]
    shown = examples(seen, errors)
    if len(kept) < len(documents):
        tables.append(confusion_table(seen, _CONFUSIONS))
    if shape is Shape.JSON:
        rows = [asdict(mistake) for mistake in shown]
        emit_json({"tables": [as_json(table) for table in tables], "errors": rows})
    else:
        _show(tables, shape)
        emit(_examples_text(shown))


@group.command()
def linking(split: SplitOption = Split.TEST, shape: ShapeOption = Shape.TEXT) -> None:
    """Misura i legami con concetti, territori e organizzazioni, accanto ai soli nomi esatti."""
    workplace = Workplace(Settings())
    _show(measures.linking_tables(measures.gold_of(split), workplace), shape)


@group.command()
def search(
    split: SplitOption = Split.TEST,
    questions: Annotated[
        Path | None, typer.Option(help="Domande vostre con le loro risposte (JSON Lines).")
    ] = None,
    shape: ShapeOption = Shape.TEXT,
) -> None:
    """Misura la ricerca sulla libreria, accanto a ciascuno dei suoi segnali da solo."""
    workplace = Workplace(Settings())
    asked, index = _questions(questions, split), _index(workplace)
    _show(measures.search_tables(_held(asked, index), index, workplace), shape)


@group.command()
def pool(
    questions: Annotated[Path, typer.Argument(help="Domande (JSON Lines), anche senza risposte.")],
    depth: Annotated[int, typer.Option(min=1, help="Quante pratiche da ogni modo.")] = 10,
) -> None:
    """Elenca per ogni domanda le pratiche da giudicare: le prime di ciascun modo di cercare."""
    workplace = Workplace(Settings())
    for row in measures.pooled(questions, depth, _index(workplace), workplace):
        emit_json(row)


@group.command()
def duplicates(
    data: Annotated[
        Path | None,
        typer.Option(help="Libreria di prova, che resta: ripetendo il comando riprende da lì."),
    ] = None,
    learning: Annotated[
        bool, typer.Option("--learn", help="Prima impara pesi e soglie, e scrivili.")
    ] = False,
    pairs: Annotated[
        bool, typer.Option("--all-pairs", help="Anche le misure su tutte le coppie, lente.")
    ] = False,
    shape: ShapeOption = Shape.TEXT,
) -> None:
    """Misura come si trova ciò che è lo stesso sotto due nomi: pratiche e organizzazioni."""
    with TemporaryDirectory() as folder:
        here = data or Path(folder) / "data"
        # Never the index of the library that the settings name.
        workplace = Workplace(Settings().model_copy(update={"data": here, "index_url": ""}))
        documents = sameness.trial_documents(Path(folder) / "retold")
        with ReadingRoom() as room, workplace.accessions(room) as accessions:
            for outcome in accessions.ingest_all(documents):
                if outcome.reason:
                    complain(f"{outcome.document}: {outcome.reason}")
        tables = sameness.sameness_tables(workplace.library(), learning)
        if pairs:
            gold = measures.Gold(measures.gold_of(None), workplace)
            tables += measures.duplicate_tables(gold, workplace)
    _show(tables, shape)


@group.command()
def reconciliation(shape: ShapeOption = Shape.TEXT) -> None:
    """Misura quanto bene i nomi di altri trovano le nostre voci: sbagliati, altri, omonimi."""
    _show(measures.reconciliation_tables(Workplace(Settings())), shape)


def _examples_text(shown: list[Mistake]) -> str:
    lines: list[str] = []
    for (label, wrong), alike in groupby(shown, key=lambda m: (m.label, m.wrong)):
        lines += ["", f"{label}, {wrong}"]
        for one in alike:
            words = " → ".join(f"«{said}»" if said else "–" for said in (one.given, one.found))
            sure = f", confidenza {one.confidence:.2f}" if one.found else ""
            style = "/".join(filter(None, (one.family, one.genre)))
            what = f"{one.detail}: " if one.detail != NOTHING else ""
            lines.append(f"  {what}{words}{sure}  [{one.document}, {style}]")
            lines.append(f"     {one.sentence}")
    return "\n".join(lines)


def _show(tables: list[Table], shape: Shape) -> None:
    if shape is Shape.JSON:
        emit_json({"tables": [as_json(table) for table in tables]})
    else:
        emit("\n\n".join(as_text(table) for table in tables))


def _index(workplace: Workplace) -> Index:
    workplace.editions()  # says what to do where there is no library yet
    return workplace.index(refillable=False)


def _questions(file: Path | None, split: Split) -> tuple[GradedQuestion, ...]:
    path = file or measures.default_questions(split)
    try:
        asked = parse_questions(path.read_text(encoding="utf-8"))
    except (BadQuestionsError, UnicodeDecodeError) as error:
        complain(f"«{path}»: {error}")
        raise typer.Exit(1) from error
    if not any(question.relevant for question in asked):
        complain(f"in «{path}» nessuna domanda ha una risposta: non c'è niente da misurare")
        raise typer.Exit(1)
    return asked


def _held(questions: tuple[GradedQuestion, ...], index: Index) -> tuple[GradedQuestion, ...]:
    wanted = {document for question in questions for document in question.relevant}
    if missing := sorted(wanted - set(index.versions())):
        complain(f"la libreria non ha documenti che rispondono: {', '.join(missing)}")
        raise typer.Exit(1)
    return questions
