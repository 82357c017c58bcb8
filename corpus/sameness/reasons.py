"""Why two things may be one, in the words of a person."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from corpus.italian import money
from corpus.sameness.organisations import OrganisationTraits
from corpus.sameness.practices import PracticeTraits, overlap
from corpus.sameness.scale import Features
from ontology.places import Gazetteer

_MOST = 4  # of one sort
_NEAR = 0.6  # of all there is to know of meaning
_TITLE = 0.5


def practice_reasons(
    one: PracticeTraits, other: PracticeTraits, shared: Features, places: Gazetteer
) -> tuple[str, ...]:
    """Return what two practices share, the most telling first, then what speaks against."""
    said = []
    if one.title and one.title == other.title:
        said.append("lo stesso titolo")
    elif overlap(one.title, other.title) >= _TITLE:
        said.append("un titolo simile")
    if names := one.names & other.names:
        said.append(_listed("le stesse organizzazioni", [one.labels[n] for n in sorted(names)]))
    if amounts := one.amounts & other.amounts:
        said.append(_listed("gli stessi importi", [money(a, "EUR") for a in sorted(amounts)]))
    if where := _where(one.around, other.around, places):
        said.append(where)
    if concepts := one.concepts & other.concepts:
        said.append(_listed("gli stessi temi", [one.labels[c] for c in sorted(concepts)]))
    if stems := one.stems.keys() & other.stems.keys():
        many = "1 parola rara" if len(stems) == 1 else f"{len(stems)} parole rare"
        said.append(f"{many} in comune")
    if shared["meaning"] >= _NEAR:
        said.append("un contenuto molto vicino")
    if one.years and other.years and not one.years & other.years:
        said.append("ma anni diversi")
    if shared["apart"]:
        said.append("ma territori diversi")
    return tuple(said)


def organisation_reasons(
    one: OrganisationTraits, other: OrganisationTraits, shared: Features, places: Gazetteer
) -> tuple[str, ...]:
    """Return what two nodes share, the most telling first, then what speaks against."""
    said = [text for name, text in _SAID.items() if shared.get(name)][:1]
    if where := _where(one.around, other.around, places):
        said.append(where)
    if documents := one.documents & other.documents:
        said.append(_listed("nominate nello stesso documento", sorted(documents)))
    if shared["apart"]:
        said.append("ma in territori diversi")
    if shared["number_of_one"]:
        said.append("ma una sola ha un numero nel nome")
    return tuple(said)


_SAID: Mapping[str, str] = {
    "same_name": "lo stesso nome, scritto in un altro modo",
    "all_words": "un nome è la forma breve dell'altro",
    "initials": "una sigla fatta delle iniziali dell'altro nome",
    "letters": "nomi che differiscono per poche lettere",
}


def _where(one: Collection[str], other: Collection[str], places: Gazetteer) -> str:
    shared = set(one) & set(other)
    for size, said in (
        (6, "lo stesso comune"),
        (3, "la stessa provincia"),
        (2, "la stessa regione"),
    ):
        named = [p.name for code in sorted(shared) if len(code) == size and (p := places.get(code))]
        if named:
            return _listed(said, named)
    return ""


def _listed(said: str, names: list[str]) -> str:
    shown = ", ".join(dict.fromkeys(names[:_MOST]))
    return f"{said}: {shown}" + (" …" if len(names) > _MOST else "")
