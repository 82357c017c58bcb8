"""Territories and concepts as things: the same whatever a library holds."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.reconciling.gathering import by_level, filled, named, told
from corpus.reconciling.things import Thing
from corpus.reconciling.vocabulary import Vocabulary
from ontology.places import Gazetteer
from ontology.schemes import ConceptSchemes
from search.words import key_of


def concepts(schemes: ConceptSchemes, vocabulary: Vocabulary) -> Iterator[Thing]:
    """Yield every concept of every scheme."""
    for one in schemes:
        broader = schemes.get(one.broader) if one.broader else None
        names = (*one.labels, one.label_en, one.notation.replace("-", " "))
        traits = {
            "scheme": frozenset({key_of(one.scheme)}),
            "broader": frozenset(schemes.ancestors(one.id)),
            "code": frozenset(map(key_of, (*one.exact_match, one.notation))),
        }
        yield Thing(
            one.id,
            "concept",
            named(names, one.notation),
            (one.scheme, "concept"),
            told(vocabulary.types[one.scheme].name, f"sotto «{broader.label}»" if broader else ""),
            filled(traits),
        )


def territories(gazetteer: Gazetteer) -> Iterator[Thing]:
    """Yield every comune, province and region of Italy."""
    for place in gazetteer:
        around = gazetteer.containing(place.code)
        codes = by_level((place.code, *(above.code for above in around)))
        traits = {
            "province": codes["province"],
            "region": codes["region"],
            "code": frozenset({place.code}),
            "level": frozenset({place.level}),
        }
        yield Thing(
            f"place:{place.code}",
            "place",
            named(filter(None, (place.name, place.other_name)), place.code),
            (place.level, "place"),
            f"{', '.join([place.level, *(above.name for above in around)])} ({place.code})",
            filled(traits),
        )
