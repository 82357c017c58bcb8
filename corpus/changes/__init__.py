"""What changed in the library, and when: a ledger that others follow to keep a copy."""
