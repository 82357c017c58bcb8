"""The corpus keeps its promises: sources, lengths, own words, offsets, no leak between splits."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import py3langid
import pytest
import yaml

from corpus.evaluation.agreement import load_readings
from corpus.evaluation.spans import SCHEMES
from corpus.gold import (
    FAMILIES,
    LEARNING,
    OTHERS,
    PRACTICE,
    RETOLD,
    GoldDocument,
    annotated_files,
    read_gold,
    retold_documents,
)
from corpus.practice_truths import load_truths
from corpus.same_as import load_same_as
from corpus.splits import Split, digest, load_manifest
from ingest.model import Label
from ontology.schemes import load_schemes

CORPUS = Path(__file__).parents[2] / "corpus"
GENRES = {"news", "pagina-comunale", "scheda-progetto", "bando", "delibera", "slide", "newsletter"}
GENRES |= {"relazione", "piano", "verbale", "lettera", "post"}
WORDS = re.compile(r"\w+")
MOST_IN_COMMON = 0.4


@cache
def documents() -> dict[str, GoldDocument]:
    return {name: read_gold(path) for name, path in annotated_files().items()}


def front(document: GoldDocument) -> dict[str, object]:
    found = yaml.safe_load(document.text.partition("---\n")[2].partition("\n---\n")[0])
    assert isinstance(found, dict), document.id
    return found


def body(document: GoldDocument) -> str:
    return document.text.partition("---\n")[2].partition("\n---\n")[2]


def five_word_runs(text: str) -> set[tuple[str, ...]]:
    words = WORDS.findall(text.lower())
    return {tuple(words[at : at + 5]) for at in range(len(words) - 4)}


def test_there_are_five_hundred_practices_and_a_hundred_other_texts() -> None:
    families = [document.family for document in documents().values()]
    assert set(families) == set(FAMILIES)
    assert families.count(PRACTICE) >= 500
    assert len(families) - families.count(PRACTICE) >= 100


def test_every_document_says_what_it_is_and_where_it_comes_from() -> None:
    for name, document in documents().items():
        told = front(document)
        assert told["id"] == name
        assert isinstance(told["title"], str), name
        assert told["licence"] == "CC-BY-4.0", name
        assert document.truths["genre"] in GENRES, name
        assert f"implementation-status:{document.truths['status']}" in load_schemes(), name
        if document.family == PRACTICE:
            address = urlsplit(str(told["source_url"]))
            assert address.scheme in {"http", "https"}, name
            assert address.hostname, name
            assert isinstance(told["source_title"], str), name
            assert str(told["facts_date"]) == "2026-11", name
            assert isinstance(told["themes"], list), name
            assert set(document.truths) == {"genre", "status"}, name
        else:
            truths = {"genre", "status", "family", "kind", "practice"}
            assert set(document.truths) == truths, name
            assert document.truths["practice"] in {"true", "false"}, name


def test_every_document_is_italian_and_of_fit_length() -> None:
    for name, document in documents().items():
        text = body(document)
        longest = 950 if document.family == LEARNING else 460
        assert 120 <= len(text.split()) <= longest, name
        assert py3langid.classify(text)[0] == "it", name
        assert not {"[[", "]]"} & {text[at : at + 2] for at in range(len(text))}, name


def test_spans_are_their_words_and_their_concepts_exist() -> None:
    for name, document in documents().items():
        opening = len(document.text) - len(body(document))
        assert document.spans, name
        for before, span in pairwise((None, *document.spans)):
            assert span is not None
            assert document.text[span.start : span.end] == span.text, (name, span)
            assert span.start >= opening, f"{name}: {span.text!r} is in the front matter"
            assert before is None or before.end <= span.start, (name, span)
            if span.concept is None:
                continue
            if span.label in SCHEMES:
                assert span.concept.startswith(f"{SCHEMES[span.label]}:"), (name, span)
                assert span.concept in load_schemes(), (name, span)
            else:
                assert span.label is Label.PLACE, (name, span)
                assert span.concept.isdecimal(), (name, span)


def test_no_two_documents_say_the_same_in_the_same_words() -> None:
    having = defaultdict(set)
    sizes = {}
    for name, document in documents().items():
        runs = five_word_runs(body(document))
        sizes[name] = len(runs)
        for run in runs:
            having[run].add(name)
    shared: dict[tuple[str, str], int] = defaultdict(int)
    for names in having.values():
        for one in names:
            for other in names:
                if one < other:
                    shared[one, other] += 1
    for (one, other), count in shared.items():
        assert count / min(sizes[one], sizes[other]) <= MOST_IN_COMMON, (one, other)


def test_the_manifest_names_every_document_and_its_digest() -> None:
    allotted = load_manifest()
    files = annotated_files()
    assert set(allotted) == set(files)
    for name, one in allotted.items():
        assert one.family == documents()[name].family, name
        assert one.sha256 == digest(files[name]), f"{name}: run prassi annotation --freeze"


def test_no_source_and_no_practice_told_twice_is_in_two_splits() -> None:
    allotted = load_manifest()
    splits = defaultdict(set)
    for name, one in allotted.items():
        if one.family != PRACTICE:
            continue
        splits[one.source].add(one.split)
        host = str(urlsplit(str(front(documents()[name])["source_url"])).hostname)
        splits[f"host {host.removeprefix('www.')}"].add(one.split)
    assert not {source: found for source, found in splits.items() if len(found) > 1}
    for pair in load_same_as():
        if pair.kind == "practice" and pair.same:
            assert allotted[pair.one].split is allotted[pair.other].split, pair


def test_what_is_measured_on_was_read_by_two_people() -> None:
    allotted, readings = load_manifest(), load_readings()
    assert {name for name, one in allotted.items() if one.readers == 2} == set(readings)
    assert all(one.readers == 2 for one in allotted.values() if one.split is Split.TEST)
    practices = [name for name in readings if allotted[name].family == PRACTICE]
    assert len(practices) >= 120
    for name, two in readings.items():
        text = documents()[name].text
        for mark in (*two.first, *two.second):
            words = text[mark.start : mark.end]
            assert words, (name, mark)
            assert words == words.strip(), (name, words)


def test_every_practice_has_its_truth_and_judged_pairs_exist() -> None:
    practices = {name for name, d in documents().items() if d.family == PRACTICE}
    truths = load_truths()
    assert set(truths) == practices
    for truth in truths.values():
        assert f"practice-type:{truth.kind}" in load_schemes(), truth
        assert all(len(code) in {2, 3, 6} for code in truth.places), truth
        assert all(len(code) == 2 for code in truth.regions), truth
        assert truth.start is None or truth.end is None or truth.start <= truth.end, truth
    pairs = load_same_as()
    assert len(pairs) == len({(p.kind, *sorted((p.one, p.other))) for p in pairs})
    for pair in pairs:
        assert pair.one != pair.other
        if pair.kind == "practice":
            assert {pair.one, pair.other} <= practices, pair


@pytest.mark.parametrize("part", ["dev", "test"])
def test_questions_ask_about_documents_that_exist(part: str) -> None:
    lines = (CORPUS / "questions" / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines:
        question = json.loads(line)
        for name in {*question["relevant"], *question["pool"]}:
            assert name in documents(), (question["id"], name)
            assert documents()[name].family == PRACTICE, (question["id"], name)
        assert set(question["relevant"]) <= set(question["pool"]), question["id"]


def test_second_tellings_tell_practices_in_other_words() -> None:
    retold = retold_documents()
    assert len(retold) >= 30
    for telling, told in retold:
        assert front(telling)["id"] == telling.id == f"{told}--{telling.id.partition('--')[2]}"
        assert documents()[told].family == PRACTICE
        assert 80 <= len(body(telling).split()) <= 260, telling.id
        ours, theirs = (five_word_runs(body(d)) for d in (telling, documents()[told]))
        assert len(ours & theirs) / len(ours) < 0.05, telling.id


def test_texts_beside_the_practices_are_not_published() -> None:
    published = {path.stem for path in (CORPUS / "practices").glob("*.md")}
    for folder in (OTHERS, RETOLD):
        beside = {path.stem for path in folder.glob("*.md")}
        assert beside
        assert not published & beside
