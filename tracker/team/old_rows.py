"""Sessions, remembered devices, invitations, tokens, wrong tries and questions for a new password that are over."""

from sqlalchemy import or_

from tracker.store.old import Old
from tracker.team.device import RememberedDevice
from tracker.team.invitation import Invitation
from tracker.team.reset_asked import ResetAsked
from tracker.team.session import IDLE, Session
from tracker.team.token import Token
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
DEVICES = (
    Old(
        RememberedDevice,
        held=lambda: RememberedDevice.id.is_not(None),
        over=lambda before: RememberedDevice.ends_at <= before,
    ),
)
# The worker looks into them at once; these it never reached.
RESETS = (Old(ResetAsked, held=lambda: ResetAsked.id.is_not(None), over=lambda before: ResetAsked.asked_at < before),)
# From the day they open nothing: what opened the house last year can still be told.
TOKENS = (
    Old(
        Token,
        held=lambda: Token.id.is_not(None),
        over=lambda before: or_(Token.ends_at < before, Token.withdrawn_at < before),
    ),
)
