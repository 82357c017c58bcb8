"""OAI-PMH 2.0: practices for harvesters, from the ledger of changes."""
