"""The guests of a talkback at the desk: written by one, cleared by another who ticks each line, taken back by anybody."""

import pytest

from tests.desk_rows import Desk
from tracker.screenings import talkback_guests
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.roles import Role
from tracker.team.trace import Trace

TICKS = {"agreed": "y", "safe": "y", "quiet": "y", "right": "y"}
WREN = {"name_1": "Wren Calloway", "role_1": "editor", "read": "0"}


@pytest.fixture
def path(at_desk: Desk) -> str:
    at_desk.app.config["WTF_CSRF_ENABLED"] = False
    screening_id = at_desk.screening(at_desk.campaign(), at_desk.venue(), talkback=True)
    return f"/desk/screenings/{screening_id}/talkback"


def shown(path: str) -> list[str]:
    db.session.rollback()
    return [guest["name"] for guest in talkback_guests.cleared(path.split("/")[3])]


def test_one_writes_them_another_clears_them_and_anybody_takes_them_back(at_desk: Desk, path: str) -> None:
    client, hana = at_desk.client, at_desk.as_one(Role.COORDINATOR)
    assert "Who speaks" in client.get(path).text
    assert client.post(path, data=WREN).status_code == 303
    page = client.get(path).text
    assert "Wren Calloway" in page and "You wrote some of this." in page and "Clear these guests" not in page
    assert client.post(f"{path}/clear", data={**TICKS, "read": "1"}).status_code == 422
    assert shown(path) == []
    page = hana.get(path).text
    assert "Clear these guests" in page and "endangers nobody" in page
    for left_out in TICKS:
        some = {name: tick for name, tick in TICKS.items() if name != left_out}
        answer = hana.post(f"{path}/clear", data={**some, "read": "1"})
        assert answer.status_code == 422 and "Tick each line once you have looked at it." in answer.text
    assert shown(path) == []
    assert hana.post(f"{path}/clear", data={**TICKS, "read": "1"}).status_code == 303
    assert shown(path) == ["Wren Calloway"]
    assert "Its guests are cleared: anybody can read who they are." in client.get(path.removesuffix("/talkback")).text
    assert client.post(f"{path}/withdraw").status_code == 303
    assert shown(path) == []
    assert "wait for a second person" in client.get(path.removesuffix("/talkback")).text


def test_what_was_changed_meanwhile_is_neither_cleared_nor_overwritten_unseen(at_desk: Desk, path: str) -> None:
    client, hana = at_desk.client, at_desk.as_one(Role.COORDINATOR)
    client.post(path, data=WREN)
    client.post(path, data={**WREN, "name_2": "Joon Park", "read": "1"})
    answer = hana.post(f"{path}/clear", data={**TICKS, "read": "1"})
    assert answer.status_code == 422 and "Somebody changed the guests meanwhile." in answer.text
    answer = hana.post(path, data={"name_1": "Somebody else", "read": "1"})
    assert answer.status_code == 422 and "Somebody else" in answer.text and "Joon Park" in answer.text
    assert 'name="read" type="hidden" value="2"' in answer.text, "sent once more, it is meant"
    assert shown(path) == []


def test_looking_at_them_is_traced_and_others_campaigns_are_shut(at_desk: Desk, path: str) -> None:
    at_desk.client.post(path, data=WREN)
    at_desk.client.get(path)
    looks = db.session.query(Trace).filter_by(deed="guests shown", about_id=path.split("/")[3]).count()
    assert looks == 1, "once in a quarter of an hour"
    stranger = at_desk.as_one(Role.ORGANIZER)
    assert stranger.get(path).status_code == 404
    for deed in ("", "/clear", "/withdraw"):
        assert stranger.post(f"{path}{deed}", data={**WREN, **TICKS}).status_code == 404
    assert at_desk.as_one(Role.CALLER).get(path).status_code == 403
    with transaction() as session:
        standing = session.query(Screening).filter(Screening.standing.is_not(None)).first().id
    assert at_desk.client.get(f"/desk/screenings/{standing}/talkback").status_code == 409


def test_accessibility_is_filled_in_kept_and_repeated(at_desk: Desk) -> None:
    at_desk.app.config["WTF_CSRF_ENABLED"] = False
    campaign = at_desk.campaign()
    at_desk.venue()
    sent = {"campaign": campaign, "kind": "theatrical", "day": "2099-10-23", "time": "19:00", "country": "US",
            "venue": "Barton Street Cinema, Austin"}  # fmt: skip
    made = at_desk.client.post("/desk/screenings/new", data={**sent, "accessibility": ["captions", "relaxed"]})
    path = made.location
    row = db.session.get_one(Screening, path.rpartition("/")[2])
    assert (row.captions, row.relaxed, row.wheelchair) == (True, True, False)
    form = at_desk.client.get(f"{path}/change").text
    assert 'checked id="accessibility-2"' in form and form.count("checked id=") == 2
    assert "Captions, Relaxed" in at_desk.client.get(path).text
    other = at_desk.client.post(f"{path}/repeat", data={"day_1": "2099-10-24", "time_1": "19:00"}).location
    db.session.rollback()
    assert db.session.get_one(Screening, other.rpartition("/")[2]).captions
    at_desk.client.post(f"{path}/change", data=sent)
    db.session.rollback()
    assert not db.session.get_one(Screening, row.id).captions
    answer = at_desk.client.post(f"{path}/change", data={**sent, "accessibility": "lift"})
    assert answer.status_code == 422 and "Choose one from the list." in answer.text
