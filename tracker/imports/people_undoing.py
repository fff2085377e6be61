"""Taking a list of people back: what nobody has touched goes, what somebody has touched stays and is said. In a transaction.

Touched is a signup of which anything was done: a follow-up claimed, tried or closed by somebody, a letter written, a place said,
an answer given. An ally that the list brought goes with their last signup, unless anything else is known of them by then.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import delete, or_, select, update

from tracker.allies.ally import Ally
from tracker.allies.consent import Consent
from tracker.allies.identity import Identity
from tracker.allies.likeness import Likeness, LikenessMark
from tracker.allies.name_words import NameWord
from tracker.followups.followup import FollowUp, FollowUpSignup
from tracker.followups.plan import NOT_PLANNED
from tracker.imports import people_ticks
from tracker.imports.import_ import Import
from tracker.imports.import_row import ImportRow
from tracker.imports.people_answers import put_back, take_back
from tracker.imports.people_writing import SUBMISSION
from tracker.imports.portions import portions
from tracker.imports.undoing import CHANGED, USED
from tracker.signups.signup import Signup, SignupInterest
from tracker.store.db import db
from tracker.store.references import pointed_at

AT_ONCE = 2_000
# What an import itself fills: it makes nothing touched.
OF_SIGNUP, OF_FOLLOW_UP = ("follow_up_signup", "signup_interest"), ("follow_up_signup",)
# Of an ally it, the search and the look for likenesses write by themselves; consents and decided pairs are looked at here.
OF_ALLY = ("identity", "name_word", "likeness_mark")
LOOKED_AT = ("consent", "likeness")
_ROWS = select(
    ImportRow.id, ImportRow.ally_id, ImportRow.signup_id, ImportRow.screening_id, ImportRow.before, ImportRow.turn
).order_by(ImportRow.ally_id, ImportRow.id)  # fmt: skip


def undo(found: Import) -> Counter[str]:
    """How many signups are "gone" and how many "stayed", and how many "allies" went with them.

    Some allies at a time, all of each together: nothing of one depends on another, and a large list is never held whole.
    """
    done = Counter(gone=0, stayed=0, allies=0)
    mine = ImportRow.import_id == found.id, ImportRow.signup_id.is_not(None)
    listed = db.session.execute(
        select(ImportRow.ally_id, ImportRow.id).where(*mine).order_by(ImportRow.ally_id, ImportRow.id)
    )
    # By the rows that were there at first: whose they are may change meanwhile, where allies are joined.
    for some in _whole_allies(listed.all()):
        _undo_of(found, db.session.execute(_ROWS.where(ImportRow.id.in_(some))).all(), done)
    # What still waits for a decision goes with the rest.
    waiting = ImportRow.import_id == found.id, ImportRow.content_sealed.is_not(None)
    db.session.execute(update(ImportRow).where(*waiting).values(content_sealed=None))
    return done


def _whole_allies(listed: Iterable[Any]) -> Iterator[list[str]]:
    """The ids of rows in portions; all rows of an ally, which follow each other, in one of them."""
    some, last = list[str](), None
    for ally_id, row_id in listed:
        if len(some) >= AT_ONCE and (ally_id is None or ally_id != last):
            yield some
            some = []
        some.append(row_id)
        last = ally_id
    if some:
        yield some


def _undo_of(found: Import, rows: Sequence[Any], done: Counter[str]) -> None:
    """What these rows brought; they are all that the list says of their allies."""
    mine = _made_here(rows)
    stayed: set[str] = set()
    for some in portions(sorted(mine), AT_ONCE):
        stayed |= _take_away(found, some, done)
    gone = mine - stayed
    undone = {row.ally_id for row in rows if row.ally_id and row.signup_id not in stayed}
    people_ticks.take_back(found, rows)
    take_back(
        found,
        {(row.ally_id, row.screening_id) for row in rows if row.ally_id and row.signup_id not in stayed},
    )
    brought = {row.ally_id for row in rows if row.before and row.before.get("new")}
    let_go = _let_go(found, {row.ally_id for row in rows if row.signup_id in gone} & brought)
    done["allies"] += len(let_go)
    # Rows that were decided later come first, so that what stood before all of it has the last word.
    later_first = sorted(rows, key=lambda row: row.turn is not None)
    put_back(found, {row.ally_id: row.before for row in later_first if row.before and row.ally_id in undone - let_go})


def _made_here(rows: Iterable[Any]) -> set[str]:
    """Signups that came by this import: a row may also have met one that was there."""
    made: set[str] = set()
    ids = {f"{SUBMISSION}{row.id}" for row in rows}
    for some in portions(sorted({row.signup_id for row in rows}), AT_ONCE):
        signups = db.session.execute(select(Signup.id, Signup.submission).where(Signup.id.in_(some)))
        made.update(signup_id for signup_id, submission in signups if submission in ids)
    return made


def _take_away(found: Import, signup_ids: list[str], done: Counter[str]) -> set[str]:
    """Signups with the follow-ups that answer nothing else. Those of them that stay."""
    there = list(
        db.session.scalars(select(Signup.id).where(Signup.id.in_(signup_ids)).order_by(Signup.id).with_for_update())
    )
    linked: dict[str, set[str]] = defaultdict(set)
    links = select(FollowUpSignup.follow_up_id, FollowUpSignup.signup_id)
    for follow_up_id, signup_id in db.session.execute(links.where(FollowUpSignup.signup_id.in_(there))):
        linked[follow_up_id].add(signup_id)
    shared = set(db.session.scalars(
        select(FollowUpSignup.follow_up_id).where(FollowUpSignup.follow_up_id.in_(list(linked)), FollowUpSignup.signup_id.not_in(there))
    ))  # fmt: skip
    touched = _touched(list(linked)) | pointed_at("follow_up", list(linked), OF_FOLLOW_UP)
    placed = set(db.session.scalars(select(Signup.id).where(Signup.id.in_(there), Signup.placed_at.is_not(None))))
    used = {signup_id for follow_up_id in touched for signup_id in linked[follow_up_id]} | placed
    used |= pointed_at("signup", there, OF_SIGNUP)
    # Who shares a follow-up with one that stays keeps it.
    goes = set(there) - used
    ends = [each for each, signups in linked.items() if each not in shared and each not in touched and signups <= goes]
    db.session.execute(delete(FollowUpSignup).where(FollowUpSignup.signup_id.in_(sorted(goes))))
    db.session.execute(delete(FollowUp).where(FollowUp.id.in_(ends)))
    db.session.execute(delete(SignupInterest).where(SignupInterest.signup_id.in_(sorted(goes))))
    db.session.execute(delete(Signup).where(Signup.id.in_(sorted(goes))))
    done["gone"] += len(goes)
    done["stayed"] += len(there) - len(goes)
    if used:
        stays = ImportRow.import_id == found.id, ImportRow.signup_id.in_(sorted(used))
        db.session.execute(update(ImportRow).where(*stays).values(stayed=USED))
    return set(signup_ids) & used


def _touched(follow_up_ids: list[str]) -> set[str]:
    """Those with which somebody did anything."""
    changed = or_(
        FollowUp.tries > 0, FollowUp.claimed_by_id.is_not(None),
        (FollowUp.state == "closed") & (FollowUp.outcome != NOT_PLANNED),
    )  # fmt: skip
    return set(db.session.scalars(select(FollowUp.id).where(FollowUp.id.in_(follow_up_ids), changed)))


def _let_go(found: Import, ally_ids: Collection[str]) -> set[str]:
    """Allies whom this import brought and of whom nothing else is known by now. Those who went."""
    gone: set[str] = set()
    for some in portions(sorted(ally_ids), AT_ONCE):
        held = select(Ally.id, Ally.confirmed_at, Ally.reached_at).where(Ally.id.in_(some))
        there = db.session.execute(held.order_by(Ally.id).with_for_update()).all()
        ids = [ally_id for ally_id, _, _ in there]
        others = set(db.session.scalars(select(Consent.ally_id).where(Consent.ally_id.in_(ids)).distinct()))
        known = others | _decided(ids) | pointed_at("ally", ids, (*OF_ALLY, *LOOKED_AT))
        known |= {ally_id for ally_id, confirmed_at, reached_at in there if confirmed_at or reached_at}
        goes = [ally_id for ally_id in ids if ally_id not in known]
        db.session.execute(delete(Likeness).where(or_(Likeness.one_id.in_(goes), Likeness.other_id.in_(goes))))
        for table in (Identity, NameWord, LikenessMark):
            db.session.execute(delete(table).where(table.ally_id.in_(goes)))
        db.session.execute(delete(Ally).where(Ally.id.in_(goes)))
        gone.update(goes)
        stays = ImportRow.import_id == found.id, ImportRow.ally_id.in_(sorted(known)), ImportRow.stayed.is_(None)
        db.session.execute(update(ImportRow).where(*stays).values(stayed=CHANGED))
        if goes:
            rows = ImportRow.import_id == found.id, ImportRow.ally_id.in_(goes)
            db.session.execute(update(ImportRow).where(*rows).values(ally_id=None, signup_id=None))
    return gone


def _decided(ally_ids: list[str]) -> set[str]:
    """Of whom somebody has said that they are not one with another."""
    apart = select(Likeness.one_id, Likeness.other_id).where(Likeness.apart_at.is_not(None))
    either = or_(Likeness.one_id.in_(ally_ids), Likeness.other_id.in_(ally_ids))
    return {ally_id for pair in db.session.execute(apart.where(either)) for ally_id in pair}
