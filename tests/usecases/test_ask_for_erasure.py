"""An ally asks to be forgotten: at once nobody sees, finds or reaches them; for twenty hours they may take it back."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests import invented, world
from tests.members import browser_of
from tests.wanting_out import ADDRESS, NAME, PHONE, Out, letters_of, own_link, welcomed
from tracker import clock
from tracker.allies import hiding, suppress
from tracker.allies.ally import Ally
from tracker.allies.by_address import by_address
from tracker.allies.consent import Consent
from tracker.allies.identity import Identity
from tracker.allies.own_link import OwnLink
from tracker.allies.recognise import Person, known
from tracker.arrivals.welcome import welcome
from tracker.followups.followup import FollowUp
from tracker.keeping import erasures
from tracker.keeping import person as keeping
from tracker.keeping.erasure import Erasure
from tracker.letters.letter import Letter
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases import undo_outcome
from tracker.usecases.ask_for_erasure import ask_for_erasure, take_back_erasure
from tracker.usecases.confirm_address import confirm_address
from tracker.usecases.erase_due import erase_due
from tracker.usecases.write_due_letters import write_due_letters


@pytest.fixture
def out(app: Flask) -> Iterator[Out]:
    with app.app_context():
        yield Out(app)


@pytest.fixture
def at() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(invented.NOON, tick=False) as traveller:
        yield traveller


def kinds(email: str | None = ADDRESS, phone: str | None = PHONE) -> list[frozenset[str]]:
    db.session.rollback()
    found = suppress.suppressed(suppress.contact_fingerprints(email, phone))
    return list(found.values())


def test_at_once_nobody_sees_finds_or_reaches_them(at: time_machine.Traveller, out: Out) -> None:
    own_link(out.ally_id)
    write_due_letters("http://localhost")
    assert ask_for_erasure(out.ally_id) is True
    db.session.rollback()
    ally = db.session.get_one(Ally, out.ally_id)
    assert (ally.contact, ally.email_consent, ally.phone_consent) == (None, "no", "no")
    facts = db.session.scalars(select(Consent).where(Consent.ally_id == out.ally_id, Consent.answer == "no"))
    assert sorted((fact.channel, fact.source) for fact in facts) == [("email", "own link"), ("phone", "own link")]
    assert kinds() == [frozenset({"erased"})] * 2
    assert by_address(ADDRESS) is None
    assert known([Person("", NAME, None, PHONE)]) == [None]
    assert db.session.query(Identity).filter_by(ally_id=out.ally_id).count() == 0
    assert db.session.query(OwnLink).filter_by(ally_id=out.ally_id).count() == 0
    theirs = db.session.query(FollowUp).filter_by(ally_id=out.ally_id).all()
    assert theirs
    assert {each.state for each in theirs} == {"closed"}
    assert [(each.recipient_sealed, each.words_sealed) for each in letters_of(out.ally_id)] == [(None, None)]
    assert db.session.query(Erasure).one().contact == {"name": NAME, "call": NAME, "email": ADDRESS, "phone": PHONE}
    assert erasures.waiting(out.ally_id) == clock.now() + timedelta(hours=20)
    assert erasures.sure_by(out.ally_id) == clock.now() + timedelta(hours=24)


def test_nobody_else_is_touched(out: Out) -> None:
    before = {table: db.session.query(table).filter_by(ally_id=out.other_id).count() for table in (FollowUp, Identity)}
    ask_for_erasure(out.ally_id)
    db.session.rollback()
    assert db.session.get_one(Ally, out.other_id).contact is not None
    assert {t: db.session.query(t).filter_by(ally_id=out.other_id).count() for t in before} == before
    assert all(each.outcome != "asked to stop" for each in db.session.query(FollowUp).filter_by(ally_id=out.other_id))


def test_asking_twice_for_nobody_or_when_nothing_is_left_changes_nothing(out: Out) -> None:
    assert ask_for_erasure(out.ally_id) is True
    assert ask_for_erasure(out.ally_id) is False
    assert ask_for_erasure("0" * 16) is False
    assert ask_for_erasure(welcomed(out.here, email=None, phone=None, consent="no")) is False
    assert db.session.query(Erasure).count() == 1


def test_taken_back_they_are_known_again_and_letters_wait_for_their_own_yes(
    at: time_machine.Traveller, out: Out
) -> None:
    ask_for_erasure(out.ally_id)
    at.shift(timedelta(hours=19, minutes=59))
    assert take_back_erasure(out.ally_id) is True
    db.session.rollback()
    ally = db.session.get_one(Ally, out.ally_id)
    assert ally.contact == {"name": NAME, "call": NAME, "email": ADDRESS, "phone": PHONE}
    assert (ally.email_consent, ally.phone_consent, ally.acted_at) == ("no", "no", clock.now())
    assert kinds() == []
    assert known([Person("", "", ADDRESS, None), Person("", NAME, None, PHONE)]) == [out.ally_id] * 2
    assert erasures.waiting(out.ally_id) is None
    assert db.session.query(Erasure).one().contact_sealed is None
    assert take_back_erasure(out.ally_id) is False
    assert confirm_address(out.ally_id) is True
    db.session.rollback()
    assert db.session.get_one(Ally, out.ally_id).email_consent == "yes"


def test_who_left_only_a_number_is_recognised_again_too(out: Out) -> None:
    ally_id = welcomed(out.here, name="Ok-ja Lim", email=None, phone="+15125550122")
    ask_for_erasure(ally_id)
    assert known([Person("", "Ok-ja Lim", None, "+15125550122")]) == [None]
    assert take_back_erasure(ally_id) is True
    assert known([Person("", "Ok-ja Lim", None, "+15125550122")]) == [ally_id]


def test_after_taking_back_they_can_ask_again(out: Out) -> None:
    for _ in range(2):
        assert ask_for_erasure(out.ally_id) is True
        assert take_back_erasure(out.ally_id) is True
    assert ask_for_erasure(out.ally_id) is True
    assert kinds() == [frozenset({"erased"})] * 2


def test_after_twenty_hours_it_is_too_late_to_take_it_back(at: time_machine.Traveller, out: Out) -> None:
    ask_for_erasure(out.ally_id)
    at.shift(timedelta(hours=20))
    assert take_back_erasure(out.ally_id) is False
    assert erase_due() == 1
    assert take_back_erasure(out.ally_id) is False


def test_what_was_suppressed_before_stays_when_it_is_taken_back(at: time_machine.Traveller, out: Out) -> None:
    with transaction():
        suppress.suppress(ADDRESS, None, "", "left")
        suppress.suppress(None, PHONE, "", "erased")
    at.shift(timedelta(hours=1))
    ask_for_erasure(out.ally_id)
    take_back_erasure(out.ally_id)
    assert (kinds(phone=None), kinds(email=None)) == ([frozenset({"left"})], [frozenset({"erased"})])


@pytest.mark.parametrize("done", [False, True], ids=["while it waits", "once it is done"])
def test_a_fresh_signup_is_a_new_ally_barred_until_their_own_link_and_gets_the_one_letter(
    at: time_machine.Traveller, out: Out, done: bool
) -> None:
    ask_for_erasure(out.ally_id)
    if done:
        at.shift(timedelta(hours=21))
        assert erase_due() == 1
    fresh = welcomed(out.here, name=NAME, email=ADDRESS, phone=PHONE)
    assert fresh != out.ally_id
    at.shift(timedelta(minutes=5))
    write_due_letters("http://localhost")
    [letter] = letters_of(fresh)
    assert (letter.kind, letter.recipient) == ("confirm", ADDRESS)
    assert db.session.get_one(Ally, fresh).email_consent != "yes"
    assert kinds() == [frozenset({"erased"})] * 2
    assert confirm_address(fresh) is True
    assert kinds() == []


def test_who_signed_up_again_meanwhile_cannot_take_it_back(out: Out) -> None:
    ask_for_erasure(out.ally_id)
    fresh = welcomed(out.here, name=NAME, email=ADDRESS)
    with pytest.raises(hiding.SignedUpSince):
        take_back_erasure(out.ally_id)
    db.session.rollback()
    assert by_address(ADDRESS) == fresh
    assert db.session.get_one(Ally, out.ally_id).contact is None
    assert erasures.waiting(out.ally_id) is not None
    assert kinds(phone=None) == [frozenset({"erased"})]


def test_an_import_does_not_bring_them_back(out: Out) -> None:
    ask_for_erasure(out.ally_id)
    with transaction():
        [told] = welcome([world.entry(out.here, source="import", email=ADDRESS)])
    assert told.fate == "suppressed"


def test_an_outcome_that_was_undone_too_late_does_not_open_them_again(at: time_machine.Traveller, out: Out) -> None:
    call = invented.follow_up(out.ally_id, out.here.campaign_id, point_person_id=out.rosa)
    browser = browser_of(out.app, out.rosa)
    browser.post("/desk/claim", data={"claim": call})
    assert browser.post(f"/desk/follow-ups/{call}", data={"outcome": "asked to stop"}).status_code == 303
    [attempt] = db.session.scalars(select(undo_outcome.Attempt.id).where(undo_outcome.Attempt.follow_up_id == call))
    assert ask_for_erasure(out.ally_id) is True
    with pytest.raises(undo_outcome.ErasedSince):
        undo_outcome.undo_outcome(attempt, out.rosa)
    db.session.rollback()
    assert db.session.get_one(Ally, out.ally_id).email_consent == "no"


def test_two_who_asked_and_were_one_are_erased_when_the_first_is_due(at: time_machine.Traveller, out: Out) -> None:
    ask_for_erasure(out.ally_id)
    first: datetime | None = erasures.waiting(out.ally_id)
    at.shift(timedelta(hours=3))
    ask_for_erasure(out.other_id)
    with transaction():
        keeping.move(out.ally_id, out.other_id)
    assert (erasures.waiting(out.ally_id), erasures.waiting(out.other_id)) == (None, first)


def test_the_page_of_an_ally_shows_the_alias_and_when_it_is_done(at: time_machine.Traveller, out: Out) -> None:
    browser = browser_of(out.app, out.coordinator)
    alias = db.session.get_one(Ally, out.ally_id).alias
    before = browser.get(f"/desk/allies/{out.ally_id}").text
    assert "Show the contact once" in before
    ask_for_erasure(out.ally_id)
    page = browser.get(f"/desk/allies/{out.ally_id}").text
    assert alias in page
    assert "Done by Wed 25 Oct, 11:40 am" in page  # by the clock of the desk
    for hidden in ("Show the contact once", "What they said about contact", "Signups", NAME, ADDRESS):
        assert hidden not in page
    shown = browser.post(f"/desk/allies/{out.ally_id}/reveal", data={"reason": "to see whether it shows"})
    assert ADDRESS not in shown.text
    assert shown.status_code == 200


LISTS = (
    "/desk/", "/desk/?list=team", "/desk/?list=stuck", "/desk/allies/", "/desk/replies/", "/desk/outbox/", "/desk/write/",
    "/desk/notices/", "/desk/call-back/?who=Zephyrine",
)  # fmt: skip


@pytest.mark.parametrize("done", [False, True], ids=["while it waits", "once it is done"])
def test_no_page_of_the_desk_breaks_or_tells_who_they_are(out: Out, done: bool) -> None:
    write_due_letters("http://localhost")
    [letter] = letters_of(out.ally_id)
    ask_for_erasure(out.ally_id)
    if done:
        with transaction() as session:
            session.query(Erasure).one().due_at = clock.now()
        assert erase_due() == 1
    for who in (out.coordinator, out.rosa):
        browser = browser_of(out.app, who)
        for path in (*LISTS, f"/desk/allies/{out.ally_id}"):
            answer = browser.get(path)
            allowed = (200,) if who == out.coordinator else (200, 403)
            assert answer.status_code in allowed, path
            assert NAME not in answer.text.replace("who=Zephyrine", "")
            assert ADDRESS not in answer.text
        assert browser.get(f"/desk/outbox/{letter.id}").status_code < 500
    db.session.rollback()
    assert isinstance(db.session.get_one(Letter, letter.id).state, str)
