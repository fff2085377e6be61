"""A signup is placed at another film screening of its campaign: follow-ups and waiting letters go along. Inside a transaction."""

from tracker.allies.ally import Ally
from tracker.followups import move, placing
from tracker.letters import stale
from tracker.screenings.screening import Screening
from tracker.signups import placing as places
from tracker.signups.signup import Signup
from tracker.store.db import db


def place(ally: Ally, signup: Signup, to: Screening) -> str:
    """The id of the signup there; where they have signed up already this one folds in. Both are held."""
    was = placing.before(ally, signup.id)
    stays_id = places.double_of(signup, to.id)
    if stays_id is None:
        signup.screening_id, stays_id = to.id, signup.id
        db.session.flush()
    else:
        db.session.flush()
        move.move({signup.id: stays_id})
        places.fold_into(signup, stays_id)
    placing.after(ally, stays_id, was, stale.write_these_anew(was.ids))
    return stays_id
