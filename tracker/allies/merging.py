"""Joining two allies, this room's part: who they are, which contact is used from now on, what is kept of both."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from tracker.allies import name_words
from tracker.allies.ally import Ally, Contact
from tracker.allies.identify import texts
from tracker.allies.identity import Identity
from tracker.allies.known_by import contacts_of
from tracker.allies.likeness import Likeness
from tracker.allies.merge import Merge, Notes
from tracker.allies.suppress import contact_fingerprints, suppress, suppressed
from tracker.errors import NotThere, Refusal
from tracker.store.db import db
from tracker.store.keyring import ring
from tracker.store.rows import is_id
from tracker.store.sealing import fingerprint
from tracker.words import lazy

# Fields of a contact that are chosen one by one.
CHOSEN = ("name", "call", "email", "phone")
LEFT, NEVER = "left", "never again"


class GoneAlready(Refusal):
    sentence = lazy(
        "One of them is not held any more: joined by somebody else just now, erased, or about to be. Nothing was changed."
    )
    status = 409


class PairGone(NotThere):
    sentence = lazy("These two are not to be decided any more: somebody was faster, or one of them changed.")


class ChangedMeanwhile(Refusal):
    sentence = lazy("Something about them changed while you looked. Look again, then decide.")
    status = 409


def pair_of(pair_id: str) -> Likeness:
    """Raises PairGone."""
    pair = db.session.get(Likeness, pair_id) if is_id(pair_id) else None
    if pair is None:
        raise PairGone
    return pair


def both_of(pair_id: str) -> tuple[Likeness, Ally, Ally]:
    """The pair, and the two, by one query. Raises PairGone, and GoneAlready for who is not held any more."""
    one, other = aliased(Ally), aliased(Ally)
    both = select(Likeness, one, other).join(one, one.id == Likeness.one_id).join(other, other.id == Likeness.other_id)
    found = db.session.execute(both.where(Likeness.id == pair_id)).first() if is_id(pair_id) else None
    if found is None:
        raise PairGone
    pair, *two = found
    if any(each.contact_sealed is None for each in two):
        raise GoneAlready
    return pair, two[0], two[1]


def hold(*ally_ids: str) -> dict[str, Ally]:
    """Both, locked in one order against everybody, whoever signs up too; inside a transaction. Raises GoneAlready."""
    wanted = select(Ally).where(Ally.id.in_(ally_ids)).order_by(Ally.id).with_for_update()
    found = {each.id: each for each in db.session.scalars(wanted.execution_options(populate_existing=True))}
    if len(found) < len(set(ally_ids)) or any(each.contact_sealed is None for each in found.values()):
        raise GoneAlready
    return found


def digest(*allies: Ally) -> str:
    """What was on the page, without saying it: another contact, consent or care is another digest."""
    told = [
        repr((
            each.id, sorted((each.contact or {}).items()), bool(each.extra_care), each.email_consent, each.phone_consent,
            each.language,
        ))
        for each in sorted(allies, key=lambda ally: ally.id)
    ]  # fmt: skip
    return hmac.new(ring().newest("link").secret, "\x00".join(["pair", *told]).encode(), hashlib.sha256).hexdigest()[
        :32
    ]


def chosen(goes: Ally, stays: Ally, picks: Mapping[str, str]) -> Contact:
    """The contact from now on. `picks`: by field the id of the ally whose it is; else of who stays, where they have any."""
    mine, its = stays.contact or Contact(), goes.contact or Contact()
    told: dict[str, Any] = {}
    for field in CHOSEN:
        first, second = (its, mine) if picks.get(field) == goes.id else (mine, its)
        value = first.get(field) or second.get(field)
        if value:
            told[field] = value
    told.setdefault("name", "")
    said = next(
        (each["said"] for each in (mine, its) if each.get("said") and each.get("call") == told.get("call")), None
    )
    contact: Contact = {**told, **({"said": said} if said else {})}  # type: ignore[typeddict-item]
    return contact


def known_as(ally: Ally) -> list[list[str]]:
    """By what they are known, as texts() has it: what an identity leads to in a contact that is held."""
    held = db.session.scalars(select(Identity).where(Identity.ally_id == ally.id)).all()
    said = [text for contact in contacts_of(ally) for text in texts(contact)]
    keys = {each.key_name: ring().named("find", each.key_name) for each in held}
    found = {
        (each.kind, what, text) for each in held for _kind, what, text in said
        if (key := keys[each.key_name]) and bytes(each.fingerprint) == fingerprint(key, what, text)
    }  # fmt: skip
    return [list(each) for each in sorted(found)]


def use(stays: Ally, goes: Ally, contact: Contact) -> None:
    """From now on; inside a transaction, before the rooms move: whether the address is confirmed is its owner's word."""
    theirs, its = stays.contact or Contact(), goes.contact or Contact()
    if contact.get("email") != theirs.get("email") and contact.get("email") == its.get("email"):
        stays.confirmed_at = goes.confirmed_at
    stays.contact = contact
    name_words.write(stays.id, contact)
    db.session.flush()


def stop_both(one: Sequence[Contact], other: Sequence[Contact], at: datetime) -> None:
    """Where one of them is not to be written to, nor is the other; inside a transaction."""
    kinds = [
        frozenset().union(*suppressed(mark for c in side for mark in contact_fingerprints(c.get("email"), c.get("phone"))).values())
        for side in (one, other)
    ]  # fmt: skip
    for against, side in ((kinds[1], one), (kinds[0], other)):
        if against:
            for each in side:
                suppress(each.get("email"), each.get("phone"), "", NEVER if NEVER in against else LEFT, at=at)


def remember(
    goes_id: str, stays_id: str, known_by: list[Contact], notes: Notes, at: datetime, account_id: str
) -> Merge:
    """That they are one; inside a transaction, last of all rooms."""
    merge = Merge(ally_id=stays_id, gone_id=goes_id, at=at, account_id=account_id)
    merge.known_by, merge.notes = known_by, notes
    db.session.add(merge)
    db.session.flush()
    return merge
