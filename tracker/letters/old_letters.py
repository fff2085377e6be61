"""Letters and replies that have done what they were for: to whom and what they said goes, that they were stays."""

from sqlalchemy import exists, func, or_

from tracker.followups.followup import FollowUp
from tracker.letters.dead_address import DeadAddress
from tracker.letters.letter import Letter
from tracker.letters.reply import Reply
from tracker.store.old import Old

# None of these will leave any more.
OVER = ("left", "failed", "withdrawn")

LETTERS = (
    Old(
        Letter,
        held=lambda: or_(Letter.words_sealed.is_not(None), Letter.recipient_sealed.is_not(None)),
        over=lambda before: Letter.state.in_(OVER) & (func.coalesce(Letter.left_at, Letter.written_at) < before),
        empties=(Letter.words_sealed, Letter.recipient_sealed),
    ),
)

# Those that became a follow-up, once it is closed. Those that nobody could place have a clock of their own: old_replies.
REPLIES = (
    Old(
        Reply,
        held=lambda: Reply.message_sealed.is_not(None) & Reply.follow_up_id.is_not(None),
        over=lambda before: (
            (Reply.received_at < before)
            & exists().where(FollowUp.id == Reply.follow_up_id, FollowUp.state == "closed").correlate(Reply)
        ),
        empties=(Reply.message_sealed,),
    ),
)
UNPLACED = (
    Old(
        Reply,
        held=lambda: Reply.message_sealed.is_not(None) & Reply.follow_up_id.is_(None),
        over=lambda before: Reply.received_at < before,
        empties=(Reply.message_sealed,),
    ),
)

DEAD_ADDRESSES = (
    Old(DeadAddress, held=lambda: DeadAddress.id.is_not(None), over=lambda before: DeadAddress.at < before),
)
