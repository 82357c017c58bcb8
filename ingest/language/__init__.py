"""The spaCy pipeline: Italian tokens, sentences and lemmas."""

from ingest.language.pipeline import analyse, build_pipeline

__all__ = ["analyse", "build_pipeline"]
