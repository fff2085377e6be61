"""`flask demo`: an empty house becomes one to try out."""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import exists, func, select, text

from tests import invented, run
from tests.engines import BOTH, build, close, sqlite_house
from tests.members import form_token
from tests.smtp import Post
from tracker.allies.ally import Ally
from tracker.allies.consent import Consent
from tracker.cli.demo_data.story import told
from tracker.cli.worker import Worker
from tracker.followups.followup import Attempt, FollowUp, FollowUpSignup
from tracker.followups.outcomes import OUTCOMES
from tracker.imports.import_ import Import, State
from tracker.letters.letter import Letter
from tracker.screenings import code
from tracker.screenings.head_count import HeadCount
from tracker.screenings.screening import KINDS, Screening
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.team import settings

NOON = datetime(2026, 3, 4, 17, tzinfo=UTC)
RESERVED = ("example.org", "example.com", "example.net", ".example")


@pytest.fixture
def engine_name(request: pytest.FixtureRequest) -> str:
    """What the demo tells is the same on either; that it can be made and told on both is shown once."""
    return getattr(request, "param", "sqlite")


def _demo(app: Flask) -> str:
    """What the command prints."""
    result = app.test_cli_runner().invoke(args=["demo", "--people", "300"])
    assert result.exit_code == 0, result.output
    return result.output


def _made(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    app = build(sqlite_house(folder, lived_in=True), folder)
    (folder / "printed").write_text(_demo(app))
    with app.app_context():
        db.session.remove()
    close(app)
    assert not (folder / "house.db-wal").exists(), "a connection stayed open: the copy would lack its last rows"


@pytest.fixture
def house(app: Flask, engine_name: str, instance: Path) -> Iterator[Flask]:
    """A house with a small demo in it; what the command printed is `.printed`. On SQLite a copy of one that is made once: 3 s each."""
    if engine_name == "postgresql":
        app.printed = _demo(app)
    else:
        made = run.once("demo-house", _made)
        close(app)
        for left in instance.glob("house.db*"):
            left.unlink()
        shutil.copytree(made, instance, dirs_exist_ok=True)
        app.printed = (instance / "printed").read_text()
    with app.app_context():
        yield app


def test_one_seed_and_one_day_tell_the_same_story_twice():
    one, other, another = told(300, NOON), told(300, NOON), told(300, NOON, seed=7)
    assert (one.hands, one.evenings, one.venues) == (other.hands, other.evenings, other.venues)
    assert one.hands != another.hands


def test_the_whole_story_is_as_large_as_it_is_meant_to_be():
    story = told(2600, NOON)
    nights = [
        each for each in story.evenings if each.facts.day and each.facts.day.isoformat() in ("2023-10-23", "2023-10-24")
    ]
    people = {hand.entry.email for hand in story.hands}
    assert len(nights) >= 400
    assert 2000 <= len(people) <= 3000
    assert {hand.entry.language for hand in story.hands} == {"en", "ko", "es"}
    assert {hand.entry.consent for hand in story.hands} == {"yes", "no", "unknown"}
    assert all(hand.entry.at <= NOON for hand in story.hands)


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_at_any_hour_some_screening_is_tonight(hour: int):
    now = NOON.replace(hour=hour)
    lights = [each.facts for each in told(100, now).evenings if each.facts.kind == "campus"]
    starts = [datetime.combine(facts.day, facts.at, UTC) for facts in lights if facts.day and facts.at]
    assert any(abs((start - now).total_seconds()) < 86_400 for start in starts)


def test_nobody_in_it_can_be_reached(house: Flask):
    contacts = [ally.contact for ally in db.session.scalars(select(Ally)) if ally.contact]
    assert len(contacts) > 200
    assert all(contact["email"].endswith(RESERVED) for contact in contacts if "email" in contact)
    assert all(re.fullmatch(r"\+1\d{3}55501\d\d", contact["phone"]) for contact in contacts if "phone" in contact)


@pytest.mark.parametrize("engine_name", BOTH, indirect=True)
def test_every_consenting_signup_is_followed_up_and_every_way_to_end_occurs(house: Flask):
    # By the facts: which story it is depends on the day on which it is told.
    agreed = exists().where(Consent.ally_id == Signup.ally_id, Consent.at == Signup.at, Consent.answer == "yes")
    said_yes = set(db.session.scalars(select(Signup.submission).where(agreed)))
    followed = select(Signup.submission).join(FollowUpSignup, FollowUpSignup.signup_id == Signup.id)
    alone = set(db.session.scalars(select(Signup.submission).where(Signup.submission.not_in(followed))))
    assert len(said_yes) > 200
    assert not alone & said_yes
    assert set(db.session.scalars(select(FollowUp.outcome).where(FollowUp.outcome.is_not(None)))) == {
        key for key, outcome in OUTCOMES.items() if outcome.closes
    }
    now = datetime.now(UTC)
    by_person = (FollowUp.state == "open", FollowUp.channel != "letter")
    for some in (
        FollowUp.late_at < now,
        FollowUp.late_at > now,
        FollowUp.claimed_by_id.is_not(None),
        FollowUp.tries > 0,
    ):
        assert db.session.scalar(select(func.count()).where(*by_person, some)), str(some)
    assert {"no answer", "call back"} <= set(db.session.scalars(select(Attempt.outcome)))
    assert any(db.session.scalars(select(Attempt.note_sealed)))


def test_letters_heads_and_screenings_of_every_kind_are_there(house: Flask):
    assert {"waiting", "left", "failed"} <= set(db.session.scalars(select(Letter.state)))
    assert set(db.session.scalars(select(HeadCount.kind))) == {"counted", "estimated", "admissions"}
    uncounted = select(Screening.id).where(
        Screening.kind == "theatrical",
        Screening.id.not_in(select(HeadCount.screening_id).where(HeadCount.screening_id.is_not(None))),
    )
    assert db.session.scalars(uncounted).first()
    assert set(db.session.scalars(select(Screening.kind))) == set(KINDS)
    # Who asked to stop gets nothing more, and no letter left after that.
    stopped = select(FollowUp.ally_id).where(FollowUp.outcome == "asked to stop")
    assert Counter(db.session.scalars(select(FollowUp.state).where(FollowUp.ally_id.in_(stopped)))).keys() == {"closed"}


def test_what_it_prints_opens_the_door(house: Flask):
    lines = re.findall(r"^sign-in: (\S+@example\.org) (\S+)$", house.printed, flags=re.MULTILINE)
    codes = re.findall(r"^code: (\S+)$", house.printed, flags=re.MULTILINE)
    assert lines[0][0] == "organizer@example.org"
    assert {email.partition("@")[0] for email, _ in lines} >= {
        "organizer",
        "coordinator",
        "caller",
        "viewer",
        "administrator",
    }
    assert codes
    assert code.find(codes[0]).screening_id
    browser = house.test_client()
    assert _sign_in(browser, lines[0][0], lines[0][1], {"X-Forwarded-For": "198.51.100.1"}).status_code == 403
    assert browser.get("/desk/").status_code == 303
    assert _sign_in(browser, lines[0][0], lines[0][1], {}).location == "/desk/"
    page = browser.get("/desk/").text
    assert "Demo: invented people" in page
    assert "Demo: invented people" in browser.get(f"/s/{codes[0]}").text


def test_a_house_with_an_account_or_an_ally_is_left_alone(app: Flask):
    with app.app_context():
        invented.ally()
    refused = app.test_cli_runner().invoke(args=["demo", "--people", "100"])
    assert refused.exit_code == 1
    assert "This house is lived in; the demo wants an empty one." in refused.output
    with app.app_context():
        db.session.execute(text("DELETE FROM name_word"))
        db.session.execute(text("DELETE FROM consent"))
        db.session.execute(text("DELETE FROM ally"))
        db.session.commit()
        invented.account()
    assert "lived in" in app.test_cli_runner().invoke(args=["demo", "--people", "100"]).output
    with app.app_context():
        assert settings.get("demo") == ""
        assert db.session.scalar(select(func.count(Screening.id))) == 0


def test_its_letters_go_to_a_server_on_this_machine_and_to_no_other(house: Flask, smtp: Post, capsys):
    waiting = select(Letter.id).where(Letter.state == "waiting")
    db.session.execute(text("UPDATE letter SET due_at = written_at WHERE state = 'waiting'"))
    db.session.commit()
    before = set(db.session.scalars(waiting))
    assert before
    house.config["SMTP_URL"] = "smtps://mail.example.org"
    db.session.remove()
    worker = Worker(house)
    worker.turn()
    worker.turn()
    # At some hours more fall due meanwhile, and wait too.
    assert set(db.session.scalars(waiting)) >= before
    assert capsys.readouterr().err.count("letters of the demo never leave this machine") == 1
    house.config["SMTP_URL"] = smtp.url
    db.session.remove()
    worker.turn()
    assert smtp.letters


def _sign_in(browser, email: str, password: str, headers: dict[str, str]):
    token = form_token(browser.get("/account/sign-in").text)
    fields = {"csrf_token": token, "email": email, "password": password}
    return browser.post("/account/sign-in", headers=headers, data=fields)


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_at_any_hour_two_cinemas_have_just_ended(hour: int):
    now = NOON.replace(hour=hour)
    story = told(100, now)
    # Behind them stand those to come that anybody can find.
    told_of = [each for each in story.evenings if each.facts.visibility is None]
    lately = [each for each in told_of[-2:] if each.facts.kind == "theatrical" and each.venue is not None]
    zones = {story.venues[each.venue or 0].zone for each in lately}
    starts = [
        datetime.combine(each.facts.day, each.facts.at, ZoneInfo(zone)) for each in lately for zone in zones
    ]  # fmt: skip
    assert [now - start for start in starts] == [timedelta(minutes=125), timedelta(minutes=150)]


def test_some_have_not_said_where_some_were_at_home_and_some_said_it_afterwards(house: Flask):
    rows = db.session.execute(select(Screening.standing, Signup.placed_at.is_not(None)).join(Signup)).all()
    told_of = Counter((standing, bool(placed)) for standing, placed in rows)
    assert {("unplaced", False), ("streaming", False), (None, True), (None, False)} <= set(told_of)


def test_the_distributors_first_list_is_written_down_and_the_next_waits_for_an_answer(house: Flask):
    later, first = db.session.scalars(
        select(Import).where(Import.kind == "admissions").order_by(Import.uploaded_at.desc())
    ).all()
    assert (first.state, later.state) == (State.WRITTEN, State.PREVIEWED)
    said = db.session.scalar(select(func.count()).select_from(HeadCount).where(HeadCount.row_id.is_not(None)))
    assert said == first.counts["made"] > 0
    assert later.counts.get("changed"), "the later list corrects the first"
