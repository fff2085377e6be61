"""Somebody retires: what is theirs goes on with others, nothing lets them in, and what left by their hands is told."""

import pytest

from tests import invented
from tests.web.account.test_sign_in import is_in
from tracker import clock
from tracker.followups.followup import FollowUp
from tracker.keeping import copies
from tracker.screenings import crews, who_works
from tracker.screenings.crews import CrewFacts
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import account
from tracker.team.roles import Role
from tracker.usecases.change_team import make_team


@pytest.fixture
def admin(signed_in):
    return signed_in(Role.ADMINISTRATOR, stale=True)


@pytest.fixture
def scene(app, signed_in, member):
    """Rosa has work in two campaigns, holds a colleague's card in a third, took copies, is in a team, has a calendar."""

    class Scene:
        rosa = signed_in(Role.ORGANIZER)
        bo = member(Role.ORGANIZER).id

    one, scene = Scene.rosa.member.id, Scene
    with app.app_context():
        scene.autumn, scene.winter, scene.third = (
            invented.campaign(one, scene.bo, name=name) for name in ("Autumn", "Winter", "Third")
        )
        scene.ally = invented.ally()
        scene.autumns = invented.follow_up(scene.ally, scene.autumn, point_person_id=one)
        scene.winters = invented.follow_up(invented.ally(), scene.winter, point_person_id=one)
        scene.bos = invented.follow_up(
            invented.ally(), scene.third, point_person_id=scene.bo, claimed_by_id=one, claimed_until=clock.now()
        )
        scene.evening = invented.screening(scene.winter, host_contact_id=one)
        make_team(CrewFacts("Texas", frozenset({one, scene.bo})), scene.bo)
        with transaction():
            copies.left("export", one, [scene.ally], "csv")
    assert "/calendar/" in scene.rosa.post("/account/rhythm/calendar").text
    return scene


def test_all_that_is_theirs_goes_on_and_every_way_in_ends(app, admin, scene):
    one = scene.rosa.member.id
    path = f"/desk/team/{one}/retire/"
    page = admin.get(path).text
    assert "1 open follow-up" in page and "point person of 1 film screening" in page
    assert "A list, as a file" in page and "one ally" in page and "they leave Texas" in page
    answer = admin.post(path, data={f"to-{scene.autumn}": scene.bo})
    assert answer.status_code == 303
    assert not is_in(scene.rosa)
    with app.app_context():
        people = [
            db.session.get_one(FollowUp, each).point_person_id for each in (scene.autumns, scene.winters, scene.bos)
        ]
        assert people == [scene.bo, None, scene.bo]
        assert db.session.get_one(FollowUp, scene.bos).claimed_by_id is None
        assert db.session.get_one(Screening, scene.evening).host_contact_id is None
        gone = account.by_id(one)
        assert (gone.active, gone.calendar_hash, crews.crews_of(one)) == (False, None, [])
        assert who_works.colleagues_of(scene.bo) == {scene.bo}
    after = admin.get(path).text
    assert "They are out, everywhere." in after and "A list, as a file" in after and "<button class=" not in after


def test_the_last_administrator_and_whoever_may_not_take_are_refused_and_nothing_changes(app, admin, scene, member):
    me, viewer = admin.member.id, member(Role.VIEWER).id
    assert admin.post(f"/desk/team/{me}/retire/").status_code == 422
    for taker in (viewer, scene.rosa.member.id, "0000000000000000"):
        assert (
            admin.post(f"/desk/team/{scene.rosa.member.id}/retire/", data={f"to-{scene.autumn}": taker}).status_code
            == 422
        )
    assert is_in(scene.rosa) and is_in(admin)
    with app.app_context():
        assert db.session.get_one(FollowUp, scene.winters).point_person_id == scene.rosa.member.id
    assert admin.post("/desk/team/0000000000000000/retire/").status_code == 404
