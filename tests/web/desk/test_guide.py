"""The first evening: steps tick themselves off by what the house holds."""

from tests import invented
from tracker import clock
from tracker.finding import first_evening
from tracker.followups.followup import Attempt
from tracker.store.transactions import transaction
from tracker.team import settings
from tracker.team.roles import Role
from tracker.web.desk.guide import STEPS


def test_each_step_is_done_once_the_house_shows_it_and_not_before(app, signed_in):
    admin = signed_in(Role.ADMINISTRATOR)
    page = admin.get("/desk/guide/").text
    assert f"0 of {len(STEPS)} are done." in page and "Its page is there once there is a campaign." in page
    with app.app_context():
        assert list(first_evening.done()) == list(STEPS)
        house = invented.House(admin.member.id)
        done = first_evening.done()
        assert [key for key in STEPS if done[key]] == ["film", "campaign", "screening"]
        ally = invented.ally()
        signup = invented.signup(ally, house.screening_id)
        call = invented.follow_up(ally, house.campaign_id, signup)
        undone = Attempt(
            follow_up_id=call, account_id=admin.member.id, at=clock.now(), outcome="reached", undone_at=clock.now()
        )
        invented.write(undone)
        assert first_evening.done()["signup"] and not first_evening.done()["call"]
        invented.write(Attempt(follow_up_id=call, account_id=admin.member.id, at=clock.now(), outcome="reached"))
        with transaction():
            for name in ("reply_to", "reply_to_read"):
                settings.put(name, "answers@lantern.example")
        assert [key for key, is_done in first_evening.done().items() if not is_done] == ["print"]
    page = admin.get("/desk/guide/").text
    assert 'aria-current="step"' in page and page.count("Print its code") == 2


def test_a_caller_is_told_that_others_do_it_and_no_link_leads_to_a_closed_door(signed_in):
    browser = signed_in(Role.CALLER)
    page = browser.get("/desk/guide/").text
    assert "Somebody else of the team does this." in page and "/desk/settings/" not in page.partition("<main")[2]
