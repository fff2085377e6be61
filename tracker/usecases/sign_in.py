"""Somebody says who they are: a passkey alone; or the password first, then a code, a recovery code or a passkey."""

from tracker.errors import Refusal
from tracker.letters import to_member
from tracker.store.transactions import transaction
from tracker.team import account, device, passkey, recovery, second_factor, trace, tries
from tracker.team.account import Account
from tracker.team.ceremony import Here
from tracker.words import lazy

# Wrong codes from everywhere: from so many on its owner gets a letter; and so many are heard at any speed.
TOLD_AT, MOST_CODES = 10, 50


class NotTheseTwo(Refusal):
    """Said alike for an unknown address, a wrong password and a disabled account (ASVS 6.3.8)."""

    sentence = lazy("E-mail and password do not fit together. Type both again.")
    status = 401


def with_password(email: str, password: str, address: str, device_token: str = "") -> Account:
    """Whose e-mail and password these are; `address` is where they are typed. Raises NotTheseTwo and TooManyTries.

    The work is the same for whoever is unknown: one look for the device, one for the account, one Argon2.
    """
    whose = account.normal(email)
    here, found = device.known(device_token), account.by_email(email)
    # At a device of their own they are slowed by what was tried there, whatever neighbours behind the same address do.
    place = f"{tries.DEVICE}{here.id}" if here and found and here.account_id == found.id else address
    with transaction():
        tries.count("password", whose, place)
    found = account.by_email(email)
    fits = account.matches(password, found.password if found else None)
    if found is None or not fits or not found.active:
        raise NotTheseTwo
    with transaction():
        tries.forgive("password", whose, place)
    return found


def with_code(account_id: str, code: str, address: str, base_url: str) -> Account:
    """The app's code of who gave their password before. Raises WrongCode and TooManyTries."""
    _count_code(account_id, address, base_url)
    with transaction():
        found = _active(account_id)
        second_factor.take(found, code)
        tries.forgive("code", account_id, address)
    return found


def with_recovery_code(account_id: str, code: str, address: str, base_url: str) -> tuple[Account, int]:
    """A code from paper instead, and how many are left; its owner gets a letter. Raises WrongRecoveryCode and TooManyTries."""
    _count_code(account_id, address, base_url)
    with transaction():
        found = _active(account_id)
        left = recovery.take(found, code)
        tries.forgive("code", account_id, address)
        to_member.recovery_code_used(found, base_url, left)
        trace.note("recovery code used", account_id, "account", account_id, f"{left} left")
    return found, left


def with_passkey(answer: str, challenge: bytes, at: Here, address: str, account_id: str | None = None) -> Account:
    """Whose passkey answers the challenge; of `account_id` alone, if given. Raises PasskeyUnfit and TooManyTries."""
    which = passkey.named_in(answer)
    with transaction():
        tries.count("passkey", which, address)
    with transaction():
        found = passkey.take(answer, challenge, at, account_id)
        tries.forgive("passkey", which, address)
    return found


def done(account_id: str) -> None:
    """They are in."""
    with transaction():
        trace.note("signed in", account_id, "account", account_id)


def _count_code(account_id: str, address: str, base_url: str) -> None:
    """Whoever is here has shown the password: its owner is told when somebody guesses on."""
    with transaction():
        tried = tries.count("code", account_id, address, most_from_everywhere=MOST_CODES)
        if tried == TOLD_AT:
            to_member.codes_guessed(account.by_id(account_id), base_url)


def _active(account_id: str) -> Account:
    found = account.by_id(account_id, locked=True)
    if not found.active:
        raise NotTheseTwo
    return found
