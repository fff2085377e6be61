"""Asking for a count: the page comes back at once and says so; the worker counts, and the page tells it."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import invented
from tests.members import browser_of
from tracker import clock
from tracker.reports import kept
from tracker.reports.scope import Scope
from tracker.usecases.count_figures import count_asked_figures


@pytest.fixture
def large(inside: Flask, monkeypatch: pytest.MonkeyPatch) -> invented.House:
    monkeypatch.setattr(kept, "COUNTED_AT_ONCE", 0)
    house = invented.House(invented.account("organizer"))
    invented.signup(invented.ally(), house.screening_id)
    return house


def the_day() -> date:
    """Before today, on every clock."""
    return clock.now().date() - timedelta(days=2)


def test_what_was_too_large_for_a_look_is_there_after_asking(inside: Flask, large: invented.House) -> None:
    chief = browser_of(inside, invented.account("administrator"))
    whole, since = Scope(large.campaign_id), Scope(large.campaign_id, since=the_day())
    there = Scope(large.campaign_id, by="screening", key=large.screening_id)
    assert all(kept.look(each, clock.now()) is None for each in (whole, since, there))
    asked = {"campaign": large.campaign_id}
    answer = chief.post("/desk/figures/count", data=asked)
    assert answer.status_code == 303 and answer.location == f"/desk/campaigns/{large.campaign_id}/figures"
    day = the_day().isoformat()
    answer = chief.post("/desk/figures/count", data=asked | {"from": day, "to": ""})
    assert answer.location == f"/desk/campaigns/{large.campaign_id}/figures?from={day}"
    answer = chief.post("/desk/figures/count", data=asked | {"group": f"screening:{large.screening_id}"})
    assert answer.location == f"/desk/screenings/{large.screening_id}/figures"
    assert not any(kept.look(each, clock.now()) for each in (whole, since, there)), "nothing is counted for a page"
    pages = (f"/desk/campaigns/{large.campaign_id}/figures", answer.location)
    assert all("They are being counted just now" in page and "Count them" not in page for page in told(chief, pages))
    assert kept.asked_for() == [whole, since, there]
    assert count_asked_figures() == 3
    assert all(kept.look(each, clock.now()) for each in (whole, since, there)) and not kept.asked_for()
    assert not any("being counted" in page or "too many signups" in page for page in told(chief, pages))


def told(client: FlaskClient, pages: Iterable[str]) -> list[str]:
    return [client.get(page).text for page in pages]


def test_nothing_is_counted_of_a_strange_campaign_or_for_what_no_page_asks(
    inside: Flask, large: invented.House
) -> None:
    stranger = browser_of(inside, invented.account("organizer", "Somebody else"))
    assert stranger.post("/desk/figures/count", data={"campaign": large.campaign_id}).status_code == 404
    chief = browser_of(inside, invented.account("administrator"))
    for asked in (
        {"campaign": "0" * 16},
        {"from": "yesterday"},
        {"from": "0001-01-01"},
        {"to": "9999-12-31"},
        {"group": "shoes:9"},
        {"campaign": "\x00", "to": "2023-02-31"},
    ):
        assert chief.post("/desk/figures/count", data={"campaign": large.campaign_id} | asked).status_code == 404
    assert kept.look(Scope(large.campaign_id), clock.now()) is None and not kept.asked_for()
