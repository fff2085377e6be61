"""A message has come in by mail: a letter came back, a machine answered, or somebody wrote to us."""

from collections.abc import Sequence
from datetime import timedelta

from tracker import clock
from tracker.allies import answer_by_link
from tracker.allies.ally import Ally
from tracker.allies.by_address import by_address, stopped
from tracker.allies.suppress import suppress
from tracker.followups import answers, by_hand, closing
from tracker.followups.followup import FollowUp
from tracker.hooks import happened
from tracker.letters import bounced, confirming, other_way, outbox, replies, whose
from tracker.letters.letter import Letter
from tracker.letters.outbox import NEW_ADDRESS
from tracker.mail.delivery_status import NOTHING, Report
from tracker.mail.incoming import Incoming, read
from tracker.store.db import db
from tracker.store.transactions import transaction

# How long a person may wait for an answer.
ANSWER_IN = timedelta(hours=24)
REPLY = "reply"


def receive_mail(raw: bytes, recipients: Sequence[str] = ()) -> str:
    """What it was taken for: "reply", "unplaced", "stop", "gone", "bounce", "machine", "report", "unknown report", "repeat".

    `recipients`: as the mail server named them. Raises StillLeaving: hand it in again later.
    """
    message = read(raw, recipients)
    with transaction():
        letter_id = whose.letter_behind(message)
        if message.report:
            return _take_report(message, message.report, raw, letter_id)
        if message.by_machine or whose.is_ours(message):
            return "machine"
        return _take_reply(message, raw, letter_id)


def _take_report(message: Incoming, told: Report, raw: bytes, letter_id: str | None) -> str:
    if told.fate == NOTHING:
        return "report"
    if letter_id is None:
        return "unknown report"
    ally_id = db.session.get_one(Letter, letter_id).ally_id
    ally = answer_by_link.find(ally_id) if ally_id else None
    letter = db.session.get_one(Letter, letter_id, with_for_update=True, populate_existing=True)
    if not replies.remember(replies.mark_of(message, raw), letter):
        return "repeat"
    if bounced.take_back(letter, told):
        if bounced.is_dead(told):
            bounced.stop_address(letter)
        if ally is not None:
            other_way.find(ally, letter, bounced.is_dead(told))
    return "bounce"


def _take_reply(message: Incoming, raw: bytes, letter_id: str | None) -> str:
    letter = db.session.get_one(Letter, letter_id) if letter_id else None
    mark = replies.mark_of(message, raw)
    if letter is not None and letter.kind == NEW_ADDRESS:
        return _take_from_anybody(message, mark, letter)
    ally_id = (letter.ally_id if letter else None) or (by_address(message.sender) if message.sender else None)
    ally = answer_by_link.find(ally_id) if ally_id else None
    if letter is not None and ally is not None and ally.contact_sealed is None:
        # Erased, or about to be: that a message came is all that is kept.
        return "gone" if replies.remember(mark, letter) else "repeat"
    reply_id = replies.keep(mark, message, ally.id if ally else None, letter_id)
    if reply_id is None:
        return "repeat"
    if ally is None:
        return "unplaced"
    if message.asks_to_stop:
        _stop(ally)
        return "stop"
    if stopped(ally):
        return "unplaced"
    ally.acted_at = clock.now()
    theirs = letter if letter and letter.ally_id == ally.id else None
    if theirs is not None:
        # Nobody but us and who got the letter knows its address and its Message-ID.
        confirming.confirm(ally)
    campaign_id = (whose.campaign_of(theirs) if theirs else None) or by_hand.campaign_of(ally.id)
    if campaign_id is None:
        return "unplaced"
    _hand_on(reply_id, ally, campaign_id, theirs)
    return "reply"


def _take_from_anybody(message: Incoming, mark: bytes, letter: Letter) -> str:
    """To a letter that asked at an address: whoever reads there may be a stranger, and says nothing for the ally.

    Their "stop" holds for the address that our letter went to, whatever stands in From: only who reads there has the letter.
    """
    if letter.recipient is None:  # forgotten with who asked
        return "gone" if replies.remember(mark, letter) else "repeat"
    if replies.keep(mark, message, None, None) is None:
        return "repeat"
    if not message.asks_to_stop:
        return "unplaced"
    suppress(letter.recipient, None, "", "left")
    known = by_address(letter.recipient)
    reader = answer_by_link.find(known) if known else None
    if reader is not None:
        _stop(reader)
    return "stop"


def _hand_on(reply_id: str, ally: Ally, campaign_id: str, letter: Letter | None) -> None:
    """It hangs on what waits for this person already, on the step that follows an answer, or on a task of its own."""
    now = clock.now()
    answered = (
        db.session.get(FollowUp, letter.follow_up_id, with_for_update=True) if letter and letter.follow_up_id else None
    )
    if answered is not None and (attempt := answers.take_answer(answered, now)):
        happened.outcome(attempt.id, answered)
    target = replies.waiting_with(ally.id, campaign_id) or answers.open_step_after(ally.id, campaign_id)
    if target is None or not answers.pull_forward(target, now, now + ANSWER_IN):
        first = answered.point_person_id if answered else None
        whose_it_is = by_hand.point_person(ally.id, campaign_id, first)
        target = by_hand.plan(ally.id, campaign_id, by_hand.REPLY, "task", now + ANSWER_IN, whose_it_is, once=reply_id)
    if target:
        replies.became(reply_id, target)


def _stop(ally: Ally) -> None:
    """As by their own link: whoever has our letter, or writes from their address, may stop it."""
    answer_by_link.say_no(ally, REPLY)
    ally.acted_at = clock.now()
    contact = ally.contact or {}
    suppress(contact.get("email"), contact.get("phone"), contact.get("name", ""), "left")
    outbox.withdraw_from(ally.id)
    closing.close_all(ally.id, "asked to stop")
