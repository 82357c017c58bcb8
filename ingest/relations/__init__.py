"""How the spans of a practice belong together: who gets what, where, when, for how much."""
