"""Somebody says who they are: the password first, then the code of their second factor."""

from tracker.errors import Refusal
from tracker.store.transactions import transaction
from tracker.team import account, second_factor, trace, tries
from tracker.team.account import Account
from tracker.words import lazy


class NotTheseTwo(Refusal):
    """Said alike for an unknown address, a wrong password and a disabled account (ASVS 6.3.8)."""

    sentence = lazy("E-mail and password do not fit together. Type both again.")
    status = 401


def with_password(email: str, password: str, address: str) -> Account:
    """Whose e-mail and password these are; `address` is where they are typed. Raises NotTheseTwo and TooManyTries."""
    whose = account.normal(email)
    with transaction():
        tries.count("password", whose, address)
    found = account.by_email(email)
    fits = account.matches(password, found.password if found else None)
    if found is None or not fits or not found.active:
        raise NotTheseTwo
    with transaction():
        tries.forgive("password", whose, address)
    return found


def with_code(account_id: str, code: str, address: str) -> Account:
    """The code of who gave their password before. Raises WrongCode and TooManyTries."""
    with transaction():
        tries.count("code", account_id, address)
    with transaction():
        found = account.by_id(account_id, locked=True)
        if not found.active:
            raise NotTheseTwo
        second_factor.take(found, code)
        tries.forgive("code", account_id, address)
    return found


def done(account_id: str) -> None:
    """They are in."""
    with transaction():
        trace.note("signed in", account_id, "account", account_id)
