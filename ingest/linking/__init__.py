"""Spans are joined to concepts, territories, organisations and values."""
