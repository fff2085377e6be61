"""What this room holds about a person: contact, identities, answers."""

from sqlalchemy import delete, or_, select, update

from tracker import clock
from tracker.allies import besides
from tracker.allies.ally import Ally
from tracker.allies.choice import Chosen
from tracker.allies.consent import Consent, standing
from tracker.allies.identity import Identity
from tracker.allies.liken_anew import drop, look_again
from tracker.allies.likeness import Likeness
from tracker.allies.merge import Merge
from tracker.allies.name_words import NameWord
from tracker.allies.own_data import tell
from tracker.allies.own_link import OwnLink
from tracker.allies.tag import AllyTag
from tracker.store import known_as
from tracker.store.db import db

__all__ = ["forget", "move", "tell"]


def forget(ally_id: str) -> None:
    """Nobody can be recognised or reached by what is left: an alias, for the figures. Suppressing is the use case's.

    Nor can anybody who was joined to them.
    """
    emptied = {"contact_sealed": None, "extra_care_sealed": None, "words_key": None, "changed_at": clock.now()}
    stands = {"email_consent": "no", "phone_consent": "no"}
    db.session.execute(update(Ally).where(Ally.id == ally_id).values({**emptied, **stands}))
    db.session.execute(delete(Identity).where(Identity.ally_id == ally_id))
    db.session.execute(delete(OwnLink).where(OwnLink.ally_id == ally_id))
    joined = update(Merge).where(or_(Merge.ally_id == ally_id, Merge.gone_id == ally_id))
    db.session.execute(joined.values(known_by_sealed=None, notes_sealed=None))
    drop([ally_id])
    besides.forget(ally_id)
    known_as.forget(known_as.PERSON, [ally_id])
    for table in (NameWord, AllyTag, Chosen):
        db.session.execute(delete(table).where(table.ally_id == ally_id))


def move(ally_id: str, to: str) -> None:
    """Two allies were one: facts, identities and own links are the second's; any "no" wins, and extra care. The first keeps
    an empty row.
    """
    goes, stays = db.session.get_one(Ally, ally_id), db.session.get_one(Ally, to)
    stays.email_consent = standing(stays.email_consent, goes.email_consent)
    stays.phone_consent = standing(stays.phone_consent, goes.phone_consent)
    stays.acted_at = max(stays.acted_at, goes.acted_at)
    stays.reached_at = stays.reached_at or goes.reached_at
    if goes.extra_care and not stays.extra_care:
        stays.extra_care = True
    db.session.execute(update(Consent).where(Consent.ally_id == ally_id).values(ally_id=to))
    db.session.execute(update(OwnLink).where(OwnLink.ally_id == ally_id).values(ally_id=to))
    db.session.execute(update(Merge).where(Merge.ally_id == ally_id).values(ally_id=to))
    _move_identities(ally_id, to)
    _move_likenesses(ally_id, to)
    _move_tags(ally_id, to)
    besides.move(ally_id, to)
    known_as.move(known_as.PERSON, ally_id, to)
    db.session.flush()
    forget(ally_id)


def is_forgotten(ally: Ally) -> bool:
    """Whether forget() has emptied it. Who only said "no" has no contact either, but was asked about extra care."""
    return ally.contact_sealed is None and ally.extra_care_sealed is None


def _move_identities(ally_id: str, to: str) -> None:
    had = set(db.session.scalars(select(Identity.fingerprint).where(Identity.ally_id == to, Identity.kind == "reach")))
    for identity in db.session.scalars(select(Identity).where(Identity.ally_id == ally_id)):
        if identity.kind == "reach" and identity.fingerprint in had:
            db.session.delete(identity)
        else:
            identity.ally_id = to


def _move_tags(ally_id: str, to: str) -> None:
    """And of what deeds on many they were chosen for; what both have stays once."""
    for table, key in ((AllyTag, AllyTag.tag_id), (Chosen, Chosen.choice_id)):
        had_already = select(key).where(table.ally_id == to)
        db.session.execute(delete(table).where(table.ally_id == ally_id, key.in_(had_already)))
        db.session.execute(update(table).where(table.ally_id == ally_id).values(ally_id=to))


def _move_likenesses(ally_id: str, to: str) -> None:
    """With whom the first is not the same, the second is not either. What is undecided is looked for anew."""
    theirs = or_(Likeness.one_id == ally_id, Likeness.other_id == ally_id)
    for pair in db.session.scalars(select(Likeness).where(theirs, Likeness.apart_at.is_not(None))).all():
        other = pair.other_id if pair.one_id == ally_id else pair.one_id
        one_id, other_id = sorted((other, to))
        said = select(Likeness).where(Likeness.one_id == one_id, Likeness.other_id == other_id)
        known = db.session.scalar(said)
        if known is None and other != to:
            pair.one_id, pair.other_id = one_id, other_id
        elif known is not None and known.apart_at is None:
            known.apart_at, known.account_id = pair.apart_at, pair.account_id
        db.session.flush()
    look_again([to])
