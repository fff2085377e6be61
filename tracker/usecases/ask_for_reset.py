"""Somebody cannot sign in: a link for a new password is written to the address, if it belongs to anybody."""

from tracker.letters import to_member
from tracker.store.transactions import transaction
from tracker.team import account, invitation, trace, tries
from tracker.team.tries import TooManyTries


def ask(email: str, address: str, base_url: str) -> None:
    """Says nothing, whoever asks for whomever. One commit either way: even the time it takes is the same."""
    try:
        with transaction():
            tries.count("reset", account.normal(email), address)
            whose = account.by_email(email)
            if whose is not None and whose.active and not whose.demo:
                token = invitation.reset(whose, made_by_id=None)
                to_member.password_link(whose, base_url, f"/account/reset/{token}")
                trace.note("asked for a new password", whose.id, "account", whose.id)
    except TooManyTries:
        return


def make_link(account_id: str, made_by_id: str | None) -> str:
    """The path of a link for a new password, to be handed over by who asks (an administrator, the command line)."""
    with transaction():
        whose = account.by_id(account_id)
        token = invitation.reset(whose, made_by_id)
        trace.note("made a link for a new password", made_by_id, "account", account_id)
    return f"/account/reset/{token}"
