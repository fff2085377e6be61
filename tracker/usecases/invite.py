"""Somebody is invited to the team."""

from tracker.store.transactions import transaction
from tracker.team import invitation, panic, trace
from tracker.team.roles import Role


def invite(role: Role, made_by_id: str | None, all_reports: bool = False) -> str:
    """The path of a link that one person may use within 48 hours. `all_reports`: a viewer sees those of all campaigns.

    Raises NobodyGetsMore.
    """
    with transaction():
        panic.refuse_more(made_by_id)
        token = invitation.join(role, made_by_id, all_reports)
        trace.note("invited", made_by_id, detail=role.value)
    return f"/account/join/{token}"
