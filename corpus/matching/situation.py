"""What somebody wants to face: said in their own words, or by need, persons, place and means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.matching.limits import load_limits
from corpus.matching.spelling import near_spellings
from corpus.matching.territory import Territories
from ontology.places import Place, normal_name
from ontology.schemes import Concept, ConceptSchemes
from search.concepts import ConceptMatcher
from search.question import tidy

_LITTLE = 3  # letters of the longest word that tells no concept from another


class UnfitSituation(ValueError):
    """A situation that cannot be matched: `parameter` is what to mend, `near` what to choose from.

    The message is Italian.
    """

    def __init__(self, parameter: str, message: str, near: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.parameter = parameter
        self.near = tuple(near)


class EmptySituation(UnfitSituation):
    """There is nothing to go by; the message says what would be."""


@dataclass(frozen=True, slots=True)
class Situation:
    """A situation as understood.

    `needs` and `beneficiaries` are those named, by the writer or in the description; `measures` are
    the ones that the description names. `question` is what search is asked.
    """

    description: str
    needs: tuple[str, ...]
    beneficiaries: tuple[str, ...]
    measures: tuple[str, ...]
    place: Place | None
    means: str
    question: str


class Interviewer:
    """Makes a situation of what people give. Thread-safe."""

    def __init__(self, schemes: ConceptSchemes, territories: Territories) -> None:
        self._schemes = schemes
        self._territories = territories
        self._matcher = ConceptMatcher(schemes)

    def situation(
        self,
        description: str = "",
        needs: Sequence[str] = (),
        beneficiaries: Sequence[str] = (),
        place: str = "",
        means: str = "",
    ) -> Situation:
        """Return what is asked; needs and beneficiaries are concepts or their labels.

        Raises UnfitSituation for nothing to go by, too many words, an unknown concept;
        UnknownPlace for an unknown place.
        """
        limits = load_limits().input
        _check("q", "la descrizione", description, limits.description)
        for name, what, given in (
            ("need", "il bisogno", needs),
            ("beneficiary", "il destinatario", beneficiaries),
            ("means", "quello che avete", [means]),
            ("place", "il luogo", [place]),
        ):
            for one in given:
                _check(name, what, one, limits.words)
        description, means = tidy(description), tidy(means)
        asked_needs = [self._concept("need", one) for one in needs if one.strip()]
        persons = [self._concept("beneficiary", one) for one in beneficiaries if one.strip()]
        if not (description or means or asked_needs or persons):
            raise EmptySituation(
                "q",
                "manca la situazione: raccontatela in una frase, oppure dite un bisogno, "
                "chi riguarda o i mezzi che avete",
            )
        where = self._territories.find(place) if place.strip() else None
        said = [
            v for mention in self._matcher.mentions(description) for v in sorted(mention.values)
        ]
        labels = [self._schemes[one].label for one in (*asked_needs, *persons)]
        return Situation(
            description=description,
            needs=_unique((*asked_needs, *_of(said, "need"))),
            beneficiaries=_unique((*persons, *_of(said, "beneficiary"))),
            measures=_unique(_of(said, "measure")),
            place=where,
            means=means,
            # What one has says little of what is needed: it is asked about only for want of more.
            question=". ".join(filter(None, (description, *labels))) or means,
        )

    def _concept(self, scheme: str, given: str) -> str:
        """Return the concept of an identifier, or of a label whatever its case and accents."""
        wanted = given.strip()
        if wanted in self._schemes and wanted.startswith(f"{scheme}:"):
            return wanted
        concepts = self._schemes.scheme(scheme)
        bare = wanted.removeprefix(f"{scheme}:")
        name = normal_name(bare)
        for concept in concepts:
            if name in map(normal_name, (concept.notation, *concept.labels, concept.label_en)):
                return concept.id
        near = _near(name, concepts)
        what = "il bisogno" if scheme == "need" else "il destinatario"
        hint = f"forse {'; '.join(near)}" if near else f"per esempio {_examples(concepts)}"
        shown = tidy(bare)[:60]
        raise UnfitSituation(scheme, f"{what} «{shown}» non è tra quelli noti: {hint}", near)


def _check(parameter: str, what: str, text: str, most: int) -> None:
    if len(text) > most:
        raise UnfitSituation(
            parameter, f"{what} ha {len(text)} caratteri: al massimo {most}, bastano poche frasi"
        )


def _near(name: str, concepts: Iterable[Concept]) -> list[str]:
    """Return labels, with identifiers, of the concepts spelt like a name or with its words."""
    most = load_limits().input.suggestions
    spelt = {normal_name(label): c for c in concepts for label in (*c.labels, c.notation)}
    found = [spelt[one] for one in near_spellings(name[:80], spelt, most, 70)]
    parts: dict[str, list[Concept]] = {}
    for label, concept in spelt.items():
        for word in label.split():
            if len(word) > _LITTLE:
                parts.setdefault(word, []).append(concept)
    for word in name[:80].split():
        for one in near_spellings(word, parts, most, 75):
            found += parts[one]
    return [f"{c.label} ({c.id})" for c in dict.fromkeys(found)][:most]


def _examples(concepts: Sequence[Concept]) -> str:
    return "; ".join(f"{c.label} ({c.id})" for c in concepts if c.broader is None)[:200]


def _of(values: Iterable[str], scheme: str) -> tuple[str, ...]:
    return tuple(value for value in values if value.startswith(f"{scheme}:"))


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
