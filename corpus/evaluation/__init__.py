"""Measuring: how well Prassi reads, links, searches and tells doubles apart, beside alternatives.

Every measure is a function from truth and what was found to `Table`s; the command line, the JSON
and `docs/quality.md` show the same tables.
"""
