"""Saved searches that tell their news: Atom, JSON Feed, the deadlines of calls as a calendar."""
