"""The one who is asked: a situation, two to five practices, a practice, an organisation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from corpus.library import Library
from corpus.matching.comparison import UnknownPractice, checked, compare
from corpus.matching.kinship import Rarity
from corpus.matching.likeness import Likeness
from corpus.matching.limits import load_limits
from corpus.matching.organisations import OrganisationFinder
from corpus.matching.practices import PracticeFinder
from corpus.matching.shapes import Comparison, Match, OrganisationMatch, Similar
from corpus.matching.situation import Interviewer, Situation
from corpus.matching.territory import Territories
from corpus.outlines import OrganisationView, Outline
from corpus.views import DocumentView, PracticeView
from search.model import SearchResults


class UnknownOrganisation(LookupError):
    """An organisation that is not held; `identifier` is what was asked for."""

    def __init__(self, identifier: str) -> None:
        self.identifier = " ".join(identifier.split())[:80]
        super().__init__(f"l'organizzazione «{self.identifier}» non è nella libreria")


class Matchmaker:
    """Answers from one library, whatever snapshot it shows. Thread-safe."""

    def __init__(
        self, library: Library, documents: Callable[[str], DocumentView | None] | None = None
    ) -> None:
        """`documents` may remember what it read; by default the library is asked each time."""
        self.library = library
        self._documents = documents or library.document
        self._schemes = library.reference.schemes
        limits = load_limits()
        territories = Territories(library.reference.gazetteer, limits.territory)
        self.territories = territories
        self._interviewer = Interviewer(self._schemes, territories)
        self._practices = PracticeFinder(self._schemes, territories, limits)
        self._organisations = OrganisationFinder(self._schemes, territories, limits)
        self._likeness = Likeness(self._schemes, territories, limits)
        self._limits = limits
        self._rarity: tuple[str, Rarity] | None = None

    def situation(
        self,
        description: str = "",
        needs: Sequence[str] = (),
        beneficiaries: Sequence[str] = (),
        place: str = "",
        means: str = "",
    ) -> Situation:
        """Understand a situation; see `situation.Interviewer.situation` for what it raises."""
        return self._interviewer.situation(description, needs, beneficiaries, place, means)

    def match(self, situation: Situation) -> Match:
        """Return who has done it already, by measure, and who could be a partner."""
        outlines = self.library.outlines
        found, results = self._practices.find(situation, self._search, outlines.practice)
        groups = self._practices.grouped(found, self._rarities())
        partners = self._organisations.partners(
            situation, found, outlines, self._documents, self.library.standing_for
        )
        return Match(situation, groups, partners, results.note, results.doubted)

    def compare(self, identifiers: Sequence[str]) -> Comparison:
        """Put two to five practices side by side; raises UnfitComparison, UnknownPractice."""
        views: list[PracticeView] = []
        for identifier in checked(identifiers):
            kept = self.library.standing_for(f"practice/{identifier}").removeprefix("practice/")
            view = self.library.whole_practice(kept)
            if view is None:
                raise UnknownPractice(identifier)
            views.append(view)
        return compare(views, self._schemes)

    def similar(self, identifier: str) -> tuple[Similar, ...]:
        """Return the practices most like one; raises UnknownPractice."""
        outlines = self.library.outlines
        kept = self.library.standing_for(f"practice/{identifier}").removeprefix("practice/")
        one = outlines.practice(kept)
        if one is None:
            raise UnknownPractice(identifier)
        return self._likeness.find(one, self._search, outlines.practice, self._rarities())

    def organisation(self, identifier: str) -> OrganisationView:
        """Return an organisation, under the name it was merged into, with the practices of all.

        Raises UnknownOrganisation.
        """
        kept = self.library.standing_for(f"organisation/{identifier}")
        known = self.library.outlines.organisation(kept.removeprefix("organisation/"))
        if known is None:
            raise UnknownOrganisation(identifier)
        practices = set(known.practices)
        for other in self.library.merged(kept):
            merged = self.library.outlines.organisation(other.removeprefix("organisation/"))
            practices.update(merged.practices if merged else ())
        return replace(known, practices=tuple(sorted(practices)))

    def alike(self, identifier: str) -> tuple[OrganisationMatch, ...]:
        """Return the organisations that do the same, nearest first; raises UnknownOrganisation."""
        outlines = self.library.outlines
        one = self.organisation(identifier)
        limits = self._limits.alike
        read = (outlines.practice(practice) for practice in one.practices[: limits.own])
        own = [outline for outline in read if outline]
        others = self._doing_the_same(own)
        return self._organisations.alike(
            one,
            own,
            others,
            self._rarities(),
            outlines,
            self._documents,
            self.library.standing_for,
        )

    def _doing_the_same(self, own: Sequence[Outline]) -> list[Outline]:
        """Return practices with a measure of these: the best by their concepts, then those near."""
        cards = [outline.view for outline in own]
        measures = _concepts(cards, "measure")
        if not measures:
            return []
        persons = _concepts(cards, "beneficiary")
        question = ". ".join(self._schemes[one].label for one in (*measures, *persons))
        regions = sorted({place.region_code for outline in own for place in outline.places})
        filters: dict[str, Sequence[str]] = {"measure": measures}
        most = self._limits.alike.looked_at
        hits = list(self._search(question, filters, most).hits)
        if regions:
            hits += self._search(question, {**filters, "region": regions}, most).hits
        found = (self.library.outlines.practice(one) for one in {hit.id: hit for hit in hits})
        return [outline for outline in found if outline]

    def _rarities(self) -> Rarity:
        """Count concepts once for each state of the library."""
        generation = self.library.generation
        if self._rarity is None or self._rarity[0] != generation:
            everything = self._search("", {}, 0)
            self._rarity = generation, Rarity(everything.total, everything.facets)
        return self._rarity[1]

    def _search(
        self, question: str, filters: Mapping[str, Sequence[str]], limit: int
    ) -> SearchResults:
        return self.library.search(question, filters, limit)


def _concepts(views: Sequence[PracticeView], kind: str) -> list[str]:
    found = (f.concept for view in views for f in view.facts if f.kind == kind and f.concept)
    return list(dict.fromkeys(found))
