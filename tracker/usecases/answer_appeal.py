"""An ally answers the question of a call to action on the thanks page: kept with the signup, and as good as a tick."""

from sqlalchemy import select

from tracker import clock
from tracker.allies import answer_by_link
from tracker.allies.ally import Ally
from tracker.appeals import counting
from tracker.appeals.interest import by_key
from tracker.followups import facts
from tracker.followups.plan import plan_signups
from tracker.screenings.screening import Screening
from tracker.signups import answers, folded
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.rows import is_id
from tracker.store.transactions import transaction


def answer_appeal(signup_id: str, key: str, text: str, by_own_link: bool = False) -> None:
    """What is newly earned by it is planned; a new answer counts as a press. Who asked cannot tell whether anything was there:
    without signup or contact nothing is written. `by_own_link`: asked behind the ally's own link, else on a thanks page.
    """
    with transaction():
        row, ally = by_key(key), _whose(signup_id)
        signup = (
            # It may have folded into another while the ally was waited for.
            db.session.scalars(
                select(Signup).where(Signup.id == folded.now_of(signup_id), Signup.ally_id == ally.id)
            ).first()
            if ally
            else None
        )
        if row is None or ally is None or signup is None or ally.contact is None:
            return
        now = clock.now()
        if answers.keep(signup, row, text, now, by_own_link):
            ally.acted_at = now
            counting.add(row.id, db.session.get_one(Screening, signup.screening_id).campaign_id, "thanks", now.date())
        earned = [each for each in facts.of_ally(ally, now) if each.signup_id == signup.id]
        # Who waits for their own link to say yes gets the one letter that asks, as planned when they signed up.
        plan_signups([each for each in earned if not each.waits])


def _whose(signup_id: str) -> Ally | None:
    """The ally of a signup, locked: of two answers at once the second sees the first.

    Not against rows that point at them: who writes one of those may hold a follow-up for which planning waits.
    """
    if not is_id(signup_id):
        return None
    ally_id = db.session.scalar(select(Signup.ally_id).where(Signup.id == folded.now_of(signup_id)))
    return answer_by_link.find(ally_id) if ally_id else None
