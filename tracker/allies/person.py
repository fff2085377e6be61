"""What this room holds about a person: contact, identities, answers."""

from sqlalchemy import delete, select, update

from tracker.allies.ally import Ally
from tracker.allies.choice import Chosen
from tracker.allies.consent import Consent, standing
from tracker.allies.identity import Identity
from tracker.allies.name_words import NameWord
from tracker.allies.own_data import tell
from tracker.allies.own_link import OwnLink
from tracker.allies.tag import AllyTag
from tracker.store.db import db

__all__ = ["forget", "move", "tell"]


def forget(ally_id: str) -> None:
    """Nobody can be recognised or reached by what is left: an alias, for the figures. Suppressing is the use case's."""
    emptied = {"contact_sealed": None, "extra_care_sealed": None, "words_key": None}
    stands = {"email_consent": "no", "phone_consent": "no"}
    db.session.execute(update(Ally).where(Ally.id == ally_id).values({**emptied, **stands}))
    db.session.execute(delete(Identity).where(Identity.ally_id == ally_id))
    db.session.execute(delete(OwnLink).where(OwnLink.ally_id == ally_id))
    for table in (NameWord, AllyTag, Chosen):
        db.session.execute(delete(table).where(table.ally_id == ally_id))


def move(ally_id: str, to: str) -> None:
    """Two allies were one: facts and identities are the second's; any "no" wins. The first keeps an empty row."""
    goes, stays = db.session.get_one(Ally, ally_id), db.session.get_one(Ally, to)
    stays.email_consent = standing(stays.email_consent, goes.email_consent)
    stays.phone_consent = standing(stays.phone_consent, goes.phone_consent)
    stays.acted_at = max(stays.acted_at, goes.acted_at)
    stays.reached_at = stays.reached_at or goes.reached_at
    db.session.execute(update(Consent).where(Consent.ally_id == ally_id).values(ally_id=to))
    had = set(db.session.scalars(select(Identity.fingerprint).where(Identity.ally_id == to, Identity.kind == "reach")))
    theirs = select(Identity).where(Identity.ally_id == ally_id)
    for identity in db.session.scalars(theirs):
        if identity.kind == "reach" and identity.fingerprint in had:
            db.session.delete(identity)
        else:
            identity.ally_id = to
    for table, key in ((AllyTag, AllyTag.tag_id), (Chosen, Chosen.choice_id)):
        had_already = select(key).where(table.ally_id == to)
        db.session.execute(delete(table).where(table.ally_id == ally_id, key.in_(had_already)))
        db.session.execute(update(table).where(table.ally_id == ally_id).values(ally_id=to))
    db.session.flush()
    forget(ally_id)


def is_forgotten(ally: Ally) -> bool:
    """Whether forget() has emptied it. Who only said "no" has no contact either, but was asked about extra care."""
    return ally.contact_sealed is None and ally.extra_care_sealed is None
