"""Sessions, invitations and wrong tries that are over."""

from sqlalchemy import or_

from tracker.store.old import Old
from tracker.team.invitation import Invitation
from tracker.team.session import IDLE, Session
from tracker.team.tries import Try

SESSIONS = (
    Old(
        Session,
        held=lambda: Session.id.is_not(None),
        over=lambda before: or_(Session.ends_at <= before, Session.seen_at <= before - IDLE),
    ),
)
INVITATIONS = (
    Old(Invitation, held=lambda: Invitation.id.is_not(None), over=lambda before: Invitation.ends_at < before),
)
TRIES = (Old(Try, held=lambda: Try.id.is_not(None), over=lambda before: Try.last_at < before),)
