"""Two screenings were one all along: signups, codes and head counts of one go to the other, and both codes live on."""

from tracker.followups import move
from tracker.hooks import happened
from tracker.letters import about, notices
from tracker.screenings import joining
from tracker.signups import fold, kiosks
from tracker.store.transactions import transaction
from tracker.team import trace


def join(stays_id: str, goes_id: str, by: str | None) -> None:
    """Raises NotThere, NotForStanding, ItselfOnly, JoinedAlready and OfTwoCampaigns."""
    with transaction():
        stays, goes = joining.two_screenings(stays_id, goes_id)
        notices.joined(stays, goes, by)
        joining.join_screenings(stays, goes)
        both = fold.doubles(goes.id, stays.id)
        move.move(both)
        fold.fold(both)
        fold.move(goes.id, stays.id)
        kiosks.move(goes.id, stays.id)
        about.repoint(goes.id, stays.id)
        happened.changed(stays.id, goes.id)
        trace.note("join screenings", by, "screening", stays.id, detail=goes.id)
