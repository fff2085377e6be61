"""Everything by which somebody could still be in, or come in with less than they should: ended in one deed."""

from tracker.team import device, invitation, session
from tracker.team.account import Account


def end_everywhere(whose: Account) -> None:
    """Sessions and remembered devices of an account; inside a transaction.

    Its password, role or second factor changed, or it was disabled.
    """
    whose.forget_sessions()
    session.end_all_of(whose.id)
    device.forget_all_of(whose.id)


def disable(whose: Account) -> None:
    """They are out, and cannot sign in; inside a transaction."""
    whose.active = False
    end_everywhere(whose)
    invitation.void_of(whose.id)
