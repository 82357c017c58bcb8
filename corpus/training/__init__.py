"""Training of the tagger (`ingest.tagging`) on the gold documents meant for learning.

`make models` runs it; what it writes is package data. Nothing here is imported by the product.
"""
