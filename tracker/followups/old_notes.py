"""Notes of tries, once their follow-up is closed: whoever still works on it needs them."""

from sqlalchemy import exists

from tracker.followups.followup import Attempt, FollowUp
from tracker.store.old import Old

OLD = (
    Old(
        Attempt,
        held=lambda: Attempt.note_sealed.is_not(None),
        over=lambda before: (
            (Attempt.at < before)
            & exists().where(FollowUp.id == Attempt.follow_up_id, FollowUp.state == "closed").correlate(Attempt)
        ),
        empties=(Attempt.note_sealed,),
    ),
)
