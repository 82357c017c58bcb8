"""The search index on a PostgreSQL server with pgvector: `PRASSI_INDEX_URL`."""
