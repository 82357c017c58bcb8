"""Finders of labelled phrases, each a typed step over an analysed document."""
