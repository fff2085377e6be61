"""Somebody has used up what an account may see or take along in an hour: the administrators hear of it once."""

from urllib.parse import urlencode

from sqlalchemy import select

from tracker import clock
from tracker.letters.to_member import tell_administrators
from tracker.store.db import db
from tracker.store.transactions import one_at_a_time, transaction
from tracker.team import rations, trace
from tracker.team.rations import BOUNDS, RationSpent
from tracker.team.trace import Trace
from tracker.words import _


def tell_ration_spent(spent: RationSpent, base_url: str) -> None:
    """Into the trace once for each kind and hour, and by letter once for each account and hour. The letter names nobody."""
    deed, account_id = BOUNDS[spent.kind].deed, spent.account_id
    with transaction():
        one_at_a_time(f"ration {account_id}")
        told = _told_in_the_hour(account_id)
        if deed in told:
            return
        if not told:
            where = f"{base_url}/desk/trace/?{urlencode({'account': account_id})}"
            when = rations.at_desk(clock.now())
            tell_administrators(base_url, lambda: (_("Somebody has looked at very much within an hour"), [
                _("At %(time)s an account of the team reached the limit of an hour, and was refused more.", time=when()),
                spent.told_of(),
                _("It may be a long evening of calls, or somebody who gathers contacts."),
                _("The trace tells whose account it is, and what it opened:"),
                where,
            ]))  # fmt: skip
        trace.note(deed, account_id, "account", account_id, str(spent.most))


def _told_in_the_hour(account_id: str) -> set[str]:
    deeds = [each.deed for each in BOUNDS.values()]
    lately = Trace.account_id == account_id, Trace.at > clock.now() - rations.HOUR, Trace.deed.in_(deeds)
    return set(db.session.scalars(select(Trace.deed).where(*lately)))
