"""The trained tagger: spans, concepts, roles and relations that no list or pattern knows."""

from ingest.tagging.judgement import Join, Judgement, Whole
from ingest.tagging.network import TaggerUnavailable
from ingest.tagging.tagger import Tagger

__all__ = ["Join", "Judgement", "Tagger", "TaggerUnavailable", "Whole"]
