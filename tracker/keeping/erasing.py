"""Erasing one ally: hidden at once, and gone when it is due. Every deed that erases goes this way; people go, counts stay."""

from datetime import datetime, timedelta

import structlog

from tracker import clock
from tracker.allies import answer_by_link, hiding, known_by
from tracker.allies.ally import Ally, Contact
from tracker.allies.suppress import suppress
from tracker.finding import person as files
from tracker.followups import closing
from tracker.hooks import person as hooks
from tracker.imports import waiting_rows
from tracker.keeping import chasing, erasures
from tracker.keeping.erasure import Erasure
from tracker.keeping.rooms import ROOMS
from tracker.letters import person as letters
from tracker.signups import by_contact, kiosk_entries, on_paper
from tracker.store.db import db
from tracker.store.sealing import Broken
from tracker.team import trace

log = structlog.get_logger()
ASKED_TO_STOP = "asked to stop"


def hide(ally: Ally, account_id: str | None, wait: timedelta) -> Erasure:
    """Nobody sees or reaches them from now on; due after `wait`. Inside a transaction, the ally locked and with a contact.

    Call note_asked() last in it.
    """
    now = clock.now()
    answer_by_link.say_no(ally, "call" if account_id else answer_by_link.OWN_LINK, account_id)
    contact = hiding.hide(ally) or {}
    contacts = known_by.contacts_of(ally, contact)
    waiting_rows.forget(contacts)
    for each in contacts:
        by_contact.claim(ally.id, each, now)
        kiosk_entries.forget(each)
        suppress(each.get("email"), each.get("phone"), each.get("name", ""), "erased", at=now)
    # At once, those that have left too: they tell to whom they went. Before the follow-ups, as the worker locks.
    letters.forget(ally.id)
    files.forget(ally.id)
    hooks.forget(ally.id)
    closing.close_all(ally.id, ASKED_TO_STOP)
    erasure = Erasure(ally_id=ally.id, why="asked", asked_at=now, due_at=now + wait, account_id=account_id)
    erasure.contact = contact
    db.session.add(erasure)
    db.session.flush()
    return erasure


def outlived(ally: Ally, now: datetime) -> Erasure:
    """Of one whose time is over, to be finished; inside a transaction, the ally locked."""
    _remember_no(ally)
    erasure = Erasure(ally_id=ally.id, why="retention", asked_at=now, due_at=now)
    db.session.add(erasure)
    db.session.flush()
    return erasure


def at_once(ally: Ally) -> None:
    """Gone in this transaction: their own link has said that it was never them. The ally is locked, "no" and suppression written.

    Nothing may be locked after it.
    """
    now = clock.now()
    erasure = Erasure(ally_id=ally.id, why="asked", asked_at=now, due_at=now)
    db.session.add(erasure)
    db.session.flush()
    finish(erasure)
    note_done(erasure)


def finish(erasure: Erasure) -> None:
    """Every room forgets them; inside a transaction. The copies that left are listed before their names go.

    Call note_done() last in it.
    """
    chasing.list_copies(erasure, _known_by(erasure.ally_id, erasure.contact))
    claim_requests(erasure.ally_id, erasure.contact, erasure.asked_at)
    for room in ROOMS:
        room.forget(erasure.ally_id)
    erasure.contact = None
    erasure.done_at = clock.now()
    db.session.flush()


def claim_requests(ally_id: str, hidden: Contact | None, until: datetime) -> None:
    """What they asked to host before anybody knew them goes with them, and what a tablet sent that nobody could take in, or a
    list said that nobody has decided about, and a line of paper that waits; inside a transaction, while their contact is there.
    """
    contacts = _known_by(ally_id, hidden)
    waiting_rows.forget(contacts)
    on_paper.forget(ally_id, contacts)
    for each in contacts:
        by_contact.claim(ally_id, each, until)
        kiosk_entries.forget(each)


def note_asked(erasure: Erasure, reason: str | None = None) -> None:
    """Into the trace, last in the transaction: its head stays locked from here, and rooms are gone through before."""
    trace.note("erasure asked for", erasure.account_id, "ally", erasure.ally_id, reason)


def note_done(erasure: Erasure) -> None:
    """The same of one that is finished."""
    trace.note("erased", None, "ally", erasure.ally_id, erasure.why)


def may_begin(ally: Ally | None) -> bool:
    """Whether there is anything to erase that is not on its way out already."""
    return ally is not None and ally.contact is not None and erasures.waiting(ally.id) is None


def _known_by(ally_id: str, hidden: Contact | None) -> list[Contact]:
    """`hidden`: their own, where it lies with the erasure. None of one that does not open."""
    ally = db.session.get(Ally, ally_id)
    try:
        contact = hidden or (ally.contact if ally else None)
    except Broken:
        return []
    return known_by.contacts_of(ally, contact) if ally and contact else []


def _remember_no(ally: Ally) -> None:
    """A "no" outlives the person: an old list must not make a "yes" of it. Who never said one may be met again.

    A contact that does not open leaves no mark: what nobody can read any more is no reason to keep it.
    """
    try:
        contacts = known_by.contacts_of(ally)
    except Broken as error:
        log.warning("a contact does not open: erased without a mark", error=type(error).__name__)
        return
    for contact in contacts:
        email = contact.get("email") if ally.email_consent == "no" else None
        phone = contact.get("phone") if ally.phone_consent == "no" else None
        suppress(email, phone, "", "left")
