"""Links for hosts at the desk: made, copied, sent, withdrawn; each traced, and nobody else's."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from tests import invented
from tests.host_evening import Evening
from tests.members import browser_of
from tracker.screenings import host_link
from tracker.screenings.screening import Screening
from tracker.signups import kiosks
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.trace import Trace
from tracker.usecases.give_host_link import give_host_link
from tracker.usecases.give_kiosk import give_kiosk


@pytest.fixture
def evening(app: Flask):
    with app.app_context():
        yield Evening(app, people=())


def deeds() -> list[str]:
    db.session.rollback()
    return [deed for (deed,) in db.session.query(Trace.deed).filter(Trace.deed.like("host link%"))]


def test_a_link_is_made_copied_sent_and_withdrawn_and_each_is_traced(app: Flask, evening: Evening) -> None:
    desk = browser_of(app, evening.organizer)
    page = desk.get(f"/desk/screenings/{evening.screening_id}")
    assert "1 link is good." in page.text and evening.token not in page.text
    made = desk.post(
        f"/desk/screenings/{evening.screening_id}/host-links", data={"whom": "The usher", "language": "es"}
    )
    assert made.status_code == 303
    shown = desk.get(made.location).text
    address = re.findall(r'value="http://[^"]+(/host/[^"]+)"', shown)[0]
    assert "The usher" in shown and '<html lang="es">' in app.test_client().get(address).text
    link_id = made.location.rpartition("/")[2]
    assert "on its way" in desk.post(f"/desk/screenings/host-links/{link_id}/send", follow_redirects=True).text
    assert desk.post(f"/desk/screenings/host-links/{link_id}/send").status_code == 409
    assert "withdrawn" in desk.post(f"/desk/screenings/host-links/{link_id}/withdraw", follow_redirects=True).text
    assert app.test_client().get(address).status_code == 404
    assert address not in desk.get(f"/desk/screenings/host-links/{link_id}").text
    assert desk.post(f"/desk/screenings/host-links/{link_id}/withdraw").status_code == 303
    assert set(deeds()) == {"host link made", "host link shown", "host link sent", "host link withdrawn"}
    assert deeds().count("host link withdrawn") == 1


def test_with_a_link_go_the_tablets_that_its_page_showed_unless_they_are_to_stay(app: Flask, evening: Evening) -> None:
    evening.post("kiosk", name="By the stairs")
    give_kiosk(evening.screening_id, "By the desk", "en", evening.organizer)
    elsewhere = give_kiosk(evening.other_id, "Elsewhere", "en", evening.organizer)
    second = give_host_link(evening.screening_id, "The usher", "", evening.organizer)
    desk, here = browser_of(app, evening.organizer), "/desk/screenings/host-links/"
    shown = desk.get(f"{here}{second}").text
    assert "Withdraw the 2 open tablets, too" in shown and re.search(r'name="tablets"[^>]* checked', shown)
    open_ones = [kiosks.token_of(each.id) for each in kiosks.of_screening(evening.screening_id)]

    def answers() -> list[int]:
        return [app.test_client().get(f"/kiosk/{token}").status_code for token in open_ones]

    desk.post(f"{here}{second}/withdraw")
    assert answers() == [200, 200]
    desk.post(f"{here}{evening.link_id}/withdraw", data={"tablets": "y"})
    assert answers() == [404, 404]
    assert app.test_client().get(f"/kiosk/{kiosks.token_of(elsewhere)}").status_code == 200
    assert db.session.query(Trace).filter_by(deed="kiosk withdrawn").count() == 2
    assert 'name="tablets"' not in desk.get(f"{here}{second}").text


def test_another_campaigns_organizer_meets_nothing(app: Flask, evening: Evening) -> None:
    stranger = browser_of(app, invented.account("organizer", "Somebody Else"))
    for path in (
        f"/desk/screenings/{evening.screening_id}/host-links",
        f"/desk/screenings/host-links/{evening.link_id}",
    ):
        assert stranger.get(path).status_code == 404
    for deed in ("send", "withdraw"):
        assert stranger.post(f"/desk/screenings/host-links/{evening.link_id}/{deed}").status_code == 404
    assert evening.client.get(evening.path).status_code == 200


def test_without_an_address_of_the_host_there_is_no_button_to_send(app: Flask, evening: Evening) -> None:
    evening.screening(host={"name": "Hana"})
    desk = browser_of(app, evening.organizer)
    assert "/send" not in desk.get(f"/desk/screenings/host-links/{evening.link_id}").text
    assert desk.post(f"/desk/screenings/host-links/{evening.link_id}/send").status_code == 409


def test_none_is_made_where_it_would_open_nothing(app: Flask, evening: Evening) -> None:
    desk = browser_of(app, evening.organizer)
    with transaction() as session:
        row = session.get_one(Screening, evening.screening_id)
        row.day, row.starts_at = row.day.replace(year=row.day.year - 1), None
    before = len(host_link.of_screening(evening.screening_id))
    answer = desk.post(f"/desk/screenings/{evening.screening_id}/host-links", data={"whom": "", "language": ""})
    assert answer.status_code == 422 and "ends 14 days after" in answer.text
    assert len(host_link.of_screening(evening.screening_id)) == before


def test_coordinators_write_what_letters_to_hosts_say(app: Flask, evening: Evening) -> None:
    chief: Callable[..., str] = invented.account
    desk = browser_of(app, chief("coordinator", "Cora"))
    assert "Thank you for last night" in desk.get("/desk/host-letters/").text
    assert "{page}" in desk.get("/desk/host-letters/after/en").text
    wrong = desk.post("/desk/host-letters/after/en", data={"subject": "Thanks", "text": "Dear {nobody}"})
    assert wrong.status_code == 422 and "There is no field {nobody}" in wrong.text
    kept = desk.post(
        "/desk/host-letters/after/en", data={"subject": "Thanks", "text": "Dear {call}"}, follow_redirects=True
    )
    assert "your own words" in kept.text
    for path in ("/desk/host-letters/after/xx", "/desk/host-letters/never/en"):
        assert desk.get(path).status_code == 404
