"""The best-practice database: documents, graph store, search index, export."""
