"""A new password: by a link, or by knowing the old one. Either way every session of the account ends."""

from tracker import clock
from tracker.errors import Refusal
from tracker.store.transactions import transaction
from tracker.team import account, invitation, passwords, session, trace, tries
from tracker.team.account import Account
from tracker.words import lazy


class NotTheOldOne(Refusal):
    sentence = lazy("That is not your present password.")
    field = "present"


def by_link(token: str, password: str) -> None:
    """Spend the link. Raises LinkOver and what `passwords.look_at` raises. The second factor is asked for as ever."""
    whose = account.by_id(invitation.open_one("reset", token).account_id or "")
    passwords.look_at(password, whose.name or "", whose.email or "")
    hashed = account.hashed(password)
    with transaction():
        link = invitation.open_one("reset", token, locked=True)
        whose = account.by_id(link.account_id or "", locked=True)
        link.used_at = clock.now()
        whose.set_password_hash(hashed)
        session.end_all_of(whose.id)
        trace.note("password reset", whose.id, "account", whose.id)


def by_old_one(account_id: str, present: str, password: str, address: str) -> Account:
    """Raises NotTheOldOne, TooManyTries and what `passwords.look_at` raises."""
    check_present(account_id, present, address)
    whose = account.by_id(account_id)
    passwords.look_at(password, whose.name or "", whose.email or "")
    hashed = account.hashed(password)
    with transaction():
        whose = account.by_id(account_id, locked=True)
        whose.set_password_hash(hashed)
        session.end_all_of(account_id)
        trace.note("password changed", account_id, "account", account_id)
    return whose


def check_present(account_id: str, present: str, address: str) -> None:
    """Raises NotTheOldOne and TooManyTries: somebody at an open desk guesses no faster than at the door."""
    with transaction():
        tries.count("present password", account_id, address)
    if not account.by_id(account_id).has_password(present):
        raise NotTheOldOne
    with transaction():
        tries.forgive("present password", account_id, address)
