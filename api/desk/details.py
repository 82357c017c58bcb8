"""What a curator may say more of words that were missed, in groups for a list to choose from."""

from __future__ import annotations

from api.desk.words import said
from corpus.desk.details import DETAILS, UNSTATED, Choice
from ontology.schemes import ConceptSchemes

#: The value of "what these words say" where they say how far a practice is: no label of a span.
STATUS = "STATUS"
_OF_A_SCHEME = (Choice.ROLE, Choice.STATUS)

Group = tuple[str, str, tuple[tuple[str, str], ...]]


def details(schemes: ConceptSchemes) -> tuple[Group, ...]:
    """Return for each label its name, the words of its group, and its choices with their words."""
    return tuple(
        (
            str(label or STATUS),
            said("groups", str(label or STATUS)),
            tuple(pair for one in fitting for pair in _pairs(one, schemes)),
        )
        for label, fitting in DETAILS.items()
    )


def _pairs(choice: Choice, schemes: ConceptSchemes) -> list[tuple[str, str]]:
    if choice not in _OF_A_SCHEME:
        return [(str(choice), said("details", str(choice)))]
    concepts = schemes.scheme(str(choice))
    return [(one.id, one.label) for one in concepts if one.id != UNSTATED]
