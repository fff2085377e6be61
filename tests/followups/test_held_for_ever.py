"""Nobody who waits is lost: what is held is seen at the desk whatever became of the reminder, and a fresh yes is heard."""

from datetime import timedelta

import pytest
import time_machine

from tests import invented
from tests.held_world import another, planned, signs_up, work
from tests.smtp import Post
from tracker.finding import stuck
from tracker.followups import editing
from tracker.followups.claiming import Worker
from tracker.followups.closing import close
from tracker.followups.followup import FollowUp
from tracker.screenings.campaign import Campaign
from tracker.screenings.campaigns import CampaignFacts
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases import define_campaign
from tracker.usecases.see_to_unconfirmed import SeenToAlready, see_to_unconfirmed

THANKS = "Thank you for raising your hand"


def boss() -> Worker:
    return Worker(invented.account("coordinator"), None, careful=True)


def waiting(who: Worker) -> list[str]:
    """The ids of what is shown."""
    page = stuck.page_of(who, "UTC")
    assert len(page.lines) == stuck.how_many(who, "UTC")
    return [line.row.id for line in page.lines if line.reason == "unconfirmed"]


def pass_days(traveller: time_machine.Traveller, smtp: Post, days: int) -> list[str]:
    for _ in range(days):
        traveller.shift(timedelta(days=1))
        work(smtp)
    return work(smtp)


@pytest.mark.parametrize("fate", ["archived", "withdrawn by hand"])
def test_without_a_reminder_who_waits_is_seen_all_the_same(
    here: Screening, smtp: Post, traveller: time_machine.Traveller, fate: str
):
    if fate == "archived":
        with transaction():
            steps = editing.steps_in(editing.playbook(editing.DEFAULT).id)
            next(each for each in steps if each.key == "remind").archived = True
    ally, who = signs_up(here), boss()
    work(smtp)
    with transaction() as session:
        for reminder in session.query(FollowUp).filter_by(ally_id=ally, step_key="remind"):
            close(reminder, "withdrawn", reminder.due_at)
    assert pass_days(traveller, smtp, 8) == [THANKS]
    assert waiting(who) == []
    pass_days(traveller, smtp, 2)
    [line] = waiting(who)
    assert db.session.get_one(FollowUp, line).ally_id == ally


def test_a_campaign_that_is_switched_off_and_on_again_loses_nobody(
    here: Screening, smtp: Post, traveller: time_machine.Traveller
):
    ally, who = signs_up(here), boss()
    work(smtp)
    campaign = db.session.get_one(Campaign, here.campaign_id)
    for on in (False, True):
        define_campaign.change(campaign.id, CampaignFacts(campaign.name, campaign.film_id, confirmed_first=on))
    spring = another()
    signs_up(spring)
    assert db.session.query(FollowUp).filter_by(ally_id=ally, campaign_id=spring.campaign_id, held=False).count() == 0
    pass_days(traveller, smtp, 35)
    assert [db.session.get_one(FollowUp, each).campaign_id for each in waiting(who)] == [spring.campaign_id]


def test_who_rests_and_raises_a_hand_in_another_campaign_gets_its_first_letter_and_is_seen_again(
    here: Screening, smtp: Post, traveller: time_machine.Traveller
):
    ally, who = signs_up(here), boss()
    pass_days(traveller, smtp, 12)
    [line] = waiting(who)
    assert not see_to_unconfirmed(line, who)
    assert waiting(who) == []
    with pytest.raises(SeenToAlready):
        see_to_unconfirmed(line, who)
    spring = another()
    signs_up(spring)
    assert work(smtp) == [THANKS, "Is this your address?", THANKS]
    assert pass_days(traveller, smtp, 12)[3:] == []
    [line] = waiting(who)
    assert db.session.get_one(FollowUp, line).campaign_id == spring.campaign_id
    assert db.session.query(FollowUp).filter_by(ally_id=ally, step_key="remind").count() == 1


def test_whoever_types_a_strangers_address_into_form_after_form_causes_one_letter_a_week(
    here: Screening, smtp: Post, traveller: time_machine.Traveller
):
    """Every twelve hours into another campaign, for four weeks."""
    signs_up(here)
    got = []
    for n in range(56):
        got.append(len(work(smtp)))
        traveller.shift(timedelta(hours=12))
        signs_up(another(f"Campaign {n}"))
    days = [n // 2 for n in range(1, len(got)) if got[n] > got[n - 1]]
    # The reminder, and from then on one in seven days.
    assert days == [2, 4, 11, 18, 25]


def test_only_a_hand_raised_in_person_is_heard_anew(here: Screening, smtp: Post, traveller: time_machine.Traveller):
    ally = signs_up(here)
    assert len(pass_days(traveller, smtp, 5)) == 2
    signs_up(another("A list"), source="import")
    signs_up(another("A sheet"), source="sheet")
    assert len(pass_days(traveller, smtp, 5)) == 2
    # Noise: somebody else's letter on its way is no reason to wait.
    signs_up(another("Summer"), email="other@example.org")
    signs_up(another("A poster"), source="poster")
    assert len(work(smtp)) == 3
    assert planned(ally)
