"""Counting heads at the desk: by thumb in the dark, and what is told of signups per head."""

import re
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from tests.desk_rows import Desk
from tracker import clock
from tracker.screenings import heads
from tracker.screenings.head_count import HeadCount
from tracker.signups import per_head
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.usecases import count_heads, join_screenings


def counts_of(screening_id: str) -> list[tuple[str, int]]:
    db.session.rollback()
    return [(each.kind, each.heads) for each in heads.of_screening(screening_id)]


def listed(number: int, *screening_ids: str) -> None:
    with transaction():
        heads.add_listed([(new_id(), screening_ids, number)], None)


def test_each_press_moves_the_number_and_only_the_last_button_writes(at_desk: Desk):
    here = at_desk.screening(at_desk.campaign(), at_desk.venue())
    address = f"/desk/screenings/{here}/count"
    assert "/count" in at_desk.client.get(f"/desk/screenings/{here}").text
    assert 'value=""' in at_desk.client.get(address).text, "nobody is not a number yet"
    page = at_desk.client.post(address, data={"heads": "", "kind": "counted", "more": "1"}).text
    page = at_desk.client.post(address, data={"heads": "1", "kind": "estimated", "more": "10"}).text
    assert 'value="11"' in page and re.search(r'<input[^>]*checked[^>]*value="estimated"', page)
    assert 'value="0"' in at_desk.client.post(address, data={"heads": "0", "kind": "counted", "more": "-1"}).text
    assert counts_of(here) == []
    for _twice in range(2):
        assert at_desk.client.post(address, data={"heads": "11", "kind": "counted"}).status_code == 303
    assert counts_of(here) == [("counted", 11)], "a button pressed twice is one fact"
    assert at_desk.client.post(address, data={"heads": "", "kind": "counted"}).status_code == 422
    assert "11 (counted)" in at_desk.client.get(address).text


def test_before_it_begins_and_where_there_is_no_day_nobody_counts(at_desk: Desk):
    campaign = at_desk.campaign()
    later = at_desk.screening(campaign, day=clock.now().date() + timedelta(days=9))
    page = at_desk.client.get(f"/desk/screenings/{later}/count").text
    assert "has not begun" in page and "Write it down" not in page
    assert (
        at_desk.client.post(f"/desk/screenings/{later}/count", data={"heads": "5", "kind": "counted"}).status_code
        == 422
    )
    assert counts_of(later) == []


def test_every_count_is_kept_and_the_latest_one_holds(at_desk: Desk):
    here = at_desk.screening(at_desk.campaign(), at_desk.venue())
    for kind, number in (("estimated", 100), ("counted", 97), ("admissions", 101), ("estimated", 100)):
        count_heads.count(here, kind, number, at_desk.account_id)
    assert counts_of(here) == [("estimated", 100), ("admissions", 101), ("counted", 97), ("estimated", 100)]
    page = at_desk.client.get(f"/desk/screenings/{here}").text
    assert all(words in page for words in ("in the room, estimated", "admissions, from a list", "counted"))


def test_signups_per_head_are_not_computable_without_heads_and_never_0(at_desk: Desk):
    campaign, venue = at_desk.campaign(), at_desk.venue()
    here = at_desk.screening(campaign, venue)
    at_desk.signup(here)
    assert per_head.of_screening(here) is None
    for address in (f"/desk/screenings/{here}", f"/desk/campaigns/{campaign}"):
        assert "not computable" in at_desk.client.get(address).text
    count_heads.count(here, "counted", 0, None)
    figure = per_head.of_screening(here)
    assert figure is not None and figure.percent is None, "a signup in an empty room is no endless share"
    assert "not computable" in at_desk.client.get(f"/desk/screenings/{here}").text
    count_heads.count(here, "estimated", 40, None)
    page = at_desk.client.get(f"/desk/screenings/{here}").text
    assert "2.5%" in page and "signups per head, estimated" in page and "not computable" not in page
    assert (
        "40<" in at_desk.client.get("/desk/screenings/").text
        and "estimated" in at_desk.client.get("/desk/screenings/").text
    )


def test_shows_that_share_a_figure_are_compared_together_and_counted_once(at_desk: Desk):
    campaign, venue = at_desk.campaign(), at_desk.venue()
    early, late = (at_desk.screening(campaign, venue, at=at) for at in (time(16), time(19)))
    alone = at_desk.screening(campaign, at_desk.venue("Harbor Row Cinema"))
    at_desk.screening(campaign, at_desk.venue("Nobody counted"))
    for where in (early, late, late, alone):
        at_desk.signup(where)
    listed(100, early, late)
    count_heads.count(alone, "counted", 20, None)
    assert per_head.of_screening(early) == per_head.PerHead(100, "admissions", 3, 2)
    told = per_head.of_campaign(campaign)
    assert (told.rooms, told.kinds, told.total) == (
        per_head.PerHead(120, "", 4, 3),
        {"admissions": 1, "counted": 1},
        None,
    )
    count_heads.count(late, "counted", 63, None)
    assert per_head.of_screening(late) == per_head.PerHead(63, "counted", 2)
    assert per_head.of_campaign(campaign).rooms == per_head.PerHead(120, "", 4, 3), "it is in the list's figure already"
    count_heads.count(early, "counted", 40, None)
    assert per_head.of_campaign(campaign).rooms == per_head.PerHead(123, "", 4, 3), (
        "both are counted: the list's no longer holds"
    )
    listed(7, early)
    assert per_head.of_campaign(campaign).rooms == per_head.PerHead(90, "", 4, 3)


def test_two_shows_that_are_joined_have_the_shared_figure_once(at_desk: Desk):
    campaign, venue = at_desk.campaign(), at_desk.venue()
    stays, goes = (at_desk.screening(campaign, venue, at=at) for at in (time(16), time(19)))
    listed(100, stays, goes)
    join_screenings.join(stays, goes, None)
    assert counts_of(stays) == [("admissions", 100)]
    assert per_head.of_screening(stays) == per_head.PerHead(100, "admissions", 0, 1)


def test_one_total_of_a_campaign_leaves_out_who_signed_up_at_home(at_desk: Desk):
    campaign = at_desk.campaign()
    here = at_desk.screening(campaign, at_desk.venue())
    standing = {each: at_desk_standing(campaign, each) for each in ("streaming", "unplaced")}
    for where in (here, standing["streaming"], standing["unplaced"]):
        at_desk.signup(where)
    for number in ("1000", "800", "800"):
        assert at_desk.client.post(f"/desk/campaigns/{campaign}/admissions", data={"heads": number}).status_code == 303
    assert per_head.of_campaign(campaign).total == per_head.PerHead(800, "admissions", 2)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(HeadCount)) == 2, (
        "the same again by the same is said already"
    )
    page = at_desk.client.get(f"/desk/campaigns/{campaign}").text
    assert "by the one total, admissions, from a list" in page and "1,000" in page and "0.2%" in page


def at_desk_standing(campaign: str, which: str) -> str:
    from tracker.screenings import campaigns

    return campaigns.standing_of(campaign)[which].id


@pytest.mark.parametrize("day", [date(2023, 10, 23)])
def test_a_stranger_to_the_campaign_counts_nobody(at_desk: Desk, day: date):
    from tracker.team.roles import Role

    here = at_desk.screening(at_desk.campaign(), at_desk.venue(), day=day)
    other = at_desk.as_one(Role.ORGANIZER)
    assert other.get(f"/desk/screenings/{here}/count").status_code == 404
    assert other.post(f"/desk/screenings/{here}/count", data={"heads": "5", "kind": "counted"}).status_code == 404
    assert counts_of(here) == []


def test_from_today_the_counter_is_one_press_away(at_desk: Desk):
    campaign = at_desk.campaign()
    here = at_desk.screening(
        campaign, at_desk.venue(), day=clock.now().astimezone(ZoneInfo("America/Chicago")).date(), at=None
    )
    at_desk.screening(campaign, at_desk.venue("Last year"))
    page = at_desk.client.get("/desk/").text
    assert f'href="/desk/screenings/{here}/count">Count heads: Barton Street Cinema, Austin<' in page
    assert page.count("Count heads:") == 1
