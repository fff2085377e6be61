"""Requests to host by the contact they bear: somebody may ask first, and become an ally later."""

from datetime import datetime

from sqlalchemy import select

from tracker.allies.ally import Contact
from tracker.allies.contact_points import email_for_matching, name_words
from tracker.signups.asking import mark_of
from tracker.signups.request_to_host import Asker, RequestToHost
from tracker.store.db import db


def unclaimed(contact: Contact, until: datetime | None = None) -> list[RequestToHost]:
    """Those of nobody we knew that bear this contact; asked by `until`. Two people may share a number: there the name counts."""
    email, phone = contact.get("email"), contact.get("phone")
    marks = [mark_of(email, None)] if email else []
    marks += [mark_of(None, phone)] if phone else []
    wanted = select(RequestToHost).where(RequestToHost.ally_id.is_(None), RequestToHost.mark.in_(marks))
    if until is not None:
        wanted = wanted.where(RequestToHost.at <= until)
    return [each for each in db.session.scalars(wanted) if _same_person(each.asker or {}, contact)]


def claim(ally_id: str, contact: Contact, until: datetime) -> None:
    """They are this ally's from now on, and go with them; inside a transaction, the ally locked."""
    for request in unclaimed(contact, until):
        request.ally_id = ally_id
    db.session.flush()


def bears(email: str | None, phone: str | None, contact: Contact) -> bool:
    """Whether an address or a number is the ally's own."""
    mine = contact.get("email")
    if mine and email and email_for_matching(mine) == email_for_matching(email):
        return True
    return bool(phone) and phone == contact.get("phone")


def is_named(asker: Asker, contact: Contact) -> bool:
    """Whether it is the ally's name, however it is written."""
    return name_words(asker.get("name", "")) == name_words(contact.get("name", ""))


def is_host(host: dict[str, str] | None, asker: Asker | None) -> bool:
    """Whether a host's contact is the asker's. Where nobody can tell any more: yes."""
    if host is None or asker is None:
        return True
    return any(host.get(way) and host.get(way) == asker.get(way) for way in ("email", "phone"))


def may_mean(note: str, asker: Asker | None) -> bool:
    """Whether a note of whom may mean the asker: one word of their name is enough. Where nobody can tell any more: yes."""
    return asker is None or not {*name_words(note).split()}.isdisjoint(name_words(asker.get("name", "")).split())


def _same_person(asker: Asker, contact: Contact) -> bool:
    return bool(asker.get("email")) or is_named(asker, contact)
