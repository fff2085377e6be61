"""Two screenings, or two venues, found to be one."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from tests.desk_rows import LONG_AGO, Desk
from tracker.appeals.interest import Interest
from tracker.followups.followup import FollowUp, FollowUpSignup
from tracker.screenings import code, heads, joining, listing, venues
from tracker.screenings.screening import Screening
from tracker.signups import counting
from tracker.signups.signup import Signup, SignupInterest
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases import count_heads, join_screenings, join_venues


def interests(*keys: str) -> dict[str, str]:
    return {row.key: row.id for row in db.session.scalars(select(Interest).where(Interest.key.in_(keys)))}


def tick(signup_id: str, *interest_ids: str) -> None:
    with transaction() as session:
        session.add_all([SignupInterest(signup_id=signup_id, interest_id=each, at=LONG_AGO) for each in interest_ids])


def follow_up(ally_id: str, campaign_id: str, *signup_ids: str) -> str:
    with transaction() as session:
        row = FollowUp(
            ally_id=ally_id, campaign_id=campaign_id, channel="call", due_at=LONG_AGO, late_at=LONG_AGO, state="open",
            tries=0, planned_at=LONG_AGO,
        )  # fmt: skip
        session.add(row)
        session.add_all([FollowUpSignup(follow_up_id=row.id, signup_id=each) for each in signup_ids])
        return row.id


def links_of(follow_up_id: str) -> set[str]:
    return set(db.session.scalars(select(FollowUpSignup.signup_id).where(FollowUpSignup.follow_up_id == follow_up_id)))


def ticked(signup_id: str) -> set[str]:
    return set(db.session.scalars(select(SignupInterest.interest_id).where(SignupInterest.signup_id == signup_id)))


def test_both_codes_live_on_and_signups_head_counts_and_earlier_joins_come_along(at_desk: Desk):
    campaign = at_desk.campaign()
    stays, goes, first, noise = (at_desk.screening(campaign) for _ in range(4))
    codes = {code.code_of(screening_id=each) for each in (stays, goes, first)}
    join_screenings.join(goes, first, at_desk.account_id)
    for each in (stays, goes, goes, noise):
        at_desk.signup(each)
    count_heads.count(goes, "counted", 80, at_desk.account_id)
    join_screenings.join(stays, goes, at_desk.account_id)
    assert {code.find(each or "").screening_id for each in codes} == {stays}
    assert counting.counts_of([stays, goes, noise]) == {stays: 3, noise: 1}
    assert [each.heads for each in heads.of_screening(stays)] == [80]
    assert at_desk.one(Screening, first).joined_into_id == stays
    listed = {line.screening.id for line in listing.page(listing.Wanted(campaign_id=campaign)).lines}
    assert {stays, noise} <= listed
    assert not {goes, first} & listed


def test_who_signed_up_at_both_counts_once_with_the_interests_of_both(at_desk: Desk):
    campaign = at_desk.campaign()
    stays, goes = at_desk.screening(campaign), at_desk.screening(campaign)
    wish = interests("host", "give", "write")
    ally, other = at_desk.ally(), at_desk.ally()
    kept = at_desk.signup(stays, ally)
    folded = at_desk.signup(goes, ally, note="Wants to host at the library.")
    moved = at_desk.signup(goes, other)
    tick(kept, wish["host"])
    tick(folded, wish["host"], wish["give"])
    tick(moved, wish["write"])
    both, only_there, of_other = (
        follow_up(ally, campaign, kept, folded), follow_up(ally, campaign, folded), follow_up(other, campaign, moved),
    )  # fmt: skip
    join_screenings.join(stays, goes, at_desk.account_id)
    rows = db.session.execute(select(Signup.id, Signup.screening_id).order_by(Signup.id)).all()
    assert sorted(map(tuple, rows)) == sorted([(kept, stays), (moved, stays)])
    assert ticked(kept) == {wish["host"], wish["give"]}
    assert ticked(moved) == {wish["write"]}
    assert links_of(both) == links_of(only_there) == {kept}
    assert links_of(of_other) == {moved}
    assert at_desk.one(Signup, kept).note == "Wants to host at the library."
    assert db.session.scalar(select(func.count()).select_from(FollowUpSignup)) == 3


def test_screenings_of_two_campaigns_itself_and_joined_ones_are_refused(at_desk: Desk):
    campaign = at_desk.campaign()
    one, two, three = (at_desk.screening(campaign) for _ in range(3))
    elsewhere = at_desk.screening(at_desk.campaign("Another"))
    with pytest.raises(joining.ItselfOnly):
        join_screenings.join(one, one, None)
    with pytest.raises(joining.OfTwoCampaigns):
        join_screenings.join(one, elsewhere, None)
    join_screenings.join(one, two, None)
    with pytest.raises(joining.JoinedAlready):
        join_screenings.join(three, two, None)


def test_what_was_at_one_venue_is_at_the_other_by_its_clock(at_desk: Desk):
    campaign = at_desk.campaign()
    stays = at_desk.venue("Barton Street Cinema", zone="America/Denver")
    goes, noise = at_desk.venue("Barton St. Cinema"), at_desk.venue("Elsewhere")
    made, other = at_desk.screening(campaign, goes), at_desk.screening(campaign, noise)
    assert join_venues.join(stays, goes, at_desk.account_id) == 1
    row = at_desk.one(Screening, made)
    assert (row.venue_id, row.zone) == (stays, "America/Denver")
    assert row.starts_at == datetime(2023, 10, 24, 1, 0, tzinfo=UTC)
    assert (row.day, at_desk.one(Screening, other).venue_id) == (date(2023, 10, 23), noise)
    assert venues.by_id(goes).id == stays
    assert goes not in {each.id for each in venues.search("Barton")[0]}
    with pytest.raises(joining.JoinedAlready):
        join_venues.join(noise, goes, None)
