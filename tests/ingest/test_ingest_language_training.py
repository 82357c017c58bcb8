"""How treebanks become what the model learns: on trees of our own, written here."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import pytest

from ingest.language import rewriting, training, treebank_parts
from ingest.language.measuring import measure
from ingest.language.pipeline import build_pipeline
from ingest.language.rewriting import rewrite
from ingest.language.treebank_parts import Treebank, check_files, documents, known_treebanks
from ingest.language.treebanks import (
    Sentence,
    harmonise,
    read_sentences,
    spaces_after,
    usual_features,
)
from ontology.schemes import load_schemes

CONLLU = """\
# text = Il centro aiuta l'anziano della valle a lavarsi.
1\tIl\til\tDET\tRD\tDefinite=Def|Gender=Masc|Number=Sing|PronType=Art\t2\tdet\t_\t_
2\tcentro\tcentro\tNOUN\tS\tGender=Masc|Number=Sing\t3\tnsubj:pass\t_\t_
3\taiuta\taiutare\tVERB\tV\tMood=Ind|Voice=Act\t0\troot\t_\t_
4\tl'\til\tDET\tRD\tDefinite=Def|Number=Sing|PronType=Art\t5\tdet\t_\t_
5\tanziano\tanziano\tNOUN\tS\tGender=Masc|Number=Sing\t3\tobj\t_\t_
6-7\tdella\t_\t_\t_\t_\t_\t_\t_\t_
6\tdi\tdi\tADP\tE\t_\t8\tcase\t_\t_
7\tla\til\tDET\tRD\tDefinite=Def|Gender=Fem|Number=Sing|PronType=Art\t8\tdet\t_\t_
8\tvalle\tvalle\tNOUN\tS\tGender=Fem|Number=Sing\t5\tnmod\t_\t_
9\ta\ta\tADP\tE\t_\t10\tmark\t_\t_
10-11\tlavarsi\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No
10\tlavare\tlavare\tVERB\tV\tVerbForm=Inf\t3\txcomp\t_\t_
11\tsi\tsi\tPRON\tPC\tClitic=Yes|Person=3|PronType=Prs\t10\texpl\t_\t_
12\t.\t[PUNCT]\tPUNCT\tFS\t_\t3\tpunct\t_\t_
"""


@pytest.fixture
def sentence() -> Sentence:
    (only,) = read_sentences(CONLLU)
    return only


def forms(sentence: Sentence) -> list[str]:
    return [word.form for word in sentence]


def test_parts_of_a_word_are_one_token_with_the_head_that_lies_outside(sentence: Sentence) -> None:
    assert forms(sentence) == [
        "Il", "centro", "aiuta", "l'", "anziano", "della", "valle", "a", "lavarsi", ".",
    ]  # fmt: skip
    della, lavarsi = sentence[5], sentence[8]
    assert (della.lemma, della.pos, della.relation) == ("di", "ADP", "case")
    assert forms(sentence)[della.head] == "valle"
    assert dict(della.features)["Gender"] == "Fem"
    assert (lavarsi.lemma, lavarsi.pos, lavarsi.relation) == ("lavare", "VERB", "xcomp")
    assert dict(lavarsi.features)["VerbForm"] == "Inf"


def test_relations_lose_subtypes_and_the_root_is_its_own_head(sentence: Sentence) -> None:
    assert sentence[1].relation == "nsubj"
    assert (sentence[2].relation, sentence[2].head) == ("ROOT", 2)
    assert sentence[9].lemma == "."


def test_blanks_are_those_of_print(sentence: Sentence) -> None:
    text = "".join(
        f"{word.form} " if space else word.form
        for word, space in zip(sentence, spaces_after(sentence), strict=True)
    )
    assert text == "Il centro aiuta l'anziano della valle a lavarsi. "


def test_features_of_another_kind_become_ours(sentence: Sentence) -> None:
    usual = usual_features([sentence])
    foreign = CONLLU.replace("Definite=Def|Gender=Masc|Number=Sing|PronType=Art", "Number=Sing")
    (other,) = read_sentences(foreign)
    mended = harmonise(other, usual, foreign=True)
    assert mended[0].features == sentence[0].features
    assert dict(mended[2].features) == {"Mood": "Ind", "VerbForm": "Fin"}


def test_a_line_that_is_not_conllu_is_named() -> None:
    with pytest.raises(ValueError, match="riga 2"):
        list(read_sentences("# testo\n1\tIl\n"))


@pytest.mark.parametrize(
    "rewriting_", [rewriting.lowered, rewriting.shouted, rewriting.unstopped, rewriting.bulleted]
)
def test_a_rewriting_keeps_the_tree(sentence: Sentence, rewriting_: rewriting.Rewriting) -> None:
    def arcs(s: Sentence) -> set[tuple[str, str, str]]:
        return {(w.form.lower(), w.relation, s[w.head].form.lower()) for w in s if w.pos != "PUNCT"}

    assert arcs(rewriting_(sentence)) == arcs(sentence)
    assert rewriting_(sentence) != sentence


def test_the_same_seed_rewrites_the_same_sentences(sentence: Sentence) -> None:
    one, other = random.Random(3), random.Random(3)
    assert [rewrite(sentence, one) for _ in range(50)] == [
        rewrite(sentence, other) for _ in range(50)
    ]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A treebank of our own: two hundred times one sentence with other nouns."""
    nouns = ("centro", "servizio", "gruppo", "comune", "progetto")
    text = "\n".join(CONLLU.replace("centro", nouns[n % len(nouns)]) for n in range(200))
    path = tmp_path / "Prova" / "prova.conllu"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    own = Treebank("Prova", "1", "CC0", "https://example.org", "", False, {path.name: digest})
    monkeypatch.setattr(treebank_parts, "known_treebanks", lambda: (own,))
    return tmp_path


def test_no_sentence_is_learnt_and_asked(folder: Path) -> None:
    sizes = {part: len(documents(folder, part)["Prova"]) for part in treebank_parts.PARTS}
    assert sizes == {"train": 16, "dev": 2, "test": 2}
    whole = [number for part in treebank_parts.PARTS.values() for number in part]
    assert sorted(whole) == list(range(10))


def test_another_version_of_a_treebank_is_refused(folder: Path) -> None:
    check_files(folder)
    (folder / "Prova" / "prova.conllu").write_text("# altro\n", encoding="utf-8")
    with pytest.raises(ValueError, match="non è il file"):
        check_files(folder)
    with pytest.raises(ValueError, match="Manca"):
        check_files(folder / "altrove")


def test_the_list_of_treebanks_names_licence_address_and_digests() -> None:
    for treebank in known_treebanks():
        assert treebank.licence.startswith("CC BY")
        assert treebank.address.startswith("https://")
        assert treebank.authors
        assert all(len(digest) == 64 for digest in treebank.files.values())


@pytest.mark.slow
def test_training_twice_gives_the_same_bytes_and_learns(folder: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for out in (one, other):
        training.write(training.trained(folder, steps=60), out)
    names = [path.relative_to(one) for path in one.rglob("*") if path.is_file()]
    assert all((one / name).read_bytes() == (other / name).read_bytes() for name in names)
    figures = measure(build_pipeline(load_schemes(), str(one)), documents(folder, "test"))
    assert figures["all"]["las"] > 0.9
