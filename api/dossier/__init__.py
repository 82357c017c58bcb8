"""A reader's own dossier: practices and notes, kept by the reader, written out when asked for."""
