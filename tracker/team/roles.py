"""Roles, and what each may do. The access table in docs/access.md is written from this and tested against the routes."""

from enum import StrEnum


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    COORDINATOR = "coordinator"
    ORGANIZER = "organizer"
    CALLER = "caller"
    VIEWER = "viewer"


ROLES = tuple(role.value for role in Role)

# Roles that can see a contact need a second factor.
SEES_CONTACTS = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.ORGANIZER, Role.CALLER})
# Roles that see every campaign; an organizer sees those they work on.
SEES_ALL_CAMPAIGNS = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR})
# Roles that read what is published, and work with nobody: they talk to no ally and are in no list of those who could.
ONLY_READS = frozenset({Role.VIEWER})
