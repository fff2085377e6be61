"""An ally who signed up by the campaign's code says where they watched: signup and follow-ups go there. The last answer holds."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tracker import clock
from tracker.allies.ally import Ally, is_empty
from tracker.allies.liken_anew import look_again
from tracker.keeping.erasure import Erasure
from tracker.letters import placed
from tracker.records import dataclass
from tracker.screenings import doors, likely
from tracker.screenings.screening import Screening
from tracker.signups import folded
from tracker.signups import placing as places
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.transactions import transaction

# Beside the ids of screenings.
AT_HOME, UNSAID = "home", "unsaid"
STANDING = {AT_HOME: "streaming", UNSAID: "unplaced"}


@dataclass(frozen=True, slots=True)
class Pass:
    """What the thanks page shows: for which campaign it was given, and when. Without one it is the ally's own link."""

    campaign_id: str
    given_at: datetime


def say_where(signup_id: str, answer: str, by: Pass | None = None) -> bool:
    """`answer`: the id of a screening, AT_HOME or UNSAID. False: it changed nothing, and nobody is told why."""
    try:
        return _say(signup_id, answer, by)
    except IntegrityError:
        # They have just signed up there as well: now it is seen, and this one folds in.
        return _say(signup_id, answer, by)


def _say(signup_id: str, answer: str, by: Pass | None) -> bool:
    with transaction():
        campaign_id = places.campaign_of(signup_id)
        if campaign_id is None or (by is not None and by.campaign_id != campaign_id):
            return False
        to = _screening(campaign_id, answer)
        signup = db.session.get(Signup, folded.now_of(signup_id))
        ally = _held(signup.ally_id) if signup is not None and to is not None else None
        signup = places.held(signup_id) if ally is not None else None
        if to is None or ally is None or signup is None or not _may(signup, by):
            return False
        now = clock.now()
        if by is None:
            ally.acted_at = now
        # A pass cannot make its own time longer.
        signup.placed_at = now if by is None else signup.placed_at or now
        if signup.screening_id != to.id:
            placed.place(ally, signup, to)
            look_again([ally.id])
        return True


def _screening(campaign_id: str, answer: str) -> Screening | None:
    if answer in STANDING:
        return doors.standing(campaign_id, STANDING[answer])
    return likely.chosen(campaign_id, answer, hold=True)


def _held(ally_id: str) -> Ally | None:
    """One answer after the other; None for who is erased, or waits for it."""
    # Not as strongly as elsewhere: who writes a letter to them meanwhile need not wait for this, nor this for them.
    ally = db.session.get(Ally, ally_id, with_for_update={"key_share": True}, populate_existing=True)
    erased = select(Erasure.id).where(Erasure.ally_id == ally_id, Erasure.taken_back_at.is_(None))
    if ally is None or is_empty(ally) or db.session.scalar(erased.limit(1)):
        return None
    return ally


def _may(signup: Signup, by: Pass | None) -> bool:
    return places.is_asked(signup) if by is None else places.may_be_placed_since(signup, by.given_at)
