"""Which of our letters a message is about, and the campaign behind a letter."""

from sqlalchemy import select

from tracker.followups.followup import FollowUp
from tracker.letters.bulk_letter import BulkLetter
from tracker.letters.letter import Letter
from tracker.letters.notice import Notice
from tracker.letters.return_path import letter_of
from tracker.mail.incoming import Incoming
from tracker.screenings.screening import Screening
from tracker.signups.request_to_host import RequestToHost
from tracker.store.db import db
from tracker.team import settings


def letter_behind(message: Incoming) -> str | None:
    """The id of the letter: by the address of its own to which the message came, else by our Message-ID in it.

    Both are known to nobody but us and who got the letter.
    """
    for address in message.recipients:
        letter_id = letter_of(address)
        if letter_id and db.session.get(Letter, letter_id):
            return letter_id
    named = [*message.references, *(message.report.about if message.report else ())]
    rows = db.session.execute(select(Letter.message_id, Letter.id).where(Letter.message_id.in_(named))).all()
    found: dict[str, str] = dict(rows)
    return next((found[each] for each in named if each in found), None)


def is_ours(message: Incoming) -> bool:
    """Whether it is a letter of our own that came round, or comes from the address that our letters come from."""
    if message.message_id and db.session.scalar(select(Letter.id).where(Letter.message_id == message.message_id)):
        return True
    ours = {settings.get(name).lower() for name in ("sender", "bounces")} - {""}
    local, at, domain = message.sender.partition("@")
    return f"{local.partition('+')[0]}{at}{domain}" in ours


def campaign_of(letter: Letter) -> str | None:
    """The campaign that a letter was written in; None for one to the team, or that belongs to none."""
    wanted = {
        letter.follow_up_id: select(FollowUp.campaign_id).where(FollowUp.id == letter.follow_up_id),
        letter.bulk_id: select(BulkLetter.campaign_id).where(BulkLetter.id == letter.bulk_id),
        letter.notice_id: select(Screening.campaign_id)
        .join(Notice, Notice.screening_id == Screening.id)
        .where(Notice.id == letter.notice_id),
        letter.request_id: select(RequestToHost.campaign_id).where(RequestToHost.id == letter.request_id),
        letter.screening_id: select(Screening.campaign_id).where(Screening.id == letter.screening_id),
    }
    return next((db.session.scalar(query) for key, query in wanted.items() if key), None)
