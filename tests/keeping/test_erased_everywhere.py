"""Somebody leaves a mark in every room; after the erasure no table holds it, whatever key is tried, and every count stays."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from tests import invented, paper_sheets, world
from tests.disk import found_in
from tests.opened import everything_opened, where
from tests.waiting_marks import Written, in_a_file, in_a_list, joined, on_a_tablet, on_paper
from tests.wanting_out import Out, welcomed
from tracker import clock
from tracker.allies import besides, own_links
from tracker.allies.ally import Ally
from tracker.allies.by_address import by_address
from tracker.allies.identity import Identity
from tracker.allies.name_words import NameWord
from tracker.allies.recognise import Person, email_marks, known, phone_marks
from tracker.allies.suppress import contact_fingerprints, suppressed
from tracker.followups.followup import Attempt, FollowUp
from tracker.hooks.delivery import HookDelivery
from tracker.hooks.hook import Kind
from tracker.hooks.hooks import HookFacts
from tracker.keeping import copies
from tracker.keeping.copy_left import Chase
from tracker.keeping.erasure import Erasure
from tracker.keeping.fields import ERASURE, FIELDS, Class
from tracker.letters.letter import Letter
from tracker.letters.reply import Reply
from tracker.screenings import code
from tracker.signups.asking import mark_of
from tracker.signups.kiosk_entry import KioskEntry
from tracker.signups.sheet_photo import SheetPhoto
from tracker.signups.signup import Signup, SignupAnswer
from tracker.store import known_as
from tracker.store.db import Base, db
from tracker.store.transactions import transaction
from tracker.usecases.ask_for_erasure import ask_for_erasure
from tracker.usecases.erase_at_desk import erase_at_desk
from tracker.usecases.erase_due import erase_due
from tracker.usecases.make_hook import make_hook
from tracker.usecases.sweep_disk import sweep_disk
from tracker.usecases.take_in_file import take_in

MARK = "Brambleshanks"
ADDRESS, PHONE, HALF = "brambleshanks@example.org", "+15125550144", "brambleshanks.half@example.org"
# As they write it here and there: with this address, with that, with the number alone.
WROTE = (
    Written(f"Zeph {MARK}", ADDRESS), Written(f"Zeph {MARK}", HALF, PHONE), Written(f"Zeph {MARK}", phone=PHONE),
)  # fmt: skip
WAITING = {"import_row.content_sealed", "kiosk_entry.envelope_sealed", "sheet_line.content_sealed"}
STRANGER = Written("Otterline", "otterline@example.org", "+15125550145")
# Emptied of their mark, or gone; what is left of these rows are facts.
GO = {
    "identity",
    "name_word",
    "ally_besides",
    "own_link",
    "copy_of",
    "sheet_photo",
    "export",
    "export_of",
    "export_part",
}
# What erasing adds to: the "no", the proof, the mark against coming back, the copies to chase.
ADDED = {"consent", "trace", "trace_head", "erasure", "suppression", "chase", "sweep"}


@pytest.fixture
def at() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(invented.NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def out(app: Flask, at: time_machine.Traveller) -> Iterator[Out]:
    with app.app_context():
        yield Out(app)


def leave_marks(out: Out) -> str:
    """The id of somebody with a mark in every sealed column that an erasure ends; a half was merged into them."""
    here = world.one_screening()
    ally = welcomed(here, name=f"Zeph {MARK}", email=ADDRESS, phone=PHONE, note=f"aunt of {MARK}")
    half = welcomed(here, name=f"Zeph {MARK}", email=HALF, phone=None, note=f"half of {MARK}")
    for ally_id, state in ((ally, "waiting"), (ally, "left"), (ally, "failed"), (half, "left")):
        _letter(ally_id, state)
    _told_elsewhere(ally)
    _told_elsewhere(half)
    _said_by_a_program(ally)
    _said_by_a_program(half)
    _words(ally, out.rosa)
    _words(half, out.rosa)
    joined(half, ally, out.coordinator)
    with transaction():
        copies.left("record", out.rosa, [ally, out.other_id], "json")
        own_links.give(ally, own_links.ADDRESS, f"new.{ADDRESS}")
    take_in(f"Name,Gift\nZeph {MARK},20\n".encode(), "gifts.csv", out.rosa, "outcomes")
    # By that address nobody would know them.
    in_a_list(here, out.coordinator, *WROTE, Written(f"Zeph {MARK}", "zeph@example.org"), let_in=False)
    return ally


def leave_waiting(out: Out, ally: str) -> str:
    """The sheet of an evening at which nobody knew them: it is by their line alone that they stand on it. Beside each a stranger."""
    evening = world.one_screening()
    in_a_list(evening, out.coordinator, *WROTE, STRANGER, let_in=True)
    on_a_tablet(evening, out.coordinator, *WROTE, STRANGER)
    on_paper(world.one_screening(), out.rosa, STRANGER)
    sheet_id = on_paper(evening, out.rosa, *WROTE, STRANGER)
    in_a_file(out.coordinator, ally, out.other_id)
    return sheet_id


def _letter(ally_id: str, state: str) -> None:
    now = clock.now()
    letter = Letter(
        ally_id=ally_id, kind="bulk", language="en", message_id=f"<{ally_id}{state}@x>", state=state, due_at=now, written_at=now,
        left_at=now if state == "left" else None, tries=1, trouble="", urgency=1,
    )  # fmt: skip
    letter.recipient, letter.words = ADDRESS, {"subject": "s", "text": f"Dear {MARK}", "html": "h"}
    reply = Reply(ally_id=ally_id, mark=f"{ally_id}{state}".encode()[:32], received_at=now, letter_id=letter.id)
    reply.message = {"sender": ADDRESS, "subject": "s", "text": f"I am {MARK}"}
    invented.write(letter, reply)


def _told_elsewhere(ally_id: str) -> None:
    """What a receiver was told names nobody; what it answers may say anything."""
    hook_id, _secret = make_hook(HookFacts("Spreadsheet", "https://automation.example/", list(Kind)), None)
    now = clock.now()
    told = HookDelivery(
        hook_id=hook_id, event="signup.recorded", about_id=ally_id, ally_id=ally_id, at=now, due_at=now, state="delivered",
        ended_at=now, tries=1, status=200,
    )  # fmt: skip
    told.body, told.answer = f"of {MARK}", f"thanks, {MARK}"
    invented.write(told)


def _said_by_a_program(ally_id: str) -> None:
    with transaction():
        besides.note(ally_id, {"postal": {"postal_code": f"near {MARK}"}, "custom": {"shirt": f"as {MARK} has it"}})
        known_as.know(known_as.PERSON, ally_id, [f"crm:{MARK}-{ally_id}"])


def _words(ally_id: str, rosa: str) -> None:
    now = clock.now()
    signup = db.session.query(Signup).filter_by(ally_id=ally_id).first()
    call = invented.follow_up(ally_id, world.one_screening().campaign_id, signup.id)
    attempt = Attempt(follow_up_id=call, at=now, account_id=rosa, outcome="no answer")
    attempt.note = f"cousin of {MARK}"
    answer = SignupAnswer(signup_id=signup.id, interest_id=invented.interest(), at=now)
    answer.text = f"with {MARK}"
    invented.write(attempt, answer)
    asker, wish = {"name": f"Zeph {MARK}", "email": ADDRESS, "phone": PHONE}, {"more": f"at {MARK}’s"}
    invented.request(ally_id, asker=asker, wish=wish)
    # Before anybody knew them.
    for email in (ADDRESS, HALF):
        invented.request(asker=asker | {"email": email}, wish=wish, mark=mark_of(email, None))


def counts() -> dict[str, int]:
    db.session.rollback()
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables if table.name not in GO | ADDED
    }  # fmt: skip


def marks_of_search() -> list[str]:
    people = [Person("", f"Zeph {MARK}", each, None) for each in (ADDRESS, HALF)]
    found = [mark.hex() for person in people for _, mark in email_marks(str(person.email))]
    return found + [mark.hex() for _, mark in phone_marks(Person("", f"Zeph {MARK}", None, PHONE))]


@pytest.mark.parametrize(
    ("engine_name", "way"),
    [
        ("sqlite", "own link"),
        ("sqlite", "desk, at once"),
        ("sqlite", "desk, in 20 hours"),
        ("sqlite", "time over"),
        pytest.param("postgresql", "desk, at once", marks=pytest.mark.postgres),
        pytest.param("postgresql", "time over", marks=pytest.mark.postgres),
    ],
    indirect=["engine_name"],
)
def test_nothing_is_left_in_any_table_and_nothing_is_counted_less(
    out: Out, at: time_machine.Traveller, instance: Path, engine_name: str, way: str
) -> None:
    ally = leave_marks(out)
    at.shift(timedelta(hours=21))  # the lists that nobody let in are in nobody's hands any more
    sheet_id = leave_waiting(out, ally)
    ends = {each.name for each in FIELDS if ERASURE in each.ends and each.is_a in (Class.CONTACT, Class.WORDS)}
    # Yes or no; filled by asking; and dots, which bear no words: the photo is there, and goes.
    others = {"ally.extra_care_sealed", "erasure.contact_sealed", "sheet_photo.jpeg_sealed"}
    assert where(MARK) >= ends - others, "a mark in every room, or this test shows nothing"
    assert db.session.query(SheetPhoto).count() == 2
    strangers = where("otterline")
    assert set(marks_of_search()) <= {each for each in everything_opened()["identity.fingerprint"]}
    before, links = counts(), db.session.query(Identity).filter_by(ally_id=out.other_id).count()
    if way == "own link":
        assert ask_for_erasure(ally)
    elif way == "time over":
        with transaction() as session:
            session.get_one(Ally, out.other_id).acted_at = clock.now() + timedelta(days=600)
            session.get_one(Ally, out.ally_id).acted_at = clock.now() + timedelta(days=600)
        at.shift(timedelta(days=600))
    else:
        erase_at_desk(ally, "asked on the phone", way == "desk, at once", out.coordinator)
    at.shift(timedelta(hours=20))
    assert erase_due() == (0 if way == "desk, at once" else 1)
    assert where(MARK) == set()
    assert where(PHONE) == set()
    assert where("otterline") == strangers >= WAITING, "a stranger's stays"
    assert not set(marks_of_search()) & set(everything_opened().get("identity.fingerprint", []))
    assert counts() == before
    assert db.session.query(Identity).filter_by(ally_id=out.other_id).count() == links > 0
    assert db.session.get_one(Ally, out.other_id).contact is not None
    _is_found_nowhere(ally)
    _leaves_what_should_stay(ally, way, sheet_id)
    assert sweep_disk()
    if engine_name == "sqlite":
        assert found_in(instance, MARK) == set()


def _is_found_nowhere(ally: str) -> None:
    assert db.session.query(NameWord).filter_by(ally_id=ally).count() == 0
    assert by_address(ADDRESS) is None and by_address(HALF) is None
    assert known([Person("", f"Zeph {MARK}", ADDRESS, None), Person("", f"Zeph {MARK}", None, PHONE)]) == [None, None]


def _leaves_what_should_stay(ally: str, way: str, sheet_id: str) -> None:
    erasure = db.session.query(Erasure).filter_by(ally_id=ally).one()
    assert erasure.done_at is not None and erasure.contact is None
    assert {each.state for each in db.session.query(FollowUp).filter_by(ally_id=ally)} == {"closed"}
    marks = contact_fingerprints(ADDRESS, PHONE)
    expected = {} if way == "time over" else {mark: frozenset({"erased"}) for mark in marks}
    assert suppressed(marks) == expected
    chased = {(each.kind, each.place) for each in db.session.query(Chase)}
    paper = ("paper", code.spoken(paper_sheets.sheet(sheet_id).code))
    assert chased == {("record", "json"), paper} | (set() if way == "time over" else {("call", "")})
    [photo] = db.session.query(SheetPhoto)
    assert photo.sheet_id != sheet_id, "of the paper on which they do not stand"
    entries = db.session.query(KioskEntry)
    assert sorted(each.why for each in entries) == ["answer", "erased", "erased", "erased"]
