"""What this room holds about a person: their signups, what they asked to host, their line of a paper sheet while it waits."""

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import aliased

from tracker import clock
from tracker.allies.ally import Ally
from tracker.screenings import host_link
from tracker.screenings.screening import Screening
from tracker.signups import by_contact, fold, on_paper, program_form, requests
from tracker.signups.own_data import tell
from tracker.signups.request_to_host import OPEN, RequestToHost
from tracker.signups.signup import Signup, SignupAnswer
from tracker.store import known_as
from tracker.store.db import db

__all__ = ["forget", "move", "tell"]


def forget(ally_id: str) -> None:
    """Notes go, and photos of paper on which they may stand; that somebody signed up stays, for the figures."""
    db.session.execute(update(Signup).where(Signup.ally_id == ally_id).values(note_sealed=None))
    theirs = select(Signup.id).where(Signup.ally_id == ally_id)
    db.session.execute(update(SignupAnswer).where(SignupAnswer.signup_id.in_(theirs)).values(text_sealed=None))
    _forget_requests(ally_id)
    on_paper.forget(ally_id)
    program_form.forget(ally_id)
    known_as.forget(known_as.ATTENDANCE, list(db.session.scalars(theirs)))


def move(ally_id: str, to: str) -> None:
    """Two allies were one. Where both signed up the first signup folds in, after its follow-ups (see doubles)."""
    # By the contact that goes nobody would find them any more.
    by_contact.claim(ally_id, db.session.get_one(Ally, ally_id).contact or {}, clock.now())
    fold.fold(doubles(ally_id, to))
    db.session.execute(update(Signup).where(Signup.ally_id == ally_id).values(ally_id=to))
    db.session.execute(update(RequestToHost).where(RequestToHost.ally_id == ally_id).values(ally_id=to))
    program_form.move(ally_id, to)


def doubles(ally_id: str, to: str) -> dict[str, str]:
    """Signups of both at one screening: the one of `ally_id`, and the one of `to` into which it folds."""
    return {row[0]: row[1] for row in db.session.execute(_doubles(ally_id, to).order_by(Signup.id))}


def counting_doubles(ally_id: str, to: str) -> Select[int]:
    """How many these are; to be asked together with other counts."""
    return _doubles(ally_id, to).with_only_columns(func.count())


def _doubles(ally_id: str, to: str) -> Select[str, str]:
    other = aliased(Signup)
    both = select(Signup.id, other.id).select_from(Signup).join(other, other.screening_id == Signup.screening_id)
    return both.where(Signup.ally_id == ally_id, other.ally_id == to)


def _forget_requests(ally_id: str) -> None:
    """Who asked and what they wrote goes; what was still to be decided is taken back. A film screening that came of it stays,
    without its host's contact unless somebody else opens the door there by now; their name goes from the links.
    """
    for request in db.session.scalars(select(RequestToHost).where(RequestToHost.ally_id == ally_id).with_for_update()):
        screening = db.session.get(Screening, request.screening_id) if request.state == "approved" else None
        if screening is not None:
            if by_contact.is_host(screening.host, request.asker):
                screening.host = None
            for link in host_link.of_screening(screening.id):
                if by_contact.may_mean(link.whom or "", request.asker):
                    link.whom = None
        if request.state in OPEN:
            requests.decide(request, "taken back", None)
        requests.empty(request)
    db.session.flush()
