"""A document becomes statements: readers, structure, language, spans, linking, assertions."""
