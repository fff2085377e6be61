"""What becomes of a message that came in: bounces, machines, and people."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from tests import invented
from tests.letters_world import BASE_URL, World
from tests.mail.samples import sample
from tests.smtp import Post
from tests.world import entry, one_screening
from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.identity import Identity
from tracker.allies.suppression import Suppression
from tracker.arrivals.welcome import welcome
from tracker.followups import answers
from tracker.followups.followup import Attempt, FollowUp, FollowUpSignup
from tracker.letters import replies
from tracker.letters.bounced import StillLeaving
from tracker.letters.dead_address import DeadAddress, dead, give_a_chance, mark_dead
from tracker.letters.letter import Letter
from tracker.letters.reply import Reply
from tracker.letters.return_path import letter_of
from tracker.store import links
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.sealing import fingerprints
from tracker.store.transactions import transaction
from tracker.usecases.deliver_due import deliver_due
from tracker.usecases.receive_mail import receive_mail

NOON = datetime(2023, 10, 24, 15, 40, tzinfo=UTC)


def return_path(letter: Letter) -> str:
    return f"letters+{links.sign('bounce', letter.id)}@houselights.example"


@pytest.fixture
def left(world: World, smtp: Post) -> Letter:
    """Mina's thank-you letter, which has left; noise's has, too, and a later one waits for each."""
    world.step("learn", delay_hours=48)
    for name in ("noise", "mina"):
        ally = world.add(name=name.title(), email=f"{name}@mail.example.org")
        identify(ally, f"{name}@mail.example.org")
        follow_up = world.follow_up_of(ally)
        signups = db.session.query(FollowUpSignup).filter_by(follow_up_id=follow_up.id).all()
        invented.follow_up(
            ally, world.campaign_id, signups[0].signup_id, step_id=world.steps["learn"], step_key="learn", channel="letter",
            due_at=clock.now() + timedelta(hours=48), point_person_id=follow_up.point_person_id,
        )  # fmt: skip
    world.write()
    deliver_due(new_id(), smtp.url, BASE_URL)
    letter = world.letter_to(ally)
    assert letter.state == "left"
    return letter


def identify(ally_id: str, email: str) -> None:
    ((key, mark),) = fingerprints("find", "email", email)
    invented.write(Identity(ally_id=ally_id, kind="email", key_name=key, fingerprint=mark))


def about(letter: Letter, name: str, via: str = "return path") -> bytes:
    if via == "return path":
        return sample(name, return_path(letter))
    return sample(name, "postmaster@houselights.example", letter.message_id)


def fresh(letter: Letter) -> Letter:
    db.session.rollback()
    return db.session.get_one(Letter, letter.id, populate_existing=True)


def follow_ups(ally_id: str, **wanted: object) -> list[FollowUp]:
    db.session.rollback()
    rows = db.session.query(FollowUp).filter_by(ally_id=ally_id, **wanted).order_by(FollowUp.planned_at, FollowUp.id)
    return list(rows)


def mail(sender: str, body: str = "Hello, I could help.", **headers: str) -> bytes:
    lines = {
        "From": sender,
        "To": "rosa@houselights.example",
        "Subject": "Re: hello",
        "Message-ID": f"<{new_id()}@mail.example.org>",
        **headers,
    }
    return ("".join(f"{name}: {value}\n" for name, value in lines.items()) + f"\n{body}\n").encode()


# Letters that came back


def test_a_return_path_names_its_letter_and_no_changed_one_does(world: World, left: Letter):
    address = return_path(left)
    assert letter_of(address) == letter_of(address.upper()) == left.id
    assert letter_of(address.replace("+", "+0")) is None
    assert letter_of(f"x+{links.sign('stop', left.id)}@houselights.example") is None
    assert letter_of("letters@houselights.example") is None


@pytest.mark.parametrize("via", ["return path", "Message-ID"])
@pytest.mark.parametrize("name", ["bounce_postfix.eml", "bounce_exim.eml", "bounce_qmail.eml", "bounce_gmail.eml"])
def test_a_hard_bounce_stops_the_address_and_one_person_finds_another_way(
    world: World, left: Letter, name: str, via: str
):
    with time_machine.travel(NOON, tick=False):
        assert receive_mail(about(left, name, via)) == "bounce"
    letter = fresh(left)
    assert (letter.state, letter.bounce, letter.bounces, letter.bounced_at) == ("failed", "5.1.1", 1, NOON)
    assert dead(["mina@mail.example.org", "noise@mail.example.org"]) == {"mina@mail.example.org"}
    assert [each.outcome for each in follow_ups(left.ally_id, channel="letter")] == ["sent", "withdrawn"]
    (task,) = follow_ups(left.ally_id, why="bounced")
    assert (task.channel, task.state, task.due_at, task.late_at) == ("call", "open", NOON, NOON + timedelta(hours=72))
    assert db.session.query(FollowUpSignup).filter_by(follow_up_id=task.id).count() == 1
    noise = next(each for each in world.letters() if each.ally_id != left.ally_id)
    assert [each.state for each in follow_ups(noise.ally_id)] == ["closed", "open"], "nobody else is touched"


def test_who_has_not_agreed_to_calls_gets_a_task(world: World, left: Letter):
    with transaction() as session:
        session.get_one(Ally, left.ally_id).phone_consent = "no"
    receive_mail(about(left, "bounce_postfix.eml"))
    assert [each.channel for each in follow_ups(left.ally_id, why="bounced")] == ["task"]


def test_the_same_bounce_twice_counts_once(world: World, left: Letter):
    receive_mail(about(left, "full_gmail.eml"))
    assert receive_mail(about(left, "full_gmail.eml")) == "repeat"
    assert fresh(left).bounces == 1
    assert db.session.query(Reply).filter_by(letter_id=left.id).one().message is None


def test_two_hard_bounces_plan_one_task(world: World, left: Letter):
    receive_mail(about(left, "bounce_postfix.eml"))
    receive_mail(about(left, "bounce_exim.eml"))
    assert len(follow_ups(left.ally_id, why="bounced")) == 1


def test_no_letter_is_written_to_a_dead_address_until_its_owner_signs_up_again(world: World, left: Letter, smtp: Post):
    receive_mail(about(left, "bounce_postfix.eml"))
    world.step("check_in")
    late = invented.follow_up(
        left.ally_id, world.campaign_id, step_id=world.steps["check_in"], step_key="check_in", channel="letter"
    )
    world.write()
    assert db.session.get_one(FollowUp, late).outcome == "withdrawn"
    with transaction():
        give_a_chance(["mina+again@mail.example.org"])
    assert dead(["mina@mail.example.org"]) == frozenset()
    world.step("again")
    invented.follow_up(
        left.ally_id, world.campaign_id, step_id=world.steps["again"], step_key="again", channel="letter"
    )
    world.write()
    assert deliver_due(new_id(), smtp.url, BASE_URL) == 1
    assert smtp.letters[-1].recipients == ["mina@mail.example.org"]


@pytest.mark.parametrize(("source", "chance"), [("screen", True), ("kiosk", True), ("import", False), ("sheet", False)])
def test_only_who_stands_there_gives_a_dead_address_its_chance(app: Flask, source: str, chance: bool):
    with app.app_context():
        here = one_screening()
        with transaction():
            mark_dead("mina@mail.example.org", "5.1.1")
            mark_dead("noise@mail.example.org", "5.1.1")
        with transaction():
            welcome([entry(here, email="mina@mail.example.org", source=source)])
        gone = {"noise@mail.example.org"} if chance else {"noise@mail.example.org", "mina@mail.example.org"}
        assert dead(["mina@mail.example.org", "noise@mail.example.org"]) == gone


def test_a_letter_already_queued_does_not_leave_for_a_dead_address(world: World, left: Letter, smtp: Post):
    noise = next(each for each in world.letters() if each.ally_id != left.ally_id)
    waiting = invented.follow_up(
        left.ally_id, world.campaign_id, step_id=world.steps["learn"], step_key=None, channel="letter"
    )
    world.write()
    receive_mail(about(left, "bounce_postfix.eml"))
    assert deliver_due(new_id(), smtp.url, BASE_URL) == 0
    assert db.session.get_one(FollowUp, waiting).state == "closed"
    assert fresh(noise).state == "left"


@pytest.mark.parametrize("name", ["full_gmail.eml", "full_gmx.eml", "greylisted.eml", "full_exchange_old.eml"])
def test_a_full_mailbox_gets_the_letter_again_a_day_later(world: World, left: Letter, smtp: Post, name: str):
    with time_machine.travel(clock.now(), tick=False) as traveller:
        now = clock.now()
        receive_mail(about(left, name))
        letter = fresh(left)
        assert (letter.state, letter.due_at, letter.bounces) == ("waiting", now + timedelta(days=1), 1)
        assert deliver_due(new_id(), smtp.url, BASE_URL) == 0
        traveller.shift(timedelta(days=1))
        assert deliver_due(new_id(), smtp.url, BASE_URL) == 1
    assert smtp.letters[-1].message["Message-ID"] == left.message_id
    assert not dead(["mina@mail.example.org"])
    assert follow_ups(left.ally_id, why="bounced") == []


def test_the_third_time_it_fails_in_sight_and_the_address_lives(world: World, left: Letter):
    for time in range(3):
        with transaction() as session:
            letter = session.get_one(Letter, left.id)
            letter.state, letter.left_at = "left", clock.now()
        receive_mail(about(left, "full_gmail.eml").replace(b"GMR@", b"GMR%d@" % time))
    assert (fresh(left).state, fresh(left).bounces) == ("failed", 3)
    assert not dead(["mina@mail.example.org"])
    assert [each.state for each in follow_ups(left.ally_id, step_key="learn")] == ["open"]
    assert len(follow_ups(left.ally_id, why="bounced")) == 1


def test_a_refusal_by_policy_fails_in_sight_and_is_not_the_addresss_fault(world: World, left: Letter):
    receive_mail(about(left, "policy_outlook_com.eml"))
    assert (fresh(left).state, fresh(left).bounce) == ("failed", "5.7.1")
    assert db.session.query(DeadAddress).count() == 0
    assert follow_ups(left.ally_id, why="bounced") == []


@pytest.mark.parametrize("name", ["delayed_postfix.eml", "delayed_exim.eml", "delivered.eml"])
def test_a_delay_or_a_delivery_changes_nothing(world: World, left: Letter, name: str):
    assert receive_mail(about(left, name)) == "report"
    assert fresh(left).state == "left"


def test_a_report_about_nothing_of_ours_is_dropped(world: World, left: Letter):
    assert receive_mail(sample("bounce_postfix.eml", "letters+forged@houselights.example")) == "unknown report"
    assert db.session.query(Reply).count() == 0
    assert fresh(left).state == "left"


def test_a_report_that_is_faster_than_the_worker_comes_again(world: World, left: Letter):
    with transaction() as session:
        letter = session.get_one(Letter, left.id)
        letter.state, letter.left_at = "leaving", None
        letter.leased_by, letter.leased_until = "w", clock.now() + timedelta(hours=1)
    with pytest.raises(StillLeaving):
        receive_mail(about(left, "bounce_postfix.eml"))
    with transaction() as session:
        letter = session.get_one(Letter, left.id)
        letter.state, letter.left_at, letter.leased_by, letter.leased_until = "left", clock.now(), None, None
    assert receive_mail(about(left, "bounce_postfix.eml")) == "bounce"


def test_who_has_stopped_gets_no_task_for_a_bounce(world: World, left: Letter):
    with transaction() as session:
        session.get_one(Ally, left.ally_id).email_consent = "no"
    receive_mail(about(left, "bounce_postfix.eml"))
    assert follow_ups(left.ally_id, why="bounced") == []


# Machines


@pytest.mark.parametrize(
    "name", ["away_gmail.eml", "away_outlook_ko.eml", "list_reply.eml", "challenge.eml", "receipt.eml"]
)
def test_what_a_machine_wrote_becomes_nothing(world: World, left: Letter, name: str):
    before = len(follow_ups(left.ally_id))
    assert receive_mail(sample(name, message_id=left.message_id), [return_path(left)]) == "machine"
    assert len(follow_ups(left.ally_id)) == before
    assert db.session.query(Reply).count() == 0


def test_our_own_letter_coming_round_becomes_nothing(world: World, left: Letter, smtp: Post):
    raw = mail("Friend <friend@example.org>", **{"Message-ID": left.message_id})
    assert receive_mail(raw) == "machine"
    assert receive_mail(mail("letters+x@houselights.example")) == "machine"
    assert receive_mail(smtp.letters[0].raw) == "machine"


# People


def test_a_reply_becomes_a_sealed_task_due_in_a_day(world: World, left: Letter):
    rosa = invented.account(name="Rosa")
    with transaction() as session:
        session.get_one(FollowUp, left.follow_up_id).point_person_id = rosa
    with time_machine.travel(NOON, tick=False):
        assert receive_mail(sample("reply_gmail.eml", message_id=left.message_id)) == "reply"
    (task,) = follow_ups(left.ally_id, why="reply")
    assert (task.channel, task.due_at, task.late_at) == ("task", NOON, NOON + timedelta(hours=24))
    assert task.point_person_id == rosa
    assert db.session.query(FollowUpSignup).filter_by(follow_up_id=task.id).count() == 1
    (shown,) = replies.of_follow_up(task.id)
    assert "parish hall" in shown.paragraphs[1]
    assert shown.elsewhere, "she wrote from another address than the one we have"
    row = db.session.query(Reply).one()
    assert b"parish" not in (row.message_sealed or b"parish")
    assert row.settled_at == NOON
    assert db.session.get_one(FollowUp, left.follow_up_id).outcome == "answered"


@pytest.mark.parametrize("by", ["return path", "In-Reply-To", "References", "sender"])
def test_a_reply_is_matched_by_whatever_names_the_letter_or_the_ally(world: World, left: Letter, by: str):
    headers = {name: f"<x@y.example> {left.message_id}" for name in ("In-Reply-To", "References") if name == by}
    sender = "mina+choir@mail.example.org" if by == "sender" else "other@example.org"
    recipients = [return_path(left)] if by == "return path" else []
    assert receive_mail(mail(sender, **headers), recipients) == "reply"
    assert len(follow_ups(left.ally_id, why="reply")) == 1


def test_where_the_playbook_has_a_step_for_answers_the_reply_hangs_on_it(world: World, left: Letter):
    world.step("answer", condition={"after": "any letter", "outcome": "answered"}, channel="call", words={})
    with time_machine.travel(clock.now(), tick=False):
        receive_mail(sample("reply_gmail.eml", message_id=left.message_id))
        (call,) = follow_ups(left.ally_id, step_key="answer")
        assert call.late_at == clock.now() + timedelta(hours=24)
    assert follow_ups(left.ally_id, why="reply") == []
    assert len(replies.of_follow_up(call.id)) == 1


def test_a_second_message_joins_what_waits_already(world: World, left: Letter):
    receive_mail(mail("mina@mail.example.org", "One"))
    receive_mail(mail("mina@mail.example.org", "Two"))
    (task,) = follow_ups(left.ally_id, why="reply")
    assert {each.paragraphs[0] for each in replies.of_follow_up(task.id)} == {"One", "Two"}


def test_the_same_message_twice_is_one_and_two_with_one_message_id_are_two(world: World, left: Letter):
    raw = mail("mina@mail.example.org", "One", **{"Message-ID": "<same@mail.example.org>"})
    assert [receive_mail(raw), receive_mail(b"Received: again\n" + raw)] == ["reply", "repeat"]
    assert receive_mail(raw.replace(b"One", b"Two")) == "reply"
    assert db.session.query(Reply).count() == 2


def test_the_same_message_handed_in_by_six_at_once_is_one(world: World, left: Letter):
    raw = sample("reply_gmail.eml", message_id=left.message_id)
    told: list[str] = []

    def hand_in() -> None:
        with world.app.app_context():
            told.append(receive_mail(raw))

    db.session.rollback()
    threads = [threading.Thread(target=hand_in) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["repeat"] * 5 + ["reply"]
    assert len(follow_ups(left.ally_id, why="reply")) == 1
    assert db.session.query(Attempt).filter_by(outcome="answered").count() == 1


def test_only_stop_means_stop_at_once_and_a_person_still_reads_it(world: World, left: Letter):
    assert receive_mail(sample("stop_outlook.eml", message_id=left.message_id)) == "stop"
    db.session.rollback()
    ally = db.session.get_one(Ally, left.ally_id)
    assert (ally.email_consent, ally.phone_consent) == ("no", "no")
    assert db.session.query(Suppression).count() == 2
    assert [each.state for each in follow_ups(left.ally_id)] == ["closed", "closed"]
    (line,) = replies.unsettled()
    assert line.alias == ally.alias
    noise = db.session.query(Ally).filter(Ally.id != ally.id).one()
    assert noise.email_consent == "yes"


def test_who_has_stopped_and_writes_again_is_read_by_a_coordinator(world: World, left: Letter):
    receive_mail(sample("stop_outlook.eml", message_id=left.message_id))
    assert receive_mail(mail("mina@mail.example.org", "One more thing")) == "unplaced"
    assert [each.state for each in follow_ups(left.ally_id)] == ["closed", "closed"]
    assert len(replies.unsettled()) == 2


@pytest.mark.parametrize(
    "raw", [b"", b"\x00\xff", b"just text", mail("stranger@example.org"), b"From: \xff\n\n" + b"x" * 100_000]
)
def test_a_message_of_nobody_we_know_is_kept_sealed(world: World, left: Letter, raw: bytes):
    assert receive_mail(raw) == "unplaced"
    row = db.session.query(Reply).one()
    assert (row.ally_id, row.settled_at) == (None, None)
    assert len(replies.opened(row).sender) < 400
    assert len(replies.unsettled()) == 1


def test_a_gone_point_person_leaves_it_to_whoever_comes_first(world: World, left: Letter):
    gone = invented.account(active=False)
    with transaction() as session:
        session.get_one(FollowUp, left.follow_up_id).point_person_id = gone
    receive_mail(mail("mina@mail.example.org"))
    assert follow_ups(left.ally_id, why="reply")[0].point_person_id is None


def test_an_answer_is_taken_once(world: World, left: Letter):
    with transaction() as session:
        follow_up = session.get_one(FollowUp, left.follow_up_id)
        answers.take_answer(follow_up, NOON)
        answers.take_answer(follow_up, NOON)
    assert db.session.query(Attempt).filter_by(outcome="answered").count() == 1
