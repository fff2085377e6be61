"""Parting two allies who were joined by mistake, this room's part. A "no" and extra care heard meanwhile hold for both."""

from sqlalchemy import delete, select, update

from tracker import clock
from tracker.allies import name_words
from tracker.allies.ally import Ally, Contact
from tracker.allies.consent import CHANNELS, Consent
from tracker.allies.hear_no import TAKEN_BACK
from tracker.allies.identify import texts
from tracker.allies.identity import Identity, identity_rows
from tracker.allies.known_by import contacts_of
from tracker.allies.merge import Merge, Notes
from tracker.allies.merging import LEFT, NEVER, GoneAlready
from tracker.allies.suppress import contact_fingerprints, lift, suppress, suppressed_since
from tracker.errors import Refusal
from tracker.store.db import db
from tracker.store.sealing import fingerprints
from tracker.store.transactions import add_once
from tracker.words import language, lazy

# Where a "no" comes from that was heard of both.
PARTED = "parted"


class PartedAlready(Refusal):
    sentence = lazy("They are two again already.")
    status = 409


class TooLate(Refusal):
    sentence = lazy("The 30 days are over: what would bring them back as they were is not kept any longer.")
    status = 409


class LaterFirst(Refusal):
    sentence = lazy("Somebody else was joined to them since. Take that back first.")
    status = 409


def hold(merge_id: str) -> tuple[Merge, Ally, Ally]:
    """The merge, who went and who stays, locked in the order of answer_by_link.find(); inside a transaction.

    Raises PartedAlready, TooLate, LaterFirst and GoneAlready.
    """
    merge = db.session.get_one(Merge, merge_id)
    for ally_id in (merge.gone_id, merge.ally_id):
        db.session.get_one(Ally, ally_id, with_for_update=True, populate_existing=True)
    db.session.refresh(merge)
    stays = db.session.get_one(Ally, merge.ally_id)
    if merge.undone_at is not None:
        raise PartedAlready
    if stays.contact_sealed is None:
        raise GoneAlready
    if merge.notes_sealed is None:
        raise TooLate
    later = Merge.ally_id == merge.ally_id, Merge.undone_at.is_(None), Merge.id != merge.id, Merge.at >= merge.at
    if db.session.scalar(select(Merge.id).where(*later).limit(1)):
        raise LaterFirst
    return merge, db.session.get_one(Ally, merge.gone_id), stays


def note_care(ally_id: str) -> None:
    """They ask for extra care: whoever of them it was, it is both's if they part; inside a transaction."""
    undoable = Merge.ally_id == ally_id, Merge.undone_at.is_(None), Merge.notes_sealed.is_not(None)
    for merge in db.session.scalars(select(Merge).where(*undoable)):
        notes = merge.notes
        if notes is not None:
            merge.notes = {**notes, "care": True}


def heard_since(ally: Ally, notes: Notes) -> frozenset[str]:
    """Channels on which a "no" was said since they were joined, and not taken back."""
    before, found = set(notes["heard"]), set()
    said = select(Consent).where(Consent.ally_id == ally.id).order_by(Consent.at, Consent.id)
    for fact in db.session.scalars(said):
        if fact.id in before:
            continue
        if fact.answer == "no":
            found.add(fact.channel)
        elif fact.source in (TAKEN_BACK, "own link"):
            found.discard(fact.channel)
    return frozenset(found)


def know_again(gone: Ally, stays: Ally, notes: Notes) -> None:
    """Each is known by what was theirs; inside a transaction, both as they were."""
    own = {text for contact in contacts_of(stays) for text in texts(contact)}
    before = {(what, text) for _kind, what, text in notes["stays_known"]} | {(what, text) for _kind, what, text in own}
    for kind, what, text in notes["known"]:
        marks = fingerprints("find", what, text)
        theirs = (
            Identity.ally_id == stays.id,
            Identity.kind == kind,
            Identity.fingerprint.in_([mark for _, mark in marks]),
        )
        if kind != "reach":
            moved = update(Identity).where(*theirs).values(ally_id=gone.id)
            db.session.execute(moved.execution_options(synchronize_session="fetch"))
        elif (what, text) not in before:
            db.session.execute(delete(Identity).where(*theirs).execution_options(synchronize_session="fetch"))
        add_once(Identity, sorted(identity_rows(gone.id, kind, marks), key=lambda row: str(row["fingerprint"])))
    for kind, what, text in notes["stays_known"]:
        add_once(Identity, identity_rows(stays.id, kind, fingerprints("find", what, text)))
    for ally in (gone, stays):
        name_words.write(ally.id, ally.contact)


def hold_to_it(gone: Ally, stays: Ally, heard: frozenset[str], asked_for_care: bool) -> None:
    """What was heard since they were joined holds for both; inside a transaction, both as they were."""
    if asked_for_care:
        gone.extra_care = stays.extra_care = True
    for channel in CHANNELS:
        for ally in (gone, stays) if channel in heard else ():
            if getattr(ally, f"{channel}_consent") != "no":
                setattr(ally, f"{channel}_consent", "no")
                db.session.add(
                    Consent(
                        ally_id=ally.id, channel=channel, answer="no", language=language(), at=clock.now(), source=PARTED
                    )
                )  # fmt: skip
    db.session.flush()


def stop_each(gone: list[Contact], stays: list[Contact], merge: Merge, heard: frozenset[str]) -> None:
    """Suppressed is again who was, and who was suppressed since: both. Inside a transaction."""
    both = [*gone, *stays]
    marks = [mark for each in both for mark in contact_fingerprints(each.get("email"), each.get("phone"))]
    since = {
        kind for kinds in suppressed_since(marks).values() for kind, at in kinds.items()
        if at > merge.at and kind in (LEFT, NEVER)
    }  # fmt: skip
    if heard == frozenset(CHANNELS):
        since.add(LEFT)
    for each in both:
        lift(each.get("email"), each.get("phone"), (LEFT, NEVER), made_at=merge.at)
        for kind in sorted(since):
            suppress(each.get("email"), each.get("phone"), "", kind)
