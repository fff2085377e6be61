"""Somebody cannot sign in: a link for a new password is written to the address, if it belongs to anybody."""

from tracker.letters import to_member
from tracker.store.transactions import transaction
from tracker.team import account, invitation, panic, reset_asked, trace, tries
from tracker.team.tries import TooManyTries

# At most so many in one transaction.
A_HANDFUL = 50


def ask(email: str, address: str) -> None:
    """Says nothing, whoever asks for whomever, and does not even look who it is: the worker does (see `answer`)."""
    try:
        with transaction():
            tries.count("reset", account.normal(email), address)
            reset_asked.ask(email)
    except TooManyTries:
        return


def answer(base_url: str) -> int:
    """Write the letters that were asked for, those to nobody left out. Returns how many had asked."""
    if not reset_asked.anybody():
        return 0
    with transaction():
        asked = reset_asked.taken(A_HANDFUL)
        for email in asked:
            whose = account.by_email(email)
            if whose is not None and whose.active and not whose.demo:
                token = invitation.reset(whose, made_by_id=None)
                to_member.password_link(whose, base_url, f"/account/reset/{token}")
                trace.note("asked for a new password", whose.id, "account", whose.id)
    return len(asked)


def make_link(account_id: str, made_by_id: str | None) -> str:
    """The path of a link for a new password, to be handed over by who asks (an administrator, the command line).

    Raises NobodyGetsMore. Who asks at the own mailbox is answered all the same.
    """
    with transaction():
        panic.refuse_more(made_by_id)
        whose = account.by_id(account_id)
        token = invitation.reset(whose, made_by_id)
        trace.note("made a link for a new password", made_by_id, "account", account_id)
    return f"/account/reset/{token}"
