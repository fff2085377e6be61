"""A volunteer or organizer, curious or pressed, can browse, export, photograph: they meet aliases and counts, and leave a record."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import invented
from tests.members import browser_of
from tests.others_campaign import MARKS
from tracker import clock
from tracker.followups.followup import FollowUp
from tracker.letters.letter import Letter
from tracker.screenings.campaign import WorksOn
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import settings


@pytest.fixture
def engine_name() -> str:
    return "sqlite"


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        yield app


class Night:
    """A campaign with forty allies of nobody in particular, on which a caller and an organizer work."""

    def __init__(self, app: Flask) -> None:
        self.caller, self.organizer = invented.account("caller", "Cal"), invented.account("organizer", "Olu")
        self.chief = invented.account("administrator", "Chief")
        self.house = invented.House(self.caller)
        invented.write(WorksOn(account_id=self.organizer, campaign_id=self.house.campaign_id))
        self.cards = [self.house.promise(name=f"Noorxmark{n} Haddad") for n in range(40)]
        self.callers, self.organizers, self.chiefs = (
            browser_of(app, each) for each in (self.caller, self.organizer, self.chief)
        )


@pytest.fixture
def night(inside: Flask) -> Night:
    return Night(inside)


def browse(browser: FlaskClient) -> dict[str, str]:
    """Every page that links lead to from Today and More, by its address."""
    seen: dict[str, str] = {}
    waiting = ["/desk/", "/desk/?list=team", "/desk/more", "/account/"]
    while waiting and len(seen) < 150:
        path = waiting.pop()
        if path in seen:
            continue
        page = browser.get(path)
        seen[path] = page.text if page.mimetype.startswith("text/") else ""
        for link in re.findall(r'href="(/(?:desk|account)[^"#]*|\\?[^"#]*)"', seen[path]):
            link = link.replace("&amp;", "&")
            waiting.append(path.partition("?")[0] + link if link.startswith("?") else link)
    return seen


@pytest.mark.parametrize("role", ["caller", "organizer"])
def test_adversary_insider_who_follows_every_link_meets_aliases_and_counts_and_no_name(night: Night, role: str) -> None:
    pages = browse(getattr(night, f"{role}s"))
    assert len(pages) >= (8 if role == "caller" else 60)
    for path, text in pages.items():
        assert not any(mark in text for mark in (*MARKS, "Haddad", "+1512", "@example.org")), path
    # Callers have no list: they see what is due, and that is all of anybody.
    assert (role == "organizer") == any(path.startswith("/desk/allies/") and len(path) > 20 for path in pages)


def test_adversary_caller_who_claims_one_card_after_another_is_stopped_and_told_of(night: Night) -> None:
    with transaction():
        settings.put("cards_an_hour", "30")
    shown = []
    for card in night.cards:
        assert night.callers.post("/desk/claim", data={"claim": card}).status_code in (303, 409)
        answer = night.callers.get(f"/desk/follow-ups/{card}")
        shown.append(answer.status_code)
    assert shown == [*[200] * 30, *[429] * 10]
    db.session.rollback()
    [letter] = db.session.query(Letter).filter_by(kind="alert")
    assert letter.account_id == night.chief and "Cal" not in str(letter.words)
    # The desk says whose data it was, between these hours, at once.
    today = f"{clock.now():%Y-%m-%d}"
    page = night.chiefs.get(f"/desk/team/{night.caller}/contacts-seen?since_day=2001-01-01&until_day=2100-01-01").text
    assert "30 people" in page and today
    assert "reached the limit of cards an hour" in night.chiefs.get(f"/desk/trace/?account={night.caller}").text


def test_adversary_insider_leaves_a_record_that_they_cannot_take_back(night: Night) -> None:
    card = night.cards[0]
    night.callers.post("/desk/claim", data={"claim": card})
    night.callers.get(f"/desk/follow-ups/{card}")
    night.callers.post(f"/desk/follow-ups/{card}/give-back")
    ally = db.session.get_one(FollowUp, card).ally_id
    assert "Cal" in night.chiefs.get(f"/desk/allies/{ally}/seen-by").text
    for path in (
        "/desk/trace/",
        "/desk/trace/rules/",
        f"/desk/allies/{ally}/seen-by",
        f"/desk/team/{night.caller}/contacts-seen",
    ):
        assert night.callers.get(path).status_code == 403
