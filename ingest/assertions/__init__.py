"""What was found, written as statements in the vocabulary of the ontology, each with its words."""

from ingest.assertions.findings import Findings
from ingest.assertions.writing import to_statements

__all__ = ["Findings", "to_statements"]
