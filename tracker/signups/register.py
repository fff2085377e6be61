"""Writing signups down: once for an ally and a screening; a second one adds new interests and changes nothing else."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from tracker.appeals.interest import Interest
from tracker.screenings.screening import Screening
from tracker.signups.signup import FoldedSignup, Signup, SignupInterest
from tracker.store.db import db
from tracker.store.ids import new_ids
from tracker.store.rows import among
from tracker.store.transactions import add_once, rows_by

SOME = 5_000


class Hand(NamedTuple):
    """A raised hand whose owner is known."""

    submission: str
    ally_id: str
    screening_id: str
    source: str
    at: datetime
    device_at: datetime | None
    interests: tuple[str, ...]
    note: str
    account_id: str | None


class Registered(NamedTuple):
    """The signup, and whether it is new."""

    signup_id: str
    new: bool


def register(hands: Sequence[Hand]) -> list[Registered]:
    """Write them down, in their order; inside a transaction."""
    rows: dict[tuple[str, str], dict[str, object]] = {}
    note, ids = Signup.note.sealer(), new_ids(len(hands))
    for hand in hands:
        key = (hand.ally_id, hand.screening_id)
        if key in rows:
            continue
        signup_id = next(ids)
        rows[key] = {
            "id": signup_id, "ally_id": hand.ally_id, "screening_id": hand.screening_id, "submission": hand.submission,
            "source": hand.source, "device_at": hand.device_at, "at": hand.at, "account_id": hand.account_id,
            "note_sealed": note(signup_id, hand.note or None),
        }  # fmt: skip
    written = add_once(Signup, [rows[key] for key in sorted(rows)])
    there = {key: str(row["id"]) for key, row in rows.items() if row["id"] in written}
    there.update(existing([key for key in rows if key not in there]))
    told, seen = [], set()
    for hand in hands:
        key = (hand.ally_id, hand.screening_id)
        told.append(Registered(there[key], new=there[key] in written and key not in seen))
        seen.add(key)
    _add_interests(hands, told)
    return told


def replays(submissions: Sequence[str]) -> dict[str, tuple[str, str]]:
    """(signup id, ally id) of the submissions that were written down before, if only to fold into another signup since."""
    # In this order: what folds meanwhile is found by the second, if not by the first.
    written = rows_by(Signup, ("submission", "id", "ally_id"), "submission", submissions)
    found = {submission: (signup, ally) for submission, signup, ally in written}
    folded = sorted(submission for (submission,) in rows_by(FoldedSignup, ["submission"], "submission", submissions))
    since = select(FoldedSignup.submission, Signup.id, Signup.ally_id)
    since = since.join(Signup, Signup.id == FoldedSignup.signup_id)
    for start in range(0, len(folded), SOME):
        rows = db.session.execute(since.where(FoldedSignup.submission.in_(folded[start : start + SOME])))
        found.update({submission: (signup, ally) for submission, signup, ally in rows})
    return found


def ticked(allies: Sequence[str]) -> dict[tuple[str, str], frozenset[str]]:
    """Keys of the interests that each ally ticked so far, by (ally, campaign)."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for start in range(0, len(allies), SOME):
        rows = (
            select(Signup.ally_id, Screening.campaign_id, Interest.key)
            .join(Screening, Screening.id == Signup.screening_id)
            .join(SignupInterest, SignupInterest.signup_id == Signup.id)
            .join(Interest, Interest.id == SignupInterest.interest_id)
            .where(Signup.ally_id.in_(allies[start : start + SOME]))
        )
        for ally, campaign, key in db.session.execute(rows):
            found[ally, campaign].add(key)
    return {key: frozenset(keys) for key, keys in found.items()}


def existing(keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The signups that are there, by (ally, screening)."""
    found: dict[tuple[str, str], str] = {}
    for start in range(0, len(keys), SOME):
        some = keys[start : start + SOME]
        rows = select(Signup.ally_id, Signup.screening_id, Signup.id).where(
            among((Signup.ally_id, Signup.screening_id), some)
        )
        found.update({(ally, screening): signup for ally, screening, signup in db.session.execute(rows)})
    return found


def _add_interests(hands: Sequence[Hand], told: Sequence[Registered]) -> None:
    ticks = {
        (registered.signup_id, interest): hand.at
        for hand, registered in zip(hands, told, strict=True)
        for interest in hand.interests
    }
    add_once(SignupInterest, [
        {"id": id_, "signup_id": signup_id, "interest_id": interest, "at": at}
        for id_, ((signup_id, interest), at) in zip(new_ids(len(ticks)), sorted(ticks.items()), strict=True)
    ])  # fmt: skip
