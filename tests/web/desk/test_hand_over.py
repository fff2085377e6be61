"""Work that changes hands, and whose contacts somebody has seen."""

import pytest

from tests import invented
from tests.members import browser_of
from tracker.followups.followup import FollowUp
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.roles import Role
from tracker.team.trace import Trace


class Scene:
    """Rosa leaves: three follow-ups of hers in one campaign (one with extra care), one in another; Bo stays."""

    def __init__(self) -> None:
        self.rosa, self.bo = invented.account(name="Rosa M."), invented.account(name="Bo")
        self.stranger = invented.account(name="Works elsewhere")
        self.autumn, self.winter = invented.campaign(self.rosa, self.bo), invented.campaign(self.rosa, name="Winter")
        self.careful = invented.ally("Mina Park", care=True)
        self.hers = [
            invented.follow_up(invented.ally(), self.autumn, point_person_id=self.rosa),
            invented.follow_up(invented.ally(), self.autumn, point_person_id=self.rosa),
            invented.follow_up(self.careful, self.autumn, point_person_id=self.rosa),
        ]
        self.elsewhere = invented.follow_up(invented.ally(), self.winter, point_person_id=self.rosa)
        self.bos = invented.follow_up(invented.ally(), self.autumn, point_person_id=self.bo)
        self.screening = invented.screening(self.autumn, point_person_id=self.rosa)


@pytest.fixture
def scene(app):
    with app.app_context():
        return Scene()


@pytest.fixture
def coordinator(signed_in):
    return signed_in(Role.COORDINATOR)


def point_person(app, follow_up_id: str) -> str | None:
    with app.app_context():
        return db.session.get_one(FollowUp, follow_up_id).point_person_id


def test_what_is_theirs_goes_to_a_colleague_and_extra_care_waits_for_a_coordinator(app, scene, coordinator):
    path = f"/desk/team/{scene.rosa}/hand-over"
    page = coordinator.get(path).text
    assert "3 open follow-ups" in page and "Works elsewhere" not in page
    assert coordinator.post(path, data={f"to-{scene.autumn}": scene.bo}).status_code == 303
    assert [point_person(app, each) for each in scene.hers] == [scene.bo, scene.bo, None]
    assert point_person(app, scene.elsewhere) == scene.rosa
    with app.app_context():
        assert db.session.get_one(Screening, scene.screening).point_person_id == scene.bo
    said = coordinator.get(path).text
    assert "2 follow-ups have changed hands." in said and "1 with extra care waits for a coordinator." in said


def test_to_a_coordinator_extra_care_goes_along(app, scene, coordinator):
    coordinator.post(f"/desk/team/{scene.rosa}/hand-over", data={f"to-{scene.autumn}": coordinator.member.id})
    assert {point_person(app, each) for each in scene.hers} == {coordinator.member.id}


@pytest.mark.parametrize("year", [2001, 2099])
@pytest.mark.parametrize("to", ["pool", "coordinator"])
def test_a_colleagues_that_they_are_at_or_once_were_is_let_go_of_and_stays_the_colleagues(
    app, scene, coordinator, year, to
):
    with app.app_context(), transaction() as session:
        held = session.get(FollowUp, scene.bos)
        held.claimed_by_id, held.claimed_until = scene.rosa, held.due_at.replace(year=year)
    taker = coordinator.member.id if to == "coordinator" else "pool"
    coordinator.post(f"/desk/team/{scene.rosa}/hand-over", data={f"to-{scene.autumn}": taker})
    assert len({point_person(app, each) for each in scene.hers}) == 1
    with app.app_context():
        bos = db.session.get_one(FollowUp, scene.bos)
        assert (bos.claimed_by_id, bos.point_person_id) == (None, scene.bo)


def test_what_nobody_answers_for_and_they_are_just_at_goes_along(app, scene, coordinator):
    with app.app_context(), transaction() as session:
        for follow_up_id, year in ((scene.bos, 2099), (scene.hers[0], 2001)):
            row = session.get(FollowUp, follow_up_id)
            row.point_person_id, row.claimed_by_id, row.claimed_until = None, scene.rosa, row.due_at.replace(year=year)
    coordinator.post(f"/desk/team/{scene.rosa}/hand-over", data={f"to-{scene.autumn}": coordinator.member.id})
    assert [point_person(app, each) for each in (scene.bos, scene.hers[0])] == [coordinator.member.id, None]


@pytest.mark.parametrize("taker", ["stranger", "rosa", "0000000000000000", "x\x00y"])
def test_who_cannot_take_it_is_refused_and_nothing_moves(app, scene, coordinator, taker):
    to = getattr(scene, taker, taker)
    answer = coordinator.post(f"/desk/team/{scene.rosa}/hand-over", data={f"to-{scene.autumn}": to})
    assert answer.status_code == 422
    assert {point_person(app, each) for each in scene.hers} == {scene.rosa}


def test_the_contacts_they_have_seen_are_those_whose_card_they_opened(app, scene, coordinator):
    with app.app_context():
        alias, other = (
            db.session.get(invented.Ally, db.session.get(FollowUp, each).ally_id).alias for each in scene.hers[:2]
        )
    rosa = browser_of(app, scene.rosa)
    assert rosa.get(f"/desk/follow-ups/{scene.hers[0]}").status_code == 200
    page = coordinator.get(f"/desk/team/{scene.rosa}/contacts-seen").text
    assert alias in page and other not in page
    with app.app_context():
        assert db.session.query(Trace).order_by(Trace.number.desc()).first().deed == "looked at contacts seen"


def test_an_organizer_hands_nobodys_work_over(app, scene, signed_in):
    browser = signed_in(Role.ORGANIZER)
    assert browser.get("/desk/hand-over/").status_code == 403
    assert browser.post(f"/desk/team/{scene.rosa}/hand-over", data={f"to-{scene.autumn}": "pool"}).status_code == 403
    assert {point_person(app, each) for each in scene.hers} == {scene.rosa}


def test_the_list_says_who_has_work_to_hand_over(scene, coordinator):
    page = coordinator.get("/desk/hand-over/").text
    assert "Rosa M." in page and ">4<" in page
