"""A campaign of so many film screenings, with heads, people and what became of them, drawn from fixed numbers: for real reports."""

from datetime import timedelta
from random import Random
from typing import Any

from tests import world
from tests.told_reports import STATES
from tracker import clock
from tracker.allies.ally import Ally, alias_of
from tracker.appeals import interest
from tracker.followups.followup import Attempt, FollowUp, FollowUpSignup
from tracker.followups.playbook import Playbook, Step
from tracker.screenings.head_count import HeadCount
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import add_rows, transaction

# A fresh one for each campaign, so that it is the same whatever was made before.
SEED = 7
DOORS = ("screen", "screen", "screen", "seat card", "sheet", "kiosk", "link", "poster")
HOW = ("no answer", "reached", "reached", "done", "gave", "wants to host", "brought others", "not for me")
# Days ago of the first evening, and how long people keep coming after each.
BEGAN, GO_ON = 90, (0, 0, 0, 0, 1, 2, 9, 16, 30)


def campaign_of(rooms: int, in_room: int = 8) -> str:
    """Its id. `in_room`: signups at each film screening, about."""
    drawn = Random(SEED)  # noqa: S311
    with transaction():
        interest.add_first()
        campaign = world.campaign(world.film(), f"The {rooms} rooms")
        campaign.goals = {"signups": rooms * 10, "hosts": max(2, rooms // 20)}
        step_id = _asks(campaign.id)
        evenings = _evenings(campaign, rooms, drawn)
        # Rooms need signups, heads and each a state; the first ones are in the largest.
        people = [
            _person(campaign.id, evening, step_id, drawn)
            for evening in evenings
            for _ in range(drawn.randint(4, 2 * in_room - 4))
        ]
    with transaction():
        for model in (Ally, Signup, FollowUp, FollowUpSignup, Attempt):
            add_rows(model, [row for each in people for row in each.get(model, [])])
    return str(campaign.id)


def _asks(campaign_id: str) -> str:
    """A step that asks for a letter to a lawmaker; its id."""
    book = Playbook(scope=campaign_id, campaign_id=campaign_id, name="Told", created_at=clock.now())
    db.session.add(book)
    db.session.flush()
    step = Step(playbook_id=book.id, key="write", position=1, title="Write", channel="call", asks="write", words={})
    db.session.add(step)
    db.session.flush()
    return step.id


def _evenings(campaign: Any, rooms: int, drawn: Random) -> list[Screening]:
    found = []
    for n in range(rooms):
        state = [*STATES][min(len(STATES) - 1, int(drawn.expovariate(0.12)))]
        at = world.venue(f"Hall {n}", region=state, city=f"City {n % 40}")
        begins = clock.now() - timedelta(days=BEGAN - (n % 2) - 7 * int(drawn.expovariate(1.2)))
        evening = world.screening(campaign, at, starts_at=begins)
        if drawn.random() < 0.9:
            db.session.add(HeadCount(screening_id=evening.id, heads=drawn.randint(40, 180), kind="counted", at=begins))
        found.append(evening)
    return found


def _person(campaign_id: str, evening: Screening, step_id: str, drawn: Random) -> dict[Any, list[dict[str, Any]]]:
    assert evening.starts_at
    ally_id, signup_id, follow_up_id = new_id(), new_id(), new_id()
    came = evening.starts_at + timedelta(days=drawn.choice(GO_ON), hours=2)
    agrees = drawn.random() < 0.85
    found: dict[Any, list[dict[str, Any]]] = {
        Ally: [{
            "id": ally_id, "alias": alias_of(ally_id), "language": "en", "acted_at": came, "created_at": came,
            "email_consent": "yes" if agrees else "no", "confirmed_at": came,
        }],
        Signup: [{
            "id": signup_id, "ally_id": ally_id, "screening_id": evening.id, "submission": new_id(), "source": drawn.choice(DOORS),
            "at": came,
        }],
    }  # fmt: skip
    if agrees:
        tried = came + timedelta(hours=drawn.choice((1, 5, 30, 50, 90, 200)))
        outcome = drawn.choice(HOW)
        closed = outcome != "no answer"
        gift = (
            {"value": drawn.randint(5, 200) * 100, "currency": "USD"}
            if outcome == "gave"
            else {"value": None, "currency": None}
        )
        found[FollowUp] = [{
            "id": follow_up_id, "ally_id": ally_id, "campaign_id": campaign_id, "step_id": step_id, "step_key": "write", "channel": "call",
            "due_at": came, "late_at": came + timedelta(hours=72), "planned_at": came, "tries": 1, "state": "closed" if closed else "open",
            "outcome": outcome if closed else None, "closed_at": tried if closed else None, **gift,
        }]  # fmt: skip
        found[FollowUpSignup] = [{"id": new_id(), "follow_up_id": follow_up_id, "signup_id": signup_id}]
        found[Attempt] = [
            {"id": new_id(), "follow_up_id": follow_up_id, "at": tried, "outcome": outcome, "changed": {}}
        ]
    return found
