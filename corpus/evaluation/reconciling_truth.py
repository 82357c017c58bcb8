"""Names whose meaning is known, to ask reconciliation for: judged ones, mistyped ones, namesakes.

Organisations are those of the annotated documents. Of each group of names that people judged to be
one body, one name stays in the directory and the others are asked for; of two that are not one, the
first is taken out with its body and asked for: there, every match is wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.evaluation.sameness import halves
from corpus.evaluation.slips import drawn, mistyped
from corpus.reconciling.things import Asked, Query, Thing
from corpus.same_as import SamePair
from ontology.places import Gazetteer, normal_name
from ontology.schemes import ConceptSchemes

_EVERY_BODY = 4  # one organisation in so many is mistyped
_EVERY_COMUNE = 16
_WORDS = 5  # of a title that is cut short
_LEAST_LETTERS = 6
_FORM = "APS"

Nodes = Mapping[str, frozenset[str]]
"""Names of organisations, and the nodes that bear them."""


@dataclass(frozen=True, slots=True)
class Question:
    """A query and the things it means, none where nothing in the directory is meant."""

    kind: str
    query: Query
    right: frozenset[str]
    test: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """A directory of practices and organisations, and what is asked of it."""

    practices: tuple[Thing, ...]
    organisations: tuple[Thing, ...]
    questions: tuple[Question, ...]


def body_trials(judged: Iterable[SamePair], nodes: Nodes) -> Iterator[Trial]:
    """Yield the trials of the judged names of organisations, and of mistyped ones."""
    pairs = [pair for pair in judged if pair.kind == "organisation"]
    test = halves(pairs)
    same = [pair for pair in pairs if pair.same]
    asked: dict[str, str] = {}  # the name asked for → the one that stays
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for pair in same:
        joined = groups[pair.one] | groups[pair.other] | {pair.one, pair.other}
        for name in joined:
            groups[name] = joined
    for name, group in groups.items():
        kept = min(group & nodes.keys() or group, key=lambda one: drawn("kept", one))
        if name != kept and kept in nodes:
            asked[name] = kept
    held = {name: ids for name, ids in nodes.items() if name not in asked}
    yield Trial(
        (),
        _bodies(held),
        tuple(
            _of_body("altro nome", name, nodes[kept] | nodes.get(name, frozenset()), test[name])
            for name, kept in sorted(asked.items())
        ),
    )
    strangers = sorted({pair.one for pair in pairs if not pair.same})
    gone = {
        node for name in strangers for one in groups[name] | {name} for node in nodes.get(one, ())
    }
    left = {name: rest for name, ids in nodes.items() if (rest := ids - gone)}
    yield Trial(
        (),
        _bodies(left),
        tuple(_of_body("ente che non c'è", name, frozenset(), test[name]) for name in strangers),
    )
    yield Trial((), _bodies(nodes), tuple(_mistyped_bodies(nodes)))


def practice_trials(judged: Iterable[SamePair], titles: Mapping[str, str]) -> Iterator[Trial]:
    """Yield the trials of titles: mistyped, cut short, and of practices that are not there."""
    everything = tuple(_practice(*one) for one in sorted(titles.items()))
    questions: list[Question] = []
    for identifier, title in sorted(titles.items()):
        own = frozenset(
            f"practice/{one}"
            for one, told in titles.items()
            if normal_name(told) == normal_name(title)
        )
        test = _is_test(identifier)
        questions.append(_asked("titolo con un errore", mistyped(title), "practice", own, test))
        if len(words := title.split()) > _WORDS:
            short = " ".join(words[:_WORDS])
            questions.append(_asked("inizio del titolo", short, "practice", own, test))
    yield Trial(everything, (), tuple(questions))
    gone = {
        pair.one
        for pair in judged
        if pair.kind == "practice" and not pair.same and pair.one in titles
    }
    left = tuple(one for one in everything if one.id.removeprefix("practice/") not in gone)
    absent = (
        _asked("pratica che non c'è", titles[one], "practice", frozenset(), _is_test(one))
        for one in sorted(gone)
    )
    yield Trial(left, (), tuple(absent))


def reference_questions(gazetteer: Gazetteer, schemes: ConceptSchemes) -> Iterator[Question]:
    """Yield what is asked of comuni and concepts."""
    for place in gazetteer:
        if place.level != "comune":
            continue
        alike = [one for one in gazetteer.named(place.name) if one.level == "comune"]
        own, test = frozenset({f"place:{place.code}"}), _is_test(place.code)
        if len(alike) > 1:
            yield _asked("comune con omonimi", place.name, "comune", frozenset(), test)
            near = (Asked("province", (place.code[:3],)),)
            query = Query(place.name, ("comune",), properties=near)
            yield Question("comune con omonimi e provincia", query, own, test)
        elif drawn("comune", place.code) % _EVERY_COMUNE == 0:
            yield _asked("comune con un errore", mistyped(place.name), "comune", own, test)
    for concept in schemes:
        same = frozenset(
            one.id
            for one in schemes.scheme(concept.scheme)
            if normal_name(concept.label) in map(normal_name, one.labels)
        )
        name = mistyped(concept.label)
        yield _asked("concetto con un errore", name, concept.scheme, same, _is_test(concept.id))


def _mistyped_bodies(nodes: Nodes) -> Iterator[Question]:
    for name, ids in sorted(nodes.items()):
        if len(name) < _LEAST_LETTERS or drawn("body", name) % _EVERY_BODY:
            continue
        test = _is_test(name)
        yield _of_body("ente con un errore", mistyped(name), ids, test)
        yield _of_body("ente con forma e maiuscole", f"{name} {_FORM}".upper(), ids, test)


def _bodies(names: Nodes) -> tuple[Thing, ...]:
    by_node: defaultdict[str, list[str]] = defaultdict(list)
    for name, ids in sorted(names.items()):
        for node in ids:
            by_node[node].append(name)
    return tuple(
        Thing(node, "organisation", tuple(own), ("organisation",))
        for node, own in sorted(by_node.items())
    )


def _practice(identifier: str, title: str) -> Thing:
    return Thing(f"practice/{identifier}", "practice", (title,), ("practice",))


def _of_body(kind: str, name: str, right: frozenset[str], test: bool) -> Question:
    return _asked(kind, name, "organisation", right, test)


def _asked(kind: str, name: str, type_id: str, right: frozenset[str], test: bool) -> Question:
    return Question(kind, Query(name, (type_id,)), right, test)


def _is_test(name: str) -> bool:
    return bool(drawn("part", name) % 2)


def names_of(nodes: Mapping[str, Mapping[str, frozenset[str]]]) -> Nodes:
    """Return the nodes of each name, whatever the document."""
    found = {name: frozenset[str]().union(*by.values()) for name, by in nodes.items()}
    return {name: ids for name, ids in found.items() if ids}


def kinds(questions: Sequence[Question]) -> tuple[str, ...]:
    """Return the kinds of questions, in order of appearance."""
    return tuple(dict.fromkeys(question.kind for question in questions))
