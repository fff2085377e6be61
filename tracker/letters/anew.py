"""Letters of one ally that wait, when who they go to or how they speak changes."""

from collections.abc import Collection

from sqlalchemy import delete, or_, select

from tracker import clock
from tracker.allies.ally import Ally
from tracker.followups.followup import FollowUp
from tracker.letters import bulk_writing, notice_people, notice_words, selecting
from tracker.letters.bulk_letter import BulkLetter
from tracker.letters.letter import Letter, Words
from tracker.letters.notice import Notice
from tracker.letters.occasion import Occasion
from tracker.letters.outbox import NEW_ADDRESS
from tracker.letters.pace import heap_of
from tracker.screenings.screening import Screening
from tracker.store.db import db


def write_anew_for(ally_id: str) -> None:
    """Letters of open follow-ups: away with them, the worker writes them with what holds now; inside a transaction.

    One that may have arrived ("broken off", or it came back) stays as it is, under its Message-ID.
    """
    theirs = select(FollowUp.id).where(FollowUp.ally_id == ally_id, FollowUp.state == "open")
    waits = (Letter.state == "waiting", Letter.trouble != "broken off", Letter.bounces == 0)
    gone = delete(Letter).where(Letter.follow_up_id.in_(theirs), *waits)
    db.session.execute(gone.execution_options(synchronize_session="fetch"))


def unwrite(follow_ups: Collection[str]) -> None:
    """Those of these follow-ups that nobody has begun to carry: away with them; inside a transaction."""
    waits = Letter.follow_up_id.in_(sorted(follow_ups)), Letter.state == "waiting", Letter.tries == 0
    db.session.execute(delete(Letter).where(*waits).execution_options(synchronize_session="fetch"))


def write_anew_of_others(*ally_ids: str) -> None:
    """Letters that wait for somebody else than whose follow-up they carry out, for two have become one or two; inside a
    transaction.
    """
    theirs = select(FollowUp.id).where(FollowUp.ally_id.in_(ally_ids), FollowUp.ally_id != Letter.ally_id)
    waits = Letter.state == "waiting", Letter.trouble != "broken off", Letter.bounces == 0
    of_others = select(Letter.id).where(Letter.follow_up_id.in_(theirs.correlate(Letter)), *waits)
    ids = db.session.scalars(of_others).all()
    db.session.execute(delete(Letter).where(Letter.id.in_(ids)).execution_options(synchronize_session="fetch"))


def make_way(follow_ups: Collection[str]) -> frozenset[str]:
    """Letters that were taken back before anybody had begun to carry them are written anew: away with them; inside a
    transaction. Returns those of the follow-ups that keep theirs: it has left, or may have arrived.
    """
    of_these = Letter.follow_up_id.in_(sorted(follow_ups))
    gone = delete(Letter).where(of_these, Letter.state == "withdrawn", Letter.tries == 0, Letter.bounces == 0)
    db.session.execute(gone.execution_options(synchronize_session="fetch"))
    return frozenset(str(each) for each in db.session.scalars(select(Letter.follow_up_id).where(of_these)))


def say_anew(ally: Ally, base_url: str) -> None:
    """Letters to many and notices that have not left say what they say in the way that holds now; inside a transaction.

    Failed ones too: somebody may try them again. One that may have arrived stays as it is.
    """
    wanted = select(Letter).where(
        Letter.ally_id == ally.id, Letter.state.in_(("waiting", "failed")), Letter.words_sealed.is_not(None),
        or_(Letter.bulk_id.is_not(None), Letter.notice_id.is_not(None)), Letter.trouble != "broken off", Letter.bounces == 0,
    )  # fmt: skip
    for letter in db.session.scalars(wanted.order_by(Letter.id).with_for_update()):
        letter.language, letter.words = _of_bulk(letter, ally, base_url) or _of_notice(letter, ally, base_url)
    db.session.flush()


def _of_bulk(letter: Letter, ally: Ally, base_url: str) -> tuple[str, Words] | None:
    if letter.bulk_id is None:
        return None
    bulk = db.session.get_one(BulkLetter, letter.bulk_id)
    about = selecting.occasions([ally.id], bulk.selection, bulk.started_at or clock.now()).get(ally.id)
    film = selecting.film_of(bulk.campaign_id)
    return bulk_writing.said_to(bulk, ally, about or Occasion(film, None, None), base_url)


def _of_notice(letter: Letter, ally: Ally, base_url: str) -> tuple[str, Words]:
    notice = db.session.get_one(Notice, letter.notice_id)
    change = notice_words.change_of(notice, db.session.get_one(Screening, notice.screening_id), base_url)
    return notice_people.said_to(change, ally)


def send_elsewhere(ally_id: str, email: str) -> None:
    """What else waits for them goes to this address; inside a transaction."""
    waits = select(Letter).where(Letter.ally_id == ally_id, Letter.state == "waiting", Letter.kind != NEW_ADDRESS)
    for letter in db.session.scalars(waits.with_for_update()):
        letter.recipient, letter.heap = email, heap_of(email)
    db.session.flush()
