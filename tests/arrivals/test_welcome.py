"""Raised hands, by whatever door: who they are, what they said, what they earn."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import world
from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.consent import Consent
from tracker.allies.identity import Identity
from tracker.allies.suppress import suppress
from tracker.appeals.interest import Interest
from tracker.arrivals.entry import Entry, Welcomed
from tracker.arrivals.welcome import welcome
from tracker.followups.followup import FollowUp, FollowUpSignup
from tracker.followups.playbook import Step
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup, SignupInterest
from tracker.store.db import db
from tracker.store.transactions import transaction


@pytest.fixture
def here(app: Flask):
    with app.app_context():
        yield world.one_screening()


def take_in(*entries: Entry) -> list[Welcomed]:
    with transaction():
        return welcome(entries)


def how_many(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def steps_open_for(ally_id: str | None) -> set[str]:
    rows = select(Step.key).join(FollowUp, FollowUp.step_id == Step.id)
    return set(db.session.scalars(rows.where(FollowUp.ally_id == ally_id, FollowUp.state == "open")))


def ticks(*keys: str) -> tuple[tuple[str, str], ...]:
    return tuple((i, k) for i, k in db.session.execute(select(Interest.id, Interest.key).where(Interest.key.in_(keys))))


def test_a_raised_hand_becomes_ally_consent_signup_and_follow_ups(here: Screening) -> None:
    [told] = take_in(world.entry(here, name="Min-ji Seo", email="minji@example.org", interests=ticks("host")))
    ally = db.session.get_one(Ally, told.ally_id)
    assert told.fate == "new"
    assert ally.contact == {"name": "Min-ji Seo", "call": "Min-ji Seo", "email": "minji@example.org"}
    assert ally.email_consent == "yes" and ally.phone_consent == "unknown"
    assert steps_open_for(ally.id) == {"thanks", "remind", "contact", "invite_give", "check_in"}
    call = db.session.scalars(select(FollowUp).where(FollowUp.channel == "call")).one()
    assert call.late_at - call.due_at == timedelta(hours=72)


def test_who_ticked_nothing_gets_letters_and_no_call(here: Screening) -> None:
    [told] = take_in(world.entry(here))
    assert steps_open_for(told.ally_id) == {"thanks", "remind", "learn", "invite_host", "invite_give", "check_in"}


def test_who_left_only_a_phone_is_thanked_by_text_and_gets_no_letter(here: Screening) -> None:
    [told] = take_in(world.entry(here, email=None, phone="+15125550147"))
    assert steps_open_for(told.ally_id) == {"thanks_text"}


def test_a_second_signup_at_the_same_screening_adds_new_interests_and_changes_nothing_else(here: Screening) -> None:
    first = world.entry(here, name="Min-ji", email="minji@example.org", interests=ticks("learn"))
    [one] = take_in(first)
    again = world.entry(
        here,
        name="Somebody Else",
        email="Minji@example.org".lower(),
        phone="+15125550199",
        language="ko",
        interests=ticks("learn", "host"),
    )
    [two] = take_in(again)
    ally = db.session.get_one(Ally, one.ally_id)
    assert (two.fate, two.ally_id, two.signup_id) == ("repeat", one.ally_id, one.signup_id)
    assert ally.contact == {"name": "Min-ji", "call": "Min-ji", "email": "minji@example.org"} and ally.language == "en"
    assert how_many(Signup) == 1 and how_many(SignupInterest) == 2
    assert "contact" in steps_open_for(ally.id)


def test_a_signup_at_another_screening_links_to_what_is_planned_already(here: Screening) -> None:
    [one] = take_in(world.entry(here, email="minji@example.org"))
    planned = how_many(FollowUp)
    with transaction():
        other = world.screening(db.session.get_one(world.Campaign, here.campaign_id))
    [two] = take_in(world.entry(other, email="minji@example.org"))
    assert two.fate == "new" and two.ally_id == one.ally_id
    assert how_many(FollowUp) == planned
    linked = set(db.session.scalars(select(FollowUpSignup.signup_id)))
    assert linked == {one.signup_id, two.signup_id}


def test_a_later_signup_without_ticks_does_not_make_a_host_somebody_who_only_learns(here: Screening) -> None:
    [one] = take_in(world.entry(here, email="minji@example.org", interests=ticks("host")))
    with transaction():
        other = world.screening(db.session.get_one(world.Campaign, here.campaign_id))
    take_in(world.entry(other, email="minji@example.org"))
    assert "learn" not in steps_open_for(one.ally_id)


def test_the_same_submission_twice_is_one_signup(here: Screening) -> None:
    hand = world.entry(here)
    [one], [two] = take_in(hand), take_in(hand)
    assert (two.fate, two.ally_id, two.signup_id) == ("replay", one.ally_id, one.signup_id)
    assert how_many(Ally) == how_many(Signup) == how_many(Consent) == 1


def test_a_plus_tag_is_the_same_person_and_a_dot_is_not(here: Screening) -> None:
    one, two, three = take_in(
        *[world.entry(here, email=e) for e in ("a.b@example.org", "a.b+film@example.org", "ab@example.org")]
    )
    assert one.ally_id == two.ally_id != three.ally_id


def test_a_phone_alone_never_makes_two_people_one(here: Screening) -> None:
    hands = [
        world.entry(here, name=n, email=None, phone="+15125550147")
        for n in ("Rosa Marin", "Daniel Marin", "marin, ROSA")
    ]
    one, two, three = take_in(*hands)
    assert one.ally_id == three.ally_id != two.ally_id


def test_a_phone_and_name_join_the_only_person_with_an_address_whatever_the_order(here: Screening) -> None:
    with_address = world.entry(here, name="Rosa Marin", email="rosa@example.org", phone="+15125550147")
    without = world.entry(here, name="Marin Rosa", email=None, phone="+15125550147")
    two, one = take_in(without, with_address)
    assert one.ally_id == two.ally_id


def test_a_phone_and_name_that_two_people_with_addresses_share_join_neither(here: Screening) -> None:
    people = [
        world.entry(here, name="Rosa Marin", email=f"{e}@example.org", phone="+15125550147") for e in ("rosa", "marin")
    ]
    one, two, three = take_in(*people, world.entry(here, name="Rosa Marin", email=None, phone="+15125550147"))
    assert len({one.ally_id, two.ally_id, three.ally_id}) == 3


def test_a_no_without_contact_is_counted_and_keeps_nothing_of_the_person(here: Screening) -> None:
    [told] = take_in(world.entry(here, name="Min-ji", email=None, consent="no"))
    assert db.session.get_one(Ally, told.ally_id).contact is None
    assert how_many(Identity) == 0 and how_many(FollowUp) == 0 and how_many(Signup) == 1


def test_a_no_is_heard_on_a_repeat_signup_and_ends_what_was_planned(here: Screening) -> None:
    [one] = take_in(world.entry(here, email="minji@example.org", interests=ticks("host")))
    assert steps_open_for(one.ally_id)
    take_in(world.entry(here, email="minji@example.org", consent="no"))
    assert db.session.get_one(Ally, one.ally_id).email_consent == "no"
    assert not steps_open_for(one.ally_id)


def test_after_a_no_a_yes_on_the_form_earns_the_one_letter_that_asks(here: Screening) -> None:
    [one] = take_in(world.entry(here, email="minji@example.org"))
    take_in(world.entry(here, email="minji@example.org", consent="no"))
    [two] = take_in(world.entry(here, email="minji@example.org", consent="yes", interests=ticks("host")))
    take_in(world.entry(here, email="minji@example.org", consent="yes"))
    assert one.ally_id == two.ally_id
    assert db.session.get_one(Ally, one.ally_id).email_consent == "no"
    assert steps_open_for(two.ally_id) == {"confirm"}


@pytest.mark.parametrize("ways", [{"email": "minji@example.org"}, {"email": None, "phone": "+15125550147"}])
def test_a_no_of_somebody_unknown_keeps_neither_name_nor_contact_though_they_were_written(
    here: Screening, ways
) -> None:
    [told] = take_in(world.entry(here, name="Min-ji", consent="no", **ways))
    assert db.session.get_one(Ally, told.ally_id).contact is None
    assert (how_many(Identity), how_many(Signup)) == (0, 1)


def test_a_no_beside_a_yes_with_the_same_address_is_heard_in_any_order(here: Screening) -> None:
    yes, no = (world.entry(here, name="Min-ji", email="minji@example.org", consent=each) for each in ("yes", "no"))
    assert len({told.ally_id for told in take_in(no, yes)}) == 1
    assert db.session.scalars(select(Ally.email_consent)).one() == "no"


def test_a_no_with_a_strange_address_is_heard_by_the_number_and_name_we_know(here: Screening) -> None:
    [one] = take_in(world.entry(here, name="Seo Min-ji", email=None, phone="+15125550147"))
    take_in(world.entry(here, name="Min-ji Seo", email="new@example.org", phone="+15125550147", consent="no"))
    assert db.session.get_one(Ally, one.ally_id).phone_consent == "no"
    assert how_many(Ally) == 1, "and the strange address is kept nowhere"


def test_a_second_signup_counts_as_a_sign_of_life_and_an_older_one_does_not(here: Screening) -> None:
    for days in (300, 100, 200):
        [one] = take_in(replace(world.entry(here, email="minji@example.org"), at=clock.now() - timedelta(days=days)))
    acted = db.session.get_one(Ally, one.ally_id, populate_existing=True).acted_at
    assert timedelta(days=99) < clock.now() - acted < timedelta(days=101)


def test_somebody_erased_who_says_yes_again_is_asked_once_and_an_import_of_them_keeps_nothing(here: Screening) -> None:
    with transaction():
        suppress("minji@example.org", None, "", "erased")
    [imported] = take_in(world.entry(here, email="minji+list@example.org", source="import"))
    assert imported == Welcomed("suppressed", None, None) and how_many(Ally) == 0
    [told] = take_in(world.entry(here, email="minji@example.org"))
    assert steps_open_for(told.ally_id) == {"confirm"}
    assert db.session.get_one(Ally, told.ally_id).email_consent == "unknown"


def test_who_asked_never_to_be_written_to_again_gets_not_even_the_letter_that_asks(here: Screening) -> None:
    with transaction():
        suppress("minji@example.org", None, "", "never again")
    [told] = take_in(world.entry(here, email="minji@example.org"))
    assert steps_open_for(told.ally_id) == set()
    assert db.session.scalars(select(FollowUp.outcome)).all() == ["not planned"]


def test_in_one_list_any_no_wins_over_yes_and_yes_over_unknown(here: Screening) -> None:
    yes, _no, unknown, later = take_in(*[
        world.entry(here, email="a@example.org", consent="yes"), world.entry(here, email="a@example.org", consent="no"),
        world.entry(here, email="b@example.org", consent="unknown"), world.entry(here, email="b@example.org", consent="yes"),
    ])  # fmt: skip
    assert db.session.get_one(Ally, yes.ally_id).email_consent == "no"
    assert db.session.get_one(Ally, later.ally_id).email_consent == "yes"
    assert not steps_open_for(yes.ally_id) and steps_open_for(unknown.ally_id)


def test_a_list_of_hundreds_is_welcomed_with_a_handful_of_statements(here: Screening) -> None:
    seen: list[str] = []
    from sqlalchemy import event

    event.listen(db.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    told = take_in(*[world.entry(here) for _ in range(300)])
    assert {each.fate for each in told} == {"new"} and how_many(FollowUp) == 1800
    # Some four thousand rows, hundreds to a statement.
    assert len(set(seen)) < 40 and len(seen) < 100


def test_nothing_is_written_when_a_later_part_fails(here: Screening) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        welcome([world.entry(here)])
        _ = 1 / 0
    assert how_many(Ally) == how_many(Identity) == how_many(Signup) == how_many(FollowUp) == 0


def test_time_is_kept_in_utc_and_comes_back_aware(here: Screening) -> None:
    [told] = take_in(world.entry(here))
    at = db.session.get_one(Signup, told.signup_id).at
    assert at.utcoffset() == timedelta(0) and abs(at - clock.now()) < timedelta(minutes=1)
