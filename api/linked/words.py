"""The words of the pages of single things, kept as data (`words.toml`) and in the ontology."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from rdflib import RDFS, Literal

from ontology.graph import read_turtle
from ontology.terms import Terms, UnknownTerm


@dataclass(frozen=True, slots=True)
class Words:
    """How things are called: kinds, terms of others' vocabularies, terms read backwards."""

    kinds: Mapping[str, str]
    terms: Mapping[str, str]
    pointing: Mapping[str, str]


@cache
def words() -> Words:
    """Read the file once."""
    raw = tomllib.loads(resources.files("api.linked").joinpath("words.toml").read_text("utf-8"))
    return Words(raw["kinds"], raw["terms"], raw["pointing"])


def term_name(iri: str, terms: Terms) -> str:
    """Return what a property or a class is called in Italian, or its compact identifier."""
    try:
        compact = terms.compact(iri)
    except UnknownTerm:
        return iri
    return words().terms.get(compact) or _of_ontology(terms).get(iri, compact)


def pointing_name(iri: str, terms: Terms) -> str:
    """Return what a property says of the thing it points to, or what it is called."""
    try:
        named = words().pointing.get(terms.compact(iri))
    except UnknownTerm:
        named = None
    return named or f"Come «{term_name(iri, terms).lower()}»"


@lru_cache(maxsize=4)
def _of_ontology(terms: Terms) -> Mapping[str, str]:
    labels = read_turtle("welfare.ttl", terms).subject_objects(RDFS.label)
    return {
        str(subject): str(label).capitalize()
        for subject, label in labels
        if isinstance(label, Literal) and label.language == "it"
    }
