"""Taking a list of people back: what nobody has touched goes, what somebody has touched stays and is said. In a transaction.

Touched is a signup of which anything was done: a follow-up claimed, tried or closed by somebody, a letter written, a place said,
an answer given. An ally that the list brought goes with their last signup, unless anything else is known of them by then.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update

from tracker.allies.ally import Ally
from tracker.allies.consent import Consent
from tracker.allies.identity import Identity
from tracker.allies.liken_anew import drop
from tracker.allies.likeness import Likeness
from tracker.allies.name_words import NameWord
from tracker.followups.followup import FollowUp, FollowUpSignup
from tracker.followups.plan import NOT_PLANNED
from tracker.imports.import_ import Import
from tracker.imports.import_row import ImportRow
from tracker.imports.people_writing import SUBMISSION
from tracker.imports.portions import portions
from tracker.imports.undoing import CHANGED, USED
from tracker.signups.signup import Signup, SignupInterest
from tracker.store.db import db
from tracker.store.references import pointed_at

AT_ONCE = 2_000
# What an import itself fills: it makes nothing touched.
OF_SIGNUP, OF_FOLLOW_UP = ("follow_up_signup", "signup_interest"), ("follow_up_signup",)
# And what the house notes of everybody by itself, to find them by and to compare them.
OF_ALLY = ("identity", "consent", "name_word", "likeness_mark", "likeness")
SOURCE = "import"


def undo(found: Import) -> Counter[str]:
    """How many signups are "gone" and how many "stayed", and how many "allies" went with them."""
    done: Counter[str] = Counter()
    rows = db.session.execute(
        select(ImportRow.id, ImportRow.ally_id, ImportRow.signup_id, ImportRow.screening_id, ImportRow.before)
        .where(ImportRow.import_id == found.id, ImportRow.signup_id.is_not(None))
        .order_by(ImportRow.ally_id, ImportRow.id)
    ).all()
    mine = _made_here(found, {row.signup_id for row in rows})
    for some in portions(sorted(mine), AT_ONCE):
        _take_away(found, some, done)
    db.session.flush()
    left = set(
        db.session.scalars(
            select(ImportRow.signup_id).where(ImportRow.import_id == found.id, ImportRow.stayed.is_not(None))
        )
    )
    gone = mine - left
    undone = {row.ally_id: row for row in rows if row.ally_id and row.signup_id not in left}
    _take_back_answers(found, [row for row in rows if row.signup_id not in left])
    _put_back(found, {ally_id: row.before for ally_id, row in _first_before(rows).items() if ally_id in undone})
    brought = {row.ally_id for row in rows if row.before and row.before.get("new")}
    done["allies"] = _let_go(found, {row.ally_id for row in rows if row.signup_id in gone} & brought)
    # What still waits for a decision goes with the rest.
    waiting = ImportRow.import_id == found.id, ImportRow.content_sealed.is_not(None)
    db.session.execute(update(ImportRow).where(*waiting).values(content_sealed=None))
    return done


def _made_here(found: Import, signup_ids: Collection[str]) -> set[str]:
    """Signups that came by this import: a row may also have met one that was there."""
    made: set[str] = set()
    own = select(ImportRow.id).where(ImportRow.import_id == found.id)
    ids = {f"{SUBMISSION}{row_id}" for row_id in db.session.scalars(own)}
    for some in portions(sorted(signup_ids), AT_ONCE):
        rows = db.session.execute(select(Signup.id, Signup.submission).where(Signup.id.in_(some)))
        made.update(signup_id for signup_id, submission in rows if submission in ids)
    return made


def _take_away(found: Import, signup_ids: list[str], done: Counter[str]) -> None:
    """Signups with the follow-ups that answer nothing else."""
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
    goes = [signup_id for signup_id in there if signup_id not in used]
    ends = [
        each for each, signups in linked.items() if each not in shared and each not in touched and signups <= set(goes)
    ]
    db.session.execute(delete(FollowUpSignup).where(FollowUpSignup.signup_id.in_(goes)))
    db.session.execute(delete(FollowUp).where(FollowUp.id.in_(ends)))
    db.session.execute(delete(SignupInterest).where(SignupInterest.signup_id.in_(goes)))
    db.session.execute(delete(Signup).where(Signup.id.in_(goes)))
    done["gone"] += len(goes)
    done["stayed"] += len(there) - len(goes)
    if used:
        stays = ImportRow.import_id == found.id, ImportRow.signup_id.in_(sorted(used))
        db.session.execute(update(ImportRow).where(*stays).values(stayed=USED))


def _touched(follow_up_ids: list[str]) -> set[str]:
    """Those with which somebody did anything."""
    changed = or_(
        FollowUp.tries > 0, FollowUp.claimed_by_id.is_not(None),
        (FollowUp.state == "closed") & (FollowUp.outcome != NOT_PLANNED),
    )  # fmt: skip
    return set(db.session.scalars(select(FollowUp.id).where(FollowUp.id.in_(follow_up_ids), changed)))


def _take_back_answers(found: Import, rows: Collection[Any]) -> None:
    """What the rows said about contact."""
    pairs = {(row.ally_id, row.screening_id) for row in rows if row.ally_id}
    for some in portions(sorted({ally_id for ally_id, _ in pairs}), AT_ONCE):
        wanted = select(Consent.id, Consent.ally_id, Consent.screening_id).where(
            Consent.ally_id.in_(some), Consent.source == SOURCE, Consent.import_id == found.id
        )
        ids = [id_ for id_, ally_id, screening_id in db.session.execute(wanted) if (ally_id, screening_id) in pairs]
        for few in portions(ids, AT_ONCE):
            db.session.execute(delete(Consent).where(Consent.id.in_(few)))


def _first_before(rows: Collection[Any]) -> dict[str, Any]:
    return {row.ally_id: row for row in rows if row.ally_id and row.before and "was" in row.before}


def _put_back(found: Import, befores: dict[str, dict[str, Any]]) -> None:
    """Where consent of known allies stood, unless they or anybody said anything since."""
    for some in portions(sorted(befores), AT_ONCE):
        since = Consent.ally_id.in_(some), Consent.at >= found.written_at
        spoke = set(db.session.scalars(select(Consent.ally_id).where(*since).distinct()))
        for ally in db.session.scalars(select(Ally).where(Ally.id.in_(some)).order_by(Ally.id).with_for_update()):
            before = befores[ally.id]
            if ally.id in spoke or before.get("now") != [
                ally.email_consent,
                ally.phone_consent,
                ally.acted_at.isoformat(),
            ]:
                continue
            ally.email_consent, ally.phone_consent, acted = before["was"]
            ally.acted_at = datetime.fromisoformat(acted)
    db.session.flush()


def _decided(ally_ids: list[str]) -> set[str]:
    """Those of whom somebody said that they are not somebody else."""
    sides = (
        select(side).where(side.in_(ally_ids), Likeness.apart_at.is_not(None))
        for side in (Likeness.one_id, Likeness.other_id)
    )
    return {ally_id for side in sides for ally_id in db.session.scalars(side)}


def _let_go(found: Import, ally_ids: Collection[str]) -> int:
    """Allies whom this import brought and of whom nothing else is known by now."""
    gone = 0
    for some in portions(sorted(ally_ids), AT_ONCE):
        wanted = select(Ally).where(Ally.id.in_(some)).order_by(Ally.id).with_for_update()
        there = {ally.id: ally for ally in db.session.scalars(wanted)}
        others = set(db.session.scalars(select(Consent.ally_id).where(Consent.ally_id.in_(list(there))).distinct()))
        known = others | pointed_at("ally", list(there), OF_ALLY)
        known |= {id_ for id_, ally in there.items() if ally.confirmed_at or ally.reached_at} | _decided(list(there))
        goes = [id_ for id_ in there if id_ not in known]
        for ally in there.values():
            db.session.expunge(ally)
        drop(goes)
        db.session.execute(delete(NameWord).where(NameWord.ally_id.in_(goes)))
        db.session.execute(delete(Identity).where(Identity.ally_id.in_(goes)))
        db.session.execute(delete(Ally).where(Ally.id.in_(goes)))
        gone += len(goes)
        stays = ImportRow.import_id == found.id, ImportRow.ally_id.in_(sorted(known)), ImportRow.stayed.is_(None)
        db.session.execute(update(ImportRow).where(*stays).values(stayed=CHANGED))
        if goes:
            rows = ImportRow.import_id == found.id, ImportRow.ally_id.in_(goes)
            db.session.execute(update(ImportRow).where(*rows).values(ally_id=None, signup_id=None))
    return gone
