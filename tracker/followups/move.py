"""Follow-ups of signups that fold into others answer those from now on."""

from sqlalchemy import delete, select

from tracker.followups.followup import FollowUpSignup
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import add_once


def move(pairs: dict[str, str]) -> None:
    """Link what answered each first signup to the second; inside a transaction. What answers both stays once."""
    if not pairs:
        return
    links = db.session.scalars(select(FollowUpSignup).where(FollowUpSignup.signup_id.in_(pairs)))
    add_once(
        FollowUpSignup,
        [{"id": new_id(), "follow_up_id": link.follow_up_id, "signup_id": pairs[link.signup_id]} for link in links],
    )
    db.session.execute(delete(FollowUpSignup).where(FollowUpSignup.signup_id.in_(pairs)))
