"""Somebody is invited to the team."""

from tracker.store.transactions import transaction
from tracker.team import invitation, trace
from tracker.team.roles import Role


def invite(role: Role, made_by_id: str | None) -> str:
    """The path of a link that one person may use within 48 hours."""
    with transaction():
        token = invitation.join(role, made_by_id)
        trace.note("invited", made_by_id, detail=role.value)
    return f"/account/join/{token}"
