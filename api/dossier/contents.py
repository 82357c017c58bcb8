"""What this archive tells of the practices of a dossier; which have gone, or go by another name."""

from __future__ import annotations

from dataclasses import dataclass, replace

from api.dossier.limits import limits
from api.dossier.wanted import Dossier, Wanted
from api.routers.desk import Desk
from api.web.emphasis import without_emphasis
from api.web.proof import Proof, proof
from api.web.sources import web_address
from api.web.words import words
from corpus.registers.practices import PracticeEntry
from corpus.views import Fact, FactKind, PracticeView


@dataclass(frozen=True, slots=True)
class Told:
    """A fact as it is written out: its words for people and the sentence that says it."""

    label: str
    proof: Proof | None

    @property
    def sentence(self) -> str:
        """The sentence, or nothing."""
        said = self.proof.words if self.proof else None
        return without_emphasis(f"{said.before}{said.words}{said.after}") if said else ""


@dataclass(frozen=True, slots=True)
class Part:
    """The facts of one kind; `more` counts those that are not written out."""

    kind: FactKind
    title: str
    told: tuple[Told, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A practice of a dossier; `asked` is the name it had there, where that is another."""

    id: str
    iri: str
    title: str
    status: str
    status_label: str
    note: str
    asked: str
    parts: tuple[Part, ...]
    source: str
    source_address: str
    licence: str

    def labels(self, kind: FactKind) -> tuple[str, ...]:
        """Return what is told of one kind, in words."""
        return tuple(t.label for part in self.parts if part.kind is kind for t in part.told)


@dataclass(frozen=True, slots=True)
class Contents:
    """A dossier with what the archive tells; `gone` are those that it has no more."""

    title: str
    sheets: tuple[Sheet, ...]
    gone: tuple[Wanted, ...]


def gather(wanted: Dossier, desk: Desk) -> Contents:
    """Look up every practice of a dossier, at most as many as a dossier may hold."""
    sheets: dict[str, Sheet] = {}
    gone: list[Wanted] = []
    for one in wanted.entries[: limits().practices]:
        entry = standing(one.practice, desk)
        view = desk.practice(entry.id) if entry else None
        if view is None:
            gone.append(one)
        elif former := sheets.get(view.id):  # two names of one practice: both notes stay
            notes = dict.fromkeys(filter(None, (former.note, one.note)))
            sheets[view.id] = replace(former, note="\n".join(notes))
        else:
            sheets[view.id] = _sheet(view, one, desk)
    return Contents(wanted.title, tuple(sheets.values()), tuple(gone))


def standing(practice: str, desk: Desk) -> PracticeEntry | None:
    """Return what a practice goes by now; None where the archive has it no more."""
    kept = desk.library.standing_for(f"practice/{practice}").removeprefix("practice/")
    return desk.library.registers.practices.get(kept)


def _sheet(view: PracticeView, one: Wanted, desk: Desk) -> Sheet:
    document = desk.document(view.document)
    return Sheet(
        id=view.id,
        iri=view.iri,
        title=view.title,
        status=view.status,
        status_label=view.status_label,
        note=one.note,
        asked=one.practice if one.practice != view.id else "",
        parts=tuple(
            part for group in words().groups if (part := _part(group.kind, group.title, view, desk))
        ),
        source=(document.source_title or document.title or document.id) if document else "",
        source_address=web_address(document.source_url) or "" if document else "",
        licence=(document.licence or "") if document else "",
    )


def _part(kind: FactKind, title: str, view: PracticeView, desk: Desk) -> Part | None:
    facts = view.of(kind)
    shown = facts[: limits().facts]
    told = tuple(Told(_label(fact), _proof(fact, view, desk)) for fact in shown)
    return Part(kind, title, told, len(facts) - len(shown)) if facts else None


def _label(fact: Fact) -> str:
    role = fact.detail.get("role_label", "")
    return f"{fact.label} ({role.lower()})" if role else fact.label


def _proof(fact: Fact, view: PracticeView, desk: Desk) -> Proof | None:
    return proof(fact, view, desk.document(fact.evidence[0].document)) if fact.evidence else None
