"""The code of an authenticator app (TOTP, RFC 6238): six digits that change every 30 seconds, each taken once."""

import base64
import secrets

from passlib.exc import TokenError
from passlib.totp import TOTP

from tracker import clock
from tracker.errors import Refusal
from tracker.team.account import Account
from tracker.words import lazy

# Clocks of phones differ: the code before and the one after are taken too.
SKEW_SECONDS = 30

_Codes = TOTP.using(issuer="Houselights", now=lambda: clock.now().timestamp())


class AlreadySetUp(Refusal):
    sentence = lazy("A second factor was set up meanwhile. Sign in with it.")
    status = 409


class LastSecondFactor(Refusal):
    sentence = lazy("Your role needs a second factor, and this is the last one. Set up another first.")


class WrongCode(Refusal):
    sentence = lazy("That is not the code of this moment. Wait for the next one, then type it.")
    field = "code"


def new_secret() -> str:
    """160 random bits in base 32, as apps take them.

    Ours, not libpass's: its getrandbytes shifts by three bits a byte instead of eight, so that 20 bytes hold some 65.
    """
    return base64.b32encode(secrets.token_bytes(20)).decode("ascii")


def address(secret: str, email: str) -> str:
    """The otpauth: address that a QR code carries."""
    return str(_of(secret).to_uri(label=email.replace(":", " ")))


def spelt(secret: str) -> str:
    """The secret in groups of four, for typing."""
    return str(_of(secret).pretty_key(sep=" "))


def code_now(secret: str) -> str:
    """The code of this moment."""
    return str(_of(secret).generate().token)


def check(secret: str, code: str, used_before: int | None) -> int:
    """The counter of the code. Raises WrongCode, also for a code that was used already."""
    typed = "".join(code.split())
    if not (typed.isascii() and typed.isdigit() and len(typed) == 6):
        raise WrongCode
    try:
        return int(_of(secret).match(typed, window=SKEW_SECONDS, last_counter=used_before).counter)
    except TokenError:
        raise WrongCode from None


def is_first(account: Account, newcomer: bool) -> bool:
    """Whether there is no second factor yet; the account is locked. Raises AlreadySetUp.

    A newcomer has shown the password alone: once there is a second factor, that is not enough to give another.
    """
    if newcomer and account.has_second_factor:
        raise AlreadySetUp
    return not account.has_second_factor


def set_up(account: Account, secret: str, code: str) -> None:
    """Bind the account to an app that has shown that it knows the secret. Raises WrongCode."""
    account.totp_counter = check(secret, code, None)
    account.totp_secret = secret
    account.tf_primary_method = "authenticator"


def take(account: Account, code: str) -> None:
    """Take a code, for good; the account is locked by its row. Raises WrongCode."""
    if not account.totp_secret:
        raise WrongCode
    account.totp_counter = check(account.totp_secret, code, account.totp_counter)


def stop_app(account: Account, has_passkeys: bool) -> None:
    """Its owner no longer wants the app; the account is locked. Raises LastSecondFactor."""
    account.totp_secret = account.totp_counter = None
    settle(account, has_passkeys)


def settle(account: Account, has_passkeys: bool) -> None:
    """Say anew what the second factor is, after one of them went. Raises LastSecondFactor when the role needs one."""
    account.tf_primary_method = "authenticator" if account.has_app else "passkey" if has_passkeys else None
    if account.needs_second_factor and not account.has_second_factor:
        raise LastSecondFactor


def forget(account: Account) -> None:
    """Let go of the app, whatever the role needs; the next sign-in sets up another."""
    account.tf_primary_method = account.totp_secret = account.totp_counter = None


def _of(secret: str) -> TOTP:
    return _Codes(key=secret, format="base32")
