"""Commands that put side by side: match, compare, similar, alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from textwrap import shorten
from typing import Annotated

import typer

from api.cli.console import Shape, complain, emit, emit_json
from api.cli.failures import MISUSED, REFUSED
from api.routers.matching_shapes import alike_shape, comparison_shape, match_shape, similar_shape
from api.settings import Settings
from api.workplace import Workplace
from corpus.matching.comparison import UnfitComparison, UnknownPractice
from corpus.matching.matchmaker import Matchmaker, UnknownOrganisation
from corpus.matching.shapes import (
    Because,
    Comparison,
    Match,
    OrganisationMatch,
    PracticeMatch,
    Similar,
)
from corpus.matching.situation import UnfitSituation
from corpus.matching.territory import UnknownPlace
from corpus.views import Fact, FactKind, PracticeView
from search.model import Passage

_QUOTED = 240  # characters
_MANY = 4  # of the actors, groups or amounts of a practice, as many are named

Format = Annotated[Shape, typer.Option("--format", help="Come mostrare il risultato.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    for command in (match, compare, similar, alike):
        app.command()(command)


def match(
    description: Annotated[
        str, typer.Argument(help="La situazione, con parole vostre; può mancare.")
    ] = "",
    need: Annotated[
        list[str] | None, typer.Option(help="Un bisogno: need:… o il suo nome.")
    ] = None,
    beneficiary: Annotated[
        list[str] | None, typer.Option(help="Per chi: beneficiary:… o il nome.")
    ] = None,
    place: Annotated[
        str, typer.Option(help="Comune, provincia o regione: nome o codice ISTAT.")
    ] = "",
    means: Annotated[str, typer.Option(help="Che cosa avete già: «un furgone, tre volontari».")] = (
        ""
    ),
    shape: Format = Shape.TEXT,
) -> None:
    """Da una situazione a chi l'ha già affrontata e a chi potrebbe aiutare."""
    asked = _matchmaker()
    with _told():
        situation = asked.situation(description, need or (), beneficiary or (), place, means)
    found = asked.match(situation)
    if shape is Shape.JSON:
        emit_json(match_shape(found, asked.library.reference.schemes))
    else:
        emit("\n".join(_match_text(found, asked)))


def compare(
    practices: Annotated[
        list[str] | None, typer.Argument(help="Da due a cinque identificativi di pratiche.")
    ] = None,
    shape: Format = Shape.TEXT,
) -> None:
    """Mette pratiche una accanto all'altra: che cosa hanno in comune, in che cosa differiscono."""
    asked = _matchmaker()
    with _told():
        found = asked.compare(practices or ())
    if shape is Shape.JSON:
        emit_json(comparison_shape(found))
    else:
        emit("\n".join(_comparison_text(found)))


def similar(
    practice: Annotated[str, typer.Argument(help="Identificativo della pratica.")],
    shape: Format = Shape.TEXT,
) -> None:
    """Elenca le pratiche che somigliano a una, con che cosa hanno in comune."""
    asked = _matchmaker()
    with _told():
        found = asked.similar(practice)
    if shape is Shape.JSON:
        emit_json(similar_shape(practice, found))
    else:
        emit("\n".join(_similar_text(found)) or "nessuna pratica le somiglia")


def alike(
    organisation: Annotated[str, typer.Argument(help="Identificativo dell'organizzazione.")],
    shape: Format = Shape.TEXT,
) -> None:
    """Elenca le organizzazioni che fanno le stesse cose, le più vicine per prime."""
    asked = _matchmaker()
    with _told():
        one, found = asked.organisation(organisation), asked.alike(organisation)
    if shape is Shape.JSON:
        emit_json(alike_shape(one, found))
    else:
        emit(f"fanno le stesse cose di {one.name}:" if found else f"nessuno come {one.name}")
        emit("\n".join(_organisations_text(found)))


def _matchmaker() -> Matchmaker:
    return Matchmaker(Workplace(Settings()).library())


@contextmanager
def _told() -> Iterator[None]:
    """Say in one line what is wrong with a question."""
    try:
        yield
    except (UnknownPractice, UnknownOrganisation) as error:
        complain(str(error))
        raise typer.Exit(REFUSED) from error
    except (UnfitSituation, UnknownPlace, UnfitComparison) as error:
        complain(str(error))
        raise typer.Exit(MISUSED) from error


def _match_text(found: Match, asked: Matchmaker) -> Iterator[str]:
    schemes = asked.library.reference.schemes
    situation = found.situation
    for words, concepts in (
        ("bisogno", situation.needs),
        ("per chi", situation.beneficiaries),
        ("che cosa", situation.measures),
    ):
        if concepts:
            yield f"{words}: {', '.join(schemes[one].label for one in concepts)}"
    if situation.place:
        yield f"dove: {situation.place.name}, {asked.territories.described(situation.place)}"
    if found.note:
        yield found.note
    yield ""
    yield "CHI L'HA GIÀ FATTO" if found.groups else "nessuna pratica ci somiglia abbastanza"
    for group in found.groups:
        yield f"\n{group.label} ({group.total})"
        for one in group.practices:
            yield from _practice_text(one)
    if found.partners:
        yield "\nCHI POTREBBE AIUTARE"
        yield from _organisations_text(found.partners)


def _practice_text(one: PracticeMatch | Similar) -> Iterator[str]:
    view = one.view
    yield f"\n- {view.title}  [{view.id}]"
    for label, kind in (
        ("chi", FactKind.ACTOR),
        ("per chi", FactKind.BENEFICIARY),
        ("soldi", FactKind.MONEY),
    ):
        if named := _named(view, kind):
            yield f"    {label}: {named}"
    if one.places:
        yield f"    dove: {', '.join(dict.fromkeys(place.name for place in one.places))}"
    if one.passage:
        yield f"    {_quoted(one.passage)}"
    yield from _because_text(one.because)


def _similar_text(found: Iterable[Similar]) -> Iterator[str]:
    for one in found:
        yield from _practice_text(one)


def _organisations_text(found: Iterable[OrganisationMatch]) -> Iterator[str]:
    for one in found:
        yield f"\n- {one.name}  [{one.id}]" + (f" · {one.kind_label}" if one.kind_label else "")
        yield from _because_text(one.because)
        if one.evidence:
            words = shorten(" ".join(one.evidence.quote.split()), _QUOTED, placeholder=" …")
            where = f"{one.evidence.document}:{one.evidence.start}–{one.evidence.end}"
            yield f"    «{words}» ({where})"


def _comparison_text(found: Comparison) -> Iterator[str]:
    for number, view in enumerate(found.practices, 1):
        yield f"{number}. {view.title}  [{view.id}]"
    for row in found.rows:
        yield f"\n{row.label}"
        if row.shared:
            yield f"   tutte: {', '.join(row.shared)}"
        for number, only in enumerate(row.only, 1):
            if only:
                yield f"   {number}: {', '.join(only)}"
            elif not row.shared:
                yield f"   {number}: non detto"


def _because_text(because: Iterable[Because]) -> Iterator[str]:
    for reason in because:
        yield f"    perché: {reason.text}"


def _named(view: PracticeView, kind: FactKind) -> str:
    def told(fact: Fact) -> str:
        role = fact.detail.get("role_label")
        return f"{fact.label} ({role.lower()})" if role else fact.label

    labels = list(dict.fromkeys(told(fact) for fact in view.of(kind)))
    more = len(labels) - _MANY
    return ", ".join(labels[:_MANY]) + (f" e altri {more}" if more > 0 else "")


def _quoted(passage: Passage) -> str:
    return f"«{shorten(passage.text, _QUOTED, placeholder=' …')}»"
