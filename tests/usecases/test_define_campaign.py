"""A campaign comes with all that it needs."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.desk_rows import Desk
from tracker.errors import NotThere
from tracker.screenings import campaigns, code
from tracker.screenings.campaign import WorksOn
from tracker.screenings.campaigns import CampaignFacts, DatesCrossed
from tracker.store.db import db
from tracker.usecases import define_campaign


def test_a_campaign_is_made_with_its_two_standing_screenings_its_codes_and_its_maker_at_work(at_desk: Desk):
    at_desk.campaign("Another")
    made = at_desk.campaign("Two nights")
    standing = campaigns.standing_of(made)
    assert set(standing) == {"streaming", "unplaced"}
    assert all(each.day is None and each.campaign_id == made for each in standing.values())
    codes = [code.code_of(campaign_id=made, source=source) for source in ("screen", "link")]
    assert all(codes)
    assert len(set(codes)) == 2
    works = db.session.scalars(select(WorksOn.account_id).where(WorksOn.campaign_id == made)).all()
    assert works == [at_desk.account_id]


def test_a_campaign_that_ends_before_it_begins_is_refused_and_nothing_is_written(at_desk: Desk):
    film = at_desk.film()
    crossed = CampaignFacts(name="Crossed", film_id=film, starts_on=date(2023, 10, 24), ends_on=date(2023, 10, 23))
    with pytest.raises(DatesCrossed):
        define_campaign.define(crossed, at_desk.account_id)
    assert campaigns.seen(None) == []


@pytest.mark.parametrize("film_id", ["", "nothing", "\x00", "0" * 16])
def test_a_campaign_of_no_film_is_refused(at_desk: Desk, film_id: str):
    with pytest.raises(NotThere):
        define_campaign.define(CampaignFacts(name="Filmless", film_id=film_id), at_desk.account_id)


def test_changing_a_campaign_leaves_its_codes_and_standing_screenings(at_desk: Desk):
    made = at_desk.campaign()
    before = {name: each.id for name, each in campaigns.standing_of(made).items()}
    told = code.code_of(campaign_id=made)
    facts = CampaignFacts(name="Renamed", film_id=campaigns.by_id(made).film_id, goals={"signups": 5000})
    define_campaign.change(made, facts)
    assert campaigns.by_id(made).name == "Renamed"
    assert {name: each.id for name, each in campaigns.standing_of(made).items()} == before
    assert code.code_of(campaign_id=made) == told
