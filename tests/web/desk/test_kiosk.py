"""Tablets at the desk: made, shown, withdrawn; and doubtful entries, which a coordinator sees to."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import invented
from tests.lobby import Lobby
from tests.members import browser_of
from tracker.allies.ally import Ally
from tracker.allies.consent import Consent
from tracker.screenings.campaign import WorksOn
from tracker.screenings.screening import Screening
from tracker.signups import kiosk_entries, kiosk_pace, kiosks
from tracker.signups.kiosk import Kiosk
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.trace import Trace
from tracker.usecases.welcome_kiosk_entries import welcome_kiosk_entries
from tracker.web.desk import kiosk_entries as pages

ENTRIES = "/desk/kiosk-entries/"


@pytest.fixture
def lobby(app: Flask) -> Iterator[Lobby]:
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        yield Lobby(app)


@pytest.fixture
def coordinator(app: Flask, lobby: Lobby) -> FlaskClient:
    return browser_of(app, invented.account("coordinator", "Cora D."))


@pytest.fixture
def organizer(app: Flask, lobby: Lobby) -> FlaskClient:
    who = invented.account("organizer", "Rosa M.")
    invented.write(WorksOn(account_id=who, campaign_id=db.session.get_one(Screening, lobby.screening_id).campaign_id))
    return browser_of(app, who)


def deeds() -> list[str]:
    db.session.rollback()
    return [each for (each,) in db.session.query(Trace.deed).filter(Trace.deed.like("%kiosk%")).order_by(Trace.number)]


def test_an_organizer_makes_one_shows_it_and_withdraws_it(app: Flask, lobby: Lobby, organizer: FlaskClient) -> None:
    here = f"/desk/screenings/{lobby.screening_id}"
    assert "1 tablet is open." in organizer.get(here).text
    assert organizer.post(f"{here}/kiosks", data={"name": "", "language": "es"}).status_code == 422
    made = organizer.post(f"{here}/kiosks", data={"name": "Beside the bar", "language": "es"})
    shown = organizer.get(made.location).text
    address = re.findall(r'value="http://[^"]+(/kiosk/[^"]+)"', shown)[0]
    assert "Beside the bar" in shown and "<svg" in shown and '<html lang="es">' in app.test_client().get(address).text
    assert (
        "By the stairs" in organizer.get(f"{here}/kiosks").text
        and lobby.token not in organizer.get(f"{here}/kiosks").text
    )
    for _ in range(2):
        assert organizer.post(f"{made.location}/withdraw").status_code == 303
    assert app.test_client().get(address).status_code == 404
    assert address not in organizer.get(made.location).text
    assert deeds() == ["kiosk made", "kiosk withdrawn"]


def test_nobody_of_another_campaign_meets_them(app: Flask, lobby: Lobby) -> None:
    stranger = browser_of(app, invented.account("organizer", "Somebody Else"))
    for path in (f"/desk/screenings/{lobby.screening_id}/kiosks", f"/desk/screenings/kiosks/{lobby.kiosk_id}"):
        assert stranger.get(path).status_code == 404
    assert stranger.post(f"/desk/screenings/kiosks/{lobby.kiosk_id}/withdraw").status_code == 404
    assert stranger.get(ENTRIES).status_code == 403


def test_so_many_at_once_are_enough(lobby: Lobby, organizer: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kiosks, "MOST_OPEN", 1)
    answer = organizer.post(f"/desk/screenings/{lobby.screening_id}/kiosks", data={"name": "x", "language": "en"})
    assert answer.status_code == 422 and "So many tablets" in answer.text


def test_a_doubtful_one_is_listed_without_a_word_of_it_looked_at_mended_and_taken_in(
    lobby: Lobby, coordinator: FlaskClient
) -> None:
    entry = lobby.arrives(name="Min-ji Seo", email="minji@gmial", interests=["host"], protect=True)
    listed = coordinator.get(ENTRIES).text
    assert "no address or number" in listed and "Min-ji" not in listed and deeds() == []
    assert "1 waits for a decision" in coordinator.get("/desk/more").text
    shown = coordinator.get(f"{ENTRIES}{entry.id}").text
    assert "Min-ji Seo" in shown and "minji@gmial" in shown and "wants extra care" in shown
    assert deeds() == ["kiosk entry shown"]
    wrong = coordinator.post(f"{ENTRIES}{entry.id}", data={"name": "Min-ji Seo", "email": "minji@", "phone": ""})
    assert wrong.status_code == 422 and "Write it like" in wrong.text
    neither = coordinator.post(f"{ENTRIES}{entry.id}", data={"name": "Min-ji Seo", "email": "", "phone": ""})
    assert neither.status_code == 422
    done = coordinator.post(
        f"{ENTRIES}{entry.id}", data={"name": "Min-ji Seo", "email": "minji@gmail.com", "phone": ""}
    )
    assert done.status_code == 303
    [signup] = lobby.signups()
    ally = db.session.get_one(Ally, signup.ally_id)
    assert ally.contact["email"] == "minji@gmail.com" and ally.email_consent == "yes" and ally.extra_care
    assert (signup.source, signup.screening_id) == ("kiosk", lobby.screening_id) and signup.account_id
    assert lobby.entry(entry.submission).envelope_sealed is None
    assert coordinator.get(f"{ENTRIES}{entry.id}").status_code == 409
    assert coordinator.post(f"{ENTRIES}{entry.id}/aside").status_code == 409
    assert deeds() == ["kiosk entry shown", "kiosk entry mended"]


def answers() -> set[str]:
    db.session.rollback()
    return {each.answer for each in db.session.query(Consent)}


def test_nobody_makes_a_yes_or_a_no_of_a_question_that_was_left_open(lobby: Lobby, coordinator: FlaskClient) -> None:
    entry = lobby.arrives(consent="")
    assert 'name="consent"' not in coordinator.get(f"{ENTRIES}{entry.id}").text
    sent = {"name": "x", "email": "minji@example.org", "phone": "", "consent": "yes"}
    assert coordinator.post(f"{ENTRIES}{entry.id}", data=sent).status_code == 303
    assert answers() == {"unknown"} and len(lobby.signups()) == 1


def test_a_question_left_open_takes_no_earlier_yes_away_and_needs_no_address(
    lobby: Lobby, coordinator: FlaskClient
) -> None:
    lobby.arrives(name="Min-ji Seo", email="minji@example.org")
    entry = lobby.arrives(name="Min-ji Seo", email="minji@example.org", consent="")
    sent = {"name": "Min-ji Seo", "email": "minji@example.org", "phone": ""}
    assert coordinator.post(f"{ENTRIES}{entry.id}", data=sent).status_code == 303
    [ally] = db.session.query(Ally)
    assert ally.email_consent == "yes" and answers() == {"yes", "unknown"}
    entry = lobby.arrives(name="Nobody Known", email="", consent="")
    assert coordinator.post(f"{ENTRIES}{entry.id}", data={"name": "N", "email": "", "phone": ""}).status_code == 303


def test_what_is_no_entry_of_ours_is_read_as_it_came(lobby: Lobby, coordinator: FlaskClient) -> None:
    entry = lobby.sealed("<b>Min-ji</b>, yes, minji@example.org")
    lobby.send(entry)
    welcome_kiosk_entries()
    address = f"{ENTRIES}{lobby.entry(entry['id']).id}"
    shown = coordinator.get(address).text
    assert "&lt;b&gt;Min-ji" in shown and 'name="consent"' in shown
    sent = {"name": "Min-ji", "email": "minji@example.org", "phone": ""}
    assert coordinator.post(address, data=sent).status_code == 422
    assert "They said no" in shown and "It does not say" in shown and "or it does not" not in shown
    assert coordinator.post(address, data={**sent, "consent": "yes"}).status_code == 303
    assert {each.answer for each in db.session.query(Consent).filter_by(channel="email")} == {"yes"}


def test_what_does_not_open_is_no_look_at_anybody_and_can_be_put_aside(lobby: Lobby, coordinator: FlaskClient) -> None:
    lobby.send({"id": "0" * 20, "sealed": "AA=="})
    welcome_kiosk_entries()
    address = f"{ENTRIES}{lobby.entry('0' * 20).id}"
    shown = coordinator.get(address).text
    assert "does not open" in shown and 'name="email"' not in shown and deeds() == []
    assert coordinator.post(address, data={"name": "x", "email": "x@example.org", "phone": ""}).status_code == 422
    assert coordinator.post(f"{address}/aside").status_code == 303
    assert (lobby.entry("0" * 20).state, kiosk_entries.to_decide()) == ("put aside", 0)
    assert "Nothing waits" in coordinator.get(ENTRIES).text and deeds() == ["kiosk entry put aside"]


def test_an_unusual_tablet_is_told_at_home_and_emptied_of_junk_in_one_press(
    lobby: Lobby, coordinator: FlaskClient, organizer: FlaskClient
) -> None:
    here, doubtful = f"/desk/screenings/kiosks/{lobby.kiosk_id}", lobby.arrives(consent="")
    press = "Put aside everything that cannot be opened"
    assert (
        "sends is not what a room writes" not in coordinator.get(here).text and press not in coordinator.get(here).text
    )
    lobby.send(*({"id": f"{n:020}", "sealed": ""} for n in range(kiosk_pace.UNUSUAL)))
    lobby.send({"id": "x" * 20, "sealed": ""}, path=f"/kiosk/{kiosks.token_of(lobby.elsewhere_id)}")
    welcome_kiosk_entries()
    assert "tablet that sent what no room writes" in coordinator.get("/desk/home/").text
    assert "no room writes" not in organizer.get("/desk/home/").text
    assert "Unusual tablets" in coordinator.get(ENTRIES).text and here in coordinator.get(ENTRIES).text
    shown = coordinator.get(here).text
    assert "sends is not what a room writes" in shown and "20 entries cannot be opened" in shown and press in shown
    assert press not in organizer.get(here).text
    assert organizer.post(f"{ENTRIES}of/{lobby.kiosk_id}/aside").status_code == 403
    done = coordinator.post(f"{ENTRIES}of/{lobby.kiosk_id}/aside", follow_redirects=True).text
    assert "20 entries were put aside." in done and press not in done
    assert lobby.entry(doubtful.submission).state == lobby.entry("x" * 20).state == "doubtful"
    assert kiosk_pace.to_decide() == 0 and deeds() == ["kiosk entries put aside"]
    assert "Unusual tablets" not in coordinator.get(ENTRIES).text


def test_what_came_after_the_key_was_gone_is_not_called_safe(lobby: Lobby, organizer: FlaskClient) -> None:
    with transaction() as session:
        session.get_one(Kiosk, lobby.kiosk_id).private_key = None
    lobby.send({"id": "0" * 20, "sealed": "AA=="})
    shown = organizer.get(f"/desk/screenings/kiosks/{lobby.kiosk_id}").text
    assert "1 entry that came after its key was destroyed" in shown and "<dd>0</dd>" in shown
    assert "its key is gone" in shown and "Make another" in shown


def test_many_have_pages(lobby: Lobby, coordinator: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kiosk_entries, "PAGE", 2)
    monkeypatch.setattr(pages, "PAGE", 2)
    lobby.send(*({"id": f"{n:020}", "sealed": ""} for n in range(3)))
    welcome_kiosk_entries()
    first = coordinator.get(ENTRIES).text
    second = coordinator.get(ENTRIES + re.findall(r'href="(\?after=[^"]+)"', first)[0]).text
    assert "The next ones" in first and "The first ones" in second and second.count('scope="row"') == 1
    assert coordinator.get(f"{ENTRIES}?after=0").status_code == coordinator.get(f"{ENTRIES}?after=x").status_code == 200
