"""A coordinator sees to a message that found its way to nobody: reads it, puts it aside, or says whose it is."""

from datetime import timedelta

from tracker import clock
from tracker.allies import answer_by_link
from tracker.allies.by_address import by_address, stopped
from tracker.errors import NotThere, Refusal
from tracker.followups import answers, by_hand
from tracker.letters import replies
from tracker.letters.replies import Shown
from tracker.letters.reply import Reply
from tracker.store.rows import row_of
from tracker.store.transactions import transaction
from tracker.team import rations, trace
from tracker.words import lazy

ANSWER_IN = timedelta(hours=24)


class SettledAlready(Refusal):
    sentence = lazy("Somebody has seen to this message already.")
    status = 409


class NobodyThere(Refusal):
    sentence = lazy("No ally has this address. Look at how it is written.")
    field = "email"


class HasStopped(Refusal):
    sentence = lazy(
        "This ally asked us to stop, so nobody writes to them. Put the message aside when you have read it."
    )
    field = "email"


class NeverSignedUp(Refusal):
    sentence = lazy("This ally has signed up nowhere, so there is no campaign to which this belongs.")
    field = "email"


def read_reply(reply_id: str, account_id: str) -> Shown:
    """The message; that it was read is traced. Raises NotThere and RationSpent."""
    with transaction():
        reply = row_of(Reply, reply_id)
        shown = replies.opened(reply)
        if shown is None:
            raise NotThere
        rations.take("reveal", account_id, reply_id)
        # Of an ally who has asked us to stop, it is theirs; of a stranger, the message is all there is.
        about, about_id = ("ally", reply.ally_id) if reply.ally_id else ("reply", reply_id)
        trace.note("reply read", account_id, about, about_id)
        return shown


def put_aside(reply_id: str, account_id: str) -> None:
    """Nothing needs to be done. Raises NotThere and SettledAlready."""
    with transaction():
        reply = _unsettled(reply_id)
        reply.settled_at, reply.settled_by_id = clock.now(), account_id
        trace.note("reply put aside", account_id, "reply", reply_id)


def assign(reply_id: str, email: str, account_id: str) -> None:
    """It is from the ally with this address: somebody answers within a day.

    Every look whose an address is leaves its trace, whatever comes of it: it would tell who is on the list.
    Raises NotThere, SettledAlready, NobodyThere, HasStopped, NeverSignedUp and RationSpent.
    """
    with transaction():
        rations.take("reveal", account_id)
        trace.note("looked for an address", account_id, "reply", row_of(Reply, reply_id).id)
    with transaction():
        ally_id = by_address(email)
        # The ally first, as everybody locks.
        ally = answer_by_link.find(ally_id) if ally_id else None
        reply = _unsettled(reply_id)
        if ally is None:
            raise NobodyThere
        if stopped(ally):
            raise HasStopped
        campaign_id = by_hand.campaign_of(ally.id)
        if campaign_id is None:
            raise NeverSignedUp
        now = clock.now()
        late_at = max(reply.received_at, now - ANSWER_IN) + ANSWER_IN
        target = replies.waiting_with(ally.id, campaign_id)
        if target is None or not answers.pull_forward(target, now, late_at):
            person = by_hand.point_person(ally.id, campaign_id)
            target = by_hand.plan(ally.id, campaign_id, by_hand.REPLY, "task", late_at, person, once=reply_id)
        if target is None:
            raise SettledAlready
        reply.ally_id = ally.id
        replies.became(reply_id, target, account_id)
        trace.note("reply assigned", account_id, "ally", ally.id)


def _unsettled(reply_id: str) -> Reply:
    reply = row_of(Reply, reply_id, lock=True)
    if reply.settled_at is not None:
        raise SettledAlready
    return reply
