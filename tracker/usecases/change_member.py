"""An administrator changes what a member of the team may do."""

from collections.abc import Iterable

from tracker.screenings import who_works
from tracker.store.transactions import transaction
from tracker.team import account, ending, invitation, panic, passkey, recovery, second_factor, trace
from tracker.team.ending import end_everywhere
from tracker.team.roles import Role


def role(account_id: str, wanted: Role, by_id: str | None) -> None:
    """Give another role. They sign in again, with a second factor if the role needs one.

    Raises LastAdministrator, and NobodyGetsMore for any but the least: that one can be given while the house is closed, too.
    """
    with transaction():
        if wanted is not Role.VIEWER:
            panic.refuse_more(by_id)
        whose = account.by_id(account_id, locked=True)
        if whose.role is wanted:
            return
        account.keep_an_administrator(whose)
        detail = f"{whose.role_name} to {wanted.value}"
        whose.role_name, whose.all_reports = wanted.value, False
        end_everywhere(whose)
        trace.note("role changed", by_id, "account", account_id, detail)


def campaigns(account_id: str, wanted: Iterable[str], by_id: str | None) -> None:
    """Say on which campaigns they work. Unknown ids are left out."""
    with transaction():
        account.by_id(account_id, locked=True)
        added, dropped = who_works.set_campaigns(account_id, frozenset(wanted))
        if added or dropped:
            trace.note("campaigns changed", by_id, "account", account_id, f"{added} more, {dropped} fewer")


def all_reports(account_id: str, wanted: bool, by_id: str | None) -> None:
    """Say whether a viewer sees the reports of all campaigns, of those to come, too. Of other roles it says nothing.

    Raises NobodyGetsMore for more.
    """
    with transaction():
        if wanted:
            panic.refuse_more(by_id)
        whose = account.by_id(account_id, locked=True)
        wanted = wanted and whose.role is Role.VIEWER
        if whose.all_reports != wanted:
            whose.all_reports = wanted
            trace.note("campaigns changed", by_id, "account", account_id, "reports of all" if wanted else "not of all")


def speaks(account_id: str, wanted: Iterable[str], by_id: str | None) -> None:
    """Say in which languages they talk to allies. None: handing out prefers them for nobody."""
    with transaction():
        whose = account.by_id(account_id, locked=True)
        before, whose.speaks = whose.speaks, account.speaks_only_known(wanted)
        if whose.speaks != before:
            trace.note("languages changed", by_id, "account", account_id, whose.speaks)


def disable(account_id: str, by_id: str | None) -> None:
    """End their sessions and links; they cannot sign in. Raises LastAdministrator."""
    with transaction():
        # Links before accounts, as who uses one locks them.
        invitation.void_of(account_id)
        whose = account.by_id(account_id, locked=True)
        if not whose.active:
            return
        account.keep_an_administrator(whose)
        ending.disable(whose)
        trace.note("disabled", by_id, "account", account_id)


def enable(account_id: str, by_id: str | None) -> None:
    """Let them sign in again. Raises NobodyGetsMore."""
    with transaction():
        panic.refuse_more(by_id)
        whose = account.by_id(account_id, locked=True)
        if not whose.active:
            whose.active = True
            trace.note("enabled", by_id, "account", account_id)


def forget_second_factor(account_id: str, by_id: str | None) -> None:
    """A phone was lost: app, passkeys, recovery codes and devices. The next sign-in, by password, sets up others.

    Raises NobodyGetsMore.
    """
    with transaction():
        panic.refuse_more(by_id)
        whose = account.by_id(account_id, locked=True)
        second_factor.forget(whose)
        passkey.forget_all_of(account_id)
        recovery.forget_all_of(account_id)
        end_everywhere(whose)
        trace.note("second factor forgotten", by_id, "account", account_id)
