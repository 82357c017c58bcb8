"""The Italian pipeline: our tokens, sentences and lemmas, and a trained model if one is named."""

from __future__ import annotations

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from ingest.language import lemmas, sentences, syntax, tokens
from ingest.language.regions import lay_blocks
from ingest.language.tokens import normalise
from ingest.language.words import look_up
from ingest.model import Document
from ontology.schemes import ConceptSchemes

_INFINITIVES = ("are", "ere", "ire")
_LONGEST_NOUN_PHRASE = 3
MAX_CHARACTERS = 25_000_000  # readers refuse more than 20 MB; spaCy's own limit is for parsers


def build_pipeline(schemes: ConceptSchemes, language_model: str | None = None) -> Language:
    """Return the pipeline that `analyse` runs.

    Without a `language_model`, word classes come from the dictionary and a few rules. "prassi" is
    the model that ships with us; any other name is that of an installed Italian spaCy pipeline.
    Either writes classes, features and dependencies on our tokens, inside our sentences; lemmas
    stay those of the dictionary, in which the labels of concepts are looked up. The words of the
    labels in `schemes` are read as nouns where no model reads. Raises ValueError (in Italian) when
    no Italian pipeline of that name is installed.
    """
    nlp = spacy.blank("it")
    tokens.keep_hyphenated_words(nlp)
    nlp.max_length = MAX_CHARACTERS
    nlp.add_pipe("prassi_tokens")
    nlp.add_pipe("prassi_sentences")
    if language_model is not None:
        nlp.add_pipe("prassi_syntax", config={"model": language_model})
    nlp.add_pipe("prassi_lemmas", config={"nouns": _label_words(schemes)})
    return nlp


def analyse(nlp: Language, document: Document) -> Doc:
    """Return the tokens of the whole text; `doc[i].idx` is an offset into `document.text`."""
    doc = nlp.make_doc(document.text)
    lay_blocks(doc, document)
    return nlp(doc)


def _label_words(schemes: ConceptSchemes) -> list[str]:
    """Return the words of labels that are noun phrases ("chi vive solo" is a label, too)."""
    forms: set[str] = set()
    for concept in schemes:
        for label in (concept.label, *concept.alt_labels):
            words = [normalise(word.strip("(),;'")) for word in label.split()]
            if len(words) <= _LONGEST_NOUN_PHRASE and not any(
                look_up(word).pos in {"SCONJ", "PRON", "AUX"} for word in words if word
            ):
                forms.update(word for word in words if word and not word.endswith(_INFINITIVES))
    return sorted(forms)


__all__ = ["MAX_CHARACTERS", "analyse", "build_pipeline", "lemmas", "sentences", "syntax", "tokens"]
