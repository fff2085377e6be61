"""How many follow-ups are late, and since when: counts and moments of all campaigns, for whoever watches the house."""

from sqlalchemy import ColumnElement, Select, and_, func, select, text

from tracker import clock
from tracker.followups.followup import FollowUp
from tracker.followups.outcomes import BY_PERSON
from tracker.store.counts import so_far

# Beyond so many the number says no more than "very many".
MOST = 10_000


def counting() -> dict[str, Select[int]]:
    """Late ones, by who has to do them."""
    return {
        "person": so_far(select(FollowUp.id).where(_late(FollowUp.channel.in_(BY_PERSON))), MOST),
        "letter": so_far(select(FollowUp.id).where(_late(FollowUp.channel == "letter")), MOST),
    }


def oldest() -> dict[str, Select[object]]:
    """Since when the longest of them has been late."""
    return {
        "person": select(func.min(FollowUp.late_at)).where(_late(FollowUp.channel.in_(BY_PERSON))),
        "letter": select(func.min(FollowUp.late_at)).where(_late(FollowUp.channel == "letter")),
    }


def _late(whose: ColumnElement[bool]) -> ColumnElement[bool]:
    """What is held until an address is confirmed is not late. "open" spelt as in the index."""
    return and_(text("follow_up.state = 'open'"), whose, ~FollowUp.held, FollowUp.late_at <= clock.now())
