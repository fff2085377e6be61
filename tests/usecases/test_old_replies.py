"""What people write to us has an end: of who is gone nothing is kept, and what nobody could place goes after a period."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import event, select, text

from tests import invented
from tests.held_world import here, signs_up, traveller, work
from tests.smtp import Post
from tests.usecases.test_receive_mail import mail
from tracker import clock
from tracker.followups.followup import FollowUp
from tracker.letters import old_replies, replies
from tracker.letters.letter import Letter
from tracker.letters.reply import Reply
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases.ask_for_erasure import ask_for_erasure, take_back_erasure
from tracker.usecases.erase_due import erase_due
from tracker.usecases.receive_mail import receive_mail
from tracker.usecases.settle_reply import put_aside

__all__ = ["here", "traveller"]

MINJI = "minji@example.org"
# As it is set unless an administrator sets it otherwise.
UNPLACED = timedelta(days=90)


def wrote(ally_id: str, smtp: Post) -> str:
    """The Message-ID of a letter that has left to them."""
    work(smtp)
    db.session.rollback()
    return db.session.scalars(select(Letter.message_id).where(Letter.ally_id == ally_id)).one()


def kept() -> list[str]:
    """What of all that was written is there still."""
    db.session.rollback()
    return sorted(each.message["text"].strip() for each in db.session.query(Reply) if each.message)


@pytest.mark.parametrize("erased", [False, True], ids=["waits to be erased", "erased"])
@pytest.mark.parametrize("said", ["You still hold my address", "STOP"])
def test_of_an_answer_from_who_is_gone_only_that_it_came_is_kept(
    here: Screening, smtp: Post, traveller: time_machine.Traveller, erased: bool, said: str
) -> None:
    ally_id = signs_up(here)
    raw = mail(MINJI, said, **{"In-Reply-To": wrote(ally_id, smtp)})
    ask_for_erasure(ally_id)
    if erased:
        traveller.shift(timedelta(days=1))
        erase_due()
    receive_mail(mail("friend@example.org", "Noise"))
    assert [receive_mail(raw), receive_mail(raw)] == ["gone", "repeat"]
    assert kept() == ["Noise"]
    [row] = db.session.query(Reply).filter_by(ally_id=ally_id)
    assert (row.message_sealed, row.follow_up_id, row.settled_at) == (None, None, clock.now())
    assert len(replies.unsettled()) == 1, "of the noise alone"
    if not erased:
        assert take_back_erasure(ally_id)
        assert receive_mail(mail(MINJI, "Me again")) in ("reply", "unplaced")
        assert "Me again" in kept()


def test_what_nobody_could_place_goes_when_its_time_is_over_and_what_became_a_task_stays(
    here: Screening, smtp: Post, traveller: time_machine.Traveller
) -> None:
    coordinator = invented.account("coordinator")
    ally_id = signs_up(here)
    message_id = wrote(ally_id, smtp)
    assert receive_mail(mail("nobody@example.org", "Unread")) == "unplaced"
    assert receive_mail(mail("nobody@example.org", "Put aside")) == "unplaced"
    for each in replies.unsettled():
        shown = replies.opened(db.session.get_one(Reply, each.id))
        if shown and shown.paragraphs == ["Put aside"]:
            put_aside(each.id, coordinator)
    assert receive_mail(mail(MINJI, "Mine", **{"In-Reply-To": message_id})) == "reply"
    traveller.shift(UNPLACED)
    receive_mail(mail("nobody@example.org", "Later"))
    assert erase_due() == 0
    assert kept() == ["Later", "Mine", "Put aside", "Unread"]
    traveller.shift(timedelta(seconds=1))
    assert erase_due() == 2
    assert kept() == ["Later", "Mine"]
    assert (erase_due(), db.session.query(Reply).count()) == (0, 4)
    [task] = db.session.scalars(select(Reply.follow_up_id).where(Reply.ally_id == ally_id))
    assert db.session.get_one(FollowUp, task).ally_id == ally_id


def test_what_was_kept_of_who_is_gone_goes_at_once(here: Screening, smtp: Post) -> None:
    gone, stays = signs_up(here), signs_up(here, email="stays@example.org")
    ask_for_erasure(gone)
    for number, ally_id in enumerate((gone, stays)):
        row = Reply(ally_id=ally_id, mark=bytes([number]) * 32, received_at=clock.now())
        row.message = {"sender": MINJI, "subject": "", "text": f"{ally_id == gone}"}
        invented.write(row)
    assert erase_due() == 1
    assert kept() == ["False"]


def test_many_go_in_portions_and_by_an_index(here: Screening, traveller: time_machine.Traveller) -> None:
    for number in range(5):
        receive_mail(mail("nobody@example.org", f"Number {number}"))
    traveller.shift(UNPLACED + timedelta(seconds=1))
    assert [erase_due(most=2) for _ in range(4)] == [2, 2, 1, 0]
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    assert erase_due() == 0
    assert [each for each in asked if not each.startswith(("SELECT", "BEGIN"))] == []
    if db.engine.dialect.name == "sqlite":
        plan = (
            "EXPLAIN QUERY PLAN SELECT id FROM reply WHERE reply.message_sealed IS NOT NULL"
            " AND reply.follow_up_id IS NULL AND reply.received_at < '2020' ORDER BY received_at"
        )
        assert "ix_reply_held" in str(db.session.execute(text(plan)).all())


def test_one_that_somebody_takes_on_in_that_moment_stays(here: Screening, traveller: time_machine.Traveller) -> None:
    ally_id = signs_up(here)
    receive_mail(mail("nobody@example.org", "Whose?"))
    traveller.shift(UNPLACED + timedelta(seconds=1))
    before = clock.now() - UNPLACED
    found = old_replies.outlived(before, 10)
    task = invented.follow_up(ally_id, here.campaign_id)
    with transaction() as session:
        reply = session.get_one(Reply, found[0])
        reply.ally_id, reply.follow_up_id = ally_id, task
    with transaction():
        assert old_replies.empty(found, before) == 0
    assert kept() == ["Whose?"]
