"""Linked data: what every IRI of ours leads to, for people and for programs."""
