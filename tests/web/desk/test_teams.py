"""Teams at the desk."""

import pytest

from tests import invented
from tracker.screenings import crews, who_works
from tracker.team.roles import Role


@pytest.fixture
def admin(signed_in):
    return signed_in(Role.ADMINISTRATOR)


def test_a_team_is_made_changed_and_removed_and_the_pages_say_so(app, admin, member):
    who = member(Role.ORGANIZER)
    with app.app_context():
        autumn = invented.campaign()
    given = {"name": "Gulf coast", "members": [who.id], "campaigns": [autumn], "regions": "Texas\nLouisiana"}
    assert "No team yet." in admin.get("/desk/teams/").text
    assert admin.post("/desk/teams/new", data=given).status_code == 303
    page = admin.get("/desk/teams/").text
    assert "Gulf coast" in page and "Louisiana, Texas" in page and "Wren Organizer" in page
    with app.app_context():
        [(team, _facts)] = crews.every()
        assert who_works.campaigns_of(who.id) == {autumn}
    assert (
        "Gulf coast" in admin.get("/desk/team/").text
        and "By a team of theirs: Autumn" in admin.get(f"/desk/team/{who.id}").text
    )
    admin.post(f"/desk/teams/{team}", data={**given, "campaigns": []})
    with app.app_context():
        assert who_works.campaigns_of(who.id) == frozenset()
    assert admin.post(f"/desk/teams/{team}/remove").status_code == 303
    assert admin.get(f"/desk/teams/{team}").status_code == 404


def test_a_place_that_is_none_is_told_beside_its_field_and_nothing_is_lost(app, admin):
    answer = admin.post("/desk/teams/new", data={"name": "Nowhere", "regions": "Atlantis"})
    assert answer.status_code == 422 and "“Atlantis” is no state and no country" in answer.text
    assert 'value="Nowhere"' in answer.text
    with app.app_context():
        assert crews.every() == []


def test_languages_spoken_are_kept_by_oneself_and_by_an_administrator(app, admin, signed_in):
    browser = signed_in(Role.CALLER)
    who = browser.member.id
    told = {"name": "Bo", "language": "ko", "speaks": ["ko", "es", "tlh"]}
    assert browser.post("/account/about", data=told).status_code == 303
    assert '<html lang="ko">' in browser.get("/account/").text
    assert "Korean, Spanish" in admin.get("/desk/team/").text
    admin.post(f"/desk/team/{who}/languages", data={"speaks": ["en"]})
    assert browser.get("/account/").text.count(" checked") == 1 + 1  # English, and that keys are on
