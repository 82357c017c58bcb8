"""What the dictionary knows of a word out of context, given to the trained model as a feature.

The treebanks that may be used are small: most verbs and nouns of a practice never occur in them.
Their dictionary form and their likely class ("propongano" → "proporre", VERB) do.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from ingest.language.tokens import normalise
from ingest.language.words import look_up


@Language.component("prassi_dictionary", assigns=["token.lemma", "token.tag"])
def look_up_words(doc: Doc) -> Doc:
    """Write the dictionary's lemma on every token, and its guess of the class as the tag."""
    for token in doc:
        word = look_up(normalise(token.text))
        token.lemma_ = word.lemma
        token.tag_ = word.pos
    return doc
