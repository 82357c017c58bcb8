"""What a curator may say more of words that were missed: a role, a whole cost, a status."""

from __future__ import annotations

from enum import StrEnum

from corpus.decisions import About, BadDecision
from ingest.model import Label


class Choice(StrEnum):
    """Kinds of detail; a role and a status are told by their concept."""

    ROLE = "role"
    STATUS = "implementation-status"
    BUDGET = "costo"
    GRANT = "finanziamento"
    WHOLE = "periodo"
    BEGINNING = "inizio"
    END = "fine"
    REACHED = "raggiunto"
    EXPECTED = "atteso"


#: What may be said of each label, None for words that say how far a practice is.
DETAILS: dict[Label | None, tuple[Choice, ...]] = {
    None: (Choice.STATUS,),
    Label.ACTOR: (Choice.ROLE,),
    Label.FUNDING: (Choice.BUDGET, Choice.GRANT),
    Label.PERIOD: (Choice.WHOLE, Choice.BEGINNING, Choice.END),
    Label.RESULT: (Choice.REACHED, Choice.EXPECTED),
}
#: A status that nobody has to say.
UNSTATED = "implementation-status:non-dichiarata"


def choice_of(label: Label | None, detail: str) -> Choice | None:
    """Return what kind of detail is said, None for none; raises BadDecision if it does not fit."""
    fitting = DETAILS.get(label, ())
    if not detail:
        if label is None:
            raise BadDecision("scegliete a che punto è la pratica", About.DETAIL)
        return None
    name = detail.partition(":")[0]
    chosen = Choice(name) if name in list(Choice) else None
    if chosen is None or chosen not in fitting or detail == UNSTATED:
        raise BadDecision("questa scelta non va bene per queste parole", About.DETAIL)
    return chosen
