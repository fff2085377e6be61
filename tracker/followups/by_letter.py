"""Follow-ups that the house closes by itself: because the letter left, or because nobody may write any more."""

from collections.abc import Sequence

from sqlalchemy import select, update

from tracker import clock
from tracker.allies.ally import Ally
from tracker.followups.closing import close, closed
from tracker.followups.followup import Attempt, FollowUp
from tracker.followups.plan import plan_after, steps_of
from tracker.store.db import db
from tracker.store.ids import new_ids
from tracker.store.transactions import add_rows

# Outcomes, keys of followups.outcomes.
SENT, WITHDRAWN, NOT_NEEDED = "sent", "withdrawn", "not needed"


def close_sent(follow_up_ids: Sequence[str]) -> None:
    """Their letters left: close them and plan what follows; inside a transaction, after hold_allies().

    One closed meanwhile stays as it is.
    """
    now = clock.now()
    if not follow_up_ids:
        return
    asked = _asked(follow_up_ids)
    closed = _close(follow_up_ids, SENT)
    followed = [id_ for id_, campaign_id in closed.items() if campaign_id in asked]
    if followed:
        wanted = select(FollowUp).where(FollowUp.id.in_(followed)).order_by(FollowUp.id)
        for follow_up in db.session.scalars(wanted.execution_options(populate_existing=True)):
            plan_after(follow_up, SENT, now)


def close_withdrawn(follow_up_ids: Sequence[str]) -> None:
    """Their letters must not leave: close them; inside a transaction. Nothing follows."""
    _close(follow_up_ids, WITHDRAWN)


def close_needless(follow_up_ids: Sequence[str]) -> None:
    """Reminders of what has happened meanwhile; inside a transaction. No try: nobody was to be written to."""
    for follow_up in _open_ones(follow_up_ids):
        close(follow_up, NOT_NEEDED, clock.now())
    db.session.flush()


def hold_allies(follow_up_ids: Sequence[str]) -> None:
    """Nobody of them is confirmed meanwhile: what follows would be held for nothing. Before letters and follow-ups, as everywhere.

    Only where something follows.
    """
    if not follow_up_ids or not _asked(follow_up_ids):
        return
    theirs = select(FollowUp.ally_id).where(FollowUp.id.in_(follow_up_ids))
    allies = select(Ally.id).where(Ally.id.in_(theirs)).order_by(Ally.id).with_for_update(key_share=True)
    db.session.execute(allies).all()


def _asked(follow_up_ids: Sequence[str]) -> set[str]:
    """Their campaigns in which something follows a letter as such: most often none, so it is not asked once for each."""
    books = steps_of(set(db.session.scalars(select(FollowUp.campaign_id).where(FollowUp.id.in_(follow_up_ids)))))
    return {
        campaign for campaign, steps in books.items() if any(step.condition.get("outcome") == SENT for step in steps)
    }


def _open_ones(follow_up_ids: Sequence[str]) -> Sequence[FollowUp]:
    if not follow_up_ids:
        return []
    wanted = select(FollowUp).where(FollowUp.id.in_(follow_up_ids), FollowUp.state == "open")
    return db.session.scalars(wanted.order_by(FollowUp.id).with_for_update()).all()


def _close(follow_up_ids: Sequence[str], outcome: str) -> dict[str, str]:
    """Those that are open, with a try of each: all by three statements. By id of each that was closed its campaign's."""
    if not follow_up_ids:
        return {}
    now = clock.now()
    wanted = select(FollowUp.id, FollowUp.campaign_id).where(FollowUp.id.in_(follow_up_ids), FollowUp.state == "open")
    found = {id_: campaign for id_, campaign in db.session.execute(wanted.order_by(FollowUp.id).with_for_update())}
    if found:
        done = update(FollowUp).where(FollowUp.id.in_(found)).values(tries=FollowUp.tries + 1, **closed(outcome, now))
        db.session.execute(done.execution_options(synchronize_session=False))
        ids = new_ids(len(found))
        add_rows(
            Attempt,
            [{"id": next(ids), "follow_up_id": id_, "at": now, "outcome": outcome, "changed": {}} for id_ in found],
        )
    return found
