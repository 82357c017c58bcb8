"""One reader a format: bytes in, `ingest.model.Document` out."""
