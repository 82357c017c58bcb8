"""The trained tagger: spans, concepts, roles and relations that no list or pattern knows."""

from ingest.tagging.network import TaggerUnavailable
from ingest.tagging.tagger import Join, Judgement, Tagger, Whole

__all__ = ["Join", "Judgement", "Tagger", "TaggerUnavailable", "Whole"]
