"""The public SPARQL door: a gatekeeper and a pool of killable workers."""
