"""The phrases to learn concepts from are well marked, and say their concept in other words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from corpus.gold import annotated_files, read_gold
from corpus.markup import GoldSpan, strip
from corpus.splits import Split, load_manifest
from corpus.training.examples import PHRASES
from ingest.model import Label
from ingest.tagging.alphabet import ROLES, SCHEMES
from ontology.schemes import load_schemes

FILES = sorted(PHRASES.glob("*.md"))
FEWEST = 3  # phrases a concept
Phrase = tuple[str, int, str, str, tuple[GoldSpan, ...]]


@cache
def phrases() -> tuple[Phrase, ...]:
    """File, line number, concept of the heading, words and marks of every phrase."""
    return tuple(_read())


def _read() -> Iterator[Phrase]:
    for path in FILES:
        concept = ""
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.startswith("#"):
                concept = line.removeprefix("#").strip()
            elif line.strip():
                text, spans = strip(line.strip())
                yield path.name, number, concept, text, spans


def test_there_are_phrases_of_every_scheme_that_is_linked_to() -> None:
    assert len(FILES) == 4
    said = {concept.partition(":")[0] for _, _, concept, _, _ in phrases()}
    assert said >= set(SCHEMES.values())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_heading_is_a_concept_and_has_its_phrases(path: Path) -> None:
    schemes = load_schemes()
    headings = [
        line.removeprefix("#").strip()
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("#")
    ]
    count = Counter(concept for name, _, concept, _, _ in phrases() if name == path.name)
    for heading in headings:
        assert heading in schemes, heading
        assert count[heading] >= FEWEST, heading
    assert len(set(headings)) == len(headings)


def test_every_phrase_marks_the_concept_it_is_for() -> None:
    for name, number, concept, _, spans in phrases():
        assert concept in {span.concept for span in spans}, f"{name}, riga {number}"


def test_every_mark_names_a_concept_of_its_label_and_a_known_role() -> None:
    schemes = load_schemes()
    for name, number, _, _, spans in phrases():
        where = f"{name}, riga {number}"
        for span in spans:
            role = span.attributes.get("role")
            assert role is None or (span.label is Label.ACTOR and f"role:{role}" in schemes), where
            if span.label in SCHEMES and span.concept:
                assert span.concept in schemes, where
                assert schemes[span.concept].scheme == SCHEMES[span.label], where
    roles = {s.attributes.get("role") for *_, spans in phrases() for s in spans}
    assert len(roles & set(ROLES)) >= len(ROLES) // 2


def test_most_phrases_do_not_say_the_label_of_their_concept() -> None:
    schemes = load_schemes()
    plain = 0
    for _, _, concept, _, spans in phrases():
        names = {n.casefold() for n in (schemes[concept].label, *schemes[concept].alt_labels)}
        said = {span.text.casefold() for span in spans if span.concept == concept}
        plain += bool(said & names)
    assert plain <= 0.1 * len(phrases())


def test_no_phrase_stands_twice() -> None:
    count = Counter(text.casefold() for _, _, _, text, _ in phrases())
    assert [text for text, times in count.items() if times > 1] == []


def test_no_phrase_is_taken_from_a_text_that_measures() -> None:
    files = annotated_files()
    measured = "\n".join(
        " ".join(read_gold(files[name]).text.split()).casefold()
        for name, one in load_manifest().items()
        if one.split is not Split.TRAIN
    )
    for _, _, _, text, _ in phrases():
        assert " ".join(text.split()).casefold() not in measured, text
