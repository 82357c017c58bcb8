"""What the search encoder learns from: questions with a practice that answers, concepts as said.

Questions are `corpus/questions/train.jsonl`, about practices of the `train` part alone: those of
the other parts are met for the first time when search is measured. Sentences are those of
`corpus/gold/phrases`, which say every concept several ways.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.gold import annotated_files, read_gold
from corpus.markup import strip
from corpus.splits import Split, load_manifest
from ingest.readers import read
from ontology.schemes import ConceptSchemes
from search.encoder import clean
from search.passages import in_context, split

ROOT = Path(__file__).parents[1]
QUESTIONS = ROOT / "questions" / "train.jsonl"
PRACTICES = ROOT / "practices"
PHRASES = ROOT / "gold" / "phrases"
SCHEMES = ("measure", "need", "beneficiary")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and a practice that answers it; a `general` one is answered by others too."""

    query: str
    practice: str
    general: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that says a concept."""

    concept: str
    sentence: str


def training_questions(file: Path = QUESTIONS) -> list[Asked]:
    """Read the questions; raises OSError, ValueError or KeyError for a file that has others."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]
    return [Asked(row["query"], row["practice"], bool(row["general"])) for row in rows]


def said_concepts(folder: Path = PHRASES) -> Iterator[Said]:
    """Yield the sentences under the concept that heads them, marks taken off."""
    for file in sorted(folder.glob("*.md")):
        concept = ""
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("# "):
                concept = line[2:].strip()
            elif line.strip() and concept.partition(":")[0] in SCHEMES:
                yield Said(concept, strip(line.strip())[0])


def labels(schemes: ConceptSchemes) -> dict[str, tuple[str, ...]]:
    """Return the names of each concept that one may ask for, in Italian and English."""
    return {
        one.id: tuple(filter(None, (one.label, *one.alt_labels, one.label_en)))
        for one in schemes
        if one.scheme in SCHEMES
    }


def practice_passages(names: Sequence[str], folder: Path = PRACTICES) -> dict[str, list[str]]:
    """Return the passages of practices as the encoder reads them when they are indexed."""
    found = {}
    for name in names:
        file = folder / f"{name}.md"
        document = read(file.read_bytes(), file.name)
        blocks = [(block.start, block.end) for block in document.blocks]
        texts = [passage.text for passage in split(name, document.text, blocks)]
        found[name] = [
            clean(in_context(document.title, texts, place)) for place in range(len(texts))
        ]
    return found


def practices_to_learn() -> list[str]:
    """Return the practices of the part meant for learning."""
    held = (file.stem for file in PRACTICES.glob("*.md"))
    allotted = load_manifest()
    return sorted(n for n in held if n in allotted and allotted[n].split is Split.TRAIN)


def measures_of(names: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """Return the measures that people marked in practices: two that share one may both answer."""
    files = annotated_files()
    return {
        name: frozenset(
            span.concept
            for span in read_gold(files[name]).spans
            if span.concept and span.concept.startswith("measure:")
        )
        for name in names
    }
