"""Finding: encoder, passages, vectors, words, fusion, facets."""
