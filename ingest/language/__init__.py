"""The spaCy pipeline: Italian tokens, sentences and lemmas."""
