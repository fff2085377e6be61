"""Changes of film screenings: who should know is seen first, told once, and reads what holds now. On both engines."""

import threading
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine

from tests import invented
from tests.desk_rows import Desk
from tests.engines import LOCKS
from tracker import clock
from tracker.allies.ally import Ally
from tracker.letters import notice_people, notices
from tracker.letters.letter import Letter
from tracker.letters.notice import Notice
from tracker.screenings.campaign import Campaign
from tracker.screenings.log import ScreeningFacts
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases import cancel_screening, define_venue, join_screenings, join_venues, log_screening, tell_change
from tracker.usecases.ask_extra_care import ask_extra_care
from tracker.usecases.tell_change import drop, tell
from tracker.usecases.write_due_letters import write_due_letters

BASE_URL = "https://houselights.example"
# Three weeks before.
BEFORE = datetime.fromisoformat("2023-10-02T12:00:00+00:00")


@pytest.fixture(autouse=True)
def early():
    with time_machine.travel(BEFORE, tick=False):
        yield


class Evening:
    """A film screening ahead, with its facts, and people who signed up."""

    def __init__(self, desk: Desk, **facts: Any) -> None:
        self.desk, self.campaign = desk, facts.pop("campaign", None) or desk.campaign()
        self.venue = facts.pop("venue", None) or desk.venue()
        self.facts = {"kind": "theatrical", "day": date(2023, 10, 23), "at": time(19), **facts}
        self.id = desk.screening(self.campaign, self.venue, **self.facts)

    def signs_up(self, **values: Any) -> str:
        ally = invented.ally(**values)
        invented.signup(ally, self.id)
        return ally

    def change(self, **facts: Any) -> None:
        self.facts |= facts
        self.venue = self.facts.pop("venue", self.venue)
        wanted = ScreeningFacts(campaign_id=self.campaign, venue_id=self.venue, **self.facts)
        log_screening.change(self.id, wanted, None, self.desk.account_id)

    def notices(self, state: str = "open") -> list[Notice]:
        db.session.rollback()
        return list(db.session.query(Notice).filter_by(screening_id=self.id, state=state).order_by(Notice.made_at))

    def tell(self) -> int:
        [notice] = self.notices()
        seen = notices.mark(notice, db.session.get_one(Screening, self.id))
        return tell(notice.id, seen, self.desk.account_id, BASE_URL)


def told() -> list[Letter]:
    db.session.rollback()
    return list(db.session.query(Letter).filter_by(kind="notice").order_by(Letter.written_at, Letter.id))


@pytest.fixture
def evening(at_desk: Desk) -> Evening:
    noise = Evening(at_desk)
    noise.signs_up()
    return Evening(at_desk)


def test_a_moved_evening_waits_for_somebody_to_look_and_is_told_once(evening: Evening):
    ally, no = evening.signs_up(), evening.signs_up(email_consent="no")
    evening.change(at=time(20))
    assert told() == []
    assert evening.tell() == 1
    [letter] = told()
    assert letter.ally_id == ally and no
    assert "Mon 23 Oct, 7:00 pm" in letter.words["text"] and "Now it is on Mon 23 Oct, 8:00 pm" in letter.words["text"]
    assert "Barton Street Cinema" in letter.words["text"]
    assert (letter.screening_id, letter.zone, letter.urgency) == (None, "America/Chicago", 1)
    [notice] = evening.notices("sent")
    with pytest.raises(notices.DecidedAlready):
        tell(notice.id, "", evening.desk.account_id, BASE_URL)


def test_who_has_not_confirmed_the_address_is_not_written_to_where_the_campaign_asks_for_it(evening: Evening):
    sure, _unsure = evening.signs_up(), evening.signs_up()
    with transaction() as session:
        session.get_one(Campaign, evening.campaign).confirmed_first = True
        session.get_one(Ally, sure).confirmed_at = clock.now()
    evening.change(at=time(20))
    [notice] = evening.notices()
    assert notice_people.passed_over(notice, db.session.get_one(Screening, evening.id)) == 1
    assert evening.tell() == 1
    assert [letter.ally_id for letter in told()] == [sure]


@pytest.mark.parametrize(
    "facts", [{"at": time(18)}, {"day": date(2023, 10, 24)}, {"screen": "Screen 3"}, {"at": None}, {"venue": "other"}]
)
def test_what_people_would_miss_it_by_is_a_change(evening: Evening, facts: dict[str, Any]):
    evening.signs_up()
    if "venue" in facts:
        facts = {"venue": evening.desk.venue("Elm House")}
    evening.change(**facts)
    assert len(evening.notices()) == 1


def test_what_nobody_would_miss_it_by_is_none(evening: Evening):
    evening.signs_up()
    evening.change(capacity=90, note="The projector hums", subtitles="ko", host={"name": "Jo", "phone": "+15125550147"})
    assert evening.notices() == []


def test_when_nobody_should_know_there_is_nothing_to_tell(evening: Evening):
    evening.signs_up(email_consent="no")
    evening.change(at=time(20))
    assert evening.notices() == []


def test_an_evening_that_is_over_moves_without_a_word(evening: Evening):
    evening.signs_up()
    with time_machine.travel(BEFORE + timedelta(days=60), tick=False):
        evening.change(at=time(20))
    assert evening.notices() == []


def test_further_changes_join_and_what_people_were_told_stays(evening: Evening):
    evening.signs_up()
    evening.change(at=time(20))
    evening.change(day=date(2023, 10, 25))
    [notice] = evening.notices()
    assert notice.before["day"] == "2023-10-23"
    evening.tell()
    [letter] = told()
    assert "Mon 23 Oct, 7:00 pm" in letter.words["text"] and "Wed 25 Oct, 8:00 pm" in letter.words["text"]


def test_a_change_back_drops_it(evening: Evening):
    evening.signs_up()
    evening.change(at=time(20))
    evening.change(at=time(19))
    assert evening.notices() == []
    cancel_screening.cancel(evening.id, None)
    assert [notice.kind for notice in evening.notices()] == ["cancelled"]
    cancel_screening.reinstate(evening.id, None)
    assert evening.notices() == []


def test_who_signs_up_after_the_change_saw_it(evening: Evening):
    early = evening.signs_up()
    evening.change(at=time(20))
    with time_machine.travel(BEFORE + timedelta(hours=1), tick=False):
        evening.signs_up()
        assert evening.tell() == 1
    assert [letter.ally_id for letter in told()] == [early]


def placed(desk: Desk, name: str, city: str, latitude: float, longitude: float) -> str:
    venue_id = desk.venue(name, city=city)
    with transaction() as session:
        venue = session.get_one(Venue, venue_id)
        venue.latitude, venue.longitude = latitude, longitude
    return venue_id


def test_a_cancelled_one_gets_an_apology_and_other_dates_near_them(at_desk: Desk):
    campaign = at_desk.campaign()
    here = placed(at_desk, "Barton Street Cinema", "Austin", 30.26, -97.74)
    evening = Evening(at_desk, campaign=campaign, venue=here)
    places = {
        "Waco": placed(at_desk, "Waco Hall", "Waco", 31.55, -97.15),
        "San Marcos": placed(at_desk, "River Hall", "San Marcos", 29.88, -97.94),
        "Boston": placed(at_desk, "Far Hall", "Boston", 42.36, -71.06),
    }
    for name, venue in places.items():
        Evening(at_desk, campaign=campaign, venue=venue, day=date(2023, 10, 30), screen=name)
    Evening(at_desk, campaign=campaign, venue=here, day=date(2023, 10, 31), visibility="private")
    Evening(at_desk, campaign=campaign, venue=here, day=date(2023, 9, 1))
    evening.signs_up(language="en")
    careful = evening.signs_up(care=True)
    cancel_screening.cancel(evening.id, at_desk.account_id)
    assert evening.tell() == 2
    cancel_screening.cancel(evening.id, at_desk.account_id)
    letters = {letter.ally_id == careful: letter for letter in told()}
    assert {letter.state for letter in letters.values()} == {"waiting"}
    text = letters[False].words["text"]
    assert "we are sorry" in text
    assert text.index("San Marcos") < text.index("Waco Hall")
    assert "Boston" not in text and text.count("/s/") == 2
    assert "Film of" not in letters[False].words["subject"]
    assert letters[True].words["subject"] == "The letter you asked for"
    assert "This is for you alone" in letters[True].words["text"]
    assert f"{BASE_URL}/stop/" in text


def test_who_asks_for_extra_care_while_the_news_waits_gets_it_discreetly(evening: Evening):
    careful, other = evening.signs_up(language="en"), evening.signs_up(language="en")
    cancel_screening.cancel(evening.id, None)
    evening.tell()
    ask_extra_care(careful, BASE_URL)
    letters = {letter.ally_id: letter for letter in told()}
    assert letters[careful].words["subject"] == "The letter you asked for" != letters[other].words["subject"]
    assert "we are sorry" in letters[careful].words["text"]


def test_it_takes_place_after_all_is_told_to_those_who_heard_that_it_does_not(evening: Evening):
    heard, late = evening.signs_up(), evening.signs_up()
    cancel_screening.cancel(evening.id, None)
    evening.tell()
    with transaction() as session:
        for letter in session.query(Letter).filter_by(kind="notice"):
            letter.state, letter.left_at = ("left", clock.now()) if letter.ally_id == heard else ("waiting", None)
    cancel_screening.reinstate(evening.id, None)
    assert {letter.ally_id: letter.state for letter in told()} == {heard: "left", late: "withdrawn"}
    assert evening.tell() == 1
    last = next(letter for letter in told() if letter.state == "waiting")
    assert last.ally_id == heard
    assert "takes place after all" in last.words["subject"]


def test_what_nobody_was_told_needs_no_taking_back(evening: Evening):
    evening.signs_up()
    cancel_screening.cancel(evening.id, None)
    [notice] = evening.notices()
    drop(notice.id, evening.desk.account_id)
    cancel_screening.reinstate(evening.id, None)
    assert evening.notices() == []
    assert told() == []


def test_the_host_is_told_without_an_account(evening: Evening):
    evening.change(host={"name": "Jo", "email": "jo@example.org"})
    evening.change(at=time(20))
    assert evening.tell() == 1
    [letter] = told()
    assert (letter.recipient, letter.ally_id, letter.account_id) == ("jo@example.org", None, None)
    assert "you are its host" in letter.words["text"]


def test_within_a_day_of_it_the_letter_does_not_wait_for_the_morning(evening: Evening):
    evening.signs_up()
    with time_machine.travel(datetime.fromisoformat("2023-10-23T18:00:00+00:00"), tick=False):
        evening.change(at=time(21))
        evening.tell()
    assert [letter.urgency for letter in told()] == [0]


def test_what_somebody_else_changed_meanwhile_is_looked_at_again(evening: Evening):
    evening.signs_up()
    evening.change(at=time(20))
    [notice] = evening.notices()
    seen = notices.mark(notice, db.session.get_one(Screening, evening.id))
    evening.change(at=time(21))
    with pytest.raises(notices.ChangedSince):
        tell(notice.id, seen, evening.desk.account_id, BASE_URL)
    assert told() == []


def test_a_letter_of_the_old_time_that_has_not_left_never_does(evening: Evening):
    evening.signs_up()
    evening.change(at=time(20))
    evening.tell()
    evening.change(at=time(21))
    assert [letter.state for letter in told()] == ["withdrawn"]
    evening.tell()
    assert [letter.words["text"].count("9:00 pm") for letter in told() if letter.words] == [1]


def test_letters_of_follow_ups_are_written_anew_with_the_new_time(evening: Evening):
    book = invented.playbook(evening.campaign)
    words = {"en": {"subject": "Soon", "text": "See you on {when} at {where}."}}
    step = invented.step(book, "soon", channel="letter", words=words)
    ally = invented.ally()
    mine = invented.signup(ally, evening.id)
    invented.follow_up(ally, evening.campaign, mine, channel="letter", step_id=step, step_key="soon")
    write_due_letters(BASE_URL)
    assert "7:00 pm" in db.session.query(Letter).one().words["text"]
    evening.change(at=time(20))
    write_due_letters(BASE_URL)
    [letter] = db.session.query(Letter).all()
    assert "8:00 pm" in letter.words["text"] and letter.state == "waiting"
    cancel_screening.cancel(evening.id, None)
    write_due_letters(BASE_URL)
    [letter] = db.session.query(Letter).all()
    assert "8:00 pm" not in letter.words["text"] and letter.state == "waiting"


def test_a_venue_that_was_the_same_all_along_and_its_clock_move_nobody(evening: Evening):
    evening.signs_up()
    join_venues.join(evening.desk.venue("Barton St Cinema"), evening.venue, None)
    assert evening.notices() == []
    db.session.rollback()
    assert db.session.query(Venue).filter(Venue.joined_into_id.is_not(None)).count() == 1
    from tracker.screenings.venues import VenueFacts

    stays = db.session.get_one(Screening, evening.id).venue_id
    define_venue.change(stays, VenueFacts(name="Barton", city="El Paso", region="TX", zone="America/Denver"))
    assert evening.notices() == []


def test_who_signed_up_for_the_twin_of_an_evening_is_told_where_it_differs(at_desk: Desk):
    stays = Evening(at_desk)
    goes = Evening(at_desk, campaign=stays.campaign, venue=stays.venue, at=time(17))
    goes.signs_up()
    join_screenings.join(stays.id, goes.id, at_desk.account_id)
    [notice] = stays.notices()
    assert notice.before["starts_at"].startswith("2023-10-23T22:00")
    assert stays.tell() == 1


def test_who_is_gone_or_said_no_by_the_time_it_is_told_gets_none(evening: Evening):
    ally = evening.signs_up()
    evening.signs_up()
    evening.change(at=time(20))
    with transaction() as session:
        session.get_one(Ally, ally).email_consent = "no"
    assert evening.tell() == 1


def test_two_people_who_tell_at_once_tell_once(evening: Evening):
    for _ in range(3):
        evening.signs_up()
    evening.change(at=time(20))
    [notice] = evening.notices()
    seen = notices.mark(notice, db.session.get_one(Screening, evening.id))
    db.session.rollback()
    gate, ends = threading.Barrier(2), list[object]()

    def press(account_id: str, notice_id: str) -> None:
        with evening.desk.app.app_context():
            gate.wait(20)
            try:
                ends.append(tell(notice_id, seen, account_id, BASE_URL))
            except notices.DecidedAlready:
                ends.append("decided")

    notice_id = evening.notices()[0].id
    db.session.rollback()
    threads = [threading.Thread(target=press, args=(evening.desk.account_id, notice_id)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends, key=str) == [3, "decided"]
    assert len(told()) == 3


@pytest.mark.parametrize(("engine_name", "locked"), LOCKS, indirect=["engine_name"])
def test_a_change_during_the_telling_is_a_change_of_its_own(evening: Evening, monkeypatch, locked):
    """With the lock off the telling closes a notice that has just taken the later change in: nobody hears of it."""
    evening.signs_up()
    evening.change(at=time(20))
    [notice] = evening.notices()
    notice_id, seen = notice.id, notices.mark(notice, db.session.get_one(Screening, evening.id))
    db.session.rollback()
    telling, changed = threading.Event(), threading.Event()
    real = notice_people.write

    def slowly(*values):
        found = real(*values)
        telling.set()
        changed.wait(2)
        return found

    monkeypatch.setattr(tell_change.notice_people, "write", slowly)
    if not locked:

        def unlocked(wanted: str):
            row = db.session.get_one(Notice, wanted)
            return row, db.session.get_one(Screening, row.screening_id)

        monkeypatch.setattr(tell_change.notices, "hold", unlocked)

    def later() -> None:
        with evening.desk.app.app_context():
            telling.wait(20)
            evening.change(at=time(22))
            changed.set()

    other = threading.Thread(target=later)
    other.start()
    tell(notice_id, seen, evening.desk.account_id, BASE_URL)
    other.join()
    assert len(evening.notices()) == (1 if locked else 0)
