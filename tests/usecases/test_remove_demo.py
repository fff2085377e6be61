"""The demo goes: all of it, and nothing that is real."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from tests import invented, told_stories, world
from tests.engines import BOTH
from tracker import clock
from tracker.allies import tags
from tracker.allies.ally import Ally
from tracker.allies.tag import Tag
from tracker.appeals.story_review import StoryReview
from tracker.finding import choosing
from tracker.finding.filters import Filters
from tracker.followups.claiming import Worker
from tracker.followups.followup import Attempt, FollowUp
from tracker.keeping import copies
from tracker.screenings.campaign import Campaign
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.signups.request_to_host import RequestToHost
from tracker.signups.signup import Signup
from tracker.store.db import Base, db
from tracker.store.transactions import transaction
from tracker.team import settings
from tracker.team.account import Account
from tracker.usecases import ask_for_export, remove_demo
from tracker.usecases.remove_demo import DemoUnmarked, NobodyRealAdministers, NoDemo

# What grows by looking and by chores, and is about no invented person.
STAYS = {"trace", "trace_head", "heartbeat", "setting", "key_record", "cleared", "ration_taken"}


@pytest.fixture
def engine_name(request: pytest.FixtureRequest) -> str:
    return getattr(request, "param", "sqlite")


@pytest.fixture
def demo(app: Flask) -> Iterator[dict[str, set[str]]]:
    """The house with a demo in it; what stood there before."""
    with app.app_context():
        early = world.venue("A hall of before")
        db.session.rollback()
        with transaction() as session:
            session.add(early)
        before = rows()
    result = app.test_cli_runner().invoke(args=["demo", "--people", "100"])
    assert result.exit_code == 0, result.output
    with app.app_context():
        yield before


def rows() -> dict[str, set[str]]:
    db.session.rollback()
    tables = [table for table in Base.metadata.sorted_tables if table.name not in STAYS]
    return {
        table.name: {"/".join(map(str, each)) for each in db.session.execute(select(*table.primary_key.columns))}
        for table in tables
    }


def left(before: dict[str, set[str]], *but: str) -> dict[str, set[str]]:
    """Rows that are there and were not, and those that were and are not; besides ids of ours."""
    now = rows()
    return {name: (now[name] ^ before[name]) - set(but) for name in now if (now[name] ^ before[name]) - set(but)}


def test_of_a_demo_that_was_tried_out_nothing_is_left_and_settings_are_as_before(demo: dict[str, set[str]]) -> None:
    with pytest.raises(NobodyRealAdministers):
        remove_demo.remove_demo("0000000000000000")
    me = invented.account("administrator", "Real")
    follow_up = db.session.scalars(select(FollowUp).where(FollowUp.state == "open")).first()
    assert follow_up is not None
    # Somebody real called somebody invented, answers for an evening, printed nothing.
    invented.write(Attempt(follow_up_id=follow_up.id, account_id=me, at=clock.now(), outcome="reached"))
    # Somebody of the demo tried lists out: chose, took contacts with them, left a file waiting.
    theirs = db.session.scalars(select(Account.id).where(Account.demo, Account.role_name == "coordinator")).first()
    assert theirs is not None
    db.session.rollback()
    with transaction():
        choosing.all_who_fit(Filters(language="ko"), Worker(theirs, None, careful=True))
        for hands in (theirs, me):
            copies.left("contact", hands, [follow_up.ally_id], "")
    ask_for_export.contacts(Ally.id == follow_up.ally_id, theirs, "trying it out")
    with transaction() as session:
        session.scalars(select(Screening).where(Screening.standing.is_(None))).first().point_person_id = me
        settings.put("zone", "Asia/Seoul")
    remove_demo.remove_demo(me)
    assert left(demo, me) == {}
    told = {
        name: settings.get(name) for name in ("demo", "organisation", "reply_to", "most_months", "demo_put", "zone")
    }
    assert told == {
        "demo": "",
        "organisation": "Houselights",
        "reply_to": "",
        "most_months": "60",
        "demo_put": "",
        "zone": "Asia/Seoul",
    }
    assert not db.session.scalar(
        text("SELECT count(*) FROM interest WHERE CAST(next_step AS TEXT) LIKE '%example.org%'")
    )
    with pytest.raises(NoDemo):
        remove_demo.remove_demo(me)


@pytest.mark.parametrize("engine_name", BOTH[1:], indirect=True)
def test_what_something_real_hangs_on_stays_and_is_told_first(demo: dict[str, set[str]]) -> None:
    me = invented.account("administrator", "Real")
    evening = db.session.scalars(
        select(Screening).where(Screening.venue_id.is_not(None)).order_by(Screening.id)
    ).first()
    assert evening is not None
    campaign, venue, film, at = evening.campaign_id, evening.venue_id, evening.film_id, evening.id
    head_count_by = db.session.scalars(select(Account.id).where(Account.demo)).first()
    somebody = invented.ally("Real Person")
    raised = invented.signup(somebody, at)
    planned = invented.screening(campaign, venue="Real hall", at=clock.now() + timedelta(days=3))
    with transaction() as session:
        session.get_one(Screening, planned).point_person_id = head_count_by
    asked = invented.request(campaign_id=campaign)
    # Somebody of the demo let a real story through, put its tag on a real ally, ticked that one, has seen their number.
    writer = invented.account("organizer", "Real Writer")
    told = told_stories.tell(writer)
    reviewer, maker, hands, other = db.session.scalars(
        select(Account.id).where(Account.demo).order_by(Account.id)
    ).all()[:4]
    told_stories.publish(told, reviewer)
    review = db.session.scalars(select(StoryReview.id).where(StoryReview.story_id == told)).one()
    tag, other_tag = db.session.scalars(select(Tag.id)).all()
    db.session.rollback()
    with transaction():
        tags.put([somebody], tag, maker)
        choosing.ticked([somebody], Worker(other, None, careful=True))
        copies.left("contact", hands, [somebody], "")
    what = remove_demo.would_go()
    assert at in what.held["screening"] and campaign in what.held["campaign"] and venue in what.held["venue"]
    assert somebody not in what.goes["ally"] and what.count("ally") > 50
    assert {reviewer, hands} <= what.held["account"]
    assert {maker, other} <= what.goes["account"]
    remove_demo.remove_demo(me)
    assert db.session.get(StoryReview, review) is not None
    assert db.session.get_one(Account, reviewer).active is False, "kept for its name, and nobody signs in with it"
    assert (db.session.get(Tag, tag) is None, db.session.get(Tag, other_tag) is None) == (False, True)
    assert [each.account_id for each in copies.of_ally(somebody, calls=False)] == [hands]
    there = [
        db.session.get(model, id_)
        for model, id_ in ((Ally, somebody), (Signup, raised), (Screening, planned), (Screening, at), (Campaign, campaign),
                           (Venue, venue), (RequestToHost, asked))
    ]  # fmt: skip
    assert all(there)
    assert db.session.get_one(Screening, planned).point_person_id is None
    assert db.session.get_one(Campaign, campaign).film_id == film
    assert db.session.scalar(select(func.count()).select_from(Ally)) == 1
    assert db.session.scalars(select(Campaign.id)).all() == [campaign]


def test_a_demo_of_which_nobody_wrote_down_what_is_its_own_is_not_guessed_at(app: Flask) -> None:
    with app.app_context():
        with transaction():
            settings.put("demo", "yes")
        me = invented.account("administrator", "Real")
        with pytest.raises(DemoUnmarked):
            remove_demo.remove_demo(me)
