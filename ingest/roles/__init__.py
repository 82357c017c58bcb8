"""Who does what in a practice: each actor's role, with the words that prove it."""

from ingest.roles.finding import RoleFound, find_roles

__all__ = ["RoleFound", "find_roles"]
