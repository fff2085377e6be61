"""A new password: by a link, or by knowing the old one. Either way every session of the account ends, on every device."""

from tracker import clock
from tracker.errors import Refusal
from tracker.letters import to_member
from tracker.store.transactions import transaction
from tracker.team import account, invitation, passwords, settings, trace, tries
from tracker.team.account import Account
from tracker.team.ending import end_everywhere
from tracker.words import lazy


class NotTheOldOne(Refusal):
    sentence = lazy("That is not your present password.")
    field = "present"


def by_link(token: str, password: str, base_url: str) -> None:
    """Spend the link. Raises LinkOver and what `passwords.look_at` raises. The second factor is asked for as ever."""
    whose = account.by_id(invitation.open_one("reset", token).account_id or "")
    _look_at(password, whose)
    hashed = account.hashed(password)
    with transaction():
        link = invitation.open_one("reset", token, locked=True)
        whose = account.by_id(link.account_id or "", locked=True)
        link.used_at = clock.now()
        whose.set_password_hash(hashed)
        end_everywhere(whose)
        to_member.password_changed(whose, base_url)
        trace.note("password reset", whose.id, "account", whose.id)


def by_old_one(account_id: str, present: str, password: str, address: str, base_url: str) -> Account:
    """Raises NotTheOldOne, TooManyTries and what `passwords.look_at` raises."""
    check_present(account_id, present, address)
    whose = account.by_id(account_id)
    _look_at(password, whose)
    hashed = account.hashed(password)
    with transaction():
        whose = account.by_id(account_id, locked=True)
        whose.set_password_hash(hashed)
        end_everywhere(whose)
        to_member.password_changed(whose, base_url)
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


def _look_at(password: str, whose: Account) -> None:
    passwords.look_at(password, whose.name or "", whose.email or "", settings.get("organisation"))
