"""The concept schemes: what measures, beneficiaries, needs… there are, and under which others.

`ontology/schemes/<name>.csv` is the source; the SKOS graph is made from it. A concept may have two
broader ones ("anziani non autosufficienti"): `broader` is the first, `parents` are all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from graphlib import CycleError, TopologicalSorter

from ontology.tables import BrokenTable, read_table, split_list
from ontology.terms import scheme_names

_COLUMNS = (
    "id",
    "prefLabel_it",
    "prefLabel_en",
    "altLabels_it",
    "broader",
    "exactMatch",
    "closeMatch",
)


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept; `id` is ``scheme:notation``, matches are codes of lists like ``siuss:A2.07``."""

    id: str
    scheme: str
    notation: str
    label: str
    label_en: str
    alt_labels: tuple[str, ...] = ()
    broader: str | None = None
    exact_match: tuple[str, ...] = ()
    close_match: tuple[str, ...] = ()
    also_broader: tuple[str, ...] = ()

    @property
    def parents(self) -> tuple[str, ...]:
        """Every broader concept, the main one first; empty for a top one."""
        return (self.broader, *self.also_broader) if self.broader else ()

    @property
    def labels(self) -> tuple[str, ...]:
        """Every Italian label, the preferred one first."""
        return (self.label, *self.alt_labels)


@dataclass(frozen=True, slots=True)
class ConceptSchemes:
    """All concepts of all schemes, in the order of the tables."""

    concepts: Mapping[str, Concept]
    _children: Mapping[str, tuple[str, ...]] = field(repr=False)
    # Asked for some thousand times by one search: found once.
    _above: dict[str, tuple[str, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def get(self, concept_id: str) -> Concept | None:
        """Return a concept, None when there is none of that id."""
        return self.concepts.get(concept_id)

    def __getitem__(self, concept_id: str) -> Concept:
        return self.concepts[concept_id]

    def __contains__(self, concept_id: object) -> bool:
        return concept_id in self.concepts

    def __iter__(self) -> Iterator[Concept]:
        return iter(self.concepts.values())

    def __len__(self) -> int:
        return len(self.concepts)

    def scheme(self, name: str) -> tuple[Concept, ...]:
        """Return the concepts of one scheme; raises KeyError for an unknown one."""
        if name not in scheme_names():
            raise KeyError(name)
        return tuple(concept for concept in self if concept.scheme == name)

    def children(self, concept_id: str) -> tuple[str, ...]:
        """Return the ids of the concepts directly under one."""
        return self._children.get(concept_id, ())

    def ancestors(self, concept_id: str) -> tuple[str, ...]:
        """Return the ids above a concept, nearest first; raises KeyError for an unknown id."""
        known = self._above.get(concept_id)
        if known is not None:
            return known
        found: dict[str, None] = {}
        level = list(self.concepts[concept_id].parents)
        while level:
            found.update(dict.fromkeys(level))
            level = [p for c in level for p in self.concepts[c].parents if p not in found]
        return self._above.setdefault(concept_id, tuple(found))

    def descendants(self, concept_id: str) -> frozenset[str]:
        """Return the ids below a concept, itself included; raises KeyError for an unknown id."""
        found = {self.concepts[concept_id].id}
        waiting = [concept_id]
        while waiting:
            below = [c for c in self.children(waiting.pop()) if c not in found]
            found.update(below)
            waiting.extend(below)
        return frozenset(found)


@cache
def scheme_titles() -> Mapping[str, tuple[str, str, str]]:
    """Return, for each scheme, its title in Italian and in English and what it holds."""
    columns = ("name", "title_it", "title_en", "definition_it")
    rows = read_table("schemes.csv", columns)
    return {row["name"]: (row["title_it"], row["title_en"], row["definition_it"]) for row in rows}


@cache
def load_schemes() -> ConceptSchemes:
    """Return the schemes of `ontology/schemes/`; raises BrokenTable for an unsound table."""
    return build_schemes(c for name in sorted(scheme_names()) for c in _read_scheme(name))


def build_schemes(concepts: Iterable[Concept]) -> ConceptSchemes:
    """Join concepts into schemes; raises BrokenTable for a repeated id, a lost or circular link."""
    by_id: dict[str, Concept] = {}
    for concept in concepts:
        if concept.id in by_id:
            raise BrokenTable(f"il concetto {concept.id} è scritto due volte")
        by_id[concept.id] = concept
    children: dict[str, list[str]] = {}
    for concept in by_id.values():
        for parent in concept.parents:
            if parent not in by_id:
                raise BrokenTable(f"{concept.id}: il concetto più ampio {parent} non esiste")
            children.setdefault(parent, []).append(concept.id)
    try:
        TopologicalSorter({c.id: c.parents for c in by_id.values()}).prepare()
    except CycleError as error:
        raise BrokenTable(f"concetti più ampi in cerchio: {' → '.join(error.args[1])}") from error
    return ConceptSchemes(by_id, {parent: tuple(ids) for parent, ids in children.items()})


def _read_scheme(name: str) -> Iterator[Concept]:
    for row in read_table(f"schemes/{name}.csv", _COLUMNS):
        broader, *also_broader = split_list(row["broader"]) or (None,)
        yield Concept(
            id=f"{name}:{row['id']}",
            scheme=name,
            notation=row["id"],
            label=row["prefLabel_it"],
            label_en=row["prefLabel_en"],
            alt_labels=split_list(row["altLabels_it"]),
            broader=f"{name}:{broader}" if broader else None,
            exact_match=split_list(row["exactMatch"]),
            close_match=split_list(row["closeMatch"]),
            also_broader=tuple(f"{name}:{parent}" for parent in also_broader),
        )
