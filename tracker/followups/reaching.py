"""Two of the team reach the same ally: while one of their words stands, the ally is reached."""

from sqlalchemy import select

from tracker.followups.followup import Attempt, Changed, FollowUp
from tracker.followups.outcomes import OUTCOMES
from tracker.store.db import db

REACHED = sorted(key for key, each in OUTCOMES.items() if each.reached and key != "asked to stop")


def another(ally_id: str, but: Attempt) -> Attempt | None:
    """One that reached them since `but` did, and stands."""
    wanted = (
        select(Attempt)
        .join(FollowUp, FollowUp.id == Attempt.follow_up_id)
        .where(FollowUp.ally_id == ally_id, Attempt.id != but.id, Attempt.at >= but.at)
        .where(Attempt.account_id.is_not(None), Attempt.undone_at.is_(None), Attempt.outcome.in_(REACHED))
        .order_by(Attempt.at.desc(), Attempt.id)
    )
    return db.session.scalars(wanted).first()


def hand_on(changed: Changed, to: Attempt) -> None:
    """What the first let go is taken back with the other, should that be undone too."""
    carried = {name: changed[name] for name in ("released", "reminders", "reminding") if name in changed}
    # A new value, not a changed one: JSON columns do not see what happens inside them.
    to.changed = Changed(**{**to.changed, **carried})  # type: ignore[typeddict-item]
    db.session.flush()
