"""Mail that meets something which just changes: a film screening's time, a card that is being closed."""

import pytest

from tests.letters_world import World
from tests.usecases.test_receive_mail import about, follow_ups, fresh, left, mail
from tracker import clock
from tracker.followups import closing
from tracker.followups.followup import FollowUp
from tracker.letters import replies, stale
from tracker.letters.letter import Letter
from tracker.store.transactions import transaction
from tracker.usecases.receive_mail import receive_mail

__all__ = ["left"]


def test_a_time_that_changes_while_a_letter_waits_that_came_back_leaves_it_as_it_is(world: World, left: Letter):
    with transaction() as session:  # the report was faster than the worker that settles the follow-up
        waiting = session.get_one(FollowUp, left.follow_up_id)
        waiting.state, waiting.outcome, waiting.closed_at = "open", None, None
    receive_mail(about(left, "full_gmail.eml"))
    with transaction():
        assert stale.write_anew([world.screening_id]) == 0
    assert fresh(left).state == "waiting"


def test_a_message_gets_a_card_of_its_own_when_the_one_that_waited_is_just_being_closed(
    world: World, left: Letter, monkeypatch: pytest.MonkeyPatch
):
    receive_mail(mail("mina@mail.example.org", "One"))
    (task,) = follow_ups(left.ally_id, why="reply")
    with transaction() as session:
        closing.close(session.get_one(FollowUp, task.id), "reached", clock.now())
    # What was seen before somebody else had closed it.
    monkeypatch.setattr(replies, "waiting_with", lambda *_asked: task.id)
    receive_mail(mail("mina@mail.example.org", "Two"))
    assert sorted(each.state for each in follow_ups(left.ally_id, why="reply")) == ["closed", "open"]
