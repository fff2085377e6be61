"""Claiming letters that are due, and writing down what became of them. Each function is one piece of a transaction.

A claim is a lease: the letters of a worker that died come back when it runs out. Letters are handed over at least once;
the Message-ID stays the same, so that the receiving side can tell a repeat.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Table, Update, bindparam, case, or_, select, text, update

from tracker import clock
from tracker.letters import outbox, story_slot
from tracker.letters.choosing import choose
from tracker.letters.letter import UNSETTLED, Letter, Words
from tracker.letters.may_leave import allies_named, consented, is_not_barred, kinds_against, last_look, marks_of
from tracker.records import dataclass
from tracker.store.db import db
from tracker.store.sealing import Broken
from tracker.team import panic

# Minutes to wait after each try that failed for the time being: five and a half hours, then the letter fails in sight.
PAUSES = (1, 2, 5, 10, 20, 30, 45, 60, 60, 90)
# How long after a letter has left its follow-up is left to the worker that carried it.
SETTLE_SECONDS = 60

# Said of each letter, so they are built once: made anew each time they took longer to make than to be carried out.
_letter = Letter.__table__
assert isinstance(_letter, Table)
_this = _letter.c.id == bindparam("letter")
_BEGIN = (
    update(_letter)
    .where(_this, _letter.c.state == "leaving", _letter.c.leased_by == bindparam("worker"))
    .values(tries=_letter.c.tries + 1, tried_at=bindparam("now"))
    .returning(_letter.c.account_id)
)
_NOT_BEGUN = update(_letter).where(_this).values(tries=_letter.c.tries - 1)
_LEFT = (
    update(_letter)
    .where(_this, _letter.c.state != "left")
    .values(
        state="left",
        left_at=bindparam("now"),
        trouble="",
        leased_by=bindparam("worker"),
        leased_until=bindparam("lease"),
    )
)


@dataclass(frozen=True, slots=True)
class InHand:
    """A claimed letter, opened, independent of the database."""

    id: str
    ally_id: str | None
    follow_up_id: str | None
    kind: str
    language: str
    recipient: str
    words: Words
    message_id: str
    # Extra care: the sender's name is left out.
    discreet: bool
    # By what the recipient is found again where something is against them.
    marks: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Claimed:
    """The letters a worker has now, and the follow-ups whose letter must not leave any more."""

    letters: list[InHand]
    withdrawn: list[str]
    # How many were put off until quiet hours end.
    put_off: int = 0


@dataclass(frozen=True, slots=True)
class Begun:
    """The letter as it goes, with the story that stands in it now, or None; and the follow-ups whose letter must not any more."""

    letter: InHand | None
    withdrawn: Sequence[str] = ()


def claim_due(worker_id: str, most: int, lease_seconds: int, to_allies: bool = True) -> Claimed:
    """Take up to `most` due letters for `lease_seconds`; no two workers get the same one. Not `to_allies`: the team's.

    Consent and suppression are looked at once more: what may not leave is withdrawn here.
    """
    now = clock.now()
    chosen = choose(most, to_allies, closed=panic.closed() is not None)
    rows = db.session.scalars(
        select(Letter).where(Letter.id.in_(chosen.letter_ids)).execution_options(populate_existing=True)
    )
    by_id = {letter.id: letter for letter in rows}
    opened = _opened([by_id[letter_id] for letter_id in chosen.letter_ids])
    allies = allies_named([letter.ally_id for letter, _, _ in opened if letter.ally_id])
    against = kinds_against([recipient for letter, recipient, _ in opened if not letter.account_id])
    marks = marks_of([recipient for _, recipient, _ in opened])
    claimed, forbidden = [], []
    for letter, recipient, words in opened:
        ally = allies.get(letter.ally_id or "")
        consent = ally.email_consent if ally else None
        if not letter.account_id and not _may_leave(letter.ally_id, consent, recipient, letter.kind, against):
            forbidden.append(letter.id)
            continue
        discreet = ally is not None and bool(ally.extra_care)
        claimed.append(_in_hand(letter, recipient, words, discreet, marks[recipient]))
    db.session.flush()
    taken = _update().where(Letter.id.in_([letter.id for letter in claimed]))
    lease = {"leased_by": worker_id, "leased_until": now + timedelta(seconds=lease_seconds)}
    db.session.execute(taken.values(state="leaving", tried_at=now, **lease))
    return Claimed(claimed, outbox.withdraw_these(forbidden) if forbidden else [], chosen.put_off)


def begin(letter: InHand, worker_id: str) -> Begun:
    """The last look before it goes: still ours, and still allowed. Counts as a try.

    Who stopped, was erased or suppressed since the claim gets nothing; a story that was changed or withdrawn since it was
    written is not in it. From here to the mail server there is no way back: that is the one window, as long as one letter takes.
    """
    connection = db.session.connection()
    told = {"letter": letter.id, "worker": worker_id, "now": clock.now()}
    mine = connection.execute(_BEGIN, told).one_or_none()
    if mine is None:
        return Begun(None)
    to_member = mine.account_id is not None
    seen = last_look(letter.ally_id, letter.marks)
    closed = seen.closed and not to_member and letter.kind not in outbox.FOR_THEMSELVES
    against = {letter.recipient: seen.kinds} if seen.kinds else {}
    may = to_member or _may_leave(letter.ally_id, seen.consent, letter.recipient, letter.kind, against)
    if closed or not may:
        connection.execute(_NOT_BEGUN, told)
        return Begun(None, withdrawn=() if closed else outbox.withdraw_these([letter.id]))
    return Begun(replace(letter, words=story_slot.put_in(letter.words, letter.language, hold=True)))


def left(letter_id: str, worker_id: str) -> None:
    """It left. Whoever has the lease by now: gone is gone. The lease stays on it until its follow-up is settled."""
    now = clock.now()
    lease = now + timedelta(seconds=SETTLE_SECONDS)
    db.session.connection().execute(_LEFT, {"letter": letter_id, "worker": worker_id, "now": now, "lease": lease})


def unsettled(worker_id: str) -> dict[str, str | None]:
    """Letters that left by this worker, or by one that died before it could see to them, with their follow-ups."""
    of_the_dead = Letter.leased_until <= clock.now()
    wanted = (text(UNSETTLED), or_(Letter.leased_by == worker_id, of_the_dead))
    found = db.session.execute(select(Letter.id, Letter.follow_up_id).where(*wanted)).all()
    return {letter_id: follow_up_id for letter_id, follow_up_id in found}


def settle(letter_ids: Sequence[str]) -> list[str]:
    """The follow-ups of those of the letters that still are unsettled, and in nobody's hands. Lets go."""
    if not letter_ids:
        return []
    chosen = (text(UNSETTLED), Letter.id.in_(letter_ids))
    locked = select(Letter.id, Letter.follow_up_id).where(*chosen).order_by(Letter.id).with_for_update(skip_locked=True)
    found = db.session.execute(locked).all()
    if found:
        settled = _update().where(Letter.id.in_([letter_id for letter_id, _ in found]))
        db.session.execute(settled.values(leased_by=None, leased_until=None))
    return [follow_up_id for _, follow_up_id in found if follow_up_id]


def again(letter_id: str, worker_id: str, trouble: str, begun: bool = True) -> None:
    """Not now: once more after a pause, or failed when there were enough. Not `begun`: it counts as a try all the same."""
    letter = _locked(letter_id)
    if letter is None or letter.leased_by != worker_id:
        return
    letter.trouble = trouble
    letter.tries += 0 if begun else 1
    if letter.tries > len(PAUSES):
        letter.state = "failed"
    else:
        letter.state = "waiting"
        letter.due_at = clock.now() + timedelta(minutes=PAUSES[letter.tries - 1])
    _let_go(letter)


def refused(letter_id: str, worker_id: str, trouble: str) -> Letter | None:
    """Never: failed at once. None: it is somebody else's by now."""
    letter = _locked(letter_id)
    if letter is None or letter.leased_by != worker_id:
        return None
    letter.state, letter.trouble = "failed", trouble
    _let_go(letter)
    return letter


def give_back(letter_ids: Sequence[str], worker_id: str, begun: str = "") -> None:
    """Untouched: somebody else may take them at once, and this was no try; not for the one that was `begun` either."""
    mine = (Letter.id.in_(letter_ids), Letter.leased_by == worker_id)
    tries = case((Letter.id == begun, Letter.tries - 1), else_=Letter.tries)
    back = {"state": "waiting", "leased_by": None, "leased_until": None, "tried_at": None, "tries": tries}
    db.session.execute(update(Letter).where(*mine).values(back).execution_options(synchronize_session=False))


def anew(letter: Letter) -> bool:
    """A failed letter waits again, due now and with all its tries. False: it has not failed."""
    if letter.state != "failed":
        return False
    letter.state, letter.tries, letter.due_at = "waiting", 0, clock.now()
    return True


def opened(letter: Letter, discreet: bool = False) -> InHand:
    """A letter as it would leave; it must not be emptied. Raises Broken."""
    recipient, words = letter.recipient, letter.words
    if recipient is None or words is None:
        raise ValueError("an emptied letter")
    marks = marks_of([recipient])[recipient]
    return _in_hand(letter, recipient, story_slot.put_in(words, letter.language), discreet, marks)


def _may_leave(
    ally_id: str | None, consent: str | None, address: str, kind: str, against: Mapping[str, frozenset[str]]
) -> bool:
    """Of letters to allies, and to hosts: of these we hold no consent, but what is against their address holds.

    Who asks to host is answered, even where they once left.
    """
    if ally_id:
        return consent is not None and consented(consent, address, kind, against)
    return is_not_barred(address, against) if kind == outbox.REQUEST else address not in against


def _opened(letters: Sequence[Letter]) -> list[tuple[Letter, str, Words]]:
    """With recipient and words. What cannot be opened, or was tried too often by workers that died, fails in sight."""
    opened = []
    for letter in letters:
        try:
            recipient, words = letter.recipient, letter.words
        except Broken:
            recipient = words = None
        if recipient is None or words is None or letter.tries > len(PAUSES):
            letter.state, letter.trouble = "failed", "sealed" if recipient is None or words is None else "broken off"
            _let_go(letter)
        else:
            opened.append((letter, recipient, words))
    return opened


def _in_hand(letter: Letter, recipient: str, words: Words, discreet: bool, marks: Sequence[bytes]) -> InHand:
    return InHand(
        id=letter.id, ally_id=letter.ally_id, follow_up_id=letter.follow_up_id, kind=letter.kind,
        language=letter.language, recipient=recipient, words=words, message_id=letter.message_id, discreet=discreet,
        marks=tuple(marks),
    )  # fmt: skip


def _update() -> Update:
    """Past the session: nothing that is updated so is read again from it."""
    return update(Letter).execution_options(synchronize_session=False)


def _locked(letter_id: str) -> Letter | None:
    return db.session.get(Letter, letter_id, with_for_update=True, populate_existing=True)


def _let_go(letter: Letter) -> None:
    letter.leased_by = letter.leased_until = None
