"""Organisations that could be partners, and those that do the same, nearest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from corpus.matching.kinship import Rarity, common
from corpus.matching.limits import Limits
from corpus.matching.sentences import whole_sentence
from corpus.matching.shapes import Because, BecauseKind, OrganisationMatch, PartIn, PracticeMatch
from corpus.matching.situation import Situation
from corpus.matching.territory import Relation, Territories
from corpus.outlines import OrganisationView, Outline, Outlines
from corpus.views import DocumentView, Evidence, Fact, FactKind
from ontology.places import Level, Place
from ontology.schemes import ConceptSchemes

_ORGANISATION = "organisation/"
_TELLING = 8  # words from which a sentence says more than a name
_NEAREST: tuple[Level | None, ...] = ("comune", "provincia", "regione", None)

_Shared = tuple[str, ...]
#: What a compact identifier was merged into, else itself.
Standing = Callable[[str], str]
Documents = Callable[[str], DocumentView | None]


@dataclass(slots=True)
class _Candidate:
    """An organisation met in some practices, the most telling first once sorted."""

    id: str
    parts: list[tuple[float, Fact, Outline]] = field(default_factory=list)

    @property
    def worth(self) -> float:
        return self.parts[0][0]

    @property
    def name(self) -> str:
        return self.parts[0][1].label

    @property
    def kind_label(self) -> str | None:
        known = (fact.detail.get("type_label") for _, fact, _ in self.parts)
        return next((label for label in known if label), None)

    def names(self) -> tuple[str, ...]:
        """Return the identifiers that sources know it by: merged, it has several."""
        known = ((fact.concept or "").removeprefix(_ORGANISATION) for _, fact, _ in self.parts)
        return tuple(dict.fromkeys(known))

    def places(self) -> tuple[Place, ...]:
        return tuple({p.code: p for _, _, outline in self.parts for p in outline.places}.values())


class OrganisationFinder:
    """Finds organisations through the practices they take part in."""

    def __init__(self, schemes: ConceptSchemes, territories: Territories, limits: Limits) -> None:
        self._schemes = schemes
        self._territories = territories
        self._limits = limits

    def partners(
        self,
        situation: Situation,
        practices: Sequence[PracticeMatch],
        outlines: Outlines,
        documents: Documents,
        standing: Standing,
    ) -> tuple[OrganisationMatch, ...]:
        """Return who takes part in the practices that answer: by theme, and near the place asked.

        Theme is the best of its practices, by how much its role there says that it could do it
        again; nearness is where those practices are.
        """
        limits = self._limits.partners
        worths = {one.view.id: one.fit for one in practices}
        outlined = [(worths[one.view.id], Outline(one.view, one.places)) for one in practices]
        ranked: list[tuple[float, _Candidate, Relation | None]] = []
        for candidate in self._candidates(outlined, standing):
            where = situation.place
            near = self._territories.closest(where, candidate.places()) if where else None
            score = candidate.worth
            if where:
                score *= 1 + limits.nearness * (near.nearness if near else 0.0)
                score /= 1 + limits.nearness
            ranked.append((score, candidate, near))
        ranked.sort(key=lambda found: (-found[0], -len(found[1].parts), found[1].id))
        return tuple(
            self._told(candidate, score, near, (), outlines, documents)
            for score, candidate, near in ranked[: limits.shown]
        )

    def alike(
        self,
        one: OrganisationView,
        own: Sequence[Outline],
        others: Sequence[Outline],
        rarity: Rarity,
        outlines: Outlines,
        documents: Documents,
        standing: Standing,
    ) -> tuple[OrganisationMatch, ...]:
        """Return who does the same things for the same persons as one organisation.

        Those of its own comune come first, then of its province, of its region, of elsewhere; in
        each, those with most in common, the rare counting more; whom it works with already comes
        last there. `own` are its practices, `others` those in which the rest are looked for.
        """
        with_it = {outline.view.id for outline in own}
        wanted = tuple(dict.fromkeys(c for outline in own for c in _themes(outline)))
        whole = rarity.sum(wanted) or 1.0
        places = {p.code: p for outline in own for p in outline.places}.values()
        found: list[tuple[tuple[int, bool, float], _Candidate, Relation | None, _Shared]] = []
        for candidate in self._candidates([(1.0, outline) for outline in others], standing):
            if candidate.id == one.id:
                continue
            has = {concept for _, _, outline in candidate.parts for concept in _themes(outline)}
            shared = common(self._schemes, wanted, sorted(has))
            if not any(concept.startswith("measure:") for concept in shared):
                continue
            near = self._nearest(tuple(places), candidate.places())
            share = min(1.0, rarity.sum(shared) / whole) * candidate.worth
            band = _NEAREST.index(near.same if near else None)
            together = any(outline.view.id in with_it for _, _, outline in candidate.parts)
            found.append(((band, together, -share), candidate, near, shared))
        found.sort(key=lambda one_found: (one_found[0], one_found[1].id))
        return tuple(
            self._told(candidate, -place[2], near, shared, outlines, documents)
            for place, candidate, near, shared in found[: self._limits.alike.shown]
        )

    def _nearest(self, ours: Sequence[Place], theirs: Sequence[Place]) -> Relation | None:
        found = [r for place in ours if (r := self._territories.closest(place, theirs))]
        return max(found, key=lambda r: (-_NEAREST.index(r.same), r.nearness), default=None)

    def _candidates(
        self, practices: Iterable[tuple[float, Outline]], standing: Standing
    ) -> Iterator[_Candidate]:
        """Yield every organisation of some practices; its parts in them, the weightiest first."""
        found: dict[str, _Candidate] = {}
        for worth, outline in practices:
            best: dict[str, tuple[float, Fact]] = {}
            for fact in outline.view.of(FactKind.ACTOR):
                who = standing(fact.concept or "")
                if who.startswith(_ORGANISATION):
                    part = worth * self._limits.partners.role(fact.detail.get("role"))
                    if who not in best or best[who][0] < part:
                        best[who] = (part, fact)
            for who, (part, fact) in best.items():
                identifier = who.removeprefix(_ORGANISATION)
                candidate = found.setdefault(identifier, _Candidate(identifier))
                candidate.parts.append((part, fact, outline))
        for candidate in found.values():
            candidate.parts.sort(key=lambda part: (-part[0], part[2].view.id))
            yield candidate

    def _told(
        self,
        candidate: _Candidate,
        score: float,
        near: Relation | None,
        shared: tuple[str, ...],
        outlines: Outlines,
        documents: Documents,
    ) -> OrganisationMatch:
        parts = tuple(
            PartIn(outline.view.id, outline.view.title, fact.detail.get("role_label", ""))
            for _, fact, outline in candidate.parts[: self._limits.partners.proofs]
        )
        known = outlines.organisation(candidate.id)
        return OrganisationMatch(
            id=candidate.id,
            iri=known.iri if known else "",
            name=candidate.name,
            kind_label=candidate.kind_label,
            score=score,
            parts=parts,
            relation=near,
            because=tuple(self._because(candidate, parts[0], near, shared)),
            evidence=_proof(parts, candidate.names(), outlines, documents),
        )

    def _because(
        self, candidate: _Candidate, best: PartIn, near: Relation | None, shared: tuple[str, ...]
    ) -> Iterator[Because]:
        what = self._measures_of(candidate.parts[0][2]) if not shared else ""
        role = f"è {best.role.lower()} in" if best.role else "è nominata in"
        yield Because("ruolo", f"{role} «{best.title}»{what}", (best.practice,))
        told: tuple[tuple[BecauseKind, str, str], ...] = (
            ("misura", "measure:", "fa le stesse cose"),
            ("destinatari", "beneficiary:", "è per le stesse persone"),
        )
        for kind, scheme, words in told:
            mine = tuple(concept for concept in shared if concept.startswith(scheme))
            if mine:
                labels = ", ".join(self._schemes[one].label.lower() for one in mine)
                yield Because(kind, f"{words}: {labels}", mine)
        if near is not None:
            yield Because("territorio", f"dove: {near.text}", (near.place.code,))

    def _measures_of(self, outline: Outline) -> str:
        labels = [self._schemes[c].label.lower() for c in outline.concepts(FactKind.MEASURE)]
        return f" ({', '.join(labels[:3])})" if labels else ""


def _themes(outline: Outline) -> tuple[str, ...]:
    return (*outline.concepts(FactKind.MEASURE), *outline.concepts(FactKind.BENEFICIARY))


def _proof(
    parts: Sequence[PartIn], names: Iterable[str], outlines: Outlines, documents: Documents
) -> Evidence | None:
    """Return the first sentence that says enough, else the longest one."""
    said: list[Evidence] = []
    for part in parts:
        for mention in (m for name in names for m in outlines.mentions(part.practice, name)):
            said.append(whole_sentence(mention, documents(mention.document)))
            if len(said[-1].quote.split()) >= _TELLING:
                return said[-1]
    return max(said, key=lambda evidence: len(evidence.quote), default=None)
