"""What this room holds about a person: the letters to them."""

from sqlalchemy import and_, or_, select, update

from tracker.followups.person import needless_reminders, planned_for_both
from tracker.letters import host_letters
from tracker.letters.letter import Letter
from tracker.letters.outbox import HOST, REMIND_HOST, withdraw, withdraw_from
from tracker.letters.own_data import tell
from tracker.letters.reply import Reply
from tracker.screenings.screening import Screening
from tracker.signups import by_contact
from tracker.signups.request_to_host import RequestToHost
from tracker.store.db import db

__all__ = ["forget", "move", "tell"]


def forget(ally_id: str) -> None:
    """No letter leaves, and none tells any more to whom it went or what it said. That it left stays, for the figures."""
    withdraw_from(ally_id)
    emptied = {"recipient_sealed": None, "words_sealed": None}
    db.session.execute(update(Letter).where(Letter.ally_id == ally_id).values(emptied))
    # What answered their requests to host went to an address that they gave then.
    asked = Letter.request_id.in_(select(RequestToHost.id).where(RequestToHost.ally_id == ally_id))
    withdraw(asked)
    db.session.execute(update(Letter).where(asked).values(emptied))
    hosting = Letter.id.in_(_to_them_as_host(ally_id))
    host_letters.stop(hosting)
    withdraw(hosting)
    db.session.execute(update(Letter).where(hosting).values(emptied))
    db.session.execute(update(Reply).where(Reply.ally_id == ally_id).values(message_sealed=None))


def move(ally_id: str, to: str) -> None:
    """Two allies were one: the letters of the first were to the second, and none leaves twice for one step, one letter to many
    or one change.
    """
    for goes_id, _stays_id in planned_for_both(ally_id, to):
        withdraw(Letter.follow_up_id == goes_id)
    withdraw(Letter.follow_up_id.in_(needless_reminders(ally_id, to)))
    for kept in (Letter.bulk_id, Letter.notice_id):
        theirs = select(kept).where(Letter.ally_id == to, Letter.state != "withdrawn", kept.is_not(None))
        withdraw(and_(Letter.ally_id == ally_id, kept.in_(theirs)))
    db.session.execute(update(Letter).where(Letter.ally_id == ally_id).values(ally_id=to))
    db.session.execute(update(Reply).where(Reply.ally_id == ally_id).values(ally_id=to))


def _to_them_as_host(ally_id: str) -> list[str]:
    """Ids of letters to the host of film screenings that came of their requests: those that went to an address of theirs."""
    came = select(RequestToHost).where(RequestToHost.ally_id == ally_id, RequestToHost.state == "approved")
    found: list[str] = []
    for request in db.session.scalars(came):
        here = select(Screening.id).where(
            or_(Screening.id == request.screening_id, Screening.joined_into_id == request.screening_id)
        )
        letters = select(Letter).where(
            Letter.screening_id.in_(here), Letter.kind.in_((HOST, REMIND_HOST)), Letter.recipient_sealed.is_not(None)
        )
        asker, host = request.asker, db.session.get_one(Screening, request.screening_id).host or {}
        own = {(asker or {}).get("email"), host.get("email") if by_contact.is_host(host, asker) else None}
        found += [each.id for each in db.session.scalars(letters) if asker is None or each.recipient in own]
    return found
