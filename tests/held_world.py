"""A film screening in a campaign that asks for confirmed addresses, who signs up at it, and what leaves."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests import world
from tests.letters_world import BASE_URL
from tests.smtp import Post
from tracker.appeals.interest import Interest
from tracker.arrivals import welcome as arrivals
from tracker.followups import outcomes
from tracker.followups.claiming import Worker
from tracker.followups.followup import FollowUp
from tracker.followups.recording import Told
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import settings as house
from tracker.usecases import write_due_letters
from tracker.usecases.claim_follow_up import claim_follow_up
from tracker.usecases.confirm_address import confirm_address
from tracker.usecases.deliver_due import deliver_due
from tracker.usecases.record_outcome import record_outcome

# Four in the afternoon where they watched.
START = datetime(2023, 10, 24, 21, 0, tzinfo=UTC)
LATER = {"learn", "invite_host", "invite_give", "check_in"}


@pytest.fixture
def traveller() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as moved:
        yield moved


@pytest.fixture
def here(app: Flask, traveller: time_machine.Traveller) -> Iterator[Screening]:
    with app.app_context():
        with transaction():
            for name, value in (("sender", "letters"), ("reply_to", "rosa"), ("reply_to_read", "rosa")):
                house.put(name, f"{value}@houselights.example")
            # No quiet hours: at which hour this runs says nothing.
            house.put("quiet_from", house.get("quiet_until"))
        at = world.one_screening(zone="America/Chicago")
        # Somebody who confirmed long ago, and whom nothing here may touch.
        noise = signs_up(at, email="noise@example.org")
        confirm_address(noise)
        yield at


def signs_up(at: Screening, *ticked: str, **more: object) -> str:
    """The ally's id."""
    with transaction():
        keys = {key: id_ for id_, key in db.session.execute(select(Interest.id, Interest.key))}
        entry = world.entry(at, **{"email": "minji@example.org", **more})
        [told] = arrivals.welcome([replace(entry, interests=tuple((keys[key], key) for key in ticked))])
    return str(told.ally_id)


def planned(ally_id: str) -> dict[str, FollowUp]:
    db.session.rollback()
    return {str(each.step_key): each for each in db.session.query(FollowUp).filter_by(ally_id=ally_id)}


def held(ally_id: str) -> set[str]:
    return {key for key, each in planned(ally_id).items() if each.held}


def work(post: Post) -> list[str]:
    """Whatever is due leaves. The subjects of what arrived for Min-ji."""
    write_due_letters.write_due_letters(BASE_URL)
    while deliver_due("worker", post.url, BASE_URL):
        pass
    return [str(each.message["Subject"]) for each in post.letters if each.recipients == ["minji@example.org"]]


def reached_by(account_id: str, ally_id: str, outcome: str = "reached") -> str:
    """Somebody calls. The id of the attempt."""
    who = Worker(account_id, None, careful=True)
    [call] = db.session.scalars(
        select(FollowUp.id).where(FollowUp.ally_id == ally_id, FollowUp.channel == "call", FollowUp.state == "open")
    )
    claim_follow_up(call, who)
    return record_outcome(call, Told(outcomes.OUTCOMES[outcome]), who)


def another(name: str = "Spring", asks: bool = True) -> Screening:
    with transaction():
        campaign = world.campaign(world.film(name), name)
        campaign.confirmed_first = asks
        return world.screening(campaign)
