"""Finders of labelled phrases, each a typed step over an analysed document.

`find_spans` runs them in the order of what is surest: amounts, dates, bodies, territories, labels
of the concept schemes, then people, needs and measures by their head nouns on the free words.
"""

from ingest.spans.finding import SpanFinder, find_spans

__all__ = ["SpanFinder", "find_spans"]
