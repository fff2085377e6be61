"""Letters as a real SMTP server receives them, on both engines."""

import threading
from collections import Counter
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import Select

from tests.letters_world import BASE_URL, World
from tests.smtp import HANG_UP, Post
from tracker import clock
from tracker.allies.ally import Ally
from tracker.letters import carrying, to_member
from tracker.letters.carrying import PAUSES
from tracker.letters.return_path import letter_of
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.team import account, settings
from tracker.team.roles import Role
from tracker.usecases.deliver_due import deliver_due
from tracker.usecases.stop_contact import stop_contact
from tracker.usecases.try_letter_again import NotFailed, try_letter_again

WORKER = new_id()


def plain(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def deliver(smtp: Post, worker: str = WORKER, **options) -> int:
    return deliver_due(worker, smtp.url, BASE_URL, **options)


def test_a_letter_arrives_once_with_each_header_once(world: World, smtp: Post):
    ally = world.add(name="Mina", email="mina@example.org")
    world.add("thanks", hours=5)
    world.write()
    while deliver(smtp):
        pass
    (received,) = smtp.letters
    assert received.recipients == ["mina@example.org"]
    assert letter_of(received.sender) == world.letter_to(ally).id
    assert received.sender.startswith("letters+")
    once = (
        "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post",
        "Content-Language", "MIME-Version",
    )  # fmt: skip
    assert {name: len(received.message.get_all(name, [])) for name in once} == dict.fromkeys(once, 1)
    assert received.message["Message-ID"] == world.letter_to(ally).message_id
    assert received.message["Message-ID"].endswith("@houselights.example>")
    assert received.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert received.message["From"] == "Lantern Crossing <letters@houselights.example>"
    text = plain(received.message)
    assert text.startswith("Dear Mina,\n\nYou saw Beyond Utopia (Alder Hall, Austin, Mon 23 Oct 2023, 7:00 pm).")
    html = received.message.get_body(("html",)).get_content()
    assert f"{BASE_URL}/stop/" in html
    assert "<img" not in html
    assert "<link" not in html
    assert "style=" in html
    letter, follow_up = world.letter_to(ally), world.follow_up_of(ally)
    assert (letter.state, letter.tries, follow_up.state, follow_up.outcome) == ("left", 1, "closed", "sent")


def test_everybody_is_written_to_in_their_own_language(world: World, smtp: Post):
    world.add(name="미나", email="mina@example.org", language="ko")
    world.add(name="", email="quiet@example.org", language="es")
    world.write()
    deliver(smtp)
    by_address = {received.recipients[0]: received.message for received in smtp.letters}
    assert plain(by_address["mina@example.org"]).startswith("미나님, 감사합니다.")
    assert by_address["mina@example.org"]["Subject"] == "Beyond Utopia 상영회"
    assert plain(by_address["quiet@example.org"]).startswith(
        "Dear,\n\nYou saw Beyond Utopia (Alder Hall, Austin, Mon 23 Oct"
    )


@pytest.mark.parametrize(
    "name",
    [
        "Mina\r\nBcc: all@example.org",
        "x\nContent-Type: text/html\n\n<script>",
        "=?utf-8?q?=0ABcc:?=",
        "\u2028a\x00b",
        "{{7*7}}",
    ],
)
def test_a_hostile_name_begins_no_header_and_runs_no_code(world: World, smtp: Post, name: str):
    world.step("greeting", {"en": {"subject": "For {call} {{7*7}}", "text": "Dear {call}, {{7*7}}"}})
    world.add("greeting", name=name)
    world.write()
    deliver(smtp)
    (received,) = smtp.letters
    assert received.message["Bcc"] is None
    assert len(received.message.get_all("Content-Type")) == 1
    assert received.message["Subject"].startswith("For ")
    assert received.message["Subject"].endswith("{{7*7}}")
    assert "49" not in received.message["Subject"]
    assert "<script>" not in received.message.get_body(("html",)).get_content()
    assert received.recipients == ["ally1@example.org"]


def test_two_workers_share_the_letters_and_none_leaves_twice(world: World, smtp: Post):
    allies = [world.add() for _ in range(24)]
    while world.write():
        pass
    db.session.remove()

    def work() -> None:
        with world.app.app_context():
            worker = new_id()
            while deliver(smtp, worker, most=3):
                pass

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert Counter(received.recipients[0] for received in smtp.letters) == Counter(
        f"ally{number + 1}@example.org" for number in range(len(allies))
    )
    assert {letter.state for letter in world.letters()} == {"left"}


def _claimed_at_once(world: World, monkeypatch, workers: int = 2) -> list[str]:
    """What workers claim that all look before any of them has written."""
    claimed: list[str] = []
    barrier = threading.Barrier(workers, timeout=30)
    look = carrying.allies_named

    def look_together(ally_ids):
        barrier.wait()
        return look(ally_ids)

    def work() -> None:
        with world.app.app_context(), transaction():
            claimed.extend(letter.id for letter in carrying.claim_due(new_id(), 10, 60).letters)

    monkeypatch.setattr(carrying, "allies_named", look_together)
    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return claimed


@pytest.mark.parametrize("locked", [True, False], ids=["locked", "negative control: unlocked"])
def test_two_that_look_at_the_same_moment_claim_different_letters(world: World, monkeypatch, locked: bool):
    """Without the lock both would take the same four: the test sees the difference. SQLite lets one in at a time."""
    if db.engine.dialect.name == "sqlite":
        return
    if not locked:
        monkeypatch.setattr(Select, "with_for_update", lambda statement, **_options: statement)
    for _ in range(4):
        world.add()
    world.write()
    with transaction():  # with a limit, claims go one after the other anyway
        settings.put("letters_a_minute_to_one_domain", "0")
    db.session.remove()
    claimed = _claimed_at_once(world, monkeypatch)
    assert len(claimed) == (4 if locked else 8)
    assert len(set(claimed)) == 4


def test_the_letters_of_a_dead_worker_come_back_when_its_lease_ends(world: World, smtp: Post, later):
    ally = world.add()
    world.write()
    with transaction():
        (hand,) = carrying.claim_due("dead", 10, 600).letters
    assert deliver(smtp) == 0
    later(seconds=601)
    assert deliver(smtp) == 1
    assert smtp.letters[0].message["Message-ID"] == hand.message_id
    assert world.letter_to(ally).tries == 1  # who died had not begun it


def test_a_temporary_refusal_is_tried_again_after_a_pause(world: World, smtp: Post, later):
    ally = world.add()
    world.write()
    smtp.answers.append("451 4.3.0 ally1@example.org: later")
    assert deliver(smtp) == 1
    letter = world.letter_to(ally)
    assert (letter.state, letter.trouble, smtp.letters) == ("waiting", "451", [])
    assert deliver(smtp) == 0
    later(minutes=PAUSES[0], seconds=1)
    deliver(smtp)
    assert world.letter_to(ally).state == "left"
    assert len(smtp.letters) == 1


def test_tries_go_on_for_four_hours_at_least_then_the_letter_fails_in_sight(world: World, smtp: Post, later):
    ally = world.add()
    world.write()
    began = clock.now()
    smtp.answers.extend(["451 4.3.0 Later"] * 20)
    while world.letter_to(ally).state == "waiting":
        if not deliver(smtp):
            due_in = world.letter_to(ally).due_at - clock.now()
            later(seconds=max(due_in.total_seconds() + 0.01, 0.5))
    assert world.letter_to(ally).state == "failed"
    assert clock.now() - began >= timedelta(hours=4)
    assert world.follow_up_of(ally).state == "open"
    smtp.answers.clear()
    try_letter_again(world.letter_to(ally).id, new_id(), None, team=False)
    deliver(smtp)
    assert world.letter_to(ally).state == "left"
    with pytest.raises(NotFailed):
        try_letter_again(world.letter_to(ally).id, new_id(), None, team=False)


def test_a_permanent_refusal_fails_at_once_and_keeps_no_word_of_the_server(world: World, smtp: Post):
    ally, other = world.add(), world.add()
    world.write()
    smtp.answers.append("550 5.1.1 <ally1@example.org> unknown")
    deliver(smtp)
    assert (world.letter_to(ally).state, world.letter_to(ally).trouble) == ("failed", "550")
    assert world.letter_to(other).state == "left"


def test_who_cannot_be_opened_fails_in_sight_and_keeps_nobody_else_back(world: World, smtp: Post):
    broken, other = world.add(), world.add()
    with transaction() as session:
        session.get_one(Ally, broken).contact_sealed = b"\x00" * 60
    assert world.write() == 2
    assert world.write() == 0, "it is not tried for ever"
    deliver(smtp)
    assert (world.letter_to(broken).state, world.letter_to(broken).trouble) == ("failed", "sealed")
    assert world.letter_to(other).state == "left"


def test_a_hang_up_after_data_sends_once_more_with_the_same_message_id(world: World, smtp: Post, later):
    ally, other = world.add(), world.add()
    world.write()
    smtp.answers.append(HANG_UP)
    deliver(smtp)
    assert (world.letter_to(ally).state, world.letter_to(ally).trouble) == ("waiting", "broken off")
    assert world.letter_to(other).state == "left"
    promised = world.letter_to(ally).message_id
    later(minutes=2)
    deliver(smtp)
    assert [received.message["Message-ID"] for received in smtp.letters][1:] == [promised]


def test_a_stop_withdraws_what_is_queued_and_what_is_being_written(world: World, smtp: Post):
    ally, other, late = world.add(), world.add(), world.add()
    world.write()
    stop_contact(ally)
    # A letter that slipped into the outbox beside the stop: looked at again when it is claimed.
    with transaction() as session:
        session.get(Ally, late).email_consent = "no"
    while deliver(smtp):
        pass
    assert [received.recipients[0] for received in smtp.letters] == ["ally2@example.org"]
    for gone, outcome in ((ally, "asked to stop"), (late, "withdrawn")):
        letter = world.letter_to(gone)
        assert (letter.state, letter.words_sealed, letter.recipient_sealed) == ("withdrawn", None, None)
        assert world.follow_up_of(gone).outcome == outcome
    assert world.follow_up_of(other).outcome == "sent"


def test_without_a_mail_server_letters_wait_untouched(world: World):
    ally = world.add()
    world.write()
    assert deliver_due(WORKER, "", BASE_URL) == 0
    letter = world.letter_to(ally)
    assert (letter.state, letter.tries, letter.words["subject"]) == ("waiting", 0, "Thank you for Beyond Utopia")


def test_where_starttls_is_demanded_and_absent_nothing_is_sent(world: World, smtp: Post):
    ally, other = world.add(), world.add()
    world.write()
    deliver_due(WORKER, smtp.url.replace("smtp://", "smtp+starttls://"), BASE_URL)
    assert smtp.letters == []
    for each in (ally, other):
        assert (world.letter_to(each).state, world.letter_to(each).trouble) == ("waiting", "no tls")


def test_a_mail_server_that_is_away_loses_nothing(world: World, smtp: Post, later):
    allies = [world.add() for _ in range(3)]
    world.write()
    deliver_due(WORKER, "smtp://127.0.0.1:9", BASE_URL)
    assert {world.letter_to(ally).trouble for ally in allies} == {"unreachable"}
    later(minutes=2)
    deliver(smtp)
    assert len(smtp.letters) == 3


def test_a_worker_told_to_end_gives_the_rest_back_untried(world: World, smtp: Post):
    for _ in range(3):
        world.add()
    world.write()
    answers = iter([True, False])
    deliver(smtp, going_on=lambda: next(answers))
    assert len(smtp.letters) == 1
    assert sorted((letter.state, letter.tries, letter.leased_by) for letter in world.letters()) == [
        ("left", 1, None), ("waiting", 0, None), ("waiting", 0, None),
    ]  # fmt: skip


def test_thanks_leave_before_letters_that_waited_longer(world: World, smtp: Post):
    world.step("invitation", delay_hours=24)
    for _ in range(3):
        world.add("invitation", email="")
    world.add("thanks", email="fresh@example.org")
    world.write()
    deliver(smtp, most=1)
    assert smtp.letters[0].recipients == ["fresh@example.org"]


def test_extra_care_names_neither_film_nor_sender_where_others_see_it(world: World, smtp: Post):
    world.add(care=True)
    world.write()
    deliver(smtp)
    message = smtp.letters[0].message
    assert message["From"] == "letters@houselights.example"
    assert "Utopia" not in message["Subject"]
    assert "Utopia" not in plain(message).splitlines()[0]


def test_an_address_that_no_header_can_hold_fails_in_sight(world: World, smtp: Post):
    ally, other = world.add(email="a\r\nBcc: b@example.org"), world.add()
    world.write()
    deliver(smtp)
    assert world.letter_to(ally).trouble == "address"
    assert world.letter_to(other).state == "left"


def test_letters_to_allies_wait_until_somebody_reads_the_answers_and_the_teams_leave(
    world: World, smtp: Post, member, later
):
    ally = world.add()
    world.write()
    whose = member(Role.ORGANIZER)
    with transaction():
        settings.put("reply_to", "new@houselights.example")
        to_member.password_link(account.by_id(whose.id), BASE_URL, "/account/reset/x")
    assert deliver(smtp) == 1
    assert [received.recipients for received in smtp.letters] == [[whose.email]]
    letter = world.letter_to(ally)
    assert (letter.state, letter.tries) == ("waiting", 0)
    with transaction():
        settings.put("reply_to_read", "new@houselights.example")
    assert deliver(smtp) == 1
    assert world.letter_to(ally).state == "left"


@pytest.mark.parametrize("name", ["reply_to", "reply_to_read"])
def test_an_empty_reply_to_lets_no_letter_to_an_ally_leave(world: World, smtp: Post, name: str):
    world.add()
    world.write()
    with transaction():
        settings.put(name, "")
    assert deliver(smtp) == 0
    with transaction():
        for each in ("reply_to", "reply_to_read"):
            settings.put(each, "")
    assert deliver(smtp) == 0


def test_each_letter_has_a_return_path_of_its_own_and_one_recipient(world: World, smtp: Post, member):
    whose = member(Role.VIEWER)
    with transaction():
        settings.put("bounces", "back+post@bounces.example.org")
        to_member.password_link(account.by_id(whose.id), BASE_URL, "/account/reset/x")
    for _ in range(3):
        world.add()
    world.write()
    deliver(smtp)
    assert {letter_of(received.sender) for received in smtp.letters} == {letter.id for letter in world.letters()}
    for received in smtp.letters:
        local, _at, domain = received.sender.rpartition("@")
        assert (local.startswith("back+post+"), domain, len(local) <= 64) == (True, "bounces.example.org", True)
        assert len(received.recipients) == 1
        assert received.message["From"].endswith("<letters@houselights.example>")
