"""What a large house holds, and who stands where, is counted at night and when it is asked for, and told with its moment."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from tests import invented
from tests.members import browser_of
from tracker import clock
from tracker.allies import house_size
from tracker.followups import ladder, ladder_counts
from tracker.keeping import bounds, counted
from tracker.store.db import db
from tracker.usecases import edit_ladder
from tracker.usecases.count_for_pages import count_for_pages, last_night
from tracker.usecases.set_keeping import set_keeping

PAGES = ("/desk/keeping/", "/desk/ladder/")


@pytest.fixture
def house(app: Flask, monkeypatch: pytest.MonkeyPatch):
    """Three signed up in one campaign, nobody in another, in a house where two are many."""
    monkeypatch.setattr(house_size, "COUNTED_AT_ONCE", 2)
    with app.app_context():
        house = invented.House()
        for _ in range(3):
            invented.signup(invented.ally(), house.screening_id)
        yield house


def test_a_large_house_is_counted_once_a_night_and_its_pages_say_when(
    app: Flask, house: invented.House, monkeypatch: pytest.MonkeyPatch
):
    browser, start = browser_of(app, invented.account("administrator")), clock.now()
    for page in PAGES:
        assert "Count them now" in browser.get(page).text
    assert count_for_pages() == 2 and count_for_pages() == 0
    for page in PAGES:
        assert "Counted " in browser.get(page).text and "3 allies" in browser.get(page).text
    invented.signup(invented.ally(), house.screening_id)
    assert all("3 allies" in browser.get(page).text for page in PAGES)
    night = last_night() + timedelta(days=1, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: max(night, start))
    assert count_for_pages() == 2
    kept = ladder_counts.look()
    assert kept is not None and kept.numbers == ladder.counts()
    kept = ladder_counts.look(house.campaign_id)
    assert kept is not None and kept.at is not None and kept.numbers == ladder.counts(house.campaign_id)


def test_whoever_asks_gets_them_anew_and_a_small_campaign_never_waits(app: Flask, house: invented.House):
    browser = browser_of(app, invented.account("coordinator"))
    assert count_for_pages() == 2
    for page in PAGES:
        assert browser.post(f"{page}count").status_code == 303
    db.session.rollback()
    assert count_for_pages() == 2 and count_for_pages() == 0
    few = invented.House()
    invented.signup(invented.ally(), few.screening_id)
    found = ladder_counts.look(few.campaign_id)
    assert found is not None and found.at is None and found.numbers == ladder.counts(few.campaign_id)
    assert sum(found.numbers.values()) == 1


def test_what_was_counted_for_another_ladder_or_another_time_is_not_shown(app: Flask, house: invented.House):
    ines = invented.account("administrator")
    count_for_pages()
    edit_ladder.move_rung(ladder.rungs()[0].id, 1, ines)
    db.session.rollback()
    assert ladder_counts.look() is None
    assert count_for_pages() == 1 and ladder_counts.look() is not None
    before = counted.look(clock.now())
    set_keeping({**bounds.now(), "letters_days": 40}, ines)
    db.session.rollback()
    after = counted.look(clock.now())
    assert before and after and set(before.overdue) - set(after.overdue) == {"letters"} and after.held == before.held
    page = browser_of(app, ines).get("/desk/keeping/").text
    assert re.search(r'what-letters".*?<td class="num"[^>]*>\d+</td>\s*<td class="num"[^>]*>–</td>', page, re.DOTALL)
