"""A coordinator says that two allies are one person: one stays, with all that was both's. For 30 days it can be taken back."""

from collections.abc import Mapping

from sqlalchemy import select

from tracker import clock
from tracker.allies import merging
from tracker.allies.ally import Ally
from tracker.allies.consent import Consent
from tracker.allies.known_by import contacts_of
from tracker.allies.merge import Notes
from tracker.allies.merging import ChangedMeanwhile, GoneAlready
from tracker.errors import Refusal
from tracker.followups import careful, claiming
from tracker.followups import person as followups
from tracker.followups.followup import FollowUp
from tracker.keeping import erasures
from tracker.keeping.rooms import ROOMS
from tracker.letters.anew import send_elsewhere, write_anew_for
from tracker.letters.may_leave import email_of
from tracker.signups import by_contact
from tracker.store import row_changes
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import trace
from tracker.words import lazy

# What is made anew from what is kept, and is not noted.
MADE_ANEW = ("identity", "likeness_mark", "name_word")


class TwoAtWork(Refusal):
    sentence = lazy("Two of the team are just at work on what both were promised. Join them when one has finished.")
    status = 409


class SomebodyElse(Refusal):
    sentence = lazy("Say which of the two stays.")
    status = 422


def join_allies(pair_id: str, stays_id: str, picks: Mapping[str, str], seen: str, account_id: str) -> str:
    """The id of the merge. `picks`: see merging.chosen(); `seen`: the digest of what stood on the page.

    Raises PairGone, SomebodyElse, GoneAlready, ChangedMeanwhile and TwoAtWork.
    """
    with transaction():
        pair = merging.pair_of(pair_id)
        if stays_id not in (pair.one_id, pair.other_id):
            raise SomebodyElse
        both = merging.hold(pair.one_id, pair.other_id)
        stays, goes = both[stays_id], both[pair.other_id if stays_id == pair.one_id else pair.one_id]
        _check(stays, goes, seen)
        merge_id = _join(stays, goes, picks, account_id)
        trace.note("allies joined", account_id, "ally", stays.id, detail=goes.id)
        return merge_id


def _check(stays: Ally, goes: Ally, seen: str) -> None:
    if erasures.waiting(stays.id) or erasures.waiting(goes.id):
        raise GoneAlready
    if merging.digest(stays, goes) != seen:
        raise ChangedMeanwhile
    now = clock.now()
    for pair in followups.planned_for_both(goes.id, stays.id):
        rows = [db.session.get_one(FollowUp, each) for each in pair]
        if all(claiming.is_held(each, now) for each in rows) and rows[0].claimed_by_id != rows[1].claimed_by_id:
            raise TwoAtWork


def _join(stays: Ally, goes: Ally, picks: Mapping[str, str], account_id: str) -> str:
    now, both = clock.now(), (goes.id, stays.id)
    contacts = {each.id: contacts_of(each) for each in (goes, stays)}
    also = {"request_to_host": [each.id for each in by_contact.unclaimed(goes.contact or {}, now)]}
    before = row_changes.rows_about("ally", both, also, MADE_ANEW)
    notes = Notes(
        rows=[], known=merging.known_as(goes), stays_known=merging.known_as(stays), contact=goes.contact or {},
        heard=list(db.session.scalars(select(Consent.id).where(Consent.ally_id.in_(both)))),
    )  # fmt: skip
    theirs, contact = stays.contact or {}, merging.chosen(goes, stays, picks)
    was_careful = bool(stays.extra_care)
    merging.use(stays, goes, contact)
    for room in ROOMS:
        room.move(goes.id, stays.id)
    db.session.flush()
    merging.stop_both(contacts[goes.id], contacts[stays.id], now)
    if stays.extra_care and not was_careful:
        careful.for_coordinators(stays.id)
    _readdress(stays)
    db.session.flush()
    db.session.expire_all()
    notes["rows"] = row_changes.changes(before, row_changes.rows_about("ally", both, also, MADE_ANEW))
    known_by = [contacts[goes.id][0], *([theirs] if theirs != contact else [])]
    return merging.remember(*both, known_by, notes, now, account_id).id


def _readdress(stays: Ally) -> None:
    """What waits goes to the address that was chosen, and speaks the language of who stays."""
    write_anew_for(stays.id)
    email = email_of(stays)
    if email:
        send_elsewhere(stays.id, email)
