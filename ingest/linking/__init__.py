"""Spans are joined to concepts, territories, organisations and values.

Pure functions over plain values: `labels` (phrase → concept), `organisations` (name → node),
`territories` (name → ISTAT code), `numbers` (words and digits → Decimal).
"""
