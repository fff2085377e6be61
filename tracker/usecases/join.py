"""Somebody uses their invitation: an account comes to be, without a second factor yet."""

from collections.abc import Iterable

from tracker import clock
from tracker.errors import Refusal
from tracker.store.transactions import one_at_a_time, transaction
from tracker.team import account, invitation, passwords, settings, trace
from tracker.team.account import Account
from tracker.words import language, lazy


class AlreadyThere(Refusal):
    sentence = lazy("There is an account with this e-mail already. Sign in with it, or ask for a new password.")
    field = "email"


def join(
    token: str, name: str, email: str, password: str, desk: str | None = None, speaks: Iterable[str] | None = None
) -> Account:
    """The new account. `desk`: the language of its desk; `speaks`: those in which they talk to allies; else the one in force.

    Raises LinkOver, AlreadyThere, and what `passwords.look_at` raises."""
    invitation.open_one("join", token)
    passwords.look_at(password, name, email, settings.get("organisation"))
    hashed = account.hashed(password)
    with transaction() as session:
        # While the keys turn, the fingerprints of two newcomers may be under two keys, and no constraint sees them meet.
        one_at_a_time("join")
        link = invitation.open_one("join", token, locked=True)
        if account.by_email(email):
            raise AlreadyThere
        first, now = not account.anybody(), clock.now()
        newcomer = Account(
            role_name=link.role_name, created_at=now, invited_by_id=link.made_by_id, language=desk or language(),
            speaks=account.speaks_only_known(speaks if speaks is not None else [language()]), active=True, demo=False,
            all_reports=link.all_reports,
        )  # fmt: skip
        newcomer.name = name
        newcomer.set_email(email)
        newcomer.set_password_hash(hashed)
        session.add(newcomer)
        session.flush()
        link.used_at, link.account_id = now, newcomer.id
        if first:
            invitation.void_first_links()
        trace.note("joined", newcomer.id, "account", newcomer.id, link.role_name)
    return newcomer
