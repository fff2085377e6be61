"""Coordinators decide who is one person: a list by aliases, two side by side, and the way back."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests import invented
from tests.alike_pair import GOES, STAYS, TwoOfThem
from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.likeness import Likeness
from tracker.allies.merge import Merge
from tracker.followups.followup import Attempt
from tracker.keeping.copy_left import Copy
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import settings
from tracker.team.trace import Trace


@pytest.fixture
def two(inside: Flask) -> TwoOfThem:
    return TwoOfThem()


@pytest.fixture
def desk(two: TwoOfThem, browser_for: Callable[[str], FlaskClient]) -> FlaskClient:
    return browser_for(two.by)


def alias(ally_id: str) -> str:
    db.session.rollback()
    return db.session.get_one(Ally, ally_id).alias


def sent(two: TwoOfThem, **more: str) -> dict[str, str]:
    return {"seen": two.seen(), "stays": two.stays, **more}


def test_the_list_names_aliases_alone_and_the_page_both_contacts_which_is_traced(
    two: TwoOfThem, desk: FlaskClient
) -> None:
    page = desk.get("/desk/duplicates/").text
    assert alias(two.goes) in page and alias(two.stays) in page
    assert "minjun" not in page.lower()
    page = desk.get(f"/desk/duplicates/{two.pair_id}").text.replace("<wbr>", "").replace("\u2011", "-")
    for said in (GOES["email"], STAYS["email"], "(512) 555-0147", "1 film screening where both signed up counts once"):
        assert said in page
    looked = select(Trace.about_id).where(Trace.deed == "contacts compared")
    assert set(db.session.scalars(looked)) == {two.goes, two.stays}
    assert db.session.scalar(select(Copy.kind)) == "contact"


def test_joined_from_the_page_the_old_address_of_the_desk_leads_on_and_it_can_be_taken_back(
    two: TwoOfThem, desk: FlaskClient
) -> None:
    answer = desk.post(f"/desk/duplicates/{two.pair_id}/join", data=sent(two, email=two.goes))
    assert answer.location == f"/desk/allies/{two.stays}"
    assert two.contact(two.stays)["email"] == GOES["email"]
    assert desk.get(f"/desk/allies/{two.goes}").location == f"/desk/allies/{two.stays}"
    card = desk.get(f"/desk/allies/{two.stays}").text
    assert f"Joined with {alias(two.goes)}: one person" in card
    assert desk.post(f"/desk/duplicates/{two.pair_id}/join", data=sent(two)).status_code == 404
    merge_id = db.session.scalar(select(Merge.id))
    db.session.rollback()
    assert "Take it back" in desk.get("/desk/duplicates/?list=joined").text
    assert desk.post(f"/desk/duplicates/{merge_id}/part").status_code == 303
    assert two.contact(two.goes) == GOES
    again = desk.post(f"/desk/duplicates/{merge_id}/part")
    assert again.location == "/desk/duplicates/?list=joined"


def test_not_the_same_is_listed_and_offered_no_more(two: TwoOfThem, desk: FlaskClient) -> None:
    assert "pair who may be one person" in desk.get("/desk/home/").text
    desk.post(f"/desk/duplicates/{two.pair_id}/apart", data=sent(two))
    assert alias(two.goes) not in desk.get("/desk/duplicates/").text
    assert alias(two.goes) in desk.get("/desk/duplicates/?list=apart").text
    assert "said on" in desk.get(f"/desk/duplicates/{two.pair_id}").text


def test_what_is_stale_or_says_nobody_is_refused(two: TwoOfThem, desk: FlaskClient) -> None:
    assert desk.post(f"/desk/duplicates/{two.pair_id}/join", data=sent(two, seen="x")).status_code == 409
    assert desk.post(f"/desk/duplicates/{two.pair_id}/join", data=sent(two, stays=two.other)).status_code == 422
    assert desk.post(f"/desk/duplicates/{two.pair_id}/apart", data={}).status_code == 409


def test_no_more_than_one_may_see_within_the_hour(two: TwoOfThem, desk: FlaskClient) -> None:
    with transaction():
        settings.put("reveals_an_hour", "1")
    assert desk.get(f"/desk/duplicates/{two.pair_id}").status_code == 429


@pytest.mark.parametrize("role", ["organizer", "caller", "viewer"])
def test_only_coordinators_see_who_may_be_one(
    two: TwoOfThem, browser_for: Callable[[str], FlaskClient], role: str
) -> None:
    browser = browser_for(invented.account(role))
    for path in ("/desk/duplicates/", f"/desk/duplicates/{two.pair_id}"):
        assert browser.get(path).status_code == 403
    assert browser.post(f"/desk/duplicates/{two.pair_id}/join", data=sent(two)).status_code == 403
    assert db.session.scalar(select(Likeness.id)) == two.pair_id


def test_three_hundred_events_are_told_page_by_page_each_once(two: TwoOfThem, desk: FlaskClient) -> None:
    call = invented.follow_up(two.stays, two.campaign_id, why="by hand")
    at = clock.now()
    tries = [Attempt(follow_up_id=call, at=at, account_id=two.by, outcome="no answer", changed={}) for _ in range(300)]
    invented.write(*tries)
    seen, path = [], f"/desk/allies/{two.stays}"
    while path:
        page = desk.get(path).text
        seen += [part.partition('"')[0] for part in page.split('<tr id="e')[1:]]
        onward = page.partition('href="?after=')[2].partition("#")[0]
        path = f"/desk/allies/{two.stays}?after={onward}" if onward else ""
    assert len(seen) == len(set(seen))
    assert {each.id for each in tries} <= set(seen)


def test_the_card_says_who_sees_what(two: TwoOfThem, desk: FlaskClient) -> None:
    assert "the alias alone" not in desk.get(f"/desk/allies/{two.stays}").text
    with transaction() as session:
        session.get_one(Ally, two.stays).extra_care = True
    assert "the alias alone" in desk.get(f"/desk/allies/{two.stays}").text
